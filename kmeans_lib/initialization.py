"""Lesson 02, initialization: where the centroids start."""

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.assignment import squared_distances
from kmeans_lib.engine import seed
from kmeans_lib.validation import InputError, as_count, as_rng, as_rows, as_weights, too_few


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
    X, weights = _checked(X, k, rng, sample_weight)
    if sample_weight is None:
        order = rng.permutation(len(X))
    else:
        drawable = np.count_nonzero(weights)
        order = rng.choice(len(X), drawable, replace=False, p=weights / weights.sum())
    chosen: dict[bytes, int] = {}
    for i in order:
        chosen.setdefault((X[i] + 0.0).tobytes(), i)  # + 0.0 turns -0.0, which equals it, into 0.0
        if len(chosen) == k:
            return X[list(chosen.values())]
    raise too_few(k, len(chosen))


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
    X, weights = _checked(X, k, rng, sample_weight)
    chosen = [_draw(weights, 1, rng)[0]]
    nearest = squared_distances(X, X[chosen])[:, 0]
    for _ in range(1, k):
        if not (weights * nearest).any():
            raise too_few(k, len(chosen))
        tried = _draw(weights * nearest, 2 + int(np.log(k)), rng)
        left = np.minimum(squared_distances(X, X[tried]), nearest[:, None])
        best = (weights @ left).argmin()
        chosen.append(tried[best])
        nearest = left[:, best]
    return X[chosen]


STARTS = {"k-means++": init_plus_plus, "random": init_random}


def draw_starts(
    X: np.ndarray,
    k: int,
    init: str,
    n_init: int,
    rng: np.random.Generator | None,
    sample_weight: np.ndarray | None,
) -> list[np.ndarray]:
    """n_init starts: with one, from rng itself; with more, each from a child of rng."""
    if init not in STARTS:
        raise InputError(f"init = {init!r}: one of {', '.join(STARTS)} or an array is wanted")
    rngs = [as_rng(rng)] if n_init == 1 else as_rng(rng).spawn(n_init)
    if init == "k-means++":  # all together: the rows that init_plus_plus draws, faster
        _checked(X, k, rngs[0], sample_weight)
        return list(seed(X, k, rngs, sample_weight))
    return [STARTS[init](X, k, child, sample_weight) for child in rngs]


def _draw(chances: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Draw `size` places with probabilities proportional to chances."""
    ends = np.cumsum(chances)
    places = np.searchsorted(ends, rng.random(size) * ends[-1], side="right")
    # The product may round up to the total: then it is the last place that has a chance.
    return np.minimum(places, np.searchsorted(ends, ends[-1]))


def _checked(
    X: ArrayLike, k: int, rng: np.random.Generator, sample_weight: ArrayLike | None
) -> tuple[np.ndarray, np.ndarray]:
    """X and its weights; errors for what cannot give k different rows."""
    X = as_rows(X)
    weights = as_weights(sample_weight, len(X))
    weights = np.ones(len(X)) if weights is None else weights
    as_rng(rng)
    if as_count(k, "k") > len(X):
        raise too_few(k, len(np.unique(X[weights > 0], axis=0)))
    return X, weights
