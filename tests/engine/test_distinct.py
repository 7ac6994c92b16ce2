"""Distinct rows: nothing lost, nothing twice, in an order of their own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kmeans_lib.engine import distinct_rows

VALUES = st.sampled_from([-1.0, -0.0, 0.0, 0.1, 0.2, 1.0, 255.0])
ROWS = st.tuples(st.integers(1, 30), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=VALUES)
)


@given(ROWS)
def test_every_row_once(X):
    rows, weights, inverse = distinct_rows(X)
    assert np.array_equal(rows[inverse], X)
    assert len(rows) == len(np.unique(X + 0.0, axis=0))
    assert weights.tolist() == np.bincount(inverse).tolist()


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_depends_on_the_rows_alone(X, random):
    order = random.sample(range(len(X)), len(X))
    weights = np.arange(1.0, len(X) + 1)
    first, second = distinct_rows(X, weights), distinct_rows(X[order], weights[order])
    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1], second[1])


def test_weights_add_up():
    X = np.array([[3.0, 1], [0, 0], [3, 1]])
    rows, weights, inverse = distinct_rows(X, np.array([0.5, 2, 0.25]))
    assert weights[inverse].tolist() == [0.75, 2, 0.75]
    assert rows[inverse].tolist() == X.tolist()


def test_rows_that_differ_by_less_than_their_projection_tells_are_two():
    X = np.array([[1e17, 1], [1e17, 2]])
    rows, weights, inverse = distinct_rows(X)
    assert len(rows) == 2 and weights.tolist() == [1, 1]
    assert np.array_equal(rows[inverse], X)


def test_equal_rows_are_found_around_another_with_the_same_key():
    X = np.array([[1e17, 1], [1e17, 2], [1e17, 1], [0.0, 5], [-0.0, 5]])
    rows, weights, inverse = distinct_rows(X)
    assert len(rows) == 3 and sorted(weights) == [1, 2, 2]
    assert np.array_equal(rows[inverse], X)
    weights = distinct_rows(X, np.array([1.0, 2, 3, 4, 5]))[1]
    assert sorted(weights) == [2, 4, 9]
