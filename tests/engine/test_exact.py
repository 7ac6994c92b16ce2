"""The engine against exact fractions, on small cases drawn to be hard.

    python -m tests.engine.test_exact 10000 [FIRST_SEED]

draws as many; the suite draws 200. Offsets to ten thousand, duplicates, ties, weights, float32 and
float64, as many clusters as images, one to three features and more; NumPy's rounds and the
compiled ones, in one piece and in parts, on one thread and on two.
"""

import sys

import numpy as np
import pytest

from kmeans_lib.engine import fit
from kmeans_lib.lloyd import kmeans_steps
from tests import reference
from tests.cases import last
from tests.engine.conftest import WAYS, use


def hard_case(seed):
    """Images, start and weights: small whole numbers, halves or quarters, far from the origin."""
    rng = np.random.default_rng(seed)
    n, d = rng.integers(1, 14), rng.choice([1, 2, 3, 9, 12])
    levels = rng.choice([2, 4, 7, 30])
    X = rng.integers(0, levels, (n, d)) / rng.choice([1, 2, 4]) + rng.choice([0, 1, 100, 1e4])
    X = X.astype(rng.choice([np.float32, np.float64]))
    X[rng.integers(0, n, n // 3)] = X[0]
    k = n if rng.random() < 0.2 else rng.integers(1, n + 1)
    start = X[rng.integers(0, n, k)].astype(float)
    start += rng.integers(0, 2, (k, d)) * (rng.random() < 0.5)
    weights = rng.integers(0, 4, n).astype(float) if rng.random() < 0.5 else None
    if weights is not None and not weights.any():
        weights[0] = 1
    return X, start, weights


def check(seed, max_iter=40):
    """All ways agree with each other, with the book, and with fractions; returns if one can tell.

    Where two centroids are equally near, or two images equally far, fractions see a tie that
    floating point may not: there the book's loop, which subtracts in float64, is the judge.
    """
    X, start, weights = hard_case(seed)
    *_, exact = reference.lloyd(X, start, weights, max_iter)
    labels, centroids, inertia, _, tied = exact
    step = last(kmeans_steps(X, start, max_iter, weights))
    scale = np.abs(X).max() + 1
    for way in WAYS:
        with pytest.MonkeyPatch.context() as patch:
            use(way, patch)
            (run,) = fit(X, [start], max_iter, sample_weight=weights)
        message = f"seed {seed}, {way}"
        assert np.array_equal(run.labels, step.labels), message
        assert (run.rounds, run.moved, run.emptied) == (step.index, step.moved, step.emptied), (
            message
        )
        assert np.allclose(run.centroids, step.centroids, rtol=1e-12, atol=1e-12 * scale), message
        if not tied:
            assert run.labels.tolist() == labels, message
            expected = np.array(centroids, float)
            assert np.allclose(run.centroids, expected, rtol=1e-12, atol=1e-12 * scale), message
            assert np.isclose(run.inertia, float(inertia), atol=1e-9 * scale**2), message
    return not tied


def test_a_tie_that_only_rounding_decides_is_decided_as_in_the_book():
    check(4552)


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_hard_cases_against_fractions(first):
    told = [check(seed) for seed in range(first, first + 20)]
    assert sum(told) > 5, "most cases should have an answer"


if __name__ == "__main__":
    number, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    told = sum(check(seed) for seed in range(first, first + number))
    print(f"{number} cases, {len(WAYS)} ways: no difference; {told} without a tie in fractions")
