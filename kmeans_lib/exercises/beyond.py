"""Exercises of lessons 05 to 09, made like those of `exercises_steps`."""

from collections.abc import Callable

import numpy as np

from kmeans_lib.assignment import assign_labels, squared_distances
from kmeans_lib.engine import cluster_sums
from kmeans_lib.exercises.hints import Hint, compare, small_images
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
    line = np.column_stack([np.arange(60) ** 1.5, np.zeros(60)])  # takes many rounds from its end
    starts = [(heaps, heaps[[0, 1, 2, 20]]), (heaps, heaps[[0, 16, 31, 46]]), (heaps, far)]
    for X, start in [*starts, (line, line[:4])]:
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


def best_of(function: Callable) -> None:
    X = _blobs()
    single = [function(X, 4, 1, np.random.default_rng(seed)) for seed in range(8)]
    if len({getattr(step, "inertia", seed) for seed, step in enumerate(single)}) == 1:
        raise Hint("Every run starts at the same rows: use the rng that is handed in.")
    best = run_kmeans(X, 4, n_init=50, rng=np.random.default_rng(0)).inertia
    for seed in range(8):
        step = function(X, 4, 30, np.random.default_rng(seed))
        if not hasattr(step, "inertia"):
            raise Hint("The whole final step is to be returned, not a part of it.")
        if len(step.centroids) != 4:
            raise Hint(f"It has {len(step.centroids)} clusters; k = 4 was asked for.")
        if step.inertia > best * 1.001:
            raise Hint(
                "Of 30 runs, a better one than yours was among them: keep the smallest inertia. "
                "And does every run get another start, from the same rng?"
            )


def match_centroids(function: Callable) -> None:
    a = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 120.0], [30.0, 40.0]])
    order = np.array([1, 3, 0, 2])
    b = np.empty_like(a)
    b[order] = a + 3
    compare(function(a, b), order, {
        "This is the other direction: for every centroid of a, its number in b is wanted.":
            np.argsort(order),
        "That numbers them as they come; which centroid of b is nearest to each of a?":
            np.arange(4),
        "That is the farthest centroid; the nearest is wanted.":
            squared_distances(a, b).argmax(axis=1),
        "These are the centroids; their numbers are wanted.": b[order],
    })  # fmt: skip


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


def explained_share(function: Callable) -> None:
    X, _ = small_images()
    singular = np.linalg.svd(X - X.mean(axis=0), compute_uv=False)
    raw = np.linalg.svd(X.astype(float), compute_uv=False)
    shares = singular**2 / (singular**2).sum()
    for m in (2, 1, 4):
        compare(function(X, m), shares[:m].sum(), {
            "Variances are the squares of the singular values.":
                singular[:m].sum() / singular.sum(),
            "The mean image must be subtracted before the decomposition.":
                np.sum(raw[:m] ** 2) / np.sum(raw**2),
            "That is the share of one component alone; the first m together are wanted.":
                shares[m - 1],
            "That is a sum of squares; what share of the whole is it?": (singular[:m] ** 2).sum(),
            "That is a variance; what share of the whole is it?": (singular[:m] ** 2).sum() / 11,
            "One number a component; their sum is wanted.": shares[:m],
            "That is right for m = 2 only.": shares[:2].sum(),
        })  # fmt: skip


def representatives(function: Callable) -> None:
    X = np.array([[9, 9], [0, 0], [200, 0], [4, 2], [190, 6], [3, 9], [250, 250]], np.uint8)
    labels = np.array([3, 1, 0, 1, 0, 1, 2])
    centroids = np.array([[194.0, 5.0], [2.0, 3.0], [250.0, 250.0], [120.0, 120.0]])
    every = squared_distances(X, centroids)
    own = np.where(labels[:, None] == np.arange(4), every, np.inf)
    right = own.argmin(axis=0)
    inside = np.array([np.flatnonzero(np.flatnonzero(labels == j) == i)[0]
                       for j, i in enumerate(right)])  # fmt: skip
    compare(function(X, labels, centroids), right, {
        "A cluster may be represented by one of its own rows only, even if a row of another "
        "cluster lies nearer to its centroid.": every.argmin(axis=0),
        "These are numbers within each cluster; numbers of rows of X are wanted.": inside,
        "These are the rows themselves; their numbers are wanted.": X[right],
        "That is the farthest row of each cluster; the nearest is wanted.":
            np.where(np.isinf(own), -1, own).argmax(axis=0),
        "That is the first row of each cluster; the nearest to the centroid is wanted.":
            [np.flatnonzero(labels == j)[0] for j in range(4)],
        "One number an image; one a cluster is wanted.": every.argmin(axis=1),
    })  # fmt: skip


def repaint(function: Callable) -> None:
    photo = np.random.default_rng(2).integers(0, 256, (4, 3, 3), dtype=np.uint8)
    palette = np.array([[250.0, 250, 240], [10, 20, 200], [200, 30, 20], [30, 160, 40]])
    pixels = photo.reshape(-1, 3)
    every = squared_distances(pixels, palette)
    nearest = every.argmin(axis=1)
    wrapped = ((pixels[:, None] - palette.astype(np.uint8)) ** 2).sum(axis=2).argmin(axis=1)
    compare(function(photo, palette), palette[nearest].reshape(photo.shape), {
        "These are rows of colours; a picture of the same shape as photo is wanted.":
            palette[nearest],
        "These are the numbers of the colours; the colours themselves are wanted.":
            nearest.reshape(4, 3),
        "These are the numbers of the colours, one a pixel; a picture of colours is wanted.":
            nearest,
        "That is the farthest colour; the nearest is wanted.":
            palette[every.argmax(axis=1)].reshape(photo.shape),
        "It wraps around: uint8 counts to 255 and starts again. Turn the photo into floats first.":
            palette[wrapped].reshape(photo.shape),
        "This is the photo, unchanged.": photo,
    })  # fmt: skip


def combine(function: Callable) -> None:
    X = np.random.default_rng(5).integers(0, 256, (12, 4)).astype(float)
    labels = np.array([0, 0, 1, 0, 0, 0, 1, 1, 2, 2, 0, 2])
    parts = [cluster_sums(X[i : i + 4], labels[i : i + 4], 3) for i in (0, 4, 8)]
    sums, counts = (np.sum(column, axis=0) for column in zip(*parts, strict=True))
    with np.errstate(invalid="ignore"):
        means = [part[0] / part[1][:, None] for part in parts]
        last_only = means[-1]
    compare(function(parts), sums / counts[:, None], {
        "These are means of means: a worker with one member counts as much as one with many. Add "
        "up the sums and the counts first.": np.nanmean(means, axis=0),
        "A worker without a member gives 0 / 0. Add up the sums and the counts first, divide once.":
            np.mean(means, axis=0),
        "A worker without a member sends black. Add up the sums and the counts first.":
            np.mean([part[0] / np.maximum(part[1], 1)[:, None] for part in parts], axis=0),
        "These are sums; divide them by the counts.": sums,
        "The sums must be divided by the members of each cluster, not by all images.": sums / 12,
        "That is the last worker alone.": last_only,
        "That divides by the number of workers; the number of members is wanted.": sums / 3,
    })  # fmt: skip


def moved_sums(function: Callable) -> None:
    X = np.random.default_rng(6).integers(0, 256, (8, 3)).astype(float)
    old = np.array([0, 1, 2, 0, 1, 2, 0, 1])
    new = np.array([0, 1, 1, 0, 1, 0, 2, 1])
    sums, right = cluster_sums(X, old, 3)[0], cluster_sums(X, new, 3)[0]
    moved = old != new
    gone, came = (cluster_sums(X[moved], labels[moved], 3)[0] for labels in (old, new))
    once = sums.copy()
    once[old[moved]] -= X[moved]
    once[new[moved]] += X[moved]
    X[~moved] = np.nan  # whoever looks at these shows it
    compare(function(sums, X, old, new), right, {
        "It looks at images that did not move; these are in the sums already.":
            cluster_sums(X, new, 3)[0],
        "Nothing has changed yet: three images moved.": sums,
        "Of an index that occurs twice, NumPy counts one: loop, or use np.add.at.": once,
        "What moved is added where it came to, but not taken away where it left.": sums + came,
        "What moved is taken away where it left, but not added where it came to.": sums - gone,
        "It goes the wrong way: take away from the old cluster, add to the new one.":
            sums + gone - came,
        "That is the change alone; the sums with it are wanted.": came - gone,
        "These are means; sums are wanted.": right / np.bincount(new)[:, None],
    })  # fmt: skip
