"""What lesson 01 claims, measured again on other seeds, starts or images."""

import numpy as np

from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.loading import DATA, load_digits, load_sheets


def blanks_over_starts(seeds):
    """Share of the blanks in one cluster, and share of that cluster that is blank, a start."""
    sheets = load_sheets(str(DATA / "digits" / "digits_[1-5].png"), drop_blank=False)
    blank = sheets.X.max(axis=1) == 0
    together, shares = [], []
    for seed in seeds:
        labels = run_kmeans(sheets.X, 5, rng=np.random.default_rng(seed)).labels
        home = np.bincount(labels[blank]).argmax()
        together.append(np.mean(labels[blank] == home))
        shares.append(np.mean(blank[labels == home]))
    return blank.mean(), np.array(together), np.array(shares)


def test_blanks_stay_together_and_nearly_fill_a_cluster():
    """ "They stay together, and in nine of ten runs they are nearly a cluster of their own." """
    baseline, together, shares = blanks_over_starts(range(20))
    assert together.min() == 1
    assert baseline < 0.13  # measured: 0.115
    assert np.sum(shares > 0.9) >= 15  # measured: 19 of 20
    assert shares.min() > 2 * baseline  # measured: 0.319


def test_blanks_turn_the_mean_of_their_cluster_into_a_shadow():
    """ "Whose mean picture (here the last run's) is a shadow." """
    sheets = load_sheets(str(DATA / "digits" / "digits_[1-5].png"), drop_blank=False)
    blank = sheets.X.max(axis=1) == 0
    dark = []
    for seed in range(10):
        labels = run_kmeans(sheets.X, 5, rng=np.random.default_rng(seed)).labels
        mine = labels == labels[blank][0]
        dark.append(sheets.X[mine].mean(0).max() / sheets.X[mine & ~blank].mean(0).max())
    assert np.sum(np.array(dark) < 0.15) >= 8  # measured: 9 of 10, at 0.04 to 0.08
    assert max(dark) < 0.9  # measured: 0.68, where the blanks joined the 1s


def test_shuffling_the_pixels_of_all_pictures_changes_no_cluster(digits):
    """ "It stays: the same terms are added in another order." """
    for seed in range(10):
        order = np.random.default_rng(100 + seed).permutation(256)
        as_is = run_kmeans(digits.X[::4], 5, rng=np.random.default_rng(seed))
        mixed = run_kmeans(digits.X[::4][:, order], 5, rng=np.random.default_rng(seed))
        assert np.mean(as_is.labels == mixed.labels) > 0.99  # measured: 1.0; rounding may differ


def test_moving_one_picture_by_a_pixel_changes_its_distance_to_another(digits):
    """Check yourself: "one of them is moved one pixel to the right: yes." """
    rng, changed = np.random.default_rng(0), []
    for _ in range(200):
        a, b = digits.images[rng.integers(len(digits.X), size=2)]
        moved = np.pad(b, ((0, 0), (1, 0)))[:, :-1]
        changed.append(abs(np.linalg.norm(a - moved) / np.linalg.norm(a - b) - 1) > 0.01)
    assert np.mean(changed) > 0.65  # measured: 0.79


def test_uint8_is_wrong_exactly_where_the_difference_is_below_zero(digits):
    """ "50 of 256 pixels are wrong in uint8; 50 differences are below 0." """
    rows = digits.X.astype(np.uint8)
    rng = np.random.default_rng(0)
    for _ in range(200):
        a, b = rows[rng.integers(len(rows), size=2)]
        true = np.abs(a.astype(int) - b)
        below = (a < b) & (true != 128)  # 256 - 128 is right by chance
        assert np.array_equal(a - b != true, below)
        small = below & (true < 10)
        assert np.all((a - b)[small] > 246)


def test_one_reshape_cuts_through_the_tiles():
    """ "A right shape proves nothing": most rows of one reshape are no tile of the sheet."""
    for digit in range(10):
        images = load_digits(digit)
        sheet = load_sheets(str(DATA / "digits" / f"digits_{digit}.png"), drop_blank=False).X
        whole = sheet.reshape(-1, 34, 16, 16).swapaxes(1, 2).reshape(-1, 256)  # as in the file
        tiles = {row.tobytes() for row in images.X}
        inked = whole[whole.max(axis=1) > 0]
        assert np.mean([row.tobytes() in tiles for row in inked]) < 0.01  # measured: 0
