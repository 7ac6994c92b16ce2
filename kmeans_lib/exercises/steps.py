"""Exercises of lessons 00 to 04: small cases for each task, and the mistakes they recognise.

Every public function here takes the learner's function, tries it, and raises `Hint` at the first
thing that is wrong. A mistake is recognised by its result: what it would have given is computed
beside what is right. The numbers are chosen so that mistakes show, such as differences below zero
in uint8.
"""

from collections.abc import Callable

import numpy as np

from kmeans_lib import assignment, update
from kmeans_lib.exercises.hints import UNEVEN, Hint, compare, small_images

WRAPS = "It wraps around: uint8 counts to 255 and starts again. Turn it into floats first."


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
        raise Hint("Other generators give the same rows: use the rng that is handed in.")
    if not np.array_equal(_drawn(function, X, 4, seed=0), _drawn(function, X, 4, seed=0)):
        raise Hint("The same seed gives other rows: use the rng that is handed in, and only it.")
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
    distances = assignment.squared_distances(X, chosen)
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


def _in_uint8(X: np.ndarray, centroids: np.ndarray) -> dict[str, np.ndarray]:
    """Squared distances, wrong in the ways of uint8: {hint: array}."""
    floats = X.astype(float)
    c_squares = (centroids**2).sum(axis=1)
    return {
        WRAPS: ((X[:, None] - centroids) ** 2).sum(axis=2),
        "The squares do not fit into uint8: turn X and the centroids into floats first.":
            (X**2).sum(axis=1)[:, None] - 2 * X @ centroids.T + c_squares,
        "X is a float now, but the centroids are still uint8, and their squares do not fit.":
            (floats**2).sum(axis=1)[:, None] - 2 * floats @ centroids.T + c_squares,
        "Too late: the subtraction has wrapped around before. First floats, then subtract.":
            ((X[:, None] - centroids).astype(float) ** 2).sum(axis=2),
    }  # fmt: skip


def squared_distances(function: Callable) -> None:
    X, centroids = small_images()
    right = assignment.squared_distances(X, centroids)
    floats = X.astype(float)
    compare(function(X, centroids), right, _in_uint8(X, centroids) | {
        "It has one line a centroid; one row an image is wanted: turn it over.": right.T,
        "These are the distances; their squares are wanted, without the root.": np.sqrt(right),
        "That is the mean over the pixels; the sum is wanted.": right / X.shape[1],
        "The differences must be squared before they are added up.":
            (floats[:, None] - centroids).sum(axis=2),
        "These are differences of the sizes; square the size of the difference.":
            np.abs(floats[:, None] - centroids).sum(axis=2),
    }, tolerance=1e-4)  # fmt: skip


def assign_labels(function: Callable) -> None:
    X, centroids = small_images()
    distances = assignment.squared_distances(X, centroids)
    labels = distances.argmin(axis=1)
    wrapped = {hint: wrong.argmin(axis=1) for hint, wrong in _in_uint8(X, centroids).items()}
    got = function(X, centroids)
    compare(got, labels, wrapped | {
        "That is the farthest centroid, not the nearest.": distances.argmax(axis=1),
        "This is a squared distance; the number of the centroid is wanted.":
            distances.min(axis=1),
        "This is a distance; the number of the centroid is wanted.":
            np.sqrt(distances.min(axis=1)),
        "That is the nearest image of every centroid; the nearest centroid of every image is "
        "wanted.": distances.argmin(axis=0),
        "It counts from 1; labels count from 0, as places in an array do.": labels + 1,
    })  # fmt: skip
    if np.asarray(got).dtype.kind not in "iu":
        raise Hint("The labels are right, but not whole numbers; they are places in an array.")
    tied = np.array([[1.0, 0.0], [0.0, 5.0]])
    compare(function(tied, np.array([[9.0, 9.0], [0.0, 0.0], [2.0, 0.0]])), [1, 1], {
        "A tie goes to the lower number; here it goes to the last.": [2, 1],
    })  # fmt: skip


def update_centroids(function: Callable) -> None:
    X, before = small_images()
    before = before.astype(float)
    labels = np.array([0, 1, 1, 2, 2, 2, 0, 1, 2, 2, 1, 1])
    right, _ = update.update_centroids(X, labels, before)
    compare(function(X, labels, before), right, {
        "The means are cut off to whole grey levels; keep them as floats.": np.trunc(right),
        "The means are rounded to whole grey levels; keep them as floats.": np.rint(right),
        "These are sums; divide each by the size of its cluster.":
            right * np.bincount(labels)[:, None],
        "These are medians; the mean is wanted.":
            np.stack([np.median(X[labels == j], axis=0) for j in range(3)]),
        "These are the old centroids.": before,
        "One number a cluster: the mean runs over the pixels as well. Which axis are the images?":
            [X[labels == j].mean() for j in range(3)],
    })  # fmt: skip
    labels = np.where(labels == 1, 2, labels)
    right = np.stack([X[labels == 0].mean(axis=0), before[1], X[labels == 2].mean(axis=0)])
    zero, nan, short = right.copy(), right.copy(), np.delete(right, 1, axis=0)
    zero[1], nan[1] = 0, np.nan
    compare(function(X, labels, before), right, {
        "The mean of an empty cluster is NaN, and argmin would give it every image. Leave its "
        "centroid where it was.": nan,
        "An empty cluster turns black; leave its centroid where it was.": zero,
        "An empty cluster is lost; leave its centroid where it was.": short,
    })  # fmt: skip


def inertia(function: Callable) -> None:
    X, centroids = small_images()
    labels = np.arange(12) % 3  # not the nearest: it must look at the labels
    distances = assignment.squared_distances(X, centroids)
    own = distances[np.arange(12), labels]
    narrow = centroids.astype(np.uint8)[labels]
    compare(function(X, labels, centroids), update.inertia(X, labels, centroids), {
        WRAPS: ((X - narrow) ** 2).sum(),
        "These are distances; inertia adds up their squares.": np.sqrt(own).sum(),
        "That is the mean; inertia is the sum.": own.mean(),
        "That adds up the distances to all centroids; only its own one counts for each image.":
            distances.sum(),
        "That takes the nearest centroid; the labels say which one counts.":
            distances.min(axis=1).sum(),
        "One number an image; add them up.": own,
    }, tolerance=1e-5)  # fmt: skip
