"""The loop: assign and update in turn until no image changes cluster."""

from collections import deque
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kmeans_lib.assignment import row_norms
from kmeans_lib.bounds import MANY_PIXELS, Assignment, Sketch
from kmeans_lib.initialization import check_k, init_plus_plus, init_random, plus_plus
from kmeans_lib.tally import Tally
from kmeans_lib.update import means, squares_sum
from kmeans_lib.validation import (
    InputError,
    as_centroids,
    as_count,
    as_rng,
    as_rows,
    as_weights,
)

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
    return _steps(Points(X, as_weights(sample_weight, len(X))), centroids, max_iter)


class Points:
    """What all runs on the same images share, computed once and only when asked for."""

    def __init__(self, X, sample_weight=None):
        self.X = X
        self.sample_weight = sample_weight

    @cached_property
    def norms(self):
        return row_norms(self.X)

    @cached_property
    def squares(self):
        return squares_sum(self.X, self.sample_weight)

    @cached_property
    def sketch(self):
        """For images of many pixels, if there are enough of them to pay for it; else None."""
        n, d = self.X.shape
        return Sketch(self.X, self.norms) if MANY_PIXELS <= d < n else None


def _steps(points, centroids, max_iter, tol=0.0):
    X, sample_weight = points.X, points.sample_weight
    assignment = Assignment(X, points.norms, centroids, points.sketch)
    tally = Tally(points, assignment.labels, len(centroids))
    still = tol * tally.spread / (tally.weights.sum() * X.shape[1])
    emptied = 0
    labels = assignment.labels
    yield Step(0, labels, centroids, tally.inertia(centroids), len(X), emptied)

    for index in range(1, max_iter + 1):
        before = centroids
        centroids, empty = means(tally.sums, tally.weights, X, labels, centroids, sample_weight)
        emptied += empty
        moved, old = assignment.follow(centroids)
        labels = assignment.labels
        tally.move(labels, moved, old)
        yield Step(index, labels, centroids, tally.inertia(centroids), len(moved), emptied)
        if len(moved) == 0 or np.sum((centroids - before) ** 2) <= still:
            return


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
    points = Points(as_rows(X), as_weights(sample_weight, len(X)))
    starts = make_starts(points, k, init, as_count(n_init, "n_init"), rng)
    return best_run(points, starts, as_count(max_iter, "max_iter"))


def make_starts(points, k, init, n_init, rng):
    """n_init starts: with one, from rng itself; with more, each from a child of rng."""
    if not isinstance(init, str):
        start = as_centroids(init, points.X)
        if len(start) != k:
            raise InputError(f"init has {len(start)} rows, but k = {k}")
        as_count(k, "k", at_most=len(points.X), of="images")
        return [start]
    if init not in STARTS:
        raise InputError(f"init = {init!r}: one of {', '.join(STARTS)} or an array is wanted")
    rngs = [as_rng(rng)] if n_init == 1 else as_rng(rng).spawn(n_init)
    if init == "k-means++" and n_init > 1:
        k, weights = check_k(points.X, k, points.sample_weight), points.sample_weight
        return plus_plus(points.X, points.norms**2, k, rngs, weights)
    return [STARTS[init](points.X, k, child, points.sample_weight) for child in rngs]


def best_run(points, starts, max_iter, tol=0.0):
    """The final step with the smallest inertia; the first of them where only rounding differs.

    A run also ends when the squared ways of the centroids add up to less than tol times the
    mean variance of the pixels.
    """
    best = None
    for start in starts:
        final = last(_steps(points, np.array(start, float), max_iter, tol))
        if best is None or final.inertia < best.inertia * (1 - 1e-10):
            best = final
    return best


def last(steps):
    """The final step of a run."""
    return deque(steps, maxlen=1).pop()
