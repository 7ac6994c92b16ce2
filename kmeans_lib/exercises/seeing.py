"""Exercises of lesson 11, made like those of `first`."""

from collections.abc import Callable

import numpy as np

from kmeans_lib.exercises.hints import judge


def _field(place: int, fields: int, length: int) -> int:
    return place * fields // length


def _counted(found: np.ndarray, n_words: int, fields: int, field: Callable = _field) -> np.ndarray:
    counts = np.zeros((fields, fields, n_words))
    height, width = found.shape
    for (row, column), word in np.ndenumerate(found):
        if word >= 0:
            counts[field(row, fields, height), field(column, fields, width), word] += 1
    return counts


def _split(place: int, fields: int, length: int) -> int:
    parts = np.array_split(np.arange(length), fields)
    return next(j for j, part in enumerate(parts) if place in part)


def _between(place: int, fields: int, length: int) -> int:
    edges = np.linspace(0, length, fields + 1).astype(int)
    return int(np.searchsorted(edges, place, side="right")) - 1


def _whole_fields(found: np.ndarray, n_words: int, fields: int) -> np.ndarray:
    height, width = (length // fields * fields for length in found.shape)
    return _counted(found[:height, :width], n_words, fields)


def _shares(values: np.ndarray, axis: int | None = None) -> np.ndarray:
    return values / values.sum(axis=axis, keepdims=True)


def count_in_fields(function: Callable) -> None:
    rng = np.random.default_rng(11)
    found, wide = rng.integers(-1, 3, (5, 7)), rng.integers(-1, 3, (5, 10))
    found[4, :3] = -1  # flat below, on the left
    cases = [
        (np.array([[1, 0, 1]]), 2, 1), (np.array([[0, 1], [-1, 1]]), 2, 2), (found, 3, 2),
        (wide, 3, 4), (found, 5, 3), (wide, 3, 2),
    ]  # fmt: skip

    def after(change: Callable) -> Callable:
        return lambda *case: change(_counted(*case))

    def cut(field: Callable) -> Callable:
        return lambda found, n_words, fields: _counted(found, n_words, fields, field)

    def seen(change: Callable) -> Callable:
        return lambda found, n_words, fields: _counted(change(found, n_words), n_words, fields)

    judge(function, _counted, cases, {
        "A flat patch has no word: -1 is not to be counted as the last word.":
            seen(lambda found, n_words: np.where(found < 0, n_words - 1, found)),
        "A flat patch has no word: -1 is not to be counted as word 0.":
            seen(lambda found, n_words: np.maximum(found, 0)),
        "Word 0 is a word as well; only -1 stands for no word.":
            seen(lambda found, n_words: np.where(found == 0, -1, found)),
        "Rows first, then columns: counts[field of the row, field of the column, word].":
            after(lambda counts: counts.swapaxes(0, 1)),
        "These are shares; counts are wanted.": after(_shares),
        "These are shares of each field; counts are wanted.":
            after(lambda counts: _shares(counts, axis=2)),
        "These are shares of each field, 0 in an empty one; counts are wanted.":
            after(lambda counts: np.nan_to_num(_shares(counts, axis=2))),
        "These are roots; counts are wanted.": after(np.sqrt),
        "Each word counts only once in a field. (With places in arrays, counts[rows, columns, "
        "words] += 1 does so as well; np.add.at adds every time.)":
            after(lambda counts: counts > 0),
        "Each word counts only once in a field, and -1 counts as the last word. (counts[rows, "
        "columns, words] += 1 does so; choose the places first, then np.add.at.)":
            lambda found, n_words, fields: (
                _counted(np.where(found < 0, n_words - 1, found), n_words, fields) > 0),
        "The words come last: (fields, fields, n_words).":
            after(lambda counts: np.moveaxis(counts, 2, 0)),
        "All counts in one row; (fields, fields, n_words) is wanted.": after(np.ravel),
        "One row a field; (fields, fields, n_words) is wanted.":
            after(lambda counts: counts.reshape(-1, counts.shape[2])),
        "That is the whole picture in one field.": after(lambda counts: counts.sum(axis=(0, 1))),
        "That counts all words of a field together; one count a word is wanted.":
            after(lambda counts: counts.sum(axis=2)),
        "The last words do not occur in every picture; there are n_words of them.":
            lambda found, n_words, fields: _counted(found, found.max() + 1, fields),
        "Columns reach to width, not to height: use the width for them.":
            lambda found, n_words, fields: _counted(found[:, : len(found)], n_words, fields),
        "Fields of equal size leave out what is left at the edge: 5 rows make fields of 3 and 2.":
            _whole_fields,
        "What is left at the edge goes to the last field here: row r belongs to field "
        "r * fields // height.":
            cut(lambda place, fields, length: min(place // (length // fields), fields - 1)),
        "It has 2x2 fields, whatever fields is.":
            lambda found, n_words, fields: _counted(found, n_words, 2),
        "array_split cuts elsewhere: 10 columns and 4 fields are cut by c * 4 // 10.": cut(_split),
        "Fields of one size, rounded up, leave less for the last: 10 columns and 4 fields are cut "
        "by c * 4 // 10.": cut(lambda place, fields, length: place // -(-length // fields)),
        "The edges are rounded down: 5 rows make fields of 3 and 2, not of 2 and 3.":
            cut(_between),
    })  # fmt: skip


def soft_votes(function: Callable) -> None:
    rng = np.random.default_rng(12)
    tied = rng.integers(1, 30, (4, 5)).astype(float)
    tied[1] = 7.0  # all words as near: nobody gets a vote
    cases = [
        (np.array([[1.0, 4.0]]),), (np.array([[9.0, 2.0, 4.0], [3.0, 3.0, 3.0]]),), (tied,),
        (rng.uniform(0, 200, (3, 7)).astype(np.float32),), (rng.uniform(0, 9, (6, 4)),),
    ]  # fmt: skip

    def to(middle: Callable, turn: Callable = lambda nearer: np.maximum(nearer, 0)) -> Callable:
        return lambda distances: turn(middle(distances) - distances)

    def mean(distances: np.ndarray) -> np.ndarray:
        return distances.mean(axis=1, keepdims=True)

    right = to(mean)
    judge(function, right, cases, {
        "A word that is farther than the mean gets 0, not less.": to(mean, lambda nearer: nearer),
        "The sign is turned round: the nearer, the more votes.":
            to(mean, lambda nearer: np.maximum(-nearer, 0)),
        "Those that are farther than the mean are left, below 0; the nearer ones are wanted.":
            to(mean, lambda nearer: np.minimum(nearer, 0)),
        "The nearer words have votes below 0: subtract the distance from the mean, not the mean "
        "from the distance.": to(mean, lambda nearer: np.minimum(-nearer, 0)),
        "How far from the mean, in both directions; only nearer words get votes.": to(mean, np.abs),
        "The mean of each patch, along its row, is wanted; that is the mean of each word.":
            to(lambda distances: distances.mean(axis=0)),
        "The mean of each patch, along its row, is wanted; that is the mean of all.": to(np.mean),
        "That is the farthest word of each patch; the mean of the patch is wanted.":
            to(lambda distances: distances.max(axis=1, keepdims=True)),
        "That is one hard vote for the nearest word; near ones get a part.":
            lambda distances: np.eye(distances.shape[1])[distances.argmin(axis=1)],
        "Only the nearest word has a vote here; every word nearer than the mean gets one.":
            lambda distances: np.where(
                distances == distances.min(axis=1, keepdims=True), right(distances), 0),
        "These are ones and zeros; how much nearer is wanted.": to(mean, lambda nearer: nearer > 0),
        "These are ones and zeros, and a word at the mean is not nearer; how much nearer is "
        "wanted.": to(mean, lambda nearer: nearer >= 0),
        "These are the distances of the nearer words; how much nearer is wanted.":
            lambda distances: np.where(distances < mean(distances), distances, 0),
        "Not squared; how much nearer is wanted.":
            to(mean, lambda nearer: np.maximum(nearer, 0) ** 2),
        "That is the median of each patch; the mean is wanted.":
            to(lambda distances: np.median(distances, axis=1, keepdims=True)),
        "These are shares, and 0 / 0 where no word is nearer; how much nearer is wanted.":
            lambda distances: _shares(right(distances), axis=1),
        "These are shares of each patch; how much nearer is wanted.":
            lambda distances: np.nan_to_num(_shares(right(distances), axis=1)),
        "These are parts of the mean; how much nearer, in distance, is wanted.":
            lambda distances: right(distances) / mean(distances),
        "The votes are cut off to whole numbers; keep them as floats.":
            lambda distances: np.trunc(right(distances)),
        "NaN is not a vote; a word that is not nearer gets 0.":
            to(mean, lambda nearer: np.where(nearer > 0, nearer, np.nan)),
        "One row for each patch is wanted, as in distances.":
            lambda distances: right(distances).T,
        "One vote for each word of each patch is wanted; these are added up.":
            lambda distances: right(distances).sum(axis=0),
    })  # fmt: skip
