"""Points of a plane, checked through their Axes: what is where, in which colour."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.offsetbox import AnnotationBbox
from matplotlib.patches import ArrowStyle
from matplotlib.text import Annotation

from kmeans_lib.figures import plot_frames, plot_points, plot_thumbnails
from kmeans_lib.figures.style import PALETTE, TEXT, cluster_color, cluster_marker
from tests.figures.looks import (
    assert_nothing_is_cut_off,
    assert_readable,
    box_of,
    colors_of,
    has_marker,
    texts,
)

X = np.array([[0, 0], [1, 0], [0, 1], [10, 4], [11, 4], [5, 5]], float)
LABELS = np.array([0, 0, 0, 3, 3, 1])  # cluster 2 is absent
CENTROIDS = np.array([[1, 2], [5, 4], [8, 1], [10.5, 4]])
BEFORE = CENTROIDS + np.array([[1, 0], [0, -2], [-3, 1], [0, 0]])


def limits(ax):
    return (*ax.get_xlim(), *ax.get_ylim())


def assert_shows_clusters(ax):
    for collection, j in zip(ax.collections, [0, 1, 3], strict=True):
        assert collection.get_offsets().tolist() == X[LABELS == j].tolist()
        assert colors_of(collection) == {to_rgb(cluster_color(j))}
        assert has_marker(collection, cluster_marker(j))


def assert_numbers_centroids(ax):
    numbers = [text for text in ax.texts if text.get_text()]
    assert texts(numbers) == ["1", "2", "3", "4"]
    for j, (text, centroid) in enumerate(zip(numbers, CENTROIDS, strict=True)):
        ground = text.get_bbox_patch().get_facecolor()
        assert text.get_position() == tuple(centroid)
        assert (text.get_ha(), text.get_va()) == ("center", "center")
        assert to_rgb(ground) == to_rgb(cluster_color(j))
        assert to_rgb(text.get_bbox_patch().get_edgecolor()) == (0, 0, 0), "seen on its own points"
        assert text.zorder > max(collection.zorder for collection in ax.collections)


def arrows(ax):
    return [text for text in ax.texts if isinstance(text, Annotation)]


def assert_leads_from_before_to_centroids(ax):
    for arrow, start, end in zip(arrows(ax), BEFORE, CENTROIDS, strict=True):
        assert (arrow.xyann, arrow.xy) == (tuple(start), tuple(end))
        assert isinstance(arrow.arrow_patch.get_arrowstyle(), ArrowStyle.CurveB), "head at the end"


def ground_at(ax, x, y):
    """Colour of the ground at a point of the plane."""
    (image,) = ax.get_images()
    pixels = image.get_array() if image.origin == "lower" else image.get_array()[::-1]
    left, right, bottom, top = image.get_extent()
    lines, columns = pixels.shape[:2]
    line = int((y - bottom) / (top - bottom) * lines)
    return pixels[line, int((x - left) / (right - left) * columns)]


def assert_tint(color, j):
    """A pale shade: on the way from white to the colour of cluster j."""
    dark, full = 1 - np.asarray(color), 1 - np.array(to_rgb(cluster_color(j)))
    share = dark @ full / (full @ full)
    assert 0.1 < share < 0.6
    assert np.allclose(dark, share * full)


def quarters(P):
    """Four regions that meet at (6, 3); those of clusters 0 and 1 are on the left."""
    assert P.ndim == 2 and P.shape[1] == 2
    return 2 * (P[:, 0] > 6) + (P[:, 1] > 3)


def assert_ground_shows_quarters(ax):
    for j, place in enumerate([(1, 1), (1, 5), (11, 1), (11, 5)]):
        assert_tint(ground_at(ax, *place), j)
    (image,) = ax.get_images()
    assert np.allclose(image.get_extent(), limits(ax)), "up to the edges"
    assert image.zorder < min(artist.zorder for artist in [*ax.collections, *ax.texts])


def test_points_without_labels_are_grey():
    _, ax = plot_points(X)
    (collection,) = ax.collections
    assert collection.get_offsets().tolist() == X.tolist()
    ((red, green, blue),) = colors_of(collection)
    assert red == green == blue
    assert not ax.texts and not ax.get_images()


def test_points_have_the_colour_and_the_marker_of_their_cluster():
    assert_shows_clusters(plot_points(X, LABELS)[1])


def test_centroids_are_numbered_from_one():
    _, ax = plot_points(X, LABELS, CENTROIDS)
    assert_numbers_centroids(ax)
    assert not arrows(ax)


def test_the_number_of_every_centroid_is_readable():
    _, ax = plot_points(X, centroids=np.arange(2 * len(PALETTE)).reshape(-1, 2) / 4)
    assert len(ax.texts) == len(PALETTE)
    for text in ax.texts:
        assert_readable(text.get_color(), text.get_bbox_patch().get_facecolor())


@pytest.mark.parametrize("draw", [plot_points, lambda X, **k: plot_frames(X, [{"title": ""} | k])])
def test_centroids_on_the_outermost_points_are_seen_whole(draw):
    fig, axes = draw(X, centroids=X)
    (ax,) = np.ravel(axes)
    fig.canvas.draw()
    frame = ax.get_window_extent()
    for text in ax.texts:
        box = box_of(text)
        assert frame.x0 <= box.x0 and box.x1 <= frame.x1
        assert frame.y0 <= box.y0 and box.y1 <= frame.y1


def test_arrows_lead_from_before_to_the_centroids():
    fig, ax = plot_points(X, LABELS, CENTROIDS, BEFORE)
    assert_numbers_centroids(ax)
    assert_leads_from_before_to_centroids(ax)
    fig.canvas.draw()  # with an arrow of no length


def test_regions_colour_the_ground():
    _, ax = plot_points(X, LABELS, CENTROIDS, regions=quarters)
    assert_ground_shows_quarters(ax)


def test_regions_are_asked_all_over_the_picture():
    asked = []

    def alone(P):
        asked.append(P)
        return np.zeros(len(P), int)

    _, ax = plot_points(X, regions=alone)
    places = np.vstack(asked)
    assert places.shape[1] == 2
    assert np.allclose(
        [*zip(places.min(axis=0), places.max(axis=0), strict=True)],
        (ax.get_xlim(), ax.get_ylim()),
        atol=0.1,
    )


def test_a_region_keeps_its_colour_when_others_are_absent():
    _, ax = plot_points(X, regions=lambda P: np.full(len(P), 3))
    assert_tint(ground_at(ax, 1, 1), 3)


def test_limits_depend_on_the_points_alone():
    bare = limits(plot_points(X)[1])
    far = CENTROIDS * 100
    for arguments in (
        {"labels": LABELS},
        {"labels": LABELS, "centroids": far},
        {"labels": LABELS, "centroids": CENTROIDS, "before": far},
        {"regions": quarters},
    ):
        fig, ax = plot_points(X, **arguments)
        fig.canvas.draw()
        assert limits(ax) == bare, arguments.keys()
    left, right, bottom, top = bare
    assert left < 0 and 11 < right < 13 and bottom < 0 and 5 < top < 7


def test_units_are_equal_along_both_axes():
    assert plot_points(X)[1].get_aspect() == 1
    assert plot_points(X, regions=quarters)[1].get_aspect() == 1


def test_integers_and_lists_are_points_too():
    _, ax = plot_points(X.astype(int).tolist(), LABELS, CENTROIDS.tolist(), BEFORE.tolist())
    assert_shows_clusters(ax)
    assert_leads_from_before_to_centroids(ax)


FRAMES = [
    {"title": "points"},
    {"title": "labels", "labels": LABELS, "centroids": CENTROIDS * 10},
    {"title": "means", "labels": LABELS, "centroids": CENTROIDS, "before": BEFORE},
    {"title": "regions", "regions": quarters, "labels": LABELS},
]


def test_frames_show_what_points_show():
    _, (points, labels, means, regions) = plot_frames(X, FRAMES)
    assert [ax.get_title() for ax in (points, labels, means, regions)] == [
        frame["title"] for frame in FRAMES
    ]
    assert points.collections[0].get_offsets().tolist() == X.tolist()
    for ax in (labels, means, regions):
        assert_shows_clusters(ax)
    assert_numbers_centroids(means)
    assert_leads_from_before_to_centroids(means)
    assert_ground_shows_quarters(regions)
    assert not points.texts and not regions.texts and not arrows(labels)
    assert not means.get_images()


def test_frames_of_the_same_points_have_the_same_limits():
    fig, axes = plot_frames(X, FRAMES)
    fig.canvas.draw()
    assert {limits(ax) for ax in axes} == {limits(plot_points(X)[1])}
    assert [ax.get_aspect() for ax in axes] == [1] * 4
    sizes = np.array([ax.get_window_extent().size for ax in axes])
    assert np.allclose(sizes, sizes[0], rtol=0.02)


def test_frames_fill_lines_and_leave_no_empty_one():
    fig, axes = plot_frames(X, FRAMES, columns=3)
    fig.canvas.draw()
    assert list(axes) == fig.axes and len(axes) == 4
    boxes = [ax.get_window_extent() for ax in axes]
    assert boxes[0].x1 < boxes[1].x0 < boxes[1].x1 < boxes[2].x0, "side by side"
    assert boxes[2].x1 > 0.95 * fig.bbox.x1, "over the whole width"
    assert boxes[3].y1 < boxes[0].y0 and np.isclose(boxes[3].x0, boxes[0].x0, atol=5)
    assert len({ax.get_subplotspec().get_gridspec().ncols for ax in axes}) == 1
    assert not any(ax.get_xticks().size or ax.get_yticks().size for ax in axes)


def test_frames_are_three_in_a_line_with_titles_for_a_projector():
    _, axes = plot_frames(X, FRAMES)
    assert {ax.get_subplotspec().get_gridspec().ncols for ax in axes} == {3}
    for ax in axes:
        assert ax.title.get_fontsize() == TEXT + 2
        assert not ax.spines["right"].get_visible() and not ax.spines["top"].get_visible()


def test_frames_are_left_as_they_were():
    before = [dict(frame) for frame in FRAMES]
    plot_frames(X, FRAMES)
    assert [list(frame) for frame in FRAMES] == [list(frame) for frame in before]


def test_equal_points_have_room_around_them():
    _, ax = plot_points(np.ones((3, 2)))
    assert ax.get_xlim() == ax.get_ylim() == (0, 2)


def scatter():
    """Points, their clusters, of which one is absent, and images of which no two are alike."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(1000, 2)) * (30, 4)
    labels = rng.choice([0, 1, 3], size=1000)
    rows = rng.integers(0, 256, (1000, 6))
    return points, labels, rows


@pytest.fixture
def scattered():
    return scatter()


def thumbnails(ax):
    return [artist for artist in ax.artists if isinstance(artist, AnnotationBbox)]


def test_thumbnails_have_one_collection_a_cluster(scattered):
    points, labels, _ = scattered
    _, ax = plot_thumbnails(*scattered, (2, 3))
    assert len(ax.collections) == 3
    for collection, j in zip(ax.collections, [0, 1, 3], strict=True):
        assert np.array_equal(collection.get_offsets(), points[labels == j])
        assert to_rgb(collection.get_facecolor()[0]) == to_rgb(cluster_color(j))
        assert has_marker(collection, cluster_marker(j))
    assert texts(ax.get_legend().get_texts()) == ["cluster 1", "cluster 2", "cluster 4"]
    handles = ax.get_legend().legend_handles
    colors = [to_rgb(handle.get_facecolor()[0]) for handle in handles]
    assert colors == [to_rgb(PALETTE[j]) for j in (0, 1, 3)]


def test_thumbnails_are_the_images_of_their_points(scattered):
    points, labels, rows = scattered
    _, ax = plot_thumbnails(*scattered, (2, 3))
    places = [box.xy for box in thumbnails(ax)]
    assert len(places) >= 12
    for box in thumbnails(ax):
        (i,) = np.flatnonzero((points == box.xy).all(axis=1))
        image = np.asarray(box.offsetbox.get_data())
        assert image.tolist() == rows[i].reshape(2, 3, 1).repeat(3, axis=2).tolist()
        assert to_rgb(box.patch.get_edgecolor()) == to_rgb(cluster_color(labels[i]))
        assert box.patch.get_linewidth() >= 2
        assert box.zorder > max(collection.zorder for collection in ax.collections)


def test_thumbnails_do_not_hide_each_other(scattered):
    fig, ax = plot_thumbnails(*scattered, (2, 3))
    fig.canvas.draw()
    centres = ax.transData.transform([box.xy for box in thumbnails(ax)])
    width, height = thumbnails(ax)[0].offsetbox.get_window_extent().size
    for one, other in combinations(centres, 2):
        across, down = np.abs(one - other) / (width, height)
        assert max(across, down) > 0.9


def test_thumbnails_in_colour(scattered):
    points, labels, _ = scattered
    rows = np.arange(1000 * 12).reshape(1000, 12) % 251
    _, ax = plot_thumbnails(points, labels, rows, (2, 2, 3))
    box = thumbnails(ax)[0]
    (i,) = np.flatnonzero((points == box.xy).all(axis=1))
    assert np.asarray(box.offsetbox.get_data()).ravel().tolist() == rows[i].tolist()


def test_thumbnails_name_their_axes(scattered):
    _, ax = plot_thumbnails(*scattered, (2, 3))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("component 1", "component 2")
    _, ax = plot_thumbnails(*scattered, (2, 3), ("across", "up"))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("across", "up")


def test_thumbnails_stay_within_the_figure(scattered):
    fig, ax = plot_thumbnails(*scattered, (2, 3))
    fig.canvas.draw()
    for box in thumbnails(ax):
        extent = box.get_window_extent()
        assert fig.bbox.x0 <= extent.x0 and extent.x1 <= fig.bbox.x1
        assert fig.bbox.y0 <= extent.y0 and extent.y1 <= fig.bbox.y1


def test_points_on_a_line_have_thumbnails_too():
    points = np.column_stack([np.arange(50.0), np.zeros(50)])
    _, ax = plot_thumbnails(points, np.zeros(50, int), np.zeros((50, 4)), (2, 2))
    assert len(thumbnails(ax)) > 3


PLANES = {
    "points": lambda: plot_points(X, LABELS, CENTROIDS, BEFORE, quarters),
    "frames": lambda: plot_frames(X, [FRAMES[2] | {"title": "after an update"}] * 7),
    "two frames": lambda: plot_frames(X, FRAMES[2:], columns=2),
    "thumbnails": lambda: plot_thumbnails(*scatter(), (2, 3)),
}


@pytest.mark.parametrize("draw", PLANES.values(), ids=PLANES)
def test_no_picture_cuts_a_text_off(draw):
    fig, _ = draw()
    assert_nothing_is_cut_off(fig)
