"""Report: what is written to disk for one clustering."""

import csv
import re

import numpy as np

from kmeans_lib.loading import save_images
from kmeans_lib.update import own_distances

MEMBERS = 8  # nearest and farthest images shown of every cluster
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
    distances = own_distances(images.X, step.labels, step.centroids)
    save_images(step.centroids, images.shape, folder)
    _write_labels(folder / "labels.csv", images.names, step.labels, np.sqrt(distances))
    _write_overview(folder / "overview.png", images, step, distances)


def _write_labels(path, names, labels, distances):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "cluster", "distance"])
        for name, label, distance in zip(names, labels, distances, strict=True):
            writer.writerow([name, label + 1, f"{distance:.3f}"])


def _write_overview(path, images, step, distances):
    from kmeans_lib import plots  # here, because pyplot takes half a second to import

    k = len(step.centroids)
    nearest = first_members(images.X, step.labels, distances, k, MEMBERS)
    farthest = first_members(images.X, step.labels, -distances, k, MEMBERS)
    sizes = np.bincount(step.labels, minlength=k)
    fig, _ = plots.plot_overview(step.centroids, nearest, farthest, sizes, images.shape)
    fig.savefig(path, dpi=100, metadata={"Software": None})
    plots.plt.close(fig)


def first_members(X, labels, order, k, m):
    """The m images of every cluster that come first in order: (k, m, d), NaN where it has fewer."""
    chosen = np.full((k, m, X.shape[1]), np.nan)
    for j in range(k):
        members = np.flatnonzero(labels == j)
        first = members[np.argsort(order[members], kind="stable")[:m]]
        chosen[j, : len(first)] = X[first]
    return chosen
