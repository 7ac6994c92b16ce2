"""Report: what is written to disk for one clustering."""

import csv
import re

import numpy as np

from kmeans_lib.loading import save_images
from kmeans_lib.update import own_distances

MEMBERS = 6  # nearest and farthest images shown of every cluster
# What may be replaced: what is written here, and what file managers drop into any folder.
OWN_FILES = re.compile(
    r"centroid\d+\.png|overview\.png|labels\.csv|\.DS_Store|Thumbs\.db|desktop\.ini"
)


def write_report(folder, images, step):
    """Write centroid1.png .. centroidk.png, overview.png and labels.csv into folder.

    Parameters
    ----------
    folder : path
        Made if it does not exist.
    images : ImageSet
    step : Step
        Its cluster j is number j + 1 in all three kinds of files.
    """
    save_images(step.centroids, images.shape, folder)
    _write_labels(folder / "labels.csv", images, step)
    _write_overview(folder / "overview.png", images, step)


def _write_labels(path, images, step):
    distances = np.sqrt(own_distances(images.X, step.labels, step.centroids))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "cluster", "distance"])
        for name, label, distance in zip(images.names, step.labels, distances, strict=True):
            writer.writerow([name, label + 1, f"{distance:.3f}"])


def draw_overview(images, step, members=MEMBERS):
    """Picture of one clustering: each centroid with its nearest and farthest images.

    Parameters
    ----------
    images : ImageSet
    step : Step
    members : int
        How many nearest and farthest images are shown of every cluster.

    Returns
    -------
    fig, ax
    """
    from kmeans_lib.plots import plot_overview  # here: pyplot takes half a second to import

    k = len(step.centroids)
    distances = own_distances(images.X, step.labels, step.centroids)
    nearest = first_members(images.X, step.labels, distances, k, members)
    farthest = first_members(images.X, step.labels, -distances, k, members)
    sizes = np.bincount(step.labels, minlength=k)
    return plot_overview(step.centroids, nearest, farthest, sizes, images.shape)


def _write_overview(path, images, step):
    from matplotlib.pyplot import close

    fig, _ = draw_overview(images, step)
    fig.savefig(path, dpi=100, metadata={"Software": None})  # no version in the bytes
    close(fig)


def first_members(X, labels, order, k, m):
    """The m images of every cluster that come first in order: (k, m, d), NaN where it has fewer."""
    chosen = np.full((k, m, X.shape[1]), np.nan)
    for j in range(k):
        members = np.flatnonzero(labels == j)
        first = members[np.argsort(order[members], kind="stable")[:m]]
        chosen[j, : len(first)] = X[first]
    return chosen
