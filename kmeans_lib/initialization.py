"""Initialization: where the centroids start."""

import numpy as np

from kmeans_lib.assignment import squared_distances
from kmeans_lib.validation import InputError, as_count, as_rng, as_rows, as_weights


def init_random(X, k, rng, sample_weight=None):
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
    chosen = {}
    for i in order:
        chosen.setdefault((X[i] + 0.0).tobytes(), i)  # + 0.0 turns -0.0, which equals it, into 0.0
        if len(chosen) == k:
            return X[list(chosen.values())]
    raise _too_few(k, len(chosen))


def init_plus_plus(X, k, rng, sample_weight=None):
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
    weights = np.ones(len(X)) if weights is None else weights
    n_candidates = 2 + int(np.log(k))
    chosen = [rng.choice(len(X), p=weights / weights.sum())]
    closest = squared_distances(X, X[chosen]).T  # (1, n): to the nearest centroid so far
    for _ in range(1, k):
        chance = weights * closest[0]
        if not chance.any():
            raise _too_few(k, len(chosen))
        candidates = rng.choice(len(X), n_candidates, p=chance / chance.sum())
        closest = np.minimum(closest, squared_distances(X, X[candidates]).T)
        best = np.argmin(closest @ weights)
        closest = closest[[best]]
        chosen.append(candidates[best])
    return X[chosen]


def _checked(X, k, rng, sample_weight):
    X = as_rows(X)
    k, weights = as_count(k, "k"), as_weights(sample_weight, len(X))
    if k > len(X):
        counting = X if weights is None else X[weights > 0]
        raise _too_few(k, len(np.unique(counting, axis=0)))
    return X, k, as_rng(rng), weights


def _too_few(k, distinct):
    return InputError(f"k = {k}, but only {distinct} of the images are different from each other")
