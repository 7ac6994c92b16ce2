"""Lesson 03, assignment: every image goes to its nearest centroid."""

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.engine import settle
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
    shape (n, k, d) is ever made. Where the rounding of the three terms could decide which
    centroid is nearest, the referee subtracts after all.
    """
    X = as_rows(X)
    centroids = as_centroids(centroids, X)
    x_squares = np.einsum("ij,ij->i", X, X)  # (X**2).sum(axis=1), but no X**2 is stored
    c_squares = (centroids**2).sum(axis=1)
    distances = x_squares[:, None] - 2 * (X @ centroids.T.astype(X.dtype)) + c_squares
    return settle(distances, X, centroids)


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
    return squared_distances(X, centroids).argmin(axis=1)
