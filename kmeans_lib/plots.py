"""Pictures of images: arrays and a shape in, (fig, ax) out. Nothing here knows the algorithm."""

from collections.abc import Iterable, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnnotationBbox, OffsetImage
from numpy.typing import ArrayLike

# Okabe and Ito's colours, told apart with any kind of colour vision, and two darker ones.
# Beyond ten clusters they repeat: the number beside each colour is what tells clusters apart.
PALETTE = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9",
    "#D55E00", "#F0E442", "#999999", "#882255", "#332288",
)  # fmt: skip
MARKERS = "os^DvPX*<p"  # a second way to tell clusters apart
PAPER = 255  # grey level of the gaps between pictures
GAP = 0.125  # of a picture's side
TILE_INCHES = 0.55
SMALL = 1.25  # inches that an image of few pixels is wide at most
WIDTH = 10  # inches that a figure may be wide: it fits a projector without scrolling
TEXT = 14  # points: readable from the last row


def cluster_color(j: int) -> str:
    """Colour of cluster j, the same in every picture."""
    return PALETTE[j % len(PALETTE)]


def cluster_marker(j: int) -> str:
    """Marker of cluster j, the same in every picture."""
    return MARKERS[j % len(MARKERS)]


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
    below, right = _gap(shape) + foot, _gap(shape)
    images = rows.reshape(lines, columns, height, width, -1)
    cells = np.full((lines, columns, height + below, width + right, 3), float(PAPER))
    cells[:, :, :height, :width] = np.where(np.isnan(images), PAPER, images)
    picture = cells.swapaxes(1, 2).reshape(lines * (height + below), columns * (width + right), 3)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def _gap(shape: tuple[int, ...]) -> int:
    return max(1, round(GAP * min(shape[:2])))


def new_axes(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure of that many inches, with text for a projector."""
    fig, ax = plt.subplots(figsize=(width, height), layout="constrained")
    style(ax)
    return fig, ax


def style(ax: Axes) -> None:
    """Text for a projector, and no frame on the right and above."""
    ax.title.set_fontsize(TEXT + 2)
    ax.xaxis.label.set_fontsize(TEXT)
    ax.yaxis.label.set_fontsize(TEXT)
    ax.tick_params(labelsize=TEXT - 1)
    ax.spines[["top", "right"]].set_visible(False)


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
    _outline(ax, rows, cell, shape)
    ax.set(xticks=[], yticks=[], ylim=(picture.shape[0] - _gap(shape) - 0.5, -0.5))
    ax.spines[:].set_visible(False)
    return fig, ax, cell


def _outline(
    ax: Axes, rows: np.ndarray, cell: tuple[float, float], shape: tuple[int, ...], left: int = 0
) -> None:
    """A thin frame around every image of a montage that starts `left` pixels from the left."""
    for line, column in np.argwhere(~np.isnan(rows).any(axis=2)):
        corner = left + column * cell[1] - 0.5, line * cell[0] - 0.5
        ax.add_patch(  # a white image could not be told from the paper
            plt.Rectangle(corner, shape[1], shape[0], fill=False, ec="0.5", lw=0.8, clip_on=False)
        )


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


def plot_overview(
    centroids: np.ndarray,
    nearest: np.ndarray,
    farthest: np.ndarray,
    sizes: np.ndarray,
    shape: tuple[int, ...],
) -> tuple[Figure, Axes]:
    """One line a cluster: its size, its centroid, its nearest and its farthest images.

    Parameters
    ----------
    centroids : array of shape (k, d)
    nearest, farthest : arrays of shape (k, m, d)
        Images of each cluster; rows of NaN where it has fewer than m.
    sizes : (k,) integers
        Number of images in each cluster.
    shape : tuple
        (height, width) or (height, width, 3) of one image.

    Returns
    -------
    fig, ax
    """
    k = len(centroids)
    columns = {"centroid": centroids[:, None], "nearest": nearest, "farthest": farthest}
    panels = [montage(rows, shape) for rows in columns.values()]
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
    cell = height / k, shape[1] + _gap(shape)
    for left, rows in zip(starts, columns.values(), strict=True):
        _outline(ax, rows, cell, shape, left)
    ax.set_xticks(starts - 0.5, columns, ha="left", fontsize=13)
    ax.xaxis.tick_top()
    ax.tick_params(length=0, pad=8)
    ax.tick_params(axis="x", pad=2)
    ax.spines[:].set_visible(False)
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
        color, marker = cluster_color(j), cluster_marker(j)
        ax.scatter(x, y, s=14, color=color, marker=marker, alpha=0.6, label=f"cluster {j + 1}")
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
