"""What each trick of the engine brings: the same work with one of them switched off."""

import math
import time
from contextlib import ExitStack
from functools import partial
from statistics import median
from unittest.mock import patch

import numpy as np
from benchmark_pair import enlarged_digits, photograph
from threadpoolctl import threadpool_limits

from kmeans_lib.engine import bounds, choice, distinct_rows, fit, points, seed, state
from kmeans_lib.initialization import init_random
from kmeans_lib.loading import load_digits

RUNS = 7


def everything(together, part, run):
    """In place of `used_up`: every image, whatever its gap."""
    return np.arange(part.start, part.stop)


def wide_margin(run, centroids, placed, stand=state.State._stand):
    """In place of `_stand`: a margin from (|x| + |c|)^2 in place of |x| |c|."""
    stand(run, centroids, placed)
    run.rest = run.points.norms.dtype.type(run.factor * run.points.longest * 2)


TRICKS = {
    "small products": [(points, "LOW", math.inf)],
    "bounds": [(bounds, "used_up", everything)],
    "margin by lengths": [(state.State, "_stand", wide_margin)],
    "sketch": [(points, "MANY_PIXELS", math.inf)],
    "columns in float32": [(points, "FEW_FEATURES", 0)],
    "runs share products": [(choice, "LABELS_AT_ONCE", 0)],
    "compiled loop": [],
}


def seconds(work, compiled, off=()):
    choice.spent[0] = math.inf if compiled else -math.inf
    with ExitStack() as stack:
        for place, name, value in off:
            stack.enter_context(patch.object(place, name, value))
        start = time.perf_counter()
        work()
        return time.perf_counter() - start


def table_m():
    yield "## (m) What each trick brings: time without it / with it, NumPy, one thread"
    yield ""
    yield 'The last row is NumPy / compiled; "same" is within 3%.'
    X, E = load_digits().X, enlarged_digits()
    works = {f"k = {k}": runs_from(X, init_random(X, k, np.random.default_rng(k)))
             for k in (3, 10, 50)}  # fmt: skip
    works["k = 5, 10 starts"] = runs_from(X, *seed(X, 5, np.random.default_rng(0).spawn(10)))
    for k in (16, 64):
        pixels, start = photograph(k)
        rows, weights, _ = distinct_rows(pixels)
        works[f"{k} colours"] = partial(fit, rows, [start], 300, 0.0, weights)
    works["60,000 x 784"] = runs_from(E, init_random(E, 10, np.random.default_rng(0)))
    yield from ["", "| without | " + " | ".join(works) + " |", "|---" * (len(works) + 1) + "|"]
    with threadpool_limits(1):
        for trick, off in TRICKS.items():
            cells = [ratio(work, off) for work in works.values()]
            yield f"| {trick} | " + " | ".join(cells) + " |"


def runs_from(X, *starts):
    return partial(fit, X, list(starts), 300)


def ratio(work, off):
    """Median over pairs of the time without a trick to the time with it."""
    seconds(work, not off, off)
    pairs = [(seconds(work, False, off), seconds(work, not off)) for _ in range(RUNS)]
    value = median(without / usual for without, usual in pairs)
    return "same" if abs(value - 1) < 0.03 else f"{value:.2f}"
