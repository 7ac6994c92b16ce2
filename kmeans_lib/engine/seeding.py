"""Seeding: greedy k-means++ for several runs at a time, which share one product a round."""

from collections.abc import Sequence

import numpy as np

from kmeans_lib.engine.referee import expanded, row_squares, settle_cancelled
from kmeans_lib.validation import too_few


def seed(
    X: np.ndarray,
    k: int,
    rngs: Sequence[np.random.Generator],
    sample_weight: np.ndarray | None = None,
) -> np.ndarray:
    """A start for each generator: the rows that `init_plus_plus` would draw with it.

    Parameters
    ----------
    X : float array of shape (n, d)
    k : int
    rngs : numpy.random.Generators
    sample_weight : array of shape (n,), optional

    Returns
    -------
    array of shape (len(rngs), k, d)

    Raises
    ------
    InputError
        If X has fewer than k different rows.
    """
    x_squares = row_squares(X)
    weights = np.ones(len(X)) if sample_weight is None else sample_weight
    n_candidates = 2 + int(np.log(k))
    chosen = [[draw(weights, 1, rng)[0]] for rng in rngs]
    # Squared distance of every image to the nearest centroid so far: (runs, n).
    closest = _distances(X, x_squares, np.ravel(chosen))
    for _ in range(1, k):
        chances = weights * closest
        if not chances.any(axis=1).all():
            raise too_few(k, len(chosen[0]))
        candidates = [draw(c, n_candidates, rng) for c, rng in zip(chances, rngs, strict=True)]
        near = _distances(X, x_squares, np.ravel(candidates))
        near = np.minimum(near.reshape(len(rngs), n_candidates, -1), closest[:, None])
        best = np.argmin(near @ weights, axis=1)
        closest = near[np.arange(len(rngs)), best]
        for run, (row, place) in enumerate(zip(candidates, best, strict=True)):
            chosen[run].append(row[place])
    return X[np.array(chosen)]


def _distances(X: np.ndarray, x_squares: np.ndarray, rows: np.ndarray) -> np.ndarray:
    centroids = X[rows].astype(np.float64)
    return settle_cancelled(expanded(X, x_squares, centroids), X, x_squares, centroids)


def draw(chances: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Draw `size` places with probabilities proportional to chances."""
    heights = np.cumsum(chances, dtype=np.float64)
    places = np.searchsorted(heights, rng.random(size) * heights[-1], side="right")
    # The product may round up to the total: then it is the last place that has a chance.
    return np.minimum(places, np.searchsorted(heights, heights[-1]))
