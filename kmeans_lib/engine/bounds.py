"""A round: every image of a part goes to its nearest centroid, and most need no distance for it.

Keep for every image its gap: how much farther its second nearest centroid is than its own. When
the centroids move, the gap shrinks by no more than the way of its own centroid plus the longest
way of any other (triangle inequality). Only where nothing is left of the gap must scores be
computed again. After Hamerly, "Making k-means even faster", 2010.

The labels are exactly those of `assign_labels`: every gap is a lower bound that allows for
rounding, and what is too close to call is decided there by direct distances.
"""

from collections.abc import Sequence

import numpy as np

from kmeans_lib.engine.points import Points
from kmeans_lib.engine.referee import exact_labels
from kmeans_lib.engine.state import Change, State
from kmeans_lib.engine.sums import some_of

MOST = 0.5  # above this share of the images, one product for all beats gathering some
SHARED = 0.15  # the same where several runs share the product


def follow(points: Points, part: slice, runs: Sequence[State]) -> list[Change]:
    """Move the images of a part to the nearest of the centroids where the runs stand now."""
    changes = [Change(run) for run in runs]
    unsure = [used_up(points, part, run) for run in runs]
    size = part.stop - part.start
    most = SHARED if sum(len(rows) > SHARED * size for rows in unsure) > 1 else MOST
    shared = [c for c, rows in zip(changes, unsure, strict=True) if len(rows) > most * size]
    alone = [(c, rows) for c, rows in zip(changes, unsure, strict=True) if c not in shared]
    if shared:
        height = points.rows_at_once(sum(len(c.gain) for c in shared))
        for i in range(part.start, part.stop, height):
            _judge(points, slice(i, min(i + height, part.stop)), shared)
    for change, rows in alone:
        height = points.rows_at_once(len(change.gain))
        for i in range(0, len(rows), height):
            _judge(points, rows[i : i + height], [change])
    return changes


def used_up(points: Points, part: slice, run: State) -> np.ndarray:
    """The images of a part with nothing left of their gap: their labels may have to change."""
    gap = run.gap[part]
    gap -= run.loss.take(run.labels[part])
    rows = np.flatnonzero(gap <= 0) + part.start
    if points.sketch is None or run.fresh:
        return rows
    own, other, margin = points.sketch.best_two(
        rows, run.labels[rows], points.norms[rows], run.placed
    )
    left = lead(points.upper[rows], points.lower[rows], margin, own, other)
    run.gap[rows] = left
    return rows[left <= 0]


def _judge(points: Points, rows: slice | np.ndarray, changes: Sequence[Change]) -> None:
    """New labels and gaps of some images, from one product for all runs."""
    placed = np.concatenate([change.run.placed for change in changes])
    halves = np.concatenate([change.run.halves for change in changes])
    ends = np.cumsum([len(change.gain) for change in changes])[:-1]
    norms, upper = some_of(points.norms, rows), some_of(points.upper, rows)
    lower = some_of(points.lower, rows)
    scores = np.split(points.scores(rows, placed, halves), ends)
    for change, own in zip(changes, scores, strict=True):
        run = change.run
        labels = own.argmax(axis=0) if run.fresh else some_of(run.labels, rows).copy()
        margin = norms * run.factor
        margin += run.rest
        best, second, close = best_two(own, labels, margin)
        if len(close):
            images = close + rows.start if isinstance(rows, slice) else rows.take(close)
            labels[close] = exact_labels(points.X.take(images, axis=0), run.centroids)
        run.gap[rows] = lead(upper, lower, margin, best, second)
        change.relabel(rows, labels)


def best_two(
    scores: np.ndarray, labels: np.ndarray, margin: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Best and second score of each column of scores (k, m), and where they are within a margin.

    To search for a place is slow, for a value fast: labels (m,), of which most are right, are only
    replaced where another score is as high. Overwrites scores, corrects labels.
    """
    flat, columns = scores.reshape(-1), np.arange(len(labels))
    places = labels * len(labels) + columns
    best = flat.take(places)
    flat[places] = -np.inf
    second = scores.max(axis=0)
    lost = np.flatnonzero(second + margin >= best)
    if len(lost):
        some, here = scores.take(lost, axis=1), columns[: len(lost)]
        some[labels[lost], here] = best[lost]
        labels[lost] = winner = some.argmax(axis=0)
        best[lost] = some[winner, here]
        some[winner, here] = -np.inf
        second[lost] = some.max(axis=0)
        lost = lost[second[lost] + margin[lost] >= best[lost]]
    return best, second, lost


def lead(
    upper: np.ndarray,
    lower: np.ndarray,
    margin: np.ndarray,
    best: np.ndarray,
    second: np.ndarray,
) -> np.ndarray:
    """Lower bound on the distance to the runner-up minus that to the winner, from their scores.

    |x - c|^2 = |x|^2 - 2 score. The difference of the roots is least where |x|^2 is largest, so
    both take its upper bound; margin is what the two scores can be wrong by together.
    """
    winner = np.sqrt(np.maximum(upper - (2 * best - margin), 0))
    runner_up = np.sqrt(np.maximum(lower - (2 * second + margin), 0))
    return runner_up * (1 - 4 * np.finfo(upper.dtype).eps) - winner
