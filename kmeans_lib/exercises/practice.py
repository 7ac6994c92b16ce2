"""Exercises of lesson 08, made like those of `first`."""

from collections.abc import Callable

import numpy as np

from kmeans_lib.assignment import squared_distances
from kmeans_lib.exercises.hints import BAD_DISTANCES, judge, small_images


def _nearest_own(X: np.ndarray, labels: np.ndarray, distances: np.ndarray) -> np.ndarray:
    own = labels[:, None] == np.arange(distances.shape[1])
    return np.where(own, distances, np.inf).argmin(axis=0)


def _apart(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    return X[:, None].astype(float) - centroids


def representatives(function: Callable) -> None:
    X, centroids = small_images()
    line = np.array([[9], [1], [4]], np.uint8)
    mixed = np.array([1, 0, 2, 2, 0, 1, 1, 2, 0, 0, 1, 2])
    cases = [
        (line, np.array([0, 0, 0]), np.array([[3.0]])),
        (line, np.array([1, 0, 1]), np.array([[5.0], [6.6]])),
        (X[:, :2], mixed, centroids[:, :2].astype(float)),
        (X, mixed, centroids),
        (X.astype(float), np.arange(12) % 2, centroids[:2] + 0.5),
    ]

    def by(distances: Callable) -> Callable:
        return lambda X, labels, c: _nearest_own(X, labels, distances(X, c))

    right = by(squared_distances)
    judge(function, right, cases, {
        "A cluster may be represented by one of its own rows only, even if a row of another "
        "cluster lies nearer to its centroid.":
            lambda X, labels, c: squared_distances(X, c).argmin(axis=0),
        "The labels say whose a row is; here the nearest centroid does.":
            lambda X, labels, c: _nearest_own(
                X, squared_distances(X, c).argmin(axis=1), squared_distances(X, c)),
        "These are numbers within each cluster; numbers of rows of X are wanted.":
            lambda X, labels, c: [np.sum(labels[:i] == j)
                                  for j, i in enumerate(right(X, labels, c))],
        "These are the rows themselves; their numbers are wanted.":
            lambda X, labels, c: X[right(X, labels, c)],
        "These are distances; the numbers of rows are wanted.":
            lambda X, labels, c: np.sqrt(_own_least(X, labels, c)),
        "These are squared distances; the numbers of rows are wanted.":
            lambda X, labels, c: _own_least(X, labels, c),
        "That is the farthest row of each cluster; the nearest is wanted.":
            by(lambda X, c: -squared_distances(X, c)),
        "That is the first row of each cluster; the nearest to the centroid is wanted.":
            by(lambda X, c: np.zeros((len(X), len(c)))),
        "That is the last row of each cluster; the nearest to the centroid is wanted.":
            by(lambda X, c: np.repeat(-np.arange(len(X))[:, None], len(c), axis=1)),
        "One number an image; one a cluster is wanted.":
            lambda X, labels, c: squared_distances(X, c).argmin(axis=1),
        "One number an image: the representative of its cluster; one a cluster is wanted.":
            lambda X, labels, c: right(X, labels, c)[labels],
        "It counts from 1; rows count from 0.": lambda X, labels, c: right(X, labels, c) + 1,
        "That is the row nearest to the mean of the cluster; the centroids are given.":
            lambda X, labels, c: right(X, labels, np.stack([X[labels == j].mean(axis=0)
                                                            for j in range(len(c))])),
        "A difference below zero must not cancel one above: square each, then add up.":
            by(lambda X, c: np.abs(_apart(X, c).sum(axis=2))),
        "These are the nearest in city blocks; add up the squares of the differences.":
            by(lambda X, c: np.abs(_apart(X, c)).sum(axis=2)),
    } | {hint: by(wrong) for hint, wrong in BAD_DISTANCES.items()})  # fmt: skip


def _own_least(X: np.ndarray, labels: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    distances = squared_distances(X, centroids)
    return np.take_along_axis(distances, _nearest_own(X, labels, distances)[None], axis=0)[0]


def _shifted(image: np.ndarray, by: int, axis: int = 1) -> np.ndarray:
    """Moved to the right by so many columns (or along another axis), with the edge repeated."""
    size = image.shape[axis]
    return image.take(np.clip(np.arange(size) - by, 0, size - 1), axis)


def _emptied(image: np.ndarray, by: int, value: float) -> np.ndarray:
    """Moved, with a value where nothing comes from."""
    places = np.arange(image.shape[1]) - by
    inside = (places >= 0) & (places < image.shape[1])
    return np.where(inside[:, None], _shifted(image, by), value)


def _rms(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sqrt(np.nanmean((a.astype(float) - b) ** 2)))


def shift_distance(function: Callable) -> None:
    rng = np.random.default_rng(2)
    b = np.tile(rng.integers(60, 196, (5, 3, 3), dtype=np.uint8), (1, 4, 1))  # stripes: two
    b[:, 5:] += 30  # columns to the left are nearly one to the right
    noise = rng.integers(-40, 41, b.shape)
    left, right, still = (
        np.clip(_shifted(b, by) + noise, 0, 255).astype(np.uint8) for by in (-2, 2, 0)
    )
    tiny = np.array([[[0, 3, 6], [9, 9, 9]]]), np.array([[[9, 9, 9], [8, 9, 9]]])
    other = rng.integers(0, 256, (2, 2, 4, 3), dtype=np.uint8)
    cases = [
        (*tiny, 1), (left, b, 2), (right, b, 2), (still, b, 2), (left, b, 1),
        (right, b, 1), (_shifted(b, 3), b, 2), (_shifted(b, -3), b, 3), (*other, 3),
        (*other[::-1].astype(float), 1),
    ]  # fmt: skip

    def over(
        measure: Callable = _rms, move: Callable = _shifted, join: Callable = min,
        shifts: Callable = lambda reach: range(-reach, reach + 1),
    ) -> Callable:  # fmt: skip
        return lambda a, b, reach: join([measure(a, move(b, by)) for by in shifts(reach)])

    judge(function, over(), cases, {
        "It wraps around: in uint8, 3 - 5 is 254. Turn both into floats before you subtract.":
            over(lambda a, b: np.sqrt(np.mean((a - b) ** 2))),
        "Too late: the subtraction has wrapped around before. First floats, then subtract.":
            over(lambda a, b: np.sqrt(np.mean((a - b).astype(float) ** 2))),
        "That is the distance without a shift of the columns, which lie on axis 1.":
            lambda a, b, reach: _rms(a, b),
        "That moves the rows; columns lie on axis 1.":
            over(move=lambda image, by: _shifted(image, by, axis=0)),
        "What leaves on one side must not come back on the other; repeat the edge.":
            over(move=lambda image, by: np.roll(image, by, axis=1)),
        "Rows come back as others: np.roll needs axis=1, and the edge is to be repeated.":
            over(move=np.roll),
        "What comes in is black here; repeat the edge.":
            over(move=lambda image, by: _emptied(image, by, 0)),
        "Only the columns that lie on each other are compared here; repeat the edge.":
            over(move=lambda image, by: _emptied(image, by, np.nan)),
        "That moves a; b is to be moved, and the edge of b repeated.":
            lambda a, b, reach: over()(b, a, reach),
        "Shifts to the left are left out.": over(shifts=lambda reach: range(reach + 1)),
        "Shifts to the right are left out.": over(shifts=lambda reach: range(-reach, 1)),
        "The last shift is left out: range ends before its second number.":
            over(shifts=lambda reach: range(-reach, reach)),
        "Only the two largest shifts are tried; all from -reach to reach are wanted.":
            over(shifts=lambda reach: (-reach, reach)),
        "It shifts by more than reach columns.":
            over(shifts=lambda reach: range(-reach - 1, reach + 2)),
        "It always shifts by up to two columns; reach says how many.":
            over(shifts=lambda reach: range(-2, 3)),
        "That is the largest over all shifts; the smallest is wanted.": over(join=max),
        "That is the mean over all shifts; the smallest is wanted.": over(join=np.mean),
        "That is the mean square; the root of it is wanted.": over(lambda a, b: _rms(a, b) ** 2),
        "That is a sum; the root of the mean square is wanted, in grey levels per pixel.":
            over(lambda a, b: _rms(a, b) * np.sqrt(a.size)),
        "The colours are added up; the mean runs over red, green and blue as well.":
            over(lambda a, b: _rms(a, b) * np.sqrt(3)),
        "That is the mean difference; square it, take the mean, then the root.":
            over(lambda a, b: np.abs(a.astype(float) - b).mean()),
        "One number a shift; the smallest of them is wanted.": over(join=list),
        "That is the best shift; the distance at it is wanted.":
            lambda a, b, reach: np.argmin(over(join=list)(a, b, reach)) - reach,
    })  # fmt: skip
