"""The explorer: an image by number on the plot of the components; by the kernel."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import BoundedIntText, HBox, IntSlider, Layout, VBox, jslink
from PIL import Image as Picture
from PIL import ImageDraw

from kmeans_lib.assignment import squared_distances
from kmeans_lib.figures import plot_thumbnails
from kmeans_lib.figures.images import montage
from kmeans_lib.lloyd import Step
from kmeans_lib.loading import ImageSet
from kmeans_lib.widgets.frames import DPI, Frame, live, png_bytes

SIDE = 120  # pixels of an image beside the plot


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
    slider = IntSlider(min=0, max=end, description="image", layout=Layout(width="560px"))
    number = BoundedIntText(min=0, max=end, description="number", layout=Layout(width="180px"))
    jslink((number, "value"), (slider, "value"))
    return VBox([HBox([slider, number]), live([slider], page)])


def pca_page(images: ImageSet, step: Step, points: np.ndarray) -> Callable[[int], Frame]:
    """The function behind `pca_explorer`: number of an image -> (PNG bytes, sentence)."""
    fig, ax = plot_thumbnails(points, step.labels, images.X, images.shape)
    fig.set_dpi(DPI)
    fig.canvas.draw()
    pixels = fig.canvas.buffer_rgba()  # type: ignore[attr-defined]  # not in the base class
    ground = Picture.fromarray(np.asarray(pixels)).convert("RGB")
    places = ax.transData.transform(points)
    plt.close(fig)
    distances = np.sqrt(squared_distances(images.X, step.centroids) / images.X.shape[1])
    nearest = np.argsort(distances, axis=1, kind="stable")[:, :2]

    def page(i: int) -> Frame:
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
            f"Image {i}: {distances[i, own]:.1f} of 255 per pixel to the centroid of its own "
            f"cluster {own + 1}, and {distances[i, second]:.1f} to that of cluster {second + 1}."
        )
        return png_bytes(picture), words

    return page


def _enlarged(row: np.ndarray, shape: tuple[int, ...]) -> Picture.Image:
    picture = Picture.fromarray(montage(row[None, None], shape)[: shape[0], : shape[1]])
    scale = SIDE / max(shape[:2])
    return picture.resize(
        [round(scale * side) for side in picture.size], Picture.Resampling.NEAREST
    )
