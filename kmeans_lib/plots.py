"""Pictures: arrays and a shape in, (fig, ax) out. Nothing here knows the algorithm."""

import matplotlib.pyplot as plt
import numpy as np

# Okabe and Ito's colours, told apart with any kind of colour vision; black is for text.
# Beyond eight clusters they repeat: the number beside each colour is what tells clusters apart.
PALETTE = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999",
)  # fmt: skip
PAPER = 255  # grey level of the gaps between pictures
GAP = 0.125  # of a picture's side
TILE_INCHES = 0.62


def cluster_color(j):
    """Colour of cluster j, the same in every picture."""
    return PALETTE[j % len(PALETTE)]


def montage(rows, shape):
    """Lay a grid of flattened images out as one picture.

    Parameters
    ----------
    rows : array of shape (lines, columns, d)
        Grey levels 0 .. 255; a row of NaN leaves its place empty.
    shape : tuple
        (height, width) or (height, width, 3) of one image, in pixels.

    Returns
    -------
    uint8 array of shape (height, width, 3)
        Every image has a gap on its right and below.
    """
    lines, columns, _ = rows.shape
    height, width = shape[:2]
    gap = _gap(shape)
    images = rows.reshape(lines, columns, height, width, -1)
    cells = np.full((lines, columns, height + gap, width + gap, 3), float(PAPER))
    cells[:, :, :height, :width] = np.where(np.isnan(images), PAPER, images)
    picture = cells.swapaxes(1, 2).reshape(lines * (height + gap), columns * (width + gap), 3)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def _gap(shape):
    return max(1, round(GAP * min(shape[:2])))


def plot_overview(centroids, nearest, farthest, sizes, shape):
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

    fig, ax = plt.subplots(figsize=size, layout="constrained")
    fig.get_layout_engine().set(w_pad=0.15, h_pad=0.1)
    ax.imshow(picture)
    ax.set_title(f"k = {k}: {sum(sizes)} images in {k} clusters", loc="left", fontsize=16, pad=12)
    middles = height / k * np.arange(k) + shape[0] / 2 - 0.5
    ax.set_yticks(middles, [f"{j + 1}:  {n} images" for j, n in enumerate(sizes)], fontsize=13)
    for j, label in enumerate(ax.get_yticklabels()):
        label.set_bbox({"facecolor": cluster_color(j), "alpha": 0.4, "boxstyle": "round"})
    starts = np.cumsum([0] + [panel.shape[1] + margin.shape[1] for panel in panels[:-1]]) - 0.5
    ax.set_xticks(starts, columns, ha="left", fontsize=13)
    ax.xaxis.tick_top()
    ax.tick_params(length=0, pad=8)
    ax.tick_params(axis="x", pad=2)
    ax.spines[:].set_visible(False)
    return fig, ax
