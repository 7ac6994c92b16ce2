"""Hints: compare a learner's result with what is right and with what known mistakes give."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

WRAPS = "It wraps around: uint8 counts to 255 and starts again. Turn it into floats first."
UNEVEN = "The result is a list of unequal parts; one array is wanted."


class Hint(Exception):
    """One sentence for the learner."""


def compare(
    got: object,
    right: ArrayLike,
    mistakes: Mapping[str, ArrayLike] | None = None,
    tolerance: float = 1e-6,
) -> None:
    """Raise a Hint unless got is right; a known mistake gets its own hint.

    Parameters
    ----------
    got : what the learner's function returned
    right : array
    mistakes : dict
        Hint: what the mistake would have given.
    """
    got, right = as_numbers(got), np.asarray(right)
    for hint, wrong in (mistakes or {}).items():
        if _same(got, np.asarray(wrong), tolerance) and not _same(wrong, right, tolerance):
            raise Hint(hint)
    if got.shape != right.shape:
        raise Hint(f"The result has shape {got.shape}; {right.shape} is wanted.")
    if np.isnan(got.astype(float)).any():
        raise Hint("The result holds NaN, not a number: the mean of nothing?")
    if not _same(got, right, tolerance):
        wrong = np.argwhere(~np.isclose(got, right, rtol=tolerance, atol=tolerance))[0]
        place = f" at {wrong.tolist()}" if got.ndim else ""
        raise Hint(f"The shape is right, but the number{place} is not.")


def as_numbers(got: object) -> np.ndarray:
    """What a learner's function returned, as an array of numbers."""
    try:
        array = np.asarray(got)
    except ValueError:
        raise Hint(UNEVEN) from None
    if array.dtype.kind not in "fiub":
        raise Hint(f"The result is {type(array.flat[0]).__name__}; numbers are wanted.")
    return array


def _same(a: ArrayLike, b: ArrayLike, tolerance: float) -> bool:
    a, b = np.asarray(a), np.asarray(b)
    return a.shape == b.shape and np.allclose(a, b, rtol=tolerance, atol=tolerance, equal_nan=True)


def small_images() -> tuple[np.ndarray, np.ndarray]:
    """Twelve uint8 rows and three centroids, whole numbers, with differences on both sides of 0."""
    rng = np.random.default_rng(1)
    X = rng.integers(0, 256, (12, 5), dtype=np.uint8)
    return X, rng.integers(0, 256, (3, 5), dtype=np.uint8)
