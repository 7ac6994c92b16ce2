"""The player: the loop as a film, two frames a round."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise

import numpy as np
from ipywidgets import BoundedIntText, HBox, IntSlider, Layout, Play, VBox, jslink
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from kmeans_lib.figures import plot_grid, plot_points
from kmeans_lib.lloyd import Step
from kmeans_lib.validation import InputError, as_rows
from kmeans_lib.widgets.frames import Frame, flipbook, paint

MILLISECONDS = 800  # that a frame is shown


def iteration_player(
    steps: Iterable[Step | tuple], shape: tuple[int, ...] | None = None, X: ArrayLike | None = None
) -> VBox:
    """Watch the loop: two frames a round, assign and update, to play, stop and step through.

    Parameters
    ----------
    steps : iterable of Step, or of (labels, centroids)
        From `kmeans_steps`, or what a loop of your own found in each round.
    shape : tuple, optional
        (height, width) of an image: the centroids are shown as pictures.
    X : array of shape (n, 2), optional
        Points of a plane, in place of shape: the centroids walk among them.

    Returns
    -------
    VBox of the controls and the frames, which needs no kernel once it is shown.
    """
    frames = iteration_frames(steps, shape, X)
    end = len(frames) - 1
    play = Play(min=0, max=end, interval=MILLISECONDS, description="play")
    slider = IntSlider(min=0, max=end, description="frame", layout=Layout(width="560px"))
    number = BoundedIntText(min=0, max=end, description="step", layout=Layout(width="180px"))
    jslink((play, "value"), (slider, "value"))
    jslink((number, "value"), (slider, "value"))
    return VBox([HBox([play, slider, number]), flipbook(frames, slider)])


def iteration_frames(
    steps: Iterable[Step | tuple], shape: tuple[int, ...] | None = None, X: ArrayLike | None = None
) -> list[Callable[[], Frame]]:
    """What paints the frames of `iteration_player`, one after the other."""
    draw: Callable[..., tuple[Figure, Axes]]
    if shape is not None and X is None:
        draw = partial(_draw_pictures, shape)
    elif X is not None and shape is None:
        draw = partial(plot_points, as_rows(X))
    else:
        raise InputError("give shape=(height, width) for pictures, or X for points of a plane")

    def frame(words: str, *shown: np.ndarray | None) -> Callable[[], Frame]:
        return lambda: (paint(draw(*shown)[0]), words)

    rounds = [_labels_and_centroids(step) for step in steps]
    if not rounds:
        raise InputError("no steps to show: Steps or pairs of (labels, centroids) are wanted")
    labels, centroids = rounds[0]
    words = f"Start: all {len(labels)} images go to the nearest of {len(centroids)} centroids."
    frames = [frame(words, labels, centroids, None)]
    for i, ((old, before), (labels, centroids)) in enumerate(pairwise(rounds), start=1):
        words = f"Round {i}, update: every centroid moves to the mean of its images."
        frames.append(frame(words, old, centroids, before))
        words = f"{np.sum(labels != old)} of {len(labels)} images change cluster."
        frames.append(frame(f"Round {i}, assign: {words}", labels, centroids, None))
    return frames


def _labels_and_centroids(step: Step | tuple) -> tuple[np.ndarray, np.ndarray]:
    labels, centroids = step if isinstance(step, tuple) else (step.labels, step.centroids)
    return np.asarray(labels), np.asarray(centroids, float)


def _draw_pictures(
    shape: tuple[int, ...], labels: np.ndarray, centroids: np.ndarray, before: np.ndarray | None
) -> tuple[Figure, Axes]:
    sizes = [f"{n}" for n in np.bincount(labels, minlength=len(centroids))]
    lines = [centroids if before is None else before, centroids]
    return plot_grid(np.clip(lines, 0, 255), shape, ["before", "now"], sizes)
