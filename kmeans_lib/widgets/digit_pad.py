"""Digit pad: draw a digit by hand and see which centroid takes it; no kernel is needed."""

import base64
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.assignment import squared_distances
from kmeans_lib.figures import plot_images
from kmeans_lib.validation import InputError, as_centroids, as_rows
from kmeans_lib.widgets.frames import Frame, paint
from kmeans_lib.widgets.page import Page, make_page

SCRIPTS = ["ink.js", "digit_pad.js", "digit_pad.css"]
EMPTY = "Nothing is drawn: draw a digit, or choose an example."


def digit_pad(
    centroids: ArrayLike | Mapping[int, ArrayLike],
    shape: tuple[int, ...],
    examples: Mapping[str, ArrayLike] | None = None,
) -> Page:
    """Draw a digit; the nearest centroid and the runner-up follow the pen.

    What is drawn becomes a picture as the digits of `data/` did: scaled to a box, centred by its
    mass, cropped and resampled. It can be shifted, made thicker, and copied as a NumPy array.

    Parameters
    ----------
    centroids : array of shape (k, d), or dict {k: array of shape (k, d)}
        Grey levels 0 .. 255, k at least 2; a dict gets a slider over k, from the largest
        down. They travel as float32: labels and distances are those of `assign_labels` with these.
    shape : tuple
        (height, width) of an image, d pixels.
    examples : dict {name: array of shape (d,)}, optional
        Images to choose in place of drawing, rounded to whole grey levels; the first is shown.

    Returns
    -------
    Page, which shows itself in a notebook.

    Raises
    ------
    InputError
        If k is less than 2 or not the number of its centroids, or sizes do not fit.
    """
    size = _size_of(shape)
    sets = _as_sets(centroids, size)
    rows = _as_examples(examples, size)
    data = {
        "shape": list(shape),
        "centroids": [[k, _base64(C.astype("<f4"))] for k, C in sets.items()],
        "examples": [[name, _base64(row)] for name, row in rows.items()],
    }
    first = next(iter(rows.values()), None)
    picture = pad_frame(first, list(sets.values())[-1], shape)
    return make_page("Digit pad: draw a digit", SCRIPTS, data, picture)


def pad_frame(row: np.ndarray | None, centroids: np.ndarray, shape: tuple[int, ...]) -> Frame:
    """The picture behind `digit_pad`: an image, its nearest centroid and the runner-up."""
    if row is None or not row.any():
        names = [f"centroid {j}" for j in range(1, len(centroids) + 1)]
        return paint(plot_images(centroids, shape, names)[0]), EMPTY
    distances = np.sqrt(squared_distances(row[None], centroids)[0] / row.size)
    own, second = np.argsort(distances, kind="stable")[:2]
    names = ["seen", *(f"{j + 1}: {distances[j]:.1f}" for j in (own, second))]
    fig, _ = plot_images([row, centroids[own], centroids[second]], shape, names)
    sentence = (
        f"Nearest: centroid {own + 1}, {distances[own]:.1f} of 255 per pixel; "
        f"runner-up {second + 1}, {distances[second]:.1f}."
    )
    return paint(fig), sentence


def _size_of(shape: tuple[int, ...]) -> int:
    if np.ndim(shape) != 1 or len(shape) != 2:
        raise InputError(f"shape = {shape}: (height, width) of a grey picture is wanted")
    return shape[0] * shape[1]


def _as_sets(centroids: ArrayLike | Mapping[int, ArrayLike], size: int) -> dict[int, np.ndarray]:
    """Centroids by k, as float32, checked."""
    if not isinstance(centroids, Mapping):
        centroids = {len(as_rows(centroids, "centroids")): centroids}
    if not centroids:
        raise InputError("no centroids: {k: array of shape (k, d)} is wanted")
    sets = {}
    for k, given in sorted(centroids.items()):
        C = as_centroids(given, np.zeros((1, size)))
        if len(C) != k:
            raise InputError(f"centroids[{k}] has {len(C)} rows; {k} are wanted")
        if k < 2:
            raise InputError("k = 1: at least 2 centroids are wanted, or there is no runner-up")
        sets[int(k)] = C.astype(np.float32)
    return sets


def _as_examples(examples: Mapping[str, ArrayLike] | None, size: int) -> dict[str, np.ndarray]:
    if examples is None:
        return {}
    if not isinstance(examples, Mapping):
        raise InputError("examples: a dict {name: array of shape (d,)} is wanted")
    return {str(name): _as_levels(row, name, size) for name, row in examples.items()}


def _as_levels(row: ArrayLike, name: object, size: int) -> np.ndarray:
    """An example as whole grey levels, checked."""
    levels = as_rows(np.reshape(row, (1, -1)), f"examples[{name!r}]")[0]
    if len(levels) != size:
        raise InputError(f"examples[{name!r}] has {len(levels)} pixels; {size} are wanted")
    return np.clip(np.rint(levels), 0, 255).astype(np.uint8)


def _base64(array: np.ndarray) -> str:
    return base64.b64encode(array.tobytes()).decode()
