"""Charts: curves, bars, spreads and tables."""

from collections.abc import Sequence
from typing import Literal

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullFormatter, NullLocator
from numpy.typing import ArrayLike

from kmeans_lib.figures.style import TEXT, WIDTH, cluster_color, cluster_style, new_axes, style


def plot_lines(
    x: ArrayLike, series: dict[str, ArrayLike], xlabel: str, ylabel: str, log: str = ""
) -> tuple[Figure, Axes]:
    """Curves over the same x, each with its own colour and marker.

    Parameters
    ----------
    x : array of shape (m,)
    series : dict
        Name of each curve: its m values.
    xlabel, ylabel : str
    log : "", "x", "y" or "xy"
        Axes that are logarithmic; x is then marked at its own values.

    Returns
    -------
    fig, ax
    """
    fig, ax = new_axes(0.75 * WIDTH, 0.45 * WIDTH)
    _draw_lines(ax, x, series, xlabel, ylabel)
    for axis in log:
        ax.set(**{f"{axis}scale": "log"})
    if "x" in log:
        ax.set_xticks(x, [f"{value:g}" for value in np.ravel(x)])
        ax.xaxis.set_minor_locator(NullLocator())
    return fig, ax


def _draw_lines(
    ax: Axes,
    x: ArrayLike,
    series: dict[str, ArrayLike],
    xlabel: str,
    ylabel: str,
    legend: Literal["best", "lower right"] = "best",
) -> None:
    for j, (name, values) in enumerate(series.items()):
        ax.plot(x, values, lw=2.5, ms=8, label=name, **cluster_style(j))
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if np.issubdtype(np.asarray(x).dtype, np.integer):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(alpha=0.3)
    if len(series) > 1:
        ax.legend(fontsize=TEXT - 1, frameon=False, loc=legend)


def plot_image_with_lines(
    row: ArrayLike,
    shape: tuple[int, ...],
    x: ArrayLike,
    series: dict[str, ArrayLike],
    at: float,
    xlabel: str,
    ylabel: str,
) -> tuple[Figure, list[Axes]]:
    """A grey image, and beside it the curves of `plot_lines` with a line where it belongs.

    Parameters
    ----------
    row : array of shape (height * width,)
        Grey levels 0 .. 255.
    shape : (height, width)
    x, series, xlabel, ylabel
        As in `plot_lines`.
    at : float
        Of x.

    Returns
    -------
    fig, [axes of the image, axes of the curves]
    """
    fig, (left, right) = plt.subplots(
        1, 2, figsize=(WIDTH, 0.4 * WIDTH), width_ratios=(1, 2), layout="constrained"
    )
    left.imshow(np.reshape(row, shape), cmap="gray", vmin=0, vmax=255)
    left.set(xticks=[], yticks=[])
    style(right)
    _draw_lines(right, x, series, xlabel, ylabel, "lower right")  # the same in every frame
    right.axvline(at, color="black", ls="--", zorder=0)
    return fig, [left, right]


def plot_bars(values: dict[str, float], xlabel: str) -> tuple[Figure, Axes]:
    """One horizontal bar a name, with its value at the end.

    Parameters
    ----------
    values : dict
        Name: number.
    xlabel : str

    Returns
    -------
    fig, ax
    """
    fig, ax = new_axes(0.85 * WIDTH, 0.9 + 0.6 * len(values))
    colors = [cluster_color(j) for j in range(len(values))]
    bars = ax.barh(
        [str(name) for name in values], list(values.values()), color=colors, edgecolor="black"
    )
    ax.bar_label(bars, list(map(_short, values.values())), padding=6, fontsize=TEXT - 1)
    ax.invert_yaxis()
    ax.set_xlabel(xlabel)
    ax.margins(x=0.12)
    return fig, ax


def plot_dots(values: dict[str, float], xlabel: str) -> tuple[Figure, Axes]:
    """One dot a name on a logarithmic axis, with its value beside it.

    A bar would begin at zero, where such an axis never comes.

    Parameters
    ----------
    values : dict
        Name: number above 0.
    xlabel : str

    Returns
    -------
    fig, ax
    """
    fig, ax = new_axes(0.85 * WIDTH, 0.9 + 0.6 * len(values))
    for j, value in enumerate(values.values()):
        ax.scatter(value, j, s=120, edgecolor="black", zorder=3, **cluster_style(j))
        label = ax.annotate(_short(value), (value, j), (12, 0), textcoords="offset points")
        label.set(va="center", fontsize=TEXT - 1)
    ax.set_yticks(range(len(values)), [str(name) for name in values], fontsize=TEXT)
    ax.set_ylim(len(values) - 0.5, -0.5)
    ax.set(xlabel=xlabel, xscale="log")
    ax.xaxis.set_minor_formatter(NullFormatter())  # 2, 3, 4 would stand in each other's way
    ax.grid(alpha=0.3)
    ax.margins(x=0.12)
    return fig, ax


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


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
        look = cluster_style(j) | {"edgecolor": "black", "alpha": 0.8}
        ax.scatter(values, heights, s=40, label=name, **look)
    ax.set_yticks(range(len(groups)), groups, fontsize=TEXT)
    ax.set_xlabel(xlabel)
    ax.invert_yaxis()
    ax.grid(axis="x", alpha=0.3)
    return fig, ax


def plot_table(
    table: ArrayLike, row_names: Sequence, column_names: Sequence, ylabel: str, xlabel: str
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
