"""What lesson 09 claims, measured again on other seeds, starts or images."""

import sys
from itertools import islice

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest

from kmeans_lib.assignment import assign_labels
from kmeans_lib.engine import cluster_sums
from kmeans_lib.initialization import init_random
from kmeans_lib.lloyd import kmeans_steps, run_kmeans
from kmeans_lib.update import inertia, update_centroids
from tests import ROOT

LESSON = ROOT / "notebooks" / "09_speed_and_scale.ipynb"
SEEDS = range(20, 30)  # others than those of the lesson


def draw_start(X, seed):
    return init_random(X, 5, np.random.default_rng(seed))


def mini_batches(X, start, rng, number):
    C, seen, moves = start.astype(float), np.zeros(5), []
    for _ in range(number):
        before = C.copy()
        batch = X[rng.integers(0, len(X), 200)]
        sums, counts = cluster_sums(batch, assign_labels(batch, C), 5)
        seen += counts
        for j in np.flatnonzero(counts):
            C[j] += counts[j] / seen[j] * (sums[j] / counts[j] - C[j])
        moves.append(np.sqrt(np.mean((C - before) ** 2)))
    return C, moves


@pytest.fixture(scope="module")
def after_the_same_work(digits):
    """Ten starts: inertia of 75 mini-batches, the steps of the full run, the moves."""
    X, results = digits.X.astype(float), []
    for seed in SEEDS:
        start = draw_start(X, seed)
        C, moves = mini_batches(X, start, np.random.default_rng(seed), 75)
        values = [run_kmeans(digits.X, 5, start, max_iter=r).inertia for r in (3, 300)]
        results.append((inertia(X, assign_labels(X, C), C), *values, moves))
    return results


def cells_on_ways():
    """What comes before the second section, and what else needs numba."""
    cells = nbformat.read(LESSON, as_version=4).cells
    end = next(i for i, cell in enumerate(cells) if "\n## How many" in cell.source)
    code = [cell.source for cell in cells[:end] if cell.cell_type == "code"]
    later = [cell.source for cell in cells[end:] if cell.cell_type == "code"]
    return code + [source for source in later if "njit" in source or "compiled" in source]


def run_cells():
    names = {}
    for source in cells_on_ways():
        exec(source, names)
    plt.close("all")
    return names


def test_five_ways_end_with_the_same_labels(digits):
    """'On another computer the times differ, the labels do not': on whole runs."""
    pytest.importorskip("numba")
    names = run_cells()
    loops = names["compiled"].values()
    assert len(loops) == 2
    some = digits.X[::10].astype(float)
    for seed in SEEDS:
        C, labels, new = draw_start(some, seed), None, np.zeros(0)
        final = run_kmeans(some, 5, C)
        while not np.array_equal(labels, new):
            labels = new
            new = names["one_product"](some, C)
            for way in (names["nested_loop"], names["all_differences"], assign_labels, *loops):
                assert np.array_equal(way(some, C), new)
            C, _ = update_centroids(some, new, C)
        assert np.array_equal(final.labels, new)


def test_without_numba_four_ways_are_left_and_the_lesson_says_so(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "numba", None)
    names = run_cells()
    assert names["compiled"] == {}
    said = capsys.readouterr().out
    assert said.count("numba is not installed, so there is no fifth way") == 1
    assert "pip install numba" in said
    assert said.count("second call") == 4
    assert "loops" not in said.replace("nested_loop", "")
    assert said.count("one product: ") == 2, "k = 5 and k = 50"


@pytest.fixture(scope="module")
def first_steps(digits):
    """Ten starts: the steps up to round 6."""
    return [list(islice(kmeans_steps(digits.X, draw_start(digits.X, seed)), 7)) for seed in SEEDS]


def test_few_images_move_in_the_sixth_round(digits, first_steps):
    """'Round 1: 24.6% of the images move, round 6: 2.2%' (medians of ten starts)."""
    shares = [[step.moved / len(digits.X) for step in steps] for steps in first_steps]
    _, first, *_, sixth = np.median(shares, axis=0)
    assert first > 0.15  # measured .246 in the lesson
    assert 0.005 < sixth < 0.06  # measured .022


def test_sums_need_only_what_moved(digits, first_steps):
    """'The sums are equal, not only close.'"""
    X = digits.X.astype(float)
    for *_, before, after in first_steps:
        gone = np.flatnonzero(before.labels != after.labels)
        sums, _ = cluster_sums(X, before.labels, 5)
        for i in gone:
            sums[before.labels[i]] -= X[i]
            sums[after.labels[i]] += X[i]
        assert 0 < len(gone) < len(X) / 5
        assert np.array_equal(sums, cluster_sums(X, after.labels, 5)[0])


def test_the_number_of_rounds_grows_but_slowly(digits):
    """'The number of rounds grows too: slowly on these digits.'"""
    rounds = {300: [], 4800: []}
    for n, numbers in rounds.items():
        for seed in SEEDS:
            rng = np.random.default_rng(seed)
            some = rng.permutation(digits.X)[:n]
            numbers.append(run_kmeans(some, 5, init_random(some, 5, rng)).index)
    # Measured with seeds from 0, 100, 1000, 5000: 9, 10, 10, 8 of ten; ratio 1.8, 2.4, 2.4, 2.3.
    assert np.sum(np.less(rounds[300], rounds[4800])) >= 7
    assert 1.2 < np.median(rounds[4800]) / np.median(rounds[300]) < 5  # n itself: 16


def test_mini_batches_are_lower_after_the_same_work(after_the_same_work):
    """'After the same work the mini-batches are lower', full rounds 'mostly need more work'."""
    mini, three, end, _ = zip(*after_the_same_work, strict=True)
    assert np.sum(np.less(mini, three)) >= 7  # measured 9, 9, 10, 10, 9 of ten
    above_mini = np.median(np.divide(mini, end) - 1)  # measured .0034 to .0083
    above_three = np.median(np.divide(three, end) - 1)  # measured .016 to .026
    assert 0.001 < above_mini < 0.7 * above_three


def test_steps_of_mini_batches_shrink_without_becoming_zero(after_the_same_work):
    """'The steps shrink without becoming zero.'"""
    for *_, moves in after_the_same_work:
        assert 0 < moves[-1] < 1 < 20 < moves[0]  # measured .1 and 50 of 255


def test_means_of_means_are_wrong_where_folders_are_sorted(digits):
    """'A worker with six members has as much say as one with 821.' Sums and counts are right."""
    X = digits.X.astype(float)
    cuts = np.cumsum(np.bincount(digits.y)[1:-1])
    mixed = np.random.default_rng(0).permutation(len(X))
    for seed in SEEDS:
        C = run_kmeans(digits.X, 5, draw_start(digits.X, seed), max_iter=9).centroids
        right, _ = update_centroids(X, assign_labels(X, C), C)
        away = []
        for rows in (np.argsort(digits.y, kind="stable"), mixed):
            parts = [X[own] for own in np.split(rows, cuts)]
            parts = [cluster_sums(own, assign_labels(own, C), 5) for own in parts]
            sums, counts = (sum(part[i] for part in parts) for i in (0, 1))
            assert np.array_equal(sums / counts[:, None], right)
            means = [own / np.maximum(members, 1)[:, None] for own, members in parts]
            away.append(np.sqrt(np.mean((np.mean(means, axis=0) - right) ** 2)))
        assert away[0] > 8 > 3 > away[1]


def test_inertia_needs_sums_counts_and_squares_only(digits):
    """'Return the inertia of all pictures, without any picture.'"""
    X = digits.X.astype(float)
    for seed in SEEDS:
        C = draw_start(X, seed)
        labels = assign_labels(X, C)
        sums, counts = cluster_sums(X, labels, 5)
        value = np.sum(X**2) - np.sum(np.sum(sums**2, axis=1) / counts)
        assert np.isclose(value, inertia(X, labels, update_centroids(X, labels, C)[0]))
