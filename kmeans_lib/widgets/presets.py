"""What the board can show at once: points that k-means finds easy, hard, or misleading."""

from typing import Any

import numpy as np

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [4.0, 0.0], [4.0, 1.0]])  # of lesson 05
DECIMALS = 2  # so that a copied line can be read


def presets() -> list[dict[str, Any]]:
    """Name, points (n, 2) and starting centroids (k, 2) of each; the same on every call."""
    rng = np.random.default_rng(5)
    middles = [[0, 0], [5, 1], [2, 5], [7, 5]]
    heaps = rng.normal(middles, 1.0, (40, 4, 2)).reshape(-1, 2)
    small = rng.normal([[6, 3], [6, -3]], 0.5, (15, 2, 2)).reshape(-1, 2)
    unequal = np.vstack([rng.normal([0, 0], 2.0, (100, 2)), small])
    moons, smiley = draw_moons(rng), draw_smiley(rng)
    three = rng.normal([[0, 0], [6, 0], [3, 5]], 0.8, (20, 3, 2)).reshape(-1, 2)
    found = {
        "four heaps": (heaps, heaps[[1, 0, 4]]),
        "unequal heaps": (unequal, unequal[[0, 1, 100]]),
        "two moons": (moons, moons[[0, 70]]),
        "a smiley": (smiley, smiley[[0, 60, 80, 100]]),
        "a start that is stuck": (CORNERS, CORNERS[:2]),
        "a start that leaves a cluster empty": (three, np.array([[0, 1], [6, 1], [10, 6]])),
    }
    return [
        {"name": name, "points": points.round(DECIMALS), "centroids": start.round(DECIMALS)}
        for name, (points, start) in found.items()
    ]


def draw_moons(rng: np.random.Generator, n: int = 70) -> np.ndarray:
    """Two half circles that grip each other, n points each: (2 n, 2)."""
    angles = np.linspace(0, np.pi, n)
    upper = np.column_stack([np.cos(angles), np.sin(angles)])
    lower = np.column_stack([1 - np.cos(angles), 0.5 - np.sin(angles)])
    return np.vstack([upper, lower]) + rng.normal(0, 0.07, (2 * n, 2))


def draw_smiley(rng: np.random.Generator) -> np.ndarray:
    """A face of 60 points round about, two eyes of 20, and a mouth of 30: (130, 2)."""
    around, mouth = np.linspace(0, 2 * np.pi, 60), np.linspace(1.2 * np.pi, 1.8 * np.pi, 30)
    parts = [
        np.column_stack([np.cos(around), np.sin(around)]),
        np.tile([-0.38, 0.35], (20, 1)),
        np.tile([0.38, 0.35], (20, 1)),
        0.6 * np.column_stack([np.cos(mouth), np.sin(mouth)]),
    ]
    return np.vstack(parts) + rng.normal(0, 0.04, (130, 2))
