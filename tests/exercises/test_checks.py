"""Feedback on exercises: every typical wrong answer gets its own hint, and nothing raises."""

import math
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from scipy.spatial import KDTree
from scipy.spatial.distance import pdist

from kmeans_lib.assignment import assign_labels, squared_distances
from kmeans_lib.exercises import EXERCISES, check, checks, verdict
from kmeans_lib.initialization import init_random
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.update import update_centroids


def loops(X, centroids):
    return ((X[:, None].astype(float) - centroids) ** 2).sum(axis=2)


def in_uint8(X, centroids):
    return ((X[:, None] - centroids) ** 2).sum(axis=2)


def one_product(X, c):
    return (X**2).sum(axis=1)[:, None] - 2 * X @ c.T + (c**2).sum(axis=1)


def means(X, labels, centroids, empty=None):
    new = np.array(centroids, float)
    for j in range(len(new)):
        own = X[labels == j]
        new[j] = own.mean(axis=0) if len(own) or empty is None else empty
    return new


def rounds(X, centroids, number):
    for _ in range(number):
        labels = assign_labels(X, centroids)
        centroids = update_centroids(X, labels, centroids)[0]
    return labels, centroids


def endless(X, centroids):
    while True:
        labels = assign_labels(X, centroids)
        if np.isnan(centroids[0, 0]):
            return labels, centroids


def in_place(X, labels, centroids):
    centroids[:] = 0
    return centroids


def chances(distances):
    return distances / distances.sum()


def first_purity(y, labels):
    return np.mean([np.bincount(y[labels == j]).max() / sum(labels == j) for j in range(4)])


WRONG = {  # exercise: hint: answer
    "cluster_sizes": {
        "without images is missing": lambda labels, k: np.unique(labels, return_counts=True)[1],
        "last clusters are missing": lambda labels, k: np.bincount(labels),
        "shares": lambda labels, k: np.bincount(labels, minlength=k) / len(labels),
        "These are the labels": lambda labels, k: labels,
    },
    "cut_tiles": {
        "One reshape alone": lambda s, t: s.reshape(-1, t * t),
        "down the columns": lambda s, t: (
            s.T.reshape(s.shape[1] // t, t, -1, t).transpose(0, 2, 3, 1).reshape(-1, t * t)
        ),
        "over its diagonal": lambda s, t: (
            s.reshape(-1, t, s.shape[1] // t, t).transpose(0, 2, 3, 1).reshape(-1, t * t)
        ),
        "as squares": lambda s, t: (
            s.reshape(-1, t, s.shape[1] // t, t).swapaxes(1, 2).reshape(-1, t, t)
        ),
        "height first": lambda s, t: (
            s.reshape(s.shape[1] // t, t, s.shape[0] // t, t).swapaxes(1, 2).reshape(-1, t * t)
        ),
    },
    "find_blank": {
        "other way round": lambda X: X.max(axis=1) > 0,
        "This is how many": lambda X: (X.max(axis=1) == 0).sum(),
        "their numbers": lambda X: np.flatnonzero(X.max(axis=1) == 0),
        "with a black pixel": lambda X: X.min(axis=1) == 0,
        "columns": lambda X: X.max(axis=0) == 0,
    },
    "difference": {
        "wraps around": lambda a, b: np.abs(a - b),
        "below zero": lambda a, b: a.astype(float) - b,
        "squares": lambda a, b: (a.astype(float) - b) ** 2,
        "the number at": lambda a, b: np.maximum(a, b) * 1.0,
    },
    "init_random": {
        "drawn twice": lambda X, k, rng: X[rng.integers(0, len(X), k)],
        "Other generators": lambda X, k, rng: X[:k],
        "same seed": lambda X, k, rng: X[np.random.default_rng().permutation(len(X))[:k]],
        "numbers of rows": lambda X, k, rng: rng.permutation(len(X))[:k],
        "first k rows": lambda X, k, rng: X[rng.permutation(k)],
        "not every centroid": lambda X, k, rng: rng.uniform(0, 255, (k, X.shape[1])),
    },
    "plus_plus_chances": {
        "wraps around": lambda X, c: chances(in_uint8(X, c).min(axis=1)),
        "add up to 1": lambda X, c: loops(X, c).min(axis=1),
        "squared": lambda X, c: chances(np.sqrt(loops(X, c).min(axis=1))),
        "not all of them": lambda X, c: chances(loops(X, c).sum(axis=1)),
        "last centroid": lambda X, c: chances(loops(X, c)[:, -1]),
    },
    "farthest_first": {
        "numbers of rows": lambda X, k: farthest(X, k, np.min),
        "last chosen row": lambda X, k: X[farthest(X, k, lambda D, axis: D[:, -1])],
        "row 0 alone": lambda X, k: X[farthest(X, k, lambda D, axis: D[:, 0])],
        "adds up": lambda X, k: X[farthest(X, k, np.sum)],
        "farthest of the chosen": lambda X, k: X[farthest(X, k, np.max)],
        "another row": lambda X, k: X[farthest(X, k, np.min, first=2)],
        "The first k rows": lambda X, k: X[:k],
        "goes to the last": lambda X, k: X[farthest(X, k, np.min, last=True)],
        "the number at": lambda X, k: X[[0, *range(len(X) - 1, 0, -1)][:k]],
    },
    "assign_labels": {
        "wraps around": lambda X, c: in_uint8(X, c).argmin(axis=1),
        "farthest": lambda X, c: loops(X, c).argmax(axis=1),
        "tie": lambda X, c: len(c) - 1 - loops(X, c)[:, ::-1].argmin(axis=1),
        "nearest image": lambda X, c: loops(X, c).argmin(axis=0),
        "squared distance": lambda X, c: loops(X, c).min(axis=1),
        "X and the centroids": lambda X, c: one_product(X, c).argmin(axis=1),
        "counts from 1": lambda X, c: loops(X, c).argmin(axis=1) + 1,
        "whole numbers": lambda X, c: loops(X, c).argmin(axis=1).astype(float),
    },
    "assign_city_block": {
        "wraps around": lambda X, c: np.abs(X[:, None] - c).sum(axis=2).argmin(axis=1),
        "squared differences": lambda X, c: loops(X, c).argmin(axis=1),
        "must not cancel": lambda X, c: (X[:, None].astype(float) - c).sum(axis=2).argmin(axis=1),
        "too late": lambda X, c: np.abs((X[:, None].astype(float) - c).sum(axis=2)).argmin(axis=1),
        "largest difference": lambda X, c: streets(X, c, np.max).argmin(axis=1),
        "farthest": lambda X, c: streets(X, c).argmax(axis=1),
        "This is a distance": lambda X, c: streets(X, c).min(axis=1),
        "counts from 1": lambda X, c: streets(X, c).argmin(axis=1) + 1,
        "goes to the last": lambda X, c: len(c) - 1 - streets(X, c)[:, ::-1].argmin(axis=1),
    },
    "update_centroids": {
        "nan": means,
        "black": lambda X, labels, c: means(X, labels, c, empty=0),
        "cut off": lambda X, labels, c: means(X, labels, c, empty=0).astype(int),
        "which axis": lambda X, labels, c: [X[labels == j].mean() for j in range(len(c))],
        "medians": lambda X, labels, c: [np.median(X[labels == j], axis=0) for j in range(len(c))],
        "changes the arrays": in_place,
    },
    "update_medians": {
        "means": lambda X, labels, c: middles(X, labels, c, np.mean),
        "nan": lambda X, labels, c: [np.median(X[labels == j], axis=0) for j in range(len(c))],
        "black": lambda X, labels, c: middles(X, labels, c * 0),
        "is lost": lambda X, labels, c: [
            np.median(X[labels == j], axis=0) for j in np.unique(labels)
        ],
        "old centroids": lambda X, labels, c: c,
        "mixes the pixels": lambda X, labels, c: [np.median(X[labels == j]) for j in range(len(c))],
        "brightest": lambda X, labels, c: middles(X, labels, c, halfway),
        "changes the arrays": in_place,
    },
    "inertia": {
        "wraps around": lambda X, labels, c: ((X - c[labels]) ** 2).sum(),
        "their squares": lambda X, labels, c: np.sqrt(
            loops(X, c)[np.arange(len(X)), labels]
        ).sum(),
        "that is the mean": lambda X, labels, c: loops(X, c)[np.arange(len(X)), labels].mean(),
        "all centroids": lambda X, labels, c: loops(X, c).sum(),
        "nearest centroid": lambda X, labels, c: loops(X, c).min(axis=1).sum(),
    },
    "kmeans": {
        "too early": lambda X, c: rounds(X, c, 1),
        "changed places": lambda X, c: rounds(X, c, 20)[::-1],
        "way out of your loop": endless,
        "nan": lambda X, c: (assign_labels(X, c), c * np.nan),
        "two things": lambda X, c: rounds(X, c, 20)[1],
        "stopped too early": lambda X, c: rounds(X, c, 10),
        "it stopped too early": lambda X, c: rounds(X, c, 100),
        "another update": lambda X, c: (assign_labels(X, c), c),
        "not where this start leads": lambda X, c: _from_elsewhere(X),
    },
    "hard_for_plus_plus": {
        "Two things": lambda rng: rng.random((300, 2)),
        "have shape": lambda rng: (rng.random((300, 3)), 10),
        "up to 500": lambda rng: (rng.random((501, 2)), 10),
        "k is 11": lambda rng: (rng.random((300, 2)), 11),
        "k is 2.5": lambda rng: (rng.random((300, 2)), 2.5),
        "more different points": lambda rng: (np.zeros((300, 2)), 10),
        "20 of 20 starts": lambda rng: (
            np.concatenate([rng.normal(99 * j, 1, (50, 2)) for j in range(4)]), 4
        ),
    },
    "purity": {
        "need not be digit 1": lambda y, labels: np.mean(y == labels),
        "counts alike": first_purity,
        "of every digit": lambda y, labels: (
            sum(np.bincount(labels[y == d]).max() for d in np.unique(y)) / len(y)
        ),
        "number of all images": lambda y, labels: 10,
        "last cluster": lambda y, labels: (
            sum(np.bincount(y[labels == j]).max() for j in range(labels.max())) / len(y)
        ),
    },
    "refute_purity": {
        "Three things": lambda: ([0, 0, 1, 1], [0, 1, 2, 3]),
        "lengths are [4, 4, 3]": lambda: ([0, 0, 1, 1], [0, 1, 2, 3], [0, 0, 1]),
        "from 4 to 100": lambda: ([0, 0, 1], [0, 1, 2], [0, 0, 0]),
        "changed places": lambda: ([0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 1, 1], list("abcdef")),
        "a must have": lambda: ([0, 0, 1, 1], [0, 0, 0, 0], [0, 0, 1, 1]),
        "b must have": lambda: ([0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1]),
    },
    "project": {
        "subtracted first": lambda X, mean, components: X @ components.T,
        "turn it over": lambda X, mean, components: components @ (X - mean).T,
        "images again": lambda X, mean, components: (
            (X - mean) @ components.T @ components + mean
        ),
        "stops with ValueError": lambda X, mean, components: (X - mean) @ components,
    },
    "first_direction": {
        "length 1": lambda X: 3 * direction(X),
        "where the pictures are": lambda X: np.linalg.svd(X)[2][0],
        "second component": lambda X: direction(X, 1),
        "not settled": lambda X: powers(X, 1),
        "until nothing changes": lambda X: powers(X, 5),
        "all directions": lambda X: np.linalg.svd(X - X.mean(axis=0))[2],
        "these are coordinates": lambda X: (X - X.mean(axis=0)) @ direction(X),
        "NaN": lambda X: direction(X) * np.nan,
        "the number at": lambda X: np.eye(len(X[0]))[3],
    },
    "representatives": {
        "its own rows only": lambda X, labels, c: squared_distances(X, c).argmin(axis=0),
        "within each cluster": lambda X, labels, c: [
            squared_distances(X[labels == j], c[j : j + 1]).argmin() for j in range(len(c))
        ],
        "rows themselves": lambda X, labels, c: X[_own_distances(X, labels, c).argmin(axis=0)],
        "one a cluster is wanted": lambda X, labels, c: squared_distances(X, c).argmin(axis=1),
        "first row of each": lambda X, labels, c: [
            np.flatnonzero(labels == j)[0] for j in range(len(c))
        ],
        "farthest row": lambda X, labels, c: (
            np.nan_to_num(_own_distances(X, labels, c), posinf=-1).argmax(axis=0)
        ),
    },
    "shift_distance": {
        "wraps around": lambda a, b, reach: min(
            np.sqrt(np.mean((a - shifted(b, s).astype(np.uint8)) ** 2)) for s in span(reach)
        ),
        "without a shift": lambda a, b, reach: rms(a, b),
        "other; repeat the edge": lambda a, b, reach: min(
            rms(a, np.roll(b, s, axis=1)) for s in span(reach)
        ),
        "to the left": lambda a, b, reach: min(rms(a, shifted(b, s)) for s in range(reach + 1)),
        "to the right": lambda a, b, reach: min(rms(a, shifted(b, -s)) for s in range(reach + 1)),
        "largest": lambda a, b, reach: max(rms(a, shifted(b, s)) for s in span(reach)),
        "mean square": lambda a, b, reach: min(rms(a, shifted(b, s)) for s in span(reach)) ** 2,
        "a sum": lambda a, b, reach: min(
            np.linalg.norm(a - shifted(b, s)) for s in span(reach)
        ),
        "One number a shift": lambda a, b, reach: [rms(a, shifted(b, s)) for s in span(reach)],
        "more than reach": lambda a, b, reach: min(rms(a, shifted(b, s)) for s in span(reach + 1)),
    },
    "combine": {
        "means of means": lambda parts: np.nanmean([s / c[:, None] for s, c in parts], axis=0),
        "0 / 0": lambda parts: np.mean([s / c[:, None] for s, c in parts], axis=0),
        "sends black": lambda parts: (
            np.mean([s / np.maximum(c, 1)[:, None] for s, c in parts], axis=0)
        ),
        "divide them by the counts": lambda parts: sum(s for s, _ in parts),
        "not by all images": lambda parts: (
            sum(s for s, _ in parts) / sum(c.sum() for _, c in parts)
        ),
        "ValueError": lambda parts: sum(s for s, _ in parts) / sum(c for _, c in parts),
        "last worker": lambda parts: parts[-1][0] / parts[-1][1][:, None],
        "number of workers": lambda parts: sum(s for s, _ in parts) / len(parts),
    },
    "inertia_from_parts": {
        "empty everywhere": lambda parts: inertia_of(parts, least=0),
        "squares alone": lambda parts: sum(squares for _, _, squares in parts),
        "divided by the counts": lambda parts: inertia_of(parts, power=0),
        "twice": lambda parts: inertia_of(parts, power=2),
        "own means": lambda parts: sum(inertia_of([part]) for part in parts),
        "last worker": lambda parts: inertia_of(parts[-1:]),
        "not taken away": lambda parts: inertia_of(parts, sign=1),
        "that is the mean": lambda parts: inertia_of(parts) / sum(c.sum() for _, c, _ in parts),
        "turned round": lambda parts: -inertia_of(parts),
    },
    "repaint": {
        "rows of colours": lambda photo, palette: palette[assign_labels(_rows(photo), palette)],
        "one a pixel": lambda photo, palette: assign_labels(_rows(photo), palette),
        "the numbers of the colours; the": lambda photo, palette: (
            assign_labels(_rows(photo), palette).reshape(photo.shape[:2])
        ),
        "farthest colour": lambda photo, palette: (
            palette[squared_distances(_rows(photo), palette).argmax(axis=1)].reshape(photo.shape)
        ),
        "wraps around": lambda photo, palette: (
            palette[in_uint8(_rows(photo), palette.astype(np.uint8)).argmin(axis=1)]
            .reshape(photo.shape)
        ),
        "unchanged": lambda photo, palette: photo,
        "not that of the differences": lambda photo, palette: (
            palette[np.abs(photo[:, :, None].astype(float) - palette).sum(axis=3).argmin(axis=2)]
        ),
        "how light": lambda photo, palette: (
            palette[np.abs(photo.mean(axis=2)[..., None] - palette.mean(axis=1)).argmin(axis=2)]
        ),
        "one for all three": lambda photo, palette: np.stack(
            [palette[np.abs(photo[..., [i]] - palette[:, i]).argmin(axis=2), i] for i in range(3)],
            axis=2,
        ),
        "number at": lambda photo, palette: (
            np.rint(palette[assign_labels(_rows(photo), palette)] / 2).reshape(photo.shape)
        ),
    },
    "merge_cheapest": {
        "Two things": lambda colours, counts: merge(colours, counts)[0],
        "forgets their counts": lambda colours, counts: merge(colours, counts, lambda n, m: 1),
        "the division": lambda colours, counts: merge(colours, counts, lambda n, m: n * m),
        "or the square is missing": lambda colours, counts: merge(colours, counts, power=0.5),
        "not n + m": lambda colours, counts: merge(colours, counts, lambda n, m: n + m),
        "smaller of the two": lambda colours, counts: merge(colours, counts, min),
        "wraps around": lambda colours, counts: merge(colours, counts, kind=np.uint8),
        "dearest pair": lambda colours, counts: merge(colours, counts, sign=-1),
        "plain mean": lambda colours, counts: merge(colours, counts, weights=[1, 1]),
        "weight of the other": lambda colours, counts: merge(colours, counts, weights=[2, 20]),
        "cut off": lambda colours, counts: (
            merge(colours, counts)[0].astype(int), merge(colours, counts)[1]
        ),
        "not of the second": lambda colours, counts: (
            merge(colours, counts)[0][[1, 0, 2, 3, 4]], merge(colours, counts)[1][[1, 0, 2, 3, 4]]
        ),
        "not at the end": lambda colours, counts: [
            part[[1, 2, 3, 4, 0]] for part in merge(colours, counts)
        ],
        "second of the two is still there": lambda colours, counts: (
            np.insert(merge(colours, counts)[0], 2, colours[2], axis=0), counts
        ),
        "must be added": lambda colours, counts: (
            merge(colours, counts)[0], counts[[0, 1, 3, 4, 5]]
        ),
        "not averaged": lambda colours, counts: (
            merge(colours, counts)[0], merge(colours, counts)[1] / [2, 1, 1, 1, 1]
        ),
        "still has its count": lambda colours, counts: (
            merge(colours, counts)[0], np.insert(merge(colours, counts)[1], 2, counts[2])
        ),
    },
    "count_in_fields": {
        "as the last word": lambda f, n, k: in_fields(np.where(f < 0, n - 1, f), n, k),
        "as word 0": lambda f, n, k: in_fields(np.maximum(f, 0), n, k),
        "Rows first": lambda f, n, k: in_fields(f, n, k).swapaxes(0, 1),
        "These are shares;": lambda f, n, k: in_fields(f, n, k) / (f >= 0).sum(),
        "shares of each field": lambda f, n, k: (
            in_fields(f, n, k) / in_fields(f, n, k).sum(axis=2, keepdims=True)
        ),
        "roots": lambda f, n, k: np.sqrt(in_fields(f, n, k)),
        "words come last": lambda f, n, k: np.moveaxis(in_fields(f, n, k), 2, 0),
        "in one row": lambda f, n, k: in_fields(f, n, k).ravel(),
        "whole picture": lambda f, n, k: np.bincount(f[f >= 0], minlength=n),
        "use the width": lambda f, n, k: in_fields(f[:, : len(f)], n, k),
        "left at the edge": lambda f, n, k: in_fields(
            f[: len(f) // k * k, : f.shape[1] // k * k], n, k
        ),
        "whatever fields is": lambda f, n, k: in_fields(f, n, 2),
        "array_split": lambda f, n, k: [
            [np.bincount(part[part >= 0], minlength=n) for part in np.array_split(line, k, axis=1)]
            for line in np.array_split(f, k)
        ],
    },
    "soft_votes": {
        "gets 0, not less": lambda d: d.mean(axis=1, keepdims=True) - d,
        "sign": lambda d: np.maximum(d - d.mean(axis=1, keepdims=True), 0),
        "both directions": lambda d: np.abs(d - d.mean(axis=1, keepdims=True)),
        "mean of each word": lambda d: np.maximum(d.mean(axis=0) - d, 0),
        "mean of all": lambda d: np.maximum(d.mean() - d, 0),
        "one hard vote": lambda d: np.eye(d.shape[1])[d.argmin(axis=1)],
        "ones and zeros": lambda d: (d < d.mean(axis=1, keepdims=True)) * 1,
        "median": lambda d: np.maximum(np.median(d, axis=1, keepdims=True) - d, 0),
        "0 / 0": lambda d: votes(d) / votes(d).sum(axis=1, keepdims=True),
        "shares of each patch": lambda d: (
            votes(d) / np.maximum(votes(d).sum(axis=1, keepdims=True), 1e-9)
        ),
        "as in distances": lambda d: votes(d).T,
        "Not squared": lambda d: np.maximum(d.mean(axis=1, keepdims=True) - d, 0) ** 2,
    },
    "abstain": {
        "left out yet": lambda D, names, limit: names[D.argmin(axis=1)],
        "Exactly at": lambda D, names, limit: unless(
            D.min(axis=1) >= limit, names[D.argmin(axis=1)]
        ),
        "near became -1": lambda D, names, limit: unless(
            D.min(axis=1) <= limit, names[D.argmin(axis=1)]
        ),
        "not dropped": lambda D, names, limit: (
            names[D.argmin(axis=1)][D.min(axis=1) <= limit]
        ),
        "0 is a digit": lambda D, names, limit: (
            names[D.argmin(axis=1)] * (D.min(axis=1) <= limit)
        ),
        "numbers of clusters": lambda D, names, limit: unless(
            D.min(axis=1) > limit, D.argmin(axis=1)
        ),
        "Only the nearest": lambda D, names, limit: unless(
            (D > limit).any(axis=1), names[D.argmin(axis=1)]
        ),
        "farthest centroid": lambda D, names, limit: unless(
            D.min(axis=1) > limit, names[D.argmax(axis=1)]
        ),
        "only the nearest may": lambda D, names, limit: unless(D > limit, names),
        "along the rows": lambda D, names, limit: unless(D.min(axis=0) > limit, names),
        "Whether it is": lambda D, names, limit: D.min(axis=1) > limit,
        "all names floats": lambda D, names, limit: unless(
            D.min(axis=1) > limit, names[D.argmin(axis=1)], np.nan
        ),
    },
    "most_doubtful": {
        "take the root": lambda X, c, m: leads(np.sort(squared_distances(X, c))).argsort()[:m],
        "ratio": lambda X, c, m: (apart(X, c)[:, 1] / apart(X, c)[:, 0]).argsort()[:m],
        "least doubt": lambda X, c, m: (-leads(apart(X, c))).argsort()[:m],
        "strangers": lambda X, c, m: (-apart(X, c)[:, 0]).argsort()[:m],
        "These are the leads": lambda X, c, m: np.sort(leads(apart(X, c)))[:m],
        "rows themselves": lambda X, c, m: X[leads(apart(X, c)).argsort()[:m]],
        "is to come first": lambda X, c, m: np.sort(leads(apart(X, c)).argsort()[:m]),
        "comes last": lambda X, c, m: leads(apart(X, c)).argsort()[:m][::-1],
        "the nearest and the farthest": lambda X, c, m: np.ptp(apart(X, c), axis=1).argsort()[:m],
        "sort each row": lambda X, c, m: (
            np.abs(leads(np.sqrt(squared_distances(X, c)))).argsort()[:m]
        ),
        "first m": lambda X, c, m: leads(apart(X, c)).argsort(),
    },
}  # fmt: skip


def farthest(X, k, join, first=0, last=False):
    chosen = [first]
    while len(chosen) < k:
        joined = join(loops(X, X[chosen]), axis=1)
        chosen.append(len(X) - 1 - joined[::-1].argmax() if last else joined.argmax())
    return chosen


def streets(X, centroids, join=np.sum):
    return join(np.abs(X[:, None].astype(float) - centroids), axis=2)


def halfway(rows, axis):
    return (rows.min(axis=axis) + rows.max(axis=axis)) / 2.0


def middles(X, labels, centroids, middle=np.median):
    new = np.array(centroids, float)
    for j in np.unique(labels):
        new[j] = middle(X[labels == j].astype(float), axis=0)
    return new


def direction(X, i=0):
    return np.linalg.svd(X - X.mean(axis=0))[2][i]


def powers(X, rounds):
    centred, v = X - X.mean(axis=0), np.ones(X.shape[1])
    for _ in range(rounds):
        v = centred.T @ centred @ v
        v = v / np.linalg.norm(v)
    return v


def rms(a, b):
    return np.sqrt(np.mean((a.astype(float) - b) ** 2))


def span(reach):
    return range(-reach, reach + 1)


def shifted(image, by):
    """By one column at a time, the edge repeated."""
    for _ in range(abs(by)):
        if by > 0:
            image = np.concatenate([image[:, :1], image[:, :-1]], axis=1)
        else:
            image = np.concatenate([image[:, 1:], image[:, -1:]], axis=1)
    return image.astype(float)


def in_fields(found, n_words, fields):
    counts = np.zeros((fields, fields, n_words))
    rows = np.arange(found.shape[0]) * fields // found.shape[0]
    columns = np.arange(found.shape[1]) * fields // found.shape[1]
    for word in range(n_words):
        np.add.at(counts[:, :, word], (rows[:, None], columns), found == word)
    return counts


def votes(distances):
    return np.maximum(distances.mean(axis=1, keepdims=True) - distances, 0)


def unless(bad, names, instead=-1):
    return np.where(bad, instead, names)


def apart(X, centroids):
    """Distances, the nearest centroid first."""
    return np.sort(np.sqrt(loops(X, centroids)), axis=1)


def leads(distances):
    return distances[:, 1] - distances[:, 0]


def inertia_of(parts, least=1, power=1, sign=-1):
    sums, counts, squares = (sum(column) for column in zip(*parts, strict=True))
    with np.errstate(invalid="ignore"):
        held = (sums**2).sum(axis=1) / np.maximum(counts, least) ** power
    return squares + sign * held.sum()


def ward(n, m):
    return n * m / (n + m)


def merge(colours, counts, factor=ward, power=1, kind=float, sign=1, weights=None):
    def cost(pair):
        a, b = colours[list(pair)].astype(kind)
        n, m = counts[list(pair)]
        return sign * ((a - b) ** 2).sum() ** power * factor(n, m)

    i, j = min(combinations(range(len(colours)), 2), key=cost)
    weights = counts[[i, j]] if weights is None else weights
    colours, counts = colours.astype(float), counts.copy()
    colours[i] = np.average(colours[[i, j]], axis=0, weights=weights)
    counts[i] += counts[j]
    return np.delete(colours, j, axis=0), np.delete(counts, j)


def _rows(photo):
    return photo.reshape(-1, 3)


def _own_distances(X, labels, centroids):
    own = labels[:, None] == np.arange(len(centroids))
    return np.where(own, squared_distances(X, centroids), np.inf)


def _from_elsewhere(X):
    step = run_kmeans(X, 4, X[[0, 16, 31, 46]])
    return step.labels, step.centroids


@pytest.mark.parametrize(
    ("name", "hint"), [(name, hint) for name, answers in WRONG.items() for hint in answers]
)
def test_a_wrong_answer_is_told_what_is_wrong(name, hint):
    line = verdict(name, WRONG[name][hint])
    assert line.startswith(f"{name}: not yet. ") and hint.lower() in line.lower()
    assert "\n" not in line


@pytest.mark.parametrize("name", EXERCISES)
def test_wrong_answers_of_every_exercise_are_told_apart(name):
    lines = {verdict(name, answer) for answer in WRONG[name].values()}
    assert len(lines) >= 3


def stub(*arguments): ...


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("nothing", [None, ...])
def test_an_untouched_stub_is_told_so(name, nothing):
    assert stub() is None
    assert "returns nothing yet" in verdict(name, lambda *arguments: nothing)


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize(
    "odd", ["text", {}, object(), [[1], [1, 2]], np.array([]), float("nan"), 1 + 2j, (1, 2), True]
)  # fmt: skip
def test_nonsense_gets_one_line(name, odd):
    line = verdict(name, lambda *arguments: odd)
    assert line.startswith(f"{name}: not yet. ") and "\n" not in line


@pytest.mark.parametrize("name", EXERCISES)
def test_a_failing_answer_gets_one_line(name):
    def fails(*arguments):
        raise RuntimeError("first line\nsecond line" + "!" * 1000)

    line = verdict(name, fails)
    assert "It stops with RuntimeError: first line second line" in line
    assert len(line) < 220 and "\n" not in line
    assert "SystemExit" in verdict(name, lambda *arguments: exit())


def test_an_endless_loop_is_stopped(monkeypatch):
    monkeypatch.setattr(checks, "SECONDS", 0.05)

    def swallows(X, centroids):
        while True:
            try:
                X = X + 1
            except Exception:
                continue

    assert "way out of your loop" in verdict("kmeans", swallows)


def test_the_function_itself_is_wanted():
    assert 'check("inertia", my_function)' in verdict("inertia", 3.0)


def test_an_unknown_exercise_lists_the_known_ones(capsys):
    check("assign_lables", stub)
    assert "assign_labels" in capsys.readouterr().out


def test_check_prints_one_line(capsys):
    check("init_random", init_random)
    assert capsys.readouterr().out == "init_random: right!\n"


def test_right_answers_may_be_lists():
    assert verdict("cluster_sizes", lambda labels, k: [2, 1, 0, 3, 0]) == "cluster_sizes: right!"


def test_warnings_of_a_wrong_answer_are_not_shown():
    """The mean of nothing warns; the suite turns warnings into errors."""
    assert "NaN" in verdict("update_centroids", means)


RIGHT = {  # other ways than the lessons' solutions, and their corner cases
    "farthest_first": lambda X, k: X[farthest(X, k, np.min)],
    "assign_city_block": lambda X, c: np.array(
        [np.argmin([sum(abs(int(p) - int(q)) for p, q in zip(x, d, strict=True)) for d in c])
         for x in X]
    ),
    "update_medians": lambda X, labels, c: middles(X, labels, c, lower_median),
    "hard_for_plus_plus": lambda rng: (rng.normal(size=(500, 2)), 10),
    "refute_purity": lambda: ([0, 0, 0, 1, 1, 1], list("abcdef"), np.array([0, 0, 0, 0, 1, 1])),
    "first_direction": lambda X: -powers(X, 300),
    "shift_distance": lambda a, b, reach: min(rms(a, shifted(b, s)) for s in span(reach)),
    "inertia_from_parts": inertia_of,
}  # fmt: skip


def lower_median(rows, axis):
    return np.sort(rows, axis=axis)[(len(rows) - 1) // 2]


@pytest.mark.parametrize("name", RIGHT)
def test_another_right_answer_is_right(name):
    assert verdict(name, RIGHT[name]) == f"{name}: right!"


# Lessons 10 to 12, each exercise in three styles: plain loops, NumPy at once, another library.


def repaint_in_loops(photo, palette):
    new = [list(line) for line in photo.tolist()]
    for line in new:
        for c, pixel in enumerate(line):
            line[c] = min(palette.tolist(), key=lambda colour: math.dist(colour, pixel))
    return new


def repaint_at_once(photo, palette):
    distances = ((photo[:, :, None].astype(float) - palette) ** 2).sum(axis=3)
    return palette[distances.argmin(axis=2)].astype(np.uint8)


def repaint_by_tree(photo, palette):
    return palette[KDTree(palette).query(photo)[1]]


def merge_in_loops(colours, counts):
    colours, counts = colours.astype(float).tolist(), counts.tolist()
    costs = {}
    for i, j in combinations(range(len(colours)), 2):
        costs[ward(counts[i], counts[j]) * math.dist(colours[i], colours[j]) ** 2] = i, j
    i, j = costs[min(costs)]
    n, m = counts[i], counts[j]
    colours[i] = [(n * a + m * b) / (n + m) for a, b in zip(colours[i], colours[j], strict=True)]
    counts[i] = n + m
    del colours[j], counts[j]
    return colours, counts


def merge_at_once(colours, counts):
    X, n = colours.astype(float), counts[:, None]
    cost = ((X[:, None] - X) ** 2).sum(axis=2) * n * n.T / (n + n.T)
    cost[np.tril_indices(len(X))] = np.inf
    i, j = np.unravel_index(cost.argmin(), cost.shape)
    X[i] = counts[[i, j]] @ X[[i, j]] / counts[[i, j]].sum()
    n = counts + (np.arange(len(X)) == i) * counts[j]
    rest = np.arange(len(X)) != j
    return X[rest], n[rest]


def merge_by_pdist(colours, counts):
    pairs = np.array(list(combinations(range(len(colours)), 2)))
    harmonic = 1 / (1 / counts[pairs]).sum(axis=1)
    i, j = pairs[(pdist(colours.astype(float), "sqeuclidean") * harmonic).argmin()]
    owner = np.arange(len(colours))
    owner[j] = i
    sums = [np.bincount(owner, counts * channel) for channel in colours.T]
    total = np.bincount(owner, counts)
    keep = total > 0
    return (np.array(sums)[:, keep] / total[keep]).T, total[keep]


def fields_in_loops(found, n_words, fields):
    height, width = found.shape
    counts = [[[0] * n_words for _ in range(fields)] for _ in range(fields)]
    for r in range(height):
        for c in range(width):
            if found[r, c] != -1:
                counts[r * fields // height][c * fields // width][found[r, c]] += 1
    return counts


def fields_by_product(found, n_words, fields):
    rows = np.eye(fields)[np.arange(len(found)) * fields // len(found)]
    columns = np.eye(fields)[np.arange(found.shape[1]) * fields // found.shape[1]]
    return np.einsum("ra,cb,rcw->abw", rows, columns, found[:, :, None] == np.arange(n_words))


def fields_by_counter(found, n_words, fields):
    height, width = found.shape
    seen = Counter(
        (r * fields // height, c * fields // width, word) for (r, c), word in np.ndenumerate(found)
    )
    return np.array(
        [seen[place] for place in np.ndindex(fields, fields, n_words)]
    ).reshape(fields, fields, n_words)  # fmt: skip


def votes_in_loops(distances):
    every = []
    for row in distances:
        mean = sum(row) / len(row)
        every.append([mean - d if d < mean else 0 for d in row])
    return every


def votes_by_apply(distances):
    return np.apply_along_axis(lambda row: np.clip(np.average(row) - row, 0, None), 1, distances)


def votes_at_once(distances):
    nearer = distances.mean(axis=1)[:, None] - distances
    nearer[nearer < 0] = 0
    return nearer


def abstain_in_loops(distances, names, threshold):
    given = []
    for row in distances:
        j = list(row).index(min(row))
        given.append(names[j] if row[j] <= threshold else -1)
    return given


def abstain_at_once(distances, names, threshold):
    return np.where(distances.min(axis=1) > threshold, -1, names[distances.argmin(axis=1)])


def abstain_with_one_more_centroid(distances, names, threshold):
    """Its name is -1, and it lies just beyond the threshold of every picture."""
    beyond = np.full(len(distances), np.nextafter(threshold, np.inf))
    return np.append(names, -1)[np.column_stack([distances, beyond]).argmin(axis=1)]


def doubtful_in_loops(X, centroids, m):
    leads_ = []
    for i, row in enumerate(X.tolist()):
        first, second, *_ = sorted(math.dist(row, centroid) for centroid in centroids)
        leads_.append((second - first, i))
    return [i for _, i in sorted(leads_)][:m]


def doubtful_by_partition(X, centroids, m):
    two = np.partition(np.linalg.norm(X[:, None] - centroids, axis=2), 1, axis=1)[:, :2]
    return np.ptp(two, axis=1).argsort()[:m]


def doubtful_by_tree(X, centroids, m):
    return np.argsort(np.diff(KDTree(centroids).query(X, k=2)[0]).ravel())[:m]


STYLES = {
    "repaint": [repaint_in_loops, repaint_at_once, repaint_by_tree],
    "merge_cheapest": [merge_in_loops, merge_at_once, merge_by_pdist],
    "count_in_fields": [fields_in_loops, fields_by_product, fields_by_counter],
    "soft_votes": [votes_in_loops, votes_at_once, votes_by_apply],
    "abstain": [abstain_in_loops, abstain_at_once, abstain_with_one_more_centroid],
    "most_doubtful": [doubtful_in_loops, doubtful_by_partition, doubtful_by_tree],
}


@pytest.mark.parametrize(
    ("name", "answer"), [(name, answer) for name, ways in STYLES.items() for answer in ways]
)
def test_a_right_answer_is_right_in_whatever_style(name, answer):
    assert verdict(name, answer) == f"{name}: right!"
