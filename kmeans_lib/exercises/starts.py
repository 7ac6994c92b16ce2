"""Exercises of lesson 02, made like those of `first`."""

from collections.abc import Callable

import numpy as np

from kmeans_lib.assignment import squared_distances
from kmeans_lib.exercises.hints import BAD_DISTANCES, Hint, as_numbers, judge, small_images

DRAWS, APART = 200, 38  # a row's share of the draws is this far from fair once in 10 million tries


def init_random(function: Callable) -> None:
    X = np.arange(24, dtype=np.float32).reshape(8, 3) ** 2
    for k in (1, 4, 8):
        drawn = _drawn(function, X, k, seed=0)
        if len(np.unique(drawn, axis=0)) < k:
            raise Hint("The same row is drawn twice: draw without putting back.")
    draws = [_drawn(function, X, 3, seed) for seed in range(DRAWS)]
    if all(np.array_equal(draws[0], draw) for draw in draws):
        raise Hint("Other generators give the same rows: use the rng that is passed in.")
    if any(not np.array_equal(draws[i], _drawn(function, X, 3, seed=i)) for i in range(5)):
        raise Hint("The same seed gives other rows: use the rng that is passed in, and only it.")
    _fair(np.array([_rows_of(X, draw) for draw in draws]), len(X))


def _fair(draws: np.ndarray, n: int) -> None:
    """Numbers of rows, one draw a row: every row as often as any other, each by itself."""
    often = np.bincount(draws.ravel(), minlength=n)
    if (often > 0).sum() == draws.shape[1]:
        raise Hint("It only ever takes the same k rows; every row of X must have a chance.")
    if often.min() == 0:
        raise Hint(f"Row {often.argmin()} never comes; every row of X must have a chance.")
    if len({tuple(sorted(draw)) for draw in draws.tolist()}) <= n:
        raise Hint("Rows that lie together come together; draw each of the k rows by itself.")
    unfair = np.abs(often - draws.size / n)
    if unfair.max() > APART:
        row = unfair.argmax()
        raise Hint(f"Row {row} comes in {often[row]} of {len(draws)} draws, where about "
                   f"{draws.size // n} are fair; every row must have the same chance.")  # fmt: skip


def _rows_of(X: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    return (drawn[:, None] == X).all(axis=2).argmax(axis=1)


def _drawn(function: Callable, X: np.ndarray, k: int, seed: int) -> np.ndarray:
    drawn = as_numbers(function(X, k, np.random.default_rng(seed)))
    if drawn.shape == (k,):
        raise Hint("These are the numbers of rows; the rows of X themselves are wanted.")
    if drawn.shape != (k, X.shape[1]):
        raise Hint(f"The result has shape {drawn.shape}; {(k, X.shape[1])} is wanted.")
    if not (drawn[:, None] == X).all(axis=2).any(axis=1).all():
        raise Hint("Not every centroid is a row of X.")
    return drawn


def _share(values: np.ndarray) -> np.ndarray:
    return values / values.sum()


def plus_plus_chances(function: Callable) -> None:
    X, chosen = small_images()
    cases = [
        (np.array([[3], [8], [6]], np.uint8), np.array([[5]], np.uint8)),
        (X[:5], chosen[:2]),
        (X, chosen),
        (np.concatenate([chosen, X[3:6]]), chosen),
        (X / 100, chosen / 100),
        (X[:2], X[2:7]),
    ]

    def of(choose: Callable, distances: Callable = squared_distances) -> Callable:
        return lambda X, chosen: choose(distances(X, chosen))

    wrong_kinds = {
        hint: of(lambda D: _share(D.min(axis=1)), bad) for hint, bad in BAD_DISTANCES.items()
    }
    judge(function, of(lambda D: _share(D.min(axis=1))), cases, wrong_kinds | {
        "These are not yet chances: they must add up to 1.": of(lambda D: D.min(axis=1)),
        "The distances must be squared.": of(lambda D: _share(np.sqrt(D.min(axis=1)))),
        "Only the nearest of the chosen centroids counts, not all of them together.":
            of(lambda D: _share(D.sum(axis=1))),
        "That is the distance to the farthest centroid; the nearest one counts.":
            of(lambda D: _share(D.max(axis=1))),
        "That looks at the last centroid alone; the nearest of all counts.":
            of(lambda D: _share(D[:, -1])),
        "That looks at the first centroid alone; the nearest of all counts.":
            of(lambda D: _share(D[:, 0])),
        "All rows have the same chance; it grows with the squared distance.":
            of(lambda D: _share(np.ones(len(D)))),
        "Divided by the largest; chances must add up to 1.":
            of(lambda D: D.min(axis=1) / D.min(axis=1).max()),
        "The root comes too late: the chances are the squared distances, divided by their sum.":
            of(lambda D: np.sqrt(_share(D.min(axis=1)))),
        "That adds up absolute differences; squares are wanted.":
            of(lambda D: _share(D.min(axis=1)), _city_block),
        "These are chances of the chosen centroids; one for each row of X is wanted.":
            of(lambda D: _share(D.min(axis=0))),
        "That is one chance for each row and centroid; only the nearest centroid counts.":
            of(_share),
        "That is the likeliest row; the chance of every row is wanted.":
            of(lambda D: D.min(axis=1).argmax()),
        "The chances are added up already; the chance of every row by itself is wanted.":
            of(lambda D: _share(D.min(axis=1)).cumsum()),
        "The near rows have the large chances; far ones should have them.":
            of(lambda D: _share(1 / D.min(axis=1))),
    })  # fmt: skip


def _city_block(X: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    return np.abs(X[:, None].astype(float) - centroids).sum(axis=2)


def farthest_first(function: Callable) -> None:
    tied = np.array([[0, 0], [0, 5], [5, 0], [1, 1]], float)
    X = np.array([[15, 36], [45, 23], [27, 59], [48, 58], [22, 41], [57, 39], [50, 41]], float)
    bytes_ = np.array([[250, 3], [5, 0], [120, 250], [200, 9]], np.uint8)
    cases = [(tied, 1), (tied, 2), (X, 2), (X / 64, 3), (X, 4), (bytes_, 3), (X, 7)]

    def rows(join: Callable, distances: Callable = squared_distances, **options: bool) -> Callable:
        return lambda X, k: X[_farthest(X, k, join, distances, **options)]

    def from_its_first(X: np.ndarray, k: int) -> np.ndarray:
        first = (np.asarray(function(X, k))[0] == X).all(axis=1).argmax()
        return X[_farthest(X, k, np.min, first=first)]

    wrong_kinds = {hint: rows(np.min, distances) for hint, distances in BAD_DISTANCES.items()}
    judge(function, rows(np.min), cases, wrong_kinds | {
        "These are numbers of rows; the rows themselves are wanted.":
            lambda X, k: _farthest(X, k, np.min),
        "A tie goes to the lower number; here it goes to the last.": rows(np.min, last=True),
        "That looks at the last chosen row alone; the nearest of all chosen counts.":
            rows(lambda D, axis: D[:, -1]),
        "That takes the rows by their distance from row 0 alone; the nearest of all chosen rows "
        "counts.": lambda X, k: X[np.append(0, _by_first(X))[:k]],
        "The same row comes again: that looks at row 0 alone; the nearest of all chosen rows "
        "counts.": rows(lambda D, axis: D[:, 0]),
        "That adds up the distances to all chosen rows; only the nearest of them counts.":
            rows(np.sum),
        "That takes the farthest of the chosen rows; the nearest of them counts.": rows(np.max),
        "It always takes the row nearest to those it has; the farthest is wanted.":
            rows(lambda D, axis: -np.where(D.min(axis=1) == 0, np.inf, D.min(axis=1))),
        "The same row comes again: every row is nearest to itself. Take the farthest row.":
            rows(lambda D, axis: -D.min(axis=1)),
        "The first k rows are not the farthest from each other.": lambda X, k: X[:k],
        "It begins with another row than row 0.": from_its_first,
        "One row too many.": lambda X, k: X[_farthest(X, k + 1, np.min)],
        "Row 0 is to be the first of the k rows.": lambda X, k: X[_farthest(X, k + 1, np.min)[1:]],
        "That adds up absolute differences; straight distances are wanted.":
            rows(np.min, _city_block),
    })  # fmt: skip


def _by_first(X: np.ndarray) -> np.ndarray:
    return (-squared_distances(X, X[:1])[:, 0]).argsort(kind="stable")


def _farthest(
    X: np.ndarray,
    k: int,
    join: Callable,
    distances: Callable = squared_distances,
    first: int = 0,
    last: bool = False,
) -> np.ndarray:
    """Numbers of the k rows, if join turns the distances to all chosen rows into one."""
    chosen = [first]
    while len(chosen) < k:
        joined = join(distances(X, X[chosen]), axis=1)
        chosen.append(len(X) - 1 - joined[::-1].argmax() if last else joined.argmax())
    return np.array(chosen)
