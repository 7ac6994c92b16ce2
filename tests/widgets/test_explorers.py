"""The explorer: every page that its control can ask for is made and looked into."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from kmeans_lib.figures import plot_thumbnails
from kmeans_lib.figures.images import montage
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.pca import fit_pca
from kmeans_lib.widgets.explorers import SIDE, pca_explorer, pca_page
from kmeans_lib.widgets.frames import DPI
from tests.widgets.pages import links, pixels, read_page


@pytest.fixture
def step(few, rng):
    return run_kmeans(few.X, 3, rng=rng)


@pytest.fixture
def points(few):
    return fit_pca(few.X, 2).transform(few.X)


def test_pca_explorer_shows_every_image(few, step, points):
    page = pca_page(few, step, points)
    distances = np.sqrt(np.mean((few.X[:, None] - step.centroids) ** 2, axis=2))
    seen = set()
    for i in range(len(few.X)):
        png, words = page(i)
        own, second = distances[i].argsort()[:2]
        assert own == step.labels[i]
        assert words == (
            f"Image {i}: {distances[i, own]:.1f} of 255 per pixel to the centroid of its own "
            f"cluster {own + 1}, and {distances[i, second]:.1f} to that of cluster {second + 1}."
        )
        seen.add(png)
    assert len(seen) == len(few.X)
    explorer = pca_explorer(few, step, points)
    slider = explorer.children[0].children[0]
    slider.value = 7
    assert read_page(explorer.children[1]) == page(7)


def test_the_number_moves_the_slider_and_both_reach_every_image(few, step, points):
    explorer = pca_explorer(few, step, points)
    assert links(explorer) == {("number.value", "image.value")}
    for control in explorer.children[0].children:
        assert (control.min, control.max, control.value) == (0, len(few.X) - 1, 0)


def test_the_ring_is_where_the_image_is_on_the_plot(few, step, points):
    fig, ax = plot_thumbnails(points, step.labels, few.X, few.shape)
    fig.set_dpi(DPI)
    fig.canvas.draw()
    page = pca_page(few, step, points)
    for i in [*range(0, len(few.X), 20), points[:, 1].argmin(), points[:, 1].argmax()]:
        shown = pixels(page(i)[0])
        column, row = ax.transData.transform(points[i])
        row = len(shown) - row
        for right, down in ((1, 0), (0, 1), (-1, 0), (0, -1)):
            levels = [shown[int(row + r * down), int(column + r * right)].mean() for r in (14, 17)]
            assert levels[0] < 60 and levels[1] > 200, "black, and white around it"


def test_beside_the_plot_are_the_image_its_centroid_and_the_runner_up(few, step, points):
    page = pca_page(few, step, points)
    distances = np.linalg.norm(few.X[:, None] - step.centroids, axis=2)
    for i in range(0, len(few.X), 20):
        own, second = distances[i].argsort()[:2]
        shown = pixels(page(i)[0])
        height, width, _ = shown.shape
        for line, row in enumerate([few.X[i], step.centroids[own], step.centroids[second]]):
            top, left = line * height // 3 + 22, width - SIDE - 15
            found = shown[top : top + SIDE, left : left + SIDE]
            places = np.arange(SIDE) * 16 // SIDE
            expected = montage(row[None, None], few.shape)[np.ix_(places, places)]
            assert np.abs(found - expected).mean() < 8, "but for the small palette"


def test_the_pictures_beside_the_plot_have_their_names(few, step, points):
    page = pca_page(few, step, points)
    distances = np.linalg.norm(few.X[:, None] - step.centroids, axis=2)
    for i in range(0, len(few.X), 20):
        own, second = distances[i].argsort()[:2] + 1
        shown = pixels(page(i)[0])
        for line, name in enumerate([f"image {i}", f"cluster {own}", f"runner-up: {second}"]):
            written = Image.new("RGB", (SIDE + 15, 20), "white")
            ImageDraw.Draw(written).text((0, 0), name, fill="black", font_size=16)
            top = line * len(shown) // 3
            found = shown[top : top + 20, -SIDE - 15 :]
            assert np.abs(found - np.asarray(written, int)).max() < 60, name
