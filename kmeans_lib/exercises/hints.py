"""Hints: compare a learner's results with what is right and with what known mistakes give."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

WRAPS = "It wraps around: uint8 counts to 255 and starts again. Turn it into floats first."
UNEVEN = "The result is a list of unequal parts; one array is wanted."
LONGEST = 150  # characters of a case that is shown


class Hint(Exception):
    """One sentence for the learner."""


def judge(
    function: Callable,
    solve: Callable,
    cases: Sequence[tuple],
    mistakes: Mapping[str, Callable] | None = None,
    tolerance: float = 1e-6,
) -> None:
    """Raise a Hint unless a learner's function does in every case what is right.

    Parameters
    ----------
    function : callable
        The learner's own.
    solve : callable
        The same arguments give what is right, an array or a tuple of arrays.
    cases : sequence of tuples
        Arguments, the smallest first: the first that goes wrong is shown.
    mistakes : dict
        Hint: callable with the same arguments that makes the mistake. It is named only if it
        gives the learner's results in all cases.
    tolerance : float
        Relative and absolute.
    """
    tried = [(case, function(*case), _parts(solve(*case))) for case in cases]
    answers = [(case, _numbers(got, right), right) for case, got, right in tried]
    wrong = [answer for answer in answers if not _same(answer[1], answer[2], tolerance)]
    if not wrong:
        return
    for hint, mistake in (mistakes or {}).items():
        if all(_is_result_of(mistake, case, got, tolerance) for case, got, _ in answers):
            raise Hint(hint)
    case, got, right = wrong[0]
    raise Hint(_what_is_wrong(got, right, tolerance) or _shown(function, case, got, right))


def compare(
    got: object,
    right: ArrayLike,
    mistakes: Mapping[str, ArrayLike] | None = None,
    tolerance: float = 1e-6,
) -> None:
    """The same for one result, and for what mistakes would have given."""
    constants = {hint: _constant(wrong) for hint, wrong in (mistakes or {}).items()}
    judge(_constant(got), _constant(right), [()], constants, tolerance)


def _constant(value: object) -> Callable:
    return lambda: value


def as_numbers(got: object) -> np.ndarray:
    """What a learner's function returned, as an array of numbers."""
    try:
        array = np.asarray(got)
    except ValueError:
        raise Hint(UNEVEN) from None
    if array.dtype == object and array.ndim:
        raise Hint("The result is an array of objects; give it numbers, all of one kind.")
    if array.dtype.kind not in "fiub":
        raise Hint(f"The result is {_kind(got, array)}; numbers are wanted.")
    return array


def _kind(got: object, array: np.ndarray) -> str:
    return type(array.ravel().tolist()[0] if array.size else got).__name__


def _parts(value: Any) -> tuple[np.ndarray, ...]:
    """What is right, or wrong, as a tuple of arrays."""
    return tuple(map(np.asarray, value)) if isinstance(value, tuple) else (np.asarray(value),)


def _numbers(got: Any, right: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
    """A learner's result as arrays, as many as there should be."""
    if len(right) > 1:
        if not isinstance(got, tuple | list) or len(got) != len(right):
            raise Hint(f"{len(right)} things are to be returned, with a comma between them.")
        return tuple(map(as_numbers, got))
    if isinstance(got, tuple) and len(got) != len(np.atleast_1d(right[0])):
        raise Hint(f"It returns {len(got)} things; one is wanted.")
    return (as_numbers(got),)


def _same(a: Sequence[np.ndarray], b: Sequence[np.ndarray], tolerance: float) -> bool:
    return len(a) == len(b) and all(
        x.shape == y.shape and np.allclose(x, y, rtol=tolerance, atol=tolerance, equal_nan=True)
        for x, y in zip(a, b, strict=True)
    )


def _is_result_of(
    mistake: Callable, case: tuple, got: Sequence[np.ndarray], tolerance: float
) -> bool:
    try:
        with np.errstate(all="ignore"):
            return _same(got, _parts(mistake(*case)), tolerance)
    except (ValueError, IndexError, TypeError, ArithmeticError):
        return False  # in this case it gives nothing


def _what_is_wrong(
    got: Sequence[np.ndarray], right: Sequence[np.ndarray], tolerance: float
) -> str | None:
    """What can be said without a look at single numbers."""
    for ours, theirs in zip(right, got, strict=True):
        if theirs.shape == (1,) and ours.shape == ():
            return "It is an array that holds the number; return the number itself."
        if theirs.shape != ours.shape:
            return f"The result has shape {theirs.shape}; {ours.shape} is wanted."
        if np.isnan(theirs.astype(float)).any():
            return "The result holds NaN, not a number: the mean of nothing?"
        if np.isinf(theirs.astype(float)).any():
            return "The result holds inf: was something divided by 0?"
    return None


def _shown(
    function: Callable, case: tuple, got: Sequence[np.ndarray], right: Sequence[np.ndarray]
) -> str:
    """The case itself, ready to be tried in a cell; or the first wrong place, if it is large."""
    call = f"{function.__name__}({', '.join(map(pasted, case))})"
    ours, theirs = (", ".join(_short(part) for part in parts) for parts in (right, got))
    if case and len(call) + len(ours) + len(theirs) <= LONGEST:
        return f"{call} gives {theirs}; {ours} is right."
    for ours_, theirs_ in zip(right, got, strict=True):
        wrong = np.argwhere(~np.isclose(ours_, theirs_))
        if len(wrong):
            place = tuple(wrong[0].tolist())
            at = f" at {list(place)}" if place else ""
            return f"The shape is right, but the number{at} is not: {_short(theirs_[place])}, " \
                   f"where {_short(ours_[place])} is right."  # fmt: skip
    return "The result is not right."


def pasted(value: Any) -> str:
    """A value as one would write it in a cell."""
    if isinstance(value, np.ndarray):
        kind = "" if value.dtype in (np.intp, np.float64) else f", np.{value.dtype.name}"
        return f"np.array({value.tolist()}{kind})"
    if isinstance(value, list | tuple):
        inner = ", ".join(map(pasted, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    return repr(value)


def _short(value: np.ndarray) -> str:
    if value.dtype == bool:
        return str(value.tolist())
    return str(np.round(value.astype(float), 4).tolist()).replace(".0,", ",").replace(".0]", "]")


def small_images() -> tuple[np.ndarray, np.ndarray]:
    """Twelve uint8 rows and three centroids, whole numbers, with differences on both sides of 0."""
    rng = np.random.default_rng(1)
    X = rng.integers(0, 256, (12, 5), dtype=np.uint8)
    return X, rng.integers(0, 256, (3, 5), dtype=np.uint8)


def _one_product(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    return (X**2).sum(axis=1)[:, None] - 2 * X @ centroids.T + (centroids**2).sum(axis=1)


def _subtracted(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    return ((X[:, None] - centroids) ** 2).sum(axis=2)


BAD_DISTANCES = {  # hint: squared distances that are wrong because of the kind of numbers
    WRAPS: _subtracted,
    "Too late: the subtraction has wrapped around before. First floats, then subtract.":
        lambda X, centroids: ((X[:, None] - centroids).astype(float) ** 2).sum(axis=2),
    "The squares do not fit into uint8: turn X and the centroids into floats first.": _one_product,
    "X is a float now, but the centroids are still uint8, and their squares do not fit.":
        lambda X, centroids: _one_product(X.astype(float), centroids),
    "Too narrow: int16 counts to 32767 only, and 255 squared is 65025. Take floats.":
        lambda X, centroids: _subtracted(X.astype(np.int16), centroids.astype(np.int16)),
    "Whole numbers are too coarse: centroids are means, 2.5 is not 2. Take floats.":
        lambda X, centroids: _subtracted(X.astype(int), centroids.astype(int)),
}  # fmt: skip
