"""Answers to the exercises of lesson 07, as learners write them."""

import numpy as np
from scipy.sparse.linalg import svds
from sklearn.decomposition import PCA

from kmeans_lib.pca import fit_pca

# project


def project_in_loops(X, mean, components):
    rows = []
    for x in X.tolist():
        rows.append([])
        for direction in components.tolist():
            rows[-1].append(sum((p - m) * d for p, m, d in zip(x, mean, direction, strict=True)))
    return rows


def project_by_scikit_learn(X, mean, components):
    model = PCA(len(components))
    model.mean_, model.components_ = mean, components
    model.explained_variance_ = np.ones(len(components))
    return model.transform(X)


def project_by_column(X, mean, components):
    Z = np.empty((len(X), len(components)))
    for i, direction in enumerate(components):
        Z[:, i] = np.dot(X - mean, direction)
    return Z


# first_direction


def centred(X):
    return X - X.mean(axis=0)


def powers(X, rounds, start=None, length=np.linalg.norm):
    product = centred(X).T @ centred(X)
    v = np.random.default_rng(0).normal(size=X.shape[1]) if start is None else start
    for _ in range(rounds):
        v = product @ v
        v = v / length(v)
    return v


def until_it_stays(X):
    v = np.random.default_rng(4).random(X.shape[1])
    while True:
        new = centred(X).T @ (centred(X) @ v)
        new /= np.sqrt(np.sum(new**2))
        if np.allclose(new, v, atol=1e-9):
            return new
        v = new


def direction(X, i=0):
    return np.linalg.svd(centred(X), full_matrices=False)[2][i]


def by_eigh(X):
    return np.linalg.eigh(np.cov(X, rowvar=False))[1][:, -1]


RIGHT = {
    "project": [
        project_in_loops,
        project_by_column,
        project_by_scikit_learn,
        lambda X, mean, components: (X - mean) @ components.T,
        lambda X, mean, components: (components @ (X - mean).T).T,
        lambda X, mean, components: np.einsum("nd,md->nm", X - mean, components),
        lambda X, mean, components: ((X - mean)[:, None] * components).sum(axis=2),
        lambda X, mean, components: X @ components.T - mean @ components.T,
        lambda X, mean, components: ((X - mean) @ components.T).astype(np.float32),
        lambda X, mean, components: ((X - mean) @ components.T).tolist(),
    ],
    "first_direction": [
        direction,
        by_eigh,
        until_it_stays,
        lambda X: powers(X, 1000),
        lambda X: -powers(X, 300),
        lambda X: powers(X.astype(np.float32), 500).astype(np.float32),
        lambda X: powers(X, 300, np.ones(X.shape[1])).tolist(),
        lambda X: PCA(1).fit(X).components_[0],
        lambda X: svds(centred(X), k=1)[2].ravel(),
        lambda X: fit_pca(X, 1).components.ravel(),
    ],
}

WRONG = {
    "project": {
        "subtracted first": [lambda X, mean, components: X @ components.T],
        "mean is added": [lambda X, mean, components: (X + mean) @ components.T],
        "mean that is given": [
            lambda X, mean, components: (X - X.mean(axis=0)) @ components.T,
        ],
        "subtracts one number": [lambda X, mean, components: (X - mean.mean()) @ components.T],
        "every sign": [lambda X, mean, components: (mean - X) @ components.T],
        "turn it over": [lambda X, mean, components: components @ (X - mean).T],
        "images again; their": [
            lambda X, mean, components: (X - mean) @ components.T @ components + mean
        ],
        "less the mean": [lambda X, mean, components: (X - mean) @ components.T @ components],
        "first component alone": [lambda X, mean, components: (X - mean) @ components[:1].T],
        "first two components": [lambda X, mean, components: (X - mean) @ components[:2].T],
        "have signs": [lambda X, mean, components: np.abs((X - mean) @ components.T)],
        "wraps around": [
            lambda X, mean, components: (X - mean.astype(X.dtype)) @ components.T,
            lambda X, mean, components: [
                [np.dot(x - mean.astype(X.dtype), c) for c in components] for x in X
            ],
        ],
        "stops with ValueError": [
            lambda X, mean, components: (X - mean) @ components,
            lambda X, mean, components: PCA(2).fit_transform(X),
        ],
        "has shape (1,)": [lambda X, mean, components: ((X - mean) @ components.T)[:, 0]],
        "array of objects": [
            lambda X, mean, components: ((X - mean) @ components.T).astype(object)
        ],
        "returns 2 things": [lambda X, mean, components: ((X - mean) @ components.T, mean)],
        "np.array([[0.0, 1.0]])) gives [[-1]]; [[-2]] is right": [
            lambda X, mean, components: (X - mean) @ components.T / 2,
        ],
        "is right": [
            lambda X, mean, components: np.round((X - mean) @ components.T),
            lambda X, mean, components: PCA(len(components)).fit(np.r_[X, X]).transform(X)
            if len(X) > 1 else (X - mean) @ components.T,
        ],
    },
    "first_direction": {
        "length 1: divide": [
            lambda X: 3 * direction(X),
            lambda X: powers(X, 200, length=np.max),
            lambda X: powers(X, 200, length=lambda v: np.abs(v).sum()),
            lambda X: direction(X) * np.linalg.svd(centred(X))[1][0],
        ],
        "where the pictures are": [
            lambda X: np.linalg.svd(X)[2][0],
            lambda X: -np.linalg.svd(X.astype(float))[2][0],
        ],
        "second component": [lambda X: direction(X, 1), lambda X: -direction(X, 1)],
        "last component": [lambda X: np.linalg.eigh(np.cov(X.T))[1][:, 0]],
        "lie in columns": [lambda X: np.linalg.eigh(np.cov(X.T))[1][-1]],
        "lie in rows": [lambda X: np.linalg.svd(centred(X))[2][:, 0]],
        "its own mean": [lambda X: np.linalg.svd(X - X.mean(axis=1)[:, None])[2][0]],
        "subtracts one number": [lambda X: np.linalg.svd(X - X.mean())[2][0]],
        "the median": [lambda X: np.linalg.svd(X - np.median(X, axis=0))[2][0]],
        "by its spread": [lambda X: direction(centred(X) / X.std(axis=0))],
        "not settled": [
            lambda X: powers(X, 5),
            lambda X: powers(X, 10),
            lambda X: powers(X, 2, np.ones(len(X.T))),
        ],
        "all directions": [
            lambda X: np.linalg.svd(centred(X))[2], lambda X: PCA(X.shape[1]).fit(X).components_
        ],
        "coordinates; a": [lambda X: centred(X) @ direction(X)],
        "coordinates, of length 1": [lambda X: np.linalg.svd(centred(X))[0][:, 0]],
        "wraps around": [
            lambda X: np.linalg.svd(X - X.mean(axis=0).astype(X.dtype))[2][0],
        ],
        "NaN": [lambda X: direction(X) * np.nan],
        "inf": [lambda X: powers(X, 200, length=lambda v: 1)],
        "has shape (1, 2)": [lambda X: PCA(1).fit(X).components_],
        "array of objects": [lambda X: direction(X).astype(object)],
        "(np.array([[1, 0], [4, 4], [7, 8]])) gives [1, 0]; [0.6, 0.8] is right": [
            lambda X: np.eye(X.shape[1])[0],
        ],
        "is right.": [
            lambda X: direction(X)[::-1],
            lambda X: direction(X) ** 2,
            lambda X: centred(X)[0] / np.linalg.norm(centred(X)[0]),
            lambda X: X.std(axis=0) / np.linalg.norm(X.std(axis=0)),
        ],
    },
}  # fmt: skip
