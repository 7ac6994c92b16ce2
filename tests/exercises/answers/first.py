"""Exercises of lessons 00 and 01: right answers in every style, and wrong ones."""

from collections import Counter

import numpy as np
from scipy.spatial.distance import cdist


def sizes_in_a_loop(labels, k):
    sizes = [0] * k
    for label in labels:
        sizes[label] += 1
    return sizes


def sizes_one_by_one(labels, k):
    sizes = np.zeros(k, np.float32)
    np.add.at(sizes, labels, 1)
    return sizes


def tiles_in_a_loop(sheet, tile):
    rows = []
    for r in range(0, sheet.shape[0], tile):
        for c in range(0, sheet.shape[1], tile):
            rows.append(sheet[r : r + tile, c : c + tile].ravel())
    return rows


def tiles_pixel_by_pixel(sheet, tile):
    across = sheet.shape[1] // tile
    X = np.empty((sheet.size // tile**2, tile**2), np.float32)
    for (r, c), value in np.ndenumerate(sheet):
        X[r // tile * across + c // tile, r % tile * tile + c % tile] = value
    return X


def tiles_by_split(sheet, tile):
    bands = np.vsplit(sheet, len(sheet) // tile)
    return np.array([part.ravel() for band in bands
                     for part in np.hsplit(band, band.shape[1] // tile)])  # fmt: skip


def tiles_by_window(sheet, tile):
    view = np.lib.stride_tricks.sliding_window_view(sheet, (tile, tile))
    return view[::tile, ::tile].reshape(-1, tile * tile)


def tiles_overlapping(sheet, tile):
    rows = []
    for r in range(sheet.shape[0] - tile + 1):
        for c in range(sheet.shape[1] - tile + 1):
            rows.append(sheet[r : r + tile, c : c + tile].ravel())
    return np.array(rows)


def last_line_left_out(sheet, tile):
    rows = []
    for r in range(0, sheet.shape[0] - tile, tile):
        for c in range(0, sheet.shape[1], tile):
            rows.append(sheet[r : r + tile, c : c + tile].ravel())
    return np.array(rows)


def from_below(sheet, tile):
    return np.array(tiles_in_a_loop(sheet, tile))[::-1]


def blank_in_a_loop(X):
    blank = []
    for row in X:
        blank.append(all(pixel == 0 for pixel in row))
    return blank


def difference_in_a_loop(a, b):
    apart = np.zeros(a.shape, np.float32)
    for place in np.ndindex(a.shape):
        apart[place] = abs(int(a[place]) - int(b[place]))
    return apart


RIGHT = {
    "cluster_sizes": [
        sizes_in_a_loop,
        sizes_one_by_one,
        lambda labels, k: np.bincount(labels, minlength=k).astype(np.int32),
        lambda labels, k: (labels[:, None] == np.arange(k)).sum(axis=0),
        lambda labels, k: [Counter(labels.tolist())[j] for j in range(k)],
        lambda labels, k: np.histogram(labels, bins=np.arange(k + 1) - 0.5)[0],
        lambda labels, k: [len(labels[labels == j]) for j in range(k)],
    ],
    "cut_tiles": [
        tiles_in_a_loop,
        tiles_pixel_by_pixel,
        tiles_by_split,
        tiles_by_window,
        lambda s, t: s.reshape(-1, t, s.shape[1] // t, t).swapaxes(1, 2).reshape(-1, t * t),
        lambda s, t: np.einsum("rycx->rcyx", s.reshape(-1, t, s.shape[1] // t, t)).reshape(
            -1, t * t
        ),
    ],
    "find_blank": [
        blank_in_a_loop,
        lambda X: X.max(axis=1) == 0,
        lambda X: ~X.any(axis=1),
        lambda X: (X == 0).all(axis=1),
        lambda X: X.sum(axis=1) == 0,
        lambda X: X.astype(np.float32).mean(axis=1) == 0,
        lambda X: cdist(X, np.zeros((1, X.shape[1])))[:, 0] == 0,
        lambda X: [not row.any() for row in X],
    ],
    "difference": [
        difference_in_a_loop,
        lambda a, b: np.abs(a.astype(float) - b),
        lambda a, b: np.abs(a.astype(np.int16) - b.astype(np.int16)),
        lambda a, b: np.abs(np.subtract(a, b, dtype=np.float32)),
        lambda a, b: np.maximum(a, b) - np.minimum(a, b),
        lambda a, b: np.where(a > b, a - b, b - a),
        lambda a, b: np.sqrt((a.astype(float) - b) ** 2),
        lambda a, b: np.abs(a.astype(int) - b).tolist(),
    ],
}


def cut(sheet, tile):
    return np.array(tiles_in_a_loop(sheet, tile))


WRONG = {
    "cluster_sizes": {
        "without images is missing": [
            lambda labels, k: np.unique(labels, return_counts=True)[1],
            lambda labels, k: [int((labels == j).sum()) for j in sorted(set(labels.tolist()))],
            lambda labels, k: list(dict(sorted(Counter(labels.tolist()).items())).values()),
        ],
        "last clusters are missing": [
            lambda labels, k: np.bincount(labels),
            lambda labels, k: [(labels == j).sum() for j in range(labels.max() + 1)],
        ],
        "shares": [lambda labels, k: [np.mean(labels == j) for j in range(k)]],
        "These are the labels": [lambda labels, k: labels],
        "counts from 1": [lambda labels, k: [np.sum(labels == j) for j in range(1, k + 1)]],
        "always finds five": [lambda labels, k: np.bincount(labels, minlength=5)[:5]],
        "has shape (2,); (1,) is wanted": [
            lambda labels, k: [np.sum(labels == j) for j in range(k + 1)]
        ],
        "gives [0]; [2] is right": [
            lambda labels, k: [int(labels[labels == j].sum()) for j in range(k)]
        ],
        "[0, 1, 2]": [lambda labels, k: np.sort(np.bincount(labels, minlength=k))],
        "It returns 2 things; one is wanted": [
            lambda labels, k: np.unique(labels, return_counts=True)
        ],
        "numbers are wanted": [lambda labels, k: str(np.bincount(labels, minlength=k))],
        "array of objects": [
            lambda labels, k: np.bincount(labels, minlength=k).astype(object)
        ],
        "stops with": [lambda labels, k: [labels.count(j) for j in range(k)]],
    },
    "cut_tiles": {
        "One reshape alone": [lambda s, t: s.reshape(-1, t * t)],
        "down the columns": [
            lambda s, t: np.array([s[r : r + t, c : c + t].ravel()
                                   for c in range(0, s.shape[1], t)
                                   for r in range(0, s.shape[0], t)]),
        ],
        "over its diagonal": [
            lambda s, t: s.reshape(-1, t, s.shape[1] // t, t).transpose(0, 2, 3, 1)
            .reshape(-1, t * t),
            lambda s, t: np.array([s[r : r + t, c : c + t].T.ravel()
                                   for r in range(0, s.shape[0], t)
                                   for c in range(0, s.shape[1], t)]),
        ],
        "as squares": [lambda s, t: cut(s, t).reshape(-1, t, t)],
        "rows and columns of tiles": [lambda s, t: cut(s, t).reshape(-1, s.shape[1] // t, t * t)],
        "height first": [
            lambda s, t: s.reshape(s.shape[1] // t, t, s.shape[0] // t, t).swapaxes(1, 2)
            .reshape(-1, t * t),
        ],
        "one column a tile": [lambda s, t: cut(s, t).T],
        "shape": [tiles_overlapping, last_line_left_out,
                  lambda s, t: s[:t, :t].reshape(1, -1)],
        "stops with ValueError": [
            lambda s, t: s.reshape(-1, 2, s.shape[1] // 2, 2).swapaxes(1, 2).reshape(-1, 4),
        ],
        " is right.": [from_below, lambda s, t: cut(s, t)[:, ::-1], lambda s, t: cut(s, t) / 255],
    },
    "find_blank": {
        "other way round": [lambda X: X.max(axis=1) > 0, lambda X: X.any(axis=1)],
        "This is how many": [lambda X: (X.max(axis=1) == 0).sum(), lambda X: sum(~X.any(axis=1))],
        "their numbers": [
            lambda X: np.flatnonzero(X.max(axis=1) == 0),
            lambda X: [i for i, row in enumerate(X) if row.max() == 0],
        ],
        "with a black pixel": [lambda X: X.min(axis=1) == 0, lambda X: (X == 0).any(axis=1)],
        "columns": [lambda X: X.max(axis=0) == 0],
        "Faint ink": [lambda X: X.max(axis=1) < 5, lambda X: X.mean(axis=1) < 1],
        "in uint8": [lambda X: [sum(row) == 0 for row in X]],
        "One True or False a pixel": [lambda X: X == 0],
        "tiles themselves": [lambda X: X[X.max(axis=1) == 0]],
        "One answer for all": [lambda X: X.max() == 0, lambda X: not X.any()],
        "first pixel": [lambda X: X[:, 0] == 0],
        "These are numbers": [lambda X: (X.max(axis=1) == 0).astype(int),
                              lambda X: [int(not row.any()) for row in X]],
        " is right.": [lambda X: X.max(axis=1) == 255, lambda X: X[:, -1] == 0,
                       lambda X: X.mean(axis=1) < 100],
    },
    "difference": {
        "wraps around: in uint8, 3 - 5 is 254": [
            lambda a, b: a - b,
            lambda a, b: np.abs(a - b),
            lambda a, b: abs((a - b).astype(float)),
        ],
        "other way round": [lambda a, b: b - a, lambda a, b: abs(b - a)],
        "int8 counts": [lambda a, b: np.abs(a.astype(np.int8) - b.astype(np.int8))],
        "how far apart are 3 and 5": [
            lambda a, b: a.astype(float) - b,
            lambda a, b: a.astype(np.int16) - b,
            lambda a, b: np.clip(a.astype(float) - b, 0, 255),
        ],
        "how far apart are 5 and 3": [lambda a, b: b.astype(float) - a],
        "squares": [lambda a, b: (a.astype(float) - b) ** 2],
        "their sum": [lambda a, b: a.astype(float) + b],
        "one number for all": [lambda a, b: np.abs(a.astype(float) - b).sum()],
        "[5]; [2] is right": [np.maximum],
        " is right.": [lambda a, b: np.abs(a.astype(float) - b) / 255],
    },
}  # fmt: skip
