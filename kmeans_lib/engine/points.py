"""The images of a run, and their scores for any centroids. For the engine alone.

|x|^2 is the same for every centroid, so the nearest one has the largest score x.c - |c|^2 / 2.
"""

from functools import cached_property

import numpy as np

from kmeans_lib.engine.sketch import Sketch
from kmeans_lib.engine.sums import some_of

FEW_FEATURES = 8  # with so few, such as colours, images are scored as columns of float32
SMALL = 10**6  # up to so many multiplications OpenBLAS needs neither packing nor threads
LOW = 100  # with fewer rows a small product wins nothing
ROWS_AT_ONCE = 8192  # images whose scores fit into the processor's cache
MANY_PIXELS = 512  # with fewer, a sketch costs more than it saves
LEAST = 1e-37  # where float32 loses digits


class Points:
    """Images (n, d), their weights (n,) or None, and what every run on them needs.

    Attributes
    ----------
    norms : (n,)
        Length of every image, where it is scored.
    rounding : float
        Relative error of a dot product of an image and a centroid, or of |x|^2.
    upper, lower : (n,)
        |x|^2 plus what it may be wrong by, and plus or minus what a sum with it may lose.
    """

    def __init__(self, X: np.ndarray, sample_weight: np.ndarray | None = None) -> None:
        self.X, self.sample_weight = np.ascontiguousarray(X), sample_weight
        self.weight = len(X) if sample_weight is None else sample_weight.sum()
        d = X.shape[1]
        self.columns = _Columns(self.X) if d <= FEW_FEATURES else None
        squares = self.columns.squares if self.columns else np.vecdot(self.X, self.X)
        self.norms = np.sqrt(squares)
        self.longest = self.norms.max()
        self.unit = np.finfo(squares.dtype).eps / 2
        # d units of roundoff in a dot product (Higham, "Accuracy and Stability of Numerical
        # Algorithms", 2002, section 3.1), and some for x, the centroid and its norm.
        self.rounding = (d + 8) * self.unit
        number = squares.dtype.type
        self.upper = squares * number(1 + self.rounding + 8 * self.unit)
        self.lower = squares * number(1 + self.rounding - 8 * self.unit)

    @cached_property
    def sketch(self) -> Sketch | None:
        """For images of many pixels, if there are enough of them to pay for it; else None."""
        n, d = self.X.shape
        return Sketch(self.X, self.norms, self.rounding) if MANY_PIXELS <= d < n else None

    @cached_property
    def rows(self) -> np.ndarray:
        """Images as they are scored, one a row: (n, d)."""
        return self.columns.table[:-1].T.copy() if self.columns else self.X

    def place(self, centroids: np.ndarray) -> np.ndarray:
        """Centroids (k, d) where images are scored, in float64."""
        return self.columns.place(centroids) if self.columns else centroids

    def rows_at_once(self, k: int) -> int:
        """How many images to score at once for k centroids."""
        if self.columns:
            return max(1, min(ROWS_AT_ONCE, SMALL // (k * len(self.columns.table))))
        return ROWS_AT_ONCE

    def scores(
        self, rows: slice | np.ndarray, centroids: np.ndarray, halves: np.ndarray
    ) -> np.ndarray:
        """Scores (k, m) of some images for placed centroids and their |c|^2 / 2.

        In rows of m: that is fast to search along k.
        """
        centroids, halves = centroids.astype(self.norms.dtype), halves[:, None]
        if self.columns:
            some = some_of(self.columns.table, rows, axis=1)
            return np.hstack([centroids, -halves]) @ some
        return np.subtract(products(some_of(self.X, rows), centroids).T, halves, order="C")


class _Columns:
    """A few features as columns around their mean, in float32, and a column of ones.

    The largest number is 1. So float32 is precise wherever the images are.
    """

    def __init__(self, X: np.ndarray) -> None:
        self._center = X.mean(axis=0, dtype=np.float64)
        self._scale = np.abs(X - self._center).max() or 1.0
        self.table = np.ones((X.shape[1] + 1, len(X)), np.float32)
        self.table[:-1] = self.place(X).T
        self.squares = np.einsum("ij,ij->j", self.table[:-1], self.table[:-1])

    def place(self, X: np.ndarray) -> np.ndarray:
        return (X - self._center) / self._scale


def products(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Dot products (m, k), if it can be in a stack of products that are small."""
    m, d = X.shape
    factors = np.ascontiguousarray(centroids.T)
    height = min(256, SMALL // factors.size)
    if height < LOW:
        return X @ factors
    whole = m // height * height
    dots = np.empty((m, len(centroids)), X.dtype)
    stack = X[:whole].reshape(-1, height, d)
    np.matmul(stack, factors, out=dots[:whole].reshape(-1, height, len(centroids)))
    np.matmul(X[whole:], factors, out=dots[whole:])
    return dots
