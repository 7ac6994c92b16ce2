"""Bounds: they spare work, and never change a label."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from kmeans_lib.assignment import assign_labels
from kmeans_lib.engine import bounds, scores
from kmeans_lib.engine.bounds import assign_all, follow_all
from kmeans_lib.engine.points import Points, Sketch
from kmeans_lib.engine.referee import row_norms
from kmeans_lib.engine.scores import best_two, nearest_of_each
from kmeans_lib.initialization import init_random
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.update import update_centroids


def points_with_sketch(X, wanted):
    points = Points(X)
    points.sketch = Sketch(X, points.norms) if wanted else None
    return points


@given(seed=st.integers(0, 2**32), offset=st.sampled_from([0, 1, 1e3, 1e5]), data=st.data())
def test_labels_follow_any_walk_of_the_centroids(seed, offset, data):
    """Offsets, duplicates, lattice points, float32 and float64, leaps and tiny steps.

    Several runs side by side, in one product or in blocks of a few rows.
    """
    rng = np.random.default_rng(seed)
    dtype = data.draw(st.sampled_from([np.float32, np.float64]))
    n, d = rng.integers(1, 60), rng.integers(1, 100)
    X = rng.integers(0, data.draw(st.sampled_from([3, 256])), (n, d)).astype(dtype) + dtype(offset)
    ks = rng.integers(1, 8, data.draw(st.integers(1, 3)))
    targets = [X[rng.integers(0, n, k)].astype(float) for k in ks]
    points = points_with_sketch(X, data.draw(st.booleans()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scores, "ROWS_AT_ONCE", data.draw(st.sampled_from([7, 8192])))
        runs = assign_all(points, targets)
        for run, centroids in zip(runs, targets, strict=True):
            assert np.array_equal(run.labels, assign_labels(X, centroids))
        for _ in range(6):
            sizes = 10.0 ** rng.integers(-6, 2, len(ks))
            targets = [random_walk(c, size, rng) for c, size in zip(targets, sizes, strict=True)]
            before = [run.labels for run in runs]
            for run, centroids, labels, (moved, old) in zip(
                runs, targets, before, follow_all(runs, targets), strict=True
            ):
                expected = assign_labels(X, centroids)
                assert np.array_equal(run.labels, expected)
                assert np.array_equal(np.sort(moved), np.flatnonzero(labels != expected))
                assert np.array_equal(old, labels[moved])


def nearest(X, x_norms, centroids):
    return nearest_of_each(X, x_norms, [(centroids, np.arange(len(X)), None)])[0]


def random_walk(centroids, size, rng):
    """Some of the centroids moved by about that many grey levels."""
    return centroids + rng.normal(0, size, centroids.shape) * (
        rng.random((len(centroids), 1)) < 0.7
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("k", [1, 2, 7, 40])
def test_gaps_are_lower_bounds_and_not_far_off(digits, rng, dtype, k):
    X = digits.X[:800].astype(dtype)
    centroids = init_random(X, k, rng).astype(float) + 0.25
    labels, gap = nearest(X, row_norms(X), centroids)
    distances = np.sqrt(((X[:, None].astype(float) - centroids) ** 2).sum(axis=2))
    assert np.array_equal(labels, distances.argmin(axis=1))
    first, second = np.sort(np.column_stack([distances, np.full(800, np.inf)]), axis=1)[:, :2].T
    assert (gap <= second - first).all()
    if k > 1:
        assert np.median(second - first - gap) < 1, "grey levels, of about a hundred"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sketched_gaps_are_lower_bounds_and_decide_most(digits, rng, dtype):
    X = digits.X[:2000].astype(dtype)
    centroids = init_random(X, 7, rng).astype(float)
    for _ in range(3):
        labels = assign_labels(X, centroids)
        centroids, _ = update_centroids(X, labels, centroids)
    distances = np.sqrt(((X[:, None].astype(float) - centroids) ** 2).sum(axis=2))
    own = distances[np.arange(2000), labels]
    distances[np.arange(2000), labels] = np.inf
    sketch = Sketch(X, row_norms(X))
    rows = np.arange(0, 2000, 2)
    gap = sketch.gap(rows, labels[rows], row_norms(X)[rows], centroids)
    assert (gap <= (distances.min(axis=1) - own)[rows]).all()
    assert np.mean(gap > 0) > 0.7


def test_wide_images_are_clustered_as_ever(digits, rng):
    """More than 512 pixels: the sketch is at work, the result is scikit-learn's."""
    X = np.kron(digits.images[:1200], np.ones((2, 2))).reshape(1200, -1).astype(np.float32)
    X += rng.normal(0, 20, X.shape).astype(np.float32)
    assert Points(X).sketch is not None and Points(digits.X).sketch is None
    start = init_random(X, 8, rng)
    ours = run_kmeans(X, 8, start)
    theirs = KMeans(8, init=start.astype(float), n_init=1, tol=0).fit(X.astype(float))
    assert np.array_equal(ours.labels, theirs.labels_)


def test_most_images_are_spared(digits, monkeypatch):
    """After a few rounds of small steps hardly any image needs its distances."""
    asked = []

    def counting(X, x_norms, tasks):
        asked.append(len(X) * len(tasks))
        return nearest_of_each(X, x_norms, tasks)

    monkeypatch.setattr(bounds, "nearest_of_each", counting)
    rng = np.random.default_rng(0)
    targets = [init_random(digits.X, 5, rng).astype(float) for _ in range(2)]
    runs = assign_all(Points(digits.X), targets)
    for _ in range(10):
        targets = [centroids + rng.normal(0, 0.1, centroids.shape) for centroids in targets]
        follow_all(runs, targets)
    assert asked[0] == 2 * len(digits.X)
    assert 0 < sum(asked[1:]) < 2 * len(digits.X)


def test_runs_that_need_many_images_share_one_product(digits, rng, monkeypatch):
    calls = []

    def counting(X, x_norms, tasks):
        calls.append((len(X), len(tasks)))
        return nearest_of_each(X, x_norms, tasks)

    starts = [init_random(digits.X, k, rng).astype(float) for k in (3, 3, 3, 9)]
    runs = assign_all(Points(digits.X), starts)
    monkeypatch.setattr(bounds, "nearest_of_each", counting)
    leaps = [init_random(digits.X, 3, rng).astype(float) for _ in range(3)]
    follow_all(runs, [*leaps, starts[3]])  # the last one stays where it is
    assert (len(digits.X), 3) in calls
    assert all(rows < 50 for rows, tasks in calls if tasks == 1)


@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 20))
def test_best_two_whatever_the_guess(seed, k, n):
    rng = np.random.default_rng(seed)
    table = rng.permuted(np.arange(1.0, k + 1) * np.ones((n, 1)), axis=1).T.copy()
    labels, best, second = best_two(table.copy(), rng.integers(0, k, n))
    assert np.array_equal(labels, table.argmax(axis=0))
    assert (best == k).all()
    assert (second == (k - 1 if k > 1 else -np.inf)).all()


def test_many_rows_are_done_in_parts(rng, monkeypatch):
    X = rng.integers(0, 256, (1000, 4)).astype(np.float32)
    centroids = X[:9].astype(float)
    whole = nearest(X, row_norms(X), centroids)
    monkeypatch.setattr(scores, "ROWS_AT_ONCE", 64)
    parts = nearest(X, row_norms(X), centroids)
    assert np.array_equal(whole[0], parts[0]) and np.allclose(whole[1], parts[1])
