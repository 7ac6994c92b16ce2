"""The door: floats come out, or one clear line."""

import numpy as np
import pytest

from kmeans_lib.validation import InputError, as_rng, as_rows, as_weights


@pytest.mark.parametrize(
    ("given", "becomes"),
    [("float32", "float32"), ("float64", "float64"), ("uint8", "float32"), ("int16", "float32"),
     ("float16", "float32"), ("bool", "float32"), ("int32", "float64"), ("int64", "float64")],
)  # fmt: skip
def test_floats_are_kept_and_whole_numbers_become_floats(given, becomes):
    X = np.array([[0, 1], [1, 0]]).astype(given)
    rows = as_rows(X)
    assert rows.dtype == becomes
    assert rows.tolist() == [[0, 1], [1, 0]]
    assert (rows is X) == (given == becomes), "floats are not copied"


def test_lists_are_welcome():
    assert as_rows([[1, 2], [3, 4]]).tolist() == [[1, 2], [3, 4]]


BAD_ROWS = [
    (np.zeros(256), r"X has shape \(256,\); .*reshape\(1, -1\)"),
    (np.zeros((3, 16, 16)), r"X has shape \(3, 16, 16\); .*X.reshape\(len\(X\), -1\)"),
    (np.zeros((0, 4)), r"X is empty: shape \(0, 4\)"),
    (np.zeros((4, 0)), r"X is empty: shape \(4, 0\)"),
    ([[1, 2], [3]], "rows of unequal length"),
    ([["a", "b"]], "X holds <U1; real numbers"),
    ([[1j, 2]], "X holds complex128; real numbers"),
    ([[0, 1], [2, np.nan]], r"X\[1, 1\] is nan: not a finite number"),
    ([[0, 1], [np.inf, 3]], r"X\[1, 0\] is inf: not a finite number"),
    ([[0, -np.inf], [2, 3]], r"X\[0, 1\] is -inf: not a finite number"),
    (np.array([[1e30, 0]], np.float32), r"X\[0, 0\] is 1.0+\d*e\+30: too large to be squared"),
    (np.full((1, 256), 5e18, np.float32), r"X\[0, 0\] is 4.9+\d*e\+18: too large to be squared"),
    ([[0, -1e200]], r"X\[0, 1\] is -1e\+200: too large to be squared"),
]


@pytest.mark.parametrize(("X", "message"), BAD_ROWS, ids=[m[:25] for _, m in BAD_ROWS])
def test_bad_rows_are_named(X, message):
    with pytest.raises(InputError, match=message) as caught:
        as_rows(X)
    assert "\n" not in str(caught.value)


def test_what_is_too_large_depends_on_the_number_of_pixels():
    """One pixel may be so large, 256 such squares add up to infinity."""
    assert as_rows(np.full((3, 1), 5e18, np.float32)).tolist() == [[np.float32(5e18)]] * 3


@pytest.mark.parametrize("weights", [[1, 2], [1, -1, 1], [1, np.nan, 1], [0, 0, 0], [[1, 1, 1]]])
def test_bad_weights_are_named(weights):
    with pytest.raises(InputError, match="^sample_weight"):
        as_weights(weights, 3)


@pytest.mark.parametrize("rng", [None, 0, np.random.RandomState(0)])
def test_a_generator_is_asked_for(rng):
    with pytest.raises(InputError, match=r"pass rng=numpy.random.default_rng\(seed\)"):
        as_rng(rng)


def test_a_pair_in_place_of_an_array_is_named():
    """What update_centroids returns, handed on without unpacking it."""
    with pytest.raises(InputError, match="^centroids: a tuple of 2 different things; one array"):
        as_rows((np.zeros((3, 4)), 0), "centroids")
