"""Lesson 12: right answers in whatever style are right, wrong ones are told what is wrong."""

import math

import numpy as np
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist
from scipy.stats import rankdata

from kmeans_lib.assignment import squared_distances

# abstain.


def nearest(D, names):
    return names[D.argmin(axis=1)]


def unless(bad, names, instead=-1):
    return np.where(bad, instead, names)


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


def abstain_by_mask(distances, names, threshold):
    given = np.full(len(distances), -1, np.int32)
    near = distances.min(axis=1) <= threshold
    given[near] = names[distances[near].argmin(axis=1)]
    return given


def abstain_by_sort(distances, names, threshold):
    order = np.argsort(distances, axis=1, kind="stable")[:, 0]
    least = np.take_along_axis(distances, order[:, None], axis=1)[:, 0]
    return [int(names[j]) if d <= threshold else -1 for j, d in zip(order, least, strict=True)]


def abstain_in_floats(distances, names, threshold):
    least = np.min(distances.astype(np.float32), axis=1)
    given = np.take(names, np.argmin(distances, axis=1)).astype(float)
    given[least > np.float32(threshold)] = -1
    return given


def abstain_by_choose(distances, names, threshold):
    near = (distances <= threshold).any(axis=1)
    return near * (nearest(distances, names) + 1) - 1


# most_doubtful.


def apart(X, centroids):
    """Distances, the nearest centroid first."""
    return np.sort(cdist(X.astype(float), centroids.astype(float)), axis=1)


def leads(distances):
    return distances[:, 1] - distances[:, 0]


def order(X, c):
    return leads(apart(X, c)).argsort()


def doubtful_in_loops(X, centroids, m):
    every = []
    for i, row in enumerate(X.tolist()):
        first, second, *_ = sorted(math.dist(row, centroid) for centroid in centroids.tolist())
        every.append((second - first, i))
    return [i for _, i in sorted(every)][:m]


def doubtful_by_partition(X, centroids, m):
    away = np.linalg.norm(X[:, None] - centroids.astype(float), axis=2)
    return np.ptp(np.partition(away, 1, axis=1)[:, :2], axis=1).argsort()[:m]


def doubtful_by_tree(X, centroids, m):
    return np.argsort(np.diff(KDTree(centroids).query(X, k=2)[0]).ravel())[:m]


def doubtful_by_cdist(X, centroids, m):
    return leads(apart(X, centroids)).argsort()[:m].astype(np.int32)


def doubtful_one_by_one(X, centroids, m):
    left, chosen = dict(enumerate(leads(apart(X, centroids)))), []
    while len(chosen) < m:
        chosen.append(min(left, key=left.get))
        del left[chosen[-1]]
    return np.array(chosen)


def doubtful_in_float32(X, centroids, m):
    X, c = X.astype(np.float32), centroids.astype(np.float32)
    away = np.sqrt(((X[:, None] - c) ** 2).sum(axis=2))
    first = away.argmin(axis=1)
    rest = away.copy()
    rest[np.arange(len(X)), first] = np.inf
    return np.argsort(rest.min(axis=1) - away.min(axis=1))[:m]


def doubtful_by_library(X, centroids, m):
    away = np.sort(np.sqrt(squared_distances(X, centroids)), axis=1)
    return sorted(range(len(X)), key=lambda i: away[i, 1] - away[i, 0])[:m]


def as_they_come(X, c):
    return np.sort(np.sqrt(((X[:, None] - c) ** 2).sum(axis=2)), axis=1)


def unsorted(X, c):
    return cdist(X.astype(float), c.astype(float))


RIGHT = {
    "abstain": [
        abstain_in_loops, abstain_at_once, abstain_with_one_more_centroid, abstain_by_mask,
        abstain_by_sort, abstain_in_floats, abstain_by_choose,
    ],
    "most_doubtful": [
        doubtful_in_loops, doubtful_by_partition, doubtful_by_tree, doubtful_by_cdist,
        doubtful_one_by_one, doubtful_in_float32, doubtful_by_library,
    ],
}  # fmt: skip
WRONG = {
    "abstain": {
        "left out yet": [lambda D, names, limit: nearest(D, names)],
        "Exactly at": [
            lambda D, names, limit: unless(D.min(axis=1) >= limit, nearest(D, names)),
            lambda D, names, limit: [
                names[row.argmin()] if row.min() < limit else -1 for row in D
            ],
        ],
        "near became -1": [
            lambda D, names, limit: unless(D.min(axis=1) <= limit, nearest(D, names)),
        ],
        "not dropped": [lambda D, names, limit: nearest(D, names)[D.min(axis=1) <= limit]],
        "0 is a digit": [
            lambda D, names, limit: nearest(D, names) * (D.min(axis=1) <= limit),
            lambda D, names, limit: unless(D.min(axis=1) > limit, nearest(D, names), 0),
        ],
        "all names floats": [
            lambda D, names, limit: unless(D.min(axis=1) > limit, nearest(D, names), np.nan),
        ],
        "numbers of clusters": [
            lambda D, names, limit: unless(D.min(axis=1) > limit, D.argmin(axis=1)),
        ],
        "the last name": [
            lambda D, names, limit: names[unless(D.min(axis=1) > limit, D.argmin(axis=1))],
            lambda D, names, limit: [
                names[row.argmin() if row.min() <= limit else -1] for row in D
            ],
        ],
        "however far the others": [
            lambda D, names, limit: unless((D > limit).any(axis=1), nearest(D, names)),
            lambda D, names, limit: unless(D.max(axis=1) > limit, nearest(D, names)),
        ],
        "mean distance": [
            lambda D, names, limit: unless(D.mean(axis=1) > limit, nearest(D, names)),
        ],
        "second nearest": [
            lambda D, names, limit: unless(
                np.partition(D, 1, axis=1)[:, 1] > limit, nearest(D, names)
            ),
        ],
        "not their roots": [
            lambda D, names, limit: unless(np.sqrt(D.min(axis=1)) > limit, nearest(D, names)),
            lambda D, names, limit: unless(np.sqrt(D).min(axis=1) > limit, nearest(D, names)),
        ],
        "not their squares": [
            lambda D, names, limit: unless((D**2).min(axis=1) > limit, nearest(D, names)),
        ],
        "the farthest centroid.": [
            lambda D, names, limit: unless(D.min(axis=1) > limit, names[D.argmax(axis=1)]),
        ],
        "its distance is compared as well": [
            lambda D, names, limit: unless(D.max(axis=1) > limit, names[D.argmax(axis=1)]),
        ],
        "one number for all pictures": [
            lambda D, names, limit: unless(D.min() > limit, nearest(D, names)),
            lambda D, names, limit: nearest(D, names) if D.min() <= limit else [-1] * len(D),
        ],
        "only the nearest may": [lambda D, names, limit: unless(D > limit, names)],
        "along the rows": [lambda D, names, limit: unless(D.min(axis=0) > limit, names)],
        "Whether it is": [lambda D, names, limit: D.min(axis=1) > limit],
        "These are the distances": [
            lambda D, names, limit: unless(D.min(axis=1) > limit, D.min(axis=1)),
        ],
        " is right.": [
            lambda D, names, limit: unless(D.min(axis=1) > limit, nearest(D, names), -2),
            lambda D, names, limit: unless(D.min(axis=1) > limit + 1, nearest(D, names)),
            lambda D, names, limit: unless(D.min(axis=1) > 2 * limit, nearest(D, names)),
            lambda D, names, limit: unless(D.min(axis=1) > int(limit), nearest(D, names)),
            lambda D, names, limit: unless(D.min(axis=1) > 40, nearest(D, names)),
            lambda D, names, limit: unless(D[:, 0] > limit, nearest(D, names)),
            lambda D, names, limit: unless(D.min(axis=1) > limit, nearest(D, names[::-1])),
            lambda D, names, limit: unless(D.min(axis=1) > limit, nearest(D, np.sort(names))),
        ],
        "is str": [
            lambda D, names, limit: unless(
                D.min(axis=1) > limit, nearest(D, names).astype(str), "?"
            ),
        ],
        "stops with": [lambda D, names, limit: names[D.argmin()] if D.min() <= limit else -1],
    },
    "most_doubtful": {
        "starts again": [lambda X, c, m: leads(as_they_come(X, c)).argsort(kind="stable")[:m]],
        "Too narrow: int16": [
            lambda X, c, m: leads(
                as_they_come(X.astype(np.int16), c.astype(np.int16))
            ).argsort(kind="stable")[:m],
        ],
        "not whole numbers": [lambda X, c, m: order(X, c)[:m].astype(float)],
        "take the root": [
            lambda X, c, m: leads(np.sort(squared_distances(X, c))).argsort()[:m],
            lambda X, c, m: np.sqrt(leads(apart(X, c) ** 2)).argsort()[:m],
        ],
        "ratio": [
            lambda X, c, m: (apart(X, c)[:, 1] / (apart(X, c)[:, 0] + 1e-12)).argsort()[:m],
            lambda X, c, m: (-apart(X, c)[:, 0] / apart(X, c)[:, 1]).argsort()[:m],
        ],
        "least doubt.": [
            lambda X, c, m: (-leads(apart(X, c))).argsort()[:m],
            lambda X, c, m: order(X, c)[::-1][:m],
        ],
        "the clearest last": [lambda X, c, m: order(X, c)[-m:]],
        "strangers": [lambda X, c, m: (-apart(X, c)[:, 0]).argsort()[:m]],
        "rows nearest to their centroid": [lambda X, c, m: apart(X, c)[:, 0].argsort()[:m]],
        "second nearest centroid alone": [lambda X, c, m: apart(X, c)[:, 1].argsort()[:m]],
        "These are the leads; the": [lambda X, c, m: np.sort(leads(apart(X, c)))[:m]],
        "rows themselves": [lambda X, c, m: X[order(X, c)[:m]]],
        "is to come first": [
            lambda X, c, m: np.sort(order(X, c)[:m]),
            lambda X, c, m: np.flatnonzero(
                leads(apart(X, c)) <= np.sort(leads(apart(X, c)))[m - 1]
            ),
        ],
        "comes last": [lambda X, c, m: order(X, c)[:m][::-1]],
        "the nearest and the farthest": [lambda X, c, m: np.ptp(apart(X, c), axis=1).argsort()[:m]],
        "not the two farthest": [
            lambda X, c, m: leads(-apart(X, c)[:, ::-1]).argsort()[:m],
        ],
        "sort each row.": [
            lambda X, c, m: np.abs(leads(unsorted(X, c))).argsort()[:m],
            lambda X, c, m: leads(unsorted(X, c)).argsort()[:m],
            lambda X, c, m: order(X, c[:2])[:m],
        ],
        "below 0 where 1": [
            lambda X, c, m: (unsorted(X, c)[:, 1] - unsorted(X, c)[:, 0]).argsort()[:m],
        ],
        "city blocks": [
            lambda X, c, m: leads(
                np.sort(cdist(X.astype(float), c.astype(float), "cityblock"))
            ).argsort()[:m],
        ],
        "first m": [lambda X, c, m: order(X, c)],
        "counts from 1": [lambda X, c, m: order(X, c)[:m] + 1],
        "leads of all rows": [lambda X, c, m: leads(apart(X, c))],
        "argsort once": [
            lambda X, c, m: order(X, c).argsort()[:m],
            lambda X, c, m: (rankdata(leads(apart(X, c))) - 1)[:m],
        ],
        "two nearest centroids; the": [lambda X, c, m: unsorted(X, c).argsort(axis=1)[:m, :2]],
        " is right.": [
            lambda X, c, m: order(X, c)[1 : m + 1] if m < len(X) else order(X, c)[::-1],
            lambda X, c, m: np.arange(m),
            lambda X, c, m: np.roll(order(X, c), 1)[:m],
            lambda X, c, m: apart(X, c)[:, :2].sum(axis=1).argsort()[:m],
            lambda X, c, m: order(X[::-1], c)[:m],
            lambda X, c, m: apart(X, c).var(axis=1).argsort()[:m],
            lambda X, c, m: order(X // 1, c // 1)[:m],
        ],
        "is wanted": [
            lambda X, c, m: order(X, c)[: m + 1],
            lambda X, c, m: order(X, c)[:3],
            lambda X, c, m: order(X, c)[0],
            lambda X, c, m: apart(X, c).argsort(axis=0)[:m],
        ],
        "stops with AxisError": [lambda X, c, m: leads(apart(X, c)).argsort(axis=1)[:m]],
        "stops with IndexError": [
            lambda X, c, m: (apart(X, c)[:, 2] - apart(X, c)[:, 1]).argsort()[:m],
        ],
    },
}  # fmt: skip
