"""Sliders: the clusters of every k, where each start ends, and a picture that is moved."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from ipywidgets import Layout, SelectionSlider, VBox
from numpy.typing import ArrayLike

from kmeans_lib.figures import plot_frames, plot_grid, plot_image_with_lines, plot_overview
from kmeans_lib.lloyd import Step
from kmeans_lib.loading import ImageSet
from kmeans_lib.validation import InputError, as_rows
from kmeans_lib.widgets.frames import Frame, flipbook, paint


def k_slider(images: ImageSet, steps: Mapping[int, Step]) -> VBox:
    """A slider over k: each centroid with its nearest and its farthest images.

    Parameters
    ----------
    images : ImageSet
    steps : dict
        k: the final Step of a run on these images, from `run_kmeans`.

    Returns
    -------
    VBox of a slider and its frames, which needs no kernel once it is shown.

    Raises
    ------
    InputError
        If there are no steps, or they are of other images.
    """
    if not steps:
        raise InputError("no steps to show: {k: run_kmeans(images.X, k, ...)} is wanted")
    for k, step in steps.items():
        if len(step.labels) != len(images.X):
            found = f"steps[{k}] has {len(step.labels)} labels"
            raise InputError(f"{found}, but there are {len(images.X)} images")
    frames = [partial(k_frame, images, step) for step in steps.values()]
    return _one_of(frames, list(steps), "k, number of clusters")


def k_frame(images: ImageSet, step: Step) -> Frame:
    """One frame of `k_slider`."""
    fig, _ = plot_overview(images.X, images.shape, step.labels, step.centroids, members=4)
    distance = np.sqrt(step.inertia / images.X.size)
    sentence = (
        f"k = {len(step.centroids)}: inertia {step.inertia:,.0f}; an image is typically "
        f"{distance:,.0f} of 255 per pixel away from its centroid."
    )
    return paint(fig), sentence


def start_picker(
    X: ArrayLike, runs: Mapping[str, Sequence[Step]], shape: tuple[int, ...] | None = None
) -> VBox:
    """Choose another start and see where it ends.

    Parameters
    ----------
    X : array of shape (n, d)
    runs : dict
        Name of each start: the steps from there, such as `list(kmeans_steps(X, start))`.
    shape : tuple, optional
        (height, width) of an image; without it X is points of a plane, (n, 2).

    Returns
    -------
    VBox of a slider and its frames, which needs no kernel once it is shown.

    Raises
    ------
    InputError
        If there are no runs, or one has no steps.
    """
    if not runs or not all(runs.values()):
        raise InputError("no runs to show: {name: list(kmeans_steps(X, start))} is wanted")
    best = min(run[-1].inertia for run in runs.values())
    frames = [partial(start_frame, as_rows(X), shape, *item, best) for item in runs.items()]
    return _one_of(frames, list(runs), "start")


def start_frame(
    X: np.ndarray, shape: tuple[int, ...] | None, name: str, run: Sequence[Step], best: float
) -> Frame:
    """One frame of `start_picker`: the first and the last of the steps of a run."""
    first, end = run[0], run[-1]
    if shape is None:
        frames = [
            {"title": title, "labels": step.labels, "centroids": step.centroids}
            for title, step in {"start": first, "end": end}.items()
        ]
        fig, _ = plot_frames(X, frames, columns=2)
    else:
        fig, _ = plot_grid([first.centroids, end.centroids], shape, ["start", "end"])
    more = end.inertia / best - 1 if best else 0
    verdict = "the best here" if more < 1e-9 else f"{more:.1%} above the best here"
    rounds = "1 round" if end.index == 1 else f"{end.index} rounds"
    return paint(fig), f"{name}: inertia {end.inertia:,.1f} after {rounds}, {verdict}."


def shift_slider(
    shifts: Sequence[int],
    copies: ArrayLike,
    shape: tuple[int, int],
    distances: Mapping[str, Sequence[float]],
) -> VBox:
    """Move a picture sideways and see how far it is from where it was.

    Parameters
    ----------
    shifts : sequence of m integers
        Pixels; negative to the left.
    copies : array of shape (m, height * width)
        The picture, in grey levels, moved by each of them.
    shape : (height, width)
    distances : dict
        Name of a way to measure: m distances, in units of that of another picture.

    Returns
    -------
    VBox of a slider and its frames, which needs no kernel once it is shown. It begins in the
    middle.

    Raises
    ------
    InputError
        If there is not one copy and one distance for each shift, or nothing to show.
    """
    rows = as_rows(copies, "copies")
    lengths = {"copies": len(rows)}
    lengths |= {name: len(values) for name, values in distances.items()}
    for name, length in lengths.items():
        if length != len(shifts):
            raise InputError(f"{name}: {length} for {len(shifts)} shifts; one each is wanted")
    if not distances:
        raise InputError("no distances to show: {name: [one a shift]} is wanted")
    frames = [
        partial(shift_frame, shifts, copy, shape, distances, i) for i, copy in enumerate(rows)
    ]
    return _one_of(frames, [int(by) for by in shifts], "moved by (pixels)", len(shifts) // 2)


def shift_frame(
    shifts: Sequence[int],
    copy: ArrayLike,
    shape: tuple[int, int],
    distances: Mapping[str, Sequence[float]],
    i: int,
) -> Frame:
    """One frame of `shift_slider`, that of the shift with number i."""
    by, ylabel = int(shifts[i]), "distance / that of another"
    fig, _ = plot_image_with_lines(
        copy, shape, shifts, dict(distances), by, "moved by so many pixels", ylabel
    )
    found = ", ".join(f"{name} {values[i]:.2f}" for name, values in distances.items())
    where = f"{abs(by)} to the {'right' if by > 0 else 'left'}" if by else "not at all"
    return paint(fig), f"Moved {where}: {found} of the distance to another picture."


def _one_of(frames: Sequence[Callable[[], Frame]], names: list, what: str, first: int = 0) -> VBox:
    """A slider over names, and the frame that belongs to each; first is shown first."""
    slider = SelectionSlider(
        options=names,
        index=first,
        description=what,
        layout=Layout(width="560px"),
        style={"description_width": "initial"},
    )
    return VBox([slider, flipbook(frames, slider)])
