"""The loop: the same labels as the textbook and as scikit-learn, and it always ends."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from kmeans_lib.assignment import assign_labels
from kmeans_lib.lloyd import kmeans_steps, run_kmeans
from kmeans_lib.update import inertia, update_centroids
from kmeans_lib.validation import InputError
from tests.cases import last, scikit_learn, small_cases
from tests.reference import lloyd


@given(small_cases(), st.sampled_from([np.float32, np.float64]))
def test_every_step_is_that_of_the_textbook(case, dtype):
    X, start, weights = case
    ours = list(kmeans_steps(X.astype(dtype), start, sample_weight=weights))
    theirs = list(lloyd(X, start, weights))
    emptied = 0
    for step, (labels, centroids, value, empty, tie) in zip(ours, theirs, strict=False):
        if tie and step.labels.tolist() != labels:
            event("an exact tie between means that are no floating-point numbers")
            return
        emptied += empty
        assert step.labels.tolist() == labels
        assert np.allclose(step.centroids, np.array(centroids, float), rtol=1e-12)
        assert np.isclose(step.inertia, float(value), rtol=1e-9, atol=1e-9)
        assert step.emptied == emptied
    event(f"clusters found empty: {min(emptied, 3)}")
    assert len(ours) == len(theirs)


@given(small_cases(least_weight=1))
def test_small_cases_agree_with_scikit_learn(case):
    """Unless a tie was met: scikit-learn may break an exact tie either way.

    It also leaves the order open in which several empty clusters are refilled at a time.
    """
    X, start, weights = case
    theirs = scikit_learn(X, start, sample_weight=weights)
    ours = last(kmeans_steps(X, start, sample_weight=weights))
    if ours.labels.tolist() != theirs.labels_.tolist():
        choice = first_choice(X, start, weights)
        event(f"differs after {choice}")
        assert choice, "labels differ, but there was no tie"
        return
    event("equal")
    if len(set(ours.labels)) < len(start):
        # scikit-learn updates once more than it assigns, which may refill a cluster at the end.
        event("a cluster stays empty")
        return
    assert np.allclose(ours.centroids, theirs.cluster_centers_, atol=1e-9)
    assert np.isclose(ours.inertia, theirs.inertia_, atol=1e-9)


def first_choice(X, start, weights):
    """What left scikit-learn a choice in a small case: the first exact tie, or None."""
    for labels, centroids, *_ in lloyd(X, start, weights):
        distances = ((X[:, None] - np.array(centroids, float)) ** 2).sum(axis=2)
        if (np.isclose(distances, distances.min(axis=1)[:, None], atol=1e-9).sum(axis=1) > 1).any():
            return "a tie between centroids"
        own = distances[np.arange(len(X)), labels]
        k = len(start)
        n_empty = k - len(set(labels))
        if n_empty > 1:
            return "several clusters empty at a time"
        if n_empty and np.isclose(own, own.max(), atol=1e-9).sum() > 1:
            return "a tie for the farthest image"
    return None


@pytest.mark.parametrize("k", range(2, 51))
def test_digits_agree_with_scikit_learn_in_float64(digits, starts, k):
    X = digits.X.astype(np.float64)
    ours = run_kmeans(digits.X, k, starts[k])
    theirs = scikit_learn(X, starts[k])
    assert np.array_equal(ours.labels, theirs.labels_)
    assert np.abs(ours.centroids - theirs.cluster_centers_).max() < 1e-9
    assert np.isclose(ours.inertia, theirs.inertia_, rtol=1e-12)
    assert ours.index + 1 == theirs.n_iter_
    assert ours.moved == 0


def test_digits_agree_with_scikit_learn_in_float32(digits, starts, record_property):
    """scikit-learn rounds centroids to float32, so a tie within rounding may go either way.

    Such a tie moves single images; a wrong rule would move hundreds.
    """
    differing = {}
    for k, start in starts.items():
        ours = run_kmeans(digits.X, k, start)
        theirs = scikit_learn(digits.X, start)
        differing[k] = int((ours.labels != theirs.labels_).sum())
        if not differing[k]:
            # 2e-3 is scikit-learn's own float32 rounding: in float64 the two agree to 1e-9.
            assert np.abs(ours.centroids - theirs.cluster_centers_).max() < 2e-3
    record_property("images that differ, by k", differing)
    total = sum(differing.values())
    print(f"{total} of {len(starts) * len(digits.X)} labels differ from scikit-learn in float32")
    assert total <= 10


@pytest.mark.parametrize("max_iter", [1, 2, 5])
def test_rounds_are_those_of_scikit_learn(digits, starts, max_iter):
    ours = last(kmeans_steps(digits.X.astype(float), starts[7], max_iter))
    theirs = scikit_learn(digits.X.astype(float), starts[7], max_iter)
    assert ours.index == theirs.n_iter_ == max_iter
    assert ours.moved > 0
    assert np.array_equal(ours.labels, theirs.labels_)


@pytest.mark.parametrize("k", [3, 5, 7, 20])
def test_steps_tell_the_truth(digits, starts, k):
    """Every field of every step, computed anew by the plain functions of the lessons."""
    X, before = digits.X, None
    steps = list(kmeans_steps(X, starts[k]))
    assert [step.index for step in steps] == list(range(len(steps)))
    for step in steps:
        if before is None:
            assert np.array_equal(step.centroids, starts[k])
            assert step.moved == len(X)
        else:
            assert step.moved == np.count_nonzero(step.labels != before.labels)
            assert step.inertia <= before.inertia
            means, empty = update_centroids(X, before.labels, before.centroids)
            assert np.allclose(step.centroids, means, rtol=1e-12, atol=1e-12)
            assert step.emptied == before.emptied + empty
        assert np.array_equal(step.labels, assign_labels(X, step.centroids))
        assert np.isclose(step.inertia, inertia(X, step.labels, step.centroids), rtol=1e-12)
        before = step
    assert [step.moved == 0 for step in steps] == [False] * (len(steps) - 1) + [True]


@given(small_cases())
def test_inertia_never_rises(case):
    X, start, weights = case
    values = [step.inertia for step in kmeans_steps(X, start, sample_weight=weights)]
    assert len(values) < 300
    assert all(after <= before + 1e-9 for before, after in pairwise(values))


def test_inertia_keeps_its_digits_far_from_the_origin(rng):
    X = rng.normal(size=(500, 8)) + 1e6
    for step in kmeans_steps(X, X[:4]):
        assert np.isclose(step.inertia, inertia(X, step.labels, step.centroids), rtol=1e-7)


@given(small_cases(), st.randoms(use_true_random=False))
def test_weights_are_repetitions(case, random):
    X, start, _ = case
    weights = np.array([random.randint(0, 3) for _ in X])
    weights[0] = 1
    repeated = np.repeat(np.arange(len(X)), weights)
    if len(start) > len(repeated):
        return
    once = list(lloyd(X, start, weights))
    if once[-1][4] or once[-1][3]:
        return  # with a tie, or a cluster that is left empty, rounding or position decides
    weighted = last(kmeans_steps(X, start, sample_weight=weights))
    if weighted.emptied:
        return  # one copy of a repeated image starts a cluster, a weighted one moves as a whole
    plain = last(kmeans_steps(X[repeated], start))
    assert weighted.labels[repeated].tolist() == plain.labels.tolist()
    assert np.allclose(weighted.centroids, plain.centroids)
    assert np.isclose(weighted.inertia, plain.inertia)


def test_emptied_clusters_are_counted_and_filled(digits):
    start = digits.X[[0, 0, 0, 2000, 4000]]
    steps = list(kmeans_steps(digits.X, start))
    assert np.bincount(steps[0].labels, minlength=5).tolist()[1:3] == [0, 0]
    assert [step.emptied for step in steps[:2]] == [0, 2]
    assert np.bincount(steps[-1].labels, minlength=5).min() > 0
    assert np.isfinite(steps[-1].centroids).all()


def test_every_image_its_own_cluster(rng):
    X = rng.integers(0, 256, (12, 4)).astype(np.float32)
    final = run_kmeans(X, 12, rng=rng)
    assert sorted(final.labels) == list(range(12))
    assert final.inertia == pytest.approx(0, abs=1e-6)


def test_one_cluster_is_the_mean(digits, rng):
    final = run_kmeans(digits.X, 1, rng=rng)
    assert np.allclose(final.centroids[0], digits.X.mean(axis=0, dtype=float))
    assert final.index == 1


def test_threads_make_no_difference(digits, starts):
    results = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            results.append(list(kmeans_steps(digits.X, starts[10])))
    for one, two in zip(*results, strict=True):
        assert np.array_equal(one.labels, two.labels)
        assert np.array_equal(one.centroids, two.centroids)


@pytest.mark.parametrize("init", ["random", "k-means++"])
def test_same_seed_same_result(digits, init):
    runs = [run_kmeans(digits.X, 5, init, 3, rng=np.random.default_rng(s)) for s in (1, 1)]
    assert np.array_equal(runs[0].labels, runs[1].labels)
    assert runs[0].inertia == runs[1].inertia


@pytest.mark.parametrize("init", ["random", "k-means++"])
def test_the_best_restart_wins(digits, init):
    """The restarts take their starts from children of the generator."""
    children = np.random.default_rng(5).spawn(4)
    alone = [run_kmeans(digits.X, 7, init, rng=child).inertia for child in children]
    together = run_kmeans(digits.X, 7, init, n_init=4, rng=np.random.default_rng(5))
    assert len(set(alone)) > 1
    assert together.inertia == min(alone)


@pytest.mark.parametrize("far", [0, 1 / 3])
def test_of_restarts_that_end_equally_well_the_first_wins(far):
    """A square falls into two halves in two ways, each as good but for rounding."""
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]) / 10 + [far, 0]
    firsts, lasts = [], []
    for seed in range(10):
        children = np.random.default_rng(seed).spawn(6)
        alone = [run_kmeans(X, 2, "random", rng=child) for child in children]
        least = min(step.inertia for step in alone)
        good = [step for step in alone if np.isclose(step.inertia, least, rtol=1e-10)]
        step = run_kmeans(X, 2, "random", n_init=6, rng=np.random.default_rng(seed))
        assert np.array_equal(step.centroids, good[0].centroids)
        firsts.append(good[0].labels.tolist())
        lasts.append(good[-1].labels.tolist())
    assert firsts != lasts


def test_a_given_start_needs_no_generator(digits, starts):
    final = run_kmeans(digits.X, 5, init=starts[5], n_init=10)
    assert np.array_equal(final.labels, last(kmeans_steps(digits.X, starts[5])).labels)


def test_nothing_is_changed(digits, starts):
    start, X = starts[5].copy(), digits.X.copy()
    steps = list(kmeans_steps(X, start))
    assert np.array_equal(start, starts[5]) and np.array_equal(X, digits.X)
    assert not np.shares_memory(steps[0].centroids, start)
    assert len({id(step.labels) for step in steps}) == len(steps)


def test_integers_give_what_floats_give(digits, starts):
    a, b = (last(kmeans_steps(X, starts[5])) for X in (digits.X, digits.X.astype(np.uint8)))
    assert np.array_equal(a.labels, b.labels)


def test_bad_input_is_refused_at_the_call(digits, rng):
    X = digits.X[:20]
    with pytest.raises(InputError, match="centroids have 255 features, but the images have 256"):
        kmeans_steps(X, X[:3, 1:])
    with pytest.raises(InputError, match="k = 21, but there are only 20 images"):
        kmeans_steps(X, np.zeros((21, 256)))
    with pytest.raises(InputError, match="max_iter = 0: at least 1"):
        kmeans_steps(X, X[:3], max_iter=0)
    with pytest.raises(InputError, match=r"X has shape \(256,\)"):
        run_kmeans(X[0], 1, rng=rng)
    with pytest.raises(InputError, match=r"init = 'magic': one of k-means\+\+, random or an array"):
        run_kmeans(X, 2, "magic", rng=rng)
    with pytest.raises(InputError, match="init has 3 rows, but k = 2"):
        run_kmeans(X, 2, X[:3])
    with pytest.raises(InputError, match="n_init = 0: at least 1"):
        run_kmeans(X, 2, n_init=0, rng=rng)
    with pytest.raises(InputError, match=r"pass rng=numpy.random.default_rng\(seed\)"):
        run_kmeans(X, 2)
    with pytest.raises(InputError, match="k = 3, but only 1 of the images are different"):
        run_kmeans(np.ones((5, 4)), 3, rng=rng)


@pytest.mark.parametrize("seed", range(40))
def test_more_centroids_than_different_images_come_to_rest(seed):
    """The mean of equal images is not always equal to them, which must not look like a distance."""
    rng = np.random.default_rng(seed)
    different = rng.normal(0, 3, (rng.integers(2, 5), rng.integers(1, 5)))
    X = np.concatenate([different, different[rng.integers(0, len(different), 30)]])
    start = X[rng.integers(0, len(X), len(different) + 2)]
    step = last(kmeans_steps(X, start))
    assert step.moved == 0 and step.index <= 10
    assert step.inertia == 0
    assert len(np.unique(step.labels)) == len(different)
