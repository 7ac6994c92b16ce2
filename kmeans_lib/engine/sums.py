"""Sums over a cluster's images, its mean, and what an empty cluster takes; all in float64.

Sums of parts add up, so one machine may make them in blocks and several in chunks.
"""

import numpy as np

from kmeans_lib.engine.referee import direct_distances, row_blocks

ROUNDED = 1e-14  # of its length: how far a mean of equal images may lie from them
COUNTED = 16  # up to so many columns, such as colours, each is added up by itself


def cluster_sums(
    X: np.ndarray, labels: np.ndarray, k: int, sample_weight: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Sum of the images of every cluster, (k, d), and its weight, (k,); both float64.

    Whole numbers up to 255 add up without any rounding in float64, in whatever order.
    """
    weights = np.bincount(labels, sample_weight, minlength=k).astype(np.float64)
    if X.shape[1] <= COUNTED:
        columns = [np.bincount(labels, weighted(x, sample_weight), minlength=k) for x in X.T]
        return np.stack(columns, axis=1), weights
    return weighted_sums(X, _membership(labels, k, sample_weight)), weights


def first_sums(
    X: np.ndarray, labels: np.ndarray, k: int, sample_weight: np.ndarray | None = None
) -> tuple[np.ndarray, float]:
    """Sum of the images of every cluster, (k, d), and of the squared lengths of all, in one pass.

    To convert pixels to float64 takes longer than either.
    """
    if X.shape[1] <= COUNTED:
        return cluster_sums(X, labels, k, sample_weight)[0], squares(X, sample_weight)
    member = _membership(labels, k, sample_weight)
    weights = member.sum(axis=0)
    sums, total = np.zeros((k, X.shape[1])), 0.0
    for rows in row_blocks(*X.shape):
        x = X[rows].astype(np.float64)
        sums += member[:, rows] @ x
        total += weights[rows] @ np.vecdot(x, x)
    return sums, total


def squares(
    X: np.ndarray, sample_weight: np.ndarray | None, origin: float | np.ndarray = 0.0
) -> float:
    """Squared distances of all images to an origin, added up in float64."""
    total = 0.0
    for rows in row_blocks(*X.shape):
        x = X[rows].astype(np.float64) - origin
        each = np.vecdot(x, x)
        total += each.sum() if sample_weight is None else sample_weight[rows] @ each
    return float(total)


def _membership(labels: np.ndarray, k: int, sample_weight: np.ndarray | None) -> np.ndarray:
    """The weight of every image in the row of its cluster, (k, n)."""
    return weighted((labels == np.arange(k)[:, None]).astype(np.float64), sample_weight)


def moved_sums(
    X: np.ndarray,
    rows: slice | np.ndarray,
    new: np.ndarray,
    old: np.ndarray,
    k: int,
    sample_weight: np.ndarray | None = None,
) -> np.ndarray:
    """What the sums (k, d) gain when some rows come to new clusters, from old ones."""
    X = some_of(X, rows)
    weights = None if sample_weight is None else sample_weight[rows]
    if X.shape[1] <= COUNTED:
        columns = [weighted(x, weights) for x in X.T]
        gain = np.stack([np.bincount(new, x, minlength=k) for x in columns], axis=1)
        return gain - np.stack([np.bincount(old, x, minlength=k) for x in columns], axis=1)
    factors = np.zeros((k, len(X)))
    places = np.arange(len(X))
    factors[new, places] = 1
    factors[old, places] = -1
    return weighted_sums(X, weighted(factors, weights))


def weighted_sums(X: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """factors (k, n) times X (n, d) in float64, without a float64 copy of X."""
    sums = np.zeros((len(factors), X.shape[1]))
    for rows in row_blocks(*X.shape):
        sums += factors[:, rows] @ X[rows].astype(np.float64)
    return sums


def averages(sums: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Centroids (k, d) from sums and weights."""
    if weights.all():
        return sums / weights[:, None]
    # A cluster can stay empty only where there are fewer different images than clusters, or where
    # its only image was the farthest of all. It waits at the largest cluster, as in scikit-learn.
    new = np.tile(sums[np.argmax(weights)] / np.max(weights), (len(weights), 1))
    filled = weights > 0
    new[filled] = sums[filled] / weights[filled, None]
    return new


def farthest(distances: np.ndarray, most: int) -> np.ndarray:
    """Numbers of the images with the largest distances, the largest first; none at distance 0."""
    rows = np.argsort(-distances, kind="stable")[:most]
    return rows[distances[rows] > 0]


def own_distances(X: np.ndarray, labels: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Squared distance of every image to the centroid of its own cluster: (n,) float64.

    0 where it is no more than the rounding of a mean of equal images: such an image must not
    count as far from the others, or it would be sent from cluster to cluster for ever.
    """
    distances = np.empty(len(X))
    for rows in row_blocks(*X.shape):
        own = centroids[labels[rows]]
        some = direct_distances(X[rows], own)
        some[some <= ROUNDED**2 * np.vecdot(own, own)] = 0
        distances[rows] = some
    return distances


def weighted(values: np.ndarray, sample_weight: np.ndarray | None) -> np.ndarray:
    """Values times weights along the last axis, one an image; None leaves them alone."""
    return values if sample_weight is None else values * sample_weight


def some_of(values: np.ndarray, rows: slice | np.ndarray, axis: int = 0) -> np.ndarray:
    """Some rows, or columns, by a slice or their numbers; `take` is faster than an index."""
    if isinstance(rows, slice):
        return values[rows] if axis == 0 else values[:, rows]
    return values.take(rows, axis=axis)
