"""Lesson 09, distributed: the same steps on Dask, where the images do not fit into one machine.

k-means is a sum over images. So every worker assigns the images of its own chunks and sends back
k sums; only these and the centroids travel.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.chunks.parallel_start import parallel_plus_plus
from kmeans_lib.chunks.pieces import ROWS_AT_ONCE, Chunks, labels_of
from kmeans_lib.engine import averages, cluster_sums, farthest, own_distances
from kmeans_lib.lloyd import Step
from kmeans_lib.validation import InputError, as_centroids, as_count, as_rng

if TYPE_CHECKING:
    from dask.array import Array

START = "k-means||"


def kmeans_dask(
    X: Array,
    k: int,
    *,
    init: str | ArrayLike = START,
    max_iter: int = 300,
    rng: np.random.Generator | None = None,
) -> Step:
    """Run k-means on a Dask array, on whatever scheduler or client is active.

    Parameters
    ----------
    X : dask.array of shape (n, d)
        One flattened image a row, in any chunks. Every round reads all of them once: from
        memory after `X.persist()`, else from where they come from, a chunk at a time.
    k : int
        Number of clusters.
    init : "k-means||" or array of shape (k, d)
        How it starts.
    max_iter : int
        Largest number of updates.
    rng : numpy.random.Generator
        Needed unless init is an array. The same seed gives the same start in any chunks.

    Returns
    -------
    Step
        As from `run_kmeans` with the same start; `labels` is a Dask array, not yet computed.
        For pixels, and whole numbers in general, the labels are the same to the last one.

    Raises
    ------
    InputError
        For what `run_kmeans` refuses (the message names the chunk), an array that is no Dask
        array, or chunks of unknown size.
    ConnectionError
        If the scheduler of the active client does not answer.

    References
    ----------
    Start: Bahmani, Moseley, Vattani, Kumar and Vassilvitskii, "Scalable k-means++", 2012.
    """
    chunks = Chunks(X)
    k = as_count(k, "k", at_most=chunks.n, of="images")
    max_iter = as_count(max_iter, "max_iter")
    centroids = _start(chunks, k, init, rng)
    sums, weights, fingerprint = chunks.total(_sums, centroids)
    emptied = 0
    for index in range(1, max_iter + 1):  # noqa: B007 - its last value counts
        before, fingerprint_before = centroids, fingerprint
        centroids, empty = _update(chunks, sums, weights, centroids)
        emptied += empty
        sums, weights, fingerprint = chunks.total(_sums, centroids)
        if fingerprint == fingerprint_before or np.array_equal(centroids, before):
            break
    moved = 0
    if fingerprint != fingerprint_before:
        moved = int(chunks.total(_moved, before, centroids)[0])
    value = float(chunks.total(_inertia, centroids)[0])
    return Step(index, chunks.labels(centroids), centroids, value, moved, emptied)


def _start(
    chunks: Chunks, k: int, init: str | ArrayLike, rng: np.random.Generator | None
) -> np.ndarray:
    if isinstance(init, str):
        if init != START:
            raise InputError(f"init = {init!r}: {START} or an array is wanted")
        return parallel_plus_plus(chunks, k, as_rng(rng))
    centroids = as_centroids(init, np.empty((0, chunks.d)))
    if len(centroids) != k:
        raise InputError(f"init has {len(centroids)} rows, but k = {k}")
    return centroids


def _update(
    chunks: Chunks, sums: np.ndarray, weights: np.ndarray, centroids: np.ndarray
) -> tuple[np.ndarray, int]:
    """New centroids, and how many clusters were empty and took the farthest images."""
    empty = np.flatnonzero(weights == 0)
    if len(empty):
        parts = chunks.compute(chunks.each(_far, centroids, len(empty)))
        numbers = np.concatenate(
            [start + part[0] for start, part in zip(chunks.starts, parts, strict=True)]
        )
        numbers = numbers[farthest(np.concatenate([part[1] for part in parts]), len(empty))]
        new_labels = dict(zip(numbers.tolist(), empty.tolist(), strict=False))
        own = [(start,) for start in chunks.starts]
        sums, weights, _ = chunks.total(_sums, centroids, new_labels, own=own)
    return averages(sums, weights), len(empty)


# What a worker does with the rows of one chunk.


def _sums(
    rows: np.ndarray,
    centroids: np.ndarray,
    new_labels: dict[int, int] | None = None,
    start: int = 0,
) -> tuple[np.ndarray, np.ndarray, bytes]:
    """Sum and weight of every cluster, and a fingerprint of the labels."""
    labels = labels_of(rows, centroids)
    for number, label in (new_labels or {}).items():
        if start <= number < start + len(labels):
            labels[number - start] = label
    sums, weights = np.zeros(centroids.shape), np.zeros(len(centroids))
    for i in range(0, len(labels), ROWS_AT_ONCE):
        some = slice(i, i + ROWS_AT_ONCE)
        part = cluster_sums(rows[some], labels[some], len(centroids))
        sums += part[0]
        weights += part[1]
    return sums, weights, blake2b(labels.tobytes(), digest_size=16).digest()


def _inertia(rows: np.ndarray, centroids: np.ndarray) -> tuple[float]:
    return (float(np.sum(own_distances(rows, labels_of(rows, centroids), centroids))),)


def _moved(rows: np.ndarray, before: np.ndarray, centroids: np.ndarray) -> tuple[np.intp]:
    return (np.count_nonzero(labels_of(rows, before) != labels_of(rows, centroids)),)


def _far(rows: np.ndarray, centroids: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the farthest images, and their squared distances, in the order of the rows."""
    distances = own_distances(rows, labels_of(rows, centroids), centroids)
    numbers = np.sort(farthest(distances, most))
    return numbers, distances[numbers]
