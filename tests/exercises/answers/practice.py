"""Answers to the exercises of lesson 08, as learners write them."""

import math

import numpy as np
from scipy.ndimage import shift as scipy_shift
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from kmeans_lib.assignment import assign_labels, squared_distances

# representatives


def by_cluster(X, labels, centroids, distance=np.linalg.norm, choose=np.argmin):
    chosen = []
    for j, centroid in enumerate(centroids):
        own = np.flatnonzero(labels == j)
        chosen.append(own[choose([distance(X[i].astype(float) - centroid) for i in own])])
    return chosen


def nearest_in_loops(X, labels, centroids):
    best = [(math.inf, -1)] * len(centroids)
    for i, (row, j) in enumerate(zip(X.tolist(), labels.tolist(), strict=True)):
        best[j] = min(best[j], (math.dist(row, centroids[j]), i))
    return [i for _, i in best]


def nearest_at_once(X, labels, centroids):
    distances = ((X[:, None].astype(float) - centroids) ** 2).sum(axis=2)
    distances[labels[:, None] != np.arange(len(centroids))] = np.inf
    return distances.argmin(axis=0)


def nearest_by_cdist(X, labels, centroids):
    own = cdist(X, centroids)[np.arange(len(X)), labels]
    return np.array([min(np.where(labels == j)[0], key=own.__getitem__) for j in set(labels)])


def nearest_by_tree(X, labels, centroids):
    numbers = []
    for j, centroid in enumerate(centroids):
        own = np.flatnonzero(labels == j)
        numbers.append(own[KDTree(X[own].astype(float)).query(centroid)[1]])
    return np.array(numbers, np.int32)


def nearest_by_sorting(X, labels, centroids):
    order = np.argsort(cdist(X, centroids)[np.arange(len(X)), labels])
    return order[[np.argmax(labels[order] == j) for j in range(len(centroids))]]


def masked(distances, labels):
    return np.where(labels[:, None] == np.arange(distances.shape[1]), distances, np.inf)


def in_uint8(X, c):
    return ((X[:, None] - c) ** 2).sum(axis=2)


def late(X, c):
    return ((X[:, None] - c).astype(float) ** 2).sum(axis=2)


def one_product(X, c):
    return (X**2).sum(axis=1)[:, None] - 2 * X @ c.T + (c**2).sum(axis=1)


def means(X, labels):
    return np.array([X[labels == j].mean(axis=0) for j in range(labels.max() + 1)])


# shift_distance


def rms(a, b):
    return np.sqrt(np.mean((a.astype(float) - b) ** 2))


def span(reach):
    return range(-reach, reach + 1)


def shifted(image, by):
    """By one column at a time, the edge repeated."""
    for _ in range(abs(by)):
        if by > 0:
            image = np.concatenate([image[:, :1], image[:, :-1]], axis=1)
        else:
            image = np.concatenate([image[:, 1:], image[:, -1:]], axis=1)
    return image


def black(image, by):
    moved = np.zeros_like(image)
    width = image.shape[1]
    for c in range(width):
        if 0 <= c - by < width:
            moved[:, c] = image[:, c - by]
    return moved


def over(measure, join=min, shifts=span, move=shifted):
    return lambda a, b, reach: join([measure(a, move(b, by)) for by in shifts(reach)])


def by_padding(a, b, reach):
    wide = np.pad(b.astype(float), ((0, 0), (reach, reach), (0, 0)), mode="edge")
    windows = [wide[:, i : i + b.shape[1]] for i in range(2 * reach + 1)]
    return np.sqrt(min(((a - window) ** 2).mean() for window in windows))


def pixel_by_pixel(a, b, reach):
    a, b = a.tolist(), b.tolist()
    height, width, best = len(a), len(a[0]), math.inf
    for by in range(-reach, reach + 1):
        total = 0.0
        for r in range(height):
            for c in range(width):
                source = min(max(c - by, 0), width - 1)
                for channel in range(3):
                    total += (a[r][c][channel] - b[r][source][channel]) ** 2
        best = min(best, math.sqrt(total / (height * width * 3)))
    return best


def all_at_once(a, b, reach):
    width, by = b.shape[1], np.arange(-reach, reach + 1)
    sources = np.clip(np.arange(width) - by[:, None], 0, width - 1)
    moved = b.astype(float)[:, sources].swapaxes(0, 1)
    return np.sqrt(((a - moved) ** 2).mean(axis=(1, 2, 3))).min()


def by_scipy(a, b, reach):
    moved = [
        scipy_shift(b.astype(float), (0, by, 0), order=0, mode="nearest") for by in span(reach)
    ]
    return min(np.linalg.norm(a - b) / np.sqrt(b.size) for b in moved)


def in_float32(a, b, reach):
    a, b = a.astype(np.float32), b.astype(np.float32)
    return np.float32(min(np.sqrt(((a - shifted(b, by)) ** 2).mean()) for by in span(reach)))


def cropped(a, b, reach):
    found, width = [], a.shape[1]
    for by in span(reach):
        left, right = max(by, 0), width + min(by, 0)
        found.append(rms(a[:, left:right], b[:, left - by : right - by]))
    return min(found)


RIGHT = {
    "representatives": [
        nearest_in_loops,
        nearest_at_once,
        nearest_by_cdist,
        nearest_by_tree,
        nearest_by_sorting,
        by_cluster,
        lambda X, labels, c: nearest_at_once(X.astype(np.float32), labels, c.astype(np.float32)),
        lambda X, labels, c: masked(squared_distances(X, c), labels).argmin(axis=0).astype(float),
    ],
    "shift_distance": [
        over(rms),
        by_padding,
        pixel_by_pixel,
        all_at_once,
        by_scipy,
        in_float32,
        lambda a, b, reach: np.array(by_padding(a, b, reach)),
    ],
}

WRONG = {
    "representatives": {
        "its own rows only": [lambda X, labels, c: squared_distances(X, c).argmin(axis=0)],
        "here the nearest centroid does": [
            lambda X, labels, c: masked(cdist(X, c), assign_labels(X, c)).argmin(axis=0)
        ],
        "within each cluster": [
            lambda X, labels, c: [cdist(X[labels == j], c[[j]]).argmin() for j in range(len(c))]
        ],
        "rows themselves": [lambda X, labels, c: X[nearest_at_once(X, labels, c)]],
        "These are distances": [lambda X, labels, c: masked(cdist(X, c), labels).min(axis=0)],
        "squared distances": [
            lambda X, labels, c: masked(squared_distances(X, c), labels).min(axis=0)
        ],
        "farthest row": [lambda X, labels, c: by_cluster(X, labels, c, choose=np.argmax)],
        "first row": [
            lambda X, labels, c: [np.flatnonzero(labels == j)[0] for j in range(len(c))]
        ],
        "last row": [
            lambda X, labels, c: [np.flatnonzero(labels == j)[-1] for j in range(len(c))]
        ],
        "one a cluster is wanted": [
            lambda X, labels, c: assign_labels(X, c),
            lambda X, labels, c: nearest_at_once(X, labels, c)[labels],
        ],
        "counts from 1": [lambda X, labels, c: nearest_at_once(X, labels, c) + 1],
        "mean of the cluster": [
            lambda X, labels, c: nearest_at_once(X, labels, means(X, labels))
        ],
        "must not cancel": [
            lambda X, labels, c: by_cluster(X, labels, c, distance=lambda d: abs(d.sum()))
        ],
        "city blocks": [
            lambda X, labels, c: by_cluster(X, labels, c, distance=lambda d: np.abs(d).sum())
        ],
        "wraps around": [
            lambda X, labels, c: masked(in_uint8(X, c), labels).argmin(axis=0),
            lambda X, labels, c: [
                own[((X[own] - c[j]) ** 2).sum(axis=1).argmin()]
                for j in range(len(c))
                for own in [np.flatnonzero(labels == j)]
            ],
        ],
        "too late": [lambda X, labels, c: masked(late(X, c), labels).argmin(axis=0)],
        "int16": [
            lambda X, labels, c: masked(
                ((X[:, None].astype(np.int16) - c.astype(np.int16)) ** 2).sum(axis=2), labels
            ).argmin(axis=0)
        ],
        "too coarse": [
            lambda X, labels, c: nearest_at_once(X, labels, c.astype(int)),
        ],
        "do not fit into uint8": [
            lambda X, labels, c: masked(one_product(X, c), labels).argmin(axis=0)
        ],
        "has shape": [
            lambda X, labels, c: np.array(nearest_at_once(X, labels, c))[:, None],
            lambda X, labels, c: nearest_at_once(X, labels, c)[0],
        ],
        "array of objects": [
            lambda X, labels, c: nearest_at_once(X, labels, c).astype(object)
        ],
        "stops with": [  # three clusters, whatever there are
            lambda X, labels, c: [by_cluster(X, labels, c)[j] for j in range(3)]
        ],
        "(np.array([[9], [1], [4]], np.uint8), np.array([0, 0, 0]), np.array([[3.0]])) gives [1]": [
            lambda X, labels, c: by_cluster(X, labels, c, distance=lambda d: d.sum()),
        ],
        "is right.": [
            lambda X, labels, c: by_cluster(X, labels, c, distance=lambda d: d[0] ** 2),
            lambda X, labels, c: by_cluster(X, labels, c[::-1]),
        ],
    },
    "shift_distance": {
        "it wraps around": [
            over(lambda a, b: np.sqrt(np.mean((a - b) ** 2))),
            over(lambda a, b: np.sqrt(((b - a) ** 2).mean())),
        ],
        "too late": [over(lambda a, b: np.sqrt(np.mean((a - b).astype(float) ** 2)))],
        "without a shift": [lambda a, b, reach: rms(a, b)],
        "moves the rows": [
            over(rms, move=lambda b, by: shifted(b.swapaxes(0, 1), by).swapaxes(0, 1))
        ],
        "other; repeat the edge": [over(rms, move=lambda b, by: np.roll(b, by, axis=1))],
        "np.roll needs axis=1": [over(rms, move=np.roll)],
        "black": [over(rms, move=black)],
        "lie on each other": [cropped],
        "moves a;": [lambda a, b, reach: min(rms(shifted(a, by), b) for by in span(reach))],
        "to the left": [over(rms, shifts=lambda reach: range(reach + 1))],
        "to the right": [over(rms, shifts=lambda reach: range(-reach, 1))],
        "last shift is left out": [over(rms, shifts=lambda reach: range(-reach, reach))],
        "two largest shifts": [over(rms, shifts=lambda reach: [-reach, reach])],
        "more than reach": [lambda a, b, reach: over(rms)(a, b, reach + 1)],
        "up to two columns": [lambda a, b, reach: over(rms)(a, b, 2)],
        "largest over": [over(rms, join=max)],
        "mean over all shifts": [over(rms, join=np.mean)],
        "mean square": [over(lambda a, b: rms(a, b) ** 2)],
        "a sum": [over(lambda a, b: np.linalg.norm(a.astype(float) - b))],
        "colours are added": [
            over(lambda a, b: np.sqrt(((a.astype(float) - b) ** 2).sum(axis=2).mean()))
        ],
        "mean difference": [over(lambda a, b: np.abs(a.astype(float) - b).mean())],
        "One number a shift": [over(rms, join=np.array), over(rms, join=list)],
        "best shift": [
            lambda a, b, reach: min(span(reach), key=lambda by: rms(a, shifted(b, by)))
        ],
        "array that holds the number": [lambda a, b, reach: [by_padding(a, b, reach)]],
        "returns 2 things": [lambda a, b, reach: (by_padding(a, b, reach), 0)],
        "[8, 9, 9]]]), 1) gives 5.": [over(lambda a, b: rms(a, b) + 1)],
        "is right.": [
            over(lambda a, b: np.median(np.abs(a.astype(float) - b))),
            over(lambda a, b: rms(a[:, :, 0], b[:, :, 0])),
            over(rms, join=np.median),
        ],
    },
}  # fmt: skip
