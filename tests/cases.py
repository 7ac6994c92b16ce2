"""Runs and hard small cases that several test files look at."""

import warnings
from collections import deque

import numpy as np
from hypothesis import strategies as st
from sklearn.cluster import KMeans


def last(steps):
    """The final step of a run."""
    return deque(steps, maxlen=1).pop()


def scikit_learn(X, start, max_iter=300, sample_weight=None):
    model = KMeans(len(start), init=start.astype(X.dtype), n_init=1, tol=0, max_iter=max_iter)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fewer different images than clusters
        return model.fit(X, sample_weight=sample_weight)


@st.composite
def small_cases(draw, least_weight=0):
    """Few small whole numbers: full of ties, duplicates and clusters that run empty; k up to n."""
    d, n = draw(st.integers(1, 3)), draw(st.integers(1, 10))
    row = st.lists(st.integers(0, 6), min_size=d, max_size=d)
    X = np.array(draw(st.lists(row, min_size=n, max_size=n)), float)
    k = draw(st.integers(1, n))
    any_point = st.one_of(st.sampled_from(X.tolist()), row)
    start = np.array(draw(st.lists(any_point, min_size=k, max_size=k)), float)
    weights = draw(st.none() | st.lists(st.integers(least_weight, 3), min_size=n, max_size=n))
    if weights is not None and not any(weights):
        weights[0] = 1
    return X, start, weights
