"""What is written for one clustering."""

import csv
import os

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from kmeans_lib.command.report import (
    OWN_FILES,
    copy_sorted,
    draw_overview,
    draw_scatter,
    write_report,
)
from kmeans_lib.features import Features, make_features
from kmeans_lib.figures.style import cluster_color
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.loading import ImageSet
from kmeans_lib.validation import InputError


@pytest.fixture(scope="module")
def step(digits):
    return run_kmeans(digits.X, 3, rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def folder(digits, step, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report") / "3"
    write_report(folder, digits, step, Features(digits.X))
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


def test_same_result_same_bytes(folder, digits, step, tmp_path):
    write_report(tmp_path / "again", digits, step, Features(digits.X))
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


# Where something else than the pixels was clustered.


@pytest.fixture(scope="module")
def features(digits):
    return make_features(digits.X, standardize=True, n_components=3)


@pytest.fixture(scope="module")
def featured_step(features):
    return run_kmeans(features.Z, 4, rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def featured_folder(digits, features, featured_step, tmp_path_factory):
    folder = tmp_path_factory.mktemp("features") / "4"
    write_report(folder, digits, featured_step, features)
    return folder


def test_features_add_a_scatter_plot(featured_folder):
    names = {path.name for path in featured_folder.iterdir()}
    assert names == {
        *(f"centroid{i}.png" for i in (1, 2, 3, 4)), "overview.png", "labels.csv", "scatter.png",
    }  # fmt: skip
    assert all(OWN_FILES.fullmatch(name) for name in names)
    with Image.open(featured_folder / "scatter.png") as picture:
        assert (picture.width, picture.height) == (1000, 600)
        assert "Software" not in picture.info


@pytest.mark.parametrize("shares", [None, np.array([1.0])])
def test_no_scatter_plot_without_two_components(digits, step, tmp_path, shares):
    features = Features(digits.X, shares)
    write_report(tmp_path, digits, step, features)
    assert not (tmp_path / "scatter.png").exists()


def test_centroids_are_mean_images_though_features_were_clustered(
    featured_folder, digits, featured_step
):
    for j in range(4):
        with Image.open(featured_folder / f"centroid{j + 1}.png") as picture:
            mean = digits.X[featured_step.labels == j].mean(axis=0, dtype=np.float64)
            assert np.abs(np.asarray(picture).ravel() - mean).max() <= 0.501


def test_distances_are_those_of_the_features(featured_folder, digits, features, featured_step):
    with open(featured_folder / "labels.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(row["name"] for row in rows) == digits.names
    labels, centroids = featured_step.labels, featured_step.centroids
    assert [int(row["cluster"]) - 1 for row in rows] == labels.tolist()
    distances = np.linalg.norm(features.Z - centroids[labels], axis=1)
    assert np.abs(np.array([float(row["distance"]) for row in rows]) - distances).max() <= 0.001


def test_overview_shows_what_is_near_in_the_features(digits, features, featured_step):
    fig = draw_overview(digits, featured_step, features)
    (ax,) = fig.axes
    plt.close(fig)
    (shown,) = ax.get_images()
    left = round(ax.get_xticks()[1] + 0.5)
    labels, centroids = featured_step.labels, featured_step.centroids
    distances = np.linalg.norm(features.Z - centroids[labels], axis=1)
    for j in range(4):
        members = np.flatnonzero(labels == j)
        nearest = members[np.argmin(distances[members])]
        tile = shown.get_array()[18 * j : 18 * j + 16, left : left + 16, 0]
        assert np.array_equal(tile, digits.images[nearest])


def test_scatter_shows_the_first_two_components(digits, features, featured_step):
    fig = draw_scatter(digits, featured_step, features)
    (ax,) = fig.axes
    plt.close(fig)
    assert len(ax.collections) == 4
    for j, dots in enumerate(ax.collections):
        assert np.array_equal(dots.get_offsets(), features.Z[featured_step.labels == j, :2])
        assert tuple(dots.get_facecolor()[0, :3]) == to_rgb(cluster_color(j))
        assert dots.get_label() == f"cluster {j + 1}"
    first, second = (f"{share:.0%}" for share in features.shares[:2])
    assert first != second
    assert ax.get_xlabel() == f"component 1: {first} of the variance"
    assert ax.get_ylabel() == f"component 2: {second} of the variance"


# Names and shapes out of the ordinary.


def small_set(names, shape=(2, 3)):
    X = np.random.default_rng(0).integers(0, 256, (len(names), np.prod(shape)))
    return ImageSet(X.astype(np.float32), shape, None, tuple(names))


NAMES = ["a.png", "sub/a.png", "a,b.png", 'say "a".png', "line\nbreak", "a\rb", "\udcff", " ", "é"]


@pytest.mark.parametrize("names", [NAMES, NAMES[:5]])
def test_any_name_comes_back_from_the_labels(tmp_path, names):
    images = small_set(names)
    step = run_kmeans(images.X, 2, rng=np.random.default_rng(0))
    write_report(tmp_path, images, step, Features(images.X))
    path = tmp_path / "labels.csv"
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == names
    assert [int(row["cluster"]) - 1 for row in rows] == step.labels.tolist()


def test_an_overview_of_very_wide_images_is_no_larger_than_programs_open(tmp_path):
    images = small_set("abcd", shape=(1, 400))
    step = run_kmeans(images.X, 2, rng=np.random.default_rng(0))
    write_report(tmp_path, images, step, Features(images.X))
    with Image.open(tmp_path / "overview.png") as picture:
        assert 19_900 < picture.width <= 20_000 and picture.height > 5


def test_copies_lie_in_the_folder_of_their_cluster(tmp_path):
    names = ["b.png", "a.png", "sub/a.png", "sub/deep/c.png"]
    images = small_set(names)
    for i, name in enumerate(names):
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content {i}")
        os.utime(path, (10**9, 10**9 + i))
    (tmp_path / "photos" / "other.png").write_text("not in the set")
    step = run_kmeans(images.X, 2, init=images.X[[3, 0]])
    labels = step.labels.tolist()
    assert labels[3] == 0 and labels[0] == 1
    copy_sorted(tmp_path / "photos", tmp_path / "sorted", images, step)
    copies = {p for p in (tmp_path / "sorted").rglob("*") if p.is_file()}
    assert len(copies) == 4
    assert sorted(path.name for path in (tmp_path / "sorted").iterdir()) == ["1", "2"]
    for i, (name, label) in enumerate(zip(names, labels, strict=True)):
        copy = tmp_path / "sorted" / str(label + 1) / name
        assert copy.read_text() == f"content {i}"
        assert copy.stat().st_mtime == 10**9 + i
        assert (tmp_path / "photos" / name).read_text() == f"content {i}", "still there"


def test_no_copy_overwrites_another(tmp_path):
    """Where the disk takes two names for one; the same name twice stands in for that here."""
    images = small_set(["a.png", "a.png"])
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.png").write_text("content")
    step = run_kmeans(images.X, 1, rng=np.random.default_rng(0))
    with pytest.raises(InputError, match=r"a\.png: the disk takes two names for one"):
        copy_sorted(tmp_path / "photos", tmp_path / "sorted", images, step)
