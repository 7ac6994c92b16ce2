"""Time kmeans_dask on a file that is larger than the memory of its workers.

`python tools/benchmark.py --only h` runs this; it makes up to 4 GB of images in a temporary
folder and removes them.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import dask.array as da
import numpy as np
from dask import delayed
from distributed import Client, LocalCluster

from kmeans_lib.distributed import kmeans_dask
from kmeans_lib.loading import load_digits

PIXELS, K, ROUNDS = 256, 10, 6
CHUNK = 2**16  # images: 64 MiB
LIMIT = "1GiB"  # memory of each worker
# What the workers free, they keep for the next chunk: giving it back to the system and asking
# for it anew takes as long as the arithmetic.
KEEP = {"MALLOC_TRIM_THRESHOLD_": 2**30, "MALLOC_MMAP_THRESHOLD_": 2**30}


def make_file(path, chunks):
    """Digits drawn at random, with noise, so that no two are equal."""
    digits = load_digits(range(10)).X
    with open(path, "wb") as file:
        for i in range(chunks):
            rng = np.random.default_rng(i)
            X = digits[rng.integers(0, len(digits), CHUNK)]
            X = np.rint(X + rng.normal(0, 12, X.shape)).clip(0, 255)
            file.write(X.astype(np.float32).tobytes())


def open_file(path):
    """The file as a Dask array: a chunk is read when it is its turn, and forgotten after it."""
    numbers = CHUNK * PIXELS
    parts = [
        da.from_delayed(delayed(read)(path, i * numbers * 4), (CHUNK, PIXELS), np.float32)
        for i in range(Path(path).stat().st_size // (numbers * 4))
    ]
    return da.concatenate(parts)


def read(path, offset):
    return np.fromfile(path, np.float32, CHUNK * PIXELS, offset=offset).reshape(CHUNK, PIXELS)


def peak_memory():
    """Most memory that this process has held, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def seconds(X, start, rounds):
    begin = time.perf_counter()
    step = kmeans_dask(X, K, init=start, max_iter=rounds)
    return time.perf_counter() - begin, step


def measure(path, workers):
    """Seconds a round, peak memory of a worker and of this process, and the last step."""
    X, start = open_file(path), load_digits(range(10)).X[:: 9973 // K][:K]
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, memory_limit=LIMIT, dashboard_address=":0",
        ) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip
        seconds(X[:CHUNK], start, 1)  # imports
        short, _ = seconds(X, start, 1)
        long, step = seconds(X, start, ROUNDS)
        peak = max(client.run(peak_memory).values())
    return (long - short) / (ROUNDS - 1), peak, step


def table_h():
    import dask

    yield "## (h) Out of core: kmeans_dask on a file, k = 10, 256 numbers an image, float32"
    yield ""
    yield f"Workers are processes with one thread and a limit of {LIMIT}; chunks of {CHUNK} images."
    yield "The file was written just before, so it is read from the system's cache, not from disk."
    yield ""
    yield "| images | file, GB | workers | seconds a round | peak of a worker, GB | inertia |"
    yield "|---" * 6 + "|"
    settings = {f"distributed.nanny.pre-spawn-environ.{name}": v for name, v in KEEP.items()}
    with tempfile.TemporaryDirectory() as folder, dask.config.set(settings):
        for chunks in (15, 30, 60):
            path = Path(folder, f"{chunks}.f32")
            make_file(path, chunks)
            size = path.stat().st_size / 1e9
            for workers in (1, 2):
                round_, peak, step = measure(path, workers)
                yield (
                    f"| {chunks * CHUNK} | {size:.2f} | {workers} | {round_:.2f} "
                    f"| {peak / 1e9:.2f} | {step.inertia:.6g} |"
                )
            path.unlink()
