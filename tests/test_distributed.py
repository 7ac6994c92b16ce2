"""The Dask twin gives what the loop in memory gives, whatever the chunks and whoever works."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from itertools import count

import dask
import dask.array as da
import numpy as np
import pytest
from distributed import Client, LocalCluster, wait
from hypothesis import given
from hypothesis import strategies as st

from kmeans_lib import distributed
from kmeans_lib.distributed import kmeans_dask
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.validation import InputError

CHUNKINGS = [
    (4966, 256),  # one chunk
    (1000, 256),
    ((1, 2, 0, 1963, 3000), (256,)),  # uneven, and one of them empty
    (700, 100),  # cut through the pixels as well
]


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes, shared by the tests that need them."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # a killed worker is no news here
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as local,
        Client(local, set_as_default=False) as client,
    ):
        yield client


def start_rows(X, k):
    return X[np.random.default_rng(k).choice(len(X), k, replace=False)].astype(float)


def assert_same(step, expected):
    assert np.array_equal(step.labels.compute(), expected.labels)
    assert np.array_equal(step.centroids, expected.centroids)
    assert (step.index, step.moved, step.emptied) == (
        expected.index, expected.moved, expected.emptied,
    )  # fmt: skip
    assert step.inertia == pytest.approx(expected.inertia, rel=1e-9)


@pytest.mark.parametrize("chunks", CHUNKINGS, ids=str)
@pytest.mark.parametrize("k", [2, 5, 10])
def test_threads_give_what_memory_gives(digits, chunks, k):
    start = start_rows(digits.X, k)
    step = kmeans_dask(da.from_array(digits.X, chunks=chunks), k, init=start)
    assert_same(step, run_kmeans(digits.X, k, start))


@pytest.mark.parametrize("chunks", CHUNKINGS, ids=str)
def test_processes_give_what_memory_gives(digits, chunks, cluster):
    start = start_rows(digits.X, 7)
    X = da.from_array(digits.X, chunks=chunks)
    with cluster.as_current():
        assert_same(kmeans_dask(X, 7, init=start), run_kmeans(digits.X, 7, start))
        assert_same(kmeans_dask(X.persist(), 7, init=start), run_kmeans(digits.X, 7, start))


def test_a_chunk_may_have_none_of_a_cluster(digits):
    """Sorted by digit, most chunks lack most clusters."""
    X = digits.X[np.argsort(digits.y, kind="stable")]
    start = start_rows(X, 5)
    step = kmeans_dask(da.from_array(X, chunks=(250, -1)), 5, init=start)
    expected = run_kmeans(X, 5, start)
    assert_same(step, expected)
    present = [len(np.unique(expected.labels[i : i + 250])) for i in range(0, len(X), 250)]
    assert min(present) < 5


@pytest.mark.parametrize("chunks", [400, 4966])
def test_empty_clusters_take_the_farthest_images(digits, chunks):
    start = np.vstack([digits.X[:5], digits.X[:5]]).astype(float)  # five of them get nothing
    step = kmeans_dask(da.from_array(digits.X, chunks=(chunks, -1)), 10, init=start)
    expected = run_kmeans(digits.X, 10, start)
    assert expected.emptied >= 5
    assert_same(step, expected)


def test_a_run_that_is_cut_short_says_how_many_still_move(digits):
    start = start_rows(digits.X, 10)
    X = da.from_array(digits.X, chunks=(900, -1))
    expected = run_kmeans(digits.X, 10, start, max_iter=3)
    assert expected.moved > 0
    assert_same(kmeans_dask(X, 10, init=start, max_iter=3), expected)


@st.composite
def small_cases(draw):
    """Few small whole numbers: ties, duplicates and empty clusters at every turn."""
    n, d = draw(st.integers(2, 12)), draw(st.integers(1, 3))
    numbers = st.lists(st.integers(0, 4), min_size=d, max_size=d)
    X = np.array(draw(st.lists(numbers, min_size=n, max_size=n)), np.float32)
    k = draw(st.integers(1, n))
    start = np.array(draw(st.lists(numbers, min_size=k, max_size=k)), float)
    cuts = sorted(draw(st.lists(st.integers(0, n), max_size=3)))
    return X, start, tuple(np.diff([0, *cuts, n]).tolist())


@given(small_cases())
def test_hard_small_cases_give_what_memory_gives(case):
    X, start, sizes = case
    with dask.config.set(scheduler="synchronous"):
        step = kmeans_dask(da.from_array(X, chunks=(sizes, X.shape[1])), len(start), init=start)
        assert_same(step, run_kmeans(X, len(start), start))


def test_the_start_depends_on_the_seed_and_not_on_the_chunks(digits):
    def run(chunks, seed):
        X = da.from_array(digits.X, chunks=(chunks, -1))
        return kmeans_dask(X, 8, max_iter=1, rng=np.random.default_rng(seed)).centroids

    first = run(800, 0)
    assert np.array_equal(run(4966, 0), first)
    assert np.array_equal(run(137, 0), first)
    assert not np.array_equal(run(800, 1), first)


def test_the_start_is_as_good_as_plus_plus(digits):
    X = da.from_array(digits.X, chunks=(1000, -1))
    seeds = range(5)
    ours = [kmeans_dask(X, 10, rng=np.random.default_rng(seed)).inertia for seed in seeds]
    usual = [run_kmeans(digits.X, 10, rng=np.random.default_rng(seed)).inertia for seed in seeds]
    assert np.mean(ours) < 1.01 * np.mean(usual)


def test_the_start_finds_the_only_different_images():
    X = np.repeat(np.arange(6.0, dtype=np.float32)[:, None] * 40, 50, axis=0)
    step = kmeans_dask(da.from_array(X, chunks=(70, -1)), 6, rng=np.random.default_rng(0))
    assert sorted(step.centroids.ravel()) == [0, 40, 80, 120, 160, 200]
    assert step.inertia == 0


@pytest.mark.parametrize("k", [1, 2, 3])
def test_a_round_of_the_start_may_draw_no_candidate(k):
    X = np.random.default_rng(0).integers(0, 256, (60, 4)).astype(np.float32)
    with dask.config.set(scheduler="synchronous"):
        for seed in range(10):  # with k = 1 half of them have such a round
            rows, rng = da.from_array(X, chunks=(20, -1)), np.random.default_rng(seed)
            step = kmeans_dask(rows, k, max_iter=1, rng=rng)
            assert len(np.unique(step.labels.compute())) == k


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float16, np.float64])
def test_the_type_of_the_numbers_does_not_matter(digits, dtype):
    """Above all nothing is computed in uint8, where 3 - 5 is 254."""
    few = digits.X[:600]
    steps = [
        kmeans_dask(da.from_array(X, chunks=(250, -1)), 6, rng=np.random.default_rng(0))
        for X in (few, few.astype(dtype))
    ]
    assert np.array_equal(steps[0].centroids, steps[1].centroids)
    assert np.array_equal(steps[0].labels.compute(), steps[1].labels.compute())


def test_labels_are_not_computed_before_they_are_wanted(digits):
    X = da.from_array(digits.X, chunks=(1000, -1))
    step = kmeans_dask(X, 3, init=start_rows(digits.X, 3))
    assert isinstance(step.labels, da.Array)
    assert (step.labels.shape, step.labels.chunks) == ((4966,), (X.chunks[0],))
    one = step.labels.blocks[2].compute()  # one chunk alone
    assert np.array_equal(one, step.labels.compute()[2000:3000])


def test_a_killed_worker_costs_a_recomputation_only(digits, cluster):
    start = start_rows(digits.X, 10)
    expected = run_kmeans(digits.X, 10, start)
    with cluster.as_current():
        X = da.from_array(digits.X, chunks=(400, -1)).persist()
        wait(X)
        pids = cluster.run(os.getpid)
        looks, total = [], distributed.Chunks.total

        def kill_in_the_middle(chunks, *arguments, **own):
            looks.append(len(looks))
            if len(looks) == 12:
                os.kill(next(iter(pids.values())), signal.SIGTERM if os.name == "nt" else 9)
            return total(chunks, *arguments, **own)

        distributed.Chunks.total = kill_in_the_middle
        try:
            assert_same(kmeans_dask(X, 10, init=start), expected)
        finally:
            distributed.Chunks.total = total
        cluster.wait_for_workers(2, timeout=60)
        assert len(looks) > 12
        assert cluster.run(os.getpid) != pids, "one worker is a new one"


def two_chunks_with(value):
    X = np.zeros((40, 3), np.float32)
    X[::2] = 9
    X[25, 1] = value
    return da.from_array(X, chunks=(20, -1))


def refused(*arguments, **keywords):
    with pytest.raises(InputError) as caught:
        kmeans_dask(*arguments, **keywords)
    assert "\n" not in str(caught.value)
    return str(caught.value)


DRAWS_25 = next(s for s in count() if np.random.default_rng(s).integers(40) == 25)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("seed", [None, 0, 1, DRAWS_25])  # the last draws the bad row first
def test_the_chunk_with_a_bad_number_is_named(value, seed):
    start = {"init": np.eye(2, 3)} if seed is None else {"rng": np.random.default_rng(seed)}
    with dask.config.set(scheduler="synchronous"):
        message = refused(two_chunks_with(value), 2, **start)
    assert message == f"chunk 1 (rows 20 to 39): X[5, 1] is {value}: not a finite number"


def test_the_chunk_is_named_from_another_process_too(cluster):
    with cluster.as_current():
        assert "chunk 1 (rows 20 to 39)" in refused(two_chunks_with(np.nan), 2, init=np.eye(2, 3))


def test_bad_input_gets_one_line(digits, rng):
    X = da.from_array(digits.X[:50], chunks=(20, -1))
    assert "X is ndarray; a Dask array is wanted" in refused(digits.X, 3, rng=rng)
    assert "X has shape (50,)" in refused(X[:, 0], 3, rng=rng)
    assert "X has shape (0, 256)" in refused(X[:0], 3, rng=rng)
    unknown = X[X[:, 0] == 0]
    assert "unknown size; call X.compute_chunk_sizes() first" in refused(unknown, 3, rng=rng)
    assert "k = 51, but there are only 50 images" in refused(X, 51, rng=rng)
    assert "k = 0" in refused(X, 0, rng=rng)
    assert "max_iter = 0" in refused(X, 3, max_iter=0, rng=rng)
    assert "pass rng=numpy.random.default_rng(seed)" in refused(X, 3)
    assert "init = 'magic'" in refused(X, 3, init="magic", rng=rng)
    assert "init has 2 rows, but k = 3" in refused(X, 3, init=digits.X[:2])
    assert "centroids have 9 features, but the images have 256" in refused(X, 3, init=np.eye(3, 9))
    twins = da.from_array(digits.X[:4].repeat(5, axis=0), chunks=(7, -1))
    assert "k = 5, but only 4 of the images are different" in refused(twins, 5, rng=rng)


def test_an_error_of_the_data_source_is_left_as_it_is(rng):
    def read(block):
        raise FileNotFoundError("no such file: part7.npy")

    X = da.zeros((40, 3), chunks=(20, 3)).map_blocks(read, dtype=float, meta=np.empty((0, 3)))
    with pytest.raises(FileNotFoundError, match="part7"):
        kmeans_dask(X, 2, rng=rng)


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def test_a_scheduler_that_is_gone_gets_one_line(digits):
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    port = free_port()
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--dashboard-address", ":0"]
    scheduler = subprocess.Popen([*command, "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        with (
            dask.config.set({"distributed.comm.timeouts.connect": "2s"}),
            Client(f"tcp://127.0.0.1:{port}", timeout=30, set_as_default=False) as client,
        ):
            threading.Thread(target=lambda: (time.sleep(1), scheduler.kill())).start()
            with client.as_current(), pytest.raises(ConnectionError) as caught:
                # No worker ever comes, so it waits until the scheduler is gone.
                kmeans_dask(da.from_array(digits.X, chunks=(900, -1)), 3, init=digits.X[:3])
    finally:
        scheduler.kill()
        scheduler.wait()
    assert str(caught.value).startswith("the Dask scheduler does not answer any more")


def test_without_dask_the_message_says_what_to_install():
    code = (
        "import sys; sys.modules['dask'] = None\n"
        "from kmeans_lib.distributed import kmeans_dask\n"
        "try: kmeans_dask([[1]], 1)\n"
        "except ImportError as error: print(error)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout == 'kmeans_dask needs Dask: pip install "dask[array]" distributed\n'
