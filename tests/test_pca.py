"""Principal components: those of scikit-learn, and what makes them principal."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.decomposition import PCA as Theirs

from kmeans_lib.pca import fit_pca
from kmeans_lib.validation import InputError

FIELDS = ("mean", "components", "explained_variance", "explained_variance_ratio")
LIMIT = 1e-9  # of rounding, for numbers below 100


@st.composite
def small_arrays(draw):
    """A few small whole numbers, with ties and repeated rows; n below, at and above d."""
    shape = draw(st.tuples(st.integers(2, 8), st.integers(1, 6)))
    return draw(arrays(float, shape, elements=st.integers(0, 9)))


def scikit_learn(X, m):
    return Theirs(m, svd_solver="full").fit(X)


def alone(variance):
    """Which directions are the only ones with their variance: others may be turned at will.

    So may those without any variance, of which there are more than were asked for.
    """
    far = np.abs(variance[:, None] - variance) > 1e-3 * variance.max()
    return (far.sum(axis=1) == len(variance) - 1) & (variance > 1e-3 * variance.max())


def signs(ours, theirs):
    """1 or -1 for every row: what turns our direction into theirs."""
    return np.sign((ours * theirs).sum(axis=1))[:, None]


@given(small_arrays())
def test_small_cases_agree_with_scikit_learn(X):
    assume((X != X[0]).any())  # it would divide by no variance
    m = min(X.shape)
    ours, theirs = fit_pca(X, m), scikit_learn(X, m)
    assert np.allclose(ours.mean, theirs.mean_)
    assert np.allclose(ours.explained_variance, theirs.explained_variance_, atol=LIMIT)
    assert np.allclose(ours.explained_variance_ratio, theirs.explained_variance_ratio_)
    clear = alone(ours.explained_variance)
    a, b = ours.components[clear], theirs.components_[clear]
    assert np.allclose(signs(a, b) * a, b, atol=1e-6)
    a, b = ours.transform(X).T[clear], theirs.transform(X).T[clear]
    assert np.allclose(np.abs(a), np.abs(b), atol=1e-5)


@pytest.mark.parametrize("m", [1, 20])
def test_digits_agree_with_scikit_learn(digits, m):
    X = digits.X.astype(float)
    ours, theirs = fit_pca(digits.X, m), scikit_learn(X, m)
    assert ours.components.shape == (m, 256)
    assert np.allclose(ours.mean, theirs.mean_)
    assert np.allclose(ours.explained_variance, theirs.explained_variance_)
    assert np.allclose(ours.explained_variance_ratio, theirs.explained_variance_ratio_)
    turn = signs(ours.components, theirs.components_)
    assert np.allclose(turn * ours.components, theirs.components_, atol=1e-8)
    Z = ours.transform(digits.X)
    assert Z.shape == (len(X), m)
    assert np.allclose(Z * turn.T, theirs.transform(X), atol=1e-6)
    assert np.allclose(ours.inverse_transform(Z), theirs.inverse_transform(Z * turn.T), atol=1e-6)


def test_components_by_hand():
    """Four points on two lines that cross at (5, 1); the longer one leads 4 to the right, 3 up."""
    X = np.array([5, 1]) + np.array([[8, 6], [-8, -6], [3, -4], [-3, 4]])
    pca = fit_pca(X, 2)
    assert np.allclose(pca.mean, [5, 1])
    assert np.allclose(pca.components, [[0.8, 0.6], [-0.6, 0.8]])
    assert np.allclose(pca.explained_variance, [200 / 3, 50 / 3])
    assert np.allclose(pca.explained_variance_ratio, [0.8, 0.2])
    assert np.allclose(pca.transform([[5, 1], [5.8, 1.6]]), [[0, 0], [1, 0]])
    assert np.allclose(pca.inverse_transform([[10, 5]]), [[5 + 8 - 3, 1 + 6 + 4]])


@given(small_arrays())
def test_components_are_of_length_one_and_at_right_angles(X):
    components = fit_pca(X, min(X.shape)).components
    assert np.allclose(components @ components.T, np.eye(len(components)), atol=LIMIT)


@given(small_arrays())
def test_the_entry_of_largest_size_is_positive(X):
    components = fit_pca(X, min(X.shape)).components
    sizes = np.abs(components)
    assert (components[np.arange(len(sizes)), sizes.argmax(axis=1)] > 0).all()


def test_the_sign_rule_holds_for_digits(digits):
    components = fit_pca(digits.X[::40], 50).components
    assert (components.max(axis=1) > -components.min(axis=1)).all()


@given(small_arrays())
def test_coordinates_have_the_explained_variance(X):
    pca = fit_pca(X, min(X.shape))
    Z = pca.transform(X)
    assert np.allclose(Z.mean(axis=0), 0, atol=LIMIT)
    spread = np.atleast_2d(np.cov(Z.T))
    assert np.allclose(spread, np.diag(pca.explained_variance), atol=LIMIT)
    assert (np.diff(pca.explained_variance) <= 0).all()


@given(small_arrays())
def test_with_all_components_nothing_is_lost(X):
    pca = fit_pca(X, min(X.shape))
    assert np.allclose(pca.inverse_transform(pca.transform(X)), X, atol=LIMIT)
    assert np.isclose(pca.explained_variance.sum(), X.var(axis=0, ddof=1).sum())


@given(small_arrays(), st.data())
def test_what_is_lost_is_the_variance_left_out(X, data):
    m = data.draw(st.integers(1, min(X.shape)))
    pca, whole = fit_pca(X, m), fit_pca(X, min(X.shape))
    lost = ((pca.inverse_transform(pca.transform(X)) - X) ** 2).sum() / (len(X) - 1)
    assert np.isclose(lost, whole.explained_variance[m:].sum(), atol=LIMIT)
    assert np.allclose(pca.explained_variance, whole.explained_variance[:m], atol=LIMIT)
    assert np.allclose(pca.explained_variance_ratio, whole.explained_variance_ratio[:m])


def test_more_components_lose_less(digits):
    X, lost = digits.X[::40], []
    for m in (1, 2, 5, 20, 100, len(X)):
        pca = fit_pca(X, m)
        lost.append(((pca.inverse_transform(pca.transform(X)) - X) ** 2).mean())
    assert (np.diff(lost) < 0).all()
    assert lost[0] > 100 and lost[-1] < LIMIT


@given(small_arrays(), st.integers(0, 2**32))
def test_no_other_direction_has_more_variance(X, seed):
    (most,) = fit_pca(X, 1).explained_variance
    directions = np.random.default_rng(seed).normal(size=(20, X.shape[1]))
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    assert ((X @ directions.T).var(axis=0, ddof=1) <= most + LIMIT).all()


def test_the_ratio_is_a_share_of_all_variance(digits):
    X = digits.X[::40]
    few, all_of_them = fit_pca(X, 3), fit_pca(X, len(X))
    total = X.astype(float).var(axis=0, ddof=1).sum()
    assert np.allclose(few.explained_variance_ratio, few.explained_variance / total)
    assert few.explained_variance_ratio.sum() < 0.9
    assert np.isclose(all_of_them.explained_variance_ratio.sum(), 1)


def test_fewer_images_than_pixels(digits):
    X = digits.X[::500]
    n = len(X)
    assert n < 256
    pca = fit_pca(X, n)
    assert pca.components.shape == (n, 256)
    assert np.allclose(pca.components @ pca.components.T, np.eye(n))
    assert pca.explained_variance[-1] < LIMIT, "n points differ in n - 1 directions"
    theirs = scikit_learn(X.astype(float), n - 1)
    turn = signs(pca.components[:-1], theirs.components_)
    assert np.allclose(turn * pca.components[:-1], theirs.components_)
    assert np.allclose(pca.inverse_transform(pca.transform(X)), X)


def test_new_images_are_seen_from_the_old_mean(digits):
    pca = fit_pca(digits.X[::40], 4)
    new = digits.X[1::40]
    assert np.allclose(pca.transform(new), (new - pca.mean) @ pca.components.T)
    assert np.allclose(pca.transform(new[:1]), pca.transform(new)[:1], atol=LIMIT)


def test_equal_input_equal_output(digits):
    one, two = fit_pca(digits.X, 5), fit_pca(digits.X, 5)
    for name in FIELDS:
        assert np.array_equal(getattr(one, name), getattr(two, name)), name


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32])
def test_every_type_gives_what_float64_gives(digits, dtype):
    X = digits.X[::40].round()
    plain, other = fit_pca(X.astype(float), 5), fit_pca(X.astype(dtype), 5)
    for name in FIELDS:
        assert getattr(other, name).dtype == np.float64
        assert np.array_equal(getattr(plain, name), getattr(other, name)), name
    Z = other.transform(X.astype(dtype))
    assert Z.dtype == np.float64
    assert np.array_equal(Z, plain.transform(X.astype(float)))
    assert other.inverse_transform(Z.astype(np.float32)).dtype == np.float64


def test_far_from_zero_no_digits_are_lost(rng):
    X = rng.normal(size=(50, 3)).astype(np.float32) + np.float32(4096)
    exact = np.linalg.eigvalsh(np.cov(X.astype(float).T))[::-1]
    assert np.allclose(fit_pca(X, 3).explained_variance, exact, rtol=1e-8)


def test_nothing_is_changed(rng):
    X = rng.normal(size=(9, 4))
    Z = rng.normal(size=(9, 2))
    kept_X, kept_Z = X.copy(), Z.copy()
    pca = fit_pca(X, 2)
    mean = pca.mean.copy()
    pca.transform(X)
    pca.inverse_transform(Z)
    assert np.array_equal(X, kept_X) and np.array_equal(Z, kept_Z)
    assert np.array_equal(pca.mean, mean)


@pytest.mark.parametrize(
    ("n", "level"),
    [(3, 0), (3, 7), (1000, 255), (3, 0.1), (1000, 0.1)],
)
def test_equal_images_have_no_variance_to_share(n, level):
    pca = fit_pca(np.full((n, 4), level), 2)
    assert np.allclose(pca.mean, level)
    assert np.allclose(pca.explained_variance, 0)
    assert pca.explained_variance_ratio.tolist() == [0, 0]
    assert np.allclose(pca.components @ pca.components.T, np.eye(2))
    assert np.allclose(pca.inverse_transform(pca.transform([[level] * 4])), level)


SQUARE = np.arange(12.0).reshape(4, 3) ** 2
HOLED = np.where(SQUARE == 16, np.nan, SQUARE)


@pytest.mark.parametrize(
    ("X", "m", "message"),
    [
        (SQUARE[:1], 1, "X has one row; images differ only where there are at least two"),
        (SQUARE, 0, "n_components = 0: at least 1 is wanted"),
        (SQUARE, -1, "n_components = -1: at least 1 is wanted"),
        (SQUARE, 4, "n_components = 4, but there are only 3 directions"),
        (SQUARE[:2], 3, "n_components = 3, but there are only 2 directions"),
        (SQUARE, 2.0, "n_components = 2.0: a whole number is wanted"),
        (SQUARE, True, "n_components = True: a whole number is wanted"),
        (SQUARE, None, "n_components = None: a whole number is wanted"),
        (SQUARE, "2", "n_components = '2': a whole number is wanted"),
        (HOLED, 2, "X[1, 1] is nan: not a finite number"),
        (np.where(SQUARE == 16, np.inf, SQUARE), 2, "X[1, 1] is inf: not a finite number"),
        (SQUARE[0], 1, "X has shape (3,); two dimensions are wanted"),
        (SQUARE[:0], 1, "X is empty: shape (0, 3)"),
    ],
)
def test_bad_input_is_named(X, m, message):
    with pytest.raises(InputError) as error:
        fit_pca(X, m)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("method", "rows", "message"),
    [
        ("transform", SQUARE[:, :2], "X has 2 columns; 3 are wanted"),
        ("transform", SQUARE[0], "X has shape (3,); two dimensions are wanted"),
        ("transform", HOLED, "X[1, 1] is nan: not a finite number"),
        ("inverse_transform", SQUARE, "Z has 3 columns; 2 are wanted"),
        ("inverse_transform", SQUARE[:, :1], "Z has 1 columns; 2 are wanted"),
        ("inverse_transform", SQUARE[0, :2], "Z has shape (2,); two dimensions are wanted"),
        ("inverse_transform", HOLED[:, 1:], "Z[1, 0] is nan: not a finite number"),
    ],
)
def test_rows_that_do_not_fit_are_named(method, rows, message):
    pca = fit_pca(SQUARE, 2)
    with pytest.raises(InputError) as error:
        getattr(pca, method)(rows)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)
