"""What lesson 02 claims, measured again on other seeds, starts or images."""

import numpy as np
import pytest

from kmeans_lib.assignment import squared_distances
from kmeans_lib.initialization import init_plus_plus, init_random

SEEDS = range(1000, 1100)


def plain_plus_plus(X, k, rng):
    """The lesson's plain k-means++, which the library does not have."""
    nearest, rows = np.ones(len(X)), []
    while len(rows) < k:
        ends = np.cumsum(nearest)
        rows.append(np.count_nonzero(ends <= rng.random() * ends[-1]))
        nearest = squared_distances(X, X[rows]).min(axis=1)
    return X[rows]


WAYS = {"random": init_random, "plain": plain_plus_plus, "greedy": init_plus_plus}


def drawn(X, k, seeds=SEEDS):
    """Starts of each way: {name: list of k rows}."""
    return {
        name: [way(X, k, np.random.default_rng(seed)) for seed in seeds]
        for name, way in WAYS.items()
    }


def sums_at(X, starts):
    """Sums of squared distances at the start."""
    sums = {}
    for name, some in starts.items():
        sums[name] = np.array([squared_distances(X, start).min(axis=1).sum() for start in some])
    return sums


def ten_heaps(seed=11):
    rng = np.random.default_rng(seed)
    middles = [(x, y) for x in (0, 10, 20, 30, 40) for y in (0, 12)]
    return np.concatenate([rng.normal(middle, 1.2, (30, 2)) for middle in middles])


@pytest.fixture(scope="module")
def heaps():
    points = ten_heaps()
    return points, drawn(points, 10)


@pytest.fixture(scope="module")
def starts_of_digits(digits):
    few = digits.X[1::4]  # other images than in the lesson
    starts = drawn(few, 5)
    return starts, sums_at(few, starts)


def test_plain_covers_ten_heaps_often_greedy_nearly_always_random_never(heaps):
    """'None of 200 random starts covers all ten. Plain ++ does so in 87, greedy ++ in 196.'"""
    _, starts = heaps
    full = {}
    for name, some in starts.items():
        found = [len(np.unique(np.round(start / [10, 12]), axis=0)) for start in some]
        full[name] = found.count(10)
    # Of 100, over 8 other sets of heaps: random 0, plain 25 to 38, greedy 91 to 99.
    assert full["random"] <= 1
    assert 12 <= full["plain"] <= 60
    assert full["greedy"] >= 80


def test_the_chance_of_a_perfect_random_start_is_as_computed(digits):
    """'A start that covers all ten comes once in 2,368'; on digits 3.8%: counted for digits."""
    sizes = np.bincount(digits.y)[1:]
    left = len(digits.y) - np.arange(5)
    chance = np.prod(sizes / left * np.arange(1, 6))
    rng = np.random.default_rng(5)
    hits = sum(len(set(rng.choice(digits.y, 5, replace=False))) == 5 for _ in range(4000))
    assert chance == pytest.approx(0.038, abs=0.001)
    assert abs(hits / 4000 - chance) < 0.012  # four standard deviations


def test_the_sums_on_heaps_fall_from_random_to_plain_to_greedy(heaps):
    """'The sums agree: medians 11,027, 3,041 and 1,295.'"""
    points, starts = heaps
    sums = sums_at(points, starts)
    # Over 8 other sets of heaps: random 2.6 to 3.4 times plain, plain 2.1 to 2.5 times greedy.
    assert np.median(sums["random"]) > 2 * np.median(sums["plain"])
    assert np.median(sums["plain"]) > 1.6 * np.median(sums["greedy"])


def test_greedy_starts_lower_on_digits(starts_of_digits):
    """'Nine in ten of its sums are below the median of random': greedy, on digits."""
    _, sums = starts_of_digits
    middle = np.median(sums["random"])
    # On each eighth of the images: 0.84 to 0.98 of them; medians 0.92 to 0.95 of random's.
    assert np.mean(sums["greedy"] < middle) > 0.75
    assert np.median(sums["greedy"]) < 0.97 * middle


def test_plain_starts_no_lower_on_digits(starts_of_digits):
    """'Plain ++ spreads as random does.'"""
    _, sums = starts_of_digits
    middle = {name: np.median(values) for name, values in sums.items()}
    # On each eighth of the images: medians 0.99 to 1.03 of random's; 0.41 to 0.62 in its
    # middle half.
    assert abs(middle["plain"] / middle["random"] - 1) < 0.045
    low, high = np.percentile(sums["random"], [25, 75])
    assert 0.3 < np.mean((low < sums["plain"]) & (sums["plain"] < high)) < 0.7


def test_each_digit_once_stays_rare(digits, starts_of_digits):
    """'Each digit once stays rare.'"""
    few = digits.X[1::4]
    digit = {row.tobytes(): y for row, y in zip(few, digits.y[1::4], strict=True)}
    starts, _ = starts_of_digits
    for some in starts.values():  # of 100: random 2 to 7, plain 2 to 8, greedy 6 to 15
        hits = sum(len({digit[row.tobytes()] for row in start}) == 5 for start in some)
        assert hits <= 25


def test_a_stray_is_the_farthest_but_seldom_drawn():
    """'About 30% of plain ++ starts take the stray, greedy ones as rarely as random.'"""
    X = np.vstack([ten_heaps(), [[60, 6]]])
    for seed in range(20):  # centroids in nine heaps, whichever rows
        rows = 30 * np.arange(9) + np.random.default_rng(seed).integers(30, size=9)
        assert squared_distances(X, X[rows]).min(axis=1).argmax() == 300
    taken = {
        name: np.mean([(start == X[300]).all(axis=1).any() for start in some])
        for name, some in drawn(X, 10).items()
    }
    # Over 8 other sets of heaps: plain 0.24 to 0.35, greedy 0.02 to 0.07.
    assert 0.12 < taken["plain"] < 0.55
    assert taken["greedy"] < 0.15


def test_a_stray_far_out_is_taken_by_every_plus_plus():
    """'At x = 100, nearly all.'"""
    X = np.vstack([ten_heaps(), [[100, 6]]])
    for name in ("plain", "greedy"):
        starts = [WAYS[name](X, 10, np.random.default_rng(seed)) for seed in SEEDS]
        share = np.mean([(start == X[300]).all(axis=1).any() for start in starts])
        assert share > 0.75  # over 8 other sets of heaps: 0.85 to 1
