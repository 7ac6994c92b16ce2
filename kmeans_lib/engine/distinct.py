"""Distinct rows: equal images need to be clustered only once, as one that weighs more."""

import numpy as np

from kmeans_lib.engine.referee import row_blocks


def distinct_rows(
    X: np.ndarray, sample_weight: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The different rows of X, in an order that depends on the rows alone.

    k-means on them, with their weights, is exactly k-means on X, and much less work for the
    pixels of a photograph, of which many have the same colour.

    Parameters
    ----------
    X : float array of shape (n, d)
    sample_weight : array of shape (n,), optional

    Returns
    -------
    rows : array of shape (m, d)
    weights : array of shape (m,), float64
        How many rows of X each of them stands for, or their total weight.
    inverse : integer array of shape (n,)
        `rows[inverse]` is X again.
    """
    # Equal rows have equal projections on any direction, so sorting by one brings them together.
    direction = np.random.default_rng(0).normal(size=X.shape[1])
    blocks = (X[rows].astype(np.float64) for rows in row_blocks(*X.shape))
    keys = np.concatenate([np.einsum("ij,j->i", block, direction) for block in blocks])
    order = np.argsort(keys)
    alike = 1 + np.flatnonzero(keys[order[1:]] == keys[order[:-1]])
    these, before = X.take(order[alike], axis=0), X.take(order[alike - 1], axis=0)
    differ = (these != before).any(axis=1)
    if differ.any():  # numbers so large that the direction does not tell all of them apart
        rows, inverse = np.unique(X + 0.0, axis=0, return_inverse=True)  # + 0.0: -0.0 equals 0.0
        return rows, np.bincount(inverse, sample_weight).astype(np.float64), inverse
    is_first = np.ones(len(X), dtype=bool)
    is_first[alike] = False
    inverse = np.empty(len(X), dtype=np.intp)
    inverse[order] = np.cumsum(is_first) - 1
    weights = np.bincount(inverse, sample_weight).astype(np.float64)
    return X.take(order[is_first], axis=0), weights, inverse
