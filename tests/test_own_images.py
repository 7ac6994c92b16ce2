"""Your own images: what is clustered in place of the pixels, and which k. Folders: files/."""

import copy

import numpy as np
import pytest
from sklearn.metrics import silhouette_samples, silhouette_score

from kmeans_lib import own_images
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.own_images import SAMPLE, SETS, Choice, choose_k, load_flags
from kmeans_lib.validation import InputError


def blobs(rng, k=3, n=40, spread=5.0):
    """k round heaps of n points, far apart."""
    return np.concatenate([rng.normal(100 * j, spread, (n, 4)) for j in range(k)])


@pytest.mark.parametrize("k", [2, 3, 5, 10])
def test_heaps_are_counted(rng, k):
    choice = choose_k(blobs(rng, k), n_init=5, rng=rng)
    assert choice.k == k
    assert choice.lead > 2 * choice.error > 0
    assert choice.scores[k] > 0.8
    assert f"k = {k} has the largest mean silhouette" in str(choice)
    assert f"first in {SETS} of {SETS}, clearly ahead of" in str(choice)
    assert str(choice).endswith("; it is the largest k tried") == (k == 10)


def test_noise_gives_no_clear_answer(rng):
    choice = choose_k(rng.uniform(0, 255, (100, 20)), n_init=5, rng=rng)
    assert max(choice.scores.values()) < 0.25
    assert choice.lead < 2 * choice.error
    assert ", not clearly ahead of" in str(choice)


def test_scores_are_scikit_learns(rng):
    X = rng.normal(size=(60, 3)).astype(np.float32)
    choice = choose_k(X, range(2, 7), "random", 11, 4, np.random.default_rng(5))
    assert list(choice.scores) == list(choice.ranges) == [2, 3, 4, 5, 6]
    for k, score in choice.scores.items():
        sets = [
            silhouette_score(X, run_kmeans(X, k, "random", 3, 4, rng).labels)
            for rng in np.random.default_rng(5).spawn(SETS)
        ]
        assert score == pytest.approx(np.mean(sets), abs=1e-6)
        assert choice.ranges[k] == pytest.approx((min(sets), max(sets)), abs=1e-6)
    ranked = sorted(choice.scores, key=choice.scores.get)
    assert (choice.k, choice.runner_up) == (ranked[-1], ranked[-2])


def test_the_lead_and_its_error(rng):
    """Image by image, so what all silhouettes of an image have in common cancels."""
    X = blobs(rng, spread=30)
    choice = choose_k(X, [2, 3], n_init=5, rng=np.random.default_rng(0))
    two, three = (
        np.array([
            silhouette_samples(X, run_kmeans(X, k, rng=rng).labels)
            for rng in np.random.default_rng(0).spawn(SETS)
        ])
        for k in (2, 3)
    )  # fmt: skip
    assert (choice.k, choice.runner_up) == (3, 2)
    assert choice.lead == pytest.approx((three - two).mean())
    of_images = (three - two).mean(axis=0).std() / np.sqrt(len(X))
    of_starts = (three - two).mean(axis=1).std(ddof=1) / np.sqrt(SETS)
    assert of_starts > 0
    assert choice.error == pytest.approx(np.hypot(of_images, of_starts))


def test_what_other_starts_refute_is_not_called_clear():
    """Of one set of starts each, one seed in 16 called k = 7 clear, which no other seed chose."""
    X = load_flags((16, 24)).X
    choices = [choose_k(X, range(4, 9), rng=np.random.default_rng(seed)) for seed in range(10)]
    assert len({choice.k for choice in choices}) > 1
    assert all("not clearly ahead" in str(choice) for choice in choices)
    assert all(choice.wins < SETS or choice.lead < 2 * choice.error for choice in choices)


def test_all_images_are_measured_up_to_2000_and_a_sample_beyond():
    assert SAMPLE == 2000
    points = np.random.default_rng(3).normal(size=(SAMPLE + 500, 2))
    for X in (points[:SAMPLE], points):
        choice = choose_k(X, [2, 3], n_init=1, rng=np.random.default_rng(7))
        sample = np.random.default_rng(7).permutation(len(X))[:SAMPLE]
        assert len(set(sample.tolist())) == SAMPLE
        for k in (2, 3):
            expected = [
                silhouette_score(X[sample], run_kmeans(X, k, rng=rng).labels[sample])
                for rng in np.random.default_rng(7).spawn(SETS)
            ]
            assert choice.scores[k] == pytest.approx(np.mean(expected), abs=1e-6)


def test_another_seed_takes_another_sample(rng, monkeypatch):
    monkeypatch.setattr(own_images, "SAMPLE", 20)
    X = blobs(rng)
    first, again, other = (
        choose_k(X, [3], rng=np.random.default_rng(seed)).scores[3] for seed in (0, 0, 1)
    )
    assert first == again != other


@pytest.mark.parametrize("n_init", [1, 3])
def test_the_rng_is_not_used_up(rng, monkeypatch, n_init):
    monkeypatch.setattr(own_images, "SAMPLE", 50)
    X = blobs(rng)
    before = copy.deepcopy(rng)
    choice = choose_k(X, n_init=n_init, rng=rng)
    assert choose_k(X, n_init=n_init, rng=rng) == choice
    # A run that follows draws what it would have drawn: as many children, the same numbers.
    assert rng.spawn(1)[0].random() == before.spawn(1)[0].random()
    assert rng.random() == before.random()


def test_k_stays_below_the_number_of_different_images(rng):
    """One cluster for each image has no silhouette."""
    X = rng.normal(size=(5, 2))
    assert list(choose_k(X, rng=rng).scores) == [2, 3, 4]
    assert list(choose_k(np.repeat(X, 3, axis=0), rng=rng).scores) == [2, 3, 4]
    assert list(choose_k(X[:3], rng=rng).scores) == [2]
    assert list(choose_k(X, [-1, 0, 1, 3, 5, 99], rng=rng).scores) == [3]


def test_copies_of_images_are_no_trouble(rng):
    X = np.repeat([[0.0, 0], [1, 0], [200, 0]], 7, axis=0)
    choice = choose_k(X, rng=rng)
    assert choice.k == 2 and list(choice.scores) == [2]
    assert choice.scores[2] == pytest.approx(silhouette_score(X, X[:, 0] > 100))


def test_a_single_k_has_no_rival(rng):
    choice = choose_k(blobs(rng), [4], rng=rng)
    assert (choice.k, choice.runner_up, choice.lead, choice.error) == (4, 4, 0, 0)
    low, high = choice.ranges[4]
    assert str(choice) == (
        f"k = 4 has the largest mean silhouette, {choice.scores[4]:.3f} "
        f"({low:.3f} to {high:.3f} in 5 sets of starts)"
    )


@pytest.mark.parametrize("size", [1, 3])
def test_a_sample_within_one_cluster_says_nothing(rng, monkeypatch, size):
    """Nothing to compare with: zero, not an error; and of equals the smallest k."""
    monkeypatch.setattr(own_images, "SAMPLE", size)
    X = np.concatenate([rng.normal(0, 1, (200, 2)), [[1000, 0]]])
    alone = choose_k(X, [2], rng=np.random.default_rng(0))
    assert alone.scores == {2: 0}
    if size == 1:
        choice = choose_k(X, [4, 2, 3], rng=np.random.default_rng(0))
        zero = dict.fromkeys([4, 2, 3], 0)
        assert choice == Choice(2, zero, dict.fromkeys(zero, (0, 0)), 3, SETS, 0, 0)
        assert "not clearly ahead" in str(choice)


def test_the_whole_sentence():
    scores, ranges = {2: 0.3, 3: 0.41, 4: 0.4}, {3: (0.39, 0.42)}
    assert str(Choice(3, scores, ranges, 4, 5, 0.01, 0.004)) == (
        "k = 3 has the largest mean silhouette, 0.410 (0.390 to 0.420 in 5 sets of starts); first "
        "in 5 of 5, clearly ahead of k = 4 with 0.400 (lead 0.010 +- 0.004)"
    )
    assert str(Choice(4, {2: 0.3, 4: 0.8}, {4: (0.8, 0.8)}, 2, 5, 0.5, 0.25)) == (
        "k = 4 has the largest mean silhouette, 0.800 (0.800 to 0.800 in 5 sets of starts); first "
        "in 5 of 5, not clearly ahead of k = 2 with 0.300 (lead 0.500 +- 0.250); it is the largest "
        "k tried"
    )


def test_first_in_all_sets_but_one_is_not_clear():
    choice = Choice(3, {3: 0.4, 4: 0.3}, {3: (0.2, 0.5)}, 4, 4, 0.1, 0.001)
    assert "first in 4 of 5, not clearly ahead of k = 4" in str(choice)


@pytest.mark.parametrize(
    ("X", "ks", "message"),
    [
        ([[1.0, 2]] * 5, range(2, 11), "no k to choose from: 1 different images; k from 2 to one"),
        ([[1.0, 2], [3, 4]], range(2, 11), "no k to choose from: 2 different images"),
        (np.eye(6), [], "no k to choose from: 6 different images"),
        (np.eye(6), [1, 6, 7], "no k to choose from: 6 different images"),
        (np.eye(6), [2.5], "k = 2.5: a whole number is wanted"),
        (np.arange(6.0), [2], "two dimensions are wanted"),
        ([[1.0], [np.nan], [2]], [2], "not a finite number"),
    ],
    ids=lambda v: str(v)[:20],
)
def test_bad_input_is_named(rng, X, ks, message):
    with pytest.raises(InputError, match=message):
        choose_k(X, ks, rng=rng)


@pytest.mark.parametrize("arguments", [{"rng": None}, {"rng": 0}, {"n_init": 0}, {"max_iter": 0}])
def test_bad_options_are_named(rng, arguments):
    (name,) = arguments
    with pytest.raises(InputError, match=f"^{name} = "):
        choose_k(np.eye(6), **({"rng": rng} | arguments))
    with pytest.raises(InputError, match="^init = 'magic'"):
        choose_k(np.eye(6), init="magic", rng=rng)
