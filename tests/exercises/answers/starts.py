"""Exercises of lesson 02: right answers in every style, and wrong ones."""

import random

import numpy as np
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist


def draw_again_if_taken(X, k, rng):
    rows = []
    while len(rows) < k:
        i = int(rng.integers(len(X)))
        if i not in rows:
            rows.append(i)
    return X[rows].tolist()


def draw_shuffled(X, k, rng):
    rows = np.arange(len(X))
    rng.shuffle(rows)
    return X[rows[:k]].astype(float)


def squares(X, centroids):
    return cdist(X, centroids, "sqeuclidean")


def share(values):
    return values / np.sum(values)


def chances_in_loops(X, chosen):
    nearest = []
    for x in X.tolist():
        nearest.append(min(sum((p - q) ** 2 for p, q in zip(x, c, strict=True))
                           for c in chosen.tolist()))  # fmt: skip
    return [d / sum(nearest) for d in nearest]


def chances_at_once(X, chosen):
    D = ((X[:, None].astype(np.float32) - chosen.astype(np.float32)) ** 2).sum(axis=2)
    return share(D.min(axis=1))


def chances_by_product(X, chosen):
    X, chosen = X.astype(float), chosen.astype(float)
    D = (X**2).sum(axis=1)[:, None] - 2 * X @ chosen.T + (chosen**2).sum(axis=1)
    return share(np.maximum(D, 0).min(axis=1))


def farthest(X, k, join, metric="sqeuclidean", first=0):
    rows = [first]
    while len(rows) < k:
        rows.append(join(cdist(X, X[rows], metric)).argmax())
    return rows


def farthest_in_loops(X, k):
    points, rows = X.tolist(), [0]
    while len(rows) < k:
        best, far = None, -1
        for i, x in enumerate(points):
            near = min(sum((p - q) ** 2 for p, q in zip(x, points[r], strict=True)) for r in rows)
            if near > far:
                best, far = i, near
        rows.append(best)
    return [points[i] for i in rows]


def farthest_running(X, k):
    X = X.astype(np.float32)
    rows, nearest = [0], ((X - X[0]) ** 2).sum(axis=1)
    for _ in range(k - 1):
        rows.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, ((X - X[rows[-1]]) ** 2).sum(axis=1))
    return X[rows]


def farthest_in_uint8(X, k):
    rows = [0]
    while len(rows) < k:
        D = ((X[:, None] - X[rows]) ** 2).sum(axis=2)
        rows.append(D.min(axis=1).argmax())
    return X[rows]


def farthest_with_a_late_tie(X, k):
    rows = [0]
    while len(rows) < k:
        nearest = squares(X, X[rows]).min(axis=1)
        rows.append(np.flatnonzero(nearest == nearest.max())[-1])
    return X[rows]


def nearest_in_line(X, k):
    rows = [0]
    while len(rows) < k:
        D = squares(X, X[rows]).min(axis=1)
        D[rows] = np.inf
        rows.append(D.argmin())
    return X[rows]


def closest(D):
    return D.min(axis=1)


RIGHT = {
    "init_random": [
        draw_again_if_taken,
        draw_shuffled,
        lambda X, k, rng: X[rng.permutation(len(X))[:k]],
        lambda X, k, rng: X[rng.choice(len(X), k, replace=False)],
        lambda X, k, rng: rng.choice(X, k, replace=False),
        lambda X, k, rng: X[np.argsort(rng.random(len(X)))[-k:]],
        lambda X, k, rng: rng.permutation(X)[:k].astype(np.float32),
        lambda X, k, rng: X[np.sort(rng.choice(len(X), k, replace=False))],
    ],
    "plus_plus_chances": [
        chances_in_loops,
        chances_at_once,
        chances_by_product,
        lambda X, c: share(squares(X, c).min(axis=1)),
        lambda X, c: share(KDTree(c).query(X)[0] ** 2).tolist(),
        lambda X, c: share(cdist(X, c).min(axis=1) ** 2).astype(np.float32),
    ],
    "farthest_first": [
        farthest_in_loops,
        farthest_running,
        lambda X, k: X[farthest(X, k, closest)],
        lambda X, k: X[farthest(X, k, closest, "euclidean")].tolist(),
        lambda X, k: X[farthest(X, k, closest)].astype(np.float32),
    ],
}

WRONG = {
    "init_random": {
        "drawn twice": [
            lambda X, k, rng: X[rng.integers(0, len(X), k)],
            lambda X, k, rng: X[rng.choice(len(X), k)],
        ],
        "Other generators": [
            lambda X, k, rng: X[:k],
            lambda X, k, rng: X[np.random.default_rng(0).permutation(len(X))[:k]],
            lambda X, k, rng: X[-k:],
        ],
        "same seed": [
            lambda X, k, rng: X[random.sample(range(len(X)), k)],
            lambda X, k, rng: X[np.random.default_rng().choice(len(X), k, replace=False)],
        ],
        "numbers of rows": [lambda X, k, rng: rng.permutation(len(X))[:k]],
        "the same k rows": [lambda X, k, rng: X[rng.permutation(k)]],
        "Row 7 never comes": [
            lambda X, k, rng: X[rng.choice(max(len(X) - 1, k), k, replace=False)]
            if k < len(X) else X
        ],
        "not every centroid": [
            lambda X, k, rng: rng.uniform(0, 255, (k, X.shape[1])),
            lambda X, k, rng: X[rng.permutation(len(X))[:k]] / 255,
        ],
        "Rows that lie together": [
            lambda X, k, rng: X[(rng.integers(len(X)) + np.arange(k)) % len(X)],
            lambda X, k, rng: np.roll(X, rng.integers(len(X)), axis=0)[:k],
        ],
        "Row 0 comes in 200 of 200": [
            lambda X, k, rng: X[np.append(0, 1 + rng.permutation(len(X) - 1)[: k - 1])],
        ],
        "has shape (8, 3); (1, 3)": [lambda X, k, rng: rng.permutation(X)],
        "It changes the arrays": [lambda X, k, rng: (rng.shuffle(X), X[:k])[1]],
        "stops with": [lambda X, k, rng: rng.sample(X, k)],
        "must have the same chance": [
            lambda X, k, rng: X[rng.choice(8, k, replace=False, p=np.arange(1, 9) / 36)],
        ],
    },
    "plus_plus_chances": {
        "It wraps around": [
            lambda X, c: share(((X[:, None] - c) ** 2).sum(axis=2).min(axis=1)),
        ],
        "Too late": [
            lambda X, c: share((np.linalg.norm(X[:, None] - c, axis=2) ** 2).min(axis=1)),
        ],
        "The squares do not fit": [
            lambda X, c: share(((X**2).sum(1)[:, None] - 2 * X @ c.T + (c**2).sum(1)).min(axis=1)),
        ],
        "int16": [
            lambda X, c: share(
                ((X[:, None].astype(np.int16) - c.astype(np.int16)) ** 2).sum(axis=2).min(axis=1)
            ),
        ],
        "too coarse": [lambda X, c: share(squares(X.astype(int), c.astype(int)).min(axis=1))],
        "not yet chances": [lambda X, c: squares(X, c).min(axis=1)],
        "must be squared": [lambda X, c: share(cdist(X, c).min(axis=1))],
        "not all of them": [lambda X, c: share(squares(X, c).sum(axis=1)),
                            lambda X, c: share(squares(X, c).mean(axis=1))],
        "farthest centroid": [lambda X, c: share(squares(X, c).max(axis=1))],
        "last centroid": [lambda X, c: share(squares(X, c)[:, -1])],
        "first centroid": [lambda X, c: share(squares(X, c[:1])[:, 0])],
        "the same chance": [lambda X, c: np.full(len(X), 1 / len(X))],
        "by the largest": [lambda X, c: closest(squares(X, c)) / closest(squares(X, c)).max()],
        "root comes too late": [lambda X, c: np.sqrt(share(closest(squares(X, c))))],
        "absolute differences": [lambda X, c: share(cdist(X, c, "cityblock").min(axis=1))],
        "of the chosen": [lambda X, c: share(squares(X, c).min(axis=0))],
        "row and centroid": [lambda X, c: share(squares(X, c))],
        "likeliest row": [lambda X, c: int(closest(squares(X, c)).argmax())],
        "added up already": [lambda X, c: np.cumsum(share(closest(squares(X, c))))],
        " is right.": [lambda X, c: share(closest(squares(X, c)) ** 2),
                       lambda X, c: share(closest(squares(X, c)))[::-1]],
        "It returns 2 things": [lambda X, c: (share(closest(squares(X, c))), 1)],
    },
    "farthest_first": {
        "numbers of rows": [lambda X, k: farthest(X, k, closest)],
        "last chosen row": [lambda X, k: X[farthest(X, k, lambda D: D[:, -1])]],
        "row 0 alone": [
            lambda X, k: X[farthest(X, k, lambda D: D[:, 0])],
            lambda X, k: X[[0, *np.argsort(-squares(X, X[:1])[:, 0], kind="stable")][:k]],
        ],
        "adds up the distances": [
            lambda X, k: X[farthest(X, k, lambda D: D.sum(axis=1))],
            lambda X, k: X[farthest(X, k, lambda D: D.mean(axis=1))],
        ],
        "farthest of the chosen": [lambda X, k: X[farthest(X, k, lambda D: D.max(axis=1))]],
        "another row": [
            lambda X, k: X[farthest(X, k, closest, first=2)],
            lambda X, k: X[farthest(X, k, closest, first=len(X) - 1)],
            lambda X, k: X[farthest(X, k, closest, first=1)],
        ],
        "The first k rows": [lambda X, k: X[:k]],
        "goes to the last": [farthest_with_a_late_tie],
        "row nearest to those": [nearest_in_line],
        "nearest to itself": [lambda X, k: X[farthest(X, k, lambda D: -D.min(axis=1))]],
        "wraps around": [farthest_in_uint8],
        "absolute differences": [lambda X, k: X[farthest(X, k, closest, "cityblock")]],
        "One row too many": [lambda X, k: X[farthest(X, k + 1, closest)]],
        "Row 0 is to be": [lambda X, k: X[farthest(X, k + 1, closest)[1:]]],
        "where": [lambda X, k: X[farthest(X, k, closest)] if k < 7 else X],
        " is right.": [
            lambda X, k: X[[0, *range(len(X) - 1, 0, -1)][:k]],
            lambda X, k: X[np.sort(farthest(X, k, closest))],
            lambda X, k: X[farthest(X, k, closest)][::-1],
        ],
    },
}  # fmt: skip
