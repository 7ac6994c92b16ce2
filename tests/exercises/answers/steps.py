"""Exercises of lesson 03: right answers in every style, and wrong ones."""

import numpy as np
from scipy.cluster.vq import vq
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist


def squares(X, c):
    return cdist(X, c, "sqeuclidean")


def blocks(X, c):
    return cdist(X, c, "cityblock")


def product(X, c):
    return (X**2).sum(axis=1)[:, None] - 2 * X @ c.T + (c**2).sum(axis=1)


def in_loops(power):
    def assign(X, centroids):
        labels = []
        for x in X:
            best, least = 0, float("inf")
            for j, c in enumerate(centroids):
                apart = sum(abs(float(p) - float(q)) ** power for p, q in zip(x, c, strict=True))
                if apart < least:
                    best, least = j, apart
            labels.append(best)
        return labels

    return assign


def one_centroid_at_a_time(X, centroids):
    X = X.astype(np.float32)
    labels = np.zeros(len(X), np.int32)
    least = np.full(len(X), np.inf, np.float32)
    for j, c in enumerate(centroids.astype(np.float32)):
        apart = ((X - c) ** 2).sum(axis=1)
        labels[apart < least] = j
        least = np.minimum(least, apart)
    return labels


def late_tie(X, centroids):
    labels = []
    for x in X.astype(float):
        best, least = 0, np.inf
        for j, c in enumerate(centroids):
            apart = ((x - c) ** 2).sum()
            if apart <= least:
                best, least = j, apart
        labels.append(best)
    return labels


def apart(X, c):
    return X[:, None].astype(float) - c.astype(float)


RIGHT = {
    "assign_labels": [
        in_loops(2),
        one_centroid_at_a_time,
        lambda X, c: squares(X, c).argmin(axis=1),
        lambda X, c: cdist(X, c).argmin(axis=1).tolist(),
        lambda X, c: (apart(X, c) ** 2).sum(axis=2).argmin(axis=1).astype(np.int32),
        lambda X, c: np.linalg.norm(apart(X, c), axis=2).argmin(axis=1),
        lambda X, c: product(X.astype(float), c.astype(float)).argmin(axis=1),
        lambda X, c: product(X.astype(np.float32), c.astype(np.float32)).argmin(axis=1),
        lambda X, c: vq(X.astype(float), c.astype(float))[0],
        lambda X, c: np.argsort(squares(X, c), axis=1, kind="stable")[:, 0].astype(np.uint8),
    ],
    "assign_city_block": [
        in_loops(1),
        lambda X, c: blocks(X, c).argmin(axis=1),
        lambda X, c: np.abs(apart(X, c)).sum(axis=2).argmin(axis=1),
        lambda X, c: np.abs(apart(X, c).astype(np.float32)).sum(axis=2).argmin(axis=1).tolist(),
        lambda X, c: [int(np.abs(x.astype(float) - c).sum(axis=1).argmin()) for x in X],
        lambda X, c: np.linalg.norm(apart(X, c), ord=1, axis=2).argmin(axis=1),
        lambda X, c: cdist(X, c, "minkowski", p=1).argmin(axis=1).astype(np.int32),
    ],
}


def shared(distances):
    """What goes wrong after the distances, whatever they are."""
    return {
        "farthest": [lambda X, c: distances(X, c).argmax(axis=1)],
        "nearest image": [lambda X, c: distances(X, c).argmin(axis=0)],
        "counts from 1": [lambda X, c: distances(X, c).argmin(axis=1) + 1],
        "goes to the last": [
            lambda X, c: len(c) - 1 - distances(X, c)[:, ::-1].argmin(axis=1),
            lambda X, c: distances(X, c[::-1]).argmin(axis=1) * -1 + len(c) - 1,
        ],
        "all distances": [distances],
        "one number for all": [lambda X, c: distances(X, c).argmin()],
        "centroids themselves": [lambda X, c: c[distances(X, c).argmin(axis=1)]],
        "order of all": [lambda X, c: np.argsort(distances(X, c), axis=1, kind="stable")],
        "not whole numbers": [lambda X, c: distances(X, c).argmin(axis=1).astype(float)],
        "is wanted": [lambda X, c: distances(X, c).argmin(axis=1)[:, None]],
        " is right.": [
            lambda X, c: np.sort(distances(X, c).argmin(axis=1))[::-1],
            lambda X, c: distances(X, c[:2]).argmin(axis=1),
            lambda X, c: np.zeros(len(X), int),
        ],
    }


WRONG = {
    "assign_labels": shared(squares) | {
        "wraps around": [
            lambda X, c: ((X[:, None] - c) ** 2).sum(axis=2).argmin(axis=1),
            lambda X, c: [((x - c) ** 2).sum(axis=1).argmin() for x in X],
        ],
        "Too late": [
            lambda X, c: np.linalg.norm(X[:, None] - c, axis=2).argmin(axis=1),
            lambda X, c: ((X[:, None] - c).astype(float) ** 2).sum(axis=2).argmin(axis=1),
        ],
        "turn X and the centroids": [lambda X, c: product(X, c).argmin(axis=1)],
        "centroids are still uint8": [lambda X, c: product(X.astype(float), c).argmin(axis=1)],
        "int16": [
            lambda X, c: ((X[:, None].astype(np.int16) - c.astype(np.int16)) ** 2).sum(axis=2)
            .argmin(axis=1),
        ],
        "too coarse": [lambda X, c: squares(X.astype(int), c.astype(int)).argmin(axis=1)],
        "This is a squared distance": [lambda X, c: squares(X, c).min(axis=1)],
        "This is a distance": [lambda X, c: KDTree(c).query(X)[0]],
        "The square is missing": [lambda X, c: apart(X, c).sum(axis=2).argmin(axis=1)],
        "The square comes too late": [
            lambda X, c: (apart(X, c).sum(axis=2) ** 2).argmin(axis=1),
            lambda X, c: np.abs(apart(X, c).sum(axis=2)).argmin(axis=1),
            lambda X, c: np.abs(apart(X, c).mean(axis=2)).argmin(axis=1),
        ],
        "absolute differences": [lambda X, c: blocks(X, c).argmin(axis=1)],
        "largest difference": [lambda X, c: cdist(X, c, "chebyshev").argmin(axis=1)],
        "|c|^2 is missing": [
            lambda X, c: (X.astype(float) @ c.T).argmax(axis=1),
            lambda X, c: ((X.astype(float) ** 2).sum(axis=1)[:, None]
                          - 2 * X.astype(float) @ c.T).argmin(axis=1),
        ],
        "counts twice": [
            lambda X, c: ((c.astype(float) ** 2).sum(axis=1) - X.astype(float) @ c.T)
            .argmin(axis=1),
        ],
        "It returns 3 things": [lambda X, c: (*vq(X.astype(float), c.astype(float)), 0)],
    },
    "assign_city_block": shared(blocks) | {
        "wraps around": [
            lambda X, c: np.abs(X[:, None] - c).sum(axis=2).argmin(axis=1),
            lambda X, c: np.abs((X[:, None] - c).astype(float)).sum(axis=2).argmin(axis=1),
        ],
        "int8 counts": [
            lambda X, c: np.abs(X[:, None].astype(np.int8) - c.astype(np.int8)).sum(axis=2)
            .argmin(axis=1),
        ],
        "too coarse": [
            lambda X, c: blocks(X.astype(int), c.astype(int)).argmin(axis=1),
            lambda X, c: np.array([np.argmin([sum(abs(int(p) - int(q))
                                                  for p, q in zip(x, d, strict=True)) for d in c])
                                   for x in X]),
        ],
        "of squared differences": [
            lambda X, c: squares(X, c).argmin(axis=1),
            lambda X, c: cdist(X, c).argmin(axis=1),
        ],
        "must not cancel": [lambda X, c: apart(X, c).sum(axis=2).argmin(axis=1)],
        "absolute value comes too late": [
            lambda X, c: np.abs(apart(X, c).sum(axis=2)).argmin(axis=1),
        ],
        "largest difference": [lambda X, c: np.abs(apart(X, c)).max(axis=2).argmin(axis=1)],
        "This is a distance": [lambda X, c: blocks(X, c).min(axis=1)],
    },
}  # fmt: skip
