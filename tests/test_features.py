"""Features: what is clustered in place of the pixels, as scikit-learn's own steps have it."""

import numpy as np
import pytest
from benchmark_folder import burst
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, StandardScaler

from kmeans_lib.features import BLOCK, PUPILS, count_patches, make_features
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.patches import count_words, find_words, learn_words
from kmeans_lib.validation import InputError


@pytest.fixture
def X(rng):
    """Thirty images of 12 pixels that go together in pairs; no two images are equal."""
    pixels = rng.integers(0, 256, (30, 6))
    return np.hstack([pixels, pixels // 2 + rng.integers(0, 20, (30, 6))]).astype(np.float32)


def close(a, b):
    """But for rounding."""
    return np.abs(a - b).max() <= 1e-4 * np.abs(b).max()


PIPELINES = [
    (True, None, (StandardScaler(),)),
    (False, 3, (PCA(3, random_state=0),)),
    (True, 3, (StandardScaler(), PCA(3, random_state=0))),
    (True, 12, (StandardScaler(), PCA(12, random_state=0))),
]


@pytest.mark.parametrize(("standardize", "n_components", "steps"), PIPELINES, ids=str)
def test_the_same_as_scikit_learns_pipeline(X, standardize, n_components, steps):
    before = X.copy()
    features = make_features(X, standardize, n_components)
    assert close(features.Z, make_pipeline(*steps).fit_transform(X))
    assert np.array_equal(X, before), "the images are not written into"
    if n_components is None:
        assert features.shares is None
    else:
        assert close(features.shares, steps[-1].explained_variance_ratio_)


def test_nothing_asked_for_nothing_done(X):
    features = make_features(X)
    assert np.array_equal(features.Z, X)
    assert features.shares is None


def test_standardized_pixels_have_mean_0_and_deviation_1(X):
    Z = make_features(X, standardize=True).Z
    assert np.abs(Z.mean(axis=0)).max() < 1e-5
    assert np.abs(Z.std(axis=0) - 1).max() < 1e-5


@pytest.mark.parametrize("level", [0, 3, 255])
@pytest.mark.parametrize("kind", [np.uint8, np.float32, np.float64])
def test_a_pixel_that_never_changes_becomes_0(X, level, kind):
    X[:, [2, 7]] = level
    features = make_features(X.astype(kind), standardize=True)
    assert (features.Z[:, [2, 7]] == 0).all()
    assert np.isfinite(features.Z).all()
    assert np.isfinite(make_features(X.astype(kind), True, 4).Z).all()


def test_shares_of_the_variance(X):
    features = make_features(X, n_components=4)
    variance = X.var(axis=0, dtype=np.float64).sum()
    assert features.shares == pytest.approx(features.Z.var(axis=0) / variance, rel=1e-4)
    assert (np.diff(features.shares) <= 0).all()
    assert make_features(X, n_components=12).shares.sum() == pytest.approx(1, abs=1e-5)


def test_pixels_are_standardized_before_they_are_projected(X):
    """Else the one pixel with the largest numbers would be the first component."""
    X[:, 0] *= 100
    assert make_features(X, n_components=2).shares[0] > 0.99
    features = make_features(X, standardize=True, n_components=2)
    assert features.shares[0] < 0.5
    assert np.abs(features.Z.std(axis=0) - 1).min() > 0.1, "and not once more afterwards"


@pytest.mark.parametrize("standardize", [False, True])
def test_equal_images_stay_equal(rng, standardize):
    """Rounding differs from row to row; copies of an image would no longer be copies."""
    pictures = rng.integers(0, 256, (7, 3072)).astype(np.float32)
    order = rng.permutation(7 * 25) % 7
    features = make_features(pictures[order], standardize, 2)
    for i in range(7):
        assert len(np.unique(features.Z[order == i], axis=0)) == 1
    X = StandardScaler().fit_transform(pictures[order]) if standardize else pictures[order]
    assert close(features.Z, PCA(2, random_state=0).fit_transform(X))


def test_the_seed_is_for_the_search_among_many_pixels(rng):
    X = rng.integers(0, 256, (60, 600)).astype(np.float32)
    seven = PCA(2, random_state=7).fit_transform(X)
    assert close(make_features(X, n_components=2, seed=7).Z, seven)
    assert not close(make_features(X, n_components=2, seed=8).Z, seven)
    # One that is too large for scikit-learn, as --seed may be.
    assert make_features(X, n_components=2, seed=2**40 + 7).Z.shape == (60, 2)


@pytest.mark.parametrize(
    ("n_components", "message"),
    [
        (0, "n_components = 0: at least 1"),
        (-1, "n_components = -1: at least 1"),
        (13, "n_components = 13, but there are only 12 directions"),
        (2.0, "n_components = 2.0: a whole number"),
        (0.9, "n_components = 0.9: a whole number"),
        (True, "n_components = True: a whole number"),
        ("mle", "n_components = 'mle': a whole number"),
    ],
)
def test_bad_numbers_of_components_are_named(X, n_components, message):
    with pytest.raises(InputError, match=message):
        make_features(X, n_components=n_components)


def test_no_more_components_than_images(X):
    assert make_features(X[:5], n_components=5).Z.shape == (5, 5)
    with pytest.raises(InputError, match="n_components = 6, but there are only 5 directions"):
        make_features(X[:5], n_components=6)


@pytest.mark.parametrize("standardize", [False, True])
def test_identical_images_have_no_components(standardize):
    X = np.tile(np.arange(12, dtype=np.float32), (30, 1))
    with pytest.raises(InputError, match="all 30 images are identical; they have no components"):
        make_features(X, standardize, 2)
    assert (make_features(X, standardize=True).Z == 0).all()


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.arange(5.0), "two dimensions"),
        ([[1.0, np.inf]], "not a finite number"),
        (np.zeros((0, 4)), "empty"),
    ],
    ids=["one-dimensional", "infinite", "empty"],
)
def test_bad_images_are_named(X, message):
    with pytest.raises(InputError, match=message):
        make_features(X, True, 1)


# Rows of length 1


@pytest.mark.parametrize("standardize", [False, True])
def test_rows_of_length_1(X, standardize):
    Z = make_features(X, standardize, normalize=True).Z
    steps = (StandardScaler(), Normalizer()) if standardize else (Normalizer(),)
    assert close(Z, make_pipeline(*steps).fit_transform(X))
    assert np.abs(np.linalg.norm(Z, axis=1) - 1).max() < 1e-5


def test_light_does_not_count_in_rows_of_length_1(X):
    bright = make_features(np.vstack([X, X / 2]), normalize=True).Z
    assert close(bright[:30], bright[30:])


def test_a_black_image_stays_a_row_of_zeros(X):
    X[3] = 0
    assert not make_features(X, normalize=True).Z[3].any()


def test_components_come_last(X):
    Z = make_features(X, n_components=2, normalize=True).Z
    assert close(Z, make_pipeline(Normalizer(), PCA(2, random_state=0)).fit_transform(X))


# Words


@pytest.fixture(scope="module")
def scenes():
    return burst(0)


def test_words_are_those_of_the_lesson(scenes):
    """The same as in one go, on images in colour; the last block is not full."""
    images, _ = scenes
    X, shape = images.reshape(len(images), -1), images.shape[1:]
    assert len(X) % BLOCK and len(X) > BLOCK
    rng = np.random.default_rng(4)
    pupils = np.sort(rng.permutation(len(X))[:PUPILS])
    words = learn_words(X[pupils], shape, 64, rng)
    whole = count_words(find_words(X, shape, words), 64, 2)
    found = count_patches(X, shape, np.random.default_rng(4))
    assert found.shape == (len(X), 256) and np.array_equal(found, whole)
    assert np.allclose(np.linalg.norm(found, axis=1), 1)


def test_flat_images_teach_nothing_and_have_no_words(scenes):
    images, _ = scenes
    X = images.reshape(len(images), -1).copy()
    X[::2] = 77
    found = count_patches(X, images.shape[1:], np.random.default_rng(0))
    assert not found[::2].any() and np.allclose(np.linalg.norm(found[1::2], axis=1), 1)


def index(Z, y):
    runs = [run_kmeans(Z, 10, n_init=3, rng=np.random.default_rng(seed)) for seed in range(3)]
    return np.median([adjusted_rand_score(y, run.labels) for run in runs])


@pytest.mark.parametrize("seed", range(4))
def test_words_find_scenes_again_that_pixels_do_not(seed):
    """Ten places, thirty photographs of each; measured .70 to .88 against .46 to .55."""
    images, y = burst(seed)
    X = images.reshape(len(images), -1)
    words = count_patches(X, images.shape[1:], np.random.default_rng(seed))
    assert index(words, y) > index(X, y) + 0.1


@pytest.mark.parametrize(
    ("X", "shape", "message"),
    [
        (np.eye(5, 36) * 255, (6, 6), "pictures of 6x6 pixels: words need at least 7x7"),
        (np.full((5, 147), 9.0), (7, 7, 3), "all images are flat"),
        (np.tile(255.0 * np.eye(7).ravel(), (5, 1)), (7, 7), "only 3 patches are different"),
        (np.eye(5, 50), (7, 7), "X has rows of 50 numbers"),
    ],
    ids=["small", "flat", "alike", "another shape"],
)
def test_images_without_words_are_refused_in_one_line(X, shape, message):
    with pytest.raises(InputError, match=message) as error:
        count_patches(X, shape, np.random.default_rng(0))
    assert "\n" not in str(error.value)
