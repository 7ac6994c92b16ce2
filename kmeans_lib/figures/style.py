"""Style: colours and markers that stay with their cluster, text for a projector."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

# Okabe and Ito's colours, told apart with any kind of colour vision, and two darker ones.
# Beyond ten clusters they repeat: the number beside each colour is what tells clusters apart.
PALETTE = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9",
    "#D55E00", "#F0E442", "#999999", "#882255", "#332288",
)  # fmt: skip
MARKERS = "os^DvPX*<p"  # a second way to tell clusters apart
WIDTH = 10  # inches that a figure may be wide: it fits a projector without scrolling
TEXT = 14  # points: readable from the last row


def cluster_color(j: int) -> str:
    """Colour of cluster j, the same in every picture."""
    return PALETTE[j % len(PALETTE)]


def cluster_marker(j: int) -> str:
    """Marker of cluster j, the same in every picture."""
    return MARKERS[j % len(MARKERS)]


def text_color(j: int) -> str:
    """Black or white, whichever is read more easily on the colour of cluster j."""
    light = np.dot(to_rgb(cluster_color(j)), (0.2, 0.7, 0.1))  # as the eye sees it
    return "white" if light < 0.45 else "black"


def cluster_style(j: int) -> dict[str, Any]:
    """Both, as matplotlib's functions take them."""
    return {"color": cluster_color(j), "marker": cluster_marker(j)}


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
