"""Exercises of lessons 00 to 02: small cases for each task, and the mistakes they recognise.

Every public function in these rooms takes the learner's function, tries it, and raises `Hint` at
the first thing that is wrong. A mistake is recognised by its result: what it would have given is
computed beside what is right. The numbers are chosen so that mistakes show, such as differences
below zero in uint8.
"""

from collections.abc import Callable

import numpy as np

from kmeans_lib.assignment import squared_distances
from kmeans_lib.exercises.hints import UNEVEN, WRAPS, Hint, compare, small_images


def cluster_sizes(function: Callable) -> None:
    labels = np.array([0, 3, 3, 0, 1, 3])
    compare(function(labels, 5), [2, 1, 0, 3, 0], {
        "A cluster without images is missing: its size is 0, and with k = 5 there are five sizes.":
            [2, 1, 3],
        "The last clusters are missing: with k = 5 there are five sizes, some of them 0.":
            [2, 1, 0, 3],
        "These are the labels; how often does each of them occur?": labels,
        "These are shares; the number of images is wanted.": np.array([2, 1, 0, 3, 0]) / 6,
    })  # fmt: skip


def cut_tiles(function: Callable) -> None:
    sheet = np.arange(4 * 6, dtype=np.uint8).reshape(4, 6)
    tiles = sheet.reshape(2, 2, 3, 2).swapaxes(1, 2)
    compare(function(sheet, 2), tiles.reshape(6, 4), {
        "One reshape alone cuts along the sheet's rows; the rows of a tile lie far apart in it. "
        "Which axes must change places first?": sheet.reshape(6, 4),
        "The tiles are right, but they go down the columns of the sheet; rows come first.":
            tiles.swapaxes(0, 1).reshape(6, 4),
        "Every tile is turned over its diagonal: rows and columns inside it changed places.":
            tiles.swapaxes(2, 3).reshape(6, 4),
        "These are the tiles as squares; flatten each to one row.": tiles.reshape(6, 2, 2),
        "Width and height have changed places: the shape of an array is (rows, columns), height "
        "first.": sheet.reshape(3, 2, 2, 2).swapaxes(1, 2).reshape(6, 4),
    })  # fmt: skip


def find_blank(function: Callable) -> None:
    X = np.zeros((5, 4), np.uint8)
    X[1, 2], X[2], X[4, :2] = 7, 255, (128, 128)
    blank = np.array([True, False, False, True, False])
    compare(function(X), blank, {
        "This is the other way round: True stands for a tile without ink.": ~blank,
        "This is how many; which ones is wanted, one True or False a tile.": 2,
        "These are their numbers; one True or False a tile is wanted.": [0, 3],
        "It calls every tile with a black pixel blank; blank is a tile with nothing else.":
            [True, True, False, True, True],
        "That looks at the columns of X; one answer a row is wanted.": (X == 0).all(axis=0),
    })  # fmt: skip


def difference(function: Callable) -> None:
    a, b = np.array([3, 5, 200, 0], np.uint8), np.array([5, 3, 10, 255], np.uint8)
    right = np.array([2, 2, 190, 255])
    wraps = "It wraps around: in uint8, 3 - 5 is 254. Turn both into floats before you subtract."
    compare(function(a, b), right, {
        wraps: a - b,
        "Some are below zero: how far apart are 3 and 5?": [-2, 2, 190, -255],
        "These are squares; the plain difference is wanted.": right**2,
    })  # fmt: skip


def init_random(function: Callable) -> None:
    X = np.arange(24, dtype=np.float32).reshape(8, 3) ** 2
    for k in (1, 4, 8):
        drawn = _drawn(function, X, k, seed=0)
        if len(np.unique(drawn, axis=0)) < k:
            raise Hint("The same row is drawn twice: draw without putting back.")
    if np.array_equal(_drawn(function, X, 4, seed=0), _drawn(function, X, 4, seed=1)):
        raise Hint("Other generators give the same rows: use the rng that is passed in.")
    if not np.array_equal(_drawn(function, X, 4, seed=0), _drawn(function, X, 4, seed=0)):
        raise Hint("The same seed gives other rows: use the rng that is passed in, and only it.")
    if all(_drawn(function, X, 4, seed).max() <= X[3].max() for seed in range(5)):
        raise Hint("It only ever takes the first k rows; every row of X must have a chance.")


def _drawn(function: Callable, X: np.ndarray, k: int, seed: int) -> np.ndarray:
    try:
        drawn = np.asarray(function(X, k, np.random.default_rng(seed)))
    except ValueError:
        raise Hint(UNEVEN) from None
    if drawn.shape == (k,):
        raise Hint("These are the numbers of rows; the rows of X themselves are wanted.")
    if drawn.shape != (k, X.shape[1]):
        raise Hint(f"The result has shape {drawn.shape}; {(k, X.shape[1])} is wanted.")
    if not (drawn[:, None] == X).all(axis=2).any(axis=1).all():
        raise Hint("Not every centroid is a row of X.")
    return drawn


def plus_plus_chances(function: Callable) -> None:
    X, chosen = small_images()
    distances = squared_distances(X, chosen)
    nearest = distances.min(axis=1)

    def share(values: np.ndarray) -> np.ndarray:
        return values / values.sum()

    wrapped = ((X[:, None] - chosen) ** 2).sum(axis=2).min(axis=1)
    compare(function(X, chosen), share(nearest), {
        WRAPS: share(wrapped),
        "These are not yet chances: they must add up to 1.": nearest,
        "The distances must be squared.": share(np.sqrt(nearest)),
        "Only the nearest of the chosen centroids counts, not all of them together.":
            share(distances.sum(axis=1)),
        "That is the distance to the farthest centroid; the nearest one counts.":
            share(distances.max(axis=1)),
        "That looks at the last centroid alone; the nearest of all counts.":
            share(distances[:, -1]),
        "That looks at the first centroid alone; the nearest of all counts.":
            share(distances[:, 0]),
    })  # fmt: skip


def farthest_first(function: Callable) -> None:
    tied = np.array([[0, 0], [0, 5], [5, 0], [1, 1]], float)
    compare(function(tied, 2), tied[[0, 1]], {
        "These are numbers of rows; the rows themselves are wanted.": [0, 1],
        "A tie goes to the lower number; here it goes to the last.": tied[[0, 2]],
        "It begins with another row than row 0.": tied[[2, 1]],
    })  # fmt: skip
    X = np.array([[15, 36], [45, 23], [27, 59], [48, 58], [22, 41], [57, 39], [50, 41]], float)
    for k in (5, 3, 2, 1):
        compare(function(X, k), X[_farthest(X, k, np.min)], {
            "These are numbers of rows; the rows themselves are wanted.":
                _farthest(X, k, np.min),
            "That looks at the last chosen row alone; the nearest of all chosen counts.":
                X[_farthest(X, k, lambda distances, axis: distances[:, -1])],
            "That looks at row 0 alone; the nearest of all chosen rows counts.":
                X[_farthest(X, k, lambda distances, axis: distances[:, 0])],
            "That adds up the distances to all chosen rows; only the nearest of them counts.":
                X[_farthest(X, k, np.sum)],
            "That takes the farthest of the chosen rows; the nearest of them counts.":
                X[_farthest(X, k, np.max)],
            "It always takes the row nearest to those it has; the farthest is wanted.":
                X[_farthest(X, k, lambda distances, axis: -distances.min(axis=1))],
            "The first k rows are not the farthest from each other.": X[:k],
            "It begins with another row than row 0.": X[_farthest(X, k, np.min, first=2)],
        })  # fmt: skip


def _farthest(X: np.ndarray, k: int, join: Callable, first: int = 0) -> np.ndarray:
    """Numbers of the k rows, if join turns the distances to all chosen rows into one."""
    chosen = [first]
    while len(chosen) < k:
        distances = squared_distances(X, X[chosen])
        chosen.append(int(join(distances, axis=1).argmax()))
    return np.array(chosen)
