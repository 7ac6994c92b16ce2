"""Lesson 05, the loop: assign and update in turn until no image changes cluster."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib import engine
from kmeans_lib.assignment import assign_labels
from kmeans_lib.initialization import draw_starts
from kmeans_lib.update import inertia, update_centroids
from kmeans_lib.validation import InputError, as_centroids, as_count, as_rows, as_weights


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


def kmeans_steps(
    X: ArrayLike, centroids: ArrayLike, max_iter: int = 300, sample_weight: ArrayLike | None = None
) -> Iterator[Step]:
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
    start, weights = as_centroids(centroids, X).copy(), as_weights(sample_weight, len(X))
    as_count(len(start), "k", at_most=len(X), of="images")
    return _steps(X, start, as_count(max_iter, "max_iter"), weights)


def _steps(
    X: np.ndarray, centroids: np.ndarray, max_iter: int, weights: np.ndarray | None
) -> Iterator[Step]:
    labels, emptied = assign_labels(X, centroids), 0
    yield Step(0, labels, centroids, inertia(X, labels, centroids, weights), len(X), 0)
    for index in range(1, max_iter + 1):
        before = labels
        centroids, empty = update_centroids(X, labels, centroids, weights)
        labels = assign_labels(X, centroids)
        moved, emptied = int(np.sum(labels != before)), emptied + empty
        value = inertia(X, labels, centroids, weights)
        yield Step(index, labels, centroids, value, moved, emptied)
        if moved == 0:
            return


def run_kmeans(
    X: ArrayLike,
    k: int,
    init: str | ArrayLike = "k-means++",
    n_init: int = 1,
    max_iter: int = 300,
    rng: np.random.Generator | None = None,
    sample_weight: ArrayLike | None = None,
) -> Step:
    """Run k-means from n_init starts and return the final `Step` with the smallest inertia.

    The engine makes the runs: the same steps as `kmeans_steps`, faster.

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
    weights, n_init = as_weights(sample_weight, len(X)), as_count(n_init, "n_init")
    if isinstance(init, str):
        starts = draw_starts(X, k, init, n_init, rng, weights)
    else:
        starts = [as_centroids(init, X)]
        if len(starts[0]) != k:
            raise InputError(f"init has {len(starts[0])} rows, but k = {k}")
        as_count(k, "k", at_most=len(X), of="images")
    runs = engine.fit(X, starts, as_count(max_iter, "max_iter"), sample_weight=weights)
    run = engine.best(runs)
    return Step(run.rounds, run.labels, run.centroids, run.inertia, run.moved, run.emptied)
