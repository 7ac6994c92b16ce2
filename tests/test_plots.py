"""Pictures, checked through their arrays and their Axes."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from kmeans_lib.plots import PALETTE, cluster_color, montage, plot_overview


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_montage_places_rounds_and_leaves_gaps():
    rows = np.array([[[0, 10, 20, 30.6], [300, -5, 0, 0]], [[np.nan] * 4, [1, 2, 3, 4]]])
    picture = montage(rows, (2, 2))
    white = 255
    assert picture.shape == (6, 6, 3)
    assert (picture == picture[..., :1]).all(), "grey stays grey"
    assert picture[..., 0].tolist() == [
        [0, 10, white, 255, 0, white],
        [20, 31, white, 0, 0, white],
        [white] * 6,
        [white, white, white, 1, 2, white],
        [white, white, white, 3, 4, white],
        [white] * 6,
    ]


def test_montage_in_colour():
    rows = np.arange(12.0).reshape(1, 1, 12)
    assert montage(rows, (2, 2, 3))[:2, :2].ravel().tolist() == list(range(12))


@pytest.fixture
def overview():
    centroids = np.array([[0.0] * 16, [100.4] * 16, [200] * 16])
    nearest = np.stack([np.full((2, 16), 10.0 * j) for j in range(3)])
    farthest = nearest + 5
    farthest[1, 1] = np.nan
    return plot_overview(centroids, nearest, farthest, [7, 1, 12], (4, 4))


def test_overview_shows_centroid_nearest_and_farthest_in_this_order(overview):
    _, ax = overview
    (shown,) = ax.get_images()
    pixels = shown.get_array()[..., 0]
    starts = np.rint(np.array(ax.get_xticks()) + 0.5).astype(int)
    lines = [0, 5, 10]
    assert pixels[lines, starts[0]].tolist() == [0, 100, 200]
    assert pixels[lines, starts[1]].tolist() == [0, 10, 20]
    assert pixels[lines, starts[2]].tolist() == [5, 15, 25]
    assert pixels[lines, starts[2] + 5].tolist() == [5, 255, 25], "an absent image is white"
    heads = [label.get_text() for label in ax.get_xticklabels()]
    assert heads == ["centroid", "nearest", "farthest"]


def test_overview_names_numbers_sizes_and_colours(overview):
    _, ax = overview
    assert ax.get_title(loc="left") == "k = 3: 20 images in 3 clusters"
    labels = ax.get_yticklabels()
    assert [label.get_text() for label in labels] == [
        "1:  7 images",
        "2:  1 images",
        "3:  12 images",
    ]
    assert ax.get_yticks().tolist() == [1.5, 6.5, 11.5], "the middle of each line of images"
    colours = [label.get_bbox_patch().get_facecolor()[:3] for label in labels]
    assert colours == [to_rgb(colour) for colour in PALETTE[:3]]


def test_overview_cuts_no_label_off(overview):
    fig, ax = overview
    fig.canvas.draw()
    frame = fig.bbox
    for label in [*ax.get_yticklabels(), *ax.get_xticklabels()]:
        patch = label.get_bbox_patch()
        box = patch.get_window_extent() if patch else label.get_window_extent()
        assert frame.x0 <= box.x0 and box.x1 <= frame.x1, label.get_text()
        assert frame.y0 <= box.y0 and box.y1 <= frame.y1, label.get_text()


def test_colours_are_stable_and_repeat():
    assert [cluster_color(j) for j in range(len(PALETTE))] == list(PALETTE)
    assert cluster_color(len(PALETTE)) == PALETTE[0]
    assert len(set(PALETTE)) == len(PALETTE)
