"""Exercises of lesson 03, made like those of `first`."""

from collections.abc import Callable

import numpy as np

from kmeans_lib.assignment import squared_distances
from kmeans_lib.exercises.hints import BAD_DISTANCES, WRAPS, Hint, as_numbers, judge, small_images


def _images_and_centroids() -> list[tuple[np.ndarray, np.ndarray]]:
    """One row, a tie, fractions, more centroids than images, k = 1, and both in uint8."""
    X, centroids = small_images()
    return [
        (np.array([[3], [9]], np.uint8), np.array([[5], [8]], np.uint8)),
        (np.array([[1.0, 0.0], [0.0, 5.0]]), np.array([[9.0, 9.0], [0.0, 0.0], [2.0, 0.0]])),
        (np.array([[0, 0]]), np.array([[0, 5], [3, 3]])),
        (np.array([[0.25], [0.75], [0.875]]), np.array([[0.75], [0.25]])),
        (X, centroids),
        (X[:4], X[4:9].astype(float)),
        (X[:4], X[4:9]),
        (X[:2].astype(float), centroids[:1]),
    ]


def _of_rows(distances: np.ndarray) -> np.ndarray:
    return distances.argmin(axis=1)


def _nearest(distances: Callable, choose: Callable = _of_rows) -> Callable:
    return lambda X, centroids: choose(distances(X, centroids))


def _not_labels(distances: Callable) -> dict[str, Callable]:
    """What else one may read from the right distances."""
    return {
        "That is the farthest centroid, not the nearest.":
            _nearest(distances, lambda D: D.argmax(axis=1)),
        "That is the nearest image of every centroid; the nearest centroid of every image is "
        "wanted.": _nearest(distances, lambda D: D.argmin(axis=0)),
        "It counts from 1; labels count from 0, as places in an array do.":
            _nearest(distances, lambda D: D.argmin(axis=1) + 1),
        "A tie goes to the lower number; here it goes to the last.":
            _nearest(distances, lambda D: D.shape[1] - 1 - D[:, ::-1].argmin(axis=1)),
        "These are all distances; the number of the smallest in every row is wanted.": distances,
        "That is one number for all images; one an image is wanted.":
            _nearest(distances, np.argmin),
        "These are the nearest centroids themselves; their numbers are wanted.":
            lambda X, centroids: centroids[distances(X, centroids).argmin(axis=1)],
        "The order of all centroids; only the nearest of each image is wanted.":
            _nearest(distances, lambda D: D.argsort(axis=1, kind="stable")),
    }  # fmt: skip


def _whole(function: Callable) -> None:
    if as_numbers(function(*_images_and_centroids()[0])).dtype.kind not in "iu":
        raise Hint("The labels are right, but not whole numbers; they are places in an array.")


def assign_labels(function: Callable) -> None:
    wrong_kinds = {hint: _nearest(distances) for hint, distances in BAD_DISTANCES.items()}
    judge(function, _nearest(squared_distances), _images_and_centroids(), wrong_kinds | {
        "This is a squared distance; the number of the centroid is wanted.":
            _nearest(squared_distances, lambda D: D.min(axis=1)),
        "This is a distance; the number of the centroid is wanted.":
            _nearest(squared_distances, lambda D: np.sqrt(D.min(axis=1))),
        "The square is missing: differences below zero cancel those above.":
            _nearest(lambda X, c: _differences(X, c).sum(axis=2)),
        "The square comes too late: square every difference, then add up.":
            _nearest(lambda X, c: _differences(X, c).sum(axis=2) ** 2),
        "These are the labels of absolute differences; squares are wanted.": _nearest(_city_block),
        "That looks at the largest difference alone; all of them add up.":
            _nearest(lambda X, c: np.abs(_differences(X, c)).max(axis=2)),
        "The term |c|^2 is missing: a large product alone does not make a centroid near.":
            _nearest(lambda X, c: -_products(X, c)),
        "The product counts twice: |x|^2 - 2 x.c + |c|^2.":
            _nearest(lambda X, c: (c.astype(float) ** 2).sum(axis=1) - _products(X, c)),
    } | _not_labels(squared_distances))  # fmt: skip
    _whole(function)


def _differences(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    return X[:, None].astype(float) - centroids


def _products(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    return X.astype(float) @ centroids.T


def _city_block(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    return np.abs(_differences(X, centroids)).sum(axis=2)


def assign_city_block(function: Callable) -> None:
    def blocks(kind: type) -> Callable:
        return lambda X, c: np.abs(X[:, None].astype(kind) - c.astype(kind)).sum(axis=2)

    judge(function, _nearest(_city_block), _images_and_centroids(), {
        WRAPS: _nearest(lambda X, c: np.abs(X[:, None] - c).sum(axis=2)),
        "Too narrow: int8 counts from -128 to 127 only. Turn both into floats.":
            _nearest(blocks(np.int8)),
        "Whole numbers are too coarse: centroids are medians, 2.5 is not 2. Take floats.":
            _nearest(blocks(int)),
        "These are the labels of squared differences; city blocks add up their absolute values.":
            _nearest(squared_distances),
        "A difference below zero must not cancel one above: take absolute values, then add up.":
            _nearest(lambda X, c: _differences(X, c).sum(axis=2)),
        "The absolute value comes too late: take it of every difference, then add up.":
            _nearest(lambda X, c: np.abs(_differences(X, c).sum(axis=2))),
        "That looks at the largest difference alone; all of them add up.":
            _nearest(lambda X, c: np.abs(_differences(X, c)).max(axis=2)),
        "This is a distance; the number of the centroid is wanted.":
            _nearest(_city_block, lambda D: D.min(axis=1)),
    } | _not_labels(_city_block))  # fmt: skip
    _whole(function)
