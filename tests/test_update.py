"""Update: means, the rule for empty clusters, inertia."""

import numpy as np
import pytest

from kmeans_lib.update import inertia, update_centroids
from kmeans_lib.validation import InputError

X = np.array([[0, 0], [2, 4], [10, 10], [30, 10]], np.uint8)


def test_means_by_hand():
    centroids, emptied = update_centroids(X, [0, 0, 1, 1], np.zeros((2, 2)))
    assert centroids.tolist() == [[1, 2], [20, 10]]
    assert centroids.dtype == np.float64
    assert emptied == 0


def test_weights_count_images_several_times():
    labels = np.array([0, 0, 1, 1])
    weights = [3, 1, 2, 0]
    weighted, _ = update_centroids(X, labels, np.zeros((2, 2)), weights)
    repeated, _ = update_centroids(
        np.repeat(X, weights, axis=0), np.repeat(labels, weights), np.zeros((2, 2))
    )
    assert weighted.tolist() == repeated.tolist() == [[0.5, 1], [10, 10]]
    assert inertia(X, labels, weighted, weights) == inertia(
        np.repeat(X, weights, axis=0), np.repeat(labels, weights), repeated
    )


def test_means_of_digits(digits):
    labels = digits.y - 1
    centroids, _ = update_centroids(digits.X, labels, np.zeros((5, 256)))
    for j in range(5):
        assert np.allclose(
            centroids[j], digits.X[labels == j].mean(axis=0, dtype=float), rtol=1e-12
        )


def test_an_empty_cluster_takes_the_farthest_image():
    """Squared distances to centroid 0 are 0, 20, 200, 1000: the last image leaves for cluster 1."""
    centroids, emptied = update_centroids(X, [0, 0, 0, 0], [[0, 0], [99, 99]])
    assert emptied == 1
    assert centroids.tolist() == [[4, 14 / 3], [30, 10]]


def test_several_empty_clusters_take_the_farthest_images_in_turn():
    centroids, emptied = update_centroids(X, [1, 1, 1, 1], [[99, 99], [0, 0], [98, 98]])
    assert emptied == 2
    assert centroids.tolist() == [[30, 10], [1, 2], [10, 10]]


def test_farthest_in_a_tie_is_the_first():
    centroids, emptied = update_centroids([[0.0], [4], [8]], [0, 0, 0], [[4], [99]])
    assert (centroids.tolist(), emptied) == ([[6], [0]], 1)


def test_an_image_without_weight_neither_fills_a_cluster_nor_starts_one():
    labels, start = [0, 0, 0, 1], [[0, 0], [30, 11]]
    centroids, emptied = update_centroids(X, labels, start, [1, 1, 1, 0])
    assert emptied == 1
    assert centroids.tolist() == [[1, 2], [10, 10]]


def test_with_nothing_to_take_a_cluster_waits_at_the_largest():
    same = np.full((3, 2), 7.0)
    centroids, emptied = update_centroids(same, [1, 1, 1], [[50, 50], [7, 7]])
    assert (centroids.tolist(), emptied) == ([[7, 7], [7, 7]], 1)


def test_inertia_by_hand():
    assert inertia(X, [0, 0, 1, 1], [[1, 2], [20, 10]]) == 5 + 5 + 100 + 100
    assert inertia(X, [0, 0, 1, 1], [[1, 2], [20, 10]], [1, 0, 2, 0]) == 5 + 200


def test_the_mean_is_the_point_of_least_inertia(digits, rng):
    labels = digits.y - 1
    centroids, _ = update_centroids(digits.X, labels, np.zeros((5, 256)))
    best = inertia(digits.X, labels, centroids)
    for _ in range(5):
        assert inertia(digits.X, labels, centroids + rng.normal(size=centroids.shape)) > best


def test_bad_input_is_named():
    centroids = np.zeros((2, 2))
    with pytest.raises(InputError, match="labels must be 4 integers, one an image"):
        update_centroids(X, [0, 1], centroids)
    with pytest.raises(InputError, match="labels must be 4 integers"):
        update_centroids(X, [0.0, 1.0, 0.0, 1.0], centroids)
    with pytest.raises(InputError, match="labels run from 0 to 2, but k = 2"):
        update_centroids(X, [0, 1, 2, 0], centroids)
    with pytest.raises(InputError, match="labels run from -1 to 1, but k = 2"):
        inertia(X, [0, 1, -1, 0], centroids)
    with pytest.raises(InputError, match=r"sample_weight has shape \(3,\)"):
        update_centroids(X, [0, 1, 1, 0], centroids, [1, 1, 1])
    with pytest.raises(InputError, match="centroids have 5 features"):
        update_centroids(X, [0, 1, 1, 0], np.zeros((2, 5)))


def test_an_empty_cluster_takes_the_farthest_image_whatever_it_weighs():
    X, weights = np.array([[0.0], [6], [-5]]), [1, 1, 3]
    centroids, emptied = update_centroids(X, np.zeros(3, int), [[0], [99]], weights)
    assert centroids.tolist() == [[-3.75], [6]] and emptied == 1
