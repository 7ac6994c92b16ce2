"""Book = engine: from any start both take the same way and come to the same end."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from kmeans_lib.engine import Run, best, choice, fit
from kmeans_lib.initialization import init_random
from kmeans_lib.lloyd import kmeans_steps, run_kmeans
from kmeans_lib.update import inertia
from tests.cases import last, small_cases

IN_EACH_WAY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def assert_same(step, run, scale=1.0):
    """Labels, rounds, what moved and what was emptied are equal; centroids but for rounding."""
    assert np.array_equal(step.labels, run.labels)
    assert (step.index, step.moved, step.emptied) == (run.rounds, run.moved, run.emptied)
    assert np.allclose(step.centroids, run.centroids, rtol=1e-12, atol=1e-12 * scale)
    assert np.isclose(step.inertia, run.inertia, rtol=1e-9, atol=1e-9 * scale**2)


@pytest.mark.parametrize("k", [2, 3, 4, 5, 6, 7, 10, 19, 34, 50])
def test_digits(follow, digits, starts, k):
    step = last(kmeans_steps(digits.X, starts[k]))
    run = run_kmeans(digits.X, k, init=starts[k])
    assert_same(step, Run(*vars(run).values(), True), 255)
    assert run.moved == 0 and run.centroids.dtype == np.float64


@IN_EACH_WAY
@given(
    small_cases(),
    st.sampled_from([np.float32, np.float64]),
    st.sampled_from([0, 1, 1e4]),
    st.sampled_from([1, 0.25]),
    st.integers(1, 40),
)
def test_hard_small_cases(follow, case, dtype, offset, unit, max_iter):
    """Ties, duplicates, emptied clusters, weights, k = n, far from the origin; sums are exact."""
    X, start, weights = case
    X, start = (X + offset).astype(dtype), start + offset
    weights = None if weights is None else unit * np.array(weights)
    step = last(kmeans_steps(X, start, max_iter, weights))
    run = run_kmeans(X, len(start), start, max_iter=max_iter, sample_weight=weights)
    event(f"clusters found empty: {min(step.emptied, 3)}")
    assert_same(step, Run(*vars(run).values(), True), offset + 1)


@IN_EACH_WAY
@given(
    seed=st.integers(0, 2**32),
    dtype=st.sampled_from([np.float32, np.float64]),
    offset=st.sampled_from([0, 1e4]),
    weighted=st.booleans(),
)
def test_numbers_of_any_kind(follow, seed, dtype, offset, weighted):
    """No ties here, but duplicates, and sums that round."""
    rng = np.random.default_rng(seed)
    n, d = rng.integers(2, 80), rng.integers(1, 40)
    X = (rng.normal(0, 3, (n, d)) + offset).astype(dtype)
    X[rng.integers(0, n, n // 4)] = X[0]
    weights = rng.random(n) if weighted else None
    k = rng.integers(1, len(np.unique(X, axis=0)) + 1)
    start = X[rng.integers(0, n, k)]
    step = last(kmeans_steps(X, start, sample_weight=weights))
    (run,) = fit(X, [start], 300, sample_weight=weights)
    assert_same(step, run, offset + 1)


@IN_EACH_WAY
@given(small_cases(), st.integers(0, 2**32), st.integers(1, 40))
def test_runs_side_by_side_are_those_one_after_another(follow, case, seed, max_iter):
    """Whatever they share, each run takes its own way and stops where it would alone."""
    X, start, weights = case
    rng = np.random.default_rng(seed)
    starts = [start, *(X[rng.integers(0, len(X), k)] for k in rng.integers(1, len(X) + 1, 3))]
    weights = None if weights is None else np.array(weights, float)
    together = fit(X, starts, max_iter, sample_weight=weights)
    for run, centroids in zip(together, starts, strict=True):
        assert_same(last(kmeans_steps(X, centroids, max_iter, weights)), run)
        (alone,) = fit(X, [centroids], max_iter, sample_weight=weights)
        assert np.array_equal(run.centroids, alone.centroids) and run.inertia == alone.inertia


def test_inertia_keeps_its_digits_far_from_the_origin(rng):
    X = rng.normal(size=(500, 8)) + 1e6
    for max_iter in range(1, 6):
        (run,) = fit(X, [X[:4]], max_iter)
        assert np.isclose(run.inertia, inertia(X, run.labels, run.centroids), rtol=1e-7)


def test_threads_make_no_difference(digits, starts, monkeypatch):
    """The same bits on one thread and on two, in NumPy and compiled."""
    for spent in (float("-inf"), float("inf")):
        monkeypatch.setattr(choice, "spent", [spent])
        monkeypatch.setattr(choice, "ENOUGH", 10**6)
        ends = []
        for threads in (1, 2):
            with threadpool_limits(threads):
                ends += fit(digits.X, [starts[10]], 300)
        one, two = ends
        assert np.array_equal(one.labels, two.labels) and one.rounds == two.rounds
        assert np.array_equal(one.centroids, two.centroids) and one.inertia == two.inertia


def test_a_cluster_that_loses_all_its_images_weighs_nothing(follow):
    """Not what rounding leaves of 0.1 + 0.2 + 0.3 - 0.1 - 0.2 - 0.3."""
    for seed in (8382, 10883, 12048, 12208):
        rng = np.random.default_rng(seed)
        X, weights = rng.integers(0, 9, (8, 1)).astype(float), rng.integers(1, 10, 8) / 10
        start = rng.integers(0, 9, (3, 1)) + 0.25
        step = last(kmeans_steps(X, start, sample_weight=weights))
        (run,) = fit(X, [start], 300, sample_weight=weights)
        assert run.emptied > 0
        assert_same(step, run)


@pytest.mark.parametrize("size", [1e-150, 1e-30, 1e30, 1e100])
def test_numbers_of_any_size(follow, rng, size):
    """Few features are scored in float32, which knows no such numbers."""
    X = rng.integers(0, 50, (60, 2)) * size
    step = last(kmeans_steps(X, X[:5]))
    (run,) = fit(X, [X[:5]], 300)
    assert np.array_equal(step.labels, run.labels) and step.index == run.rounds


def test_nothing_is_changed(digits, starts):
    start, X = starts[5].copy(), digits.X.copy()
    (run,) = fit(X, [start], 300)
    assert np.array_equal(start, starts[5]) and np.array_equal(X, digits.X)
    assert not np.shares_memory(run.centroids, start)


def test_a_tolerance_ends_a_run_early(digits, rng):
    start = init_random(digits.X, 10, rng)
    (whole,), (early,) = fit(digits.X, [start], 300), fit(digits.X, [start], 300, tol=0.01)
    variance = digits.X.var(axis=0, dtype=float).mean()
    steps = pairwise(kmeans_steps(digits.X, start))
    ways = [np.sum((after.centroids - before.centroids) ** 2) for before, after in steps]
    assert early.rounds == 1 + np.argmax(np.array(ways) <= 0.01 * variance) < whole.rounds
    assert early.moved > 0


def test_many_runs_are_made_in_groups(digits, monkeypatch):
    def ended():
        return run_kmeans(digits.X, 4, n_init=5, rng=np.random.default_rng(3))

    whole = ended()
    monkeypatch.setattr(choice, "LABELS_AT_ONCE", 2 * len(digits.X))
    parts = ended()
    assert np.array_equal(whole.labels, parts.labels) and whole.inertia == parts.inertia


def test_of_equal_runs_the_first_is_the_best():
    def run(inertia):
        return Run(1, np.zeros(1, int), np.zeros((1, 1)), inertia, 0, 0, True)

    first, equal, less = run(8.0), run(8.0 * (1 - 1e-12)), run(7.9)
    assert best([first, equal]) is first
    assert best([first, equal, less]) is less
