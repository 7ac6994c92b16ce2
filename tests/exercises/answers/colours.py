"""Lesson 10: right answers in whatever style are right, wrong ones are told what is wrong."""

import math
from itertools import combinations

import numpy as np
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist, pdist

from kmeans_lib.assignment import assign_labels, squared_distances

# repaint.


def rows(photo):
    return photo.reshape(-1, 3)


def painted(photo, palette):
    return palette[assign_labels(rows(photo), palette)].reshape(photo.shape)


def differences(photo, palette):
    """(height, width, k, 3)"""
    return photo[:, :, None].astype(float) - palette


def repaint_in_loops(photo, palette):
    new = [list(line) for line in photo.tolist()]
    for line in new:
        for c, pixel in enumerate(line):
            line[c] = min(palette.tolist(), key=lambda colour: math.dist(colour, pixel))
    return new


def repaint_into_an_array(photo, palette):
    new = np.empty(photo.shape, np.float32)
    for r in range(photo.shape[0]):
        for c in range(photo.shape[1]):
            red, green, blue = (int(value) for value in photo[r, c])
            best, least = 0, float("inf")
            for j, (x, y, z) in enumerate(palette.astype(float)):
                square = (red - x) ** 2 + (green - y) ** 2 + (blue - z) ** 2
                if square < least:
                    best, least = j, square
            new[r, c] = palette[best]
    return new


def repaint_colour_by_colour(photo, palette):
    new, least = np.zeros(photo.shape), np.full(photo.shape[:2], np.inf)
    for colour in palette.astype(float):
        square = ((photo - colour) ** 2).sum(axis=2)
        new[square < least] = colour
        least = np.minimum(least, square)
    return new


def repaint_at_once(photo, palette):
    return palette[(differences(photo, palette) ** 2).sum(axis=3).argmin(axis=2)].astype(np.uint8)


def repaint_by_one_product(photo, palette):
    X, c = rows(photo).astype(np.float32), palette.astype(np.float32)
    return c[((c**2).sum(axis=1) - 2 * X @ c.T).argmin(axis=1)].reshape(photo.shape)


def repaint_by_tree(photo, palette):
    return palette[KDTree(palette).query(photo)[1]]


def repaint_by_cdist(photo, palette):
    return palette[cdist(rows(photo), palette).argmin(axis=1)].reshape(photo.shape)


def best_channels(photo, palette):
    every = [np.abs(photo[..., [i]] - palette[:, i].astype(float)) for i in range(3)]
    return np.stack([palette[apart.argmin(axis=2), i] for i, apart in enumerate(every)], axis=2)


def means_of_pixels(photo, palette):
    labels, new = assign_labels(rows(photo), palette), rows(photo).astype(float)
    for j in range(len(palette)):
        if (labels == j).any():
            new[labels == j] = new[labels == j].mean(axis=0)
    return new.reshape(photo.shape)


def repaint_but_the_last_row(photo, palette):
    new = photo.astype(float)
    new[:-1] = painted(photo, palette)[:-1]
    return new


def repaint_as(kind):
    """Every number in this type, and nothing turned into floats in time."""

    def repaint(photo, palette):
        X, c = rows(photo).astype(kind), palette.astype(kind)
        return palette[((X[:, None] - c) ** 2).sum(axis=2).argmin(axis=1)].reshape(photo.shape)

    return repaint


# merge_cheapest.


def ward(n, m):
    return n * m / (n + m)


def merge(colours, counts, factor=ward, power=1, kind=float, sign=1, weights=None, apart=None):
    """With the places of the two at the end."""

    def cost(pair):
        a, b = colours[list(pair)].astype(kind)
        n, m = counts[list(pair)]
        square = ((a - b) ** 2).sum() if apart is None else apart(a, b)
        return sign * square**power * factor(n, m)

    i, j = min(combinations(range(len(colours)), 2), key=cost)
    weigh = weights or (lambda n, m: [n, m])
    colours, counts = colours.astype(float), counts.copy()
    colours[i] = np.average(colours[[i, j]], axis=0, weights=weigh(*counts[[i, j]]))
    counts[i] += counts[j]
    return np.delete(colours, j, axis=0), np.delete(counts, j), i, j


def merged(**ways):
    return lambda colours, counts: merge(colours, counts, **ways)[:2]


def then(change):
    """change(new colours, new counts, i, j, colours, counts)"""
    return lambda colours, counts: change(*merge(colours, counts), colours, counts)


def merge_in_loops(colours, counts):
    colours, counts = colours.astype(float).tolist(), counts.tolist()
    costs = {}
    for i, j in combinations(range(len(colours)), 2):
        costs[ward(counts[i], counts[j]) * math.dist(colours[i], colours[j]) ** 2] = i, j
    i, j = costs[min(costs)]
    n, m = counts[i], counts[j]
    colours[i] = [(n * a + m * b) / (n + m) for a, b in zip(colours[i], colours[j], strict=True)]
    counts[i] = n + m
    del colours[j], counts[j]
    return colours, counts


def merge_at_once(colours, counts):
    X, n = colours.astype(float), counts[:, None]
    cost = ((X[:, None] - X) ** 2).sum(axis=2) * n * n.T / (n + n.T)
    cost[np.tril_indices(len(X))] = np.inf
    i, j = np.unravel_index(cost.argmin(), cost.shape)
    X[i] = counts[[i, j]] @ X[[i, j]] / counts[[i, j]].sum()
    n = counts + (np.arange(len(X)) == i) * counts[j]
    rest = np.arange(len(X)) != j
    return X[rest], n[rest]


def merge_by_pdist(colours, counts):
    pairs = np.array(list(combinations(range(len(colours)), 2)))
    harmonic = 1 / (1 / counts[pairs]).sum(axis=1)
    i, j = pairs[(pdist(colours.astype(float), "sqeuclidean") * harmonic).argmin()]
    owner = np.arange(len(colours))
    owner[j] = i
    sums = [np.bincount(owner, counts * channel) for channel in colours.T]
    total = np.bincount(owner, counts)
    keep = total > 0
    return (np.array(sums)[:, keep] / total[keep]).T, total[keep]


def merge_in_float32(colours, counts):
    X = colours.astype(np.float32)
    cost = cdist(X, X, "sqeuclidean") * ward(counts[:, None], counts)
    np.fill_diagonal(cost, np.inf)
    i, j = sorted(np.argwhere(cost == cost.min())[0])
    X[i] += (X[j] - X[i]) * np.float32(counts[j] / (counts[i] + counts[j]))
    counts = counts.astype(np.int32)
    counts[i] += counts[j]
    return [np.delete(X, j, axis=0), np.delete(counts, j)]


def merge_by_what_is_lost(colours, counts):
    """Inertia before and after, pair by pair."""

    def lost(pair):
        X, n = colours[list(pair)].astype(float), counts[list(pair)]
        return (n @ (X - n @ X / n.sum()) ** 2).sum()

    i, j = min(combinations(range(len(colours)), 2), key=lost)
    keep, pair = [p for p in range(len(colours)) if p != j], [i, j]
    new = {i: counts[pair] @ colours[pair].astype(float) / counts[pair].sum()}
    total = {i: counts[pair].sum()}
    return [new.get(p, colours[p]) for p in keep], [total.get(p, counts[p]) for p in keep]


def at_another_place(place):
    def change(new, total, i, j, colours, counts):
        rest = [p for p in range(len(new)) if p != i]
        rest.insert(place(j, len(new)), i)
        return new[rest], total[rest]

    return then(change)


def in_a_copy_of_uint8(colours, counts):
    new, total, *_ = merge(colours, counts, kind=colours.dtype)
    return new.astype(colours.dtype), total


def put(values, place, value):
    values = np.array(values, float)
    values[place] = value
    return values


RIGHT = {
    "repaint": [
        repaint_in_loops, repaint_into_an_array, repaint_colour_by_colour, repaint_at_once,
        repaint_by_one_product, repaint_by_tree, repaint_by_cdist, repaint_as(int),
    ],
    "merge_cheapest": [
        merge_in_loops, merge_at_once, merge_by_pdist, merge_in_float32, merge_by_what_is_lost,
        merged(factor=lambda n, m: 2 / (1 / n + 1 / m)),
    ],
}  # fmt: skip
WRONG = {
    "repaint": {
        "rows of colours": [lambda photo, palette: rows(painted(photo, palette))],
        "one a pixel": [
            lambda photo, palette: assign_labels(rows(photo), palette),
            lambda photo, palette: cdist(rows(photo), palette).argmin(axis=1).tolist(),
        ],
        "the numbers of the colours; the": [
            lambda photo, palette: (
                (differences(photo, palette) ** 2).sum(axis=3).argmin(axis=2)
            ),
        ],
        "Height and width": [
            lambda photo, palette: (
                palette[assign_labels(rows(photo), palette)].reshape(*photo.shape[1::-1], 3)
            ),
        ],
        "shape (": [lambda photo, palette: painted(photo, palette).swapaxes(0, 1)],
        "nearest pixel to each colour": [
            lambda photo, palette: rows(photo)[cdist(rows(photo), palette).argmin(axis=0)],
        ],
        "farthest colour": [
            lambda photo, palette: (
                palette[squared_distances(rows(photo), palette).argmax(axis=1)]
                .reshape(photo.shape)
            ),
        ],
        "starts again": [
            lambda photo, palette: (
                palette[((photo[:, :, None] - palette) ** 2).sum(axis=3).argmin(axis=2)]
            ),
        ],
        "with absolute values as well": [
            lambda photo, palette: (
                palette[np.abs(photo[:, :, None] - palette).sum(axis=3).argmin(axis=2)]
            ),
        ],
        "The palette wraps around": [
            repaint_as(np.uint8),
            lambda photo, palette: (
                palette[(np.subtract(photo[:, :, None].astype(int), palette).astype(np.uint8) ** 2)
                        .sum(axis=3).argmin(axis=2)]
            ),
        ],
        "squares do not fit": [
            lambda photo, palette: palette[
                ((photo**2).sum(axis=2)[..., None] - 2 * photo.astype(float) @ palette.T
                 + (palette**2).sum(axis=1)).argmin(axis=2)
            ],
        ],
        "unchanged": [lambda photo, palette: photo, lambda photo, palette: photo.astype(float)],
        "not that of the differences": [
            lambda photo, palette: (
                palette[np.abs(differences(photo, palette)).sum(axis=3).argmin(axis=2)]
            ),
            lambda photo, palette: (
                palette[cdist(rows(photo), palette, "cityblock").argmin(axis=1)]
                .reshape(photo.shape)
            ),
        ],
        "must not cancel": [
            lambda photo, palette: palette[differences(photo, palette).sum(axis=3).argmin(axis=2)],
        ],
        "the largest difference alone": [
            lambda photo, palette: (
                palette[cdist(rows(photo), palette, "chebyshev").argmin(axis=1)]
                .reshape(photo.shape)
            ),
        ],
        "Too narrow: int16": [repaint_as(np.int16)],
        "how light": [
            lambda photo, palette: (
                palette[np.abs(photo.mean(axis=2)[..., None] - palette.mean(axis=1))
                        .argmin(axis=2)]
            ),
            lambda photo, palette: (
                palette[np.abs(differences(photo, palette).sum(axis=3)).argmin(axis=2)]
            ),
        ],
        "Without |c|^2": [
            lambda photo, palette: palette[(-2.0 * photo @ palette.T.astype(float)).argmin(axis=2)],
        ],
        "one for all three": [best_channels],
        "means of the pixels": [means_of_pixels],
        "Red and blue": [lambda photo, palette: painted(photo, palette)[..., ::-1]],
        "parts of 1": [lambda photo, palette: painted(photo, palette) / 255],
        " is right.": [
            lambda photo, palette: painted(photo, palette) / 2,
            lambda photo, palette: painted(photo, palette)[::-1, ::-1],
            lambda photo, palette: painted(photo, palette[:3]),
            lambda photo, palette: painted(photo, palette) + (len(palette) > 6),
            lambda photo, palette: (
                palette[(differences(photo, palette)[..., :2] ** 2).sum(axis=3).argmin(axis=2)]
            ),
            repaint_but_the_last_row,
            lambda photo, palette: (
                palette[(differences(photo, palette)[..., 0] ** 2).argmin(axis=2)]
            ),
        ],
        "stops with": [lambda photo, palette: palette[cdist(photo, palette).argmin(axis=1)]],
    },
    "merge_cheapest": {
        "2 things": [
            lambda colours, counts: merge(colours, counts)[0],
            lambda colours, counts: merge(colours, counts)[:3],
        ],
        "forgets their counts": [merged(factor=lambda n, m: 1)],
        "two rarest": [merged(power=0, factor=lambda n, m: n + m)],
        "the division is missing": [merged(factor=lambda n, m: n * m)],
        "the square is missing": [merged(power=0.5)],
        "absolute differences": [merged(apart=lambda a, b: np.abs(a - b).sum() ** 2)],
        "not n + m": [merged(factor=lambda n, m: n + m)],
        "smaller of the two": [merged(factor=min)],
        "count of the first": [merged(factor=lambda n, m: n)],
        "not 1 / (n + m)": [merged(factor=lambda n, m: 1 / (n + m))],
        "starts again": [lambda colours, counts: merge(colours, counts, kind=colours.dtype)[:2]],
        "still uint8": [in_a_copy_of_uint8],
        "dearest pair": [merged(sign=-1)],
        "the first two": [merged(power=0, factor=lambda n, m: 0)],
        "plain mean": [merged(weights=lambda n, m: [1, 1])],
        "weight of the other": [merged(weights=lambda n, m: [m, n])],
        "kept as it was": [merged(weights=lambda n, m: [1, 0])],
        "more frequent": [merged(weights=lambda n, m: [1, 0] if n >= m else [0, 1])],
        "decimals of the merged colour": [
            then(lambda new, total, i, j, colours, counts: (new.astype(colours.dtype), total)),
        ],
        "decimals of all colours": [
            then(lambda new, total, *rest: (new.astype(int), total)),
            then(lambda new, total, *rest: (np.floor(new), total)),
        ],
        "rounded": [then(lambda new, total, *rest: (np.round(new), total))],
        "not of the second": [at_another_place(lambda j, k: j - 1)],
        "not at the end": [at_another_place(lambda j, k: k)],
        "second of the two is still there.": [
            then(lambda new, total, i, j, colours, counts: (
                np.insert(new, j, colours[j], axis=0), np.insert(total, j, counts[j]))),
        ],
        "still there among the colours": [
            then(lambda new, total, i, j, colours, counts: (
                np.insert(new, j, colours[j], axis=0), total)),
        ],
        "second of the two still has its count": [
            then(lambda new, total, i, j, colours, counts: (new, np.insert(total, j, counts[j]))),
        ],
        "Both are gone": [
            then(lambda new, total, i, j, colours, counts: (
                np.delete(new, i, axis=0), np.delete(total, i))),
        ],
        "neither colour nor count": [
            then(lambda new, total, i, j, colours, counts: (
                np.delete(colours, j, axis=0), np.delete(counts, j))),
        ],
        "must be added": [
            then(lambda new, total, i, j, colours, counts: (new, np.delete(counts, j))),
        ],
        "not averaged": [
            then(lambda new, total, i, j, colours, counts: (new, put(total, i, total[i] / 2))),
        ],
        "Without axis=0": [
            then(lambda new, total, i, j, colours, counts: (
                np.delete(np.insert(new, j, colours[j], axis=0), j), total)),
        ],
        "changed places": [then(lambda new, total, *rest: (total, new))],
        "gives [[": [
            then(lambda new, total, i, j, colours, counts: (new, put(total, i, total[i] + 1))),
            then(lambda new, total, i, j, colours, counts: (
                put(new, i, (counts[i] * colours[i] + counts[j] * colours[j]) / counts.sum()),
                total)),
            then(lambda new, total, *rest: (new[::-1], total)),
            merged(weights=lambda n, m: [n**2, m**2]),
        ],
        " is right.": [merged(factor=max), merged(factor=lambda n, m: m)],
    },
}  # fmt: skip
