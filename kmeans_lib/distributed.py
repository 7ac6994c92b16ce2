"""Distributed: the same steps on Dask, where the images do not fit into one machine.

k-means is a sum over images. So every worker assigns the images of its own chunks and sends back
k sums; only these and the centroids travel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from hashlib import blake2b
from itertools import count
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike
from threadpoolctl import threadpool_limits

from kmeans_lib.assignment import assign_labels
from kmeans_lib.initialization import init_plus_plus
from kmeans_lib.lloyd import Step
from kmeans_lib.update import averages, cluster_sums, farthest, own_distances
from kmeans_lib.validation import InputError, as_centroids, as_count, as_rng, as_rows, float_type

if TYPE_CHECKING:
    from dask.array import Array

START = "k-means||"
OVERSAMPLING, ROUNDS = 2, 5  # 2 k candidates in each of 5 rounds, as in Bahmani et al.
ROWS_AT_ONCE = 8192  # images whose numbers fit into the processor's cache
BRANCHES = 8  # partial sums that are added at a time


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


class Chunks:
    """The rows of a Dask array, chunk by chunk, and sums over all of them."""

    def __init__(self, X: Array) -> None:
        self.dask, array = _import_dask()
        if not isinstance(X, array.Array):
            raise InputError(
                f"X is {type(X).__name__}; a Dask array is wanted: "
                "dask.array.from_array(X, chunks=(10000, -1))"
            )
        if X.ndim != 2 or 0 in X.shape:
            raise InputError(f"X has shape {X.shape}; one flattened image a row is wanted")
        if np.isnan(X.shape).any():
            raise InputError("X has chunks of unknown size; call X.compute_chunk_sizes() first")
        if X.dtype.kind in "fiub":  # other kinds are refused with the name of their chunk
            X = X.astype(float_type(X.dtype))  # in uint8 the difference 3 - 5 is 254
        self.X = X.rechunk({1: -1})
        self.n, self.d = X.shape
        sizes = np.array(self.X.chunks[0])
        starts = np.cumsum(sizes) - sizes
        filled = np.flatnonzero(sizes)
        self.starts = starts[filled].tolist()
        blocks = self.X.to_delayed().ravel()
        self.blocks = [
            (blocks[i], f"chunk {i} (rows {starts[i]} to {starts[i] + sizes[i] - 1})")
            for i in filled
        ]

    def each(self, function: Callable, *shared: Any, own: list[tuple] | None = None) -> list:
        """One task a chunk: function(rows, name of the chunk, *shared, *own[chunk])."""
        shared = tuple(self.dask.delayed(value) for value in shared)  # sent once, not once a chunk
        own = own or [()] * len(self.blocks)
        task = self.dask.delayed(function)
        return [task(*block, *shared, *more) for block, more in zip(self.blocks, own, strict=True)]

    def total(self, function: Callable, *shared: Any, own: list[tuple] | None = None) -> tuple:
        """The sum over all chunks of what function returns, a tuple."""
        parts = self.each(function, *shared, own=own)
        add = self.dask.delayed(_add)
        while len(parts) > 1:  # always in the same order, so that the rounding is the same
            parts = [add(parts[i : i + BRANCHES]) for i in range(0, len(parts), BRANCHES)]
        return self.compute(parts)[0]

    def compute(self, tasks: list) -> tuple:
        with _scheduler():
            return self.dask.compute(*tasks)

    def persist(self, tasks: list) -> tuple:
        with _scheduler():
            return self.dask.persist(*tasks)

    def row(self, number: int) -> np.ndarray:
        """One image, (1, d), after a look at its chunk."""
        chunk = int(np.searchsorted(self.starts, number, side="right")) - 1
        task = self.dask.delayed(_row)(*self.blocks[chunk], number - self.starts[chunk])
        return self.compute([task])[0]

    def labels(self, centroids: np.ndarray) -> Any:
        """Nearest centroid of every image, as a Dask array that nobody has computed yet."""
        meta = np.empty(0, np.intp)
        return self.X.map_blocks(_labels, "X", centroids, drop_axis=1, dtype=np.intp, meta=meta)


def _import_dask() -> tuple[ModuleType, ModuleType]:
    try:
        import dask
        import dask.array
    except ImportError as error:
        message = 'kmeans_dask needs Dask: pip install "dask[array]" distributed'
        raise ImportError(message) from error
    return dask, dask.array


@contextmanager
def _scheduler() -> Iterator[None]:
    """One thread a task, as Dask's threads already share the processor; one line if it is gone."""
    try:
        with threadpool_limits(1, user_api="blas"):
            yield
    except Exception as error:
        lost = type(error).__module__.startswith("distributed.comm")
        if not (lost or isinstance(error, CancelledError)):
            raise
        message = "the Dask scheduler does not answer any more; start a new dask.distributed.Client"
        raise ConnectionError(message) from error


def _start(
    chunks: Chunks, k: int, init: str | ArrayLike, rng: np.random.Generator | None
) -> np.ndarray:
    if isinstance(init, str):
        if init != START:
            raise InputError(f"init = {init!r}: {START} or an array is wanted")
        return _parallel_plus_plus(chunks, k, as_rng(rng))
    centroids = as_centroids(init, np.empty((0, chunks.d)))
    if len(centroids) != k:
        raise InputError(f"init has {len(centroids)} rows, but k = {k}")
    return centroids


def _parallel_plus_plus(chunks: Chunks, k: int, rng: np.random.Generator) -> np.ndarray:
    """k-means||: many candidates in few rounds; then k-means++ on them, by how many they stand for.

    In every round each image becomes a candidate with a chance that grows with its squared
    distance to the candidates so far.
    """
    first = int(rng.integers(chunks.n))
    new = candidates = chunks.row(first)
    closest: list[tuple] = [()] * len(chunks.blocks)
    for round_ in count():
        if len(new):  # a round may draw none
            offset = len(candidates) - len(new)
            parts = chunks.persist(chunks.each(_closest, new, offset, own=closest))
            closest = [(part,) for part in parts]
        (left,) = chunks.total(_squares, own=closest)
        if left == 0 or (round_ >= ROUNDS and len(candidates) >= k):
            break
        seed = int(rng.integers(2**63))
        places = zip(closest, chunks.starts, strict=True)
        own = [(*part, start) for part, start in places]
        picked = chunks.each(_pick, seed, OVERSAMPLING * k / left, own=own)
        new = np.concatenate(chunks.compute(picked))
        candidates = np.concatenate([candidates, new])
    (stands_for,) = chunks.total(_owned, len(candidates), own=closest)
    return init_plus_plus(candidates, k, rng, sample_weight=stands_for).astype(np.float64)


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


# What a worker does with one chunk. Every function takes its rows and its name first.


def _rows(block: np.ndarray, name: str) -> np.ndarray:
    try:
        return as_rows(block)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _row(block: np.ndarray, name: str, number: int) -> np.ndarray:
    return _rows(block, name)[number : number + 1]


def _labels(block: np.ndarray, name: str, centroids: np.ndarray) -> np.ndarray:
    if len(block) == 0:
        return np.empty(0, np.intp)
    X = _rows(block, name)
    slices = [X[i : i + ROWS_AT_ONCE] for i in range(0, len(X), ROWS_AT_ONCE)]
    return np.concatenate([assign_labels(rows, centroids) for rows in slices])


def _sums(
    block: np.ndarray,
    name: str,
    centroids: np.ndarray,
    new_labels: dict[int, int] | None = None,
    start: int = 0,
) -> tuple[np.ndarray, np.ndarray, bytes]:
    """Sum and weight of every cluster, and a fingerprint of the labels."""
    labels = _labels(block, name, centroids)
    for number, label in (new_labels or {}).items():
        if start <= number < start + len(labels):
            labels[number - start] = label
    sums, weights = np.zeros(centroids.shape), np.zeros(len(centroids))
    for i in range(0, len(labels), ROWS_AT_ONCE):
        rows = slice(i, i + ROWS_AT_ONCE)
        part = cluster_sums(block[rows], labels[rows], len(centroids))
        sums += part[0]
        weights += part[1]
    return sums, weights, blake2b(labels.tobytes(), digest_size=16).digest()


def _inertia(block: np.ndarray, name: str, centroids: np.ndarray) -> tuple[float]:
    return (float(np.sum(own_distances(block, _labels(block, name, centroids), centroids))),)


def _moved(
    block: np.ndarray, name: str, before: np.ndarray, centroids: np.ndarray
) -> tuple[np.intp]:
    moved = _labels(block, name, before) != _labels(block, name, centroids)
    return (np.count_nonzero(moved),)


def _far(
    block: np.ndarray, name: str, centroids: np.ndarray, most: int
) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the farthest images, and their squared distances, in the order of the rows."""
    distances = own_distances(block, _labels(block, name, centroids), centroids)
    rows = np.sort(farthest(distances, most))
    return rows, distances[rows]


def _closest(
    block: np.ndarray,
    name: str,
    candidates: np.ndarray,
    offset: int,
    before: tuple[np.ndarray, np.ndarray] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Nearest candidate of every image and its squared distance, given those of earlier rounds."""
    labels = _labels(block, name, candidates)
    distances = own_distances(block, labels, candidates)
    labels = labels + offset
    if before is not None:
        nearer = distances < before[1]
        labels, distances = np.where(nearer, labels, before[0]), np.minimum(distances, before[1])
    return labels.astype(np.int32), distances


def _squares(block: np.ndarray, name: str, closest: tuple[np.ndarray, np.ndarray]) -> tuple[float]:
    return (float(np.sum(closest[1])),)


def _owned(
    block: np.ndarray, name: str, candidates: int, closest: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray]:
    return (np.bincount(closest[0], minlength=candidates),)


def _pick(
    block: np.ndarray,
    name: str,
    seed: int,
    factor: float,
    closest: tuple[np.ndarray, np.ndarray],
    start: int,
) -> np.ndarray:
    """Draw images: number i of all always gets random number i, in whatever chunk it is."""
    generator = np.random.Generator(np.random.PCG64(seed).advance(start))
    return block[generator.random(len(block)) < factor * closest[1]]


def _add(parts: list[tuple]) -> tuple:
    return tuple(
        blake2b(b"".join(values), digest_size=16).digest()
        if isinstance(values[0], bytes)
        else sum(values)
        for values in zip(*parts, strict=True)
    )
