"""Checks: what a learner's function is told, in one line, without raising and without the answer.

The exercises themselves, with the mistakes that each of them knows, are in `first`, `steps`,
`beyond`, `practice` and `seeing`, by lesson.
"""

import copy
import sys
import time
import warnings
from collections.abc import Callable
from inspect import isfunction
from typing import Any

import numpy as np

from kmeans_lib.exercises import beyond, first, practice, seeing, steps
from kmeans_lib.exercises.hints import Hint

EXERCISES = {
    name: task
    for module in (first, steps, beyond, practice, seeing)
    for name, task in vars(module).items()
    if isfunction(task) and task.__module__ == module.__name__ and name[0] != "_"
}
SECONDS = 5  # until a loop counts as endless
LONGEST = 120  # characters of an error message that are shown


class TooLong(BaseException):
    """Not an Exception, so that a learner's `except Exception` cannot swallow it."""


def check(name: str, function: Callable) -> None:
    """Try a function on small cases and print one line: right, or a hint what to look at.

    Parameters
    ----------
    name : str
        Of the exercise, such as "assign_labels".
    function : callable
        The learner's own.
    """
    print(verdict(name, function))


def verdict(name: str, function: Callable) -> str:
    """The line that `check` prints."""
    if name not in EXERCISES:
        return f"There is no exercise {name!r}; there are {', '.join(EXERCISES)}."
    if not callable(function):
        return (
            f'{name}: not yet. Name the function without calling it: check("{name}", my_function).'
        )
    try:
        EXERCISES[name](guarded(function))
    except Hint as hint:
        return f"{name}: not yet. {hint}"
    return f"{name}: right!"


def guarded(function: Callable) -> Callable:
    """A learner's function, of which whatever goes wrong inside comes out as a `Hint`."""

    def call(*arguments: Any) -> Any:
        given = copy.deepcopy(arguments)
        try:
            with warnings.catch_warnings(action="ignore"):
                result = in_time(function, given)
        except TooLong:
            message = f"It had not ended after {SECONDS} seconds: is there a way out of your loop?"
            raise Hint(message) from None
        except (Exception, SystemExit) as error:
            message = " ".join(str(error).split())[:LONGEST]
            raise Hint(f"It stops with {type(error).__name__}: {message}") from None
        if result is None or result is Ellipsis:
            raise Hint("It returns nothing yet: write it in place of the ... and end with return.")
        for before, after in zip(arguments, given, strict=True):
            if isinstance(before, np.ndarray) and before.tobytes() != after.tobytes():
                raise Hint("It changes the arrays that it was given; work on a copy.")
        return result

    return call


def in_time(function: Callable, arguments: tuple) -> Any:
    """function(*arguments), stopped from within when it takes too long; on any system."""
    end = time.monotonic() + SECONDS

    def watch(frame: object, event: str, argument: object) -> Callable:
        if time.monotonic() > end:
            raise TooLong
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        return function(*arguments)
    finally:
        sys.settrace(before)
