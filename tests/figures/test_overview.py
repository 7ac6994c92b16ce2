"""The overview of a clustering, read from its picture."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from kmeans_lib.figures import plot_overview
from kmeans_lib.figures.style import PALETTE
from tests.figures.looks import WHITE, assert_nothing_is_cut_off, outlines, shown


@pytest.fixture
def overview():
    """Clusters of 7, 1 and 12 images; image i of cluster j is of grey level 10 j + i, i away."""
    labels = np.repeat([0, 1, 2], [7, 1, 12])
    away = np.concatenate([np.arange(n) for n in (7, 1, 12)])
    rows = np.repeat(10.0 * labels + away, 16).reshape(-1, 16)
    centroids = np.array([[0.0] * 16, [100.4] * 16, [200] * 16])
    return plot_overview(rows, (4, 4), labels, centroids, away, members=2)


def test_overview_shows_centroid_nearest_and_farthest_in_this_order(overview):
    _, ax = overview
    pixels = shown(ax)[..., 0]
    starts = np.rint(np.array(ax.get_xticks()) + 0.5).astype(int)
    lines = [0, 5, 10]
    assert pixels[lines, starts[0]].tolist() == [0, 100, 200]
    assert pixels[lines, starts[1]].tolist() == [0, 10, 20]
    assert pixels[lines, starts[1] + 5].tolist() == [1, 255, 21], "an absent image is white"
    assert pixels[lines, starts[2]].tolist() == [6, 10, 31]
    assert pixels[lines, starts[2] + 5].tolist() == [5, 255, 30]
    heads = [label.get_text() for label in ax.get_xticklabels()]
    assert heads == ["centroid", "nearest", "farthest"]


def test_overview_measures_distances_itself(digits):
    """Of equally distant images the first comes first."""
    labels = digits.y - 1
    centroids = np.array([digits.X[labels == j].mean(axis=0) for j in range(5)])
    _, ax = plot_overview(digits.X, digits.shape, labels, centroids, members=3)
    starts = np.rint(np.array(ax.get_xticks()) + 0.5).astype(int)
    distances = np.linalg.norm(digits.X - centroids[labels], axis=1)
    for j in range(5):
        members = np.flatnonzero(labels == j)
        members = members[np.argsort(distances[members])]
        for start, chosen in ((starts[1], members[:3]), (starts[2], members[::-1][:3])):
            for place, member in enumerate(chosen):
                left = start + place * 18  # 16 pixels and a gap of 2
                tile = shown(ax)[j * 18 : j * 18 + 16, left : left + 16, 0]
                assert np.array_equal(tile, digits.images[member])


def test_overview_of_equally_distant_images_shows_the_first_and_no_empty_cluster_fails():
    rows = np.array([[0.0], [1], [2], [3]])
    _, ax = plot_overview(
        rows, (1, 1), np.array([0, 0, 0, 2]), np.zeros((3, 1)), np.array([5.0, 4, 4, 1]), members=2
    )
    left = round(ax.get_xticks()[1] + 0.5)
    assert shown(ax)[[0, 2, 4]][:, [left, left + 2], 0].tolist() == [[1, 2], [255, 255], [3, 255]]


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


def test_overview_outlines_every_image_and_no_empty_place(overview):
    """A white image could not be told from the paper."""
    _, ax = overview
    starts = np.rint(np.array(ax.get_xticks()) + 0.5).astype(int)
    lefts = [starts[0], starts[1], starts[1] + 5, starts[2], starts[2] + 5]
    expected = {(left - 0.5, top - 0.5, 4, 4) for left in lefts for top in (0, 5, 10)}
    expected -= {(left + 4.5, 4.5, 4, 4) for left in starts[1:]}  # cluster 2 has one image only
    assert len(outlines(ax)) == len(expected) == 13
    assert set(outlines(ax)) == expected
    assert not any(len(frames.get_facecolor()) for frames in ax.collections)
    assert all(frames.get_linewidth() <= 1 for frames in ax.collections)


def test_overview_outlines_images_in_colour_that_are_not_square():
    rows = np.arange(5 * 8 * 12 * 3, dtype=float).reshape(5, -1) % 200
    labels = np.array([0, 0, 1, 1, 1])
    _, ax = plot_overview(rows, (8, 12, 3), labels, rows[[0, 2]], members=3)
    starts = np.rint(np.array(ax.get_xticks()) + 0.5).astype(int)
    columns = [left + 13 * i for left, n in zip(starts, (1, 3, 3), strict=True) for i in range(n)]
    expected = {(left - 0.5, top - 0.5, 12, 8) for left in columns for top in (0, 9)}
    expected -= {(left + 25.5, -0.5, 12, 8) for left in starts[1:]}
    assert sorted(outlines(ax)) == sorted(expected)
    paper = (shown(ax) == WHITE).all(axis=2)
    for left, top, width, height in outlines(ax):
        rows = slice(round(top + 0.5), round(top + 0.5 + height))
        inside = paper[rows, round(left + 0.5) : round(left + 0.5 + width)]
        assert not inside.any(), "a whole image"
        paper[rows, round(left + 0.5) : round(left + 0.5 + width)] = True
    assert paper.all(), "nothing of an image is outside"


def test_overview_cuts_no_label_off(overview):
    fig, _ = overview
    assert_nothing_is_cut_off(fig)


def test_six_nearest_and_six_farthest_images_are_shown_unless_asked_for_others():
    rows = np.arange(80.0).reshape(20, 4)
    _, ax = plot_overview(rows, (2, 2), np.zeros(20, int), rows[:1])
    assert len(outlines(ax)) == 1 + 6 + 6
