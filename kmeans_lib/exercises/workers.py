"""Exercises of lesson 09, made like those of `first`: what can be told from sums alone."""

from collections.abc import Callable

import numpy as np

from kmeans_lib.engine import cluster_sums
from kmeans_lib.exercises.hints import judge

Parts = list[tuple]  # from every worker: sums, counts, and whatever else it sends


def _sent(*shares: list[int], k: int) -> Parts:
    """Sums, counts and squares of workers whose images have such labels."""
    rng, parts = np.random.default_rng(5), []
    for labels in shares:
        X = rng.integers(0, 256, (len(labels), 3)).astype(float)
        parts.append((*cluster_sums(X, np.array(labels), k), float(np.sum(X**2))))
    return parts


def _total(parts: Parts) -> list:
    """Sums, counts and the rest of all workers together."""
    return [sum(column) for column in zip(*parts, strict=True)]


def _ratio(sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
    return sums / counts[:, None]


def _means(parts: Parts) -> np.ndarray:
    return np.array([_ratio(*part[:2]) for part in parts])


def combine(function: Callable) -> None:
    tiny = [(np.array([[6.0, 3.0]]), np.array([2.0])), (np.array([[9.0, 0.0]]), np.array([1.0]))]
    shares = (
        _sent([0, 0, 1, 0], [0, 0, 1, 1], [2, 2, 0, 2], k=3),
        _sent([0, 1, 1, 0, 0], [2, 3, 2, 3, 1, 2, 3], k=4),
        _sent([0, 1, 1], [1], [1, 0, 0, 0, 1, 0], [0, 0], k=2),
        _sent([4, 3, 2], [1, 0, 4, 3, 2, 2], k=5),
    )
    cases = [(tiny,), *(([part[:2] for part in parts],) for parts in shares)]

    def of(divide: Callable) -> Callable:
        return lambda parts: divide(*_total(parts))

    judge(function, of(_ratio), cases, {
        "These are means of means: a worker with one member counts as much as one with many. Add "
        "up the sums and the counts first.": lambda parts: np.nanmean(_means(parts), axis=0),
        "A worker without a member gives 0 / 0. Add up the sums and the counts first, divide once.":
            lambda parts: np.mean(_means(parts), axis=0),
        "The weights are right, but a worker without a member gives 0 / 0. Add up the sums and the "
        "counts first, divide once.": lambda parts: _ratio(*_total(
            [(_ratio(*part) * part[1][:, None], part[1]) for part in parts])),
        "A worker without a member sends black. Add up the sums and the counts first.":
            lambda parts: np.mean(np.nan_to_num(_means(parts)), axis=0),
        "These are sums of means; add up the sums and the counts, and divide once.":
            lambda parts: np.sum(_means(parts), axis=0),
        "The same, and a worker without a member sends black: add up, then divide once.":
            lambda parts: np.nansum(_means(parts), axis=0),
        "These are sums; divide them by the counts.": of(lambda sums, counts: sums),
        "These are the counts; divide the sums by them.": of(lambda sums, counts: counts),
        "The sums must be divided by the members of each cluster, not by all images.":
            of(lambda sums, counts: sums / counts.sum()),
        "One mean for all clusters; each cluster has its own.":
            of(lambda sums, counts: sums.sum(axis=0) / counts.sum()),
        "That is the last worker alone.": lambda parts: _means(parts)[-1],
        "That is the first worker alone.": lambda parts: _means(parts)[0],
        "The sums of all workers are divided by the counts of the last one.":
            lambda parts: _ratio(_total(parts)[0], parts[-1][1]),
        "The sums of all workers are divided by the counts of the first one.":
            lambda parts: _ratio(_total(parts)[0], parts[0][1]),
        "The first worker is left out.": lambda parts: _ratio(*_total(parts[1:])),
        "The last worker is left out.": lambda parts: _ratio(*_total(parts[:-1])),
        "That divides by the number of workers; the number of members is wanted.":
            lambda parts: _total(parts)[0] / len(parts),
        "The means are rounded to whole grey levels; keep them as floats.":
            of(lambda sums, counts: np.rint(_ratio(sums, counts))),
        "The means are cut off to whole grey levels: / divides, // cuts off.":
            of(lambda sums, counts: _ratio(sums, counts) // 1),
    })  # fmt: skip


def _explained(sums: np.ndarray, counts: np.ndarray, power: int = 1) -> np.ndarray:
    """What the centroid of every cluster explains of its squares."""
    return (sums**2).sum(axis=1) / np.maximum(counts, 1) ** power


def _left(sums: np.ndarray, counts: np.ndarray, squares: float) -> float:
    return squares - _explained(sums, counts).sum()


def inertia_from_parts(function: Callable) -> None:
    tiny = [(np.array([[4.0]]), np.array([2.0]), 10.0), (np.array([[6.0]]), np.array([1.0]), 36.0)]
    cases = [
        (tiny,),
        (_sent([0, 1], [1, 1, 0], k=2),),
        (_sent([0, 0, 1, 0], [0, 0, 1, 1], [3, 3, 0, 3], k=4),),  # nobody in cluster 2
        (_sent([1, 1, 1, 2, 2], k=3),),
        (_sent([0], [0, 1, 1], [1, 0, 0, 2, 1], [4, 2], k=5),),
    ]

    def of(join: Callable) -> Callable:
        return lambda parts: join(*_total(parts))

    judge(function, of(_left), cases, {
        "A cluster that is empty everywhere gives 0 / 0; it adds nothing.":
            of(lambda sums, counts, squares: squares - ((sums**2).sum(axis=1) / counts).sum()),
        "These are the squares alone; take away what the centroids explain.":
            of(lambda sums, counts, squares: squares),
        "That is what the centroids explain; take it away from the squares.":
            of(lambda sums, counts, squares: _explained(sums, counts).sum()),
        "The sums must be divided by the counts: |sum|^2 / count for each cluster.":
            of(lambda sums, counts, squares: squares - (sums**2).sum()),
        "That divides by the counts twice: |centroid|^2 counts once for every member.":
            of(lambda sums, counts, squares: squares - _explained(sums, counts, 2).sum()),
        "The square is missing: |sum|^2 / count, all entries of sum squared and added up.":
            of(lambda sums, counts, squares:
                squares - (sums / np.maximum(counts, 1)[:, None]).sum()),
        "The square comes too late: square every entry of sum, then add up.":
            of(lambda sums, counts, squares:
                squares - (sums.sum(axis=1) ** 2 / np.maximum(counts, 1)).sum()),
        "That is the inertia around one mean of all images; every cluster has its own.":
            of(lambda sums, counts, squares:
                squares - (sums.sum(axis=0) ** 2).sum() / counts.sum()),
        "That divides by the number of all images; divide by the count of each cluster.":
            of(lambda sums, counts, squares: squares - (sums**2).sum() / counts.sum()),
        "That is the inertia around each worker's own means; add up the sums of all workers first.":
            lambda parts: sum(_left(*part) for part in parts),
        "The last worker alone.": lambda parts: _left(*parts[-1]),
        "The first worker alone.": lambda parts: _left(*parts[0]),
        "The squares are those of the last worker alone; add up those of all.":
            lambda parts: _left(_total(parts)[0], _total(parts)[1], parts[-1][2]),
        "That is the mean; inertia is the sum.":
            of(lambda sums, counts, squares: _left(sums, counts, squares) / counts.sum()),
        "That is the root of the inertia; leave it squared.":
            of(lambda *total: np.sqrt(_left(*total))),
        "Added, not taken away.":
            of(lambda sums, counts, squares: squares + _explained(sums, counts).sum()),
        "The sign is turned round.": of(lambda *total: -_left(*total)),
        "One number a cluster; take them all away from the squares, once.":
            of(lambda sums, counts, squares: squares - _explained(sums, counts)),
    }, tolerance=1e-5)  # fmt: skip
