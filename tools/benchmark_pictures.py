"""Time a folder of very many small pictures, read through Dask with one and with two workers.

`python tools/benchmark.py --only n` runs this; it makes 200 MB of JPEG files in a temporary folder
and removes them.
"""

import tempfile
import time
from pathlib import Path

import numpy as np
from benchmark_dask import peak_memory
from distributed import Client, LocalCluster
from PIL import Image
from sklearn.datasets import load_sample_images

from kmeans_lib.chunks.thumbnails import load_folder_dask
from kmeans_lib.distributed import kmeans_dask

PICTURES, BROKEN = 50_000, 50
SIDE = 96  # pixels


def make_pictures(folder):
    """Cuttings of two photographs, in folders of a thousand; some are cut short."""
    originals = [Image.fromarray(image) for image in load_sample_images().images]
    for i in range(PICTURES):
        rng = np.random.default_rng(i)
        left, top = rng.integers(0, 640 - SIDE), rng.integers(0, 427 - SIDE)
        box = (int(left), int(top), int(left) + SIDE, int(top) + SIDE)
        path = folder / f"{i // 1000:02d}" / f"{i:05d}.jpg"
        path.parent.mkdir(exist_ok=True)
        originals[i % 2].crop(box).save(path, quality=85)
        if i % (PICTURES // BROKEN) == 0:
            path.write_bytes(path.read_bytes()[:200])


def clock(function, *arguments, **options):
    begin = time.perf_counter()
    result = function(*arguments, **options)
    return time.perf_counter() - begin, result


def table_n():
    yield f"## (n) A folder of {PICTURES} pictures of {SIDE}x{SIDE}, {BROKEN} of them cut short"
    yield ""
    yield "`load_folder_dask` to 32x32 in colour, once and again; then ten rounds of `kmeans_dask`,"
    yield "k = 20."
    yield ""
    yield "| workers | first, s | again, s | skipped | k-means, s | peak of a worker, MB |"
    yield "|---" * 6 + "|"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "pictures")
        folder.mkdir()
        make_pictures(folder)
        for workers in (1, 2):
            with (
                LocalCluster(
                    n_workers=workers, threads_per_worker=1, dashboard_address=":0"
                ) as cluster,
                Client(cluster) as client,
            ):
                wanted = (folder, Path(place, f"cache{workers}"))
                first, _ = clock(load_folder_dask, *wanted, pattern="**/*")
                again, found = clock(load_folder_dask, *wanted, pattern="**/*")
                rng = np.random.default_rng(0)
                seconds, _ = clock(kmeans_dask, found.X, 20, max_iter=10, rng=rng)
                peak = max(client.run(peak_memory).values())
            yield (
                f"| {workers} | {first:.1f} | {again:.1f} | {len(found.skipped)} "
                f"| {seconds:.1f} | {peak / 1e6:.0f} |"
            )
