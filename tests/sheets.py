"""Sheets of tiles, good and bad ones, that several test files load."""

import numpy as np
from PIL import Image

from kmeans_lib.loading import DATA


def tiles_of(digit):
    """The tiles of a shipped sheet in reading order, blanks and all: (1122, 16, 16) uint8."""
    sheet = np.asarray(Image.open(DATA / "digits" / f"digits_{digit}.png"))
    return sheet.reshape(33, 16, 34, 16).swapaxes(1, 2).reshape(-1, 16, 16)


def lay_out(tiles, rows, columns, by_column=False):
    """Tiles on a sheet of rows x columns."""
    if by_column:
        grid = tiles.reshape(columns, rows, 16, 16).swapaxes(0, 1)
    else:
        grid = tiles.reshape(rows, columns, 16, 16)
    return grid.swapaxes(1, 2).reshape(rows * 16, columns * 16)


def save(pixels, path, **options):
    Image.fromarray(pixels).save(path, **options)
    return path


def bad_text(folder):
    path = folder / "notes.png"
    path.write_text("no image")
    return path


def bad_truncated(folder):
    path = folder / "short.png"
    path.write_bytes((DATA / "digits" / "digits_1.png").read_bytes()[:5000])
    return path


def bad_truncated_jpeg(folder):
    path = save(lay_out(tiles_of(4), 33, 34), folder / "short.jpg")
    path.write_bytes(path.read_bytes()[:5000])
    return path


def bad_empty(folder):
    (folder / "empty.png").touch()
    return folder / "empty.png"


def bad_size(folder):
    return save(np.zeros((32, 40), np.uint8), folder / "odd.png")


def bad_blank(folder):
    return save(np.full((32, 32), 7, np.uint8), folder / "blank.png")


def bad_missing(folder):
    return folder / "missing.png"


def bad_pattern(folder):
    return folder / "usps_*.jpg"


def bad_second(folder):
    save(lay_out(tiles_of(4), 33, 34), folder / "a4.png")
    bad_text(folder)
    return folder / "*.png"


BAD_SHEETS = [
    (bad_text, "notes.png: not an image"),
    (bad_truncated, "short.png: damaged or cut short"),
    (bad_truncated_jpeg, "short.jpg: damaged or cut short"),
    (bad_empty, "empty.png: not an image"),
    (bad_size, "odd.png: 40 wide x 32 high cannot be cut into tiles of 16x16"),
    (bad_blank, "blank.png: all 4 tiles of 16x16 are blank"),
    (bad_missing, "missing.png: no such file"),
    (bad_pattern, "no file matches"),
    (bad_second, "notes.png: not an image"),
]
