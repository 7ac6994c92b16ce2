"""Files -> ImageSet -> files."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kmeans_lib.files.folder import find_files
from kmeans_lib.loading import DATA, load_digits, load_sheets, save_images
from kmeans_lib.validation import InputError
from tests.files.hostile import link_to
from tests.sheets import BAD_SHEETS, lay_out, save, tiles_of


def test_tiles_are_cut_row_by_row(tmp_path):
    sheet = np.zeros((4, 6), np.uint8)
    sheet[:2, 4:] = [[10, 20], [30, 240]]  # top row of tiles, third tile
    sheet[2:, :2] = [[50, 60], [70, 250]]  # second row, first tile
    images = load_sheets(save(sheet, tmp_path / "a.png"), tile=2)
    assert images.X.tolist() == [[10, 20, 30, 240], [50, 60, 70, 250]]
    assert images.names == ("a.png r0 c2", "a.png r1 c0")
    assert images.images.tolist()[1] == [[50, 60], [70, 250]]
    assert (images.shape, images.blank, images.y) == ((2, 2), 4, None)


def test_rows_are_floats(digits):
    assert digits.X.dtype == np.float32
    assert (digits.X.min(), digits.X.max()) == (0, 255)


def test_blank_tiles_can_be_kept(tmp_path):
    path = save(lay_out(tiles_of(5), 33, 34), tmp_path / "usps_5.png")
    kept, dropped = load_sheets(path, drop_blank=False), load_sheets(path)
    assert len(kept.X) == len(kept.y) == len(kept.names) == 1122
    assert len(dropped.X) == len(dropped.y) == len(dropped.names) == 863
    assert kept.blank == dropped.blank == 259
    assert np.array_equal(kept.X[:863], dropped.X)


@pytest.mark.parametrize("by_column", [False, True])
@pytest.mark.parametrize("quality", [30, 75, 95])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_jpeg_sheets_of_the_other_shape(tmp_path, by_column, quality, mode):
    """528 wide x 544 high in JPEG, as teachers have them: the same digits, no blank among them."""
    sheet = lay_out(tiles_of(4), 34, 33, by_column)
    Image.fromarray(sheet).convert(mode).save(tmp_path / "usps_4.jpg", quality=quality)
    images = load_sheets(tmp_path / "usps_4.jpg")
    assert (len(images.X), images.blank) == (980, 142)
    assert set(images.y) == {4}
    # Numbered down the columns or along the rows, the digits come in the order of the original.
    row, column = np.array([name.split(" r")[1].split(" c") for name in images.names], int).T
    order = np.lexsort((row, column) if by_column else (column, row))
    assert np.abs(images.X[order] - load_digits([4]).X).mean() < 25


def test_noise_in_blank_tiles_is_not_ink(tmp_path):
    """A scan that is off by three pixels leaks JPEG noise into the blanks."""
    sheet = np.zeros((547, 531), np.uint8)
    sheet[3:, 3:] = lay_out(tiles_of(4), 34, 33)
    Image.fromarray(sheet).save(tmp_path / "shifted.jpg", quality=50)
    noisy = np.asarray(Image.open(tmp_path / "shifted.jpg"))[3:, 3:]
    path = save(noisy, tmp_path / "4.png")
    blanks = load_sheets(path, drop_blank=False).X[980:]
    assert 16 < blanks.max() < 64  # more than nothing, much less than ink
    assert load_sheets(path).blank == len(blanks) == 142


@pytest.mark.parametrize(
    ("contrasts", "inked"), [([200, 50, 49], [200, 50]), ([40, 16, 15], [40, 16])]
)
def test_less_contrast_than_a_quarter_of_the_strongest_or_16_levels_is_blank(
    tmp_path, contrasts, inked
):
    sheet = np.zeros((2, 6), np.uint8)
    sheet[0, ::2] = contrasts
    images = load_sheets(save(sheet, tmp_path / "a.png"), tile=2)
    assert images.X.max(axis=1).tolist() == inked and images.blank == 1


def test_dark_ink_on_bright_paper(tmp_path):
    path = save(255 - lay_out(tiles_of(5), 33, 34), tmp_path / "5.png")
    images = load_sheets(path)
    assert (len(images.X), images.blank) == (863, 259)


def test_files_come_in_natural_order_and_once(tmp_path):
    for number in (10, 2, 1):
        save(np.full((2, 2), 20, np.uint8) + np.arange(2, dtype=np.uint8) * (100 + number),
             tmp_path / f"s_{number}.png")  # fmt: skip
    names = [path.name for path in find_files(str(tmp_path / "*.png"))]
    assert names == ["s_1.png", "s_2.png", "s_10.png"]
    both = find_files([tmp_path / "s_10.png", str(tmp_path / "s_*.png")])
    assert [path.name for path in both] == names
    assert load_sheets(str(tmp_path / "*.png"), tile=2).y.tolist() == [1, 2, 10]


def test_a_sheet_and_a_link_to_it_are_read_once(tmp_path):
    path = save(np.array([[0, 255]] * 2, np.uint8), tmp_path / "s_1.png")
    link_to(path, tmp_path / "s_2.png")
    assert len(find_files(str(tmp_path / "*.png"))) == 1
    assert len(load_sheets([path, tmp_path / "s_2.png"], tile=2).X) == 1


def test_a_file_whose_name_looks_like_a_pattern(tmp_path):
    path = save(np.array([[0, 255]] * 2, np.uint8), tmp_path / "scan [1].png")
    assert find_files(path) == [path]


def test_names_tell_folders_apart(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        save(np.array([[0, 255]] * 2, np.uint8), tmp_path / folder / "same.png")
    images = load_sheets(str(tmp_path / "*" / "same.png"), tile=2)
    assert images.names == ("a/same.png r0 c0", "b/same.png r0 c0")


def test_digits_are_the_ones_asked_for():
    images = load_digits((7, 0))
    assert np.unique(images.y).tolist() == [0, 7]
    assert len(images.X) == 1001 + 1070
    assert len(load_digits(3).X) == 1032


@pytest.mark.parametrize("wrong", [(10,), (-1,), (), ("3",), 1.5])
def test_digits_that_do_not_exist(wrong):
    with pytest.raises(InputError, match=r"some of 0 \.\. 9 are wanted"):
        load_digits(wrong)


def test_save_images_rounds_and_clips(tmp_path):
    rows = [[0.4, 0.6, 254.6, 300.0], [-20.0, 99.5, 100.49, 127.51]]
    paths = save_images(rows, (2, 2), tmp_path / "new" / "folder")
    assert [path.name for path in paths] == ["centroid1.png", "centroid2.png"]
    pictures = [Image.open(path) for path in paths]
    assert [picture.mode for picture in pictures] == ["L", "L"]
    assert [np.asarray(p).ravel().tolist() for p in pictures] == [
        [0, 1, 255, 255],
        [0, 100, 100, 128],
    ]


def test_saved_images_load_again(tmp_path, digits):
    (path,) = save_images(digits.X[:1], digits.shape, tmp_path, stem="digit_")
    assert np.array_equal(load_sheets(path).X, digits.X[:1])
    colour = np.arange(12.0).reshape(1, 12) * 20
    (path,) = save_images(colour, (2, 2, 3), tmp_path, stem="colour")
    assert np.array_equal(np.asarray(Image.open(path)).ravel(), colour[0])


def test_save_images_refuses_rows_of_another_shape(tmp_path):
    with pytest.raises(InputError, match=r"rows have 5 pixels, but shape \(2, 2\) has 4"):
        save_images(np.zeros((1, 5)), (2, 2), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("make", "message"), BAD_SHEETS, ids=lambda v: getattr(v, "__name__", ""))
def test_bad_sheets_are_named(tmp_path, make, message):
    with pytest.raises((InputError, FileNotFoundError)) as caught:
        load_sheets(str(make(tmp_path)))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("tile", [0, -16, 2.5, True, "16"])
def test_bad_tiles_are_named(tile):
    with pytest.raises(InputError, match="^tile = "):
        load_sheets(DATA / "digits" / "digits_1.png", tile=tile)


def test_a_folder_is_no_sheet(tmp_path):
    with pytest.raises(InputError, match="is a folder; sheets are named"):
        load_sheets(tmp_path)


def test_no_files_at_all():
    with pytest.raises(InputError, match="no files named"):
        load_sheets([])


def test_the_working_folder_does_not_matter(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(load_digits().X) == 4966
    assert Path.cwd() == tmp_path
