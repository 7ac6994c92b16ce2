"""Scores: the nearest centroid and the gap to the second nearest, from one matrix product.

|x|^2 is the same for every centroid, so the nearest one has the largest x.c - |c|^2 / 2. What is
too close to call by scores is left to the referee.
"""

from collections.abc import Sequence

import numpy as np

from kmeans_lib.engine.referee import exact_labels, rounding, row_norms

ROWS_AT_ONCE = 8192  # images whose scores fit into the processor's cache


def nearest_of_each(
    X: np.ndarray,
    x_norms: np.ndarray,
    tasks: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray | None]],
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Nearest centroid of some rows, for several sets of centroids by one product.

    Parameters
    ----------
    X : float array of shape (n, d)
    x_norms : array of shape (n,)
        `row_norms(X)`.
    tasks : (centroids, rows, guess), one for each set
        float64 (k, d); an ascending integer array (m,) of rows of X; their labels of which most
        are right, which saves time and changes nothing, or None.

    Returns
    -------
    list of (labels, gap), one a task
        (m,) integers, and a lower bound (m,) on how much farther the second nearest centroid is;
        not positive where the two are too close to tell by their scores.
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
