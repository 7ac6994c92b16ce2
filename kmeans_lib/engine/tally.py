"""Tally: the sums of the clusters, kept up to date by what moves alone.

After a few rounds hardly any image changes cluster, so adding and taking away these few is much
less work than adding up all images. Sums are in float64, where whole numbers stay exact.
"""

import numpy as np

from kmeans_lib.engine import sums as add
from kmeans_lib.engine.points import Points
from kmeans_lib.engine.referee import direct_distances, row_blocks


class Tally:
    """What one run keeps count of: sum and weight of every cluster, and how far it has come.

    Attributes
    ----------
    rounds, emptied : int
        Updates so far, and how many clusters they found empty.
    moved : int
        Images that changed cluster in the last round.
    way : float
        Squared ways of all centroids in the last round, added up.
    """

    def __init__(self, points: Points, labels: np.ndarray, k: int) -> None:
        self.points = points
        self.rounds, self.moved, self.emptied, self.way = 0, len(labels), 0, np.inf
        self.sums, self.weights = add.cluster_sums(points.X, labels, k, points.sample_weight)
        self.mean = self.sums.sum(axis=0) / self.weights.sum()
        squares = np.sum(add.weighted(points.squares, points.sample_weight))
        self.spread = squares - self.weights.sum() * (self.mean @ self.mean)
        if self.spread < 1e-3 * squares:  # too many digits cancelled: add up directly
            blocks = row_blocks(*points.X.shape)
            distances = [direct_distances(points.X[rows], self.mean) for rows in blocks]
            self.spread = np.sum(add.weighted(np.concatenate(distances), points.sample_weight))

    def update(self, labels: np.ndarray, centroids: np.ndarray) -> np.ndarray:
        """New centroids."""
        empty, sums, weights = np.flatnonzero(self.weights == 0), self.sums, self.weights
        if len(empty):
            sums, weights = self._refilled(empty, labels, centroids)
        new = add.averages(sums, weights)
        self.way = np.sum((new - centroids) ** 2)
        self.rounds += 1
        self.emptied += len(empty)
        return new

    def _refilled(
        self, empty: np.ndarray, labels: np.ndarray, centroids: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Sums and weights after each empty cluster took the farthest image that is left."""
        X, sample_weight = self.points.X, self.points.sample_weight
        distances = add.own_distances(X, labels, centroids)
        if sample_weight is not None:
            distances[sample_weight == 0] = 0  # an image that does not count starts no cluster
        rows = add.farthest(distances, len(empty))
        labels = labels.copy()
        labels[rows] = empty[: len(rows)]
        return add.cluster_sums(X, labels, len(centroids), sample_weight)

    def move(self, labels: np.ndarray, moved: np.ndarray, old: np.ndarray) -> None:
        """Take the images that moved from their old clusters and add them to their new ones."""
        self.moved = len(moved)
        sample_weight = self.points.sample_weight
        factors = np.zeros((len(self.sums), len(moved)))
        places = np.arange(len(moved))
        factors[labels[moved], places] = 1
        factors[old, places] = -1
        if sample_weight is not None:
            factors *= sample_weight[moved]
        self.sums = self.sums + add.weighted_sums(self.points.X[moved], factors)
        # Counted anew: an emptied cluster must weigh exactly 0, not a rounding error.
        weights = np.bincount(labels, sample_weight, minlength=len(self.sums))
        self.weights = weights.astype(np.float64)

    def inertia(self, centroids: np.ndarray) -> float:
        """Sum of squared distances without another look at the images.

        In each cluster, sum |x - c|^2 = sum |x - m|^2 - 2 (c - m).sum(x - m) + weight |c - m|^2.
        With m the mean of all images the terms are small, and little is lost to rounding.
        """
        shift = centroids - self.mean
        pull = self.sums - self.weights[:, None] * self.mean
        squares = np.einsum("ij,ij->i", shift, shift)
        value = self.spread - 2 * np.vdot(shift, pull) + self.weights @ squares
        return max(float(value), 0.0)
