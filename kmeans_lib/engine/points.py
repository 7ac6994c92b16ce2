"""The images of a run, and what all runs on them share. For the engine alone."""

from functools import cached_property

import numpy as np

from kmeans_lib.engine.referee import rounding, row_blocks, row_norms, row_squares
from kmeans_lib.engine.scores import lead, products

MANY_PIXELS = 512  # with fewer, a sketch costs more than it saves
DIRECTIONS, SAMPLE = 64, 1024


class Points:
    """Images (n, d), their weights (n,) or None, and what follows from them, when asked for."""

    def __init__(self, X: np.ndarray, sample_weight: np.ndarray | None = None) -> None:
        self.X = X
        self.sample_weight = sample_weight

    @cached_property
    def squares(self) -> np.ndarray:
        """Squared length of every image: (n,) float64."""
        blocks = row_blocks(*self.X.shape)
        return np.concatenate([row_squares(self.X[rows].astype(np.float64)) for rows in blocks])

    @cached_property
    def norms(self) -> np.ndarray:
        """Length of every image: (n,), in the dtype of X."""
        return np.sqrt(self.squares).astype(self.X.dtype)

    @cached_property
    def sketch(self) -> "Sketch | None":
        """For images of many pixels, if there are enough of them to pay for it; else None."""
        n, d = self.X.shape
        return Sketch(self.X, self.norms) if MANY_PIXELS <= d < n else None


class Sketch:
    """Coordinates along a few directions, for images of many pixels.

    In a basis of r directions, x.c is the product of r coordinates plus that of the two residues,
    and the latter is at most the product of their lengths (Cauchy and Schwarz). Centroids are
    smooth, so their residues are short, and r coordinates decide for most images that nothing
    changed. Any basis will do for exactness; a good one comes from some of the images.
    """

    def __init__(self, X: np.ndarray, x_norms: np.ndarray) -> None:
        some = X[:: max(1, len(X) // SAMPLE)].astype(np.float64)
        basis = some[:: max(1, len(some) // DIRECTIONS)][:DIRECTIONS].T
        basis, _ = np.linalg.qr(some.T @ (some @ basis))  # one step towards the leading directions
        self._basis = basis
        self._coordinates = X @ basis.astype(X.dtype)
        self._rounding = rounding(X) * (np.sqrt(basis.shape[1]) + 2)
        squares = x_norms**2 - row_norms(self._coordinates) ** 2
        self._residues = np.sqrt(np.maximum(squares, 0) + 2 * self._rounding * x_norms**2)
        self._residues = self._residues.astype(X.dtype)

    def gap(
        self, rows: np.ndarray, labels: np.ndarray, x_norms: np.ndarray, centroids: np.ndarray
    ) -> np.ndarray:
        """Lower bound on the gap of some rows, if they keep their labels."""
        coordinates = centroids @ self._basis
        c_norms = row_norms(centroids)
        residues = np.maximum(c_norms**2 - row_norms(coordinates) ** 2, 0) + 1e-10 * c_norms**2
        dtype = self._coordinates.dtype
        scores = products(coordinates.astype(dtype), self._coordinates[rows])
        scores -= (c_norms**2 / 2).astype(dtype)[:, None]
        errors = np.sqrt(residues).astype(dtype)[:, None] * self._residues[rows]
        scores += errors  # at most this
        places = labels, np.arange(len(rows))
        own = scores[places] - 2 * errors[places]  # at least this
        scores[places] = -np.inf
        return lead(x_norms, c_norms.max(), own, scores.max(axis=0), self._rounding)
