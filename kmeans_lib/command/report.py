"""Report: what is written to disk for one clustering."""

from __future__ import annotations

import csv
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kmeans_lib.engine import own_distances
from kmeans_lib.features import Features
from kmeans_lib.lloyd import Step
from kmeans_lib.loading import ImageSet, save_images
from kmeans_lib.update import update_centroids
from kmeans_lib.validation import InputError, one_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_PIXELS = 20_000  # along a side of a picture: what programs still open
# What may be replaced: what is written here, and what file managers drop into any folder.
OWN_FILES = re.compile(
    r"centroid\d+\.png|overview\.png|scatter\.png|labels\.csv|\.DS_Store|Thumbs\.db|desktop\.ini"
)


def write_report(folder: Path, images: ImageSet, step: Step, features: Features) -> None:
    """Write centroid1.png .. centroidk.png, overview.png and labels.csv into folder.

    Parameters
    ----------
    folder : path
        Made if it does not exist.
    images : ImageSet
    step : Step
        Its cluster j is number j + 1 in all kinds of files.
    features : Features
        What was clustered, the pixels or something in their place; distances are in its units.
        Two principal components or more also give scatter.png.
    """
    save_images(_centroid_images(images, step, features), images.shape, folder)
    _write_labels(folder / "labels.csv", images, step, features)
    _save_figure(folder / "overview.png", draw_overview(images, step, features))
    if features.shares is not None and len(features.shares) > 1:
        _save_figure(folder / "scatter.png", draw_scatter(images, step, features))


def copy_sorted(source: str | os.PathLike, folder: Path, images: ImageSet, step: Step) -> None:
    """Copy the files of every cluster j into folder/j, numbered from 1, with their dates.

    Parameters
    ----------
    source : path
        Where the names of the images start.
    folder : path
        Without such folders so far; an empty cluster gets an empty one.
    images : ImageSet
        From `load_folder`; files from folders below keep their folder.
    step : Step

    Raises
    ------
    InputError
        If two files would have one name, on a disk that takes A.jpg and a.jpg for the same.
    """
    for j in range(len(step.centroids)):
        (folder / str(j + 1)).mkdir(parents=True)
    for name, label in zip(images.names, step.labels, strict=True):
        copy = folder / str(label + 1) / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if copy.exists():
            raise InputError(f"{one_line(copy)}: the disk takes two names for one; nothing copied")
        shutil.copy2(Path(source) / name, copy)


def _centroid_images(images: ImageSet, step: Step, features: Features) -> np.ndarray:
    """The centroids, or the mean images of their members where something else was clustered."""
    if features.Z is images.X:
        return step.centroids
    start = images.X[: len(step.centroids)]
    return update_centroids(images.X, step.labels, start)[0]


def _write_labels(path: Path, images: ImageSet, step: Step, features: Features) -> None:
    distances = np.sqrt(own_distances(features.Z, step.labels, step.centroids))
    # File names that are no valid text keep their bytes.
    with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        rough = any("\r" in name for name in images.names)  # else written without quotes
        writer = csv.writer(
            file, lineterminator="\n", quoting=csv.QUOTE_ALL if rough else csv.QUOTE_MINIMAL
        )
        writer.writerow(["name", "cluster", "distance"])
        for name, label, distance in zip(images.names, step.labels, distances, strict=True):
            writer.writerow([name, label + 1, f"{distance:.3f}"])


def draw_overview(images: ImageSet, step: Step, features: Features) -> Figure:
    """Each centroid with its nearest and farthest images, by the distances that were clustered."""
    from kmeans_lib.figures import plot_overview  # here: pyplot takes half a second to import

    centroids = _centroid_images(images, step, features)
    distances = own_distances(features.Z, step.labels, step.centroids)
    return plot_overview(images.X, images.shape, step.labels, centroids, distances)[0]


def draw_scatter(images: ImageSet, step: Step, features: Features) -> Figure:
    """The first two principal components, coloured by cluster, with some of the images."""
    from kmeans_lib.figures import plot_thumbnails

    assert features.shares is not None
    names = [f"component {i + 1}: {features.shares[i]:.0%} of the variance" for i in range(2)]
    return plot_thumbnails(features.Z[:, :2], step.labels, images.X, images.shape, names)[0]


def _save_figure(path: Path, fig: Figure) -> None:
    from matplotlib.pyplot import close

    dpi = min(100, MOST_PIXELS / max(fig.get_size_inches()))
    fig.savefig(path, dpi=dpi, metadata={"Software": None})  # no version in the bytes
    close(fig)
