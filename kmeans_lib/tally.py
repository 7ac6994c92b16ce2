"""Tally: the sums of the clusters, kept up to date by what moves alone.

After a few rounds hardly any image changes cluster, so adding and taking away these few is much
less work than adding up all images. Sums are in float64, where whole numbers stay exact.
"""

from typing import Any

import numpy as np

from kmeans_lib.update import cluster_sums, distances_to, weighted, weighted_sums


class Tally:
    """Sum and weight of every cluster, kept up to date, and the inertia that follows from them."""

    def __init__(
        self,
        points: Any,  # of class Points, which builds on this module
        labels: np.ndarray,
        k: int,
    ) -> None:
        self.points = points
        self.sums, self.weights = cluster_sums(points.X, labels, k, points.sample_weight)
        self.mean = self.sums.sum(axis=0) / self.weights.sum()
        self.spread = points.squares - self.weights.sum() * (self.mean @ self.mean)
        if self.spread < 1e-3 * points.squares:  # too many digits cancelled: add up directly
            distances = distances_to(points.X, self.mean)
            self.spread = np.sum(weighted(distances, points.sample_weight))

    def move(self, labels: np.ndarray, moved: np.ndarray, old: np.ndarray) -> None:
        """Take the images that moved from their old clusters and add them to their new ones."""
        sample_weight = self.points.sample_weight
        factors = np.zeros((len(self.sums), len(moved)))
        places = np.arange(len(moved))
        factors[labels[moved], places] = 1
        factors[old, places] = -1
        if sample_weight is not None:
            factors *= sample_weight[moved]
        self.sums = self.sums + weighted_sums(self.points.X[moved], factors)
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
