"""What lesson 03 claims, measured again on other seeds, starts or images."""

import numpy as np

from kmeans_lib.assignment import assign_labels

SEEDS = range(1000, 1010)
FAR = np.float32(100_000)


def broadcast(X, centroids):
    return ((X[:, None] - centroids) ** 2).sum(axis=2)


def one_product(X, centroids):
    x_squares = (X**2).sum(axis=1)
    c_squares = (centroids**2).sum(axis=1)
    return x_squares[:, None] - 2 * X @ centroids.T + c_squares


def five_rows(X, seed):
    return X[np.random.default_rng(seed).permutation(len(X))[:5]]


def test_same_digit_is_a_little_closer_and_overlaps_widely(digits):
    """The lesson: same digits are a little closer, but "the two groups overlap widely"."""
    for seed in SEEDS:
        order = np.random.default_rng(seed).permutation(len(digits.X))
        i, j = order[:1000], order[1000:2000]
        apart = np.sqrt(np.mean((digits.X[i] - digits.X[j]) ** 2, axis=1))
        same = digits.y[i] == digits.y[j]
        middle = np.median(apart[~same])
        assert 5 < middle - np.median(apart[same]) < 25  # measured: 10 to 15 of 255
        assert 0.12 < np.mean(apart[same] > middle) < 0.38  # measured: .19 to .30; .5: no gap


def test_product_and_subtraction_agree_in_float64(digits):
    """The lesson: "three ways that agree", and the largest x.c - |c|^2/2 gives the same label."""
    X = digits.X[::4].astype(float)
    for seed in SEEDS:
        centroids = five_rows(X, seed)
        distances = broadcast(X, centroids)
        assert np.allclose(one_product(X, centroids), distances)
        scores = X @ centroids.T - (centroids**2).sum(axis=1) / 2
        assert np.array_equal(scores.argmax(axis=1), distances.argmin(axis=1))
        bare = X @ centroids.T  # without |c|^2/2: measured, .37 to .87 differ
        assert np.mean(bare.argmax(axis=1) != distances.argmin(axis=1)) > 0.2


def test_the_product_loses_512_beside_huge_terms_and_subtracting_does_not(digits):
    """The lesson: "Numbers 2048 apart cannot hit 512", but whole pixels of 0 to 255 are exact."""
    for seed in SEEDS:
        for light, hits in ((0, 5), (10_000, 0)):
            pictures = five_rows(digits.X, seed) + np.float32(light)
            copies = pictures.copy()
            copies[:, :128] += 2
            assert (broadcast(pictures, copies).diagonal() == 512).all()
            assert np.sum(one_product(pictures, copies).diagonal() == 512) == hits


def test_a_picture_may_be_at_a_negative_squared_distance_from_itself(digits):
    """The lesson: "is a picture's squared distance to itself ever negative?" True."""
    for seed in SEEDS:
        rows = np.random.default_rng(seed).permutation(len(digits.X))[:100]
        small = digits.X[rows] / np.float32(255)
        own = one_product(small, small).diagonal()
        assert -0.01 < own.min() < 0  # measured: 30 to 45 of 100 below 0, lowest -5e-5


def test_rounding_sends_images_astray_unless_the_referee_subtracts(digits):
    """The lesson: "the bare product sends more than a tenth of the images astray"."""
    X = digits.X[::4]
    for seed in SEEDS:
        centroids = five_rows(X, seed)
        labels = broadcast(X, centroids).argmin(axis=1)
        bare = one_product(X + FAR, centroids + FAR).argmin(axis=1)
        assert np.mean(bare != labels) > 0.15  # measured: .40 to .62
        assert np.array_equal(assign_labels(X + FAR, centroids + FAR), labels)


def test_uint8_sends_about_half_astray_and_dice_send_more(digits):
    """The lesson: "49% to 65%, median 54%; dice: 80%"."""
    X, astray = digits.X[::2], []
    raw = X.astype(np.uint8)
    for seed in SEEDS:
        right = assign_labels(X, five_rows(X, seed))
        wrong = broadcast(raw, five_rows(raw, seed)).argmin(axis=1)
        astray.append(np.mean(right != wrong))
    assert 0.35 < np.median(astray) < 0.70  # measured: .53
    assert 0.15 < min(astray) and max(astray) < 0.78  # measured: .39 to .72; dice: .80


def test_only_the_borders_of_the_moved_region_move():
    """The lesson: "Only the borders of region 1 move"."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        points, centroids = rng.normal(size=(500, 2)), rng.normal(size=(5, 2))
        before = assign_labels(points, centroids)
        centroids[0] = rng.normal(size=2)
        after = assign_labels(points, centroids)
        changed = before != after
        assert changed.any()
        assert ((before == 0) | (after == 0))[changed].all()


def test_each_piece_of_a_border_is_straight():
    """The lesson: "Between *two* regions the border is straight".

    So every region is convex: the middle of two points with one label has that label.
    """
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        points, centroids = rng.normal(size=(500, 2)), rng.normal(size=(5, 2))
        labels = assign_labels(points, centroids)
        for j in range(5):
            own = points[labels == j]
            middles = (own[:, None] + own).reshape(-1, 2) / 2
            assert (assign_labels(middles, centroids) == j).all()


def test_the_walker_and_the_crow_disagree(digits):
    """The lesson: "The crow is nearer to (3, 3), the walker to (0, 5)"; also on digits."""
    there = np.array([[3.0, 3.0], [0.0, 5.0]])
    assert (there**2).sum(axis=1).argmin() == 0
    assert np.abs(there).sum(axis=1).argmin() == 1
    X = digits.X[::8]
    for seed in SEEDS:
        walker = np.abs(X[:, None] - five_rows(X, seed)).sum(axis=2).argmin(axis=1)
        crow = assign_labels(X, five_rows(X, seed))
        assert 0.005 < np.mean(walker != crow) < 0.4  # measured: .03 to .16
