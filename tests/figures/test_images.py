"""Images laid out as pictures, checked through their arrays and their Axes."""

import numpy as np
import pytest

from kmeans_lib.figures import plot_grid, plot_images, plot_pixels, plot_sheet
from kmeans_lib.figures.images import montage
from tests.figures.looks import (
    WHITE,
    assert_nothing_is_cut_off,
    assert_readable,
    box_of,
    outlines,
    shown,
    texts,
)


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


def test_few_images_leave_no_empty_places():
    _, ax = plot_images(flat_images(10, 20, 30), SHAPE, columns=10)
    assert shown(ax).shape == (9, 3 * 13, 3)


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
    assert len(outlines(ax)) == 5
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
}


@pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES)
def test_no_picture_cuts_a_text_off(draw):
    fig, _ = draw()
    assert_nothing_is_cut_off(fig)
