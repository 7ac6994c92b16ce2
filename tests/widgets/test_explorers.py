"""The explorer: every page that its control can ask for is made and looked into."""

import numpy as np

from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.pca import fit_pca
from kmeans_lib.widgets.explorers import pca_explorer, pca_page
from tests.widgets.pages import read_page


def test_pca_explorer_shows_every_image(few, rng):
    step = run_kmeans(few.X, 3, rng=rng)
    points = fit_pca(few.X, 2).transform(few.X)
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
