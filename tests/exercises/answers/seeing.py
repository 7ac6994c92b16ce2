"""Lesson 11: right answers in whatever style are right, wrong ones are told what is wrong."""

from collections import Counter

import numpy as np
from scipy import sparse

# count_in_fields.


def in_fields(found, n_words, fields):
    counts = np.zeros((fields, fields, n_words))
    rows = np.arange(found.shape[0]) * fields // found.shape[0]
    columns = np.arange(found.shape[1]) * fields // found.shape[1]
    for word in range(n_words):
        np.add.at(counts[:, :, word], (rows[:, None], columns), found == word)
    return counts


def fields_in_loops(found, n_words, fields):
    height, width = found.shape
    counts = [[[0] * n_words for _ in range(fields)] for _ in range(fields)]
    for r in range(height):
        for c in range(width):
            if found[r, c] != -1:
                counts[r * fields // height][c * fields // width][found[r, c]] += 1
    return counts


def fields_by_product(found, n_words, fields):
    rows = np.eye(fields)[np.arange(len(found)) * fields // len(found)]
    columns = np.eye(fields)[np.arange(found.shape[1]) * fields // found.shape[1]]
    return np.einsum("ra,cb,rcw->abw", rows, columns, found[:, :, None] == np.arange(n_words))


def fields_by_counter(found, n_words, fields):
    height, width = found.shape
    seen = Counter(
        (r * fields // height, c * fields // width, word) for (r, c), word in np.ndenumerate(found)
    )
    return np.array(
        [seen[place] for place in np.ndindex(fields, fields, n_words)]
    ).reshape(fields, fields, n_words)  # fmt: skip


def fields_by_bincount(found, n_words, fields):
    r, c = np.nonzero(found >= 0)
    field = r * fields // found.shape[0] * fields + c * fields // found.shape[1]
    counted = np.bincount(field * n_words + found[r, c], minlength=fields**2 * n_words)
    return counted.reshape(fields, fields, n_words).astype(np.int32)


def fields_by_mask(found, n_words, fields):
    counts = np.zeros((fields, fields, n_words), np.float32)
    rows, columns = (np.arange(length) * fields // length for length in found.shape)
    for i in range(fields):
        for j in range(fields):
            part = found[rows == i][:, columns == j]
            counts[i, j] = np.bincount(part[part >= 0], minlength=n_words)
    return counts


def fields_by_histogram(found, n_words, fields):
    r, c = (places.ravel() for places in np.indices(found.shape))
    points = np.column_stack(
        [r * fields // found.shape[0], c * fields // found.shape[1], found.ravel()]
    )
    edges = [np.arange(fields + 1) - 0.5, np.arange(fields + 1) - 0.5, np.arange(n_words + 1) - 0.5]
    return np.histogramdd(points, edges)[0]


def fields_in_a_sparse_matrix(found, n_words, fields):
    r, c = np.nonzero(found != -1)
    field = r * fields // len(found) * fields + c * fields // found.shape[1]
    shape = (fields**2, n_words)
    table = sparse.coo_array((np.ones(len(r)), (field, found[r, c])), shape).toarray()
    return table.reshape(fields, fields, n_words)


def by_edges(edges):
    """Fields from one edge to the next."""

    def count(found, n_words, fields):
        counts = np.zeros((fields, fields, n_words))
        rows, columns = (edges(length, fields) for length in found.shape)
        for i in range(fields):
            for j in range(fields):
                part = found[rows[i] : rows[i + 1], columns[j] : columns[j + 1]]
                counts[i, j] = np.bincount(part[part >= 0], minlength=n_words)
        return counts

    return count


def by_places(found, n_words, fields):
    counts = np.zeros((fields, fields, n_words))
    rows, columns = (np.arange(length) * fields // length for length in found.shape)
    counts[rows[:, None], columns, found] += 1
    return counts


def by_chosen_places(found, n_words, fields):
    counts = np.zeros((fields, fields, n_words))
    r, c = np.nonzero(found >= 0)
    counts[r * fields // len(found), c * fields // found.shape[1], found[r, c]] += 1
    return counts


def in_one_loop(start=0, stop=None, divide="own"):
    def count(found, n_words, fields):
        counts = np.zeros((fields, fields, n_words))
        height, width = found.shape
        for r in range(start, height):
            for c in range(width)[:stop]:
                if found[r, c] >= 0:
                    by = {"own": width, "height": height, "one more": width + 1}[divide]
                    counts[r * fields // height, c * fields // by, found[r, c]] += 1
        return counts

    return count


def parts_of_array_split(found, n_words, fields):
    return [
        [np.bincount(part[part >= 0], minlength=n_words)
         for part in np.array_split(line, fields, axis=1)]
        for line in np.array_split(found, fields)
    ]  # fmt: skip


# soft_votes.


def mean(distances):
    return distances.mean(axis=1, keepdims=True)


def votes(distances):
    return np.maximum(mean(distances) - distances, 0)


def votes_in_loops(distances):
    every = []
    for row in distances:
        average = sum(row) / len(row)
        every.append([average - d if d < average else 0 for d in row])
    return every


def votes_by_apply(distances):
    return np.apply_along_axis(lambda row: np.clip(np.average(row) - row, 0, None), 1, distances)


def votes_at_once(distances):
    nearer = distances.mean(axis=1)[:, None] - distances
    nearer[nearer < 0] = 0
    return nearer


def votes_in_float32(distances):
    X = distances.astype(np.float32)
    return np.where(X < mean(X), mean(X) - X, np.float32(0))


def votes_place_by_place(distances):
    new = np.zeros_like(distances)
    for i in range(len(distances)):
        for j in range(distances.shape[1]):
            new[i, j] = max(0.0, distances[i].mean() - distances[i, j])
    return new


def votes_by_product(distances):
    k = distances.shape[1]
    nearer = distances @ (np.full((k, k), 1 / k) - np.eye(k))
    return (nearer + np.abs(nearer)) / 2


def by_sum(turn):
    return lambda d: turn(d.sum(axis=1)[:, None] / d.shape[1] - d)


RIGHT = {
    "count_in_fields": [
        in_fields, fields_in_loops, fields_by_product, fields_by_counter, fields_by_bincount,
        fields_by_mask, fields_by_histogram, fields_in_a_sparse_matrix,
        by_edges(lambda length, fields: [-(-length * j // fields) for j in range(fields + 1)]),
        in_one_loop(),
    ],
    "soft_votes": [
        votes, votes_in_loops, votes_at_once, votes_by_apply, votes_in_float32,
        votes_place_by_place, votes_by_product, by_sum(lambda nearer: nearer.clip(min=0)),
    ],
}  # fmt: skip
WRONG = {
    "count_in_fields": {
        "as the last word.": [lambda f, n, k: in_fields(np.where(f < 0, n - 1, f), n, k)],
        "as word 0": [
            lambda f, n, k: in_fields(np.maximum(f, 0), n, k),
            lambda f, n, k: in_fields(f * (f >= 0), n, k),
        ],
        "Word 0 is a word": [lambda f, n, k: in_fields(np.where(f > 0, f, -1), n, k)],
        "Rows first": [
            lambda f, n, k: in_fields(f, n, k).swapaxes(0, 1),
            lambda f, n, k: in_fields(f.T, n, k),
        ],
        "These are shares;": [
            lambda f, n, k: in_fields(f, n, k) / (f >= 0).sum(),
            lambda f, n, k: in_fields(f, n, k) / in_fields(f, n, k).sum(),
        ],
        "shares of each field; counts": [
            lambda f, n, k: in_fields(f, n, k) / in_fields(f, n, k).sum(axis=2, keepdims=True),
        ],
        "0 in an empty one": [
            lambda f, n, k: (
                in_fields(f, n, k) / np.maximum(in_fields(f, n, k).sum(axis=2, keepdims=True), 1)
            ),
        ],
        "roots": [lambda f, n, k: np.sqrt(in_fields(f, n, k))],
        "only once in a field. (": [
            by_chosen_places, lambda f, n, k: np.minimum(in_fields(f, n, k), 1),
            lambda f, n, k: in_fields(f, n, k) > 0,
        ],
        "and -1 counts as the last word": [by_places],
        "words come last": [
            lambda f, n, k: np.moveaxis(in_fields(f, n, k), 2, 0),
            lambda f, n, k: [
                in_fields(np.where(f == word, 0, -1), 1, k)[:, :, 0] for word in range(n)
            ],
        ],
        "in one row": [lambda f, n, k: in_fields(f, n, k).ravel()],
        "One row a field": [lambda f, n, k: in_fields(f, n, k).reshape(k * k, n)],
        "whole picture": [lambda f, n, k: np.bincount(f[f >= 0], minlength=n)],
        "all words of a field together": [lambda f, n, k: in_fields(f, n, k).sum(axis=2)],
        "The last words": [lambda f, n, k: in_fields(f, f.max() + 1, k)],
        "use the width": [lambda f, n, k: in_fields(f[:, : len(f)], n, k)],
        "left at the edge: 5": [
            lambda f, n, k: in_fields(f[: len(f) // k * k, : f.shape[1] // k * k], n, k),
            by_edges(lambda length, k: np.arange(k + 1) * (length // k)),
        ],
        "goes to the last field": [
            by_edges(lambda length, k: [*(np.arange(k) * (length // k)), length]),
        ],
        "whatever fields is": [lambda f, n, k: in_fields(f, n, 2)],
        "array_split": [parts_of_array_split],
        "rounded up": [by_edges(lambda length, k: np.arange(k + 1) * -(-length // k))],
        "rounded down": [
            by_edges(lambda length, k: np.linspace(0, length, k + 1).astype(int)),
            by_edges(lambda length, k: [j * length // k for j in range(k + 1)]),
        ],
        " is right.": [
            in_one_loop(start=1), in_one_loop(stop=-1), in_one_loop(divide="one more"),
            lambda f, n, k: in_fields(f, n, k) + 1,
            lambda f, n, k: in_fields(f[::-1], n, k),
            lambda f, n, k: in_fields(np.where(f < 0, -1, n - 1 - f), n, k),
            lambda f, n, k: in_fields(np.where(f == 2, -1, f), n, k),
            by_edges(lambda length, k: np.rint(np.linspace(0, length, k + 1)).astype(int)),
        ],
        "is wanted": [
            lambda f, n, k: in_fields(f, n + 1, k),
            lambda f, n, k: in_fields(f, 3, k),
            lambda f, n, k: f,
        ],
        "stops with IndexError": [in_one_loop(divide="height")],
    },
    "soft_votes": {
        "gets 0, not less": [lambda d: mean(d) - d, by_sum(lambda nearer: nearer)],
        "sign is turned": [
            lambda d: np.maximum(d - mean(d), 0),
            lambda d: np.where(d > mean(d), d - mean(d), 0),
        ],
        "left, below 0": [lambda d: np.minimum(mean(d) - d, 0)],
        "nearer words have votes below 0": [lambda d: np.where(d < mean(d), d - mean(d), 0)],
        "both directions": [
            lambda d: np.abs(d - mean(d)),
            lambda d: np.sqrt((d - mean(d)) ** 2),
        ],
        "mean of each word": [lambda d: np.maximum(d.mean(axis=0) - d, 0)],
        "mean of all": [lambda d: np.maximum(d.mean() - d, 0)],
        "farthest word": [lambda d: d.max(axis=1, keepdims=True) - d],
        "one hard vote": [lambda d: np.eye(d.shape[1])[d.argmin(axis=1)]],
        "Only the nearest word": [
            lambda d: votes(d) * (d == d.min(axis=1, keepdims=True)),
        ],
        "ones and zeros; how": [
            lambda d: (d < mean(d)) * 1,
            lambda d: d < mean(d),
            lambda d: np.where(mean(d) - d > 0, 1.0, 0.0),
        ],
        "a word at the mean": [lambda d: (d <= mean(d)).astype(int)],
        "distances of the nearer": [lambda d: d * (d < mean(d))],
        "Not squared": [lambda d: votes(d) ** 2],
        "median": [lambda d: np.maximum(np.median(d, axis=1, keepdims=True) - d, 0)],
        "0 / 0": [lambda d: votes(d) / votes(d).sum(axis=1, keepdims=True)],
        "shares of each patch;": [
            lambda d: votes(d) / np.maximum(votes(d).sum(axis=1, keepdims=True), 1e-9),
        ],
        "parts of the mean": [lambda d: np.maximum(1 - d / mean(d), 0)],
        "whole numbers": [lambda d: votes(d).astype(int), lambda d: np.floor(votes(d))],
        "NaN is not a vote": [lambda d: np.where(d < mean(d), mean(d) - d, np.nan)],
        "as in distances": [lambda d: votes(d).T],
        "these are added up": [lambda d: votes(d).sum(axis=0)],
        "gives [[": [
            lambda d: votes(d) + 1,
            lambda d: votes(d)[:, ::-1],
            lambda d: 2 * votes(d),
            lambda d: np.where(d < mean(d), mean(d), 0),
            lambda d: np.maximum(d.sum(axis=1, keepdims=True) - d, 0),
            lambda d: 1 / d,
            lambda d: d,
            lambda d: np.maximum((d.min(axis=1) + d.max(axis=1))[:, None] / 2 - d, 0),
            lambda d: np.round(votes(d)),
        ],
        "stops with ValueError": [lambda d: np.maximum(d.mean(axis=1) - d, 0)],
    },
}  # fmt: skip
