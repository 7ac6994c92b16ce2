"""Bounds: most images cannot have changed cluster, and need no distance to prove it.

Keep for every image its gap: how much farther its second nearest centroid is than its own. When
the centroids move, the gap shrinks by no more than the way of its own centroid plus the longest
way of any other (triangle inequality). Only where nothing is left of the gap must distances be
computed again. After Hamerly, "Making k-means even faster", 2010.

The labels are exactly those of `assign_labels`: every gap is a lower bound that allows for
rounding, and what is too close to call is decided there by direct distances.
"""

from collections.abc import Sequence

import numpy as np

from kmeans_lib.engine.points import Points
from kmeans_lib.engine.referee import row_norms
from kmeans_lib.engine.scores import nearest_of_each

MOST = 0.5  # above this share of the images, one product for all beats gathering some
SHARED = 0.15  # the same where several runs share the product


class Assignment:
    """Labels that follow moving centroids; `assign_all` makes them, `follow_all` moves them.

    Attributes
    ----------
    centroids : (k, d)
    labels : (n,) integers
        Nearest centroid of every image. A new array whenever they change.
    """

    def __init__(
        self, points: Points, centroids: np.ndarray, labels: np.ndarray, gap: np.ndarray
    ) -> None:
        self.points = points
        self.centroids = centroids
        self.labels, self._gap = labels, gap
        self._x_max = points.norms.max()

    def unsure(self, centroids: np.ndarray) -> np.ndarray:
        """Move to new centroids; return the images whose labels may have to change."""
        self._gap -= self._loss(centroids)[self.labels]
        self.centroids = centroids
        rows = np.flatnonzero(self._gap <= 0)
        sketch, norms = self.points.sketch, self.points.norms
        if sketch is not None and len(rows):
            gap = sketch.gap(rows, self.labels[rows], norms[rows], centroids)
            self._gap[rows] = gap
            rows = rows[gap <= 0]
        if len(rows) > MOST * len(self.labels):
            rows = np.arange(len(self.labels))  # to pick most of them out would cost more
        return rows

    def nearest(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Labels and gaps of some images, without a product for all of them if it can be."""
        X, norms, guess = self.points.X, self.points.norms, self.labels[rows]
        if len(rows) < len(X):
            X, norms = X[rows], norms[rows]
        return nearest_of_each(X, norms, [(self.centroids, np.arange(len(X)), guess)])[0]

    def relabel(
        self, rows: np.ndarray, labels: np.ndarray, gap: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Note the labels of some images; return which of them changed, and their old labels."""
        old = self.labels[rows]
        self.labels = self.labels.copy()
        self.labels[rows] = labels
        self._gap[rows] = gap
        changed = np.flatnonzero(labels != old)
        return rows[changed], old[changed]

    def _loss(self, centroids: np.ndarray) -> np.ndarray:
        """What a gap can lose at most, by cluster: (k,)."""
        way = row_norms(centroids - self.centroids)
        farthest = np.argmax(way)
        others = np.full(len(way), way[farthest])
        others[farthest] = np.delete(way, farthest).max(initial=0)
        # Allow for the rounding of this line and of the subtraction from the gap.
        eps = np.finfo(self._gap.dtype).eps
        scale = self._x_max + row_norms(centroids).max()
        return ((way + others) * (1 + 4 * eps) + 2 * eps * scale).astype(self._gap.dtype)


def assign_all(points: Points, starts: Sequence[np.ndarray]) -> list[Assignment]:
    """An `Assignment` for each of several starts, by one product for all of them."""
    rows = np.arange(len(points.X))
    tasks = [(start, rows, None) for start in starts]
    found = nearest_of_each(points.X, points.norms, tasks)
    return [Assignment(points, start, *f) for start, f in zip(starts, found, strict=True)]


def follow_all(
    assignments: Sequence[Assignment], targets: Sequence[np.ndarray]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Move several assignments of the same images to new centroids.

    Returns for each of them which images changed cluster, and their old labels.
    """
    points = assignments[0].points
    unsure = [a.unsure(centroids) for a, centroids in zip(assignments, targets, strict=True)]
    shared = [i for i, rows in enumerate(unsure) if len(rows) > SHARED * len(points.X)]
    found = {}
    if len(shared) > 1:
        runs = [(assignments[i], unsure[i]) for i in shared]
        tasks = [(a.centroids, rows, a.labels[rows]) for a, rows in runs]
        found = dict(zip(shared, nearest_of_each(points.X, points.norms, tasks), strict=True))
    for i, (assignment, rows) in enumerate(zip(assignments, unsure, strict=True)):
        if i not in found:
            found[i] = assignment.nearest(rows)
    return [
        a.relabel(rows, *found[i])
        for i, (a, rows) in enumerate(zip(assignments, unsure, strict=True))
    ]
