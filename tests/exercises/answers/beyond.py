"""Answers to the exercises of lessons 05 and 06, as learners write them."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from sklearn.metrics.cluster import contingency_matrix

from kmeans_lib.assignment import assign_labels
from kmeans_lib.lloyd import kmeans_steps, run_kmeans
from kmeans_lib.update import update_centroids

# kmeans


def until_labels_stay(X, centroids):
    labels = assign_labels(X, centroids)
    while True:
        centroids, _ = update_centroids(X, labels, centroids)
        new = assign_labels(X, centroids)
        if np.array_equal(new, labels):
            return labels, centroids
        labels = new


def until_centroids_stay(X, centroids):
    while True:
        labels = assign_labels(X, centroids)
        new, _ = update_centroids(X, labels, centroids)
        if np.allclose(new, centroids):
            return labels, new
        centroids = new


def own_loop(X, centroids, middle=np.mean, empty="stays", rounds=1000, change=lambda c: c):
    """Distances and means by hand; lesson 04 leaves the centroid of an empty cluster alone."""
    centroids = np.array(centroids, float)
    for _ in range(rounds):
        labels = cdist(X, centroids).argmin(axis=1)
        before = centroids.copy()
        for j in range(len(centroids)):
            own = X[labels == j]
            if len(own) or empty == "nan":
                centroids[j] = middle(own, axis=0)
            elif empty == "black":
                centroids[j] = 0
            elif empty == "first row":
                centroids[j] = X[0]
        centroids = change(centroids)
        if np.array_equal(before, centroids):
            break
    return labels, centroids


def in_lists(X, centroids):
    rows, centroids = X.tolist(), centroids.tolist()
    while True:
        labels = [
            min(range(len(centroids)), key=lambda j: math.dist(row, centroids[j])) for row in rows
        ]
        new = []
        for j, old in enumerate(centroids):
            own = [row for row, label in zip(rows, labels, strict=True) if label == j]
            new.append([sum(column) / len(own) for column in zip(*own, strict=True)] or old)
        if new == centroids:
            return labels, centroids
        centroids = new


def in_float32(X, centroids):
    X, centroids = X.astype(np.float32), centroids.astype(np.float32)
    labels = np.full(len(X), -1, np.int32)
    while True:
        new = ((X[:, None] - centroids) ** 2).sum(axis=2).argmin(axis=1).astype(np.int32)
        if (new == labels).all():
            return [labels, centroids]
        labels = new
        for j in np.unique(labels):
            centroids[j] = X[labels == j].mean(axis=0)


def by_scikit_learn(X, centroids):
    model = KMeans(len(centroids), init=centroids, n_init=1, tol=0).fit(X.astype(float))
    return model.labels_, model.cluster_centers_


def stops(X, centroids, when):
    """The loop, ended when(step before, step) is true, with the labels of that step."""
    steps = list(kmeans_steps(X, centroids))
    for before, step in pairwise(steps):
        if when(before, step):
            break
    return step.labels, step.centroids


def shift(before, step):
    return np.abs(before.centroids - step.centroids).max()


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


def without_the_empty(X, centroids):
    while True:
        labels = cdist(X, centroids).argmin(axis=1)
        new = np.array([X[labels == j].mean(axis=0) for j in np.unique(labels)])
        if np.array_equal(new, centroids):
            return labels, centroids
        centroids = new


def ended(labels=lambda x: x, centroids=lambda x: x):
    def loop(X, start):
        ends = until_labels_stay(X, start)
        return labels(ends[0]), centroids(ends[1])

    return loop


def from_its_own_start(X, centroids):
    step = run_kmeans(X, len(centroids), rng=np.random.default_rng(0))
    return step.labels, step.centroids


def with_the_whole_pair(X, centroids):
    labels, _ = until_labels_stay(X, centroids)
    return labels, update_centroids(X, labels, centroids)


# hard_for_plus_plus


def heaps(rng, far=99, k=4):
    return np.concatenate([rng.normal(far * j, 1, (50, 2)) for j in range(k)])


def unseeded(rng):
    return np.random.default_rng().random((300, 2)), 10


def a_ring(rng):
    angles = rng.uniform(0, 2 * np.pi, 500)
    return np.column_stack([np.cos(angles), np.sin(angles)]), 10


# purity


def purity_by_counter(y, labels):
    groups = {}
    for digit, label in zip(y.tolist(), labels.tolist(), strict=True):
        groups.setdefault(label, []).append(digit)
    right = sum(Counter(group).most_common(1)[0][1] for group in groups.values())
    return right / len(y)


def purity_at_once(y, labels):
    return (
        np.stack([(y[:, None] == d) & (labels[:, None] == np.arange(9)) for d in range(10)])
        .sum(axis=1)
        .max(axis=0)
        .sum()
        / y.size
    )


def purity_by_names(y, labels):
    names = np.zeros(labels.max() + 1, int)
    for j in set(labels):
        names[j] = np.bincount(y[labels == j]).argmax()
    return (names[labels] == y).mean()


def clusters(y, labels):
    return [y[labels == j] for j in np.unique(labels)]


def most(digits):
    return np.bincount(digits).max()


def one_to_one(y, labels):
    table = contingency_matrix(y, labels)
    return table[linear_sum_assignment(-table)].sum() / len(y)


def called(y, labels, middle):
    return sum(np.sum(own == middle(own)) for own in clusters(y, labels)) / len(y)


DIGITS = [0, 0, 0, 1, 1, 1]
ONE_WRONG = [0, 0, 0, 0, 1, 1]

RIGHT = {
    "kmeans": [
        until_labels_stay,
        until_centroids_stay,
        own_loop,
        in_lists,
        in_float32,
        by_scikit_learn,
        lambda X, c: stops(X, c, lambda before, step: step.moved == 0),
        lambda X, c: stops(X, c, lambda before, step: step.inertia == before.inertia),
        lambda X, c: own_loop(X, c, empty="first row"),
        lambda X, c: tuple(part.tolist() for part in own_loop(X, c)),
    ],
    "hard_for_plus_plus": [
        lambda rng: (rng.random((300, 2)), 10),
        lambda rng: (rng.normal(size=(500, 2)), 10),
        lambda rng: [[[rng.random(), rng.random()] for _ in range(200)], 9],
        lambda rng: (rng.random((400, 2), dtype=np.float32), np.int64(8)),
        lambda rng: (rng.integers(0, 256, (300, 2), dtype=np.uint8), 10.0),
        lambda rng: (np.random.default_rng(5).random((300, 2)), 10),
        a_ring,
    ],
    "purity": [
        purity_by_counter,
        purity_at_once,
        purity_by_names,
        lambda y, labels: sum(map(most, clusters(y, labels))) / len(y),
        lambda y, labels: contingency_matrix(y, labels).max(axis=0).sum() / len(y),
        lambda y, labels: np.float32(purity_by_counter(y, labels)),
        lambda y, labels: np.array(purity_by_names(y, labels)),
        lambda y, labels: np.average([most(own) / len(own) for own in clusters(y, labels)],
                                     weights=[len(own) for own in clusters(y, labels)]),
    ],
    "refute_purity": [
        lambda: (DIGITS, range(6), ONE_WRONG),
        lambda: [np.array(DIGITS), np.arange(6), np.array(ONE_WRONG)],
        lambda: (DIGITS, list("abcdef"), np.array(ONE_WRONG)),
        lambda: (np.repeat([3, 8], 50), np.arange(100), np.repeat([0, 1], [60, 40])),
        lambda: (np.array(DIGITS, np.float32), np.arange(6, dtype=np.int32), ONE_WRONG),
        lambda: tuple(map(list, ("0000011111", "abcdefghij", "0000111111"))),
    ],
}  # fmt: skip

WRONG = {
    "kmeans": {
        "too early: after the last update": [
            lambda X, c: rounds(X, c, 1),
            lambda X, c: rounds(X, c, 10),
            lambda X, c: rounds(X, c, 20),
            lambda X, c: rounds(X, c, 100),
        ],
        "too early: another update": [
            lambda X, c: (assign_labels(X, c), c),
            lambda X, c: stops(X, c, lambda before, step: step.index == 20),
            lambda X, c: stops(X, c, lambda before, step: step.inertia > 0.99 * before.inertia),
            lambda X, c: stops(X, c, lambda before, step: step.moved < 0.01 * len(X)),
            lambda X, c: stops(X, c, lambda before, step: shift(before, step) < 1),
            lambda X, c: stops(X, c, lambda before, step: shift(before, step) < 0.1),
        ],
        "changed places": [
            lambda X, c: until_labels_stay(X, c)[::-1],
            lambda X, c: own_loop(X, c)[::-1],
        ],
        "way out of your loop": [endless],
        "mean of nothing": [lambda X, c: own_loop(X, c, empty="nan", rounds=300)],
        "turns black": [lambda X, c: own_loop(X, c, empty="black")],
        "is lost": [without_the_empty],
        "2 things": [
            lambda X, c: until_labels_stay(X, c)[1],
            lambda X, c: (*until_labels_stay(X, c), 20),
        ],
        "first of them is the centroids": [with_the_whole_pair],
        "count from 1": [ended(labels=lambda labels: labels + 1)],
        "rounded at the end": [ended(centroids=np.round)],
        "cut off at the end": [ended(centroids=lambda c: c.astype(int))],
        "rounded in every round": [lambda X, c: own_loop(X, c, change=np.round)],
        "cut off in every round": [lambda X, c: own_loop(X, c, change=np.trunc)],
        "medians": [lambda X, c: own_loop(X, c, middle=np.median)],
        "not where this start leads": [
            from_its_own_start,
            lambda X, c: until_labels_stay(X, X[-len(c):]),
        ],
        "array of objects": [ended(centroids=lambda c: c.astype(object))],
        "numbers are wanted": [ended(centroids=lambda c: "settled")],
        "unequal parts": [ended(centroids=lambda c: [[1], *c.tolist()])],
        "has shape": [ended(labels=lambda labels: labels[:, None])],
        "inf": [ended(centroids=lambda c: c / 0)],
        "(np.array([[0.0], [2.0], [9.0]]), np.array([[0.0], [2.0]])) gives": [
            ended(centroids=lambda c: c + 0.5),
            lambda X, c: own_loop(X, c, middle=np.max),
        ],
    },
    "hard_for_plus_plus": {
        "two things": [lambda rng: rng.random((300, 2)), lambda rng: (rng.random((9, 2)), 3, 1)],
        "changed places": [lambda rng: (10, rng.random((300, 2)))],
        "have shape (300, 3)": [lambda rng: (rng.random((300, 3)), 10)],
        "up to 500": [lambda rng: (rng.random((501, 2)), 10), lambda rng: (rng.random(300), 10)],
        "turn them over": [lambda rng: (rng.random((2, 300)), 10)],
        "k is 11;": [lambda rng: (rng.random((300, 2)), 11)],
        "k is 1;": [lambda rng: (rng.random((300, 2)), 1)],
        "k is 2.5;": [lambda rng: (rng.random((300, 2)), 2.5)],
        "k has shape (300,);": [lambda rng: (rng.random((300, 2)), np.arange(300) // 30)],
        "is str; numbers": [lambda rng: (rng.random((300, 2)), "10"), lambda rng: ("points", 10)],
        "unequal parts": [lambda rng: ([[0, 1], [2]], 2)],
        "NaN or inf": [
            lambda rng: (rng.random((300, 2)) / 0, 10), lambda rng: (np.full((30, 2), np.nan), 3)
        ],
        "same seed": [unseeded],
        "more different points": [
            lambda rng: (np.zeros((300, 2)), 10), lambda rng: (rng.integers(0, 2, (300, 2)), 4)
        ],
        "20 of 20 starts": [lambda rng: (heaps(rng), 4)],
        "of 20 starts lead": [
            lambda rng: (heaps(rng, far=20, k=3), 3), lambda rng: (heaps(rng, far=9, k=2), 2)
        ],
    },
    "purity": {
        "These are counts": [lambda y, labels: sum(map(most, clusters(y, labels)))],
        "called wrong": [lambda y, labels: 1 - purity_by_names(y, labels)],
        "percent": [lambda y, labels: 100 * purity_by_names(y, labels)],
        "number of clusters": [
            lambda y, labels: sum(map(most, clusters(y, labels))) / len(np.unique(labels))
        ],
        "need not be digit 1": [lambda y, labels: np.mean(y == labels)],
        "counts alike": [
            lambda y, labels: np.mean([most(own) / len(own) for own in clusters(y, labels)])
        ],
        "of every digit": [
            lambda y, labels: sum(most(labels[y == d]) for d in np.unique(y)) / len(y)
        ],
        "may have the same digit": [one_to_one],
        "by the mean": [lambda y, labels: called(y, labels, lambda own: round(own.mean()))],
        "by the median": [lambda y, labels: called(y, labels, np.median)],
        "by its first image": [lambda y, labels: called(y, labels, lambda own: own[0])],
        "by the smallest": [
            lambda y, labels: sum(
                np.unique(own, return_counts=True)[1][0] for own in clusters(y, labels)
            ) / len(y)
        ],
        "last cluster": [
            lambda y, labels: sum(most(y[labels == j]) for j in range(labels.max())) / len(y)
        ],
        "first cluster": [
            lambda y, labels: sum(most(y[labels == j]) for j in range(1, labels.max() + 1)) / len(y)
        ],
        "digit 0": [
            lambda y, labels: sum(
                max(np.sum(own == d) for d in range(1, 10)) for own in clusters(y, labels)
            ) / len(y)
        ],
        "one number a cluster": [lambda y, labels: list(map(most, clusters(y, labels)))],
        "one share a cluster": [
            lambda y, labels: [most(own) / len(own) for own in clusters(y, labels)]
        ],
        "array that holds the number": [lambda y, labels: np.array([purity_by_names(y, labels)])],
        "array of objects": [lambda y, labels: np.array([purity_by_names(y, labels)], object)],
        "returns 2 things": [lambda y, labels: (purity_by_names(y, labels), labels)],
        "stops with": [  # four clusters, whatever there are
            lambda y, labels: sum(most(y[labels == j]) for j in range(4)) / len(y)
        ],
        "(np.array([2, 7, 7]), np.array([0, 0, 0])) gives": [
            lambda y, labels: sum(map(most, clusters(y, labels))) / (len(y) - 1),
            lambda y, labels: sum(most(own) - 1 for own in clusters(y, labels)) / len(y),
        ],
    },
    "refute_purity": {
        "Three things": [
            lambda: (DIGITS, ONE_WRONG), lambda: {"y": DIGITS}, lambda: np.zeros((3, 6))
        ],
        "lengths are [4, 4, 3]": [lambda: ([0, 0, 1, 1], [0, 1, 2, 3], [0, 0, 1])],
        "from 4 to 100": [
            lambda: ([0, 0, 1], [0, 1, 2], [0, 0, 0]), lambda: (range(101),) * 3
        ],
        "flat list": [
            lambda: ([[0, 0], [1, 1]], [0, 1, 2, 3], [0, 0, 0, 1]),
            lambda: (DIGITS, [[0], [1, 2]], ONE_WRONG),
            lambda: (DIGITS, {0, 1, 2, 3, 4, 5}, ONE_WRONG),
            lambda: (DIGITS, [None, 1, 2, 3, 4, 5], ONE_WRONG),
            lambda: (DIGITS, 6, ONE_WRONG),
        ],
        "changed places": [
            lambda: (DIGITS, ONE_WRONG, list("abcdef")), lambda: (DIGITS, ONE_WRONG, range(6))
        ],
        "a must have": [
            lambda: ([0, 0, 1, 1], [0, 0, 0, 0], [0, 0, 1, 1]),
            lambda: (DIGITS, DIGITS, DIGITS),
            lambda: (DIGITS, range(6), DIGITS),
        ],
        "b must have": [
            lambda: ([0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1]),
            lambda: (DIGITS, [0, 0, 0, 1, 1, 2], ONE_WRONG),
        ],
        "Purity is 1.00 for a and 0.83 for b, ARI 1.00": [lambda: (DIGITS, DIGITS, ONE_WRONG)],
    },
}  # fmt: skip
