"""A sketch of images of many pixels: a few coordinates decide for most that nothing changed."""

import numpy as np

DIRECTIONS, SAMPLE = 64, 1024


class Sketch:
    """Coordinates along a few directions.

    In a basis of r directions, x.c is the product of r coordinates plus that of the two residues,
    and the latter is at most the product of their lengths (Cauchy and Schwarz). Centroids are
    smooth, so their residues are short. Any basis will do for exactness; a good one comes from
    some of the images.
    """

    def __init__(self, X: np.ndarray, norms: np.ndarray, rounding: float) -> None:
        some = X[:: max(1, len(X) // SAMPLE)].astype(np.float64)
        basis = some[:: max(1, len(some) // DIRECTIONS)][:DIRECTIONS].T
        basis, _ = np.linalg.qr(some.T @ (some @ basis))  # one step towards the leading directions
        self._basis = basis
        self._coordinates = X @ basis.astype(X.dtype)
        self._rounding = rounding * (np.sqrt(basis.shape[1]) + 2)
        squares = norms**2 - np.vecdot(self._coordinates, self._coordinates)
        residues = np.sqrt(np.maximum(squares, 0) + 2 * self._rounding * norms**2)
        self._residues = residues.astype(X.dtype)

    def best_two(
        self, rows: np.ndarray, labels: np.ndarray, norms: np.ndarray, centroids: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Scores of some images: at least the own one, at most the best other one, and a margin."""
        coordinates = centroids @ self._basis
        squares = np.vecdot(centroids, centroids)
        residues = squares - np.vecdot(coordinates, coordinates)
        residues = np.sqrt(np.maximum(residues, 0) + 1e-10 * squares)
        dtype = self._coordinates.dtype
        scores = coordinates.astype(dtype) @ self._coordinates.take(rows, axis=0).T
        scores -= (squares / 2).astype(dtype)[:, None]
        errors = residues.astype(dtype)[:, None] * self._residues[rows]
        scores += errors
        places = labels, np.arange(len(rows))
        own = scores[places] - 2 * errors[places]
        scores[places] = -np.inf
        reach = norms + dtype.type(np.sqrt(squares.max()))
        return own, scores.max(axis=0), dtype.type(2 * self._rounding) * reach * reach
