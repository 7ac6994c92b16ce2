"""Overview: one line a cluster, with its centroid, its nearest and its farthest images."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kmeans_lib.figures.images import PAPER, gap_of, montage, outline
from kmeans_lib.figures.style import cluster_color

TILE_INCHES = 0.55


def plot_overview(
    rows: np.ndarray,
    shape: tuple[int, ...],
    labels: np.ndarray,
    centroids: np.ndarray,
    distances: np.ndarray | None = None,
    members: int = 6,
) -> tuple[Figure, Axes]:
    """One line a cluster: its size, its centroid, its nearest and its farthest images.

    Parameters
    ----------
    rows : array of shape (n, d)
        The images, grey levels 0 .. 255.
    shape : tuple
        (height, width) or (height, width, 3) of one image.
    labels : (n,) integers
    centroids : array of shape (k, d)
        Shown in front of each line.
    distances : array of shape (n,), optional
        What decides who is near; else the distance of each image to its centroid.
    members : int
        How many nearest and farthest images are shown of every cluster.

    Returns
    -------
    fig, ax
    """
    k = len(centroids)
    sizes = np.bincount(labels, minlength=k)
    if distances is None:
        distances = np.zeros(len(rows))
        for j in range(k):
            distances[labels == j] = np.linalg.norm(rows[labels == j] - centroids[j], axis=1)
    nearest = _first_members(rows, labels, distances, k, members)
    farthest = _first_members(rows, labels, -distances, k, members)
    columns = {"centroid": centroids[:, None], "nearest": nearest, "farthest": farthest}
    panels = [montage(column, shape) for column in columns.values()]
    margin = np.full((panels[0].shape[0], shape[1] // 2, 3), PAPER, np.uint8)
    picture = np.hstack([part for panel in panels for part in (panel, margin)][:-1])
    height, width, _ = picture.shape
    size = np.array([width, height]) * TILE_INCHES / shape[0] + (2.4, 1.0)

    fig, ax = plt.subplots(figsize=size)
    fig.set_layout_engine("constrained", w_pad=0.15, h_pad=0.1)
    ax.imshow(picture)
    ax.set_title(f"k = {k}: {sum(sizes)} images in {k} clusters", loc="left", fontsize=16, pad=12)
    middles = height / k * np.arange(k) + shape[0] / 2 - 0.5
    ax.set_yticks(middles, [f"{j + 1}:  {n} images" for j, n in enumerate(sizes)], fontsize=13)
    for j, label in enumerate(ax.get_yticklabels()):
        label.set_bbox({"facecolor": cluster_color(j), "alpha": 0.4, "boxstyle": "round"})
    starts = np.cumsum([0] + [panel.shape[1] + margin.shape[1] for panel in panels[:-1]])
    cell = height / k, shape[1] + gap_of(shape)
    for left, column in zip(starts, columns.values(), strict=True):
        outline(ax, column, cell, shape, left)
    ax.set_xticks(starts - 0.5, columns, ha="left", fontsize=13)
    ax.xaxis.tick_top()
    ax.tick_params(length=0, pad=8)
    ax.tick_params(axis="x", pad=2)
    ax.spines[:].set_visible(False)
    return fig, ax


def _first_members(
    rows: np.ndarray, labels: np.ndarray, order: np.ndarray, k: int, m: int
) -> np.ndarray:
    """The m images of every cluster that come first in order: (k, m, d), NaN where it has fewer."""
    chosen = np.full((k, m, rows.shape[1]), np.nan)
    for j in range(k):
        members = np.flatnonzero(labels == j)
        first = members[np.argsort(order[members], kind="stable")[:m]]
        chosen[j, : len(first)] = rows[first]
    return chosen
