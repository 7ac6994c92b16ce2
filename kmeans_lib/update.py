"""Update: every centroid moves to the mean of its images."""

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.assignment import direct_distances
from kmeans_lib.validation import as_centroids, as_labels, as_rows, as_weights

NUMBERS_AT_ONCE = 2**16  # pixels converted to float64 at a time


def update_centroids(
    X: ArrayLike, labels: ArrayLike, centroids: ArrayLike, sample_weight: ArrayLike | None = None
) -> tuple[np.ndarray, int]:
    """Mean image of every cluster, and how many clusters had none.

    Parameters
    ----------
    X : array of shape (n, d)
        One flattened image a row, in grey levels.
    labels : integer array of shape (n,)
        Cluster of every image, 0 .. k - 1.
    centroids : array of shape (k, d)
        The centroids that the labels were assigned to; an empty cluster needs them.
    sample_weight : array of shape (n,), optional
        How many times each image counts.

    Returns
    -------
    centroids : array of shape (k, d), float64
    emptied : int
        Number of clusters that had no image (or none with a weight) and were given a new start.

    Raises
    ------
    InputError
        For arrays that are not finite or do not fit together.

    Notes
    -----
    The mean of nothing is NaN, so an empty cluster needs a rule. As in scikit-learn, its centroid
    moves to the image farthest from its own centroid (the next one to the second farthest, and
    so on), which leaves the mean of its old cluster.

    References
    ----------
    The update step of Lloyd, "Least squares quantization in PCM", 1982.
    """
    X = as_rows(X)
    centroids = as_centroids(centroids, X)
    labels = as_labels(labels, len(X), len(centroids))
    sample_weight = as_weights(sample_weight, len(X))
    sums, weights = cluster_sums(X, labels, len(centroids), sample_weight)
    return means(sums, weights, X, labels, centroids, sample_weight)


def inertia(
    X: ArrayLike, labels: ArrayLike, centroids: ArrayLike, sample_weight: ArrayLike | None = None
) -> float:
    """Sum of the squared distances of all images to the centroids of their clusters.

    Parameters are those of `update_centroids`. Returns a float, in grey levels squared: what
    k-means makes small. Comparable only for the same images and the same k.
    """
    X = as_rows(X)
    centroids = as_centroids(centroids, X)
    labels = as_labels(labels, len(X), len(centroids))
    sample_weight = as_weights(sample_weight, len(X))
    return float(np.sum(weighted(own_distances(X, labels, centroids), sample_weight)))


def cluster_sums(
    X: np.ndarray, labels: np.ndarray, k: int, sample_weight: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Sum of the images of every cluster, (k, d), and its weight, (k,); both float64.

    Whole numbers up to 255 add up without any rounding in float64, in whatever order.
    """
    weights = np.bincount(labels, sample_weight, minlength=k).astype(np.float64)
    if X.shape[1] <= 16:  # a few columns, such as colours: count each of them
        columns = [np.bincount(labels, weighted(x, sample_weight), minlength=k) for x in X.T]
        return np.stack(columns, axis=1), weights
    member = (labels == np.arange(k)[:, None]).astype(np.float64)
    return weighted_sums(X, weighted(member, sample_weight)), weights


def weighted_sums(X: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """factors (k, n) times X (n, d) in float64, without a float64 copy of X."""
    sums = np.zeros((len(factors), X.shape[1]))
    for rows in row_blocks(X):
        sums += factors[:, rows] @ X[rows].astype(np.float64)
    return sums


def means(
    sums: np.ndarray,
    weights: np.ndarray,
    X: np.ndarray,
    labels: np.ndarray,
    centroids: np.ndarray,
    sample_weight: np.ndarray | None = None,
) -> tuple[np.ndarray, int]:
    """Centroids from the sums of `cluster_sums`, and the number of clusters that were empty."""
    empty = np.flatnonzero(weights == 0)
    if len(empty):
        sums, weights = _refill(empty, sums, weights, X, labels, centroids, sample_weight)
    return averages(sums, weights), len(empty)


def averages(sums: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Centroids from sums and weights."""
    filled = weights > 0
    # A cluster can stay empty only where there are fewer different images than clusters, or where
    # its only image was the farthest of all. It waits at the largest cluster, as in scikit-learn.
    new = np.tile(sums[np.argmax(weights)] / np.max(weights), (len(weights), 1))
    new[filled] = sums[filled] / weights[filled, None]
    return new


def _refill(
    empty: np.ndarray,
    sums: np.ndarray,
    weights: np.ndarray,
    X: np.ndarray,
    labels: np.ndarray,
    centroids: np.ndarray,
    sample_weight: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Sums and weights after each empty cluster took the farthest image that is left."""
    distances = own_distances(X, labels, centroids)
    if sample_weight is not None:
        distances[sample_weight == 0] = 0  # an image that does not count starts no cluster
    rows = farthest(distances, len(empty))
    labels = labels.copy()
    labels[rows] = empty[: len(rows)]
    return cluster_sums(X, labels, len(weights), sample_weight)


def farthest(distances: np.ndarray, most: int) -> np.ndarray:
    """Numbers of the images with the largest distances, the largest first; none at distance 0."""
    rows = np.argsort(-distances, kind="stable")[:most]
    return rows[distances[rows] > 0]


def own_distances(X: np.ndarray, labels: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Squared distance of every image to the centroid of its own cluster: (n,) float64."""
    blocks = [direct_distances(X[rows], centroids[labels[rows]]) for rows in row_blocks(X)]
    return np.concatenate(blocks)


def distances_to(X: np.ndarray, centroid: np.ndarray) -> np.ndarray:
    """Squared distance of every image to one centroid: (n,) float64."""
    return np.concatenate([direct_distances(X[rows], centroid) for rows in row_blocks(X)])


def row_blocks(X: np.ndarray) -> list[slice]:
    """Slices of some rows each: the float64 copy of a block fits into the processor's cache."""
    rows = max(1, NUMBERS_AT_ONCE // X.shape[1])
    return [slice(i, i + rows) for i in range(0, len(X), rows)]


def weighted(values: np.ndarray, sample_weight: np.ndarray | None) -> np.ndarray:
    """Values times weights along the last axis, one an image; None leaves them alone."""
    return values if sample_weight is None else values * sample_weight
