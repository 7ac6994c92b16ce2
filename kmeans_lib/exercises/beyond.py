"""Exercises of lessons 05 to 07, made like those of `first`."""

from collections.abc import Callable

import numpy as np

from kmeans_lib.assignment import assign_labels
from kmeans_lib.exercises.hints import Hint, as_numbers, compare, small_images
from kmeans_lib.lloyd import kmeans_steps, run_kmeans
from kmeans_lib.pca import fit_pca
from kmeans_lib.update import update_centroids


def _blobs() -> np.ndarray:
    """Four heaps of points in a plane, on which some starts end badly."""
    rng = np.random.default_rng(2)
    middles = np.array([[0.0, 0.0], [0.0, 8.0], [30.0, 0.0], [30.0, 8.0]])
    return np.concatenate([rng.normal(middle, 1, (15, 2)) for middle in middles])


def kmeans(function: Callable) -> None:
    heaps = _blobs()
    far = heaps[[5, 5, 40, 50]] + [[0, 0], [500, 500], [0, 0], [0, 0]]  # nobody is nearest to one
    line = np.column_stack([np.arange(300) ** 1.5, np.zeros(300)])  # from its end, 115 rounds
    starts = [(heaps, heaps[[0, 1, 2, 20]]), (heaps, heaps[[0, 16, 31, 46]]), (heaps, far)]
    for X, start in [*starts, (line, line[:12])]:
        result = function(X, start)
        if not isinstance(result, tuple | list) or len(result) != 2:
            raise Hint("Two things are to be returned: labels, centroids.")
        labels, centroids = map(np.asarray, result)
        if labels.shape == start.shape and centroids.shape == (len(X),):
            raise Hint("The two results have changed places: return labels, centroids.")
        if labels.shape != (len(X),) or centroids.shape != start.shape:
            raise Hint(
                f"The shapes are {labels.shape} and {centroids.shape}; "
                f"{(len(X),)} for the labels and {start.shape} for the centroids are wanted."
            )
        if np.isnan(centroids.astype(float)).any():
            raise Hint("A centroid is NaN: a cluster ran empty, and the mean of nothing was taken.")
        if not np.array_equal(labels, assign_labels(X, centroids)):
            raise Hint("Some labels are not the nearest centroid: it stopped too early, or between "
                       "the two steps.")  # fmt: skip
        settled, _ = update_centroids(X, labels, centroids)
        if not np.allclose(settled, centroids):
            raise Hint("Another update would still move a centroid: it stopped too early.")
        *_, end = kmeans_steps(X, start)
        if start is not far and not np.allclose(centroids, end.centroids):
            raise Hint("It ends, but not where this start leads: assign, update, and again.")


def hard_for_plus_plus(function: Callable) -> None:
    result = function(np.random.default_rng(0))
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Hint("Two things are to be returned: points, k.")
    points, k = np.asarray(result[0]), result[1]
    if points.ndim != 2 or points.shape[1] != 2 or not 2 <= len(points) <= 500:
        raise Hint(f"The points have shape {points.shape}; up to 500 rows of two are wanted.")
    if k not in range(2, 11):
        raise Hint(f"k is {k}; a whole number from 2 to 10 is wanted.")
    if len(np.unique(points, axis=0)) <= k:
        raise Hint("There must be more different points than clusters.")
    rngs = np.random.default_rng(1).spawn(20)
    ends = np.array([run_kmeans(points, int(k), "k-means++", rng=rng).inertia for rng in rngs])
    found = int(np.sum(ends <= ends.min() * 1.001))
    if found > 10:
        raise Hint(
            f"{found} of 20 starts lead to the best end. Heaps that lie apart make it easy; what "
            "would leave many ways to share the points almost equally well?"
        )


def purity(function: Callable) -> None:
    y = np.array([1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3])
    labels = np.array([3, 3, 1, 3, 2, 2, 2, 2, 0, 0, 0, 1])
    by_digit = [np.max(np.bincount(labels[y == digit])) for digit in (1, 2, 3)]
    compare(function(y, labels), 10 / 12, {
        "These are counts; divide by the number of all images.": 10,
        "Numbers of clusters are compared with digits; cluster 1 need not be digit 1.":
            np.mean(y == labels),
        "Every cluster counts alike here; add up the counts first, then divide once.":
            np.mean([1, 1 / 2, 3 / 4, 1]),
        "That asks for the most frequent cluster of every digit; the most frequent digit of every "
        "cluster is wanted.": sum(by_digit) / 12,
        "The last cluster is missing.": 7 / 12,
        "One number a cluster; one for all is wanted.": [3, 1, 3, 3],
    })  # fmt: skip


def refute_purity(function: Callable) -> None:
    from sklearn.metrics import adjusted_rand_score  # here: it takes a second to import

    result = function()
    if not isinstance(result, tuple | list) or len(result) != 3:
        raise Hint("Three things are to be returned: y, a, b.")
    lengths = [len(np.ravel(part)) for part in result]
    if len(set(lengths)) > 1 or not 4 <= lengths[0] <= 100:
        raise Hint(f"The lengths are {lengths}; the same for all three, from 4 to 100, is wanted.")
    y, a, b = (np.unique(np.ravel(part), return_inverse=True)[1] for part in result)
    pure_a, pure_b = (
        sum(np.bincount(y[labels == j]).max() for j in np.unique(labels)) / len(y)
        for labels in (a, b)
    )
    rand_a, rand_b = (adjusted_rand_score(y, labels) for labels in (a, b))
    said = f"Purity is {pure_a:.2f} for a and {pure_b:.2f} for b, ARI {rand_a:.2f} and {rand_b:.2f}"
    if pure_b > pure_a and rand_a > rand_b:
        raise Hint(f"{said}: a and b have changed places.")
    if pure_a <= pure_b:
        raise Hint(f"{said}: a must have the larger purity. When is purity large without merit?")
    if rand_a >= rand_b:
        raise Hint(f"{said}: b must have the larger ARI. It punishes splitting what belongs "
                   "together; split more in a.")  # fmt: skip


def project(function: Callable) -> None:
    X, _ = small_images()
    model = fit_pca(X, 2)
    right = model.transform(X)
    compare(function(X, model.mean, model.components), right, {
        "The mean must be subtracted first: components are directions from the mean image.":
            X @ model.components.T,
        "One line a component; one row an image is wanted: turn it over.": right.T,
        "These are images again; their coordinates are wanted.":
            right @ model.components + model.mean,
        "The mean is added; it must be subtracted.": (X + model.mean) @ model.components.T,
    })  # fmt: skip


def first_direction(function: Callable) -> None:
    X = np.random.default_rng(3).normal(100, [40, 37, 4, 2], (30, 4)) @ np.array(
        [[1, 1, 1, 0], [1, -1, 0, 1], [1, 0, -1, -1], [0, 1, -1, 1]]
    )
    model = fit_pca(X, 2)
    right, second = model.components
    raw = np.linalg.svd(X)[2][0]
    got = as_numbers(function(X))
    if got.shape == (len(X),):
        raise Hint("One number an image: these are coordinates; a direction has one a pixel.")
    if got.shape == right.shape:
        signs = [-1 if got @ right < 0 else 1, -1 if got @ raw < 0 else 1]
        likeness = abs(got @ right) / max(np.linalg.norm(got), 1e-300)
        if likeness > 1 - 1e-6 and not np.isclose(np.linalg.norm(got), 1):
            raise Hint("The direction is right; bring it to length 1.")
        if np.allclose(got, signs[1] * raw, atol=1e-4):
            raise Hint("The mean must be subtracted first: this points to where the pictures are.")
        if np.allclose(abs(got @ second), 1, atol=1e-6):
            raise Hint("That is the second component.")
        inside = np.hypot(got @ right, got @ second) / max(np.linalg.norm(got), 1e-300)
        if inside > 0.99 and likeness < 1 - 1e-6:
            raise Hint("Nearly: it has not settled yet. Repeat until nothing changes any more.")
        right = signs[0] * right
    compare(got, right, {
        "These are all directions; the first one is wanted.": np.linalg.svd(X - model.mean)[2],
    }, tolerance=1e-3)  # fmt: skip
