"""Lesson 04, update: every centroid moves to the mean of its images."""

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.engine import own_distances
from kmeans_lib.validation import as_centroids, as_labels, as_rows, as_weights


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
    so on), which leaves the mean of its old cluster. With nothing to take it waits at the largest.

    References
    ----------
    The update step of Lloyd, "Least squares quantization in PCM", 1982.
    """
    X, labels, centroids, weights = _checked(X, labels, centroids, sample_weight)
    sizes = np.bincount(labels, weights, minlength=len(centroids))
    empty = np.flatnonzero(sizes == 0)
    if len(empty):
        labels = labels.copy()
        distances = own_distances(X, labels, centroids) * (weights > 0)
        farthest = np.argsort(-distances, kind="stable")
        for j, i in zip(empty, farthest, strict=False):
            if distances[i] > 0:
                labels[i] = j
        sizes = np.bincount(labels, weights, minlength=len(centroids))

    means = np.empty(centroids.shape)
    for j in np.flatnonzero(sizes):
        mine = labels == j
        means[j] = weights[mine] @ X[mine] / sizes[j]
    means[sizes == 0] = means[np.argmax(sizes)]
    return means, len(empty)


def inertia(
    X: ArrayLike, labels: ArrayLike, centroids: ArrayLike, sample_weight: ArrayLike | None = None
) -> float:
    """Sum of the squared distances of all images to the centroids of their clusters.

    Parameters are those of `update_centroids`. Returns a float, in grey levels squared: what
    k-means makes small. Comparable only for the same images and the same k.
    """
    X, labels, centroids, weights = _checked(X, labels, centroids, sample_weight)
    return float(np.sum(own_distances(X, labels, centroids) * weights))


def _checked(
    X: ArrayLike, labels: ArrayLike, centroids: ArrayLike, sample_weight: ArrayLike | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    X = as_rows(X)
    centroids = as_centroids(centroids, X)
    weights = as_weights(sample_weight, len(X))
    weights = np.ones(len(X)) if weights is None else weights
    return X, as_labels(labels, len(X), len(centroids)), centroids, weights
