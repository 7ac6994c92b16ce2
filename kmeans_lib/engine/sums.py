"""Sums over a cluster's images, its mean, and what an empty cluster takes; all in float64.

Sums of parts add up, so one machine may make them in blocks and several in chunks.
"""

import numpy as np

from kmeans_lib.engine.referee import direct_distances, row_blocks


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
    for rows in row_blocks(*X.shape):
        sums += factors[:, rows] @ X[rows].astype(np.float64)
    return sums


def averages(sums: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Centroids (k, d) from sums and weights."""
    filled = weights > 0
    # A cluster can stay empty only where there are fewer different images than clusters, or where
    # its only image was the farthest of all. It waits at the largest cluster, as in scikit-learn.
    new = np.tile(sums[np.argmax(weights)] / np.max(weights), (len(weights), 1))
    new[filled] = sums[filled] / weights[filled, None]
    return new


def farthest(distances: np.ndarray, most: int) -> np.ndarray:
    """Numbers of the images with the largest distances, the largest first; none at distance 0."""
    rows = np.argsort(-distances, kind="stable")[:most]
    return rows[distances[rows] > 0]


def own_distances(X: np.ndarray, labels: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Squared distance of every image to the centroid of its own cluster: (n,) float64."""
    blocks = [direct_distances(X[rows], centroids[labels[rows]]) for rows in row_blocks(*X.shape)]
    return np.concatenate(blocks)


def weighted(values: np.ndarray, sample_weight: np.ndarray | None) -> np.ndarray:
    """Values times weights along the last axis, one an image; None leaves them alone."""
    return values if sample_weight is None else values * sample_weight
