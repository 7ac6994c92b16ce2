"""Images: flattened rows laid out as pictures, with their names."""

from collections.abc import Iterable, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from kmeans_lib.figures.style import PALETTE, TEXT, WIDTH, new_axes

PAPER = 255  # grey level of the gaps between pictures
GAP = 0.125  # of a picture's side
SMALL = 1.25  # inches that an image of few pixels is wide at most


def montage(rows: np.ndarray, shape: tuple[int, ...], foot: int = 0) -> np.ndarray:
    """Lay a grid of flattened images out as one picture.

    Parameters
    ----------
    rows : array of shape (lines, columns, d)
        Grey levels 0 .. 255; a row of NaN leaves its place empty.
    shape : tuple
        (height, width) or (height, width, 3) of one image, in pixels.
    foot : int
        Pixels left free below every image, for a name.

    Returns
    -------
    uint8 array of shape (lines * (height + gap + foot), columns * (width + gap), 3)
        Every image has a gap on its right and below.
    """
    lines, columns, _ = rows.shape
    height, width = shape[:2]
    below, right = gap_of(shape) + foot, gap_of(shape)
    images = rows.reshape(lines, columns, height, width, -1)
    cells = np.full((lines, columns, height + below, width + right, 3), float(PAPER))
    cells[:, :, :height, :width] = np.where(np.isnan(images), PAPER, images)
    picture = cells.swapaxes(1, 2).reshape(lines * (height + below), columns * (width + right), 3)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def gap_of(shape: tuple[int, ...]) -> int:
    return max(1, round(GAP * min(shape[:2])))


def _grid_axes(
    rows: np.ndarray, shape: tuple[int, ...], foot: int = 0
) -> tuple[Figure, Axes, tuple[float, float]]:
    """Show a montage without ticks; return also the height and width of one cell, in pixels."""
    lines, columns, _ = rows.shape
    picture = montage(rows, shape, foot)
    cell = picture.shape[0] / lines, picture.shape[1] / columns
    inches = min(max(SMALL, shape[1] / 240), WIDTH / columns) / cell[1]  # photographs get more
    fig, ax = new_axes(picture.shape[1] * inches + 0.2, picture.shape[0] * inches + 0.2)
    ax.imshow(picture)
    outline(ax, rows, cell, shape)
    ax.set(xticks=[], yticks=[], ylim=(picture.shape[0] - gap_of(shape) - 0.5, -0.5))
    ax.spines[:].set_visible(False)
    return fig, ax, cell


def outline(
    ax: Axes, rows: np.ndarray, cell: tuple[float, float], shape: tuple[int, ...], left: int = 0
) -> None:
    """A thin frame around every image of a montage that starts `left` pixels from the left."""
    places = np.argwhere(~np.isnan(rows).any(axis=2))[:, None, ::-1]  # (column, line)
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * shape[1::-1]
    frames = places * np.array(cell[::-1]) + corners + (left - 0.5, -0.5)
    outlines = PolyCollection(frames, facecolor="none", edgecolor="0.5", linewidth=0.8)
    outlines.set(joinstyle="miter", clip_on=False)
    # A white image could not be told from the paper. All frames at once, which draws faster.
    ax.add_collection(outlines, autolim=False)


def plot_images(
    rows: ArrayLike, shape: tuple[int, ...], names: Iterable | None = None, columns: int = 10
) -> tuple[Figure, Axes]:
    """Images side by side, each with its name below.

    Parameters
    ----------
    rows : array of shape (n, d)
        Grey levels 0 .. 255, the same scale for all; a row of NaN leaves its place empty.
    shape : tuple
        (height, width) or (height, width, 3) of one image.
    names : n strings, optional
    columns : int
        Images in one line.

    Returns
    -------
    fig, ax
    """
    rows = np.asarray(rows, float)
    columns = min(columns, len(rows))
    lines = -(-len(rows) // columns)
    grid = np.full((lines * columns, rows.shape[1]), np.nan)
    grid[: len(rows)] = rows
    foot = 0 if names is None else min(-(-shape[0] // 4), 60)  # pixels
    fig, ax, (height, width) = _grid_axes(grid.reshape(lines, columns, -1), shape, foot)
    for i, name in enumerate([] if names is None else names):
        line, column = divmod(i, columns)
        x, y = column * width + (shape[1] - 1) / 2, line * height + 1.02 * shape[0] - 0.5
        ax.text(x, y, str(name), ha="center", va="top", fontsize=TEXT)
    return fig, ax


def plot_grid(
    rows: ArrayLike,
    shape: tuple[int, ...],
    line_names: Sequence[str],
    column_names: Sequence[str] | None = None,
) -> tuple[Figure, Axes]:
    """Images in lines and columns that have names, such as the centroids of several rounds.

    Parameters
    ----------
    rows : array of shape (lines, columns, d)
        Grey levels 0 .. 255; a row of NaN leaves its place empty.
    shape : tuple
        (height, width) or (height, width, 3) of one image.
    line_names, column_names : strings
        On the left and above.

    Returns
    -------
    fig, ax
    """
    rows = np.asarray(rows, float)
    fig, ax, (height, width) = _grid_axes(rows, shape)
    middles = np.arange(len(rows)) * height + (shape[0] - 1) / 2
    ax.set_yticks(middles, line_names, fontsize=TEXT)
    fig.set_figwidth(fig.get_figwidth() + 0.12 * max(map(len, line_names)))
    if column_names is not None:
        middles = np.arange(rows.shape[1]) * width + (shape[1] - 1) / 2
        ax.set_xticks(middles, column_names, fontsize=TEXT)
        ax.xaxis.tick_top()
        fig.set_figheight(fig.get_figheight() + 0.4)
    ax.tick_params(length=0)
    fig.draw_without_rendering()  # the layout settles at the second drawing
    return fig, ax


def plot_pixels(image: np.ndarray) -> tuple[Figure, Axes]:
    """A small grey picture, enlarged, with the number of every pixel written on it.

    Parameters
    ----------
    image : array of shape (height, width)
        Grey levels 0 .. 255.

    Returns
    -------
    fig, ax
    """
    height, width = image.shape
    fig, ax = new_axes(0.9 * WIDTH, 0.9 * WIDTH * height / width)
    ax.imshow(image, cmap="gray", vmin=0, vmax=255)
    for (row, column), value in np.ndenumerate(image):
        color = "black" if value > 127 else "white"
        ax.text(column, row, f"{value:.0f}", color=color, ha="center", va="center", fontsize=12)
    ax.set_xticks(range(width))
    ax.set_yticks(range(height))
    ax.set(xlabel="column", ylabel="row")
    return fig, ax


def plot_sheet(
    sheet: np.ndarray, tile: int, marked: Iterable[tuple[int, int]]
) -> tuple[Figure, Axes]:
    """A sheet of tiles with its pixel coordinates, and a frame around some tiles.

    Parameters
    ----------
    sheet : array of shape (height, width)
        Grey levels 0 .. 255.
    tile : int
        Side of a tile in pixels.
    marked : pairs of int
        (row, column) of tiles, counted from 0.

    Returns
    -------
    fig, ax
    """
    height, width = sheet.shape
    fig, ax = new_axes(0.8 * WIDTH, 0.8 * WIDTH * height / width)
    ax.imshow(sheet, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    for row, column in marked:
        corner = column * tile - 0.5, row * tile - 0.5
        ax.add_patch(plt.Rectangle(corner, tile, tile, fill=False, ec=PALETTE[1], lw=3))
    ax.set(xlabel=f"x: {width} pixels wide", ylabel=f"y: {height} pixels high")
    return fig, ax
