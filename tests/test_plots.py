"""Pictures, checked through their arrays and their Axes."""

from itertools import combinations
from unittest import mock

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.markers import MarkerStyle
from matplotlib.offsetbox import AnnotationBbox

from kmeans_lib.plots import (
    MARKERS,
    PALETTE,
    cluster_color,
    cluster_marker,
    montage,
    plot_grid,
    plot_images,
    plot_overview,
    plot_pixels,
    plot_sheet,
    plot_thumbnails,
)

WHITE = 255


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


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


def test_montage_places_rounds_and_leaves_gaps():
    rows = np.array([[[0, 10, 20, 30.6], [300, -5, 0, 0]], [[np.nan] * 4, [1, 2, 3, 4]]])
    picture = montage(rows, (2, 2))
    white = 255
    assert picture.shape == (6, 6, 3)
    assert (picture == picture[..., :1]).all(), "grey stays grey"
    assert picture[..., 0].tolist() == [
        [0, 10, white, 255, 0, white],
        [20, 31, white, 0, 0, white],
        [white] * 6,
        [white, white, white, 1, 2, white],
        [white, white, white, 3, 4, white],
        [white] * 6,
    ]


def test_montage_in_colour():
    rows = np.arange(12.0).reshape(1, 1, 12)
    assert montage(rows, (2, 2, 3))[:2, :2].ravel().tolist() == list(range(12))


def test_montage_leaves_a_foot_below_every_line():
    rows = np.array([[[1, 2, 3, 4, 5, 6]], [[7, 8, 9, 10, 11, 12]]])
    picture = montage(rows, (2, 3), foot=2)
    assert picture[..., 0].tolist() == [
        [1, 2, 3, WHITE],
        [4, 5, 6, WHITE],
        *[[WHITE] * 4] * 3,
        [7, 8, 9, WHITE],
        [10, 11, 12, WHITE],
        *[[WHITE] * 4] * 3,
    ]


@pytest.fixture
def overview():
    centroids = np.array([[0.0] * 16, [100.4] * 16, [200] * 16])
    nearest = np.stack([np.full((2, 16), 10.0 * j) for j in range(3)])
    farthest = nearest + 5
    farthest[1, 1] = np.nan
    return plot_overview(centroids, nearest, farthest, [7, 1, 12], (4, 4))


def test_overview_shows_centroid_nearest_and_farthest_in_this_order(overview):
    _, ax = overview
    (shown,) = ax.get_images()
    pixels = shown.get_array()[..., 0]
    starts = np.rint(np.array(ax.get_xticks()) + 0.5).astype(int)
    lines = [0, 5, 10]
    assert pixels[lines, starts[0]].tolist() == [0, 100, 200]
    assert pixels[lines, starts[1]].tolist() == [0, 10, 20]
    assert pixels[lines, starts[2]].tolist() == [5, 15, 25]
    assert pixels[lines, starts[2] + 5].tolist() == [5, 255, 25], "an absent image is white"
    heads = [label.get_text() for label in ax.get_xticklabels()]
    assert heads == ["centroid", "nearest", "farthest"]


def test_overview_names_numbers_sizes_and_colours(overview):
    _, ax = overview
    assert ax.get_title(loc="left") == "k = 3: 20 images in 3 clusters"
    labels = ax.get_yticklabels()
    assert [label.get_text() for label in labels] == [
        "1:  7 images",
        "2:  1 images",
        "3:  12 images",
    ]
    assert ax.get_yticks().tolist() == [1.5, 6.5, 11.5], "the middle of each line of images"
    colours = [label.get_bbox_patch().get_facecolor()[:3] for label in labels]
    assert colours == [to_rgb(colour) for colour in PALETTE[:3]]


def test_overview_outlines_every_image_and_no_empty_place(overview):
    """A white image could not be told from the paper."""
    _, ax = overview
    starts = np.rint(np.array(ax.get_xticks()) + 0.5).astype(int)
    lefts = [starts[0], starts[1], starts[1] + 5, starts[2], starts[2] + 5]
    expected = {(left - 0.5, top - 0.5, 4, 4) for left in lefts for top in (0, 5, 10)}
    expected.remove((starts[2] + 4.5, 4.5, 4, 4))  # the one farthest image that is absent
    assert len(ax.patches) == len(expected) == 14
    assert set(outlines(ax)) == expected
    assert not any(patch.get_fill() for patch in ax.patches)
    assert all(patch.get_linewidth() <= 1 for patch in ax.patches)


def test_overview_outlines_images_in_colour_that_are_not_square():
    grid = np.arange(2 * 3 * 8 * 12 * 3, dtype=float).reshape(2, 3, -1) % 200
    grid[0, 2] = np.nan
    _, ax = plot_overview(grid[:, 0], grid[:, :2], grid, [3, 2], (8, 12, 3))
    starts = np.rint(np.array(ax.get_xticks()) + 0.5).astype(int)
    columns = [starts[0], starts[1], starts[1] + 13, starts[2], starts[2] + 13, starts[2] + 26]
    expected = {(left - 0.5, top - 0.5, 12, 8) for left in columns for top in (0, 9)}
    expected.remove((starts[2] + 25.5, -0.5, 12, 8))
    assert sorted(outlines(ax)) == sorted(expected)
    paper = (shown(ax) == WHITE).all(axis=2)
    for left, top, width, height in outlines(ax):
        rows = slice(round(top + 0.5), round(top + 0.5 + height))
        inside = paper[rows, round(left + 0.5) : round(left + 0.5 + width)]
        assert not inside.any(), "a whole image"
        paper[rows, round(left + 0.5) : round(left + 0.5 + width)] = True
    assert paper.all(), "nothing of an image is outside"


def test_overview_cuts_no_label_off(overview):
    fig, _ = overview
    assert_nothing_is_cut_off(fig)


def test_colours_are_stable_and_repeat():
    assert [cluster_color(j) for j in range(len(PALETTE))] == list(PALETTE)
    assert cluster_color(len(PALETTE)) == PALETTE[0]
    assert len(set(PALETTE)) == len(PALETTE)


def test_markers_are_stable_and_repeat():
    assert [cluster_marker(j) for j in range(len(MARKERS))] == list(MARKERS)
    assert cluster_marker(len(MARKERS)) == MARKERS[0]
    assert len(set(MARKERS)) == len(MARKERS)


def shown(ax):
    (image,) = ax.get_images()
    return image.get_array()


def outlines(ax):
    """(left, top, width, height) of every rectangle, in pixels of the picture."""
    return [(*patch.get_xy(), patch.get_width(), patch.get_height()) for patch in ax.patches]


SHAPE = (8, 12)  # gaps of 1 and, with names, a foot of 2: lines are 9 or 11 apart, columns 13


def flat_images(*levels):
    """Images of one grey level each, but for the corner on the top right: 200."""
    images = np.array(levels, float)[..., None].repeat(8 * 12, axis=-1)
    images[..., 11] = 200
    return images


def test_images_fill_lines_from_left_to_right():
    _, ax = plot_images(flat_images(10, 20, 30), SHAPE, columns=2)
    assert shown(ax).shape == (2 * 9, 2 * 13, 3)
    assert shown(ax)[[0, 0, 9], [0, 13, 0], 0].tolist() == [10, 20, 30]
    assert shown(ax)[[0, 0, 9], [11, 24, 11], 0].tolist() == [200] * 3, "upright"
    assert (shown(ax)[9:, 13:] == WHITE).all(), "an empty place is white"
    assert outlines(ax) == [(-0.5, -0.5, 12, 8), (12.5, -0.5, 12, 8), (-0.5, 8.5, 12, 8)]


def test_a_row_of_nan_leaves_its_place_empty():
    rows = flat_images(10, 20, 30)
    rows[1] = np.nan
    _, ax = plot_images(rows, SHAPE)
    assert shown(ax)[0, [0, 13, 26], 0].tolist() == [10, WHITE, 30]
    assert (shown(ax)[:, 13:26] == WHITE).all()
    assert outlines(ax) == [(-0.5, -0.5, 12, 8), (25.5, -0.5, 12, 8)]


def test_images_may_be_integers_in_colour():
    rows = np.arange(24, dtype=np.uint8).reshape(2, 12)
    _, ax = plot_images(rows, (2, 2, 3))
    assert shown(ax)[:2, 3:5].ravel().tolist() == list(range(12, 24))


def test_images_are_seen_upright_and_not_stretched():
    _, ax = plot_images(flat_images(10, 20), SHAPE)
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert left < right and bottom > top, "line 0 is above"
    assert ax.get_aspect() == 1
    assert not ax.get_xticks().size and not ax.get_yticks().size


@pytest.fixture
def named():
    return plot_images(flat_images(10, 20, 30, 40, 50), SHAPE, ["a", "b", 3, "d", "e"], columns=3)


def test_every_name_is_below_its_image(named):
    fig, ax = named
    fig.canvas.draw()
    assert texts(ax.texts) == ["a", "b", "3", "d", "e"]
    for text, level in zip(ax.texts, [10, 20, 30, 40, 50], strict=True):
        (left, bottom), (right, top) = ax.transData.inverted().transform(box_of(text))
        lines, columns = np.nonzero(shown(ax)[..., 0] == level)
        assert lines.max() + 0.5 < top < bottom < lines.max() + 4, "below, before the next line"
        assert np.isclose((left + right) / 2, (columns.min() + columns.max()) / 2, atol=0.3)
        assert columns.min() - 0.5 < left and right < columns.max() + 0.5


def test_the_last_names_are_on_the_picture(named):
    _, ax = named
    assert max(ax.get_ylim()) == 2 * 11 - 1.5, "only the last gap is left out"


@pytest.fixture
def grid():
    rows = flat_images([10, 20, 30], [40, 50, 60])
    rows[1, 1] = np.nan
    return plot_grid(rows, SHAPE, ["before", "after all"], ["one", "two", "three"])


def test_grid_shows_lines_and_columns(grid):
    _, ax = grid
    assert shown(ax).shape == (2 * 9, 3 * 13, 3)
    assert shown(ax)[::9, ::13, 0].tolist() == [[10, 20, 30], [40, WHITE, 60]]
    assert shown(ax)[::9, 11::13, 0].tolist() == [[200] * 3, [200, WHITE, 200]]
    assert (shown(ax)[9:, 13:26] == WHITE).all()
    assert len(ax.patches) == 5
    assert (25.5, 8.5, 12, 8) in outlines(ax) and (12.5, 8.5, 12, 8) not in outlines(ax)


def test_grid_names_stand_at_the_middle_of_lines_and_columns(grid):
    fig, ax = grid
    assert ax.get_yticks().tolist() == [3.5, 12.5]
    assert texts(ax.get_yticklabels()) == ["before", "after all"]
    assert ax.get_xticks().tolist() == [5.5, 18.5, 31.5]
    assert texts(ax.get_xticklabels()) == ["one", "two", "three"]
    fig.canvas.draw()
    frame = ax.get_window_extent()
    assert all(box_of(label).x1 <= frame.x0 for label in ax.get_yticklabels()), "on the left"
    assert all(box_of(label).y0 >= frame.y1 for label in ax.get_xticklabels()), "above"


def test_grid_does_without_column_names():
    _, ax = plot_grid(list(flat_images([10, 20], [30, 40])), SHAPE, ["a", "b"])
    assert texts(ax.get_yticklabels()) == ["a", "b"]
    assert not ax.get_xticks().size


PIXELS = np.array([[0, 100, 127], [128, 200, 255]])


def test_pixels_are_shown_from_black_to_white():
    _, ax = plot_pixels(PIXELS + 0.4)
    (image,) = ax.get_images()
    assert np.allclose(image.get_array(), PIXELS + 0.4)
    shades = image.to_rgba(np.array([[0, 51, 255]]))[0, :, :3]
    assert np.allclose(shades.T, [0, 0.2, 1], atol=0.01), "0 is black, 255 white, equal steps"
    dim = plot_pixels(PIXELS // 5)[1].get_images()[0]
    assert dim.get_clim() == (0, 255), "the same scale for every image"


def test_every_pixel_has_its_number_readable():
    _, ax = plot_pixels(PIXELS + 0.4)
    (image,) = ax.get_images()
    numbers = {text.get_position(): text for text in ax.texts}
    assert len(numbers) == len(ax.texts) == 6
    for (row, column), value in np.ndenumerate(PIXELS):
        text = numbers[column, row]
        assert text.get_text() == str(value)
        assert (text.get_ha(), text.get_va()) == ("center", "center")
        assert_readable(text.get_color(), image.to_rgba(np.array([[value]]))[0, 0, :3])


def test_pixels_are_counted_from_zero_along_named_axes():
    _, ax = plot_pixels(PIXELS)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("column", "row")
    assert ax.get_xticks().tolist() == [0, 1, 2]
    assert ax.get_yticks().tolist() == [0, 1]
    assert ax.get_ylim() == (1.5, -0.5)


def test_sheet_has_its_size_and_frames_around_tiles():
    sheet = np.arange(20 * 30).reshape(20, 30) % 256
    _, ax = plot_sheet(sheet, 5, [(0, 0), (1, 4)])
    assert np.array_equal(shown(ax), sheet)
    assert ax.get_images()[0].get_clim() == (0, 255)
    assert np.allclose(ax.get_images()[0].to_rgba(np.array([[0, 255]]))[0, :, :3].T, [0, 1])
    assert outlines(ax) == [(-0.5, -0.5, 5, 5), (19.5, 4.5, 5, 5)]
    assert not any(patch.get_fill() for patch in ax.patches)
    assert ax.get_xlabel() == "x: 30 pixels wide"
    assert ax.get_ylabel() == "y: 20 pixels high"
    assert ax.get_ylim() == (19.5, -0.5)


def scatter():
    """Points, their clusters, of which one is absent, and images of which no two are alike."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(1000, 2)) * (30, 4)
    labels = rng.choice([0, 1, 3], size=1000)
    rows = rng.integers(0, 256, (1000, 6))
    return points, labels, rows


@pytest.fixture
def scattered():
    return scatter()


def thumbnails(ax):
    return [artist for artist in ax.artists if isinstance(artist, AnnotationBbox)]


def test_thumbnails_have_one_collection_a_cluster(scattered):
    points, labels, _ = scattered
    _, ax = plot_thumbnails(*scattered, (2, 3))
    assert len(ax.collections) == 3
    for collection, j in zip(ax.collections, [0, 1, 3], strict=True):
        assert np.array_equal(collection.get_offsets(), points[labels == j])
        assert to_rgb(collection.get_facecolor()[0]) == to_rgb(cluster_color(j))
        assert has_marker(collection, cluster_marker(j))
    assert texts(ax.get_legend().get_texts()) == ["cluster 1", "cluster 2", "cluster 4"]
    handles = ax.get_legend().legend_handles
    colors = [to_rgb(handle.get_facecolor()[0]) for handle in handles]
    assert colors == [to_rgb(PALETTE[j]) for j in (0, 1, 3)]


def test_thumbnails_are_the_images_of_their_points(scattered):
    points, labels, rows = scattered
    _, ax = plot_thumbnails(*scattered, (2, 3))
    places = [box.xy for box in thumbnails(ax)]
    assert len(places) >= 12
    for box in thumbnails(ax):
        (i,) = np.flatnonzero((points == box.xy).all(axis=1))
        image = np.asarray(box.offsetbox.get_data())
        assert image.tolist() == rows[i].reshape(2, 3, 1).repeat(3, axis=2).tolist()
        assert to_rgb(box.patch.get_edgecolor()) == to_rgb(cluster_color(labels[i]))
        assert box.patch.get_linewidth() >= 2
        assert box.zorder > max(collection.zorder for collection in ax.collections)


def test_thumbnails_do_not_hide_each_other(scattered):
    fig, ax = plot_thumbnails(*scattered, (2, 3))
    fig.canvas.draw()
    centres = ax.transData.transform([box.xy for box in thumbnails(ax)])
    width, height = thumbnails(ax)[0].offsetbox.get_window_extent().size
    for one, other in combinations(centres, 2):
        across, down = np.abs(one - other) / (width, height)
        assert max(across, down) > 0.9


def test_thumbnails_in_colour(scattered):
    points, labels, _ = scattered
    rows = np.arange(1000 * 12).reshape(1000, 12) % 251
    _, ax = plot_thumbnails(points, labels, rows, (2, 2, 3))
    box = thumbnails(ax)[0]
    (i,) = np.flatnonzero((points == box.xy).all(axis=1))
    assert np.asarray(box.offsetbox.get_data()).ravel().tolist() == rows[i].tolist()


def test_thumbnails_name_their_axes(scattered):
    _, ax = plot_thumbnails(*scattered, (2, 3))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("component 1", "component 2")
    _, ax = plot_thumbnails(*scattered, (2, 3), ("across", "up"))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("across", "up")


def test_thumbnails_stay_within_the_figure(scattered):
    fig, ax = plot_thumbnails(*scattered, (2, 3))
    fig.canvas.draw()
    for box in thumbnails(ax):
        extent = box.get_window_extent()
        assert fig.bbox.x0 <= extent.x0 and extent.x1 <= fig.bbox.x1
        assert fig.bbox.y0 <= extent.y0 and extent.y1 <= fig.bbox.y1


LONG = ["according to uint8", "cluster 2"]
PICTURES = {
    "names": lambda: plot_images(flat_images(*range(12)), SHAPE, [f"image {i}" for i in range(12)]),
    "names wider than images": lambda: plot_images(flat_images(1, 2), SHAPE, LONG),
    "grid": lambda: plot_grid(flat_images([1] * 9, [2] * 9), SHAPE, LONG),
    "small grid with long names": lambda: plot_grid(flat_images([1, 2], [3, 4]), SHAPE, LONG),
    "grid with heads": lambda: plot_grid(flat_images([1, 2], [3, 4]), SHAPE, "ab", ["mean", "+1"]),
    "pixels": lambda: plot_pixels(np.full((16, 16), 255)),
    "flat pixels": lambda: plot_pixels(np.full((2, 3), 255)),
    "sheet": lambda: plot_sheet(np.zeros((528, 544)), 16, [(0, 0)]),
    "thumbnails": lambda: plot_thumbnails(*scatter(), (2, 3)),
}


@pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES)
def test_no_picture_cuts_a_text_off(draw):
    fig, _ = draw()
    assert_nothing_is_cut_off(fig)


def test_points_on_a_line_have_thumbnails_too():
    points = np.column_stack([np.arange(50.0), np.zeros(50)])
    _, ax = plot_thumbnails(points, np.zeros(50, int), np.zeros((50, 4)), (2, 2))
    assert len(thumbnails(ax)) > 3
