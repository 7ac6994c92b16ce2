"""Checks: what a learner's function is told, in one line, without raising and without the answer.

The exercises themselves, with the mistakes that each of them knows, are in `first`, `starts`,
`steps`, `updates`, `beyond`, `directions`, `practice`, `workers`, `colours`, `seeing` and `naming`,
by lesson.
"""

import copy
import linecache
import sys
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from difflib import get_close_matches
from inspect import isfunction
from pathlib import Path
from typing import Any

import numpy as np

from kmeans_lib.exercises import (
    beyond,
    colours,
    directions,
    first,
    naming,
    practice,
    seeing,
    starts,
    steps,
    updates,
    watch,
    workers,
)
from kmeans_lib.exercises.hints import Hint

EXERCISES = {
    name: task
    for module in (
        first,
        starts,
        steps,
        updates,
        beyond,
        directions,
        practice,
        workers,
        colours,
        seeing,
        naming,
    )
    for name, task in vars(module).items()
    if isfunction(task) and task.__module__ == module.__name__ and name[0] != "_"
}
LESSONS = {
    "00": ["cluster_sizes"],
    "01": ["difference", "find_blank", "cut_tiles"],
    "02": ["init_random", "plus_plus_chances", "farthest_first"],
    "03": ["assign_labels", "assign_city_block"],
    "04": ["inertia", "update_centroids", "update_medians"],
    "05": ["kmeans", "hard_for_plus_plus"],
    "06": ["purity", "refute_purity"],
    "07": ["project", "first_direction"],
    "08": ["representatives", "shift_distance"],
    "09": ["combine", "inertia_from_parts"],
    "10": ["repaint", "merge_cheapest"],
    "11": ["count_in_fields", "soft_votes"],
    "12": ["abstain", "most_doubtful"],
}
DONE = Path("exercises_done.txt")  # in the folder of the lessons: what was right so far
LONGEST = 120  # characters of an error message that are shown


def check(name: str | None = None, function: Callable | None = None) -> None:
    """Try a function on small cases and print one line: right, or a hint what to look at.

    Parameters
    ----------
    name : str
        Of the exercise, such as "assign_labels". Without one, all exercises are listed, with a
        tick for those that were right in this folder.
    function : callable
        The learner's own.
    """
    if name is None:
        print(overview())
        return
    line = verdict(name, function)
    print(line)
    if line == f"{name}: right!":
        _remember(name)


def verdict(name: str, function: Callable | None) -> str:
    """The line that `check` prints."""
    if name not in EXERCISES:
        like = get_close_matches(str(name), EXERCISES, 1)
        meant = f"did you mean {like[0]!r}?" if like else "check() lists them."
        return f"There is no exercise {name!r}; {meant}"
    try:
        if not callable(function):
            call = f'check("{name}", my_function)'
            raise Hint(f"Name the function without calling it: {call}.")
        if (getattr(function, "__module__", None) or "").startswith("kmeans_lib."):
            raise Hint("That is the library's own function. It is right, but the exercise is "
                       "to write yours.")  # fmt: skip
        EXERCISES[name](guarded(function))
    except Hint as hint:
        return f"{name}: not yet. {hint}"
    except Exception as error:  # a result that no case was prepared for
        return f"{name}: not yet. Its result cannot be compared ({_told(error)}): what is its type?"
    return f"{name}: right!"


def overview() -> str:
    """All exercises by lesson, with a tick for those that were right in this folder."""
    done = _done()
    lines = [
        f"{lesson}  " + "  ".join(f"{'✓' if name in done else '·'} {name}" for name in names)
        for lesson, names in LESSONS.items()
    ]
    right = len(done & set(EXERCISES))
    return "\n".join([*lines, f"{right} of {len(EXERCISES)} are right so far."])


def _done() -> set[str]:
    try:
        return set(DONE.read_text(encoding="utf-8").split())
    except (OSError, ValueError):
        return set()


def _remember(name: str) -> None:
    try:
        DONE.write_text("\n".join(sorted(_done() | {name})) + "\n", encoding="utf-8")
    except OSError:
        pass  # a folder that cannot be written to: the answer is right all the same


def guarded(function: Callable) -> Callable:
    """A learner's function, of which whatever goes wrong inside comes out as a `Hint`."""

    def call(*arguments: Any) -> Any:
        given, screen = copy.deepcopy(arguments), _Screen(sys.stdout)
        try:
            with warnings.catch_warnings(action="ignore"), redirect_stdout(screen):
                result = watch.in_time(function, given)
        except watch.TooLong as error:
            message = f"It had not ended after {watch.SECONDS} seconds: is there a way out of your"
            stuck = f" And {error}: restart the kernel." if str(error) else ""
            raise Hint(f"{message} loop?{stuck}") from None
        except (Exception, SystemExit) as error:
            raise Hint(f"It stops with {_told(error)}{_line_of(error, function)}") from None
        if result is None or result is Ellipsis:
            if screen.used:
                raise Hint("It prints, but returns nothing: end it with return in place of print.")
            raise Hint("It returns nothing yet: write it in place of the ... and end with return.")
        if not _equal(arguments, given):
            raise Hint("It changes the arrays that it was given; work on a copy.")
        return result

    name = getattr(function, "__name__", "")
    call.__name__ = name if name.isidentifier() else "my_function"  # not "<lambda>"
    return call


class _Screen:
    """Standard output, and whether anything was printed."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.used = stream, False

    def write(self, text: str) -> int:
        self.used = True
        return self.stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:LONGEST]}"


def _line_of(error: BaseException, function: Callable) -> str:
    """The line of the learner's own code at which it stopped."""
    code, place, trace = getattr(function, "__code__", None), "", error.__traceback__
    while trace:
        if code and trace.tb_frame.f_code.co_filename == code.co_filename:
            text = linecache.getline(code.co_filename, trace.tb_lineno).strip()
            place = (
                f" (line {trace.tb_lineno}: {text[:60]})" if text else f" (line {trace.tb_lineno})"
            )
        trace = trace.tb_next
    return place


def _equal(before: Any, after: Any) -> bool:
    """Whether arrays, also nested ones, still hold the same."""
    if isinstance(before, tuple | list):
        return len(before) == len(after) and all(map(_equal, before, after))
    return not isinstance(before, np.ndarray) or before.tobytes() == after.tobytes()
