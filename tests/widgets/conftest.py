"""Images and points that widgets show."""

import pytest

from kmeans_lib.loading import ImageSet


@pytest.fixture(scope="session")
def few(digits):
    rows = slice(None, None, 41)
    names = tuple(str(i) for i in range(len(digits.X[rows])))
    return ImageSet(digits.X[rows], digits.shape, digits.y[rows], names)


@pytest.fixture
def plane(rng):
    return rng.normal([[0, 0], [6, 0], [0, 6]], 1.0, (20, 3, 2)).reshape(-1, 2)
