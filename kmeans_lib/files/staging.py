"""Staging: results appear whole or not at all."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kmeans_lib.validation import InputError


@contextmanager
def staged_folders(
    output: str | os.PathLike, names: list[str], own_files: re.Pattern[str]
) -> Iterator[Path]:
    """Write folders aside; put them in place together if the block succeeds.

    Parameters
    ----------
    output : path
        The folder that the results go to; made if it does not exist.
    names : list of str
        The folders in it that the block writes. They replace folders of the same names.
    own_files : compiled pattern
        Names of files that may be replaced. A folder that holds anything else is not ours.

    Yields
    ------
    Path
        An empty folder, in which the block makes one folder for each of the names.

    Raises
    ------
    InputError
        Before the block, if a folder to be replaced holds files of somebody else.
    OSError
        If output cannot be written.

    After an error in the block everything is as it was before. Of two runs that write to one
    output, all folders are those of the run that ended last.
    """
    output = Path(output)
    if output.exists() and not output.is_dir():
        raise InputError(f"{output} is a file; a folder is wanted for the results")
    for name in names:
        _refuse_foreign(output / name, own_files)
    made = [folder for folder in (output, *output.parents) if not folder.exists()]
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=".unfinished-", dir=output, ignore_cleanup_errors=True
        ) as aside:
            yield Path(aside)
            with _alone(output):
                _swap(Path(aside), output, names)
    except BaseException:
        for folder in made:
            with suppress(OSError):  # never made, or in use by somebody else by now
                folder.rmdir()
        raise


def _refuse_foreign(folder: Path, own_files: re.Pattern[str]) -> None:
    if folder.is_dir():
        foreign = [
            p.name for p in folder.iterdir() if p.is_dir() or not own_files.fullmatch(p.name)
        ]
        if foreign:
            raise InputError(
                f"{folder} holds {min(foreign)}, which is no earlier result; it is left alone"
            )
    elif folder.exists():
        raise InputError(f"{folder} is a file, but a folder of that name is to be written")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other run swaps folders here; the system forgets a run that has died."""
    try:
        import fcntl
    except ImportError:  # Windows: two runs at the same moment may mix their folders
        yield
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a network drive, perhaps, that knows no locks
            fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def _swap(aside: Path, output: Path, names: list[str]) -> None:
    """Rename old folders away and new ones in; undo all of it if one rename fails."""
    old = aside / "old"
    old.mkdir()
    swapped = []
    try:
        for name in names:
            if (output / name).exists():
                (output / name).rename(old / name)
            swapped.append(name)
            (aside / name).rename(output / name)
    except BaseException:
        for name in swapped:
            if (output / name).exists():
                (output / name).rename(aside / name)
            if (old / name).exists():
                (old / name).rename(output / name)
        raise
