"""Exercises of lessons 00 and 01: small cases for each task, and the mistakes they recognise.

Every public function in these rooms takes the learner's function, tries it, and raises `Hint` at
the first thing that is wrong. A mistake is recognised by its results in all cases, so these are
chosen to tell mistakes apart: numbers on both sides of zero in uint8, uneven sizes, ties.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from kmeans_lib.exercises.hints import Hint, as_numbers, judge


def _sizes(labels: np.ndarray, k: int) -> np.ndarray:
    return np.bincount(labels, minlength=k)


def cluster_sizes(function: Callable) -> None:
    cases = [(np.array(labels), k) for labels, k in (
        ([0, 0], 1), ([1, 1, 0], 3), ([2], 7), ([0, 3, 3, 0, 1, 3], 5), ([1, 2], 3),
    )]  # fmt: skip
    judge(function, _sizes, cases, {
        "A cluster without images is missing: its size is 0, and with k = 5 there are five sizes.":
            lambda labels, k: np.unique(labels, return_counts=True)[1],
        "The last clusters are missing: with k = 5 there are five sizes, some of them 0.":
            lambda labels, k: np.bincount(labels),
        "These are the labels; how often does each of them occur?": lambda labels, k: labels,
        "These are shares; the number of images is wanted.":
            lambda labels, k: _sizes(labels, k) / len(labels),
        "It counts from 1; labels go from 0 to k - 1.":
            lambda labels, k: np.bincount(labels, minlength=k + 1)[1:],
        "It always finds five clusters; there are k.": lambda labels, k: _sizes(labels, 5)[:5],
    })  # fmt: skip


def _cut(sheet: np.ndarray, tile: int, order: tuple[int, ...] = (0, 2, 1, 3)) -> np.ndarray:
    """Tiles in rows; other orders of the axes (tile row, row in it, tile column, column in it)."""
    height, width = sheet.shape
    cut = sheet.reshape(height // tile, tile, width // tile, tile)
    return cut.transpose(order).reshape(-1, tile * tile)


def _cut_turned(sheet: np.ndarray, tile: int) -> np.ndarray:
    height, width = sheet.shape
    return _cut(sheet.reshape(width, height), tile)


def cut_tiles(function: Callable) -> None:
    sheets = (((2, 4), 2), ((4, 6), 2), ((6, 9), 3), ((4, 4), 1), ((6, 3), 3))
    cases = [(np.arange(np.prod(shape), dtype=np.uint8).reshape(shape), t) for shape, t in sheets]
    judge(function, _cut, cases, {
        "One reshape alone cuts along the sheet's rows; the rows of a tile lie far apart in it. "
        "Which axes must change places first?": lambda sheet, t: sheet.reshape(-1, t * t),
        "The tiles are right, but they go down the columns of the sheet; rows come first.":
            partial(_cut, order=(2, 0, 1, 3)),
        "Every tile is turned over its diagonal: rows and columns inside it changed places.":
            partial(_cut, order=(0, 2, 3, 1)),
        "These are the tiles as squares; flatten each to one row.":
            lambda sheet, t: _cut(sheet, t).reshape(-1, t, t),
        "These are rows and columns of tiles; one row a tile is wanted.":
            lambda sheet, t: _cut(sheet, t).reshape(len(sheet) // t, -1, t * t),
        "Width and height have changed places: the shape of an array is (rows, columns), height "
        "first.": _cut_turned,
        "The tiles are right, but one column a tile; one row a tile is wanted.":
            lambda sheet, t: _cut(sheet, t).T,
    })  # fmt: skip


def find_blank(function: Callable) -> None:
    tiles = np.zeros((7, 4), np.uint8)
    tiles[1, 2], tiles[2], tiles[4, :2], tiles[5, 3] = 7, 255, (128, 128), 1
    tiles[6, 1:] = 200, 255, 255
    cases = [(tiles[:1],), (tiles[4:],), (tiles,), (np.zeros((2, 3), np.uint8),)]
    judge(function, lambda X: X.max(axis=1) == 0, cases, {
        "This is the other way round: True stands for a tile without ink.":
            lambda X: X.max(axis=1) > 0,
        "This is how many; which ones is wanted, one True or False a tile.":
            lambda X: (X.max(axis=1) == 0).sum(),
        "These are their numbers; one True or False a tile is wanted.":
            lambda X: np.flatnonzero(X.max(axis=1) == 0),
        "It calls every tile with a black pixel blank; blank is a tile with nothing else.":
            lambda X: X.min(axis=1) == 0,
        "That looks at the columns of X; one answer a row is wanted.":
            lambda X: (X == 0).all(axis=0),
        "Faint ink is ink: a tile whose brightest pixel is 1 is not blank.":
            lambda X: X.max(axis=1) < 5,
        "That adds up in uint8, where 128 + 128 is 0; any pixel above 0 is ink.":
            lambda X: X.sum(axis=1, dtype=np.uint8) == 0,
        "That looks at the first pixel of each tile alone; any of them may hold ink.":
            lambda X: X[:, 0] == 0,
        "One answer for all tiles; one a tile is wanted.": lambda X: X.max() == 0,
        "One True or False a pixel; one a tile is wanted.": lambda X: X == 0,
        "These are the blank tiles themselves; one True or False a tile is wanted.":
            lambda X: X[X.max(axis=1) == 0],
    })  # fmt: skip
    if as_numbers(function(tiles)).dtype != bool:
        raise Hint("These are numbers; True or False is wanted: X[blank] would take rows 0 and 1.")


def difference(function: Callable) -> None:
    a, b = np.array([3, 5, 200, 0, 9], np.uint8), np.array([5, 3, 10, 255, 9], np.uint8)
    cases = [(a[:1], b[:1]), (a, b), (a.reshape(5, 1), b.reshape(5, 1))]
    wraps = "It wraps around: in uint8, 3 - 5 is 254. Turn both into floats before you subtract."
    judge(function, lambda a, b: np.abs(a.astype(float) - b), cases, {
        wraps: lambda a, b: a - b,
        "It wraps around, and the other way round: turn both into floats before you subtract.":
            lambda a, b: b - a,
        "Too narrow: int8 counts from -128 to 127 only. Turn both into floats before you subtract.":
            lambda a, b: np.abs(a.astype(np.int8) - b.astype(np.int8)),
        "Some are below zero: how far apart are 3 and 5?": lambda a, b: a.astype(float) - b,
        "Some are below zero: how far apart are 5 and 3?": lambda a, b: b.astype(float) - a,
        "These are squares; the plain difference is wanted.":
            lambda a, b: (a.astype(float) - b) ** 2,
        "A difference below zero became 0: how far apart are 3 and 5?":
            lambda a, b: np.maximum(a.astype(float) - b, 0),
        "That is their sum; the difference is wanted.": lambda a, b: a.astype(float) + b,
        "That is one number for all pixels; one a pixel is wanted.":
            lambda a, b: np.abs(a.astype(float) - b).sum(),
    })  # fmt: skip
