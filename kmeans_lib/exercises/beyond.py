"""Exercises of lessons 05 and 06, made like those of `first`."""

from collections.abc import Callable, Sequence
from functools import wraps
from itertools import permutations

import numpy as np

from kmeans_lib.assignment import squared_distances
from kmeans_lib.exercises.hints import Hint, as_numbers, judge, small_images
from kmeans_lib.lloyd import kmeans_steps, run_kmeans


def _heaps() -> np.ndarray:
    """Four heaps of points in a plane, on which some starts end badly."""
    rng = np.random.default_rng(2)
    middles = np.array([[0.0, 0.0], [0.0, 8.0], [30.0, 0.0], [30.0, 8.0]])
    return np.concatenate([rng.normal(middle, 1, (15, 2)) for middle in middles])


def _mean(rows: np.ndarray) -> np.ndarray:
    return rows.mean(axis=0)


def _looped(
    X: np.ndarray, start: np.ndarray, middle: Callable = _mean, empty: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The loop to its end, with another middle; an empty cluster stays, or takes that value."""
    centroids = np.array(start, float)
    for _ in range(300):
        labels, before = squared_distances(X, centroids).argmin(axis=1), centroids.copy()
        for j in range(len(centroids)):
            if np.any(labels == j):
                centroids[j] = middle(X[labels == j])
            elif empty is not None:
                centroids[j] = empty
        if np.array_equal(centroids, before):
            break
    return labels, centroids


def kmeans(function: Callable) -> None:
    heaps, (X, start) = _heaps(), small_images()
    line = np.column_stack([np.arange(300) ** 1.5 / 100, np.zeros(300)])  # 115 rounds, small steps
    cases = [
        (np.array([[0.0], [2.0], [9.0]]), np.array([[0.0], [2.0]])),
        (X, start.astype(float)),
        (heaps, heaps[[0, 1, 2, 20]]),
        (heaps, heaps[[0, 16, 31, 46]]),
        (line, line[:12]),
    ]
    function = _with_one_pair(function)
    judge(function, _looped, cases, {
        "The two results have changed places: return labels, centroids.":
            lambda X, start: _looped(X, start)[::-1],
        "The labels count from 1; they count from 0, as places in an array do.":
            lambda X, start: (_looped(X, start)[0] + 1, _looped(X, start)[1]),
        "The centroids are rounded at the end; keep them as floats.":
            lambda X, start: (_looped(X, start)[0], np.rint(_looped(X, start)[1])),
        "The centroids are cut off at the end; keep them as floats.":
            lambda X, start: (_looped(X, start)[0], np.trunc(_looped(X, start)[1])),
        "The centroids are rounded in every round; keep them as floats.":
            lambda X, start: _looped(X, start, lambda rows: np.rint(_mean(rows))),
        "The centroids are cut off in every round; keep them as floats.":
            lambda X, start: _looped(X, start, lambda rows: np.trunc(_mean(rows))),
        "The centroids are medians; means are wanted.":
            lambda X, start: _looped(X, start, lambda rows: np.median(rows, axis=0)),
        "It stopped too early: another update would still move a centroid.":
            lambda X, start: _on_the_way(X, start, function(X, start), 0),
        "It stopped too early: after the last update, some rows have another nearest centroid.":
            lambda X, start: _on_the_way(X, start, function(X, start), 1),
        "It ends, but not where this start leads: begin with the centroids that are given.":
            lambda X, start: _looped(X, function(X, start)[1]),
    }, tolerance=1e-5)  # fmt: skip
    far = heaps[[5, 5, 40, 50]] + [[100, 100], [600, 600], [100, 100], [100, 100]]
    judge(function, lambda X, start: _any_full_end(X, start, function(X, start)),
          [(heaps + 100, far)], {
        "An empty cluster turns black; leave its centroid where it was, or start it anew.":
            lambda X, start: _looped(X, start, empty=0),
        "An empty cluster is lost; leave its centroid where it was, or start it anew.":
            lambda X, start: _looped(X, np.delete(start, 1, axis=0)),
    }, tolerance=1e-5)  # fmt: skip


def _with_one_pair(function: Callable) -> Callable:
    """The pair that update_centroids returns is easily taken for the centroids."""

    @wraps(function)
    def call(X: np.ndarray, start: np.ndarray) -> object:
        result = function(X, start)
        if isinstance(result, tuple | list) and len(result) == 2 and isinstance(result[1], tuple):
            raise Hint("update_centroids returns two things; the first of them is the centroids.")
        return result

    return call


def _on_the_way(
    X: np.ndarray, start: np.ndarray, got: Sequence, late: int
) -> tuple[np.ndarray, np.ndarray]:
    """The step of the loop that a result is: labels, and centroids of that or the next round."""
    steps = list(kmeans_steps(X, start))
    for step, then in zip(steps, steps[late:], strict=False):
        if np.array_equal(step.labels, got[0]) and np.allclose(then.centroids, got[1]):
            return step.labels, then.centroids
    raise ValueError("no step of the loop")


def _any_full_end(X: np.ndarray, start: np.ndarray, got: Sequence) -> tuple[np.ndarray, np.ndarray]:
    """What is right after an empty cluster: it stays, or was started anew, wherever that leads."""
    labels, centroids = map(np.asarray, got)
    is_full = centroids.shape == start.shape and len(np.unique(labels)) == len(start)
    return _looped(X, centroids if is_full else start)


def hard_for_plus_plus(function: Callable) -> None:
    points, k = _points(function)
    if not np.array_equal(points, _points(function)[0]):
        raise Hint("The same seed gives other points: use the rng that is passed in, and only it.")
    if len(np.unique(points, axis=0)) <= k:
        raise Hint("There must be more different points than clusters.")
    rngs = np.random.default_rng(1).spawn(20)
    ends = np.array([run_kmeans(points, k, "k-means++", rng=rng).inertia for rng in rngs])
    found = int(np.sum(ends <= ends.min() * 1.001))
    if found > 10:
        raise Hint(
            f"{found} of 20 starts lead to the best end. Heaps that lie apart make it easy; what "
            "would leave many ways to share the points almost equally well?"
        )


def _points(function: Callable) -> tuple[np.ndarray, int]:
    result = function(np.random.default_rng(0))
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Hint("Two things are to be returned: points, k.")
    points, k = map(as_numbers, result)
    if points.ndim == 0 and k.ndim == 2:
        raise Hint("The two have changed places: return points, k.")
    if points.ndim != 2 or points.shape[1] != 2 or not 2 <= len(points) <= 500:
        turned = " Turn them over." if points.ndim == 2 and len(points) == 2 else ""
        raise Hint(f"The points have shape {points.shape}; up to 500 rows of two are wanted."
                   f"{turned}")  # fmt: skip
    if not np.isfinite(points).all():
        raise Hint("Some points are NaN or inf; finite numbers are wanted.")
    if k.ndim or k not in range(2, 11):
        raise Hint(f"k {f'has shape {k.shape}' if k.ndim else f'is {k}'}; a whole number from 2 to "
                   "10 is wanted.")  # fmt: skip
    return points, int(k)


def _table(y: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How many images of every digit (row) are in every cluster (column)."""
    return np.array([[np.sum((y == d) & (labels == j)) for j in range(labels.max() + 1)]
                     for d in range(10)])  # fmt: skip


def _one_to_one(y: np.ndarray, labels: np.ndarray) -> float:
    table = _table(y, labels)
    table = table[table.any(axis=1)]
    short = table if len(table) <= table.shape[1] else table.T
    pairs = permutations(range(short.shape[1]), len(short))
    return max(short[np.arange(len(short)), list(pair)].sum() for pair in pairs) / len(y)


def _called(y: np.ndarray, labels: np.ndarray, middle: Callable) -> float:
    """Share that is right if every cluster is called by a middle of its digits."""
    names = np.array([middle(y[labels == j]) for j in range(labels.max() + 1)])
    return np.mean(names[labels] == y)


def purity(function: Callable) -> None:
    cases = [(np.array(y), np.array(labels)) for y, labels in (
        ([2, 7, 7], [0, 0, 0]),
        ([0, 3, 0], [1, 0, 0]),
        ([1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3], [3, 3, 1, 3, 2, 2, 2, 2, 0, 0, 0, 1]),
        ([0, 0, 0, 9, 9, 4, 4, 5, 0, 9, 8], [0, 1, 2, 3, 4, 5, 5, 5, 0, 0, 6]),
        ([5, 6, 7, 8, 6, 6, 0, 7, 7, 7], [0, 0, 0, 0, 1, 1, 1, 1, 1, 1]),
    )]  # fmt: skip

    def of(share: Callable) -> Callable:
        return lambda y, labels: share(_table(y, labels))

    judge(function, of(lambda T: T.max(axis=0).sum() / T.sum()), cases, {
        "These are counts; divide by the number of all images.": of(lambda T: T.max(axis=0).sum()),
        "That is the share that is called wrong; the share called right is wanted.":
            of(lambda T: 1 - T.max(axis=0).sum() / T.sum()),
        "These are percent; a share is wanted, from 0 to 1.":
            of(lambda T: 100 * T.max(axis=0).sum() / T.sum()),
        "That divides by the number of clusters; divide by the number of all images.":
            of(lambda T: T.max(axis=0).sum() / T.shape[1]),
        "Numbers of clusters are compared with digits; cluster 1 need not be digit 1.":
            lambda y, labels: np.mean(y == labels),
        "Every cluster counts alike here; add up the counts first, then divide once.":
            of(lambda T: np.mean(T.max(axis=0) / T.sum(axis=0))),
        "That asks for the most frequent cluster of every digit; the most frequent digit of every "
        "cluster is wanted.": of(lambda T: T.max(axis=1).sum() / T.sum()),
        "Each digit goes to one cluster here; two clusters may have the same digit.": _one_to_one,
        "It calls a cluster by the mean of its digits; the most frequent is wanted.":
            lambda y, labels: _called(y, labels, lambda own: np.rint(own.mean())),
        "It calls a cluster by the median of its digits; the most frequent is wanted.":
            lambda y, labels: _called(y, labels, np.median),
        "It calls a cluster by its first image; the most frequent digit is wanted.":
            lambda y, labels: _called(y, labels, lambda own: own[0]),
        "It calls a cluster by the smallest of its digits; the most frequent is wanted.":
            lambda y, labels: _called(y, labels, np.min),
        "The last cluster is missing.": of(lambda T: T[:, :-1].max(axis=0).sum() / T.sum()),
        "The first cluster is missing: labels begin at 0.":
            of(lambda T: T[:, 1:].max(axis=0).sum() / T.sum()),
        "The digit 0 is missing.": of(lambda T: T[1:].max(axis=0).sum() / T.sum()),
        "One number a cluster; one for all is wanted.": of(lambda T: T.max(axis=0)),
        "One share a cluster; one for all is wanted.":
            of(lambda T: T.max(axis=0) / T.sum(axis=0)),
    })  # fmt: skip


def refute_purity(function: Callable) -> None:
    from sklearn.metrics import adjusted_rand_score  # here: it takes a second to import

    result = function()
    if not isinstance(result, tuple | list) or len(result) != 3:
        raise Hint("Three things are to be returned: y, a, b.")
    y, a, b = map(_names, result)
    lengths = [len(part) for part in (y, a, b)]
    if len(set(lengths)) > 1 or not 4 <= lengths[0] <= 100:
        raise Hint(f"The lengths are {lengths}; the same for all three, from 4 to 100, is wanted.")
    table = [[np.bincount(y[labels == j]).max() for j in np.unique(labels)] for labels in (a, b)]
    pure_a, pure_b = (sum(most) / len(y) for most in table)
    rand_a, rand_b = (adjusted_rand_score(y, labels) for labels in (a, b))
    said = f"Purity is {pure_a:.2f} for a and {pure_b:.2f} for b, ARI {rand_a:.2f} and {rand_b:.2f}"
    if pure_b > pure_a and rand_a > rand_b:
        raise Hint(f"{said}: a and b have changed places.")
    if pure_a <= pure_b:
        raise Hint(f"{said}: a must have the larger purity. When is purity large without merit?")
    if rand_a >= rand_b:
        raise Hint(f"{said}: b must have the larger ARI. It punishes splitting what belongs "
                   "together; split more in a.")  # fmt: skip


def _names(part: object) -> np.ndarray:
    """Digits, or names of clusters, whatever they are, as whole numbers from 0."""
    try:
        array = np.asarray(part)
    except ValueError:
        array = np.empty(())
    if array.ndim != 1 or array.dtype.kind not in "biufU":
        raise Hint("Each of the three is to be a flat list, one number an image.")
    return np.unique(array, return_inverse=True)[1]
