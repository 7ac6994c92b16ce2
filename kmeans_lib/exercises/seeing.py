"""Exercises of lessons 11 and 12, made like those of `first`."""

from collections.abc import Callable

import numpy as np

from kmeans_lib.assignment import squared_distances
from kmeans_lib.exercises.hints import compare


def count_in_fields(function: Callable) -> None:
    found = np.random.default_rng(11).integers(-1, 3, (5, 7))
    found[4, :3] = -1  # flat below, on the left
    right = _fields_counted(found, 3, 2)
    seen = np.maximum(found, 0)
    compare(function(found, 3, 2), right, {
        "A flat patch has no word: -1 is not to be counted as the last word.":
            _fields_counted(np.where(found < 0, 2, found), 3, 2),
        "A flat patch has no word: -1 is not to be counted as word 0.":
            _fields_counted(seen, 3, 2),
        "Rows first, then columns: counts[field of the row, field of the column, word].":
            right.swapaxes(0, 1),
        "These are shares; counts are wanted.": right / right.sum(),
        "These are shares of each field; counts are wanted.":
            right / right.sum(axis=2, keepdims=True),
        "These are roots; counts are wanted.": np.sqrt(right),
        "The words come last: (fields, fields, n_words).": np.moveaxis(right, 2, 0),
        "All counts in one row; (fields, fields, n_words) is wanted.": right.ravel(),
        "That is the whole picture in one field.": right.sum(axis=(0, 1)),
        "Columns reach to width, not to height: use the width for them.":
            _fields_counted(found[:, :5], 3, 2),
        "Fields of equal size leave out what is left at the edge: 5 rows make fields of 3 and 2.":
            _fields_counted(found[:4, :6], 3, 2),
    })  # fmt: skip
    wide = np.random.default_rng(13).integers(-1, 3, (5, 10))
    columns = np.repeat(np.arange(4), [3, 3, 2, 2])
    uneven = np.stack([_fields_counted(wide[:, columns == j], 3, 4).sum(axis=1) for j in range(4)])
    compare(function(wide, 3, 4), _fields_counted(wide, 3, 4), {
        "It has 2x2 fields, whatever fields is.": _fields_counted(wide, 3, 2),
        "array_split cuts elsewhere: 10 columns and 4 fields are cut by c * 4 // 10.":
            uneven.swapaxes(0, 1),
    })  # fmt: skip


def _fields_counted(found: np.ndarray, n_words: int, fields: int) -> np.ndarray:
    counts = np.zeros((fields, fields, n_words))
    for (row, column), word in np.ndenumerate(found):
        if word >= 0:
            counts[row * fields // len(found), column * fields // found.shape[1], word] += 1
    return counts


def soft_votes(function: Callable) -> None:
    distances = np.random.default_rng(12).integers(1, 30, (4, 5)).astype(float)
    distances[1] = 7.0  # all words as near: nobody gets a vote
    nearer = distances.mean(axis=1, keepdims=True) - distances
    right = np.maximum(nearer, 0)
    votes = np.zeros_like(distances)
    votes[np.arange(4), distances.argmin(axis=1)] = 1
    median = np.median(distances, axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        shares = right / right.sum(axis=1, keepdims=True)
    compare(function(distances), right, {
        "A word that is farther than the mean gets 0, not less.": nearer,
        "The sign is turned round: the nearer, the more votes.": np.maximum(-nearer, 0),
        "How far from the mean, in both directions; only nearer words get votes.": np.abs(nearer),
        "The mean of each patch, along its row, is wanted; that is the mean of each word.":
            np.maximum(distances.mean(axis=0) - distances, 0),
        "The mean of each patch, along its row, is wanted; that is the mean of all.":
            np.maximum(distances.mean() - distances, 0),
        "That is one hard vote for the nearest word; near ones get a part.": votes,
        "These are ones and zeros; how much nearer is wanted.": nearer > 0,
        "Not squared; how much nearer is wanted.": right**2,
        "That is the median of each patch; the mean is wanted.":
            np.maximum(median - distances, 0),
        "These are shares, and 0 / 0 where no word is nearer; how much nearer is wanted.": shares,
        "These are shares of each patch; how much nearer is wanted.": np.nan_to_num(shares),
        "One row for each patch is wanted, as in distances.": right.T,
    })  # fmt: skip


def abstain(function: Callable) -> None:
    rng = np.random.default_rng(12)
    distances = rng.integers(10, 100, (9, 4)).astype(float)
    distances[:3] = [[40, 90, 95, 99], [60, 41, 70, 80], [0, 50, 60, 70]]  # at, above, on a spot
    names, nearest = np.array([7, 2, 7, 5]), distances.argmin(axis=1)
    given, least = names[nearest], distances.min(axis=1)
    right = np.where(least <= 40, given, -1)
    compare(function(distances, names, 40), right, {
        "Nothing is left out yet: farther than the threshold is to become -1.": given,
        "Exactly at the threshold is near enough.": np.where(least < 40, given, -1),
        "Those that are near became -1; those that are too far are meant.":
            np.where(least > 40, given, -1),
        "One entry for each picture is wanted: too far becomes -1, it is not dropped.":
            given[least <= 40],
        "0 is a digit; what is too far becomes -1.": np.where(least <= 40, given, 0),
        "NaN makes all names floats; what is too far becomes -1.":
            np.where(least <= 40, given, np.nan),
        "These are numbers of clusters; their names are wanted.":
            np.where(least <= 40, nearest, -1),
        "Only the nearest centroid counts, however far the others are.":
            np.where(distances.max(axis=1) <= 40, given, -1),
        "That is the name of the farthest centroid.":
            np.where(least <= 40, names[distances.argmax(axis=1)], -1),
        "Every centroid near enough gives its name here; only the nearest may.":
            np.where(distances <= 40, names, -1),
        "One entry for each picture is wanted, so look along the rows: axis=1.":
            np.where(distances.min(axis=0) <= 40, names, -1),
        "Whether it is too far is wanted as -1, and a name for all the others.": least > 40,
    })  # fmt: skip


def most_doubtful(function: Callable) -> None:
    rng = np.random.default_rng(7)
    X = rng.integers(0, 256, (14, 3), dtype=np.uint8)
    centroids = rng.integers(0, 256, (5, 3)).astype(float)
    squares = np.sort(squared_distances(X, centroids), axis=1)
    away, unsorted = np.sqrt(squares), np.sqrt(squared_distances(X, centroids))
    lead = away[:, 1] - away[:, 0]
    order = lead.argsort()
    compare(function(X, centroids, 4), order[:4], {
        "Differences of squares favour what is near; take the root first.":
            (squares[:, 1] - squares[:, 0]).argsort()[:4],
        "That is the ratio of the two distances; their difference is wanted.":
            (away[:, 1] / away[:, 0]).argsort()[:4],
        "These are the rows of which there is least doubt.": order[::-1][:4],
        "These are the rows farthest from their centroid: strangers, but not in doubt.":
            (-away[:, 0]).argsort()[:4],
        "These are the leads; the numbers of their rows are wanted.": lead[order[:4]],
        "These are the rows themselves; their numbers are wanted.": X[order[:4]],
        "The right rows; the most doubtful is to come first.": np.sort(order[:4]),
        "The right rows, but the most doubtful comes last.": order[:4][::-1],
        "The two nearest centroids are wanted, not the nearest and the farthest.":
            (away[:, -1] - away[:, 0]).argsort()[:4],
        "Those are centroids 0 and 1; the two nearest are wanted, so sort each row.":
            np.abs(unsorted[:, 1] - unsorted[:, 0]).argsort()[:4],
        "All rows in order; only the first m are wanted.": order,
    })  # fmt: skip
