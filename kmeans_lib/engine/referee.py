"""The referee: what rounding cannot tell apart is decided by subtracting, in float64."""

import numpy as np

NUMBERS_AT_ONCE = 2**16  # pixels converted to float64 at a time


def settle(distances: np.ndarray, X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Correct the squared distances that rounding may have put in a wrong order.

    Parameters
    ----------
    distances : float64 array of shape (n, k), changed in place
        From |x|^2 - 2 x.c + |c|^2, rounded as the dtype of X rounds.
    X : float array of shape (n, d)
    centroids : float64 array of shape (k, d)

    Returns
    -------
    distances
        `argmin(axis=1)` is now the nearest centroid, the lower number if two are as near; equal
        rows are at distance 0, and none is negative.
    """
    least = distances.min(axis=1, keepdims=True)
    # |x| + |c| by the triangle inequality, without a look at X.
    reach = np.sqrt(np.maximum(least, 0)) + 2 * row_norms(centroids).max()
    margin = 8 * rounding(X) * reach**2
    close = distances <= least + margin
    close &= (np.count_nonzero(close, axis=1) > 1)[:, None]
    close |= distances <= margin  # here the three terms have cancelled each other
    _subtract(distances.T, close.T, X, centroids)
    return distances


def settle_cancelled(
    distances: np.ndarray, X: np.ndarray, x_squares: np.ndarray, centroids: np.ndarray
) -> np.ndarray:
    """The same for distances of shape (k, n) whose order does not matter: only what cancelled."""
    reach = np.sqrt(x_squares) + np.sqrt(row_squares(centroids).astype(X.dtype).max())
    _subtract(distances, distances <= 8 * rounding(X) * reach**2, X, centroids)
    return distances


def _subtract(
    distances: np.ndarray, doubtful: np.ndarray, X: np.ndarray, centroids: np.ndarray
) -> None:
    """Replace the doubtful ones of distances (k, n) by those from `direct_distances`."""
    for j in np.flatnonzero(doubtful.any(axis=1)):
        rows = np.flatnonzero(doubtful[j])
        for block in row_blocks(len(rows), X.shape[1]):
            some = rows[block]
            distances[j, some] = direct_distances(X[some], centroids[j])


def exact_labels(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Nearest centroid of every row, decided in float64: for the few rows that need it."""
    if len(X) * centroids.size <= NUMBERS_AT_ONCE:
        differences = X[:, None] - centroids
        # Added up as in direct_distances: exact ties must be rounded in the same way.
        return np.einsum("ijk,ijk->ij", differences, differences).argmin(axis=1)
    X = X.astype(np.float64)
    distances = expanded(X, row_squares(X), centroids).T
    return settle(distances, X, centroids).argmin(axis=1)


def expanded(X: np.ndarray, x_squares: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Squared distances |x|^2 - 2 x.c + |c|^2 as they are rounded: (k, n), in the dtype of X."""
    distances = (X @ centroids.T.astype(X.dtype)).T.copy()
    distances *= -2
    distances += x_squares
    distances += row_squares(centroids).astype(X.dtype)[:, None]
    return distances


def direct_distances(X: np.ndarray, centroid: np.ndarray) -> np.ndarray:
    """Squared distances of all rows to one centroid by subtracting: (n,) float64, no cancelling."""
    differences = X - centroid
    return np.einsum("ij,ij->i", differences, differences)


def row_blocks(n: int, d: int) -> list[slice]:
    """Slices of some of n rows each: the float64 copy of a block fits into the cache."""
    rows = max(1, NUMBERS_AT_ONCE // d)
    return [slice(i, i + rows) for i in range(0, n, rows)]


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
