"""What is written for one clustering."""

import csv

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.report import MEMBERS, OWN_FILES, draw_overview, first_members, write_report


@pytest.fixture(scope="module")
def step(digits):
    return run_kmeans(digits.X, 3, rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def folder(digits, step, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report") / "3"
    write_report(folder, digits, step)
    return folder


def test_exactly_these_files(folder):
    names = sorted(path.name for path in folder.iterdir())
    expected = ["centroid1.png", "centroid2.png", "centroid3.png", "labels.csv", "overview.png"]
    assert names == expected
    assert all(OWN_FILES.fullmatch(name) for name in names)


def test_centroids_are_the_rounded_means_of_their_images(folder, digits, step):
    for j in range(3):
        with Image.open(folder / f"centroid{j + 1}.png") as picture:
            assert (picture.size, picture.mode) == ((16, 16), "L")
            mean = digits.X[step.labels == j].mean(axis=0, dtype=np.float64)
            assert np.abs(np.asarray(picture).ravel() - mean).max() <= 0.5


def test_labels_name_every_image_its_cluster_and_distance(folder, digits, step):
    with open(folder / "labels.csv", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["name", "cluster", "distance"]
    assert tuple(row[0] for row in rows) == digits.names
    assert [int(row[1]) - 1 for row in rows] == step.labels.tolist()
    distances = np.linalg.norm(digits.X - step.centroids[step.labels], axis=1)
    assert np.abs(np.array([float(row[2]) for row in rows]) - distances).max() <= 0.0006


def test_overview_is_a_wide_picture(folder):
    with Image.open(folder / "overview.png") as picture:
        assert picture.width > 1000 and picture.height > 250
        assert "Software" not in picture.info, "the bytes must not name a version"


def test_overview_shows_the_nearest_and_the_farthest_members(digits, step):
    fig, ax = draw_overview(digits, step)
    plt.close(fig)
    (shown,) = ax.get_images()
    grey = shown.get_array()[..., 0]
    pitch = 18  # 16 pixels and a gap of 2
    starts = np.rint(np.array(ax.get_xticks()) + 0.5).astype(int)
    distances = np.linalg.norm(digits.X - step.centroids[step.labels], axis=1)
    for j in range(3):
        members = np.flatnonzero(step.labels == j)
        members = members[np.argsort(distances[members])]
        for start, chosen in ((starts[1], members[:MEMBERS]), (starts[2], members[::-1][:MEMBERS])):
            for place, member in enumerate(chosen):
                left = start + place * pitch
                tile = grey[j * pitch : j * pitch + 16, left : left + 16]
                assert np.array_equal(tile, digits.images[member])


def test_same_result_same_bytes(folder, digits, step, tmp_path):
    write_report(tmp_path / "again", digits, step)
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_first_members_come_in_order_with_gaps_where_there_are_none():
    X = np.array([[0.0], [1], [2], [3]])
    chosen = first_members(X, np.array([0, 0, 0, 2]), np.array([5.0, 4, 4, 1]), k=3, m=2)
    assert chosen[0].tolist() == [[1], [2]]
    assert np.isnan(chosen[1]).all()
    assert chosen[2, 0] == 3 and np.isnan(chosen[2, 1]).all()
