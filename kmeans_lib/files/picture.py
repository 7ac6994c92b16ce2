"""Pictures: one file of whatever kind -> its pixels, 8 bits each, in a wanted size."""

import operator
import os
import stat
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from kmeans_lib.validation import InputError, as_count, one_line, one_of

MODES = {"L": (), "RGB": (3,)}  # grey or colour, and what it adds to the shape of a picture
FITS = ("stretch", "crop", "pad")
WHITE = (255, 255, 255)
LONGEST_SIDE = 2**16  # pixels; a WebP of 16,777,216 x 9 costs minutes in 822 bytes
FILTER = Image.Resampling.BICUBIC
# Their readers start another program, need Windows, or open any other format inside their own.
UNSAFE = {"EPS", "WMF", "IPTC"}


def read_picture(
    file: str | os.PathLike,
    mode: str = "L",
    shape: tuple[int, int] | None = None,
    fit: str = "stretch",
    background: Sequence[int] = WHITE,
) -> np.ndarray:
    """Read a picture in any format that Pillow reads, whatever its colours and its size.

    Parameters
    ----------
    file : path
        Of an animation, the first frame is read. Turned upright if its EXIF data say how.
    mode : "L" or "RGB"
        Grey or colour.
    shape : (height, width), optional
        Wanted size in pixels; without it the picture keeps its own.
    fit : "stretch", "crop" or "pad"
        Where the sides have another ratio: distort it, cut off what is too long around the
        middle, or fill up with the background.
    background : (red, green, blue)
        Shows where the picture is transparent.

    Returns
    -------
    uint8 array of shape (height, width), or (height, width, 3) for "RGB"
        16 bits a pixel become 8. Numbers of 32 bits have no fixed range, so the smallest
        becomes 0 and the largest 255, unless all are whole and from 0 to 65535: those are
        taken for 16 bits.

    Raises
    ------
    InputError
        If the file is no picture, is damaged, or promises too many pixels. Names the file.
        If another argument is not as above.
    OSError
        If the system does not give the file out.
    """
    background = as_wanted(mode, fit, background)
    picture = _decode(file, mode, shape)
    try:
        picture = _to_8_bits(picture)
        see_through = picture.has_transparency_data or fit == "pad"
        picture = picture.convert("RGBA" if see_through or picture.mode == "LAB" else mode)
        if shape is not None:
            picture = _resize(picture, shape[::-1], fit)
        if picture.mode == "RGBA":
            ground = Image.new("RGBA", picture.size, background)
            picture = Image.alpha_composite(ground, picture)
        return np.asarray(picture.convert(mode))
    except Exception as error:  # a palette without its colours, say
        why = _why(error)
        raise InputError(f"{one_line(file)}: cannot be turned into {mode} ({why})") from error


def as_shape(shape: Sequence[int]) -> tuple[int, int]:
    """Return (height, width) as two ints of at least 1."""
    try:
        height, width = shape[:]  # not of a set, which has no order
    except (TypeError, ValueError, LookupError) as error:
        raise InputError(f"shape = {shape!r}: (height, width) in pixels is wanted") from error
    return as_count(height, "height"), as_count(width, "width")


def as_wanted(mode: str, fit: str, background: Sequence[int]) -> tuple[int, ...]:
    """Refuse what is not on the list; return the background as a tuple of ints."""
    one_of("mode", mode, MODES)
    one_of("fit", fit, FITS)
    try:
        colour = tuple(operator.index(level) for level in background)
    except TypeError:
        colour = ()
    if len(colour) != 3 or not all(level in range(256) for level in colour):
        raise InputError(
            f"background = {background!r}: (red, green, blue), each 0 .. 255, is wanted"
        )
    return colour


def _decode(file: str | os.PathLike, mode: str, shape: tuple[int, int] | None) -> Image.Image:
    """The picture as it is in the file, upright; a JPEG not much larger than it needs to be."""
    name = one_line(file)
    if not stat.S_ISREG(os.stat(file).st_mode):
        raise InputError(f"{name}: not a regular file")  # a pipe, say: reading it might not end
    try:
        # Pillow warns of what it can read nevertheless, and of sizes that it still accepts.
        with warnings.catch_warnings(action="ignore"), Image.open(file, formats=_formats()) as read:
            if max(read.size) > LONGEST_SIDE:
                raise Image.DecompressionBombError
            if shape is not None:
                read.draft(mode, (2 * max(shape), 2 * max(shape)))
            with _no_stderr() if read.format == "TIFF" else nullcontext():
                read.load()
            with suppress(Exception):  # damaged EXIF data are no reason to lose the picture
                ImageOps.exif_transpose(read, in_place=True)
            return read
    except UnidentifiedImageError as error:
        raise InputError(f"{name}: not an image that Pillow can read") from error
    except Image.DecompressionBombError as error:
        raise InputError(f"{name}: refused, its header promises too many pixels") from error
    except Exception as error:  # a reader fails on broken data with whatever it ran into
        if isinstance(error, OSError) and error.filename is not None:
            raise  # the system's own error, such as a file that may not be read
        raise InputError(f"{name}: damaged or cut short ({_why(error)})") from error


@contextmanager
def _no_stderr() -> Iterator[None]:
    """Keep off the screen what libtiff itself says about a damaged file; the error says it too."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # nobody listens anyway
        yield
        return
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _why(error: Exception) -> str:
    return one_line(error) or type(error).__name__


def _formats() -> list[str]:
    Image.init()
    return [name for name in Image.ID if name not in UNSAFE]


def _to_8_bits(picture: Image.Image) -> Image.Image:
    """A picture of 16 or 32 bits a pixel as grey of 8 bits; convert() would clip it to white."""
    if not picture.mode.startswith(("I", "F")):
        return picture
    levels = np.asarray(picture)
    if not np.isfinite(levels).all():
        raise ValueError("it holds numbers that are not finite")
    levels = levels.astype(np.float64)  # the range alone may be too much for float32
    low, high = float(levels.min()), float(levels.max())
    if picture.mode.startswith("I") and 0 <= low and high < 2**16:
        low, high = 0, 2**16 - 1
    scale = 255 / ((high - low) or 1)
    grey = Image.fromarray(np.rint((levels - low) * scale).astype(np.uint8))
    clear = picture.info.get("transparency")  # the one level that counts as transparent
    if isinstance(clear, int):
        grey.putalpha(Image.fromarray(np.where(levels == clear, 0, 255).astype(np.uint8)))
    return grey


def _resize(picture: Image.Image, size: tuple[int, int], fit: str) -> Image.Image:
    """Bring a picture to (width, height); what "pad" adds is transparent."""
    # The quick first step for large ones differs by a level between releases of Pillow with RGBA.
    gap = None if picture.mode == "RGBA" else 3
    if fit == "stretch":
        return picture.resize(size, FILTER, reducing_gap=gap)
    if fit == "crop":
        return ImageOps.fit(picture, size, FILTER)
    scale = min(size[0] / picture.width, size[1] / picture.height)
    inner = [max(1, round(side * scale)) for side in picture.size]  # a hair is one pixel wide
    padded = Image.new("RGBA", size)
    corner = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    padded.paste(picture.resize(inner, FILTER, reducing_gap=gap), corner)
    return padded
