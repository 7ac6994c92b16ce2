"""Time our KMeans against scikit-learn's, AMD's, faiss's and the program that beginners write.

    python tools/benchmark.py                  print all tables
    python tools/benchmark.py --only a d       some of them
    python tools/benchmark.py --pair OLD_CHECKOUT    two versions of ours side by side
    python tools/benchmark.py --write          also write them to tools/BENCHMARK.md, where the
                                               tables that were not measured stay as they are

Answers are compared before anything is timed: from the same start the labels must be equal.
Competitors are timed in turn in one process, short calls after an untimed one of their own, because
threads that another library leaves spinning would spoil the first. Figures are medians.
"""

import argparse
import math
import os
import platform
import re
import statistics
import sys
import time
import warnings
from datetime import date
from functools import cache, partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

import numpy as np
import sklearn
from benchmark_board import table_k  # beside this file
from benchmark_dask import table_h
from benchmark_folder import table_i, table_j
from benchmark_pair import enlarged_digits, pair_table, photograph
from benchmark_pictures import table_n
from benchmark_tab import table_l
from benchmark_tricks import table_m
from sklearn.cluster import KMeans as SklearnKMeans
from threadpoolctl import threadpool_limits

from kmeans_lib.engine import choice, distinct_rows
from kmeans_lib.engine.points import Points
from kmeans_lib.estimator import KMeans
from kmeans_lib.initialization import init_random
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.loading import load_digits

try:
    import faiss
except ImportError:
    faiss = None
try:
    import aoclda.clustering as aoclda
except ImportError:
    aoclda = None

RUNS = 9
WARM = 0.5  # seconds: a shorter call is timed at its second run
THREADS = (1, 2)
BENCHMARK = Path(__file__).resolve().parent / "BENCHMARK.md"


def from_start(cls, X, start, **options):
    return cls(len(start), init=start, n_init=1, tol=0, **options).fit(X)


def faiss_fit(X, start, rounds):
    """The same number of rounds from the same start; faiss has no test for convergence."""
    k, d = start.shape
    model = faiss.Kmeans(d, k, niter=rounds, nredo=1, max_points_per_centroid=len(X))
    model.train(X, init_centroids=start)
    return model


def aoclda_fit(X, start):
    model = aoclda.kmeans(
        len(start), initialization_method="supplied", C=start, n_init=1, max_iter=300, tol=0.0,
        algorithm="elkan",
    )  # fmt: skip
    return model.fit(X)


def beginners_program(X, start, rounds):
    """Nested loops with np.linalg.norm, as the well-known program does it, always all rounds."""
    centroids = np.array(start, float)
    labels = np.zeros(len(X), int)
    for _ in range(rounds):
        for i in range(len(X)):
            distances = [np.linalg.norm(X[i] - c) for c in centroids]
            labels[i] = distances.index(min(distances))
        for j in range(len(centroids)):
            members = [X[i] for i in range(len(X)) if labels[i] == j]
            if members:
                centroids[j] = sum(members) / len(members)
    return labels


def medians(contestants, runs=RUNS):
    """Median seconds of each function, called in turn; each gets the number of the run."""
    seconds = {name: [] for name in contestants}
    for run in range(runs):
        for name, function in contestants.items():
            time.sleep(0.03)
            elapsed = clock(function, run)
            seconds[name].append(clock(function, run) if elapsed < WARM else elapsed)
    return {name: statistics.median(values) for name, values in seconds.items()}


def clock(function, *arguments):
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def once(function):
    """Ignore the number of the run."""
    return lambda run: function()


def ours(compiled, function, *arguments):
    """A contestant that makes all rounds by NumPy, or all by the compiled loop."""

    def run(number):
        choice.spent[0] = math.inf if compiled else -math.inf
        return function(*arguments)

    return run


def both(function, *arguments):
    return {"NumPy": ours(False, function, *arguments)} | (
        {"compiled": ours(True, function, *arguments)} if choice.compiled() else {}
    )


def check_equal(X, start, sample_weight=None):
    """Labels that differ from scikit-learn's Lloyd, more than ties is an error; and its rounds."""
    theirs = SklearnKMeans(len(start), init=start, n_init=1, tol=0).fit(X, None, sample_weight)
    for contestant in both(from_start, KMeans, X, start).values():
        mine = contestant(0)
        differing = np.count_nonzero(mine.labels_ != theirs.labels_)
        if differing > len(X) / 10_000 or not np.isclose(mine.inertia_, theirs.inertia_, rtol=1e-5):
            raise SystemExit(f"{differing} labels differ: nothing is timed")
    return differing, theirs.n_iter_


def race(X, start, rounds, threads, distinct, runs=RUNS):
    contestants = both(from_start, KMeans, X, start)
    contestants["Lloyd"] = once(partial(from_start, SklearnKMeans, X, start))
    if distinct is not None:
        model = SklearnKMeans(len(start), init=start, n_init=1, tol=0)
        contestants["Lloyd, distinct"] = once(partial(model.fit, distinct[0], None, distinct[1]))
    else:
        contestants["Elkan"] = once(partial(from_start, SklearnKMeans, X, start, algorithm="elkan"))
    if aoclda and threads == 1:  # with two its answers change from run to run
        contestants["aoclda"] = once(partial(aoclda_fit, X, start))
    if faiss and X.dtype == np.float32:
        # Float32 ties may lead it elsewhere: then it has done other work and is not timed.
        theirs = faiss_fit(X, start, rounds).centroids
        if np.allclose(theirs, from_start(KMeans, X, start).cluster_centers_, atol=0.1):
            contestants["faiss"] = once(partial(faiss_fit, X, start, rounds))
    return medians(contestants, runs)


@cache
def rates(threads):
    """Multiplications and additions, and bytes read, a second, on this machine."""
    rng = np.random.default_rng(0)
    A = rng.random((2048, 2048), np.float32)
    large = rng.random(2**26, np.float32)
    product = min(clock(np.matmul, A, A) for _ in range(5))
    reading = min(clock(np.max, large) for _ in range(5))
    return 2048**3 / product, large.nbytes / reading


def limit(X, start, threads):
    """Seconds for the products that the gaps leave, at this machine's own rates."""
    scored = 0

    def counting(self, rows, centroids, halves, scores=Points.scores):
        nonlocal scored
        found = scores(self, rows, centroids, halves)
        scored += found.size
        return found

    with patch.object(Points, "scores", counting):
        ours(False, from_start, KMeans, X, start)(0)
    multiply, read = rates(threads)
    d = X.shape[1]
    return max(scored * d / multiply, scored / len(start) * 4 * d / read)


def per_thread(function):
    """function(threads) with one thread and with two."""
    for threads in THREADS:
        if faiss:
            faiss.omp_set_num_threads(threads)
        with threadpool_limits(threads):
            yield threads, function(threads)


RIVALS = ["Lloyd", "Elkan", "aoclda", "faiss"]
DISTINCT = ["Lloyd", "Lloyd, distinct"]


def heading(rivals, *others):
    """First lines of a table of ratios: each rival's time to each of ours."""
    names = [f"{rival} / {mine}" for rival in rivals for mine in ("NumPy", "compiled")]
    names = ["work", "threads", *others, "NumPy, ms", "compiled, ms", *names]
    return ["", "| " + " | ".join(names) + " |", "|---" * len(names) + "|"]


def row(seconds, rivals, *others):
    mine = seconds["NumPy"], seconds.get("compiled", math.nan)
    ratios = [f"{seconds[rival] / own:.2f}" if rival in seconds else "-"
              for rival in rivals for own in mine]  # fmt: skip
    cells = [*others, *(f"{1000 * own:.1f}" for own in mine), *ratios]
    return "| " + " | ".join(map(str, cells)) + " |"


def race_rows(name, X, start, runs=RUNS, distinct=None):
    differing, rounds = check_equal(X, start)
    rivals = RIVALS if distinct is None else DISTINCT
    race_it = partial(race, X, start, rounds, distinct=distinct, runs=runs)
    for threads, seconds in per_thread(race_it):
        least = limit(X, start, threads)
        times = seconds["NumPy"] / least, seconds.get("compiled", math.nan) / least
        ours_to_limit = "{:.1f} / {:.1f}".format(*times)
        yield row(seconds, rivals, name, threads, rounds, differing, ours_to_limit)


LIMIT = "times the limit, NumPy / compiled"


def race_heading(rivals):
    return heading(rivals, "rounds", "labels that differ", LIMIT)


def table_a():
    yield "## (a) One run from the same start: digits 1 to 5"
    yield from race_heading(RIVALS)
    X = load_digits().X
    for k in (3, 4, 5, 6, 7, 10, 50):
        yield from race_rows(f"k = {k}", X, init_random(X, k, np.random.default_rng(k)))


def restarts(cls, X, ks, n_init, run):
    for k in ks:
        cls(k, n_init=n_init, tol=0, random_state=run).fit(X)


def table_bc():
    yield "## (b), (c) Restarts and a sweep over k: digits 1 to 5"
    yield ""
    yield "Both draw their own starts by k-means++ (from another seed in each of the runs)."
    yield from heading(["Lloyd"])
    X = load_digits().X
    for k in (2, 5, 10):
        for seed in range(5):
            check_equal(X, init_random(X, k, np.random.default_rng(seed)))
    works = {
        "(b) k = 5, n_init = 10": ([5], 10),
        "(b) k = 10, n_init = 10": ([10], 10),
        "(c) k = 2 .. 10, n_init = 5": (range(2, 11), 5),
    }
    for name, (ks, n_init) in works.items():
        contestants = {"Lloyd": partial(restarts, SklearnKMeans, X, ks, n_init)}
        for compiled, mine in enumerate(both(restarts, KMeans, X, ks, n_init)):
            contestants[mine] = partial(ours_restarted, compiled, X, ks, n_init)
        for threads, seconds in per_thread(lambda _, them=contestants: medians(them)):
            yield row(seconds, ["Lloyd"], name, threads)


def ours_restarted(compiled, X, ks, n_init, run):
    choice.spent[0] = math.inf if compiled else -math.inf
    restarts(KMeans, X, ks, n_init, run)


def table_d():
    yield "## (d) Colours of a photograph, 640 x 427 pixels"
    yield ""
    X, _ = photograph(16)
    rows, weights, _ = distinct_rows(X)
    yield f"{len(X)} pixels of {len(rows)} different colours. Ours finds these by itself; to"
    yield '"Lloyd, distinct" they are given, with their weights.'
    yield from race_heading(DISTINCT)
    for k in (16, 64):
        _, start = photograph(k)
        yield from race_rows(f"{k} colours", X, start, distinct=(rows, weights))


def table_e():
    yield "## (e) 60,000 x 784: all digits, enlarged to 28x28, with noise"
    yield from race_heading(RIVALS)
    X = enlarged_digits()
    yield from race_rows("k = 10", X, init_random(X, 10, np.random.default_rng(0)))


def table_f():
    yield "## (f) How time grows: ours, digits, ms a round, with two threads"
    yield from ["", "| n | k = 5 | k = 10 | k = 20 | k = 40 |", "|---" * 5 + "|"]
    base = load_digits(range(10)).X
    for factor in (1, 2, 4, 8):
        rng = np.random.default_rng(factor)
        X = base[rng.integers(0, len(base), factor * 5000)]
        X = X + rng.normal(0, 5, X.shape).astype(np.float32)
        cells = []
        for k in (5, 10, 20, 40):
            start = init_random(X, k, np.random.default_rng(k))
            rounds = from_start(KMeans, X, start).n_iter_
            seconds = medians({"ours": once(partial(from_start, KMeans, X, start))})["ours"]
            cells.append(f"{1000 * seconds / rounds:.2f}")
        yield f"| {len(X)} | " + " | ".join(cells) + " |"


def table_g():
    yield "## (g) The program that beginners write: k = 3 .. 7, 100 rounds each"
    yield ""
    X = load_digits().X
    starts = [init_random(X, k, np.random.default_rng(k)) for k in range(3, 8)]
    begin = time.perf_counter()
    theirs = [beginners_program(X, start, 100) for start in starts]
    slow = time.perf_counter() - begin
    finals = [run_kmeans(X, len(start), start, max_iter=100) for start in starts]
    differing = sum(np.count_nonzero(s.labels != t) for s, t in zip(finals, theirs, strict=True))

    def all_of_them():
        for start in starts:
            run_kmeans(X, len(start), start, max_iter=100)

    fast = medians({"ours": once(all_of_them)})["ours"]
    rounds = sum(step.index for step in finals)
    per_round = (slow / (100 * len(starts))) / (fast / rounds)
    yield (
        f"Nested loops {slow:.1f} s (once) for {100 * len(starts)} rounds, ours {fast:.3f} s for "
        f"{rounds}, because it stops when nothing moves: {slow / fast:.0f} times as fast as a "
        f"whole, {per_round:.0f} times a round; {differing} labels differ."
    )


TABLES = {
    "a": table_a, "bc": table_bc, "d": table_d, "e": table_e,
    "f": table_f, "g": table_g, "h": table_h, "i": table_i,
    "j": table_j, "k": table_k, "l": table_l, "m": table_m, "n": table_n,
}  # fmt: skip


MODULES = {"numba": "numba", "aoclda": "aoclda", "faiss-cpu": "faiss"}


def head():
    versions = {"Python": platform.python_version(), "NumPy": np.__version__}
    versions["scikit-learn"] = sklearn.__version__
    for package in ("numba", "aoclda", "faiss-cpu"):
        versions[package] = version(package) if find_spec(MODULES[package]) else "not installed"
    yield "# Benchmark"
    yield ""
    yield "Written by `python tools/benchmark.py --write`; a table names its day and its machine."
    yield ", ".join(f"{name} {version}" for name, version in versions.items()) + "."
    yield ""
    yield f"Medians of {RUNS} runs in turn. A ratio above 1 means that ours is faster, below 1 that"
    yield "it loses. NumPy is our engine without numba, compiled with it. The limit is the time of"
    yield "the products alone for those images that gaps leave, at the rates of a large product and"
    yield "of reading memory that are measured here."


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "unknown processor"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=TABLES, default=list(TABLES))
    parser.add_argument("--pair", metavar="OLD_CHECKOUT", help="compare two versions of ours")
    parser.add_argument("--write", action="store_true", help=f"also write {BENCHMARK.name}")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    if args.pair:
        for line in pair_table(args.pair):
            print(line, flush=True)
        return
    sections = {}
    for part in (head, *(TABLES[name] for name in args.only)):
        title, *lines = show(part)
        place = f"{platform.system()}, {processor()}, {os.cpu_count()} cores"
        measured = [] if part is head else ["", f"Measured on {date.today()}; {place}."]
        sections[title] = "\n".join([title, *measured, *lines]).rstrip() + "\n"
    if args.write:
        before = re.split(r"^(?=## )", BENCHMARK.read_text(encoding="utf-8"), flags=re.M)
        kept = {text.splitlines()[0]: text.rstrip() + "\n" for text in before}
        both = kept | sections
        order = sorted(both, key=lambda title: (title.startswith("## "), title))
        BENCHMARK.write_text("\n".join(both[title] for title in order), encoding="utf-8")


def show(part):
    """Print the lines of a table as they come, and return them."""
    lines = []
    for line in part():
        print(line, flush=True)
        lines.append(line)
    print()
    return lines


if __name__ == "__main__":
    sys.exit(main())
