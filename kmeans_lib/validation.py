"""The door: what comes in is checked once and turned into floats, or refused in one clear line."""

import numbers
from collections.abc import Collection

import numpy as np
from numpy.typing import ArrayLike, DTypeLike


class InputError(ValueError):
    """The caller's input cannot be used; the message names it and says what would be right."""


def as_rows(X: ArrayLike, name: str = "X") -> np.ndarray:
    """Return X as a float array with one flattened image a row.

    Parameters
    ----------
    X : array-like of numbers, shape (n, d)
        float32 and float64 are kept, integers of up to 16 bits become float32, others float64.
        (In uint8 the difference 3 - 5 is 254, so nothing here ever computes on integers.)
    name : str
        What the message calls X.

    Raises
    ------
    InputError
        X is not two-dimensional, is empty, is not numeric, or holds NaN, infinity or numbers
        so large that their squares overflow.
    """
    try:
        X = np.asarray(X)
    except ValueError as error:
        what = "rows of unequal length; every image needs as many pixels"
        if isinstance(X, tuple):
            what = f"a tuple of {len(X)} different things; one array is wanted, perhaps the first"
        raise InputError(f"{name}: {what}") from error
    if X.dtype.kind not in "fiub":
        raise InputError(f"{name} holds {X.dtype}; real numbers are wanted")
    if X.ndim != 2:
        raise InputError(
            f"{name} has shape {X.shape}; two dimensions are wanted, one flattened image a row: "
            + ("reshape(1, -1) for one image" if X.ndim < 2 else f"{name}.reshape(len({name}), -1)")
        )
    if X.size == 0:
        raise InputError(f"{name} is empty: shape {X.shape}")
    X = X.astype(float_type(X.dtype), copy=False)
    _refuse_unusable(X, name)
    return X


def float_type(dtype: np.dtype) -> DTypeLike:
    if dtype in (np.float32, np.float64):
        return dtype
    return np.float32 if dtype.itemsize <= 2 else np.float64


def _refuse_unusable(X: np.ndarray, name: str) -> None:
    """NaN, infinity and overflowing squares, in one pass: NaN makes every comparison false."""
    limit = np.sqrt(np.finfo(X.dtype).max / (8 * X.shape[1]))
    if max(X.max(), -X.min()) < limit:
        return
    row, column = np.argwhere(~(np.abs(X) < limit))[0]
    value = X[row, column]
    why = "too large to be squared" if np.isfinite(value) else "not a finite number"
    raise InputError(f"{name}[{row}, {column}] is {value}: {why}")


def as_centroids(centroids: ArrayLike, X: np.ndarray) -> np.ndarray:
    """Return centroids as a float64 array of shape (k, d) that fits the rows of X."""
    centroids = as_rows(centroids, "centroids").astype(np.float64, copy=False)
    if centroids.shape[1] != X.shape[1]:
        raise InputError(
            f"centroids have {centroids.shape[1]} features, but the images have {X.shape[1]}"
        )
    return centroids


def as_labels(labels: ArrayLike, n: int, k: int) -> np.ndarray:
    """Return labels as an integer array of shape (n,) with values 0 .. k - 1."""
    labels = np.asarray(labels)
    if labels.shape != (n,) or labels.dtype.kind not in "iu":
        raise InputError(
            f"labels must be {n} integers, one an image; got {labels.dtype} {labels.shape}"
        )
    if labels.min() < 0 or labels.max() >= k:
        raise InputError(f"labels run from {labels.min()} to {labels.max()}, but k = {k}")
    return labels.astype(np.intp, copy=False)


def as_weights(sample_weight: ArrayLike | None, n: int) -> np.ndarray | None:
    """Return sample_weight as float64 of shape (n,), or None for "each image counts once"."""
    if sample_weight is None:
        return None
    weights = np.asarray(sample_weight, dtype=np.float64)
    if weights.shape != (n,):
        raise InputError(f"sample_weight has shape {weights.shape}; one weight an image is ({n},)")
    if not (np.isfinite(weights).all() and (weights >= 0).all() and weights.any()):
        raise InputError("sample_weight must be finite, not negative, and not all zero")
    return weights


def as_count(value: int, name: str, at_most: int | None = None, of: str = "") -> int:
    """Return value as an int of at least 1 (and at most at_most, which counts what `of` says)."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool | np.bool_):
        raise InputError(f"{name} = {value!r}: a whole number is wanted")
    if value < 1:
        raise InputError(f"{name} = {value}: at least 1 is wanted")
    if at_most is not None and value > at_most:
        raise InputError(f"{name} = {value}, but there are only {at_most} {of}")
    return int(value)


def too_few(k: int, different: int) -> InputError:
    """The error for k larger than the number of different images."""
    return InputError(f"k = {k}, but only {different} of the images are different from each other")


def one_of(name: str, value: str, known: Collection[str]) -> None:
    """Refuse a value that is none of the known words."""
    if not (isinstance(value, str) and value in known):
        raise InputError(f"{name} = {value!r}: one of {', '.join(known)} is wanted")


def as_rng(rng: np.random.Generator | None) -> np.random.Generator:
    """Return rng if it is a numpy.random.Generator; say how to make one if it is not."""
    if not isinstance(rng, np.random.Generator):
        raise InputError(
            f"rng = {rng!r}: pass rng=numpy.random.default_rng(seed), so that it repeats"
        )
    return rng


def one_line(text: object) -> str:
    """The text without what would break a line or upset a terminal: escaped, as Python does."""
    printable = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))
    return "".join(printable)
