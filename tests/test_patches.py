"""Patches and words: values by hand, shapes, what repeats, and what is refused."""

import numpy as np
import pytest

from kmeans_lib.patches import (
    count_words,
    cut_patches,
    find_words,
    learn_words,
    normalize_patches,
)
from kmeans_lib.validation import InputError

SHAPE = (7, 9)


@pytest.fixture
def pictures():
    return np.random.default_rng(3).integers(0, 256, (20, 63)).astype(np.float32)


def test_patches_are_the_squares_of_the_picture(pictures):
    patches = cut_patches(pictures, SHAPE, 4)
    assert patches.shape == (20 * 4 * 6, 16) and patches.dtype == np.float32
    image = pictures[2].reshape(SHAPE)
    assert np.array_equal(patches[2 * 24 + 6 + 5], image[1:5, 5:9].ravel())  # row 1, column 5


def test_patches_in_colour_are_squares_of_pixels():
    X = np.random.default_rng(3).integers(0, 256, (5, 7 * 9 * 3)).astype(np.float32)
    patches = cut_patches(X, (7, 9, 3), 4)
    assert patches.shape == (5 * 4 * 6, 48)
    image = X[2].reshape(7, 9, 3)
    assert np.array_equal(patches[2 * 24 + 6 + 5], image[1:5, 5:9].ravel())


def test_a_colour_has_contrast_of_its_own():
    """So a red area and a blue one get words, and two different ones."""
    X = np.zeros((2, 6, 12, 3))
    X[0, :, :, 0], X[1, :, :, 2] = 200, 200
    words = learn_words(X.reshape(2, -1), (6, 12, 3), 2, np.random.default_rng(0))
    found = find_words(X.reshape(2, -1), (6, 12, 3), words)
    assert {tuple(np.unique(picture)) for picture in found} == {(0,), (1,)}


def test_a_patch_may_be_the_whole_picture(pictures):
    assert np.array_equal(cut_patches(pictures[:, :49], (7, 7), 7), pictures[:, :49])


def test_bytes_do_not_wrap_around(pictures):
    from_bytes, _ = normalize_patches(cut_patches(pictures.astype(np.uint8), SHAPE, 4))
    from_floats, _ = normalize_patches(cut_patches(pictures, SHAPE, 4))
    assert np.array_equal(from_bytes, from_floats)


def test_mean_off_and_divided_by_the_contrast():
    rows, contrast = normalize_patches([[0.0, 40.0, 80.0], [7.0, 7.0, 7.0]])
    assert np.allclose(contrast, [np.sqrt(3200), 0])
    assert np.allclose(rows[0], np.array([-40, 0, 40]) / (np.sqrt(3200) + 60))
    assert not rows[1].any()  # flat: no division by nothing


def test_brighter_is_the_same_and_stronger_keeps_its_direction(pictures):
    patches = cut_patches(pictures, SHAPE, 4)
    rows, _ = normalize_patches(patches)
    assert np.allclose(normalize_patches(patches + 30)[0], rows, atol=1e-5)
    stronger, _ = normalize_patches(2 * patches)
    assert np.isclose(np.corrcoef(stronger[0], rows[0])[0, 1], 1)


def test_the_same_seed_gives_the_same_words(pictures):
    one, two, other = (
        learn_words(pictures, SHAPE, 5, np.random.default_rng(seed), 4) for seed in (1, 1, 2)
    )
    assert one.shape == (5, 16) and np.array_equal(one, two) and not np.array_equal(one, other)


def test_each_patch_gets_its_nearest_word_and_a_flat_one_none(pictures):
    pictures[4] = 9
    words = learn_words(pictures, SHAPE, 5, np.random.default_rng(1), 4)
    found = find_words(pictures, SHAPE, words)
    assert found.shape == (20, 4, 6)
    assert (found[4] == -1).all() and (found[:4] >= 0).all()
    rows, _ = normalize_patches(cut_patches(pictures[:1], SHAPE, 4))
    nearest = ((rows[:, None] - words) ** 2).sum(axis=2).argmin(axis=1)
    assert np.array_equal(found[0].ravel(), nearest)


def test_flat_pictures_have_no_words_and_a_row_of_zeros():
    found = find_words(np.full((2, 63), 200.0), SHAPE, np.eye(3, 16))
    assert (found == -1).all()
    assert not count_words(found, 3, 2).any()


def test_counts_by_hand():
    found = np.array([[[0, 1, -1], [2, 1, 1]]])
    assert np.allclose(count_words(found, 3) ** 2, [[0.2, 0.6, 0.2]])
    rows = np.rint(5 * count_words(found, 3, 2)[0] ** 2).reshape(2, 2, 3)
    assert rows.tolist() == [[[1, 1, 0], [0, 0, 0]], [[0, 1, 1], [0, 1, 0]]]


@pytest.mark.parametrize("fields", [1, 2, 3])
def test_fields_add_up_to_the_whole(fields):
    found = np.random.default_rng(0).integers(-1, 4, (6, 5, 7))
    shares = count_words(found, 4, fields) ** 2
    assert np.allclose(shares.reshape(6, -1, 4).sum(axis=1), count_words(found, 4) ** 2)
    assert np.allclose(shares.sum(axis=1), 1)


def test_a_move_over_black_changes_nothing_in_one_bag():
    picture = np.zeros((1, 20, 20))
    picture[0, 8:12, 8:11] = 255
    both = np.concatenate([picture, np.roll(picture, (2, -3), axis=(1, 2))]).reshape(2, -1)
    words = learn_words(both, (20, 20), 6, np.random.default_rng(0))
    still, away = count_words(find_words(both, (20, 20), words), 6)
    assert np.allclose(still, away)


RNG = np.random.default_rng(0)
REFUSED = [
    ("only 7 pixels on a picture's shorter", lambda X: cut_patches(X, SHAPE, 8)),
    ("X has rows of 63 numbers", lambda X: cut_patches(X, (8, 8))),
    ("only 3 pixels on a picture's shorter", lambda X: cut_patches(X, (7, 3, 3), 4)),
    ("or (height, width, 3) is wanted", lambda X: cut_patches(X, (63,))),
    ("X is flat: no patch", lambda X: learn_words(0 * X + 5, SHAPE, 3, RNG)),
    ("default_rng", lambda X: learn_words(X, SHAPE, 3, 7)),
    ("only 480 patches are different", lambda X: learn_words(X, SHAPE, 481, RNG, 4)),
    ("of no square patch", lambda X: find_words(X, SHAPE, np.eye(3, 15))),
    ("integers", lambda X: count_words(np.zeros((2, 3, 3)), 3)),
    ("n_words = 3", lambda X: count_words(np.full((2, 3, 3), 3), 3)),
    ("only 3 patches", lambda X: count_words(np.zeros((2, 3, 4), int), 3, 4)),
]


@pytest.mark.parametrize(("message", "call"), REFUSED, ids=[message for message, _ in REFUSED])
def test_bad_input_is_refused_in_one_line(pictures, message, call):
    with pytest.raises(InputError) as error:
        call(pictures)
    assert message in str(error.value) and "\n" not in str(error.value)


def test_a_word_needs_a_contrast_above_100():
    X = np.array([[50.0, 150, 50, 150], [49, 151, 49, 151]])
    assert find_words(X, (2, 2), np.eye(1, 4)).ravel().tolist() == [-1, 0]
    with pytest.raises(InputError, match="X is flat"):
        learn_words(X[:1], (2, 2), 1, np.random.default_rng(0), size=2)
