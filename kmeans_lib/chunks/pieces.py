"""The rows of a Dask array, chunk by chunk: one task a chunk, and sums over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from hashlib import blake2b
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from kmeans_lib.assignment import assign_labels
from kmeans_lib.validation import InputError, as_rows, float_type

if TYPE_CHECKING:
    from dask.array import Array

ROWS_AT_ONCE = 8192  # images whose numbers fit into the processor's cache
BRANCHES = 8  # partial sums that are added at a time


class Chunks:
    """A Dask array (n, d) in chunks of whole rows, for functions that look at one of them."""

    def __init__(self, X: Array) -> None:
        self.dask, array = import_dask()
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
        """One task a chunk: function(rows, *shared, *own[chunk])."""
        shared = tuple(self.dask.delayed(value) for value in shared)  # sent once, not once a chunk
        own = own or [()] * len(self.blocks)
        task = self.dask.delayed(_on_rows)
        pairs = zip(self.blocks, own, strict=True)
        return [task(function, *block, *shared, *more) for block, more in pairs]

    def total(self, function: Callable, *shared: Any, own: list[tuple] | None = None) -> tuple:
        """The sum over all chunks of what function returns, a tuple."""
        parts = self.each(function, *shared, own=own)
        add = self.dask.delayed(_add)
        while len(parts) > 1:  # always in the same order, so that the rounding is the same
            parts = [add(parts[i : i + BRANCHES]) for i in range(0, len(parts), BRANCHES)]
        return self.compute(parts)[0]

    def compute(self, tasks: list, keep: bool = False) -> tuple:
        """What the tasks give; or, to be kept where it is, the promise of it."""
        with _scheduler():
            return (self.dask.persist if keep else self.dask.compute)(*tasks)

    def row(self, number: int) -> np.ndarray:
        """One image, (1, d), after a look at its chunk."""
        chunk = int(np.searchsorted(self.starts, number, side="right")) - 1
        place = number - self.starts[chunk]
        task = self.dask.delayed(_on_rows)(_row, *self.blocks[chunk], place)
        return self.compute([task])[0]

    def labels(self, centroids: np.ndarray) -> Any:
        """Nearest centroid of every image, as a Dask array that nobody has computed yet."""
        meta = np.empty(0, np.intp)
        return self.X.map_blocks(_labels, centroids, drop_axis=1, dtype=np.intp, meta=meta)


def labels_of(rows: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Nearest centroid of every image of a chunk: (n,) integers."""
    slices = [rows[i : i + ROWS_AT_ONCE] for i in range(0, len(rows), ROWS_AT_ONCE)]
    return np.concatenate([assign_labels(some, centroids) for some in slices])


def import_dask() -> tuple[ModuleType, ModuleType]:
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


def _on_rows(function: Callable, block: np.ndarray, name: str, *arguments: Any) -> Any:
    """What a worker does with one chunk; an error names it."""
    try:
        return function(as_rows(block), *arguments)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _labels(block: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    return _on_rows(labels_of, block, "X", centroids) if len(block) else np.empty(0, np.intp)


def _row(rows: np.ndarray, number: int) -> np.ndarray:
    return rows[number : number + 1]


def _add(parts: list[tuple]) -> tuple:
    return tuple(
        blake2b(b"".join(values), digest_size=16).digest()
        if isinstance(values[0], bytes)
        else sum(values)
        for values in zip(*parts, strict=True)
    )
