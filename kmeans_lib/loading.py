"""Loading: picture files -> ImageSet -> picture files."""

import glob
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from kmeans_lib.validation import InputError, as_count, as_rows

DATA = Path(__file__).resolve().parent.parent / "data"
NEVER_INK = 16  # grey levels: a tile with less contrast than this is blank in any case


@dataclass(frozen=True)
class ImageSet:
    """Pictures of one size, flattened.

    Attributes
    ----------
    X : (n, d) float32
        One image a row, values 0 .. 255.
    shape : tuple
        Shape of one image: (height, width), in pixels.
    y : (n,) integers, or None
        What the file name said the image is: the digit in digits_3.png.
    names : tuple of n str
        File of every image, and for a tile its row and column on the sheet, counted from 0.
    blank : int
        How many blank tiles were found (and dropped, unless they were to be kept).
    """

    X: np.ndarray
    shape: tuple
    y: np.ndarray | None
    names: tuple
    blank: int = 0

    @property
    def images(self):
        """The rows as pictures: (n, height, width)."""
        return self.X.reshape(-1, *self.shape)


def load_sheets(paths, tile=16, drop_blank=True):
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
    grids = [_cut(_read_grey(file), tile, file) for file in files]
    X = np.concatenate([grid.reshape(-1, tile * tile) for grid in grids])
    names = _tile_names(files, grids)
    digits = [_number_at_end(file) for file in files]
    y = None
    if None not in digits:
        y = np.repeat(digits, [grid.shape[0] * grid.shape[1] for grid in grids])

    inked = _has_ink(X)
    if not inked.any():
        raise InputError(f"{files[0]}: all {len(X)} tiles of {tile}x{tile} are blank")
    if drop_blank:
        X, names = X[inked], [names[i] for i in np.flatnonzero(inked)]
        y = None if y is None else y[inked]
    blank = np.count_nonzero(~inked)
    return ImageSet(X.astype(np.float32), (tile, tile), y, tuple(names), int(blank))


def load_digits(digits=(1, 2, 3, 4, 5)):
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


def digit_sheets(digits=(1, 2, 3, 4, 5)):
    """Paths of the sheets that come with the project, one a digit."""
    wanted = np.atleast_1d(digits).tolist()
    if not wanted or not all(digit in range(10) for digit in wanted):
        raise InputError(f"digits = {digits}: some of 0 .. 9 are wanted")
    return [DATA / "digits" / f"digits_{int(digit)}.png" for digit in wanted]


def save_images(rows, shape, folder, stem="centroid"):
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


def find_files(paths):
    """The files that paths and patterns stand for, each once, in natural order."""
    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    found = {}
    for path in map(os.fspath, paths):
        if os.path.isdir(path):
            raise InputError(f"{path} is a folder; name the image files, for example {path}/*.png")
        matches = [path] if os.path.exists(path) else glob.glob(path, recursive=True)
        if not matches:
            raise FileNotFoundError(
                f"{path}: no file matches" if glob.has_magic(path) else f"{path}: no such file"
            )
        found.update((os.path.realpath(match), Path(match)) for match in matches)
    if not found:
        raise InputError("no files named; at least one image file is wanted")
    return sorted(found.values(), key=natural_order)


def natural_order(path):
    """Sort key that counts: usps_2.jpg comes before usps_10.jpg."""
    parts = re.split(r"(\d+)", str(path))
    return [int(part) if part.isdecimal() else part.casefold() for part in parts], str(path)


def _read_grey(file):
    """Pixels of a picture as (height, width) uint8, or one line that says what is wrong."""
    try:
        with Image.open(file) as picture:
            mode, pixels = picture.mode, np.asarray(picture.convert("L"))
    except UnidentifiedImageError as error:
        raise InputError(f"{file}: not an image that Pillow can read") from error
    except Image.DecompressionBombError as error:
        raise InputError(f"{file}: refused, its header promises too many pixels") from error
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for broken data
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the system's own error, such as a file that may not be read
        raise InputError(f"{file}: damaged or cut short ({error})") from error
    if mode.startswith(("I", "F")):  # convert() would clip these to white
        raise InputError(f"{file}: more than 8 bits a pixel (mode {mode}); save it as 8-bit grey")
    return pixels


def _cut(sheet, tile, file):
    """(height, width) -> (tile rows, tile columns, tile, tile)."""
    height, width = sheet.shape
    if height % tile or width % tile:
        raise InputError(
            f"{file}: {width} wide x {height} high cannot be cut into tiles of {tile}x{tile}; "
            "both sides must be multiples of the tile"
        )
    return sheet.reshape(height // tile, tile, width // tile, tile).swapaxes(1, 2)


def _has_ink(X):
    """Which tiles hold more than background; works for bright on dark and dark on bright."""
    contrast = X.max(axis=1).astype(int) - X.min(axis=1)
    return contrast >= max(NEVER_INK, contrast.max() / 4)


def _tile_names(files, grids):
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


def _number_at_end(file):
    number = re.search(r"(\d+)$", file.stem)
    return int(number[1]) if number else None
