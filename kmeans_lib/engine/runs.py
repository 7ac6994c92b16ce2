"""Runs: k-means from several starts side by side, sharing the products of images and centroids."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from kmeans_lib.engine.choice import Way, quickest
from kmeans_lib.engine.points import Points
from kmeans_lib.engine.state import State

Report = Callable[[int, int, float], None]


class Run(NamedTuple):
    """How one run ended."""

    rounds: int
    labels: np.ndarray  # (n,) integers
    centroids: np.ndarray  # (k, d) float64
    inertia: float
    moved: int  # images that changed cluster in the last round
    emptied: int  # clusters that an update found empty, of all rounds together
    settled: bool  # the last update moved the centroids no farther than tol allows


def fit(
    X: np.ndarray,
    starts: Sequence[np.ndarray],
    max_iter: int,
    tol: float = 0.0,
    sample_weight: np.ndarray | None = None,
    report: Report | None = None,
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
    report : callable, optional
        Gets the number of the start, the updates so far and the inertia, after every round.

    Returns
    -------
    list of Run, one a start
        The same as the book's loop, `kmeans_lib.lloyd.kmeans_steps`, ends with.
    """
    points = Points(X, sample_weight)
    starts = [np.array(start, np.float64) for start in starts]
    with quickest(points, starts) as way:
        numbered = list(enumerate(starts))
        groups = [numbered[i : i + way.together] for i in range(0, len(starts), way.together)]
        run = partial(_side_by_side, points, max_iter, tol, way, report)
        return [ended for group in _map(way, run, groups) for ended in group]


def best(runs: Sequence[Run]) -> Run:
    """The run with the smallest inertia; the first of them where only rounding differs."""
    least = runs[0]
    for run in runs[1:]:
        if run.inertia < least.inertia * (1 - 1e-10):
            least = run
    return least


def _side_by_side(
    points: Points,
    max_iter: int,
    tol: float,
    way: Way,
    report: Report | None,
    starts: Sequence[tuple[int, np.ndarray]],
) -> list[Run]:
    """The runs of one group; a run that has ended drops out of the shared products."""
    runs = [State(points, start) for _, start in starts]
    _round(points, way, runs)
    still = tol and tol * runs[0].spread / (points.weight * points.X.shape[1])
    active = list(runs)
    for left in range(max_iter, -1, -1):
        if report:
            for (number, _), run in zip(starts, runs, strict=True):
                if run in active:
                    report(number, run.rounds, run.inertia())
        active = [run for run in active if run.moved and run.way > still]
        if not active or not left:
            break
        for run in active:
            run.update()
        _round(points, way, active)
    return [
        Run(s.rounds, s.labels, s.centroids, s.inertia(), s.moved, s.emptied, s.way <= still)
        for s in runs
    ]


def _round(points: Points, way: Way, runs: Sequence[State]) -> None:
    """Assign the images of all parts, and note what that changed."""
    found = _map(way, partial(way.follow, points, runs=runs), way.parts)
    for run, changes in zip(runs, zip(*found, strict=True), strict=True):
        run.note(changes)


def _map(way: Way, function: Callable, items: Sequence) -> list:
    """Results for all items; for one, without a thread."""
    return list(way.each(function, items)) if len(items) > 1 else [function(items[0])]
