"""Starts: rows of X, all different, repeatable, and k-means++ where the method says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmeans_lib.initialization import init_plus_plus, init_random
from kmeans_lib.validation import InputError

STARTS = [init_random, init_plus_plus]
both = pytest.mark.parametrize("init", STARTS)


@both
def test_starts_are_copies_of_different_rows(init, digits, rng):
    start = init(digits.X, 50, rng)
    assert start.shape == (50, 256) and start.dtype == np.float32
    assert len(np.unique(start, axis=0)) == 50
    rows = {row.tobytes() for row in digits.X}
    assert all(row.tobytes() in rows for row in start)
    assert not np.shares_memory(start, digits.X)


@both
def test_same_seed_same_start(init, digits):
    starts = [init(digits.X, 5, np.random.default_rng(seed)) for seed in (3, 3, 4)]
    assert np.array_equal(starts[0], starts[1])
    assert not np.array_equal(starts[0], starts[2])


@both
@given(seed=st.integers(0, 2**32), data=st.data())
def test_never_two_equal_rows_while_there_are_k_different_ones(init, seed, data):
    rows = st.lists(st.sampled_from([-1.0, -0.0, 0.0, 1.0, 255.0]), min_size=2, max_size=2)
    X = np.array(data.draw(st.lists(rows, min_size=1, max_size=12)))
    distinct = len(set(map(tuple, X)))
    k = data.draw(st.integers(1, distinct))
    start = init(X, k, np.random.default_rng(seed))
    assert len(set(map(tuple, start))) == k
    for too_many in (distinct + 1, len(X) + 1):
        with pytest.raises(InputError, match=f"k = {too_many}, but only {distinct} of the images"):
            init(X, too_many, np.random.default_rng(seed))


@both
def test_far_away_duplicates_are_still_duplicates(init):
    """In float32 |x|^2 - 2 x.c + |c|^2 of equal rows is not 0 here; the start must not notice."""
    X = np.repeat(np.float32([[40001.7, 3.3], [40001.7, 3.4], [40002.3, 3.3]]), 50, axis=0)
    for seed in range(20):
        assert len(np.unique(init(X, 3, np.random.default_rng(seed)), axis=0)) == 3


@both
def test_weights_are_the_chance_to_be_drawn(init):
    X = np.arange(4.0)[:, None]
    weights = np.array([0, 1, 0, 9])
    starts = [init(X, 1, np.random.default_rng(seed), weights)[0, 0] for seed in range(400)]
    assert set(starts) == {1, 3}
    assert 0.84 < np.mean(np.array(starts) == 3) < 0.96
    with pytest.raises(InputError, match="k = 3, but only 2 of the images"):
        init(X, 3, np.random.default_rng(0), weights)


def test_random_start_is_uniform():
    X = np.arange(5.0)[:, None]
    rng = np.random.default_rng(0)
    drawn = np.concatenate([init_random(X, 2, rng).ravel() for _ in range(2000)])
    assert np.abs(np.bincount(drawn.astype(int)) / 2000 - 2 / 5).max() < 0.04


def test_plus_plus_draws_by_squared_distance():
    """From 0, a candidate is 1 or 3 with chances 1 to 9; the better of two candidates is kept.

    That is 3, which leaves a distance of 1 for the row 1, while 1 leaves 4 for the row 3.
    So 1 is chosen only if it is drawn twice: once in a hundred.
    """
    X = np.array([[0.0], [1.0], [3.0]])
    starts = []
    for seed in range(4000):
        start = init_plus_plus(X, 2, np.random.default_rng(seed)).ravel()
        if start[0] == 0:
            starts.append(start[1])
    assert len(starts) > 1000
    assert set(starts) == {1, 3}
    assert 0.003 < np.mean(np.array(starts) == 1) < 0.02


def test_plus_plus_finds_separate_blobs_where_random_rows_do_not():
    """Ten blobs, as in lesson 02: greedy k-means++ starts in each of them almost always."""
    rng = np.random.default_rng(0)
    centres = np.array([[x, y] for x in range(5) for y in range(2)]) * 100.0
    X = np.concatenate([centre + rng.normal(size=(50, 2)) for centre in centres])

    def share_with_one_start_in_each(init):
        hits = 0
        for seed in range(100):
            start = init(X, 10, np.random.default_rng(seed))
            hits += len({tuple(np.rint(row / 100)) for row in start}) == 10
        return hits / 100

    assert share_with_one_start_in_each(init_plus_plus) > 0.85
    assert share_with_one_start_in_each(init_random) < 0.1


@both
@pytest.mark.parametrize("k", [0, -1, 2.0, "3", True, None])
def test_bad_k_is_named(init, k, rng):
    with pytest.raises(InputError, match="^k = "):
        init(np.eye(4), k, rng)


@both
def test_the_generator_is_passed_explicitly(init):
    with pytest.raises(InputError, match=r"rng = 0: pass rng=numpy.random.default_rng"):
        init(np.eye(4), 2, 0)
