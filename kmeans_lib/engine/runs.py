"""Runs: k-means from several starts side by side, sharing the products of images and centroids."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from kmeans_lib.engine.choice import Way, quickest
from kmeans_lib.engine.points import Points
from kmeans_lib.engine.state import State


class Run(NamedTuple):
    """How one run ended."""

    rounds: int
    labels: np.ndarray  # (n,) integers
    centroids: np.ndarray  # (k, d) float64
    inertia: float
    moved: int  # images that changed cluster in the last round
    emptied: int  # clusters that an update found empty, of all rounds together


def fit(
    X: np.ndarray,
    starts: Sequence[np.ndarray],
    max_iter: int,
    tol: float = 0.0,
    sample_weight: np.ndarray | None = None,
) -> list[Run]:
    """Run k-means from every start until no image changes cluster.

    Parameters
    ----------
    X : float array of shape (n, d)
    starts : arrays of shape (k, d), k may differ; not changed
    max_iter : int
        Largest number of updates in a run.
    tol : float
        A run also ends when the squared ways of its centroids add up to less than tol times the
        mean variance of the pixels.
    sample_weight : array of shape (n,), optional

    Returns
    -------
    list of Run, one a start
        The same as the book's loop, `kmeans_lib.lloyd.kmeans_steps`, ends with.
    """
    points = Points(X, sample_weight)
    starts = [np.array(start, np.float64) for start in starts]
    with quickest(points, starts) as way:
        groups = [starts[i : i + way.together] for i in range(0, len(starts), way.together)]
        run = partial(_side_by_side, points, max_iter, tol, way)
        return [ended for group in _map(way, run, groups) for ended in group]


def best(runs: Sequence[Run]) -> Run:
    """The run with the smallest inertia; the first of them where only rounding differs."""
    least = runs[0]
    for run in runs[1:]:
        if run.inertia < least.inertia * (1 - 1e-10):
            least = run
    return least


def _side_by_side(
    points: Points, max_iter: int, tol: float, way: Way, starts: Sequence[np.ndarray]
) -> list[Run]:
    """The runs of one group; a run that has ended drops out of the shared products."""
    runs = [State(points, start) for start in starts]
    _round(points, way, runs)
    still = tol and tol * runs[0].spread / (points.weight * points.X.shape[1])
    active = runs
    for _ in range(max_iter):
        for run in active:
            run.update()
        _round(points, way, active)
        active = [run for run in active if run.moved and run.way > still]
        if not active:
            break
    return [Run(s.rounds, s.labels, s.centroids, s.inertia(), s.moved, s.emptied) for s in runs]


def _round(points: Points, way: Way, runs: Sequence[State]) -> None:
    """Assign the images of all parts, and note what that changed."""
    found = _map(way, partial(way.follow, points, runs=runs), way.parts)
    for run, changes in zip(runs, zip(*found, strict=True), strict=True):
        run.note(changes)


def _map(way: Way, function: Callable, items: Sequence) -> list:
    """Results for all items; for one, without a thread."""
    return list(way.each(function, items)) if len(items) > 1 else [function(items[0])]
