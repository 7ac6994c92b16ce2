"""What the compiled round decides by itself: only what no rounding can change."""

import numpy as np
import pytest
from numba import njit

from kmeans_lib.engine import compiled


@njit
def nearest(x, centroids):
    return compiled._nearest(x, centroids)


@pytest.mark.parametrize("places", [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)])
def test_a_tie_is_left_to_the_referee(places):
    """Two centroids with the same numbers in another order: only the order of adding differs."""
    rng, first = np.random.default_rng(0), set()
    for _ in range(200):
        numbers = rng.normal(size=9)
        centroids = np.full((3, 9), 5.0)
        for place in places:
            centroids[place] = rng.permutation(numbers)
        first.add(int(np.argmin(np.sum(centroids**2, axis=1))))
        assert nearest(np.zeros(9, np.float32), centroids) == -1
    assert first == set(places), "added up, each is the smaller one some time"


@pytest.mark.parametrize("winner", [0, 1, 2])
def test_what_float64_can_tell_apart_is_decided(winner):
    centroids = np.full((3, 9), 5.0)
    centroids[winner, 4] -= 1e-12
    assert nearest(np.zeros(9, np.float32), centroids) == winner


def test_equal_images_and_centroids_are_left_to_the_referee():
    assert nearest(np.ones(2), np.ones((2, 2))) == -1
    assert nearest(np.full(2, 1e-170), np.zeros((2, 2))) == -1
