"""Bounds: most images cannot have changed cluster, and need no distance to prove it.

Keep for every image its gap: how much farther its second nearest centroid is than its own. When
the centroids move, the gap shrinks by no more than the way of its own centroid plus the longest
way of any other (triangle inequality). Only where nothing is left of the gap must distances be
computed again. After Hamerly, "Making k-means even faster", 2010.

The labels are exactly those of `assign_labels`: every gap is a lower bound that allows for
rounding, and what is too close to call is decided there by direct distances.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kmeans_lib.assignment import exact_labels, rounding, row_norms

MOST = 0.5  # above this share of the images, one product for all beats gathering some
SHARED = 0.15  # the same where several runs share the product
MANY_PIXELS = 512  # with fewer, a sketch costs more than it saves
DIRECTIONS, SAMPLE = 64, 1024
ROWS_AT_ONCE = 8192  # images whose scores fit into the processor's cache


class Assignment:
    """Labels that follow moving centroids; `assign_all` makes them, `follow_all` moves them.

    Attributes
    ----------
    centroids : (k, d)
    labels : (n,) integers
        Nearest centroid of every image. A new array whenever they change.
    """

    def __init__(
        self,
        points: Any,  # of class Points, which builds on this module
        centroids: np.ndarray,
        labels: np.ndarray,
        gap: np.ndarray,
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
        points, guess = self.points, self.labels[rows]
        if len(rows) == len(points.X):
            return nearest(points.X, points.norms, self.centroids, guess)
        return nearest(points.X[rows], points.norms[rows], self.centroids, guess)

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


def assign_all(points: Any, starts: Sequence[np.ndarray]) -> list[Assignment]:
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


class Sketch:
    """A few coordinates of every image that tell most of it, for images of many pixels.

    In a basis of r directions, x.c is the product of r coordinates plus that of the two residues,
    and the latter is at most the product of their lengths (Cauchy and Schwarz). Centroids are
    smooth, so their residues are short, and r coordinates decide for most images that nothing
    changed. Any basis will do for exactness; a good one comes from some of the images.
    """

    def __init__(self, X: np.ndarray, x_norms: np.ndarray) -> None:
        some = X[:: max(1, len(X) // SAMPLE)].astype(np.float64)
        basis = some[:: max(1, len(some) // DIRECTIONS)][:DIRECTIONS].T
        basis, _ = np.linalg.qr(some.T @ (some @ basis))  # one step towards the leading directions
        self._basis = basis
        self._coordinates = X @ basis.astype(X.dtype)
        self._rounding = rounding(X) * (np.sqrt(basis.shape[1]) + 2)
        squares = x_norms**2 - row_norms(self._coordinates) ** 2
        self._residues = np.sqrt(np.maximum(squares, 0) + 2 * self._rounding * x_norms**2)
        self._residues = self._residues.astype(X.dtype)

    def gap(
        self, rows: np.ndarray, labels: np.ndarray, x_norms: np.ndarray, centroids: np.ndarray
    ) -> np.ndarray:
        """Lower bound on the gap of some rows, if they keep their labels."""
        coordinates = centroids @ self._basis
        c_norms = row_norms(centroids)
        residues = np.maximum(c_norms**2 - row_norms(coordinates) ** 2, 0) + 1e-10 * c_norms**2
        dtype = self._coordinates.dtype
        scores = products(coordinates.astype(dtype), self._coordinates[rows])
        scores -= (c_norms**2 / 2).astype(dtype)[:, None]
        errors = np.sqrt(residues).astype(dtype)[:, None] * self._residues[rows]
        scores += errors  # at most this
        places = labels, np.arange(len(rows))
        own = scores[places] - 2 * errors[places]  # at least this
        scores[places] = -np.inf
        return lead(x_norms, c_norms.max(), own, scores.max(axis=0), self._rounding)


def nearest(
    X: np.ndarray, x_norms: np.ndarray, centroids: np.ndarray, guess: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Nearest centroid of every row, and the gap to the second nearest.

    Parameters
    ----------
    X : float array of shape (n, d)
    x_norms : array of shape (n,)
        `row_norms(X)`.
    centroids : float64 array of shape (k, d)
    guess : integer array of shape (n,), optional
        Labels of which most are right: saves time, changes nothing.

    Returns
    -------
    labels : integer array of shape (n,)
    gap : array of shape (n,)
        Lower bound; not positive where the two are too close to tell by their scores.
    """
    return nearest_of_each(X, x_norms, [(centroids, np.arange(len(X)), guess)])[0]


def nearest_of_each(
    X: np.ndarray,
    x_norms: np.ndarray,
    tasks: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray | None]],
) -> list[tuple[np.ndarray, np.ndarray]]:
    """`nearest` for several (centroids, rows, guess), by one product of all images and centroids.

    The rows of each task are an ascending integer array.
    """
    norms = [row_norms(centroids) for centroids, _, _ in tasks]
    halves = (np.concatenate(norms) ** 2 / 2).astype(X.dtype)[:, None]
    factors = np.concatenate([centroids for centroids, _, _ in tasks]).astype(X.dtype)
    found = [(np.empty(len(rows), np.intp), np.empty(len(rows), X.dtype)) for _, rows, _ in tasks]
    for start in range(0, len(X), ROWS_AT_ONCE):
        block = slice(start, start + ROWS_AT_ONCE)
        scores = products(factors, X[block])
        scores -= halves
        end = 0
        for (_, rows, guess), (labels, gap), c_norms in zip(tasks, found, norms, strict=True):
            first, end = end, end + len(c_norms)
            here, own, own_norms = _columns(scores[first:end], x_norms[block], rows, start)
            likely = own.argmax(axis=0) if guess is None else guess[here]
            labels[here], best, second = best_two(own, likely)
            gap[here] = lead(own_norms, c_norms.max(), best, second, rounding(X))
    for (centroids, rows, _), (labels, gap) in zip(tasks, found, strict=True):
        doubtful = np.flatnonzero(gap <= 0)
        if len(doubtful):
            labels[doubtful] = exact_labels(X[rows[doubtful]], centroids)
    return found


def _columns(
    scores: np.ndarray, x_norms: np.ndarray, rows: np.ndarray, start: int
) -> tuple[slice, np.ndarray, np.ndarray]:
    """Which of rows have their scores (k, m) here, where row `start` is first; scores and norms."""
    m = len(x_norms)
    here = slice(*rows.searchsorted([start, start + m]))
    if here.stop - here.start == m:
        return here, scores, x_norms
    columns = rows[here] - start
    return here, scores.take(columns, axis=1), x_norms[columns]


def products(centroids: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Dot products of shape (k, n), in rows of n: that is fast to search along k."""
    if X.dtype == np.float32 and X.shape[1] > 100:  # here the product is faster the other way
        return (X @ centroids.T).T.copy()
    return centroids @ X.T


def best_two(scores: np.ndarray, guess: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Winner of each column of scores (k, n), its score, and that of the runner-up.

    To search for a place is slow, for a value fast: a guess is only replaced where another
    score is as high. Overwrites scores.
    """
    columns = np.arange(scores.shape[1])
    labels = guess.copy()
    best = scores[labels, columns]
    scores[labels, columns] = -np.inf
    second = scores.max(axis=0)
    lost = np.flatnonzero(second >= best)
    if len(lost):
        scores[labels[lost], lost] = best[lost]
        some = scores[:, lost]
        labels[lost] = some.argmax(axis=0)
        best[lost] = scores[labels[lost], lost]
        some[labels[lost], np.arange(len(lost))] = -np.inf
        second[lost] = some.max(axis=0)
    return labels, best, second


def lead(
    x_norms: np.ndarray, c_norm: float, best: np.ndarray, second: np.ndarray, rounding: float
) -> np.ndarray:
    """Lower bound on the distance to the runner-up minus that to the winner, from their scores.

    |x - c|^2 = |x|^2 - 2 score; `rounding` times the square of |x| + |c| bounds the error of
    every term, and the last line that of the square roots.
    """
    number = x_norms.dtype.type
    reach = x_norms + number(c_norm)
    margin = number(rounding) * reach * reach
    squares = x_norms * x_norms
    winner = np.sqrt(np.maximum(squares - 2 * (best - margin), 0))
    runner_up = np.sqrt(np.maximum(squares - 2 * (second + margin), 0))
    return runner_up - winner - number(8 * np.finfo(number).eps) * reach
