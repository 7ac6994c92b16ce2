"""Runs: k-means from several starts side by side, sharing the products of images and centroids."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from kmeans_lib.engine.bounds import assign_all, follow_all
from kmeans_lib.engine.points import Points
from kmeans_lib.engine.tally import Tally

LABELS_AT_ONCE = 2**22  # of runs side by side: this bounds their memory


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
    together = max(1, LABELS_AT_ONCE // len(X))
    groups = [starts[i : i + together] for i in range(0, len(starts), together)]
    return [run for group in groups for run in _side_by_side(points, group, max_iter, tol)]


def best(runs: Sequence[Run]) -> Run:
    """The run with the smallest inertia; the first of them where only rounding differs."""
    least = runs[0]
    for run in runs[1:]:
        if run.inertia < least.inertia * (1 - 1e-10):
            least = run
    return least


def _side_by_side(
    points: Points, starts: Sequence[np.ndarray], max_iter: int, tol: float
) -> list[Run]:
    """The runs of one group; a run that has ended drops out of the shared products."""
    runs = [(a, Tally(points, a.labels, len(a.centroids))) for a in assign_all(points, starts)]
    first = runs[0][1]
    still = tol * first.spread / (first.weights.sum() * points.X.shape[1])
    active = runs
    for _ in range(max_iter):
        targets = [tally.update(a.labels, a.centroids) for a, tally in active]
        moves = follow_all([a for a, _ in active], targets)
        for (a, tally), (moved, old) in zip(active, moves, strict=True):
            tally.move(a.labels, moved, old)
        active = [(a, tally) for a, tally in active if tally.moved and tally.way > still]
        if not active:
            break
    return [
        Run(t.rounds, a.labels, a.centroids, t.inertia(a.centroids), t.moved, t.emptied)
        for a, t in runs
    ]
