"""Charts: points of a plane, curves, bars, tables; numbers in, (fig, ax) out."""

from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullFormatter
from numpy.typing import ArrayLike

from kmeans_lib.plots import TEXT, WIDTH, cluster_color, cluster_marker, new_axes, style


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
        color, marker = cluster_color(j), cluster_marker(j)
        x, y = X[labels == j].T
        ax.scatter(x, y, s=size, color=color, marker=marker, edgecolor="black", linewidth=0.5)
    for j, centroid in enumerate([] if centroids is None else centroids):
        if before is not None:
            arrow = {"arrowstyle": "->", "lw": 2.5, "shrinkA": 0, "shrinkB": 9 * scale}
            ax.annotate("", centroid, before[j], arrowprops=arrow, zorder=4)
        dark = np.dot(to_rgb(cluster_color(j)), (0.2, 0.7, 0.1)) < 0.45  # of light, as the eye sees
        ax.text(
            centroid[0],
            centroid[1],
            str(j + 1),
            ha="center",
            va="center",
            color="white" if dark else "black",
            weight="bold",
            fontsize=scale * TEXT,
            bbox={"boxstyle": "circle,pad=0.25", "fc": cluster_color(j), "ec": "black", "lw": 2},
            zorder=5,
            clip_on=True,
        )


def _draw_regions(ax: Axes, regions: Callable, steps: int = 200) -> None:
    xlim, ylim = ax.get_xlim(), ax.get_ylim()
    x, y = np.meshgrid(np.linspace(*xlim, steps), np.linspace(*ylim, steps))
    owner = np.asarray(regions(np.column_stack([x.ravel(), y.ravel()]))).reshape(x.shape)
    colors = np.array([to_rgb(cluster_color(j)) for j in range(owner.max() + 1)])
    ground = 0.3 * colors[owner] + 0.7
    ax.imshow(ground, extent=(*xlim, *ylim), origin="lower", zorder=0, aspect="equal")


def plot_lines(
    x: ArrayLike, series: dict[str, ArrayLike], xlabel: str, ylabel: str, log: bool = False
) -> tuple[Figure, Axes]:
    """Curves over the same x, each with its own colour and marker.

    Parameters
    ----------
    x : array of shape (m,)
    series : dict
        Name of each curve: its m values.
    xlabel, ylabel : str
    log : bool
        Both axes logarithmic.

    Returns
    -------
    fig, ax
    """
    fig, ax = new_axes(0.75 * WIDTH, 0.45 * WIDTH)
    for j, (name, values) in enumerate(series.items()):
        ax.plot(
            x, values, color=cluster_color(j), marker=cluster_marker(j), lw=2.5, ms=8, label=name
        )
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if log:
        ax.set(xscale="log", yscale="log")
    elif np.issubdtype(np.asarray(x).dtype, np.integer):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(alpha=0.3)
    if len(series) > 1:
        ax.legend(fontsize=TEXT - 1, frameon=False)
    return fig, ax


def plot_bars(values: dict[str, float], xlabel: str, log: bool = False) -> tuple[Figure, Axes]:
    """One horizontal bar a name, with its value at the end.

    Parameters
    ----------
    values : dict
        Name: number.
    xlabel : str
    log : bool
        Logarithmic axis.

    Returns
    -------
    fig, ax
    """
    fig, ax = new_axes(0.85 * WIDTH, 0.9 + 0.6 * len(values))
    colors = [cluster_color(j) for j in range(len(values))]
    bars = ax.barh(
        [str(name) for name in values], list(values.values()), color=colors, edgecolor="black"
    )
    ends = [f"{value:,.0f}" if value >= 100 else f"{value:.3g}" for value in values.values()]
    ax.bar_label(bars, ends, padding=6, fontsize=TEXT - 1)
    ax.invert_yaxis()
    ax.set(xlabel=xlabel, xscale="log" if log else "linear")
    if log:
        ax.xaxis.set_minor_formatter(NullFormatter())  # 2, 3, 4 would stand in each other's way
    ax.margins(x=0.12)
    return fig, ax


def plot_spread(groups: dict[str, Sequence[float]], xlabel: str) -> tuple[Figure, Axes]:
    """One line of dots a group: how much values differ from run to run.

    Parameters
    ----------
    groups : dict
        Name of each group: its values.
    xlabel : str

    Returns
    -------
    fig, ax
    """
    fig, ax = new_axes(0.85 * WIDTH, 1.0 + 0.9 * len(groups))
    for j, (name, values) in enumerate(groups.items()):
        spread = 0.3 if len(values) > 1 else 0  # apart, so that equal ones are seen
        heights = j + np.linspace(-spread, spread, len(values))
        color, marker = cluster_color(j), cluster_marker(j)
        ax.scatter(
            values,
            heights,
            s=40,
            color=color,
            marker=marker,
            edgecolor="black",
            alpha=0.8,
            label=name,
        )
    ax.set_yticks(range(len(groups)), groups, fontsize=TEXT)
    ax.set_xlabel(xlabel)
    ax.invert_yaxis()
    ax.grid(axis="x", alpha=0.3)
    return fig, ax


def plot_table(
    table: ArrayLike,
    row_names: Sequence,
    column_names: Sequence,
    ylabel: str,
    xlabel: str,
) -> tuple[Figure, Axes]:
    """A table of counts: the larger, the darker, with the number written in each cell.

    Parameters
    ----------
    table : (rows, columns) numbers
    row_names, column_names : lists
    ylabel, xlabel : str
        What the rows and what the columns are.

    Returns
    -------
    fig, ax
    """
    table = np.asarray(table)
    fig, ax = new_axes(1.5 + 0.8 * table.shape[1], 1.2 + 0.6 * table.shape[0])
    ax.imshow(table, cmap="Blues", vmin=0, vmax=table.max(), aspect="auto")
    for (row, column), value in np.ndenumerate(table):
        color = "white" if value > 0.6 * table.max() else "black"
        ax.text(column, row, f"{value:g}", color=color, ha="center", va="center", fontsize=TEXT)
    ax.set_xticks(range(len(column_names)), column_names)
    ax.set_yticks(range(len(row_names)), row_names)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.tick_params(length=0)
    return fig, ax
