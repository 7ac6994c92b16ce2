"""Points of a plane: coloured by cluster, with centroids, regions or thumbnails."""

from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnnotationBbox, OffsetImage
from numpy.typing import ArrayLike

from kmeans_lib.figures.images import montage
from kmeans_lib.figures.style import (
    TEXT,
    WIDTH,
    cluster_color,
    cluster_style,
    new_axes,
    style,
    text_color,
)


def plot_points(
    X: ArrayLike,
    labels: np.ndarray | None = None,
    centroids: np.ndarray | None = None,
    before: np.ndarray | None = None,
    regions: Callable | None = None,
) -> tuple[Figure, Axes]:
    """Points of a plane, coloured by cluster, with numbered centroids.

    The limits depend on X alone, so that pictures of the same points can be compared.

    Parameters
    ----------
    X : array of shape (n, 2)
    labels : (n,) integers, optional
        Without them all points are grey.
    centroids : array of shape (k, 2), optional
    before : array of shape (k, 2), optional
        Where the centroids were: arrows lead from there.
    regions : callable, optional
        Gives the label of every row of an (m, 2) array; colours the ground.

    Returns
    -------
    fig, ax
    """
    fig, ax = new_axes(0.75 * WIDTH, 0.5 * WIDTH)
    _draw_points(ax, np.asarray(X), labels, centroids, before, regions)
    return fig, ax


def plot_frames(
    X: ArrayLike, frames: Sequence[dict], columns: int = 3
) -> tuple[Figure, np.ndarray]:
    """Several `plot_points` of the same points side by side, with the same limits.

    Parameters
    ----------
    X : array of shape (n, 2)
    frames : dicts
        `title`, and what `plot_points` takes: labels, centroids, before, regions.
    columns : int
        Frames in one line.

    Returns
    -------
    fig, axes
        One Axes a frame.
    """
    lines = -(-len(frames) // columns)
    size = WIDTH, lines * (0.72 * WIDTH / columns + 0.4)
    fig, axes = plt.subplots(lines, columns, figsize=size, layout="constrained", squeeze=False)
    for ax in axes.flat[len(frames) :]:
        ax.remove()
    for ax, frame in zip(axes.flat, frames, strict=False):
        arguments = {"labels": None, "centroids": None, "before": None, "regions": None} | frame
        ax.set_title(arguments.pop("title"))
        style(ax)
        _draw_points(ax, np.asarray(X), **arguments, scale=0.75)
        ax.set_xticks([])
        ax.set_yticks([])
    return fig, axes.ravel()[: len(frames)]


def _draw_points(
    ax: Axes,
    X: np.ndarray,
    labels: np.ndarray | None,
    centroids: np.ndarray | None,
    before: np.ndarray | None,
    regions: Callable | None,
    scale: float = 1.0,
) -> None:
    size = scale * (120 if len(X) < 20 else 45)
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.08 * (high - low).max() or 1
    ax.set(xlim=(low[0] - margin, high[0] + margin), ylim=(low[1] - margin, high[1] + margin))
    ax.set_aspect("equal")
    if regions is not None:
        _draw_regions(ax, regions)
    if labels is None:
        ax.scatter(X[:, 0], X[:, 1], s=size, color="0.6", edgecolor="black", linewidth=0.5)
    for j in [] if labels is None else np.unique(labels):
        x, y = X[labels == j].T
        ax.scatter(x, y, s=size, edgecolor="black", linewidth=0.5, **cluster_style(j))
    for j, centroid in enumerate([] if centroids is None else centroids):
        if before is not None:
            arrow = {"arrowstyle": "->", "lw": 2.5, "shrinkA": 0, "shrinkB": 9 * scale}
            ax.annotate("", centroid, before[j], arrowprops=arrow, zorder=4)
        text = ax.text(
            centroid[0], centroid[1], str(j + 1), ha="center", va="center", zorder=5, clip_on=True
        )
        text.set(color=text_color(j), weight="bold", fontsize=scale * TEXT)
        text.set_bbox(
            {"boxstyle": "circle,pad=0.25", "fc": cluster_color(j), "ec": "black", "lw": 2}
        )


def _draw_regions(ax: Axes, regions: Callable, steps: int = 200) -> None:
    xlim, ylim = ax.get_xlim(), ax.get_ylim()
    x, y = np.meshgrid(np.linspace(*xlim, steps), np.linspace(*ylim, steps))
    owner = np.asarray(regions(np.column_stack([x.ravel(), y.ravel()]))).reshape(x.shape)
    colors = np.array([to_rgb(cluster_color(j)) for j in range(owner.max() + 1)])
    ground = 0.3 * colors[owner] + 0.7
    ax.imshow(ground, extent=(*xlim, *ylim), origin="lower", zorder=0, aspect="equal")


def plot_thumbnails(
    points: ArrayLike,
    labels: np.ndarray,
    rows: np.ndarray,
    shape: tuple[int, ...],
    names: Sequence[str] = ("component 1", "component 2"),
) -> tuple[Figure, Axes]:
    """Points of a plane coloured by cluster, with some of the images that they stand for.

    Parameters
    ----------
    points : array of shape (n, 2)
    labels : (n,) integers
    rows : array of shape (n, d)
        The images, grey levels 0 .. 255.
    shape : tuple
        (height, width) or (height, width, 3) of one image.
    names : two strings
        Of the axes.

    Returns
    -------
    fig, ax
        One collection a cluster, in its order; the thumbnails are artists on top.
    """
    points = np.asarray(points)
    fig, ax = new_axes(WIDTH, 0.6 * WIDTH)
    for j in np.unique(labels):
        x, y = points[labels == j].T
        ax.scatter(x, y, s=14, alpha=0.6, label=f"cluster {j + 1}", **cluster_style(j))
    for i in _far_apart(points):
        image = montage(rows[i].reshape(1, 1, -1), shape)[: shape[0], : shape[1]]
        frame = {"edgecolor": cluster_color(labels[i]), "lw": 3}
        box = OffsetImage(image, zoom=34 / max(shape[:2]), cmap="gray")
        ax.add_artist(AnnotationBbox(box, points[i], pad=0.1, bboxprops=frame))
    ax.set(xlabel=names[0], ylabel=names[1])
    ax.legend(fontsize=TEXT - 1, markerscale=2.5, loc="upper left", bbox_to_anchor=(1, 1))
    return fig, ax


def _far_apart(points: np.ndarray, cells: tuple[int, int] = (9, 6)) -> np.ndarray:
    """Numbers of some points that do not hide each other: the most central one of every cell."""
    low, high = points.min(axis=0), points.max(axis=0)
    places = (points - low) / np.where(high > low, high - low, 1) * cells + 0.5 * (high == low)
    cell = np.minimum(places.astype(int), np.array(cells) - 1)
    off_centre = np.abs(places - cell - 0.5).max(axis=1)
    central = np.flatnonzero(off_centre < 0.25)
    order = central[np.argsort(off_centre[central], kind="stable")]
    _, first = np.unique(cell[order], axis=0, return_index=True)
    return order[np.sort(first)]
