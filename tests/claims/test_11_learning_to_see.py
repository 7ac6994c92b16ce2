"""What lesson 11 claims, measured again on other seeds, starts or images."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.own_images import load_flags
from kmeans_lib.patches import count_words, cut_patches, find_words, learn_words, normalize_patches

SHAPE = (16, 16)
FIRST = 100  # a seed that the lesson does not use
RUNS = 10


def spelled(X, seed, shape=SHAPE):
    return find_words(X, shape, learn_words(X[::4], shape, 64, np.random.default_rng(seed)))


def judged(rows, y, seed):
    labels = run_kmeans(rows, 5, n_init=3, rng=np.random.default_rng(seed)).labels
    return adjusted_rand_score(y, labels)


def moved(pictures, seed):
    rng, wide = np.random.default_rng(seed), np.pad(pictures, ((0, 0), (3, 3), (3, 3)))
    corners = rng.integers(0, 7, (len(pictures), 2))
    return np.array([w[r : r + 16, c : c + 16] for w, (r, c) in zip(wide, corners, strict=True)])


def describe(pictures, y, seed):
    """Index of pixels, of one bag with a black frame, and of 3x3 fields."""
    X = pictures.reshape(-1, 256)
    wide = np.pad(pictures, ((0, 0), (4, 4), (4, 4))).reshape(-1, 576)
    bag = count_words(spelled(wide, seed, (24, 24)), 64)
    fields = count_words(spelled(X, seed), 64, 3)
    return [judged(rows, y, seed) for rows in (X, bag, fields)]


@pytest.fixture(scope="module")
def tenths(digits):
    """Tenths drawn at random: not those of the lesson."""
    order = np.random.default_rng(FIRST).permutation(len(digits.X))
    return [(digits.images[order[i::10]], digits.y[order[i::10]]) for i in range(RUNS)]


def test_fields_win_in_place_and_one_bag_when_all_pictures_move(tenths):
    """In place, fields are clearly ahead; moved, one bag is clearly ahead of 3x3."""
    still = np.array([describe(p, y, FIRST + i) for i, (p, y) in enumerate(tenths)])
    away = np.array([describe(moved(p, i), y, FIRST + i) for i, (p, y) in enumerate(tenths)])
    pixels, bag, fields = still.T
    assert np.median(fields) > np.median(pixels) + 0.08
    assert np.median(fields) > np.median(bag) + 0.08
    pixels, bag, fields = away.T
    assert pixels.max() < 0.1 and fields.min() > pixels.max()
    assert np.median(bag) > np.median(fields) + 0.08


def test_drawn_words_do_as_well_as_learned_ones_in_fields(tenths):
    """No difference is shown: the gain does not come from learning."""
    learned, drawn, pixels = [], [], []
    for i, (pictures, y) in enumerate(tenths):
        X = pictures.reshape(-1, 256)
        rows, contrast = normalize_patches(cut_patches(X, SHAPE))
        words = np.random.default_rng(i).choice(rows[contrast > 100], 64, replace=False)
        drawn.append(judged(count_words(find_words(X, SHAPE, words), 64, 3), y, i))
        learned.append(judged(count_words(spelled(X, i), 64, 3), y, i))
        pixels.append(judged(X, y, i))
    assert abs(np.median(learned) - np.median(drawn)) < 0.08
    assert np.median(drawn) > np.median(pixels) + 0.08


def together(labels, flags, codes):
    own = labels[[flags.names.index(f"{code}.png") for code in codes.split()]]
    return np.mean([own[i] == own[j] for i in range(len(own)) for j in range(i)])


def test_stripes_meet_by_words_and_raw_patches_are_partly_flat():
    """Upright and slanting stripes meet, far more than by pixels; some raw words are flat."""
    flags = load_flags(shape=(16, 24))
    X, shape = flags.images.mean(axis=3).reshape(256, -1), (16, 24)
    cut = cut_patches(X, shape)
    lists = ("ad be ci fr gn ie it md ml mx ng pe ro sn td", "cd cg kn na sb sc tt tz")
    by_words, by_pixels = [], []
    for seed in range(FIRST, FIRST + RUNS):
        rng = np.random.default_rng(seed)
        raw = run_kmeans(rng.choice(cut, 3000, replace=False), 64, rng=rng)
        flat = normalize_patches(raw.centroids)[1] < 100
        assert 4 <= flat.sum() <= 14 and 0.3 < np.mean(flat[raw.labels]) < 0.6
        rows = count_words(find_words(X, shape, learn_words(X, shape, 64, rng)), 64)
        labels = run_kmeans(rows, 8, n_init=3, rng=rng).labels
        by_words.append([together(labels, flags, codes) for codes in lists])
        labels = run_kmeans(X, 8, n_init=3, rng=rng).labels
        by_pixels.append([together(labels, flags, codes) for codes in lists])
    assert (np.median(by_words, axis=0) > np.median(by_pixels, axis=0) + 0.2).all()
