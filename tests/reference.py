"""The textbook, in exact fractions and plain loops: slow, and right by inspection."""

from fractions import Fraction

import numpy as np


def squared_distance(x, c):
    return sum((a - b) ** 2 for a, b in zip(x, c, strict=True))


def fractions(rows):
    return [[Fraction(float(value)) for value in row] for row in np.asarray(rows)]


def assign(X, centroids):
    """Lowest-numbered nearest centroid of every row, and whether any row had a choice."""
    labels, tie = [], False
    for x in X:
        distances = [squared_distance(x, c) for c in centroids]
        labels.append(distances.index(min(distances)))
        # Equal centroids tie in floating point as well: no choice there.
        tie |= (
            len({tuple(centroids[j]) for j, d in enumerate(distances) if d == min(distances)}) > 1
        )
    return labels, tie


def update(X, labels, centroids, weights):
    """Weighted means; an empty cluster takes the farthest row from its old cluster.

    Also returns how many were empty, and whether two rows were equally far.
    """
    k = len(centroids)
    members = [[i for i, label in enumerate(labels) if label == j] for j in range(k)]
    empty = [j for j in range(k) if not any(weights[i] for i in members[j])]
    own = [squared_distance(x, centroids[j]) for x, j in zip(X, labels, strict=True)]
    far = [distance if weight else 0 for distance, weight in zip(own, weights, strict=True)]
    order = sorted((i for i in range(len(X)) if far[i] > 0), key=lambda i: -far[i])
    taken = [far[i] for i in order[: len(empty) + 1]]
    tie = len(empty) > 0 and len(set(taken)) < len(taken)
    for j, i in zip(empty, order, strict=False):  # with too few rows, the rest stay empty
        members[labels[i]].remove(i)
        members[j] = [i]
    totals = [sum(weights[i] for i in rows) for rows in members]
    largest = totals.index(max(totals))
    source = [j if totals[j] else largest for j in range(k)]
    return (
        [
            [sum(weights[i] * X[i][c] for i in members[j]) / totals[j] for c in range(len(X[0]))]
            for j in source
        ],
        len(empty),
        tie,
    )


def lloyd(X, centroids, weights=None, max_iter=300):
    """Yield (labels, centroids, inertia, clusters found empty, tie so far) for every step."""
    X, centroids = fractions(X), fractions(centroids)
    weights = [Fraction(1)] * len(X) if weights is None else fractions([weights])[0]
    labels, tie, empty, ever_tied = None, False, 0, False
    for index in range(max_iter + 1):
        if labels is not None:
            centroids, empty, tie = update(X, labels, centroids, weights)
            ever_tied |= tie and index > 1
        old, (labels, tie) = labels, assign(X, centroids)
        # The start is of whole numbers: floating point sees the same ties and has no excuse.
        ever_tied |= tie and index > 0
        inertia = sum(
            w * squared_distance(x, centroids[j])
            for x, j, w in zip(X, labels, weights, strict=True)
        )
        yield labels, centroids, inertia, empty, ever_tied
        if labels == old:
            return
