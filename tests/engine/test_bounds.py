"""Bounds, in NumPy and compiled: gaps spare work, and never change a label."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from kmeans_lib.assignment import assign_labels
from kmeans_lib.engine import bounds, points
from kmeans_lib.engine.bounds import best_two
from kmeans_lib.engine.points import Points
from kmeans_lib.engine.sketch import Sketch
from kmeans_lib.engine.state import State
from kmeans_lib.initialization import init_random
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.update import update_centroids

ONCE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def everything(X):
    return slice(0, len(X))


def assign(follow, X, *starts):
    """A state for each start, after its first round."""
    together = Points(X)
    runs = [State(together, np.array(start, float)) for start in starts]
    for run, change in zip(runs, follow(together, everything(X), runs), strict=True):
        run.note([change])
    return runs


@ONCE
@given(seed=st.integers(0, 2**32), offset=st.sampled_from([0, 1, 1e3, 1e5]), data=st.data())
def test_labels_follow_any_walk_of_the_centroids(follow, seed, offset, data):
    """Offsets, duplicates, lattice points, float32 and float64, leaps and tiny steps.

    Several runs side by side, in one product or in blocks of a few rows, with a sketch or without.
    """
    rng = np.random.default_rng(seed)
    dtype = data.draw(st.sampled_from([np.float32, np.float64]))
    n, d = rng.integers(1, 60), data.draw(st.sampled_from([1, 2, 3, 8, 9, 40, 100]))
    X = rng.integers(0, data.draw(st.sampled_from([3, 256])), (n, d)).astype(dtype) + dtype(offset)
    together = Points(X)
    if data.draw(st.booleans()) and d > 8:
        together.sketch = Sketch(X, together.norms, together.rounding)
    ks = rng.integers(1, 8, data.draw(st.integers(1, 3)))
    runs = [State(together, X[rng.integers(0, n, k)].astype(float)) for k in ks]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(points, "ROWS_AT_ONCE", data.draw(st.sampled_from([7, 8192])))
        for _ in range(6):
            before = [run.labels.copy() for run in runs]
            changes = follow(together, everything(X), runs)
            for run, change, labels in zip(runs, changes, before, strict=True):
                expected = assign_labels(X, run.centroids)
                assert np.array_equal(run.labels, expected)
                assert change.moved == (n if run.fresh else np.sum(labels != expected))
                run.note([change])
                sums = [X[expected == j].sum(axis=0, dtype=float) for j in range(len(run.sums))]
                assert np.allclose(run.sums, sums, rtol=1e-12, atol=1e-9)
                assert np.array_equal(run.weights, np.bincount(expected, minlength=len(run.sums)))
                run.go(random_walk(run.centroids, 10.0 ** rng.integers(-6, 2), rng))


def random_walk(centroids, size, rng):
    """Some of the centroids moved by about that many grey levels."""
    moving = rng.random((len(centroids), 1)) < 0.7
    return centroids + rng.normal(0, size, centroids.shape) * moving


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("k", [1, 2, 7, 40])
@pytest.mark.parametrize("pixels", [slice(100, 103), slice(256)])
def test_gaps_are_lower_bounds_and_not_far_off(follow, digits, rng, dtype, k, pixels):
    X = (digits.X[:800, pixels] + rng.normal(0, 1, digits.X[:800, pixels].shape)).astype(dtype)
    centroids = init_random(X, k, rng).astype(float) + 0.25
    (run,) = assign(follow, X, centroids)
    distances = np.sqrt(((X[:, None].astype(float) - centroids) ** 2).sum(axis=2))
    assert np.array_equal(run.labels, distances.argmin(axis=1))
    first, second = np.sort(np.column_stack([distances, np.full(800, np.inf)]), axis=1)[:, :2].T
    step = np.linalg.norm(run.points.place(X[:1]) - run.points.place(X[1:2]))
    gap = run.gap * np.linalg.norm(X[0].astype(float) - X[1]) / step  # in grey levels
    assert (gap <= second - first + 1e-4).all()
    if k > 1:
        assert np.median(second - first - gap) < 1, "grey levels, of about a hundred"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sketched_bounds_hold_and_decide_most(digits, rng, dtype):
    X = digits.X[:2000].astype(dtype)
    centroids = init_random(X, 7, rng).astype(float)
    for _ in range(3):
        labels = assign_labels(X, centroids)
        centroids, _ = update_centroids(X, labels, centroids)
    distances = np.sqrt(((X[:, None].astype(float) - centroids) ** 2).sum(axis=2))
    own = distances[np.arange(2000), labels]
    distances[np.arange(2000), labels] = np.inf
    together = Points(X)
    sketch = Sketch(X, together.norms, together.rounding)
    rows = np.arange(0, 2000, 2)
    best, second, margin = sketch.best_two(rows, labels[rows], together.norms[rows], centroids)
    gap = bounds.lead(together.upper[rows], together.lower[rows], margin, best, second)
    assert (gap <= (distances.min(axis=1) - own)[rows]).all()
    assert np.mean(gap > 0) > 0.7


def test_wide_images_are_clustered_as_ever(follow, digits, rng):
    """More than 512 pixels: the sketch is at work, the result is scikit-learn's."""
    X = np.kron(digits.images[:1200], np.ones((2, 2))).reshape(1200, -1).astype(np.float32)
    X += rng.normal(0, 20, X.shape).astype(np.float32)
    assert Points(X).sketch is not None and Points(digits.X).sketch is None
    start = init_random(X, 8, rng)
    ours = run_kmeans(X, 8, start)
    theirs = KMeans(8, init=start.astype(float), n_init=1, tol=0).fit(X.astype(float))
    assert np.array_equal(ours.labels, theirs.labels_)


@pytest.fixture
def asked(monkeypatch):
    """How many images got scores, and for how many centroids, call by call."""
    calls = []

    def counting(self, rows, centroids, halves, scores=Points.scores):
        found = scores(self, rows, centroids, halves)
        calls.append((found.shape[1], len(centroids)))
        return found

    monkeypatch.setattr(Points, "scores", counting)
    return calls


def test_most_images_are_spared(digits, asked, rng):
    """After a few rounds of small steps hardly any image needs its scores."""
    runs = assign(bounds.follow, digits.X, *(init_random(digits.X, 5, rng) for _ in range(2)))
    assert asked == [(len(digits.X), 10)]
    for _ in range(10):
        for run in runs:
            run.go(run.centroids + rng.normal(0, 0.1, run.centroids.shape))
        bounds.follow(runs[0].points, everything(digits.X), runs)
    assert 0 < sum(images for images, _ in asked[1:]) < len(digits.X)


def test_runs_that_need_many_images_share_one_product(digits, rng, asked):
    starts = [init_random(digits.X, k, rng) for k in (3, 3, 3, 9)]
    runs = assign(bounds.follow, digits.X, *starts)
    del asked[:]
    for run in runs[:3]:
        run.go(init_random(digits.X, 3, rng).astype(float))
    runs[3].go(starts[3].astype(float))  # it stays where it is
    bounds.follow(runs[0].points, everything(digits.X), runs)
    assert (len(digits.X), 9) in asked
    assert all(images < 50 for images, k in asked if (images, k) != (len(digits.X), 9))


@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 20))
def test_best_two_whatever_the_guess(seed, k, n):
    rng = np.random.default_rng(seed)
    table = rng.permuted(np.arange(1.0, k + 1) * np.ones((n, 1)), axis=1).T.copy()
    labels = rng.integers(0, k, n)
    best, second, close = best_two(table.copy(), labels, np.full(n, 0.5))
    assert np.array_equal(labels, table.argmax(axis=0))
    assert (best == k).all() and len(close) == 0
    assert (second == (k - 1 if k > 1 else -np.inf)).all()
    _, _, close = best_two(table.copy(), labels, np.full(n, 1.5))
    assert np.array_equal(close, np.arange(n) if k > 1 else [])


@pytest.mark.parametrize("pixels", [2, 12])
def test_many_rows_are_done_in_blocks(follow, rng, monkeypatch, pixels):
    X = rng.integers(0, 256, (1000, pixels)).astype(np.float32)
    (whole,) = assign(follow, X, X[:9])
    monkeypatch.setattr(points, "ROWS_AT_ONCE", 64)
    (blocks,) = assign(follow, X, X[:9])
    assert np.array_equal(whole.labels, blocks.labels) and np.allclose(whole.gap, blocks.gap)
