"""The start on chunks: k-means++ among candidates, each of which counts what it stands for."""

import dask
import dask.array as da
import numpy as np

from kmeans_lib.chunks.parallel_start import parallel_plus_plus
from kmeans_lib.chunks.pieces import Chunks


def test_a_candidate_counts_as_often_as_the_images_it_stands_for():
    """Of 500 images nearly all are black: one draw among candidates that count alike is not."""
    X = np.zeros((500, 4), np.float32)
    X[::50] = np.arange(1, 11)[:, None]
    chunks = Chunks(da.from_array(X, chunks=(120, -1)))
    with dask.config.set(scheduler="synchronous"):
        starts = [parallel_plus_plus(chunks, 1, np.random.default_rng(seed)) for seed in range(30)]
    assert sum(not start.any() for start in starts) >= 27
