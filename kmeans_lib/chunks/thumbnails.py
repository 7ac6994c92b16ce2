"""A folder of very many pictures as a Dask array: read once, in chunks, and kept small on disk."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

import numpy as np

from kmeans_lib.chunks.pieces import import_dask
from kmeans_lib.files.folder import find_pictures, nothing_in, read_files
from kmeans_lib.files.picture import MODES, WHITE, as_shape, as_wanted
from kmeans_lib.validation import InputError, as_count

if TYPE_CHECKING:
    from dask.array import Array


class Thumbnails(NamedTuple):
    """Pictures on disk.

    Attributes
    ----------
    X : dask.array of shape (n, d), uint8
        One flattened picture a row, as `kmeans_dask` takes it.
    shape : (height, width) or (height, width, 3)
    names : tuple of n str
        Paths from the folder.
    skipped : tuple of str
        A line for every file that could not be read.
    """

    X: Array
    shape: tuple[int, ...]
    names: tuple[str, ...]
    skipped: tuple[str, ...]


def load_folder_dask(
    folder: str | os.PathLike,
    cache: str | os.PathLike,
    shape: Sequence[int] = (32, 32),
    mode: str = "RGB",
    pattern: str = "*",
    fit: str = "stretch",
    background: Sequence[int] = WHITE,
    chunk: int = 2000,
) -> Thumbnails:
    """Read all pictures of a folder on whatever Dask scheduler is active; memory holds a chunk.

    Parameters
    ----------
    folder, shape, mode, pattern, fit, background
        As in `load_folder`.
    cache : path
        A folder for the small pictures, made if it does not exist: height * width bytes a picture,
        three times as many in colour. The next call reads from it what has not changed. Workers on
        other machines must see both folders.
    chunk : int
        Pictures read by one task.

    Returns
    -------
    Thumbnails

    Raises
    ------
    InputError, FileNotFoundError, NotADirectoryError, PermissionError
        As in `load_folder`.
    """
    dask, array = import_dask()
    folder, cache, chunk = Path(folder), Path(cache), as_count(chunk, "chunk")
    size, background = as_shape(shape), as_wanted(mode, fit, background)
    files = find_pictures(folder, pattern)
    cache.mkdir(parents=True, exist_ok=True)
    keep, wanted = dask.delayed(_keep), (size, mode, fit, background)
    pieces = [files[i : i + chunk] for i in range(0, len(files), chunk)]
    kept = dask.compute(*(keep(piece, folder, cache, wanted) for piece in pieces))
    names = [name for _, some, _ in kept for name in some]
    skipped = [line for _, _, some in kept for line in some]
    if not names:
        raise InputError(nothing_in(folder, pattern, skipped))
    d = int(np.prod(size + MODES[mode]))
    load = dask.delayed(_load)
    parts = [
        array.from_delayed(load(file), (len(some), d), np.uint8) for file, some, _ in kept if some
    ]
    return Thumbnails(array.concatenate(parts), size + MODES[mode], tuple(names), tuple(skipped))


# What a worker does with the files of one chunk.


def _keep(
    files: list[Path], folder: Path, cache: Path, wanted: tuple
) -> tuple[Path, list[str], list[str]]:
    """Where the pixels of some files are, names of the pictures, and what was skipped."""
    path = cache / f"{_fingerprint(files, wanted)}.npy"
    notes = path.with_suffix(".json")  # written last: without it the chunk is not complete
    if not notes.exists():
        size, mode, fit, background = wanted
        pictures, names, skipped = read_files(
            files, folder, size, mode, fit, background, "warn", show=False
        )
        _write(path, lambda file: np.save(file, np.array(pictures, np.uint8)))
        _write(notes, lambda file: file.write(json.dumps([names, skipped]).encode()))
    names, skipped = json.loads(notes.read_bytes())
    return path, names, skipped


def _fingerprint(files: list[Path], wanted: tuple) -> str:
    """Another one where a file or a wish is another; a file that cannot be looked at has none."""
    seen = [str(wanted)]
    for file in files:
        try:
            found = file.stat()
            seen.append(f"{file} {found.st_size} {found.st_mtime_ns}")
        except OSError as error:
            seen.append(f"{file} {error.errno}")
    return blake2b("\n".join(seen).encode(errors="surrogateescape"), digest_size=16).hexdigest()


def _write(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """A whole file or none, whoever else writes the same."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            write(file)
        except BaseException:
            os.unlink(file.name)
            raise
    os.replace(file.name, path)


def _load(path: Path) -> np.ndarray:
    return np.load(path, mmap_mode="r")
