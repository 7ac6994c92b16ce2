"""Assignment: nearest means nearest, ties go down, and rounding never decides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kmeans_lib.assignment import assign_labels, squared_distances
from kmeans_lib.initialization import init_random
from kmeans_lib.validation import InputError
from tests.reference import assign, fractions, squared_distance

GREY = st.integers(0, 255)


def test_distances_by_hand():
    X = np.array([[0, 0], [3, 4]], np.uint8)
    centroids = np.array([[0, 0], [3, 0]], np.uint8)
    assert squared_distances(X, centroids).tolist() == [[0, 9], [25, 16]]
    assert assign_labels(X, centroids).tolist() == [0, 1]


@given(st.data())
def test_distances_are_those_of_the_textbook(data):
    d = data.draw(st.integers(1, 4))
    X = data.draw(arrays(np.float32, (data.draw(st.integers(1, 6)), d), elements=GREY))
    centroids = data.draw(arrays(np.float32, (data.draw(st.integers(1, 6)), d), elements=GREY))
    exact = [[squared_distance(x, c) for c in fractions(centroids)] for x in fractions(X)]
    assert np.allclose(
        squared_distances(X, centroids), np.array(exact, float), rtol=1e-5, atol=1e-3
    )
    assert assign_labels(X, centroids).tolist() == assign(fractions(X), fractions(centroids))[0]


def test_distances_of_digits(digits, rng):
    centroids = init_random(digits.X, 7, rng)
    direct = ((digits.X[:500, None].astype(float) - centroids) ** 2).sum(axis=2)
    assert np.allclose(squared_distances(digits.X[:500], centroids), direct, rtol=1e-4)
    assert np.array_equal(assign_labels(digits.X[:500], centroids), direct.argmin(axis=1))


def test_equal_rows_are_at_distance_zero_however_far_from_the_origin(rng):
    X = (rng.normal(size=(200, 256)) + 1e4).astype(np.float32)
    distances = squared_distances(X, X)
    assert np.diag(distances).tolist() == [0] * 200
    assert (distances >= 0).all()
    direct = ((X[:, None].astype(float) - X) ** 2).sum(axis=2)
    assert np.allclose(distances, direct, rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_ties_go_to_the_lower_number(dtype):
    X = np.array([[2, 7], [7, 2], [5, 5]], dtype)
    centroids = np.array([[9, 9], [7, 7], [2, 2], [7, 7]], dtype)
    assert assign_labels(X, centroids).tolist() == [1, 1, 1]
    assert assign_labels(X, centroids[[0, 2, 1]]).tolist() == [1, 1, 2]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("k", [2, 5, 17, 64])
def test_equal_centroids_share_nothing(digits, rng, dtype, k):
    """A matrix product may round equal columns differently; the lower number wins all the same."""
    X = digits.X.astype(dtype)
    twins = np.repeat(init_random(X, k, rng) + 1 / 3, 2, axis=0)
    assert (assign_labels(X, twins) % 2 == 0).all()


def test_float32_rounding_does_not_decide(rng):
    """Centroids so close together that float32 scores cannot tell them apart."""
    X = (rng.integers(0, 256, (300, 256)) + 5000).astype(np.float32)
    base = X[:1] + rng.normal(size=(1, 256))
    centroids = base + rng.normal(scale=1e-3, size=(8, 256))
    direct = ((X[:, None].astype(float) - centroids) ** 2).sum(axis=2)
    naive = X @ centroids.T.astype(np.float32) - (centroids**2).sum(1).astype(np.float32) / 2
    assert (naive.argmax(axis=1) != direct.argmin(axis=1)).any(), "this case should be hard"
    assert np.array_equal(assign_labels(X, centroids), direct.argmin(axis=1))


def test_tiny_numbers_are_told_apart():
    X = np.array([[1e-30, 0], [0, 1e-30]], np.float32)
    assert assign_labels(X, X).tolist() == [0, 1]


def test_whole_numbers_do_not_wrap_around():
    """In uint8, 3 - 5 is 254 and the nearest centroid looks far away."""
    X = np.array([[3], [200]], np.uint8)
    centroids = np.array([[90], [5]], np.uint8)
    assert assign_labels(X, centroids).tolist() == [1, 0]


def test_nothing_is_changed(digits, rng):
    X, centroids = digits.X[:50].copy(), init_random(digits.X, 3, rng)
    before = X.copy(), centroids.copy()
    assign_labels(X, centroids)
    squared_distances(X, centroids)
    assert np.array_equal(X, before[0]) and np.array_equal(centroids, before[1])


@pytest.mark.parametrize("function", [assign_labels, squared_distances])
def test_bad_input_is_named(function):
    with pytest.raises(InputError, match="centroids have 3 features, but the images have 2"):
        function(np.zeros((4, 2)), np.zeros((2, 3)))
    with pytest.raises(InputError, match=r"X\[0, 0\] is nan"):
        function(np.full((4, 2), np.nan), np.zeros((2, 2)))
    with pytest.raises(InputError, match=r"centroids\[1, 0\] is inf"):
        function(np.zeros((4, 2)), np.array([[0, 0], [np.inf, 0]]))
    with pytest.raises(InputError, match=r"centroids has shape \(2,\)"):
        function(np.zeros((4, 2)), np.zeros(2))
