"""What pictures show: helpers that read figures."""

from unittest import mock

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.markers import MarkerStyle

WHITE = 255


def texts(things):
    return [thing.get_text() for thing in things]


def box_of(text):
    """Where a text is on the screen, with the frame around it."""
    return (text.get_bbox_patch() or text).get_window_extent()


def has_marker(collection, marker):
    (path,) = collection.get_paths()
    style = MarkerStyle(marker)
    expected = style.get_path().transformed(style.get_transform())
    same = path.vertices.shape == expected.vertices.shape
    return same and np.allclose(path.vertices, expected.vertices)


def assert_nothing_is_cut_off(fig):
    """Every text that is drawn lies within the figure."""
    with mock.patch.object(RendererAgg, "draw_text", autospec=True) as draw:
        fig.canvas.draw()
    drawn = [call.kwargs["mtext"] for call in draw.call_args_list]
    assert drawn
    for text in drawn:
        box = box_of(text)
        assert fig.bbox.x0 <= box.x0 and box.x1 <= fig.bbox.x1, text.get_text()
        assert fig.bbox.y0 <= box.y0 and box.y1 <= fig.bbox.y1, text.get_text()


def assert_readable(color, ground):
    """The contrast that the Web Content Accessibility Guidelines want for large text."""

    def light(color):
        part = np.array(to_rgb(color))
        part = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
        return part @ (0.2126, 0.7152, 0.0722)

    low, high = sorted([light(color), light(ground)])
    assert (high + 0.05) / (low + 0.05) >= 3, (color, ground)


def shown(ax):
    (image,) = ax.get_images()
    return image.get_array()


def outlines(ax):
    """(left, top, width, height) of every rectangle, in pixels of the picture."""
    boxes = [patch.get_bbox() for patch in ax.patches]
    boxes += [path.get_extents() for frames in ax.collections for path in frames.get_paths()]
    return [box.bounds for box in boxes]


def colors_of(collection):
    return {to_rgb(color) for color in collection.get_facecolor()}
