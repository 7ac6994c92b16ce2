"""The loop: assign and update in turn until no image changes cluster."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from kmeans_lib.assignment import row_norms
from kmeans_lib.bounds import Assignment
from kmeans_lib.initialization import init_plus_plus, init_random
from kmeans_lib.update import cluster_sums, distances_to, means, weighted, weighted_sums
from kmeans_lib.validation import InputError, as_centroids, as_count, as_rows, as_weights

STARTS = {"k-means++": init_plus_plus, "random": init_random}


@dataclass(frozen=True)
class Step:
    """What k-means knows after one round.

    Attributes
    ----------
    index : int
        Number of updates so far; step 0 is the start with its first assignment.
    labels : (n,) integers
        Nearest of `centroids` for every image.
    centroids : (k, d) float64
        In grey levels.
    inertia : float
        Sum of squared distances to the own centroid, in grey levels squared.
    moved : int
        How many images changed cluster in this round (all of them in step 0).
    emptied : int
        How many times so far an update found a cluster empty and gave it a new start.
    """

    index: int
    labels: np.ndarray
    centroids: np.ndarray
    inertia: float
    moved: int
    emptied: int


def kmeans_steps(X, centroids, max_iter=300, sample_weight=None):
    """Run k-means from given centroids and yield every `Step` on the way.

    Parameters
    ----------
    X : array of shape (n, d)
        One flattened image a row, in grey levels.
    centroids : array of shape (k, d)
        The start; not changed.
    max_iter : int
        Largest number of updates.
    sample_weight : array of shape (n,), optional
        How many times each image counts.

    Returns
    -------
    iterator of Step
        The last one has `moved == 0`, unless max_iter came first. Inertia never rises.

    Raises
    ------
    InputError
        At the call, before the first step: for arrays that are not finite or do not fit together.

    References
    ----------
    Lloyd, "Least squares quantization in PCM", 1982.
    """
    X = as_rows(X)
    centroids = as_centroids(centroids, X).copy()
    as_count(len(centroids), "k", at_most=len(X), of="images")
    max_iter = as_count(max_iter, "max_iter")
    return _steps(X, centroids, max_iter, as_weights(sample_weight, len(X)))


def _steps(X, centroids, max_iter, sample_weight):
    x_norms = row_norms(X)
    assignment = Assignment(X, x_norms, centroids)
    labels = assignment.labels
    sums, weights = cluster_sums(X, labels, len(centroids), sample_weight)
    spread = Spread(X, sample_weight, sums, weights)
    emptied = 0
    yield Step(0, labels, centroids, spread.inertia(centroids, sums, weights), len(X), emptied)

    for index in range(1, max_iter + 1):
        centroids, empty = means(sums, weights, X, labels, centroids, sample_weight)
        emptied += empty
        moved, old = assignment.follow(centroids)
        labels = assignment.labels
        sums, weights = _move(sums, X, labels, moved, old, sample_weight)
        value = spread.inertia(centroids, sums, weights)
        yield Step(index, labels, centroids, value, len(moved), emptied)
        if len(moved) == 0:
            return


def _move(sums, X, labels, moved, old, sample_weight):
    """Cluster sums and weights after some images moved: only those are added and taken away.

    After a few rounds hardly any image moves, so this is what makes the loop fast.
    """
    factors = np.zeros((len(sums), len(moved)))
    places = np.arange(len(moved))
    factors[labels[moved], places] = 1
    factors[old, places] = -1
    if sample_weight is not None:
        factors *= sample_weight[moved]
    # Weights are counted anew: an emptied cluster must weigh exactly 0, not a rounding error.
    weights = np.bincount(labels, sample_weight, minlength=len(sums)).astype(np.float64)
    return sums + weighted_sums(X[moved], factors), weights


class Spread:
    """Inertia from the sums of the clusters, without another look at the images.

    For every cluster, sum |x - c|^2 = sum |x - m|^2 - 2 (c - m).sum (x - m) + weight |c - m|^2.
    With m the mean of all images the terms are small, and little is lost to rounding.
    """

    def __init__(self, X, sample_weight, sums, weights):
        self.mean = sums.sum(axis=0) / weights.sum()
        self.total = np.sum(weighted(distances_to(X, self.mean), sample_weight))

    def inertia(self, centroids, sums, weights):
        shift = centroids - self.mean
        pull = sums - weights[:, None] * self.mean
        value = self.total - 2 * np.sum(shift * pull) + weights @ np.sum(shift**2, axis=1)
        return max(float(value), 0.0)


def run_kmeans(X, k, init="k-means++", n_init=1, max_iter=300, rng=None, sample_weight=None):
    """Run k-means from n_init starts and return the final `Step` with the smallest inertia.

    Parameters
    ----------
    X : array of shape (n, d)
        One flattened image a row, in grey levels.
    k : int
        Number of clusters.
    init : "k-means++", "random" or array of shape (k, d)
        How each run starts; from an array there is only one run.
    n_init : int
        Number of runs.
    max_iter : int
        Largest number of updates in a run.
    rng : numpy.random.Generator
        Needed unless init is an array. The same seed gives the same result.
    sample_weight : array of shape (n,), optional
        How many times each image counts.

    Returns
    -------
    Step

    Raises
    ------
    InputError
        For arrays that are not finite or do not fit together, k < 1, k larger than the number of
        different images, or an unknown init.
    """
    X = as_rows(X)
    n_init = as_count(n_init, "n_init")
    starts = _starts(X, k, init, n_init, rng, sample_weight)
    finals = (last(kmeans_steps(X, start, max_iter, sample_weight)) for start in starts)
    return min(finals, key=lambda step: step.inertia)


def _starts(X, k, init, n_init, rng, sample_weight):
    if not isinstance(init, str):
        if len(init) != k:
            raise InputError(f"init has {len(init)} rows, but k = {k}")
        return [init]
    if init not in STARTS:
        raise InputError(f"init = {init!r}: one of {', '.join(STARTS)} or an array is wanted")
    return (STARTS[init](X, k, rng, sample_weight) for _ in range(n_init))


def last(steps):
    """The final step of a run."""
    return deque(steps, maxlen=1).pop()
