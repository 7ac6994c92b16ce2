"""Exercises of lesson 04, made like those of `first`."""

from collections.abc import Callable
from functools import partial, wraps

import numpy as np

from kmeans_lib import update
from kmeans_lib.assignment import squared_distances
from kmeans_lib.exercises.hints import BAD_DISTANCES, as_numbers, judge, small_images

ROUNDING = 1e-4  # of a median in float32, in grey levels


def _clusters() -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """One cluster; the first, the last, one in the middle empty; uneven k, fractions, uint8."""
    X, centroids = small_images()
    before = centroids.astype(float)
    full = np.array([0, 1, 1, 2, 2, 2, 0, 1, 2, 2, 1, 1])
    return [
        (np.array([[1], [2], [9]], np.uint8), np.array([0, 0, 0]), np.array([[7.0]])),
        (np.array([[8.0], [3.0]]), np.array([1, 1]), np.array([[2.5], [9.0]])),
        (np.array([[8, 0], [3, 9]]), np.array([1, 0]), np.array([[2.0, 3.0], [4.5, 0.0], [9, 9]])),
        (X, full, before),
        (X, np.where(full == 1, 2, full), before),
        (X[:7] / 7, np.array([4, 0, 0, 2, 4, 4, 0]), X[:5] / 7),
        (X / 7, full, centroids),
    ]


def _of_each(
    X: np.ndarray, labels: np.ndarray, before: np.ndarray, middle: Callable, empty: Callable
) -> np.ndarray:
    """middle(images of a cluster), or empty(its old centroid, whether no label is as large)."""
    rows = []
    for j in range(len(before)):
        own = X[labels == j].astype(float)
        rows.append(middle(own) if len(own) else empty(before[j], j > labels.max()))
    return np.array([row for row in rows if row is not None])


_EMPTY = {
    "": lambda row, last: row,
    "The mean of an empty cluster is NaN, and argmin would give it every image. Leave its centroid "
    "where it was.": lambda row, last: row * np.nan,
    "An empty cluster turns black; leave its centroid where it was.": lambda row, last: row * 0,
    "An empty cluster is lost; leave its centroid where it was.": lambda row, last: None,
    "An empty cluster at the end is lost: the largest label need not be k - 1.":
        lambda row, last: None if last else row,
    "An empty cluster is NaN, and one at the end is lost; leave its centroid where it was.":
        lambda row, last: None if last else row * np.nan,
}  # fmt: skip


def _with_rules(middles: dict[str, Callable]) -> dict[str, Callable]:
    """Every middle with every rule for empty clusters; a hint names what is wrong, or both."""
    return {
        f"{wrong} {rule}".strip(): partial(_of_each, middle=middle, empty=empty)
        for wrong, middle in middles.items()
        for rule, empty in _EMPTY.items()
        if wrong or rule
    }


def _mean(own: np.ndarray) -> np.ndarray:
    return own.mean(axis=0)


def _median(own: np.ndarray) -> np.ndarray:
    return np.median(own, axis=0)


def _mixed(middle: Callable) -> dict[str, Callable]:
    """A single number a cluster; and it counts from 1, goes by the nearest, takes all images."""

    def one(X: np.ndarray, labels: np.ndarray, before: np.ndarray) -> np.ndarray:
        own = [X[labels == j] for j in range(len(before))]
        return np.array([middle(part.reshape(-1, 1))[0] if len(part) else np.nan for part in own])

    def solve(X: np.ndarray, labels: np.ndarray, before: np.ndarray) -> np.ndarray:
        return _of_each(X, labels, before, middle, _EMPTY[""])

    return {
        "One number a cluster: it runs over the pixels as well. Which axis are the images?": one,
        "All pixels of a centroid are alike: it runs over the pixels as well. Which axis are the "
        "images?": partial(_of_each, middle=lambda own: 0 * own[0] + middle(own.reshape(-1, 1)),
                           empty=_EMPTY[""]),
        "It goes by the nearest centroids; the labels say which images are its own.":
            lambda X, labels, c: solve(X, squared_distances(X, c).argmin(axis=1), c),
        "Labels count from 0, not from 1.": lambda X, labels, c: solve(X, labels - 1, c),
        "All centroids are alike: take the images of each cluster alone.":
            lambda X, labels, c: np.array([middle(X.astype(float))] * len(c)),
        "These are the old centroids.": lambda X, labels, c: c,
        "An array of uint8 holds whole grey levels only: if the centroids are uint8, take a copy "
        "of floats.": lambda X, labels, c: solve(X, labels, c).astype(c.dtype),
        "The new centroids are to replace the old ones, not to be averaged with them.":
            lambda X, labels, c: (solve(X, labels, c) + c) / 2,
        "One column a cluster; one row a cluster is wanted.":
            lambda X, labels, c: solve(X, labels, c).T,
    }  # fmt: skip


def update_centroids(function: Callable) -> None:
    judge(function, partial(_of_each, middle=_mean, empty=_EMPTY[""]), _clusters(), _with_rules({
        "": _mean,
        "The means are cut off to whole grey levels; keep them as floats.":
            lambda own: np.trunc(_mean(own)),
        "The means are rounded to whole grey levels; keep them as floats.":
            lambda own: np.rint(_mean(own)),
        "These are sums; divide each by the size of its cluster.": lambda own: own.sum(axis=0),
        "These are medians; the mean is wanted.": _median,
        "Halfway between darkest and brightest; the mean is wanted.":
            lambda own: (own.min(axis=0) + own.max(axis=0)) / 2,
        "That is the first image of each cluster; the mean of all of them is wanted.":
            lambda own: own[0],
        "Divided by one less than the size of the cluster.":
            lambda own: own.sum(axis=0) / (len(own) - 1),
    }) | _mixed(_mean) | {
        "The sum wraps around: added up in uint8, as Python's sum does it. Take floats first.":
            lambda X, labels, c: np.array(
                [X[labels == j].sum(axis=0, dtype=X.dtype) / (labels == j).sum()
                 if j in labels else c[j] for j in range(len(c))]),
        "Divided by the number of all images; each cluster has its own size.":
            lambda X, labels, c: _of_each(X, labels, c, lambda own: own.sum(axis=0) / len(X),
                                          _EMPTY[""]),
        "An empty cluster moves to the farthest image, the rule of scikit-learn; here it stays "
        "where it was.": lambda X, labels, c: update.update_centroids(X, labels, c)[0],
    })  # fmt: skip


def update_medians(function: Callable) -> None:
    """Between the two middle values of an even cluster any number is as good."""
    mistakes = _with_rules({
        "": _median,
        "These are means, which make the sum of squares smallest, not that of absolute "
        "differences.": _mean,
        "Halfway between darkest and brightest; is the sum of absolute differences smallest "
        "there?": lambda own: (own.min(axis=0) + own.max(axis=0)) / 2,
        "Sort each column first: the middle row need not hold the middle values.":
            lambda own: own[len(own) // 2],
        "Cut off to whole grey levels; keep them as floats.": lambda own: np.trunc(_median(own)),
    }) | _mixed(_median)  # fmt: skip
    judge(_settled(function), partial(_of_each, middle=_median, empty=_EMPTY[""]), _clusters(), {
        hint.replace("The mean of", "The middle of"): _settled(mistake)
        for hint, mistake in mistakes.items()
    })  # fmt: skip


def _low(own: np.ndarray) -> np.ndarray:
    return np.sort(own, axis=0)[(len(own) - 1) // 2]


def _high(own: np.ndarray) -> np.ndarray:
    return np.sort(own, axis=0)[len(own) // 2]


def _settled(answer: Callable) -> Callable:
    """Its results, with the median itself in place of whatever is as good."""

    @wraps(answer)
    def call(X: np.ndarray, labels: np.ndarray, before: np.ndarray) -> object:
        got = answer(X, labels, before)
        low, high, median = (
            _of_each(X, labels, before, middle, _EMPTY[""]) for middle in (_low, _high, _median)
        )
        try:
            if np.shape(got) != median.shape:
                return got
        except ValueError:  # unequal parts
            return got
        numbers = as_numbers(got)
        good = (numbers >= low - ROUNDING) & (numbers <= high + ROUNDING)
        return np.where(good, median, numbers)

    return call


def _sum_in_its_kind(values: np.ndarray) -> np.ndarray:
    return values.sum(dtype=values.dtype)


def inertia(function: Callable) -> None:
    X, centroids = small_images()
    labels = np.arange(12) % 3  # not the nearest: it must look at the labels
    cases = [
        (np.array([[1, 2]], np.uint8), np.array([0]), np.array([[5, 5]], np.uint8)),
        (np.array([[1], [2], [4]], np.uint8), np.array([1, 1, 0]), np.array([[1], [2]], np.uint8)),
        (X, labels, centroids),
        (X[:4], np.array([4, 0, 0, 2]), X[4:9].astype(float)),
        (X / 7, labels[::-1], centroids / 7),
    ]

    def own(X: np.ndarray, labels: np.ndarray, c: np.ndarray) -> np.ndarray:
        return X.astype(float) - c[labels]

    def total(distances: Callable) -> Callable:
        return lambda X, labels, c: distances(X, c)[np.arange(len(X)), labels].sum()

    def of(finish: Callable) -> Callable:
        return lambda X, labels, c: finish(own(X, labels, c))

    judge(function, of(lambda d: (d**2).sum()), cases, {
        **{hint: total(distances) for hint, distances in BAD_DISTANCES.items()},
        "Python's sum stays in uint8 and wraps around: turn X and the centroids into floats.":
            lambda X, labels, c: _sum_in_its_kind((X - c[labels]) ** 2),
        "These are distances; inertia adds up their squares.":
            of(lambda d: np.sqrt((d**2).sum(axis=1)).sum()),
        "The root of the whole is not wanted: inertia is the sum of the squares itself.":
            of(lambda d: np.sqrt((d**2).sum())),
        "That is the mean; inertia is the sum.": of(lambda d: (d**2).sum(axis=1).mean()),
        "That is the mean over all pixels; inertia is the sum.": of(lambda d: (d**2).mean()),
        "That adds up absolute differences; inertia adds up squares.":
            of(lambda d: np.abs(d).sum()),
        "The squares are missing: differences below zero cancel those above.":
            of(lambda d: d.sum()),
        "The square comes too late: square every difference, then add up.":
            of(lambda d: (d.sum(axis=1) ** 2).sum()),
        "That adds up the distances to all centroids; only its own one counts for each image.":
            lambda X, labels, c: squared_distances(X, c).sum(),
        "That takes the nearest centroid; the labels say which one counts.":
            lambda X, labels, c: squared_distances(X, c).min(axis=1).sum(),
        "One number an image; add them up.": of(lambda d: (d**2).sum(axis=1)),
        "One number a pixel; add them up.": of(lambda d: (d**2).sum(axis=0)),
        "These are the squares themselves; add them up.": of(lambda d: d**2),
        "One number a cluster; add them up.":
            lambda X, labels, c: np.bincount(labels, (own(X, labels, c)**2).sum(axis=1), len(c)),
        "The mean of the images of each cluster is taken anew; the centroids that are given count.":
            lambda X, labels, c: (own(X, labels, _of_each(X, labels, c, _mean, _EMPTY[""]))**2)
            .sum(),
    }, tolerance=1e-5)  # fmt: skip
