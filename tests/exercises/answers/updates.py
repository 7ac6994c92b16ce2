"""Exercises of lesson 04: right answers in every style, and wrong ones."""

import math
import statistics

import numpy as np
from scipy.ndimage import mean as labelled_mean
from scipy.spatial.distance import cdist

from kmeans_lib.update import update_centroids


def each(middle, empty=lambda row: row, kind=float):
    """new[j] = middle(images of cluster j), or empty(its old centroid)."""

    def move(X, labels, centroids):
        new = centroids.astype(kind)
        for j in range(len(new)):
            own = X[labels == j]
            new[j] = middle(own) if len(own) else empty(new[j])
        return new

    return move


def mean(own):
    return own.mean(axis=0)


def median(own):
    return np.median(own, axis=0)


def halfway(own):
    return (own.min(axis=0).astype(float) + own.max(axis=0)) / 2


def ranked(place):
    return lambda own: np.sort(own, axis=0)[place(len(own))]


def means_in_loops(X, labels, centroids):
    new = centroids.tolist()
    for j in range(len(new)):
        own = [row for row, label in zip(X.tolist(), labels, strict=True) if label == j]
        if own:
            new[j] = [sum(column) / len(own) for column in zip(*own, strict=True)]
    return new


def means_by_product(X, labels, centroids):
    own = np.eye(len(centroids))[labels]
    sizes = own.sum(axis=0)[:, None]
    return np.where(sizes > 0, own.T @ X / np.maximum(sizes, 1), centroids)


def means_by_bincount(X, labels, centroids):
    k = len(centroids)
    sizes = np.bincount(labels, minlength=k)
    sums = np.stack([np.bincount(labels, column, k) for column in X.T], axis=1)
    new = np.array(centroids, float)
    new[sizes > 0] = sums[sizes > 0] / sizes[sizes > 0, None]
    return new


def means_added_up(X, labels, centroids):
    sums = np.zeros(centroids.shape, np.float32)
    np.add.at(sums, labels, X)
    sizes = np.bincount(labels, minlength=len(centroids))
    return [sums[j] / n if n else centroids[j].astype(float) for j, n in enumerate(sizes)]


def means_by_scipy(X, labels, centroids):
    new = np.array(centroids, float)
    for j in set(labels.tolist()):
        new[j] = [labelled_mean(column, labels, j) for column in X.T.astype(float)]
    return new


def medians_in_loops(X, labels, centroids):
    new = centroids.astype(float).tolist()
    for j in set(labels.tolist()):
        own = [row for row, label in zip(X.tolist(), labels, strict=True) if label == j]
        new[j] = [statistics.median(column) for column in zip(*own, strict=True)]
    return new


def medians_in_float32(X, labels, centroids):
    new = np.array(centroids, np.float32)
    for j in np.unique(labels):
        new[j] = np.quantile(X[labels == j].astype(np.float32), 0.5, axis=0)
    return new


def medians_tried_out(X, labels, centroids):
    """Of all grey levels that occur, the one with the smallest sum of absolute differences."""
    new = np.array(centroids, float)
    for j in np.unique(labels):
        for i, column in enumerate(X[labels == j].astype(float).T):
            new[j, i] = min(column, key=lambda value: np.abs(column - value).sum())
    return new


def inertia_in_loops(X, labels, centroids):
    total = 0.0
    for x, label in zip(X, labels, strict=True):
        for p, q in zip(x, centroids[label], strict=True):
            total += (float(p) - float(q)) ** 2
    return total


def apart(X, labels, c):
    return X.astype(float) - c.astype(float)[labels]


def own_squares(X, labels, c):
    return cdist(X, c, "sqeuclidean")[np.arange(len(X)), labels]


def product_in_uint8(X, labels, c):
    D = (X**2).sum(axis=1)[:, None] - 2 * X @ c.T + (c**2).sum(axis=1)
    return D[np.arange(len(X)), labels].sum()


def first_place_only(X, labels, centroids):
    new = centroids.astype(float)
    for j in range(len(new)):
        if np.any(labels == j):
            new[j] = X[labels == j].mean(axis=0)
            break
    return new


def in_place(X, labels, centroids):
    for j in np.unique(labels):
        centroids[j] = X[labels == j].mean(axis=0)
    return centroids


RIGHT = {
    "update_centroids": [
        means_in_loops,
        means_by_product,
        means_by_bincount,
        means_added_up,
        means_by_scipy,
        each(mean),
        each(lambda own: own.sum(axis=0) / len(own), kind=np.float32),
        lambda X, labels, c: np.array(
            [X[labels == j].mean(axis=0) if j in labels else c[j] for j in range(len(c))]
        ),
    ],
    "update_medians": [
        medians_in_loops,
        medians_in_float32,
        medians_tried_out,
        each(median),
        each(ranked(lambda n: n // 2)),
        each(ranked(lambda n: (n - 1) // 2)),
        lambda X, labels, c: [
            np.median(X[labels == j], axis=0) if j in labels else c[j] for j in range(len(c))
        ],
    ],
    "inertia": [
        inertia_in_loops,
        lambda X, labels, c: (apart(X, labels, c) ** 2).sum(),
        lambda X, labels, c: float(np.sum(apart(X, labels, c).astype(np.float32) ** 2)),
        lambda X, labels, c: own_squares(X, labels, c).sum(),
        lambda X, labels, c: np.linalg.norm(apart(X, labels, c)) ** 2,
        lambda X, labels, c: np.einsum("ij,ij", apart(X, labels, c), apart(X, labels, c)),
        lambda X, labels, c: sum(
            math.dist(x, c[j]) ** 2 for x, j in zip(X.tolist(), labels, strict=True)
        ),
        lambda X, labels, c: sum(
            cdist(X[labels == j], c[j : j + 1], "sqeuclidean").sum() for j in np.unique(labels)
        ),
    ],
}


def shared(middle):
    """What goes wrong with means and medians alike."""
    return {
        "is nan": [
            each(middle, lambda row: row * np.nan),
            lambda X, labels, c: [
                middle(X[labels == j]) if j in labels else [np.nan] * X.shape[1]
                for j in range(len(c))
            ],
        ],
        "black": [each(middle, lambda row: 0)],
        "is lost; leave": [
            lambda X, labels, c: np.array([middle(X[labels == j]) for j in np.unique(labels)]),
        ],
        "at the end is lost: the largest label": [
            lambda X, labels, c: np.array(
                [middle(X[labels == j]) if j in labels else c[j] for j in range(max(labels) + 1)]
            ),
        ],
        "old centroids": [lambda X, labels, c: c, lambda X, labels, c: c.astype(float)],
        "whole grey levels only": [
            lambda X, labels, c: each(middle, kind=c.dtype)(X, labels, c),
        ],
        "Which axis are the images?": [
            lambda X, labels, c: [
                middle(X[labels == j].reshape(-1, 1))[0] if j in labels else np.nan
                for j in range(len(c))
            ],
            each(lambda own: middle(own.reshape(-1, 1))),
        ],
        "by the nearest": [
            lambda X, labels, c: each(middle)(X, cdist(X, c).argmin(axis=1), c),
        ],
        "not from 1": [
            lambda X, labels, c: [
                middle(X[labels == j]) if j in labels else c[j - 1] for j in range(1, len(c) + 1)
            ],
        ],
        "All centroids are alike": [lambda X, labels, c: [middle(X)] * len(c)],
        "One column a cluster": [lambda X, labels, c: each(middle)(X, labels, c).T],
        "averaged": [lambda X, labels, c: (each(middle)(X, labels, c) + c) / 2],
        "changes the arrays": [in_place],
        "It returns 2 things": [lambda X, labels, c: (each(middle)(X, labels, c), 0)],
        " is right.": [
            lambda X, labels, c: each(middle)(X, labels, c) + 0.5,
            lambda X, labels, c: each(middle)(X, labels, c) / 255,
            lambda X, labels, c: each(middle)(X, labels, c)[::-1],
        ],
    }


WRONG = {
    "update_centroids": shared(mean) | {
        "cut off": [each(lambda own: own.mean(axis=0).astype(int)),
                    each(lambda own: own.sum(axis=0) // len(own))],
        "rounded": [each(lambda own: np.round(own.mean(axis=0)))],
        "cut off to whole grey levels; keep them as floats. An empty cluster turns black": [
            each(lambda own: np.floor(own.mean(axis=0)), lambda row: 0),
        ],
        "These are sums": [each(lambda own: own.sum(axis=0))],
        "medians": [
            each(median),
            each(median, lambda row: np.nan),
        ],
        "Halfway": [each(halfway)],
        "first image": [each(lambda own: own[0])],
        "one less": [each(lambda own: own.sum(axis=0) / np.float64(len(own) - 1))],
        "wraps around": [each(lambda own: sum(own) / len(own))],
        "number of all images": [
            lambda X, labels, c: each(lambda own: own.sum(axis=0) / len(X))(X, labels, c),
        ],
        "rule of scikit-learn": [lambda X, labels, c: update_centroids(X, labels, c)[0]],
        "is right": [first_place_only],
    },
    "update_medians": shared(median) | {
        "means, which": [each(mean), each(mean, lambda row: np.nan)],
        "Halfway": [each(halfway)],
        "Sort each column": [each(lambda own: own[len(own) // 2])],
        "Cut off": [each(lambda own: np.median(own, axis=0).astype(int))],
        "is right": [
            each(ranked(lambda n: n - 1)),
            each(ranked(lambda n: n // 4)),
            each(lambda own: own[np.argsort(own.sum(axis=1))[len(own) // 2]] + 0.0),
            # Right for uneven numbers; in even clusters it forgets to halve the two.
            each(lambda own: np.sort(own.astype(float), axis=0)[len(own) // 2] if len(own) % 2
                 else np.sort(own.astype(float), axis=0)[len(own) // 2 - 1 :][:2].sum(axis=0)),
        ],
    },
    "inertia": {
        "It wraps around": [
            lambda X, labels, c: ((X - c[labels]) ** 2).sum(),
            lambda X, labels, c: sum(
                ((x - c[j]) ** 2).sum() for x, j in zip(X, labels, strict=True)
            ),
        ],
        "Python's sum": [lambda X, labels, c: sum(sum((X - c[labels]) ** 2))],
        "Too late": [
            lambda X, labels, c: ((X - c[labels]).astype(float) ** 2).sum(),
            lambda X, labels, c: np.linalg.norm(X - c[labels]) ** 2,
        ],
        "do not fit into uint8": [product_in_uint8],
        "still uint8": [lambda X, labels, c: product_in_uint8(X.astype(float), labels, c)],
        "int16": [
            lambda X, labels, c: ((X.astype(np.int16) - c[labels].astype(np.int16)) ** 2).sum(),
        ],
        "too coarse": [
            lambda X, labels, c: ((X.astype(int) - c.astype(int)[labels]) ** 2).sum(),
        ],
        "their squares": [
            lambda X, labels, c: np.sqrt(own_squares(X, labels, c)).sum(),
            lambda X, labels, c: np.linalg.norm(apart(X, labels, c), axis=1).sum(),
        ],
        "root of the whole": [
            lambda X, labels, c: np.sqrt((apart(X, labels, c) ** 2).sum()),
            lambda X, labels, c: np.linalg.norm(apart(X, labels, c)),
        ],
        "That is the mean; ": [lambda X, labels, c: own_squares(X, labels, c).mean()],
        "mean over all pixels": [lambda X, labels, c: np.mean(apart(X, labels, c) ** 2)],
        "absolute differences": [lambda X, labels, c: np.abs(apart(X, labels, c)).sum()],
        "squares are missing": [lambda X, labels, c: apart(X, labels, c).sum()],
        "square comes too late": [lambda X, labels, c: (apart(X, labels, c).sum(1) ** 2).sum()],
        "to all centroids": [lambda X, labels, c: cdist(X, c, "sqeuclidean").sum()],
        "nearest centroid": [lambda X, labels, c: cdist(X, c, "sqeuclidean").min(axis=1).sum()],
        "One number an image": [own_squares],
        "One number a pixel": [lambda X, labels, c: (apart(X, labels, c) ** 2).sum(axis=0)],
        "squares themselves": [lambda X, labels, c: apart(X, labels, c) ** 2],
        "One number a cluster": [
            lambda X, labels, c: [own_squares(X, labels, c)[labels == j].sum()
                                  for j in range(len(c))],
        ],
        "taken anew": [
            lambda X, labels, c: sum(
                ((X[labels == j] - X[labels == j].mean(axis=0)) ** 2).sum()
                for j in np.unique(labels)
            ),
        ],
        "array that holds the number": [
            lambda X, labels, c: np.array([own_squares(X, labels, c).sum()]),
        ],
        " is right.": [
            lambda X, labels, c: own_squares(X, labels, c).sum() / 2,
            lambda X, labels, c: (apart(X, labels, c) ** 2)[:, 0].sum(),
            lambda X, labels, c: -own_squares(X, labels, c).sum(),
            lambda X, labels, c: own_squares(X, labels, c).max(),
        ],
    },
}  # fmt: skip
