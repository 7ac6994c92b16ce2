"""Bounds: most images cannot have changed cluster, and need no distance to prove it.

Keep for every image its gap: how much farther its second nearest centroid is than its own. When
the centroids move, the gap shrinks by no more than the way of its own centroid plus the longest
way of any other (triangle inequality). Only where nothing is left of the gap must distances be
computed again. After Hamerly, "Making k-means even faster", 2010.

The labels are exactly those of `assign_labels`: every gap is a lower bound that allows for
rounding, and what is too close to call is decided there by direct distances.
"""

import numpy as np

from kmeans_lib.assignment import rounding, row_norms, settle

MOST = 0.5  # above this share of the images, one product for all beats gathering some
MANY_PIXELS = 512  # with fewer, a sketch costs more than it saves
DIRECTIONS, SAMPLE = 64, 1024
ROWS_AT_ONCE = 8192  # images whose scores fit into the processor's cache


class Assignment:
    """Labels that follow moving centroids.

    Attributes
    ----------
    labels : (n,) integers
        Nearest centroid of every image. A new array whenever they change.
    """

    def __init__(self, X, x_norms, centroids, sketch=None):
        self.X, self.x_norms, self.sketch = X, x_norms, sketch
        self.centroids = centroids
        self.labels, self._gap = nearest(X, x_norms, centroids)
        self._x_max = x_norms.max()

    def follow(self, centroids):
        """Move to new centroids; return which images changed cluster, and their old labels."""
        self._gap -= self._loss(centroids)[self.labels]
        self.centroids = centroids
        unsure = np.flatnonzero(self._gap <= 0)
        if self.sketch is not None and len(unsure):
            gap = self.sketch.gap(unsure, self.labels[unsure], self.x_norms[unsure], centroids)
            self._gap[unsure] = gap
            unsure = unsure[gap <= 0]
        if len(unsure) > MOST * len(self.X):
            unsure, X, x_norms = np.arange(len(self.X)), self.X, self.x_norms
        else:
            X, x_norms = self.X[unsure], self.x_norms[unsure]
        old = self.labels[unsure]
        new, self._gap[unsure] = nearest(X, x_norms, centroids, guess=old)
        changed = np.flatnonzero(new != old)
        self.labels = self.labels.copy()
        self.labels[unsure] = new
        return unsure[changed], old[changed]

    def _loss(self, centroids):
        """What a gap can lose at most, by cluster: (k,)."""
        way = row_norms(centroids - self.centroids)
        farthest = way.argmax()
        others = np.full(len(way), way[farthest])
        others[farthest] = np.delete(way, farthest).max(initial=0)
        # Allow for the rounding of this line and of the subtraction from the gap.
        eps = np.finfo(self._gap.dtype).eps
        scale = self._x_max + row_norms(centroids).max()
        return ((way + others) * (1 + 4 * eps) + 2 * eps * scale).astype(self._gap.dtype)


class Sketch:
    """A few coordinates of every image that tell most of it, for images of many pixels.

    In a basis of r directions, x.c is the product of r coordinates plus that of the two residues,
    and the latter is at most the product of their lengths (Cauchy and Schwarz). Centroids are
    smooth, so their residues are short, and r coordinates decide for most images that nothing
    changed. Any basis will do for exactness; a good one comes from some of the images.
    """

    def __init__(self, X, x_norms):
        some = X[:: max(1, len(X) // SAMPLE)].astype(np.float64)
        basis = some[:: max(1, len(some) // DIRECTIONS)][:DIRECTIONS].T
        basis, _ = np.linalg.qr(some.T @ (some @ basis))  # one step towards the leading directions
        self._basis = basis
        self._coordinates = X @ basis.astype(X.dtype)
        self._rounding = rounding(X) * (np.sqrt(basis.shape[1]) + 2)
        squares = x_norms**2 - row_norms(self._coordinates) ** 2
        self._residues = np.sqrt(np.maximum(squares, 0) + 2 * self._rounding * x_norms**2)
        self._residues = self._residues.astype(X.dtype)

    def gap(self, rows, labels, x_norms, centroids):
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


def nearest(X, x_norms, centroids, guess=None):
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
    c_norms = row_norms(centroids)
    halves = (c_norms**2 / 2).astype(X.dtype)[:, None]
    factors = centroids.astype(X.dtype)
    labels, gap = np.empty(len(X), dtype=np.intp), np.empty(len(X), dtype=X.dtype)
    for start in range(0, len(X), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        scores = products(factors, X[rows])
        scores -= halves
        likely = scores.argmax(axis=0) if guess is None else guess[rows]
        labels[rows], best, second = best_two(scores, likely)
        gap[rows] = lead(x_norms[rows], c_norms.max(), best, second, rounding(X))
    settle(labels, np.flatnonzero(gap <= 0), X, centroids)
    return labels, gap


def products(centroids, X):
    """Dot products of shape (k, n), in rows of n: that is fast to search along k."""
    if X.dtype == np.float32 and X.shape[1] > 100:  # here the product is faster the other way
        return (X @ centroids.T).T.copy()
    return centroids @ X.T


def best_two(scores, guess):
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


def lead(x_norms, c_norm, best, second, rounding):
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
