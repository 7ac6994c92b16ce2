"""Initialization: where the centroids start."""

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.assignment import distances_by_centroid, row_squares
from kmeans_lib.validation import InputError, as_count, as_rng, as_rows, as_weights


def init_random(
    X: ArrayLike, k: int, rng: np.random.Generator, sample_weight: ArrayLike | None = None
) -> np.ndarray:
    """Start at k different images drawn at random.

    Parameters
    ----------
    X : array of shape (n, d)
        One flattened image a row.
    k : int
        Number of centroids.
    rng : numpy.random.Generator
    sample_weight : array of shape (n,), optional
        The chance of an image to be drawn is proportional to its weight.

    Returns
    -------
    centroids : array of shape (k, d)
        Rows of X (copies), no two of them equal.

    Raises
    ------
    InputError
        If X has fewer than k different rows (the message says how many), or rng is no Generator.

    References
    ----------
    Forgy, "Cluster analysis of multivariate data", 1965.
    """
    X, k, rng, weights = _checked(X, k, rng, sample_weight)
    if weights is None:
        order = rng.permutation(len(X))
    else:
        drawable = np.count_nonzero(weights)
        order = rng.choice(len(X), drawable, replace=False, p=weights / weights.sum())
    chosen: dict[bytes, int] = {}
    for i in order:
        chosen.setdefault((X[i] + 0.0).tobytes(), i)  # + 0.0 turns -0.0, which equals it, into 0.0
        if len(chosen) == k:
            return X[list(chosen.values())]
    raise _too_few(k, len(chosen))


def init_plus_plus(
    X: ArrayLike, k: int, rng: np.random.Generator, sample_weight: ArrayLike | None = None
) -> np.ndarray:
    """Start at k images far apart: greedy k-means++.

    The first image is drawn at random. Each further one is the best of 2 + log(k) candidates,
    which are drawn with a chance proportional to the squared distance to the nearest
    centroid so far; the best is the one that leaves the smallest sum of these distances.

    Parameters, return value and errors are those of `init_random`.

    References
    ----------
    Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", 2007; the greedy
    choice is from their conclusion and is what scikit-learn does.
    """
    X, k, rng, weights = _checked(X, k, rng, sample_weight)
    return plus_plus(X, row_squares(X), k, [rng], weights)[0]


def plus_plus(
    X: np.ndarray,
    x_squares: np.ndarray,
    k: int,
    rngs: list[np.random.Generator],
    weights: np.ndarray | None = None,
) -> np.ndarray:
    """`init_plus_plus` for several generators at a time: the starts share one product a round.

    Returns an array of shape (len(rngs), k, d).
    """
    weights = np.ones(len(X)) if weights is None else weights
    n_candidates = 2 + int(np.log(k))
    runs = np.arange(len(rngs))
    chosen = [[_draw(weights, 1, rng)[0]] for rng in rngs]
    # Squared distance of every image to the nearest centroid so far: (runs, n).
    closest = distances_by_centroid(X, x_squares, X[np.ravel(chosen)].astype(np.float64))
    for _ in range(1, k):
        chances = weights * closest
        if not chances.any(axis=1).all():
            raise _too_few(k, len(chosen[0]))
        candidates = [_draw(c, n_candidates, rng) for c, rng in zip(chances, rngs, strict=True)]
        near = distances_by_centroid(X, x_squares, X[np.ravel(candidates)].astype(np.float64))
        near = np.minimum(near.reshape(len(rngs), n_candidates, -1), closest[:, None])
        best = np.argmin(near @ weights, axis=1)
        closest = near[runs, best]
        for run, (row, place) in enumerate(zip(candidates, best, strict=True)):
            chosen[run].append(row[place])
    return X[np.array(chosen)]


def _draw(chances: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Draw `size` places with probabilities proportional to chances."""
    heights = np.cumsum(chances, dtype=np.float64)
    places = np.searchsorted(heights, rng.random(size) * heights[-1], side="right")
    # The product may round up to the total: then it is the last place that has a chance.
    return np.minimum(places, np.searchsorted(heights, heights[-1]))


def check_k(X: np.ndarray, k: int, weights: np.ndarray | None = None) -> int:
    """Return k if X has so many rows; else say how many different ones it has."""
    k = as_count(k, "k")
    if k > len(X):
        raise _too_few(k, len(np.unique(X if weights is None else X[weights > 0], axis=0)))
    return k


def _checked(
    X: ArrayLike, k: int, rng: np.random.Generator, sample_weight: ArrayLike | None
) -> tuple[np.ndarray, int, np.random.Generator, np.ndarray | None]:
    X = as_rows(X)
    weights = as_weights(sample_weight, len(X))
    return X, check_k(X, k, weights), as_rng(rng), weights


def _too_few(k: int, distinct: int) -> InputError:
    return InputError(f"k = {k}, but only {distinct} of the images are different from each other")
