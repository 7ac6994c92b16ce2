"""Who makes the rounds, and on how many threads. Neither changes an answer.

The compiled rounds are faster wherever they were measured, but to load them takes as long as some
hundred small runs. So NumPy makes the rounds until it has taken as long as loading takes.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

import numpy as np
from threadpoolctl import ThreadpoolController

from kmeans_lib.engine import bounds
from kmeans_lib.engine.points import Points

LOADING = 1.0  # seconds
LABELS_AT_ONCE = 2**22  # of runs side by side: this bounds their memory
ENOUGH = 4 * 10**7  # multiplications a round that are worth a thread of their own
OTHERS = 20  # what else is done for a score counts as so many multiplications
MOST_PARTS = 4

spent = [0.0]  # seconds in NumPy's rounds so far; infinity asks for the compiled ones at once


class Way(NamedTuple):
    """How to make some runs."""

    follow: Callable  # makes a round of several runs on a part of the images
    together: int  # runs that share products
    parts: list[slice]  # of the images
    each: Callable  # `map`, or one that uses threads


@contextmanager
def quickest(points: Points, starts: Sequence[np.ndarray]) -> Iterator[Way]:
    """The way to make runs from these starts."""
    everything = [slice(0, len(points.X))]
    follow = compiled() if spent[0] > LOADING else None
    if follow is None:
        begin = time.perf_counter()
        yield Way(bounds.follow, max(1, LABELS_AT_ONCE // len(points.X)), everything, map)
        spent[0] += time.perf_counter() - begin
        return
    parts = cut(points, len(starts[0])) if len(starts) == 1 else everything
    with _threads(max(len(parts), len(starts))) as each:
        yield Way(follow, 1, parts, each)


@cache
def compiled() -> Callable | None:
    """The compiled rounds, or None where they cannot be had."""
    try:
        from kmeans_lib.engine.compiled import follow
    except (ImportError, RuntimeError):  # no numba, none for this NumPy, no place for its files
        return None
    return follow


def cut(points: Points, k: int) -> list[slice]:
    """The images in as many parts as can keep threads busy.

    Their number depends on the work alone, so sums are the same to the last bit on any machine.
    """
    n, d = points.X.shape
    count = 1
    while count < MOST_PARTS and n * (d + OTHERS) * k > 2 * count * ENOUGH:
        count *= 2
    return [slice(i * n // count, (i + 1) * n // count) for i in range(count)]


@contextmanager
def _threads(wanted: int) -> Iterator[Callable]:
    """A `map` on as many threads as BLAS may use, which does with one meanwhile."""
    number = 1 if sys.platform == "emscripten" else min(wanted, _allowed())
    if number == 1:
        yield map
        return
    with _blas().limit(limits=1), ThreadPoolExecutor(number) as pool:
        yield pool.map


def _allowed() -> int:
    return min((library.num_threads for library in _blas().lib_controllers), default=1)


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")
