"""Seeding: several starts by one product are those that the lesson's function draws one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmeans_lib.engine import seed
from kmeans_lib.initialization import init_plus_plus
from kmeans_lib.validation import InputError


@pytest.mark.parametrize("k", [1, 2, 5, 10, 30])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_digits(digits, k, dtype):
    X = digits.X.astype(dtype)
    together = seed(X, k, [np.random.default_rng(i) for i in range(4)])
    for i, start in enumerate(together):
        assert np.array_equal(start, init_plus_plus(X, k, np.random.default_rng(i)))


@given(st.integers(0, 2**32), st.sampled_from([np.float32, np.float64]), st.booleans())
def test_small_cases_with_duplicates_and_weights(number, dtype, weighted):
    rng = np.random.default_rng(number)
    X = rng.integers(0, 6, (rng.integers(1, 20), rng.integers(1, 4))).astype(dtype)
    weights = rng.integers(0, 3, len(X)).astype(float) if weighted else None
    if weights is not None:
        weights[0] = 1
    drawable = X if weights is None else X[weights > 0]
    different = len(np.unique(drawable, axis=0))
    k = int(rng.integers(1, different + 1))
    together = seed(X, k, [np.random.default_rng(i) for i in range(3)], weights)
    for i, start in enumerate(together):
        assert np.array_equal(start, init_plus_plus(X, k, np.random.default_rng(i), weights))
    with pytest.raises(InputError, match=f"k = {different + 1}, but only {different} of the"):
        seed(X, different + 1, [np.random.default_rng(0)], weights)
