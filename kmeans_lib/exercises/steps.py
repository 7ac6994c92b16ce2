"""Exercises of lessons 03 and 04, made like those of `first`."""

import warnings
from collections.abc import Callable

import numpy as np

from kmeans_lib import assignment, update
from kmeans_lib.exercises.hints import WRAPS, Hint, as_numbers, compare, small_images


def _in_uint8(X: np.ndarray, centroids: np.ndarray) -> dict[str, np.ndarray]:
    """Squared distances, wrong in the ways of uint8: {hint: array}."""
    floats = X.astype(float)
    c_squares = (centroids**2).sum(axis=1)
    return {
        WRAPS: ((X[:, None] - centroids) ** 2).sum(axis=2),
        "The squares do not fit into uint8: turn X and the centroids into floats first.":
            (X**2).sum(axis=1)[:, None] - 2 * X @ centroids.T + c_squares,
        "X is a float now, but the centroids are still uint8, and their squares do not fit.":
            (floats**2).sum(axis=1)[:, None] - 2 * floats @ centroids.T + c_squares,
        "Too late: the subtraction has wrapped around before. First floats, then subtract.":
            ((X[:, None] - centroids).astype(float) ** 2).sum(axis=2),
    }  # fmt: skip


def assign_labels(function: Callable) -> None:
    X, centroids = small_images()
    distances = assignment.squared_distances(X, centroids)
    labels = distances.argmin(axis=1)
    wrapped = {hint: wrong.argmin(axis=1) for hint, wrong in _in_uint8(X, centroids).items()}
    got = function(X, centroids)
    compare(got, labels, wrapped | {
        "That is the farthest centroid, not the nearest.": distances.argmax(axis=1),
        "This is a squared distance; the number of the centroid is wanted.":
            distances.min(axis=1),
        "This is a distance; the number of the centroid is wanted.":
            np.sqrt(distances.min(axis=1)),
        "That is the nearest image of every centroid; the nearest centroid of every image is "
        "wanted.": distances.argmin(axis=0),
        "It counts from 1; labels count from 0, as places in an array do.": labels + 1,
    })  # fmt: skip
    if np.asarray(got).dtype.kind not in "iu":
        raise Hint("The labels are right, but not whole numbers; they are places in an array.")
    tied = np.array([[1.0, 0.0], [0.0, 5.0]])
    compare(function(tied, np.array([[9.0, 9.0], [0.0, 0.0], [2.0, 0.0]])), [1, 1], {
        "A tie goes to the lower number; here it goes to the last.": [2, 1],
    })  # fmt: skip


def assign_city_block(function: Callable) -> None:
    X, centroids = small_images()
    differences = X[:, None].astype(float) - centroids
    distances = np.abs(differences).sum(axis=2)
    compare(function(X, centroids), distances.argmin(axis=1), {
        WRAPS: np.abs(X[:, None] - centroids).sum(axis=2).argmin(axis=1),
        "These are the labels of squared differences; city blocks add up their absolute values.":
            (differences**2).sum(axis=2).argmin(axis=1),
        "A difference below zero must not cancel one above: take absolute values, then add up.":
            differences.sum(axis=2).argmin(axis=1),
        "The absolute value comes too late: take it of every difference, then add up.":
            np.abs(differences.sum(axis=2)).argmin(axis=1),
        "That looks at the largest difference alone; all of them add up.":
            np.abs(differences).max(axis=2).argmin(axis=1),
        "That is the farthest centroid, not the nearest.": distances.argmax(axis=1),
        "This is a distance; the number of the centroid is wanted.": distances.min(axis=1),
        "It counts from 1; labels count from 0, as places in an array do.":
            distances.argmin(axis=1) + 1,
    })  # fmt: skip
    tied = np.array([[9.0, 9.0], [0.0, 0.0], [2.0, 0.0]])
    compare(function(np.array([[1.0, 0.0], [0.0, 5.0]]), tied), [1, 1], {
        "A tie goes to the lower number; here it goes to the last.": [2, 1],
    })  # fmt: skip


def update_centroids(function: Callable) -> None:
    X, before = small_images()
    before = before.astype(float)
    labels = np.array([0, 1, 1, 2, 2, 2, 0, 1, 2, 2, 1, 1])
    right, _ = update.update_centroids(X, labels, before)
    compare(function(X, labels, before), right, {
        "The means are cut off to whole grey levels; keep them as floats.": np.trunc(right),
        "The means are rounded to whole grey levels; keep them as floats.": np.rint(right),
        "These are sums; divide each by the size of its cluster.":
            right * np.bincount(labels)[:, None],
        "These are medians; the mean is wanted.":
            np.stack([np.median(X[labels == j], axis=0) for j in range(3)]),
        "These are the old centroids.": before,
        "One number a cluster: the mean runs over the pixels as well. Which axis are the images?":
            [X[labels == j].mean() for j in range(3)],
    })  # fmt: skip
    labels = np.where(labels == 1, 2, labels)
    right = np.stack([X[labels == 0].mean(axis=0), before[1], X[labels == 2].mean(axis=0)])
    zero, nan, short = right.copy(), right.copy(), np.delete(right, 1, axis=0)
    zero[1], nan[1] = 0, np.nan
    compare(function(X, labels, before), right, {
        "The mean of an empty cluster is NaN, and argmin would give it every image. Leave its "
        "centroid where it was.": nan,
        "An empty cluster turns black; leave its centroid where it was.": zero,
        "An empty cluster is lost; leave its centroid where it was.": short,
    })  # fmt: skip


def update_medians(function: Callable) -> None:
    """Between the two middle values of an even cluster any number is as good."""
    X, before = small_images()
    before = before.astype(float)
    full = np.array([0, 1, 1, 2, 2, 2, 0, 1, 2, 2, 1, 1])
    for labels in (full, np.where(full == 1, 2, full)):
        with warnings.catch_warnings(action="ignore"):  # of empty clusters
            means, medians = (
                np.array([middle(X[labels == j], axis=0) for j in range(3)])
                for middle in (np.mean, np.median)
            )
        low, high, right = before.copy(), before.copy(), before.copy()
        for j in np.unique(labels):
            own = np.sort(X[labels == j].astype(float), axis=0)
            low[j], high[j], right[j] = own[(len(own) - 1) // 2], own[len(own) // 2], medians[j]
        got = as_numbers(function(X, labels, before))
        if got.shape == right.shape and np.all((low <= got) & (got <= high)):
            continue
        has = ~np.isnan(medians)
        compare(got, right, {
            "These are means, which make the sum of squares smallest, not that of absolute "
            "differences.": np.where(has, means, before),
            "The middle of an empty cluster is NaN. Leave its centroid where it was.": medians,
            "An empty cluster turns black; leave its centroid where it was.":
                np.where(has, medians, 0),
            "An empty cluster is lost; leave its centroid where it was.":
                medians[has.all(axis=1)],
            "These are the old centroids.": before,
            "One number a cluster: it mixes the pixels. Which axis are the images?":
                [np.median(X[labels == j]) if np.any(labels == j) else np.nan for j in range(3)],
            "Halfway between darkest and brightest; is the sum of absolute differences smallest "
            "there?": (np.array([own.min(axis=0) + own.max(axis=0) for own in _clusters(X, labels)])
                       / 2),
        })  # fmt: skip


def _clusters(X: np.ndarray, labels: np.ndarray) -> list[np.ndarray]:
    return [X[labels == j].astype(float) for j in np.unique(labels)]


def inertia(function: Callable) -> None:
    X, centroids = small_images()
    labels = np.arange(12) % 3  # not the nearest: it must look at the labels
    distances = assignment.squared_distances(X, centroids)
    own = distances[np.arange(12), labels]
    narrow = centroids.astype(np.uint8)[labels]
    compare(function(X, labels, centroids), update.inertia(X, labels, centroids), {
        WRAPS: ((X - narrow) ** 2).sum(),
        "These are distances; inertia adds up their squares.": np.sqrt(own).sum(),
        "That is the mean; inertia is the sum.": own.mean(),
        "That adds up the distances to all centroids; only its own one counts for each image.":
            distances.sum(),
        "That takes the nearest centroid; the labels say which one counts.":
            distances.min(axis=1).sum(),
        "One number an image; add them up.": own,
    }, tolerance=1e-5)  # fmt: skip
