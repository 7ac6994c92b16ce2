"""Widgets: the k slider, the loop as a film, other starts, and two explorers.

Every widget has a function behind it that makes one frame, so that each frame can be tested.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import (
    BoundedIntText,
    FloatSlider,
    HBox,
    IntSlider,
    Layout,
    Play,
    SelectionSlider,
    VBox,
    jslink,
)
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from PIL import Image as Picture
from PIL import ImageDraw

from kmeans_lib.assignment import assign_labels, squared_distances
from kmeans_lib.charts import plot_frames, plot_points
from kmeans_lib.frames import DPI, flipbook, live, paint, png_bytes
from kmeans_lib.lloyd import STARTS, Step, kmeans_steps, run_kmeans
from kmeans_lib.loading import ImageSet
from kmeans_lib.plots import montage, plot_grid, plot_thumbnails
from kmeans_lib.progress import progress
from kmeans_lib.report import draw_overview
from kmeans_lib.update import inertia
from kmeans_lib.validation import InputError, as_centroids, as_rng, as_rows

MILLISECONDS = 800  # that a player shows a frame
SIDE = 120  # pixels of an image beside the plot
WIDE = {"width": "560px"}
NARROW = {"width": "180px"}


def k_slider(
    images: ImageSet,
    ks: Iterable[int] = range(2, 11),
    n_init: int = 3,
    rng: np.random.Generator | None = None,
) -> VBox:
    """A slider over k: the clusters of every k, from one sweep that is computed once.

    Parameters
    ----------
    images : ImageSet
    ks : ints
    n_init : int
        Runs for each k; the best one is shown.
    rng : numpy.random.Generator
        Each k draws from its own copy, so that it shows what `run_kmeans` gives for it alone.

    Returns
    -------
    VBox of a slider and its frames, which needs no kernel once it is shown.
    """
    ks, frames = list(ks), []
    for k in progress(ks, "clustering", "k"):
        step = run_kmeans(images.X, k, n_init=n_init, rng=copy.deepcopy(as_rng(rng)))
        frames.append(k_frame(images, step))
    slider = SelectionSlider(
        options=ks,
        description="k, number of clusters",
        layout=Layout(**WIDE),
        style={"description_width": "initial"},
    )
    return VBox([slider, flipbook(frames, slider)])


def k_frame(images: ImageSet, step: Step) -> tuple[bytes, str]:
    """One frame of `k_slider`."""
    fig, _ = draw_overview(images, step, members=4)
    k = len(step.centroids)
    distance = np.sqrt(step.inertia / len(step.labels))
    sentence = (
        f"k = {k}: inertia {step.inertia:,.0f}; an image is typically {distance:,.0f} grey levels "
        f"from its centroid."
    )
    return paint(fig), sentence


def iteration_player(
    steps: Iterable[Step | tuple],
    shape: tuple[int, ...] | None = None,
    X: ArrayLike | None = None,
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
    frames = list(iteration_frames(steps, shape, X))
    end = len(frames) - 1
    play = Play(min=0, max=end, interval=MILLISECONDS, description="play")
    slider = IntSlider(min=0, max=end, description="frame", layout=Layout(**WIDE))
    number = BoundedIntText(min=0, max=end, description="step", layout=Layout(**NARROW))
    jslink((play, "value"), (slider, "value"))
    jslink((number, "value"), (slider, "value"))
    return VBox([HBox([play, slider, number]), flipbook(frames, slider)])


def iteration_frames(
    steps: Iterable[Step | tuple],
    shape: tuple[int, ...] | None = None,
    X: ArrayLike | None = None,
) -> Iterator[tuple[bytes, str]]:
    """The frames of `iteration_player`, one after the other."""
    if shape is not None and X is None:
        draw = _draw_pictures(shape)
    elif X is not None and shape is None:
        draw = _draw_walk(as_rows(X))
    else:
        raise InputError("give shape=(height, width) for pictures, or X for points of a plane")
    before = labels = None
    for i, step in enumerate(steps):
        new, centroids = _labels_and_centroids(step)
        if i > 0:
            words = f"Round {i}, update: every centroid moves to the mean of its images."
            yield paint(draw(labels, centroids, before)), words
            changed = f"{np.sum(new != labels)} of {len(new)} images change cluster."
            words = f"Round {i}, assign: {changed}"
        else:
            words = f"Start: all {len(new)} images go to the nearest of {len(centroids)} centroids."
        yield paint(draw(new, centroids, None)), words
        labels, before = new, centroids
    if before is None:
        raise InputError(
            "no steps to show: an iterable of Step or of (labels, centroids) is wanted"
        )


def _labels_and_centroids(step: Step | tuple) -> tuple[np.ndarray, np.ndarray]:
    labels, centroids = step if isinstance(step, tuple) else (step.labels, step.centroids)
    return np.asarray(labels), np.asarray(centroids, float)


def _draw_pictures(shape: tuple[int, ...]) -> Callable[..., Figure]:
    def draw(labels: np.ndarray, centroids: np.ndarray, before: np.ndarray | None) -> Figure:
        sizes = [f"{n}" for n in np.bincount(labels, minlength=len(centroids))]
        lines = [centroids if before is None else before, centroids]
        return plot_grid(np.clip(lines, 0, 255), shape, ["before", "now"], sizes)[0]

    return draw


def _draw_walk(X: np.ndarray) -> Callable[..., Figure]:
    def draw(labels: np.ndarray, centroids: np.ndarray, before: np.ndarray | None) -> Figure:
        return plot_points(X, labels, centroids, before)[0]

    return draw


def start_picker(
    X: ArrayLike,
    k: int,
    shape: tuple[int, ...] | None = None,
    n_starts: int = 5,
    rng: np.random.Generator | None = None,
) -> VBox:
    """Choose another start and see where it ends: random ones, and ones by k-means++.

    Parameters
    ----------
    X : array of shape (n, d)
    k : int
    shape : tuple, optional
        (height, width) of an image; without it X is points of a plane, (n, 2).
    n_starts : int
        Starts of each kind.
    rng : numpy.random.Generator

    Returns
    -------
    VBox of a slider and its frames, which needs no kernel once it is shown.
    """
    X = as_rows(X)
    names = [f"{init} {i}" for init in STARTS for i in range(1, n_starts + 1)]
    starts = [
        STARTS[name.split()[0]](X, k, child)
        for name, child in zip(names, as_rng(rng).spawn(len(names)), strict=True)
    ]
    runs = [list(kmeans_steps(X, start)) for start in starts]
    best = min(run[-1].inertia for run in runs)
    frames = [start_frame(X, shape, name, run, best) for name, run in zip(names, runs, strict=True)]
    slider = SelectionSlider(options=names, description="start", layout=Layout(**WIDE))
    return VBox([slider, flipbook(frames, slider)])


def start_frame(
    X: np.ndarray, shape: tuple[int, ...] | None, name: str, run: Sequence[Step], best: float
) -> tuple[bytes, str]:
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


def pca_explorer(images: ImageSet, step: Step, points: np.ndarray) -> VBox:
    """Pick an image by number: its place on the plot, its centroid, and the runner-up.

    Parameters
    ----------
    images : ImageSet
    step : Step
        Of a k-means run on these images, k at least 2.
    points : array of shape (n, 2)
        Place of every image on the plot, such as its first two principal components.

    Returns
    -------
    VBox of a number field, a slider and a picture; it needs the kernel.
    """
    page = pca_page(images, step, points)
    end = len(images.X) - 1
    slider = IntSlider(min=0, max=end, description="image", layout=Layout(**WIDE))
    number = BoundedIntText(min=0, max=end, description="number", layout=Layout(**NARROW))
    jslink((number, "value"), (slider, "value"))
    return VBox([HBox([slider, number]), live([slider], page)])


def pca_page(
    images: ImageSet, step: Step, points: np.ndarray
) -> Callable[[int], tuple[bytes, str]]:
    """The function behind `pca_explorer`: number of an image -> (PNG bytes, sentence)."""
    fig, ax = plot_thumbnails(points, step.labels, images.X, images.shape)
    fig.set_dpi(DPI)
    fig.canvas.draw()
    pixels = fig.canvas.buffer_rgba()  # type: ignore[attr-defined]  # not in the base class
    ground = Picture.fromarray(np.asarray(pixels)).convert("RGB")
    places = ax.transData.transform(points)
    plt.close(fig)
    distances = np.sqrt(squared_distances(images.X, step.centroids))
    nearest = np.argsort(distances, axis=1, kind="stable")[:, :2]

    def page(i: int) -> tuple[bytes, str]:
        own, second = nearest[i]
        picture = Picture.new("RGB", (ground.width + SIDE + 30, ground.height), "white")
        picture.paste(ground, (0, 0))
        draw, left = ImageDraw.Draw(picture), ground.width + 15
        x, y = places[i][0], ground.height - places[i][1]
        for radius, color in ((17, "white"), (15, "black"), (13, "white")):
            draw.ellipse([x - radius, y - radius, x + radius, y + radius], outline=color, width=3)
        rows = images.X[i], step.centroids[own], step.centroids[second]
        names = f"image {i}", f"cluster {own + 1}", f"runner-up: {second + 1}"
        for line, (row, name) in enumerate(zip(rows, names, strict=True)):
            top = line * ground.height // 3
            draw.text((left, top), name, fill="black", font_size=16)
            picture.paste(_enlarged(row, images.shape), (left, top + 22))
        words = (
            f"Image {i}: {distances[i, own]:,.0f} grey levels to the centroid of its own cluster "
            f"{own + 1}, and {distances[i, second]:,.0f} to that of cluster {second + 1}."
        )
        return png_bytes(picture), words

    return page


def _enlarged(row: np.ndarray, shape: tuple[int, ...]) -> Picture.Image:
    picture = Picture.fromarray(montage(row[None, None], shape)[: shape[0], : shape[1]])
    scale = SIDE / max(shape[:2])
    return picture.resize(
        [round(scale * side) for side in picture.size], Picture.Resampling.NEAREST
    )


def assignment_explorer(X: ArrayLike, centroids: ArrayLike) -> VBox:
    """Move the centroids of a plane and see the regions and the labels follow.

    Parameters
    ----------
    X : array of shape (n, 2)
    centroids : array of shape (k, 2)
        Where they are at first.

    Returns
    -------
    VBox of two sliders a centroid and a picture; it needs the kernel.
    """
    X, centroids = as_rows(X), as_centroids(centroids, as_rows(X))
    sliders = [
        FloatSlider(value=value, min=low, max=high, step=(high - low) / 100,
                    description=f"{j + 1}: {axis}", readout_format=".2f")
        for j, centroid in enumerate(centroids)
        for axis, value, low, high in zip("xy", centroid, X.min(axis=0), X.max(axis=0), strict=True)
    ]  # fmt: skip
    rows = [HBox(sliders[i : i + 2]) for i in range(0, len(sliders), 2)]
    return VBox([*rows, live(sliders, lambda *values: assignment_page(X, values))])


def assignment_page(X: np.ndarray, values: Sequence[float]) -> tuple[bytes, str]:
    """The function behind `assignment_explorer`: x, y, x, y ... -> (PNG bytes, sentence)."""
    centroids = np.reshape(values, (-1, 2)).astype(float)
    labels = assign_labels(X, centroids)
    fig, _ = plot_points(X, labels, centroids, regions=lambda P: assign_labels(P, centroids))
    fig.set_layout_engine(None)  # it would take a third of the time of a frame
    fig.subplots_adjust(left=0.06, right=0.98, bottom=0.08, top=0.97)
    sizes = np.bincount(labels, minlength=len(centroids))
    counts = ", ".join(f"{j}: {n}" for j, n in enumerate(sizes, start=1))
    words = f"Points in each region: {counts}. Inertia {inertia(X, labels, centroids):,.1f}."
    return paint(fig), words
