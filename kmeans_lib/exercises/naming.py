"""Exercises of lesson 12, made like those of `first`."""

from collections.abc import Callable

import numpy as np

from kmeans_lib.assignment import squared_distances
from kmeans_lib.exercises.hints import WRAPS, Hint, as_numbers, judge


def _unless_far(names: Callable, instead: float = -1, far: Callable = np.greater) -> Callable:
    """names(distances, names) for each picture, or instead where the nearest centroid is far."""
    return lambda distances, own, threshold: np.where(
        far(distances.min(axis=1), threshold), instead, names(distances, own)
    )


def _given(distances: np.ndarray, names: np.ndarray) -> np.ndarray:
    return names[distances.argmin(axis=1)]


def _far_from(join: Callable) -> Callable:
    """The names of the nearest, if join makes of each row what must not exceed the threshold."""
    return lambda distances, names, threshold: np.where(
        join(distances) > threshold, -1, _given(distances, names)
    )


def _by_last_name(distances: np.ndarray, names: np.ndarray, threshold: float) -> np.ndarray:
    return names[np.where(distances.min(axis=1) > threshold, -1, distances.argmin(axis=1))]


def abstain(function: Callable) -> None:
    rng = np.random.default_rng(12)
    distances = rng.integers(10, 100, (9, 4)).astype(float)
    distances[:3] = [[40, 90, 95, 99], [60, 41, 70, 80], [0, 50, 60, 70]]  # at, above, on a spot
    names = np.array([7, 2, 7, 5])
    cases = [
        (np.array([[3.0, 2.0]]), np.array([4, 6]), 2.5),
        (np.array([[3.0, 9.0], [9.0, 8.0], [1.0, 5.0]]), np.array([4, 6]), 3),
        (distances, names, 40), (distances[3:], names, 9.5), (distances, names, 100),
        (rng.uniform(0, 2, (6, 3)), np.array([3, 0, 8]), 0.5),
        (rng.uniform(0, 2, (5, 7)).astype(np.float32), np.array([9, 8, 0, 1, 1, 3, 4]), 0.25),
    ]  # fmt: skip
    judge(function, _unless_far(_given), cases, {
        "Nothing is left out yet: farther than the threshold is to become -1.":
            lambda distances, names, threshold: _given(distances, names),
        "Exactly at the threshold is near enough.": _unless_far(_given, far=np.greater_equal),
        "Those that are near became -1; those that are too far are meant.":
            _unless_far(_given, far=np.less_equal),
        "One entry for each picture is wanted: too far becomes -1, it is not dropped.":
            lambda distances, names, threshold: (
                _given(distances, names)[distances.min(axis=1) <= threshold]),
        "0 is a digit; what is too far becomes -1.": _unless_far(_given, instead=0),
        "NaN makes all names floats; what is too far becomes -1.":
            _unless_far(_given, instead=np.nan),
        "These are numbers of clusters; their names are wanted.":
            _unless_far(lambda distances, names: distances.argmin(axis=1)),
        "names[-1] is the last name: put -1 in after the names are taken.": _by_last_name,
        "Without axis=1, min is one number for all pictures; each has a nearest of its own.":
            _far_from(np.min),
        "Only the nearest centroid counts, however far the others are.":
            _far_from(lambda distances: distances.max(axis=1)),
        "Only the nearest centroid counts, not the mean distance to all.":
            _far_from(lambda distances: distances.mean(axis=1)),
        "That asks whether the second nearest is too far; the nearest counts.":
            _far_from(lambda distances: np.sort(distances, axis=1)[:, 1]),
        "These are distances already: compare them with the threshold, not their roots.":
            _far_from(lambda distances: np.sqrt(distances.min(axis=1))),
        "These are distances already: compare them with the threshold, not their squares.":
            _far_from(lambda distances: distances.min(axis=1) ** 2),
        "That is the name of the farthest centroid.":
            _unless_far(lambda distances, names: names[distances.argmax(axis=1)]),
        "That is the name of the farthest centroid, and its distance is compared as well.":
            lambda distances, names, threshold: np.where(
                distances.max(axis=1) > threshold, -1, names[distances.argmax(axis=1)]),
        "Every centroid near enough gives its name here; only the nearest may.":
            lambda distances, names, threshold: np.where(distances <= threshold, names, -1),
        "One entry for each picture is wanted, so look along the rows: axis=1.":
            lambda distances, names, threshold: (
                np.where(distances.min(axis=0) <= threshold, names, -1)),
        "Whether it is too far is wanted as -1, and a name for all the others.":
            lambda distances, names, threshold: distances.min(axis=1) > threshold,
        "These are the distances; the names of the nearest centroids are wanted.":
            _unless_far(lambda distances, names: distances.min(axis=1)),
    })  # fmt: skip


def _apart(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Distances, the nearest centroid first."""
    return np.sort(np.sqrt(squared_distances(X, centroids)), axis=1)


def _lead(away: np.ndarray) -> np.ndarray:
    return away[:, 1] - away[:, 0]


def _least(doubt: Callable, distances: Callable = _apart) -> Callable:
    """The rows for which doubt makes the least of their distances."""
    return lambda X, centroids, m: doubt(distances(X, centroids)).argsort(kind="stable")[:m]


def _wrapped(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    return np.sort(np.sqrt(((X[:, None] - centroids) ** 2).sum(axis=2)), axis=1)


def _wrapped_in_int16(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    return _wrapped(X.astype(np.int16), centroids.astype(np.int16))


def _streets(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    return np.sort(np.abs(X[:, None].astype(float) - centroids).sum(axis=2), axis=1)


def most_doubtful(function: Callable) -> None:
    rng = np.random.default_rng(7)
    X = rng.integers(0, 256, (14, 3), dtype=np.uint8)
    line, ends = np.array([[0], [4], [9]]), np.array([[0.0], [10.0]])
    cases = [
        (line, ends, 1), (line, ends, 2),
        (X, rng.integers(0, 256, (5, 3)).astype(float), 4),
        (rng.uniform(0, 9, (8, 2)), rng.uniform(0, 9, (3, 2)), 8),
        (X[:9], rng.integers(0, 256, (4, 3), dtype=np.uint8), 3),
    ]  # fmt: skip
    right = _least(_lead)
    judge(function, right, cases, {
        WRAPS: _least(_lead, _wrapped),
        "Too narrow: int16 counts to 32767 only, and squares reach 65025. Take floats.":
            _least(_lead, _wrapped_in_int16),
        "Differences of squares favour what is near; take the root first.":
            _least(lambda away: _lead(away**2)),
        "That is the ratio of the two distances; their difference is wanted.":
            _least(lambda away: away[:, 1] / np.maximum(away[:, 0], 1e-300)),
        "These are the rows of which there is least doubt.": _least(lambda away: -_lead(away)),
        "These are the rows of which there is least doubt, the clearest last.":
            lambda X, centroids, m: right(X, centroids, len(X))[-m:],
        "These are the rows farthest from their centroid: strangers, but not in doubt.":
            _least(lambda away: -away[:, 0]),
        "These are the rows nearest to their centroid; how much farther is the second?":
            _least(lambda away: away[:, 0]),
        "That looks at the second nearest centroid alone; how much nearer is the nearest?":
            _least(lambda away: away[:, 1]),
        "These are the leads; the numbers of their rows are wanted.":
            lambda X, centroids, m: np.sort(_lead(_apart(X, centroids)))[:m],
        "These are the rows themselves; their numbers are wanted.":
            lambda X, centroids, m: X[right(X, centroids, m)],
        "The right rows; the most doubtful is to come first.":
            lambda X, centroids, m: np.sort(right(X, centroids, m)),
        "The right rows, but the most doubtful comes last.":
            lambda X, centroids, m: right(X, centroids, m)[::-1],
        "The two nearest centroids are wanted, not the nearest and the farthest.":
            _least(lambda away: away[:, -1] - away[:, 0]),
        "The two nearest centroids are wanted, not the two farthest.":
            _least(lambda away: away[:, -1] - away[:, -2]),
        "Those are centroids 0 and 1; the two nearest are wanted, so sort each row.":
            _least(np.abs, lambda X, centroids: _lead(np.sqrt(squared_distances(X, centroids)))),
        "Those are centroids 0 and 1, and below 0 where 1 is nearer; the two nearest are wanted, "
        "so sort each row.":
            _least(_lead, lambda X, centroids: np.sqrt(squared_distances(X, centroids))),
        "Those are city blocks; the distance is the root of the sum of squares.":
            _least(_lead, _streets),
        "All rows in order; only the first m are wanted.":
            lambda X, centroids, m: right(X, centroids, len(X)),
        "It counts from 1; rows count from 0.":
            lambda X, centroids, m: right(X, centroids, m) + 1,
        "These are the leads of all rows; the numbers of the m smallest are wanted.":
            lambda X, centroids, m: _lead(_apart(X, centroids)),
        "These are places in the order, a rank for each row; the rows are wanted: argsort once.":
            lambda X, centroids, m: right(X, centroids, len(X)).argsort()[:m],
        "The numbers of the two nearest centroids; the numbers of rows are wanted.":
            lambda X, centroids, m: squared_distances(X, centroids).argsort(axis=1)[:m, :2],
    })  # fmt: skip
    if as_numbers(function(line, ends, 1)).dtype.kind not in "iu":
        raise Hint("The rows are right, but not whole numbers; they are places in an array.")
