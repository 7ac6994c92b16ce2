"""Two versions of this library side by side: is the new one not slower anywhere?

    python tools/benchmark.py --pair OLD_CHECKOUT

Each version runs in a process of its own, and the two take turns, so that a machine that changes
its speed changes it for both. A row is the median of the ratios of the pairs, and their quartiles.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import warnings
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
PAIRS = 15
PAUSE = 0.03  # seconds in which threads that spin come to rest
ENOUGH = 0.1  # seconds: a shorter call is repeated until it has taken as long


def digits_run(k):
    from kmeans_lib.initialization import init_random

    X = digits()
    return single(X, init_random(X, k, np.random.default_rng(k)))


def single(X, start):
    from kmeans_lib.estimator import KMeans

    return lambda: KMeans(len(start), init=start, n_init=1, tol=0).fit(X).labels_


def restarts(ks, n_init):
    from kmeans_lib.estimator import KMeans

    X = digits()
    models = [KMeans(k, n_init=n_init, tol=0, random_state=0) for k in ks]
    return lambda: np.concatenate([model.fit(X).labels_ for model in models])


def colours(k):
    X, start = photograph(k)
    return single(X, start)


@cache
def digits():
    from kmeans_lib.loading import load_digits

    return load_digits().X


def photograph(k):
    """Pixels and a start off the lattice of the 256 levels, on which many lie between two."""
    from sklearn.datasets import load_sample_image

    from kmeans_lib.initialization import init_random

    X = load_sample_image("china.jpg").reshape(-1, 3) / 255
    rng = np.random.default_rng(0)
    return X, init_random(X, k, rng) + rng.normal(0, 0.003, (k, 3))


@cache
def enlarged_digits():
    """60,000 digits as 28x28 pixels, with noise."""
    from PIL import Image

    from kmeans_lib.loading import load_digits

    rng = np.random.default_rng(0)
    images = load_digits(range(10)).images.astype(np.uint8)
    large = np.stack([np.asarray(Image.fromarray(image).resize((28, 28))) for image in images])
    X = large.reshape(len(large), -1)[rng.integers(0, len(large), 60_000)].astype(np.float32)
    X += rng.normal(0, 20, X.shape).astype(np.float32)
    return np.clip(X, 0, 255, out=X)


def large_run():
    from kmeans_lib.initialization import init_random

    X = enlarged_digits()
    return single(X, init_random(X, 10, np.random.default_rng(0)))


def plane():
    """A million points in two dimensions, around 20 places."""
    rng = np.random.default_rng(0)
    X = rng.normal(rng.uniform(0, 20, (20, 2))[rng.integers(0, 20, 1_000_000)])
    return single(X, X[:20])


WORKS = {
    **{f"(a) k = {k}": lambda k=k: digits_run(k) for k in (3, 4, 5, 6, 7, 10, 50)},
    "(b) k = 5, 10 starts": lambda: restarts([5], 10),
    "(b) k = 10, 10 starts": lambda: restarts([10], 10),
    "(c) k = 2 .. 10, 5 starts each": lambda: restarts(range(2, 11), 5),
    "(d) 16 colours": lambda: colours(16),
    "(d) 64 colours": lambda: colours(64),
    "(e) 60,000 x 784, k = 10": large_run,
    "a million points in a plane, k = 20": plane,
}


class Version:
    """A process that does works with the library of one checkout when it is told to."""

    def __init__(self, checkout, threads, numba=True):
        plain = [] if numba else ["--plain"]
        command = [sys.executable, __file__, str(threads), *plain]
        environment = {**os.environ, "PYTHONPATH": str(checkout)}
        self._process = subprocess.Popen(
            command, env=environment, cwd=checkout, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )  # fmt: skip

    def do(self, work):
        """Seconds, and a digest of the labels."""
        self._process.stdin.write(work + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{work}: the process has ended, see above")
        return json.loads(line)

    def end(self):
        self._process.communicate()


def serve(threads):
    """Do the works whose names come in, and answer with a line for each."""
    from threadpoolctl import threadpool_limits

    warnings.simplefilter("ignore")
    ready = {}
    with threadpool_limits(threads):
        for line in sys.stdin:
            name = line.strip()
            if name not in ready:
                ready = {name: WORKS[name]()}
                ready[name]()  # what is compiled or cached at the first call
            seconds, labels = clock(ready[name])
            print(json.dumps([seconds, blake2b(labels.tobytes()).hexdigest()]), flush=True)


def clock(function):
    """Mean seconds of a call, after one that is not counted, and what it returned."""
    result, seconds = None, []
    start = time.perf_counter()
    function()
    once = time.perf_counter() - start
    for _ in range(max(1, int(ENOUGH / once)) if once < ENOUGH else 1):
        start = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), result


def pair_rows(old, threads, works=WORKS, numba=True):
    """A line of the table for each work."""
    versions = [Version(old, threads, numba), Version(ROOT, threads, numba)]
    for work in works:
        answers = [version.do(work) for version in versions]
        equal = "yes" if answers[0][1] == answers[1][1] else "no"
        seconds = []
        for _ in range(PAIRS):
            time.sleep(PAUSE)
            seconds.append([version.do(work)[0] for version in versions])
        before, now = (1000 * statistics.median(column) for column in zip(*seconds, strict=True))
        low, middle, high = statistics.quantiles([a / b for a, b in seconds], n=4)
        cells = (
            work,
            threads,
            f"{before:.1f}",
            f"{now:.1f}",
            f"{middle:.2f}",
            f"{low:.2f}-{high:.2f}",
            equal,
        )
        yield "| " + " | ".join(map(str, cells)) + " |"
    for version in versions:
        version.end()


def pair_table(old, works=WORKS, threads=(1, 2)):
    """NumPy's rounds of both, and then with numba if it is installed."""
    for numba in (False, True) if find_spec("numba") else (False,):
        yield f"{'With' if numba else 'Without'} numba:"
        names = (
            "work",
            "threads",
            "before, ms",
            "now, ms",
            "before / now",
            "quartiles",
            "same labels",
        )
        yield from ["", "| " + " | ".join(names) + " |", "|---" * len(names) + "|"]
        for number in threads:
            yield from pair_rows(Path(old).resolve(), number, works, numba)
        yield ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("threads", type=int, help="be the process of a version")
    parser.add_argument("--plain", action="store_true", help="as if numba were not installed")
    args = parser.parse_args()
    if args.plain:
        sys.modules["numba"] = None
    serve(args.threads)


if __name__ == "__main__":
    main()
