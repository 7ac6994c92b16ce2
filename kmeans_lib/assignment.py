"""Assignment: every image goes to its nearest centroid."""

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.validation import as_centroids, as_rows


def squared_distances(X: ArrayLike, centroids: ArrayLike) -> np.ndarray:
    """Squared Euclidean distance of every image to every centroid.

    Parameters
    ----------
    X : array of shape (n, d)
        One flattened image a row, in grey levels.
    centroids : array of shape (k, d)

    Returns
    -------
    array of shape (n, k), float64
        In grey levels squared, to the precision of X; exactly 0 for equal rows, never negative.

    Raises
    ------
    InputError
        For NaN, infinity, wrong dimensions or unequal numbers of features.

    Notes
    -----
    |x - c|^2 = |x|^2 - 2 x.c + |c|^2, so one matrix product does the work and no array of
    shape (n, k, d) is ever made. Where the three terms cancel to less than their own rounding
    error, the difference is squared directly.
    """
    X = as_rows(X)
    centroids = as_centroids(centroids, X)
    return distances_by_centroid(X, row_squares(X), centroids).T.astype(np.float64)


def distances_by_centroid(
    X: np.ndarray, x_squares: np.ndarray, centroids: np.ndarray
) -> np.ndarray:
    """`squared_distances` without its checks: (k, n), in the dtype of X."""
    c_squares = row_squares(centroids).astype(X.dtype)
    distances = (X @ centroids.T.astype(X.dtype)).T.copy()
    distances *= -2
    distances += x_squares
    distances += c_squares[:, None]
    reach = np.sqrt(x_squares) + np.sqrt(c_squares.max())
    doubtful = distances <= 8 * rounding(X) * reach**2
    for j in np.flatnonzero(doubtful.any(axis=1)):
        rows = np.flatnonzero(doubtful[j])
        distances[j, rows] = direct_distances(X[rows], centroids[j])
    return distances


def assign_labels(X: ArrayLike, centroids: ArrayLike) -> np.ndarray:
    """Number of the nearest centroid of every image; a tie goes to the lower number.

    Parameters
    ----------
    X : array of shape (n, d)
        One flattened image a row, in grey levels.
    centroids : array of shape (k, d)

    Returns
    -------
    labels : integer array of shape (n,), values 0 .. k - 1

    Raises
    ------
    InputError
        For NaN, infinity, wrong dimensions or unequal numbers of features.

    References
    ----------
    The assignment step of Lloyd, "Least squares quantization in PCM", 1982.
    """
    X = as_rows(X)
    return _assign(X, as_centroids(centroids, X))


def _assign(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    c_norms = row_norms(centroids)
    # |x|^2 is the same for every centroid: the nearest one has the largest x.c - |c|^2 / 2.
    scores = X @ centroids.T.astype(X.dtype) - (c_norms**2 / 2).astype(X.dtype)
    labels = scores.argmax(axis=1)

    reach = (row_norms(X) + c_norms.max())[:, None]
    rivals = scores >= scores.max(axis=1, keepdims=True) - 2 * rounding(X) * reach**2
    doubtful = np.flatnonzero(rivals.sum(axis=1) > 1)
    if len(doubtful):
        labels[doubtful] = exact_labels(X[doubtful], centroids)
    return labels


def exact_labels(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Labels in float64, by direct distances where that is doubtful, too: for a few rows."""
    if X.dtype == np.float32:
        return _assign(X.astype(np.float64), centroids)
    return np.argmin([direct_distances(X, centroid) for centroid in centroids], axis=0)


def direct_distances(X: np.ndarray, centroid: np.ndarray) -> np.ndarray:
    """Squared distances of all rows to one centroid by subtracting: (n,) float64, no cancelling."""
    differences = X - centroid
    return np.einsum("ij,ij->i", differences, differences)


def row_squares(X: np.ndarray) -> np.ndarray:
    """Squared Euclidean length of every row: (n,), in the dtype of X."""
    return np.einsum("ij,ij->i", X, X)


def row_norms(X: np.ndarray) -> np.ndarray:
    """Euclidean length of every row: (n,), in the dtype of X."""
    return np.sqrt(row_squares(X))


def rounding(X: np.ndarray) -> float:
    """Bound on the relative rounding error of a dot product of d terms in the dtype of X.

    Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1: d units of
    roundoff; four more for the rounding of the centroid, its norm and the subtraction.
    """
    return (X.shape[1] + 4) * np.finfo(X.dtype).eps / 2
