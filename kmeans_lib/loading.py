"""Lesson 01, loading: picture files -> ImageSet -> picture files."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image

from kmeans_lib.files.folder import find_files
from kmeans_lib.files.picture import read_picture
from kmeans_lib.validation import InputError, as_count, as_rows

HERE = Path(__file__).resolve().parent
DATA = HERE / "data" if (HERE / "data").is_dir() else HERE.parent / "data"  # installed, or not
NEVER_INK = 16  # grey levels: a tile with less contrast than this is blank in any case


@dataclass(frozen=True)
class ImageSet:
    """Pictures of one size, flattened.

    Attributes
    ----------
    X : (n, d) float32
        One image a row, values 0 .. 255.
    shape : tuple
        Shape of one image, in pixels: (height, width), or (height, width, 3) in colour.
    y : (n,) integers, or None
        What the file name said the image is: the digit in digits_3.png.
    names : tuple of n str
        File of every image, and for a tile its row and column on the sheet, counted from 0.
    blank : int
        How many blank tiles were found (and dropped, unless they were to be kept).
    skipped : tuple of str
        One line for every file of a folder that could not be read: its name and why.
    """

    X: np.ndarray
    shape: tuple[int, ...]
    y: np.ndarray | None
    names: tuple[str, ...]
    blank: int = 0
    skipped: tuple[str, ...] = ()

    @property
    def images(self) -> np.ndarray:
        """The rows as pictures: (n, height, width), or (n, height, width, 3)."""
        return self.X.reshape(-1, *self.shape)


def load_sheets(
    paths: str | os.PathLike | Iterable[str | os.PathLike], tile: int = 16, drop_blank: bool = True
) -> ImageSet:
    """Cut sheets into square tiles and flatten every tile to a row.

    Parameters
    ----------
    paths : path, glob pattern, or list of them
        Sheets in any format that Pillow reads, turned into grey. Files are read in natural
        order (2 before 10), each of them once.
    tile : int
        Side of a tile in pixels; it must divide the height and the width of every sheet.
    drop_blank : bool
        Leave out the blank tiles that fill up a sheet. A tile counts as blank if its contrast,
        brightest minus darkest pixel, is below a quarter of the strongest tile's: the faint
        noise that JPEG leaves in empty tiles is below, the palest digit far above.

    Returns
    -------
    ImageSet
        `y` is the number at the end of the file name, or None if a file has none.

    Raises
    ------
    FileNotFoundError
        If a file is missing or a pattern matches nothing.
    InputError
        If a file is no image or is damaged, the tile does not divide a sheet, or all tiles
        are blank. The message names the file.
    """
    tile = as_count(tile, "tile")
    files = find_files(paths)
    grids = [_cut(read_picture(file), tile, file) for file in files]
    X = np.concatenate([grid.reshape(-1, tile * tile) for grid in grids])
    names = _tile_names(files, grids)
    digits = [_number_at_end(file) for file in files]
    y: np.ndarray | None = None
    if None not in digits:
        y = np.repeat(np.array(digits), [grid.shape[0] * grid.shape[1] for grid in grids])

    inked = _has_ink(X)
    if not inked.any():
        raise InputError(f"{files[0]}: all {len(X)} tiles of {tile}x{tile} are blank")
    if drop_blank:
        X, names = X[inked], [names[i] for i in np.flatnonzero(inked)]
        y = None if y is None else y[inked]
    blank = np.count_nonzero(~inked)
    return ImageSet(X.astype(np.float32), (tile, tile), y, tuple(names), int(blank))


def load_digits(digits: int | Sequence[int] = (1, 2, 3, 4, 5)) -> ImageSet:
    """The handwritten digits that come with the project, 863 to 1100 of each; see data/README.md.

    Parameters
    ----------
    digits : ints from 0 to 9

    Returns
    -------
    ImageSet
        `shape` is (16, 16), `y` the digit that each image shows.
    """
    return load_sheets(digit_sheets(digits))


def digit_sheets(digits: int | Sequence[int] = (1, 2, 3, 4, 5)) -> list[Path]:
    """Paths of the sheets that come with the project, one a digit."""
    wanted = np.atleast_1d(digits).tolist()
    if not wanted or not all(digit in range(10) for digit in wanted):
        raise InputError(f"digits = {digits}: some of 0 .. 9 are wanted")
    return [DATA / "digits" / f"digits_{int(digit)}.png" for digit in wanted]


def load_photo() -> np.ndarray:
    """The photograph of a flower that comes with the project; see data/README.md.

    Returns
    -------
    (427, 640, 3) uint8
        Height, width, and red, green, blue, each 0 .. 255, as `Image.fromarray` takes them.
    """
    return read_picture(DATA / "photos" / "flower.png", "RGB")


def save_images(
    rows: ArrayLike, shape: tuple[int, ...], folder: str | os.PathLike, stem: str = "centroid"
) -> list[Path]:
    """Save every row as a PNG picture: centroid1.png, centroid2.png, ...

    Parameters
    ----------
    rows : array of shape (n, d)
        Grey levels; rounded, and clipped to 0 .. 255.
    shape : tuple
        (height, width) of one picture, or (height, width, 3) in colour.
    folder : path
        Made if it does not exist.
    stem : str
        File names are this and a number from 1.

    Returns
    -------
    list of Path
    """
    rows = as_rows(rows, "rows")
    if rows.shape[1] != np.prod(shape):
        raise InputError(
            f"rows have {rows.shape[1]} pixels, but shape {shape} has {np.prod(shape)}"
        )
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pixels = np.clip(np.rint(rows), 0, 255).astype(np.uint8).reshape(-1, *shape)
    paths = [folder / f"{stem}{i}.png" for i in range(1, len(pixels) + 1)]
    for path, picture in zip(paths, pixels, strict=True):
        Image.fromarray(picture).save(path)
    return paths


def _cut(sheet: np.ndarray, tile: int, file: Path) -> np.ndarray:
    """(height, width) -> (tile rows, tile columns, tile, tile)."""
    height, width = sheet.shape
    if height % tile or width % tile:
        raise InputError(
            f"{file}: {width} wide x {height} high cannot be cut into tiles of {tile}x{tile}; "
            "both sides must be multiples of the tile"
        )
    return sheet.reshape(height // tile, tile, width // tile, tile).swapaxes(1, 2)


def _has_ink(X: np.ndarray) -> np.ndarray:
    """Which tiles hold more than background; works for bright on dark and dark on bright."""
    contrast = X.max(axis=1).astype(int) - X.min(axis=1)
    return contrast >= max(NEVER_INK, contrast.max() / 4)


def _tile_names(files: list[Path], grids: list[np.ndarray]) -> list[str]:
    """sheet.png r0 c0, sheet.png r0 c1, ...; with the folder where files come from several."""
    try:
        folder = os.path.commonpath([file.absolute().parent for file in files])
    except ValueError:  # on different drives of a Windows machine
        folder = ""
    names = []
    for file, grid in zip(files, grids, strict=True):
        short = file.absolute().relative_to(folder).as_posix() if folder else file.as_posix()
        names += [f"{short} r{row} c{column}" for row, column in np.ndindex(grid.shape[:2])]
    return names


def _number_at_end(file: Path) -> int | None:
    number = re.search(r"(\d+)$", file.stem)
    return int(number[1]) if number else None
