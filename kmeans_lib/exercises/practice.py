"""Exercises of lessons 08 to 10, made like those of `first`."""

from collections.abc import Callable

import numpy as np

from kmeans_lib.assignment import squared_distances
from kmeans_lib.engine import cluster_sums
from kmeans_lib.exercises.hints import Hint, compare


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


def shift_distance(function: Callable) -> None:
    rng = np.random.default_rng(2)
    b = np.tile(rng.integers(60, 196, (5, 3, 3), dtype=np.uint8), (1, 4, 1))  # stripes: two
    b[:, 5:] += 30  # columns to the left are nearly one to the right
    noise = rng.integers(-40, 41, b.shape)
    for by in (-2, 2, 0):
        a = np.clip(_shifted(b, by) + noise, 0, 255).astype(np.uint8)
        all_ = {s: _rms(a, _shifted(b, s)) for s in range(-3, 4)}
        near = [all_[s] for s in (-2, -1, 0, 1, 2)]
        compare(function(a, b, 2), min(near), {
            "It wraps around: in uint8, 3 - 5 is 254. Turn both into floats before you subtract.":
                min(np.sqrt(np.mean((a - _shifted(b, s).astype(np.uint8)) ** 2))
                    for s in range(-2, 3)),
            "That is the distance without a shift of the columns, which lie on axis 1.": all_[0],
            "What leaves on one side must not come back on the other; repeat the edge.":
                min(_rms(a, np.roll(b, s, axis=1)) for s in range(-2, 3)),
            "Shifts to the left are left out.": min(near[2:]),
            "Shifts to the right are left out.": min(near[:3]),
            "That is the largest over all shifts; the smallest is wanted.": max(near),
            "That is the mean square; the root of it is wanted.": min(near) ** 2,
            "That is a sum; the root of the mean square is wanted, in grey levels per pixel.":
                min(near) * np.sqrt(a.size),
            "One number a shift; the smallest of them is wanted.": near,
        })  # fmt: skip
    far = _shifted(b, 3)
    compare(function(far, b, 2), min(_rms(far, _shifted(b, s)) for s in range(-2, 3)), {
        "It shifts by more than reach columns.": 0,
    })  # fmt: skip


def _shifted(image: np.ndarray, by: int) -> np.ndarray:
    """Moved to the right by so many columns, with the edge repeated."""
    width = image.shape[1]
    return image[:, np.clip(np.arange(width) - by, 0, width - 1)].astype(float)


def _rms(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sqrt(np.mean((a.astype(float) - b) ** 2)))


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


def inertia_from_parts(function: Callable) -> None:
    X = np.random.default_rng(7).integers(0, 256, (12, 4)).astype(float)
    labels = np.array([0, 0, 1, 0, 0, 0, 1, 1, 3, 3, 0, 3])  # nobody in cluster 2
    cut = [slice(i, i + 4) for i in (0, 4, 8)]
    parts = [(*cluster_sums(X[i], labels[i], 4), np.sum(X[i] ** 2)) for i in cut]
    sums, counts, squares = (sum(column) for column in zip(*parts, strict=True))
    norms, full = (sums**2).sum(axis=1), np.maximum(counts, 1)
    right = squares - (norms / full).sum()
    alone = [s - ((p**2).sum(axis=1) / np.maximum(c, 1)).sum() for p, c, s in parts]
    compare(function(parts), right, {
        "A cluster that is empty everywhere gives 0 / 0; it adds nothing.": np.nan,
        "These are the squares alone; take away what the centroids explain.": squares,
        "The sums must be divided by the counts: |sum|^2 / count for each cluster.":
            squares - norms.sum(),
        "That divides by the counts twice: |centroid|^2 counts once for every member.":
            squares - (norms / full**2).sum(),
        "That is the inertia around each worker's own means; add up the sums of all workers first.":
            sum(alone),
        "The last worker alone.": alone[-1],
        "That is the mean; inertia is the sum.": right / 12,
        "Added, not taken away.": squares + (norms / full).sum(),
        "The sign is turned round.": -right,
    })  # fmt: skip


def repaint(function: Callable) -> None:
    photo = np.random.default_rng(2).integers(0, 256, (4, 3, 3), dtype=np.uint8)
    palette = np.array([[250.0, 250, 240], [10, 20, 200], [200, 30, 20], [30, 160, 40]])
    pixels = photo.reshape(-1, 3)
    every = squared_distances(pixels, palette)
    nearest = every.argmin(axis=1)
    wrapped = ((pixels[:, None] - palette.astype(np.uint8)) ** 2).sum(axis=2).argmin(axis=1)
    apart = np.abs(pixels[:, None].astype(float) - palette)
    light = np.abs(pixels.mean(axis=1)[:, None] - palette.mean(axis=1))
    mixed = np.take_along_axis(palette, apart.argmin(axis=1), axis=0)
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
        "The sum of the squared differences decides, not that of the differences.":
            palette[apart.sum(axis=2).argmin(axis=1)].reshape(photo.shape),
        "That compares how light the colours are; compare red, green and blue, each with its own.":
            palette[light.argmin(axis=1)].reshape(photo.shape),
        "Red, green and blue come from different colours of the palette; choose one for all three.":
            mixed.reshape(photo.shape),
    })  # fmt: skip


def merge_cheapest(function: Callable) -> None:
    colours = np.array([[40, 100, 100], [40, 130, 20], [140, 170, 100], [110, 70, 160],
                        [40, 250, 190], [110, 70, 0]], np.uint8)  # fmt: skip
    counts = np.array([20, 8, 2, 40, 15, 10])
    result = function(colours, counts)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Hint("Two things are to be returned: colours, counts.")
    i, j = 0, 2  # each wrong cost has another pair that is cheapest
    merged, plain = _merged(colours, counts, i, j), _merged(colours, counts * 0 + 1, i, j)
    crossed = _merged(colours, counts[[2, 1, 0, 3, 4, 5]], i, j)
    second = merged[0][[1, 0, 2, 3, 4]]
    kept = np.insert(merged[0], j, colours[j], axis=0)
    compare(result[0], merged[0], {
        "It merges the nearest two and forgets their counts: few pixels are cheaper to merge.":
            _merged(colours, counts, 0, 1)[0],
        "The cost is the squared distance times n m / (n + m): the division or the square is "
        "missing.": _merged(colours, counts, 1, 2)[0],
        "The factor is n m / (n + m), not n + m.": _merged(colours, counts, 1, 5)[0],
        "The factor is n m / (n + m), not the smaller of the two.":
            _merged(colours, counts, 2, 3)[0],
        "It wraps around: uint8 counts to 255 and starts again. Turn the colours into floats "
        "first.": _merged(colours, counts, 3, 5)[0],
        "That is the dearest pair; the cheapest is wanted.": _merged(colours, counts, 4, 5)[0],
        "That is the plain mean of the two; weight each colour with its count.": plain[0],
        "Each of the two has the weight of the other.": crossed[0],
        "The decimals of the merged colour are cut off: turn the colours into floats first.":
            merged[0].astype(int),
        "The merged colour belongs in the place of the first of the two, not of the second.":
            second,
        "The merged colour belongs in the place of the first of the two, not at the end.":
            np.roll(merged[0], -1, axis=0),
        "The second of the two is still there.": kept,
    })  # fmt: skip
    compare(result[1], merged[1], {
        "The counts of the two must be added.": np.delete(counts, j),
        "Counts are added, not averaged.": [11, *merged[1][1:]],
        "The second of the two still has its count.": np.insert(merged[1], j, counts[j]),
    })  # fmt: skip


def _merged(
    colours: np.ndarray, counts: np.ndarray, i: int, j: int
) -> tuple[np.ndarray, np.ndarray]:
    """Colours and counts after j was merged into i."""
    new, total = colours.astype(float), counts.copy()
    new[i] = np.average(new[[i, j]], axis=0, weights=counts[[i, j]])
    total[i] += total[j]
    return np.delete(new, j, axis=0), np.delete(total, j)
