"""Many files: found in natural order, and read from a folder with a line for each that fails."""

import glob
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from kmeans_lib.files.picture import read_picture
from kmeans_lib.files.progress import progress
from kmeans_lib.validation import InputError, one_line


def find_files(paths: str | os.PathLike | Iterable[str | os.PathLike]) -> list[Path]:
    """The files that paths and patterns stand for, each once, in natural order."""
    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    found: dict[str, Path] = {}
    for path in [os.fspath(path) for path in paths]:
        if os.path.isdir(path):
            raise InputError(f"{path} is a folder; sheets are named, for example {path}/*.png")
        matches = [path] if os.path.exists(path) else glob.glob(path, recursive=True)
        if not matches:
            raise FileNotFoundError(
                f"{path}: no file matches" if glob.has_magic(path) else f"{path}: no such file"
            )
        found.update((os.path.realpath(match), Path(match)) for match in matches)
    if not found:
        raise InputError("no files named; at least one image file is wanted")
    return sorted(found.values(), key=natural_order)


def find_pictures(folder: Path, pattern: str = "*") -> list[Path]:
    """All files below a folder that match the pattern, hidden ones left out, in natural order."""
    os.scandir(folder).close()  # the system says what is wrong with the folder; glob would not
    try:
        # Not path.is_dir(): that fails on a link whose target it may not or cannot look at.
        if pattern.split("/")[-1] == "**":  # alone it finds files only since Python 3.13
            pattern += "/*"
        found = [path for path in Path(folder).glob(pattern) if not os.path.isdir(path)]
    except (AttributeError, TypeError, ValueError, NotImplementedError, IndexError) as error:
        raise InputError(f"pattern = {pattern!r}: something like *.jpg is wanted") from error
    seen = [p for p in found if not any(s.startswith(".") for s in p.relative_to(folder).parts)]
    return sorted(seen, key=natural_order)


def natural_order(path: Path) -> tuple[list, str]:
    """Sort key that counts: usps_2.jpg comes before usps_10.jpg."""
    parts = re.split(r"(\d+)", str(path))
    return [int(part) if part.isdecimal() else part.casefold() for part in parts], str(path)


def read_folder(
    folder: Path,
    shape: tuple[int, int],
    mode: str,
    pattern: str,
    fit: str,
    background: Sequence[int],
    errors: str,
) -> tuple[np.ndarray, list[str], list[str]]:
    """Rows of pixels (n, d) float32, their files' names, and a line for every file skipped.

    Parameters and errors are those of `kmeans_lib.own_images.load_folder`.
    """
    files = find_pictures(folder, pattern)
    pictures, names, skipped = read_files(files, folder, shape, mode, fit, background, errors)
    if not pictures:
        raise InputError(nothing_in(folder, pattern, skipped))
    return np.array(pictures, np.float32), names, skipped


def read_files(
    files: Sequence[Path],
    folder: Path,
    shape: tuple[int, int],
    mode: str,
    fit: str,
    background: Sequence[int],
    errors: str,
    show: bool = True,
) -> tuple[list[np.ndarray], list[str], list[str]]:
    """Rows of pixels (d,) uint8, their files' names, and a line for every file skipped."""
    pictures, names, skipped = [], [], []
    for file in progress(files, "reading", "files") if show else files:
        name = file.relative_to(folder).as_posix()
        try:
            pictures.append(read_picture(file, mode, shape, fit, background).ravel())
            names.append(name)
        except (InputError, OSError) as error:
            if errors == "raise":
                raise
            skipped.append(f"{one_line(name)}: {_reason(error, file)}")
    return pictures, names, skipped


def say_skipped(skipped: Sequence[str], most: int = 3) -> str:
    """One line about the files that could not be read."""
    files = "1 file was" if len(skipped) == 1 else f"{len(skipped)} files were"
    more = f"; and {len(skipped) - most} more" if len(skipped) > most else ""
    return f"{files} skipped: {'; '.join(skipped[:most])}{more}"


def _reason(error: Exception, file: Path) -> str:
    """What is wrong with a file, without its name."""
    if isinstance(error, OSError):
        return error.strerror or one_line(error)
    return str(error).removeprefix(f"{one_line(file)}: ")


def nothing_in(folder: Path, pattern: str, skipped: list[str]) -> str:
    if skipped:
        return f"{one_line(folder)}: no picture could be read; {say_skipped(skipped)}"
    hint = "" if "**" in pattern else "; pattern **/* looks into the folders below as well"
    return f"{one_line(folder)}: no file matches {one_line(pattern)}{hint}"
