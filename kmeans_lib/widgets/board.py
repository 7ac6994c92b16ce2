"""The board: k-means of points of a plane by hand, step by step, without a kernel."""

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.assignment import assign_labels
from kmeans_lib.figures import plot_points
from kmeans_lib.figures.style import MARKERS, PALETTE, text_color
from kmeans_lib.initialization import init_random
from kmeans_lib.validation import InputError, as_centroids, as_count, as_rows
from kmeans_lib.widgets.frames import Frame, paint
from kmeans_lib.widgets.page import Page, make_page
from kmeans_lib.widgets.presets import presets

FILES = ["board.css", "kmeans.js", "starts.js", "plane.js", "words.js", "hand.js", "board.js"]
MOST_POINTS = 2000  # that follow a dragged centroid without a jerk
YOURS = "your points"


def board(points: ArrayLike | None = None, k: int = 3, centroids: ArrayLike | None = None) -> Page:
    """Play k-means by hand: drag centroids, assign, update, go back, paint points.

    Parameters
    ----------
    points : array of shape (n, 2), optional
        Points of a plane; without them, four heaps.
    k : int
        Number of centroids, where none are given: different points, drawn at random.
    centroids : array of shape (k, 2), optional
        The start.

    Returns
    -------
    Page
        It needs no kernel; *copy as NumPy* gives its points and centroids for the next cell.

    Raises
    ------
    InputError
        For points that are not of a plane, more than 2000 of them, more than 10 centroids, and
        whatever `kmeans_steps` refuses.
    """
    known = presets()
    name = YOURS
    if points is None:
        name, points = known[0]["name"], known.pop(0)["points"]
    X = as_rows(points, "points").astype(np.float64)
    if X.shape[1] != 2:
        raise InputError(f"points have {X.shape[1]} columns; a plane has two, x and y")
    as_count(len(X), "number of points", at_most=MOST_POINTS, of="that move without a jerk")
    if centroids is None:
        start = init_random(X, k, np.random.default_rng(0))
    else:
        start = as_centroids(centroids, X)
        as_count(len(start), "k", at_most=len(X), of="points")
    as_count(len(start), "k", at_most=len(PALETTE), of="colours")
    first = {"name": name, "points": X, "centroids": start}
    data = {
        "presets": [
            one | {part: one[part].tolist() for part in ("points", "centroids")}
            for one in [first, *known]
        ],
        "palette": PALETTE,
        "inks": [text_color(j) for j in range(len(PALETTE))],
        "markers": MARKERS,
        "most": MOST_POINTS,
    }
    return make_page("Board: k-means by hand", FILES, data, board_frame(X, start))


def board_frame(X: np.ndarray, centroids: np.ndarray) -> Frame:
    """The picture behind `board`: the start, with nothing assigned yet."""
    fig, _ = plot_points(X, None, centroids, regions=lambda P: assign_labels(P, centroids))
    sizes = np.bincount(assign_labels(X, centroids), minlength=len(centroids))
    counts = ", ".join(f"{j}: {n}" for j, n in enumerate(sizes, start=1))
    return paint(fig), f"The regions of {len(centroids)} centroids; points in each: {counts}."
