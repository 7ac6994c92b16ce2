"""The referee: whatever rounding did to the distances, the nearest is the nearest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmeans_lib.engine import settle
from kmeans_lib.engine.referee import exact_labels, expanded, row_squares


def direct(X, centroids):
    return ((X[:, None].astype(float) - centroids) ** 2).sum(axis=2)


@given(
    seed=st.integers(0, 2**32),
    dtype=st.sampled_from([np.float32, np.float64]),
    offset=st.sampled_from([0, 100, 1e4]),
    scale=st.sampled_from([1e-3, 1, 255]),
)
def test_the_order_is_that_of_the_differences(seed, dtype, offset, scale):
    rng = np.random.default_rng(seed)
    n, d, k = rng.integers(1, 40), rng.integers(1, 60), rng.integers(1, 9)
    X = (scale * rng.normal(size=(n, d)) + offset).astype(dtype)
    centroids = X[rng.integers(0, n, k)] + scale * rng.choice([0, 1e-6, 1], (k, 1))
    rounded = expanded(X, row_squares(X), centroids).T.astype(float)
    right = direct(X, centroids)
    settled = settle(rounded.copy(), X, centroids)
    assert np.array_equal(settled.argmin(axis=1), right.argmin(axis=1))
    assert np.array_equal(exact_labels(X, centroids), right.argmin(axis=1))
    assert (settled >= 0).all() and (settled[right == 0] == 0).all()
    close = np.isclose(settled, right, rtol=1e-9, atol=0)
    assert (close | (settled == rounded)).all(), "what is changed is right"


def test_where_rounding_cannot_decide_nothing_is_subtracted(rng):
    X = rng.integers(0, 256, (50, 16)).astype(np.float32)
    centroids = np.array([np.zeros(16), np.full(16, 295.0)])
    marked = expanded(X, row_squares(X), centroids).T.astype(float) + 0.125
    assert np.array_equal(settle(marked.copy(), X, centroids), marked)


@pytest.mark.parametrize("n", [1, 5000])
def test_ties_are_found_in_blocks_of_rows(n):
    X = np.full((n, 40), 7, np.float32)
    centroids = np.array([np.full(40, 9.0), np.full(40, 5.0), np.full(40, 9.0)])
    blurred = np.tile([160.001, 160, 159.999], (n, 1))
    assert settle(blurred, X, centroids).tolist() == [[160, 160, 160]] * n
