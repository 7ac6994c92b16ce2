"""The state of a run: where its centroids and images are, and what its clusters add up to.

After a few rounds hardly any image changes cluster, so adding and taking away these few is much
less work than adding up all images. Sums are in float64, where whole numbers stay exact.
"""

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from kmeans_lib.engine import sums as add
from kmeans_lib.engine.points import LEAST, Points


class State:
    """One run after some rounds.

    Attributes
    ----------
    fresh : bool
        Whether no image has been assigned yet.
    labels : (n,) integers
    centroids, placed : (k, d) float64
        As they are, and where images are scored; `halves` (k,) are |c|^2 / 2 there.
    gap : (n,)
        At least so much farther is the second nearest centroid; `loss` (k,) is what it may have
        lost since, by cluster.
    factor, rest : float
        Two scores of an image x can be wrong by factor * |x| + rest together.
    sums, weights : (k, d), (k,) float64
    rounds, emptied : int
        Updates so far, and how many clusters they found empty.
    moved : int
        Images that changed cluster in the last round.
    way : float
        Squared ways of all centroids in the last round, added up.
    """

    def __init__(self, points: Points, start: np.ndarray) -> None:
        k, (n, d) = len(start), points.X.shape
        self.points, self.fresh = points, True
        self.rounds, self.moved, self.emptied, self.way = 0, n, 0, np.inf
        self.labels, self.gap = np.zeros(n, np.intp), np.zeros(n, points.norms.dtype)
        self.sums, self._weigh, self._squares = np.zeros((k, d)), np.zeros((2, k)), 0.0
        self.loss = np.zeros(k, points.norms.dtype)
        self._stand(start, points.place(start))

    def _stand(self, centroids: np.ndarray, placed: np.ndarray) -> None:
        self.centroids, self.placed = centroids, placed
        squares = np.vecdot(placed, placed)
        self._longest = math.sqrt(squares.max())
        number, unit = self.points.norms.dtype.type, self.points.unit
        self.halves = (squares / 2).astype(number)
        self.factor = number(2 * self.points.rounding * self._longest)
        self.rest = number(4 * unit * self._longest**2 + LEAST)

    def update(self) -> None:
        """Move every centroid to the mean of its images."""
        empty, sums, weights = np.flatnonzero(self.weights == 0), self.sums, self.weights
        if len(empty):
            sums, weights = self._refilled(empty)
        self.go(add.averages(sums, weights))
        self.rounds += 1
        self.emptied += len(empty)

    def go(self, centroids: np.ndarray) -> None:
        """Move the centroids to new places."""
        placed = self.points.place(centroids)
        way = placed - self.placed
        step = centroids - self.centroids
        self.way = np.vdot(step, step)
        self._stand(centroids, placed)
        self.loss = self._loss(np.sqrt(np.vecdot(way, way)))

    def _loss(self, way: np.ndarray) -> np.ndarray:
        """What a gap can lose at most, by cluster: (k,)."""
        farthest = way.argmax()
        others = np.full(len(way), way[farthest])
        others[farthest] = np.partition(way, -2)[-2] if len(way) > 1 else 0
        # Allow for the rounding of this line and of the subtraction from the gap.
        eps = 2 * self.points.unit
        scale = self.points.longest + self._longest
        return ((way + others) * (1 + 4 * eps) + 2 * eps * scale).astype(self.gap.dtype)

    def _refilled(self, empty: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Sums and weights after each empty cluster took the farthest image that is left."""
        X, sample_weight = self.points.X, self.points.sample_weight
        distances = add.own_distances(X, self.labels, self.centroids)
        if sample_weight is not None:
            distances[sample_weight == 0] = 0  # an image that does not count starts no cluster
        rows = add.farthest(distances, len(empty))
        labels = self.labels.copy()
        labels[rows] = empty[: len(rows)]
        return add.cluster_sums(X, labels, len(self.centroids), sample_weight)

    def note(self, changes: Sequence["Change"]) -> None:
        """What a round came to in all parts of the images."""
        self.fresh, self.moved = False, 0
        for change in changes:
            self.moved += change.moved
            self.sums += change.gain
            self._weigh += change.weigh
            self._squares += change.squares
        self.weights, members = self._weigh
        # An emptied cluster must weigh exactly 0, not a rounding error.
        self.weights[members == 0] = 0

    @cached_property
    def mean(self) -> np.ndarray:
        """Mean of all images: (d,)."""
        return self.sums.sum(axis=0) / self.points.weight

    @cached_property
    def spread(self) -> float:
        """Squared distances of all images to their mean, added up."""
        spread = self._squares - self.points.weight * (self.mean @ self.mean)
        if spread >= 1e-3 * self._squares:
            return float(spread)
        # Too many digits have cancelled.
        X, sample_weight = self.points.X, self.points.sample_weight
        return add.squares(X, sample_weight, self.mean)

    def inertia(self) -> float:
        """Sum of squared distances without another look at the images.

        In each cluster, sum |x - c|^2 = sum |x - m|^2 - 2 (c - m).sum(x - m) + weight |c - m|^2.
        With m the mean of all images the terms are small, and little is lost to rounding.
        """
        shift = self.centroids - self.mean
        pull = self.sums - self.weights[:, None] * self.mean
        value = self.spread - 2 * np.vdot(shift, pull)
        return max(float(value + self.weights @ np.vecdot(shift, shift)), 0.0)


class Change:
    """What a round changes in a part of the images.

    Attributes
    ----------
    moved : int
    gain : (k, d)
        Of the sums.
    weigh : (2, k)
        What clusters gain in weight, and in images that have any.
    squares : float
        Squared lengths of the images that are assigned for the first time, added up.
    """

    def __init__(self, run: State) -> None:
        self.run, self.moved, self.squares = run, 0, 0.0
        self.gain, self.weigh = np.zeros(run.centroids.shape), np.zeros((2, len(run.centroids)))

    def relabel(self, rows: slice | np.ndarray, new: np.ndarray) -> None:
        """Give images, by a slice or their numbers, their new labels."""
        run, k = self.run, len(self.gain)
        X, sample_weight = run.points.X, run.points.sample_weight
        if run.fresh:
            weights = None if sample_weight is None else sample_weight[rows]
            gain, squares = add.first_sums(add.some_of(X, rows), new, k, weights)
            self.squares += squares
        else:
            changed = np.flatnonzero(new != add.some_of(run.labels, rows))
            if not len(changed):
                return
            rows = changed + rows.start if isinstance(rows, slice) else rows.take(changed)
            new, old = new.take(changed), run.labels.take(rows)
            gain = add.moved_sums(X, rows, new, old, k, sample_weight)
            self._count(rows, old, -1)
        self._count(rows, new, 1)
        self.gain += gain
        self.moved += len(new)
        run.labels[rows] = new

    def _count(self, rows: slice | np.ndarray, labels: np.ndarray, sign: int) -> None:
        """Let images come to clusters, or leave them if the sign is -1."""
        sample_weight, k = self.run.points.sample_weight, len(self.gain)
        weights = None if sample_weight is None else sample_weight[rows]
        members = np.bincount(labels, None if weights is None else weights > 0, k)
        self.weigh[0] += sign * (members if weights is None else np.bincount(labels, weights, k))
        self.weigh[1] += sign * members
