"""Exercises of lesson 07, made like those of `first`."""

from collections.abc import Callable
from functools import wraps

import numpy as np

from kmeans_lib.exercises.hints import WRAPS, as_numbers, judge, small_images
from kmeans_lib.pca import fit_pca


def _coordinates(X: np.ndarray, mean: np.ndarray, components: np.ndarray) -> np.ndarray:
    return (X.astype(float) - mean) @ components.T


def project(function: Callable) -> None:
    X, more = small_images()
    model = fit_pca(more, 2)  # of other images: neither mean nor components are those of X
    turn, mean = np.array([[0.6, 0.8], [-0.8, 0.6]]), np.array([10.0, 100.0])
    cases = [
        (np.array([[3, 5]], np.uint8), np.array([1.0, 7.0]), np.array([[0.0, 1.0]])),
        (X[:3, :2], mean, turn),
        (X.astype(float), model.mean, model.components),
        (X, np.array([0.0, 50, 100, 200, 250]), np.eye(5)[[4, 0, 2]]),
    ]
    judge(function, _coordinates, cases, {
        "The mean must be subtracted first: components are directions from the mean image.":
            lambda X, mean, components: X @ components.T,
        "The mean is added; it must be subtracted.":
            lambda X, mean, components: _coordinates(X, -mean, components),
        "It subtracts the mean of X; the mean that is given is wanted: X may be other images.":
            lambda X, mean, components: _coordinates(X, X.mean(axis=0), components),
        "It subtracts one number; the mean image has one a pixel.":
            lambda X, mean, components: _coordinates(X, mean.mean(), components),
        "It subtracts X from the mean: every sign is turned round.":
            lambda X, mean, components: -_coordinates(X, mean, components),
        "One line a component; one row an image is wanted: turn it over.":
            lambda X, mean, components: _coordinates(X, mean, components).T,
        "These are images again; their coordinates are wanted.":
            lambda X, mean, components: _coordinates(X, mean, components) @ components + mean,
        "These are images again, less the mean; their coordinates are wanted.":
            lambda X, mean, components: _coordinates(X, mean, components) @ components,
        "It always takes the first component alone; all that are given are wanted.":
            lambda X, mean, components: _coordinates(X, mean, components[:1]),
        "It always takes the first two components; all that are given are wanted.":
            lambda X, mean, components: _coordinates(X, mean, components[:2]),
        "These are the sizes alone; coordinates have signs.":
            lambda X, mean, components: np.abs(_coordinates(X, mean, components)),
        WRAPS: lambda X, mean, components: (X - mean.astype(X.dtype)) @ components.T,
    })  # fmt: skip


def first_direction(function: Callable) -> None:
    """Up to the sign, which is free: of every answer and mistake, the largest entry is positive."""
    rng = np.random.default_rng(3)
    mixed = rng.normal(100, [40, 37, 4, 2], (30, 4)) @ np.array(
        [[1, 1, 1, 0], [1, -1, 0, 1], [1, 0, -1, -1], [0, 1, -1, 1]]
    )
    bytes_ = np.clip(rng.normal([130, 100, 150], [60, 20, 5], (9, 3)), 0, 255).astype(np.uint8)
    slow = rng.normal(50, [10, 9, 1], (40, 3))
    cases = [(np.array([[1, 0], [4, 4], [7, 8]]),), (bytes_,), (mixed,), (slow,)]

    def turned(solve: Callable) -> Callable:
        return wraps(solve)(lambda X: _largest_positive(as_numbers(solve(X))))

    mistakes = {
        "It has the direction, but not the length 1: divide it by np.linalg.norm.":
            lambda X: _if(_likeness(function(X), _directions(X)[0]) > 1 - 1e-6, function(X)),
        "The mean must be subtracted first: this points to where the pictures are.":
            lambda X: np.linalg.svd(X)[2][0],
        "That is the second component.": lambda X: _directions(X)[1],
        "That is the last component; the variance is greatest along the first. eigh puts the "
        "largest last.": lambda X: _directions(X)[-1],
        "These are all directions; the first one is wanted.": _directions,
        "The directions lie in columns here, and this is a row of them.":
            lambda X: np.linalg.eigh(np.cov(X.T))[1][-1],
        "The directions lie in rows here, and this is a column of them.":
            lambda X: _directions(X)[:, 0],
        "It subtracts from each picture its own mean; the mean image is wanted, axis=0.":
            lambda X: np.linalg.svd(X - X.mean(axis=1, keepdims=True))[2][0],
        "It subtracts one number; the mean image has one a pixel: axis=0.":
            lambda X: np.linalg.svd(X - X.mean())[2][0],
        "It subtracts the median of each pixel; the mean is wanted.":
            lambda X: np.linalg.svd(X - np.median(X, axis=0))[2][0],
        "Each pixel is divided by its spread here; subtract the mean, no more.":
            lambda X: _directions(X / X.std(axis=0))[0],
        "One number an image: these are coordinates; a direction has one a pixel.":
            lambda X: (X - X.mean(axis=0)) @ _directions(X)[0],
        "One number an image: these are coordinates, of length 1; a direction has one a pixel.":
            lambda X: np.linalg.svd(X - X.mean(axis=0))[0][:, 0],
        WRAPS: lambda X: np.linalg.svd(X - X.mean(axis=0).astype(X.dtype))[2][0],
        "Nearly: it has not settled yet. Repeat until nothing changes any more.":
            lambda X: _if(_likeness(function(X), *_directions(X)[:2]) > 1 - 1e-5, function(X)),
    }  # fmt: skip
    judge(turned(function), turned(lambda X: _directions(X)[0]), cases,
          {hint: turned(wrong) for hint, wrong in mistakes.items()}, tolerance=1e-3)  # fmt: skip


def _directions(X: np.ndarray) -> np.ndarray:
    return np.linalg.svd(X - X.mean(axis=0))[2]


def _largest_positive(values: np.ndarray) -> np.ndarray:
    """A direction, or every row of them, with the sign at which its largest entry is positive."""
    if values.ndim == 0 or values.size == 0:
        return values
    largest = np.abs(values).argmax(axis=-1, keepdims=True)
    return values * np.sign(np.take_along_axis(values, largest, axis=-1).astype(float))


def _likeness(got: object, *directions: np.ndarray) -> float:
    """Cosine of the angle to a direction, or to the plane of two."""
    vector = np.asarray(got, float)
    return float(np.linalg.norm(np.stack(directions) @ vector) / np.linalg.norm(vector))


def _if(so: bool, value: object) -> object:
    """A mistake that every such value is; the others are none."""
    if not so:
        raise ValueError("another mistake")
    return value
