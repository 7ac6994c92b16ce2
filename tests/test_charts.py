"""Charts, checked through their Axes: what is where, in which colour, under which name."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import ArrowStyle
from matplotlib.text import Annotation

from kmeans_lib.charts import (
    plot_bars,
    plot_frames,
    plot_lines,
    plot_points,
    plot_spread,
    plot_table,
)
from kmeans_lib.plots import PALETTE, cluster_color, cluster_marker
from tests.test_plots import assert_nothing_is_cut_off, assert_readable, box_of, has_marker, texts


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


X = np.array([[0, 0], [1, 0], [0, 1], [10, 4], [11, 4], [5, 5]], float)
LABELS = np.array([0, 0, 0, 3, 3, 1])  # cluster 2 is absent
CENTROIDS = np.array([[1, 2], [5, 4], [8, 1], [10.5, 4]])
BEFORE = CENTROIDS + np.array([[1, 0], [0, -2], [-3, 1], [0, 0]])


def limits(ax):
    return (*ax.get_xlim(), *ax.get_ylim())


def colors_of(collection):
    return {to_rgb(color) for color in collection.get_facecolor()}


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


def test_frames_are_left_as_they_were():
    before = [dict(frame) for frame in FRAMES]
    plot_frames(X, FRAMES)
    assert [list(frame) for frame in FRAMES] == [list(frame) for frame in before]


def test_lines_have_their_values_colours_and_markers():
    _, ax = plot_lines([1, 2, 4], {"a": [3, 5, 4], "b": [9, 8, 7]}, "rounds", "inertia")
    assert [line.get_xdata().tolist() for line in ax.lines] == [[1, 2, 4]] * 2
    assert [line.get_ydata().tolist() for line in ax.lines] == [[3, 5, 4], [9, 8, 7]]
    assert [line.get_color() for line in ax.lines] == [cluster_color(0), cluster_color(1)]
    assert [line.get_marker() for line in ax.lines] == [cluster_marker(0), cluster_marker(1)]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("rounds", "inertia")
    assert (ax.get_xscale(), ax.get_yscale()) == ("linear", "linear")


def test_only_several_lines_have_a_legend():
    _, ax = plot_lines([1, 2], {"alone": [3, 4]}, "x", "y")
    assert ax.get_legend() is None
    _, ax = plot_lines([1, 2], {"a": [3, 4], "b": [5, 6]}, "x", "y")
    assert texts(ax.get_legend().get_texts()) == ["a", "b"]
    assert [handle.get_color() for handle in ax.get_legend().legend_handles] == list(PALETTE[:2])


def test_lines_over_whole_numbers_have_whole_ticks():
    for x in (range(2, 5), np.array([2, 3, 4])):
        ticks = plot_lines(x, {"a": [1, 2, 3]}, "k", "y")[1].get_xticks()
        assert (ticks == ticks.round()).all()
    ticks = plot_lines([2.0, 3, 4], {"a": [1, 2, 3]}, "x", "y")[1].get_xticks()
    assert (ticks != ticks.round()).any()


def test_lines_may_be_logarithmic():
    _, ax = plot_lines([1, 10, 100], {"a": [1, 10, 100]}, "x", "y", log=True)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


BARS = {"ours": 1234.5, "textbook": 0.123456, "theirs": 70}


def test_bars_have_their_lengths_names_and_colours():
    _, ax = plot_bars(BARS, "milliseconds")
    assert [bar.get_width() for bar in ax.patches] == list(BARS.values())
    assert [to_rgb(bar.get_facecolor()) for bar in ax.patches] == [to_rgb(c) for c in PALETTE[:3]]
    middles = [bar.get_y() + bar.get_height() / 2 for bar in ax.patches]
    assert np.allclose(middles, ax.get_yticks())
    assert texts(ax.get_yticklabels()) == list(BARS)
    assert ax.get_xlabel() == "milliseconds" and not ax.get_ylabel()
    assert ax.get_xscale() == "linear"


@pytest.mark.parametrize("log", [False, True])
def test_bars_have_their_values_at_the_end(log):
    fig, ax = plot_bars(BARS, "milliseconds", log)
    fig.canvas.draw()
    assert texts(ax.texts) == ["1,234", "0.123", "70"]
    for text, bar in zip(ax.texts, ax.patches, strict=True):
        end, box = bar.get_window_extent().x1, text.get_window_extent()
        assert end < box.x0 < end + 40
        assert bar.get_window_extent().y0 < box.y0 and box.y1 < bar.get_window_extent().y1


def test_the_first_bar_is_on_top():
    _, ax = plot_bars(BARS, "milliseconds")
    heights = [bar.get_window_extent().y0 for bar in ax.patches]
    assert heights == sorted(heights, reverse=True)


def test_bars_may_be_logarithmic():
    _, ax = plot_bars(BARS, "milliseconds", log=True)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "linear")


GROUPS = {"random": [5, 7, 5, 5], "k-means++": [4, 4.5], "ours": [4.0] * 6}


def test_spread_has_a_line_of_dots_a_group():
    _, ax = plot_spread(GROUPS, "inertia")
    for j, (collection, values) in enumerate(zip(ax.collections, GROUPS.values(), strict=True)):
        x, y = collection.get_offsets().T
        assert x.tolist() == values
        assert len(set(y)) == len(y), "apart, so that equal ones are seen"
        assert (np.abs(y - j) < 0.5).all() and np.isclose(y.mean(), j)
        assert colors_of(collection) == {to_rgb(cluster_color(j))}
        assert has_marker(collection, cluster_marker(j))


def test_spread_names_its_groups_from_top_to_bottom():
    _, ax = plot_spread(GROUPS, "inertia")
    assert ax.get_yticks().tolist() == [0, 1, 2]
    assert texts(ax.get_yticklabels()) == list(GROUPS)
    bottom, top = ax.get_ylim()
    assert top < 0 < 2 < bottom
    assert ax.get_xlabel() == "inertia" and not ax.get_ylabel()


TABLE = np.array([[5, 10, 20], [100, 50, 61.5]])
NAMES = {"row_names": ["a", "b"], "column_names": [1, 2, 3]}


@pytest.fixture
def table():
    return plot_table(TABLE, **NAMES, ylabel="digit", xlabel="cluster")


def test_table_has_a_number_in_every_cell(table):
    _, ax = table
    numbers = {text.get_position(): text.get_text() for text in ax.texts}
    assert len(ax.texts) == 6
    assert numbers == {
        (0, 0): "5", (1, 0): "10", (2, 0): "20",
        (0, 1): "100", (1, 1): "50", (2, 1): "61.5",
    }  # fmt: skip
    assert {(text.get_ha(), text.get_va()) for text in ax.texts} == {("center", "center")}


def test_table_is_the_darker_the_larger(table):
    _, ax = table
    (image,) = ax.get_images()
    assert image.get_array().tolist() == TABLE.tolist()
    light = image.to_rgba(np.array([[0, 10, 20, 50, 61.5, 100]]))[0, :, :3].sum(axis=1)
    assert (np.diff(light) < 0).all()
    assert light[0] > 2.8, "nothing is nearly white"
    assert image.get_clim() == (0, 100)


def test_numbers_of_a_table_are_readable():
    _, ax = plot_table([range(0, 101, 10), range(50, 61)], "ab", [""] * 11, "y", "x")
    (image,) = ax.get_images()
    for text in ax.texts:
        value = float(text.get_text())
        assert_readable(text.get_color(), image.to_rgba(np.array([[value]]))[0, 0, :3])
    assert {text.get_color() for text in ax.texts} == {"black", "white"}


def test_table_names_rows_and_columns(table):
    _, ax = table
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("digit", "cluster")
    assert ax.get_yticks().tolist() == [0, 1]
    assert texts(ax.get_yticklabels()) == ["a", "b"]
    assert ax.get_xticks().tolist() == [0, 1, 2]
    assert texts(ax.get_xticklabels()) == ["1", "2", "3"]
    bottom, top = ax.get_ylim()
    assert top < bottom, "the first row is above"


def test_a_table_of_zeros_is_drawn():
    fig, ax = plot_table(np.zeros((1, 2)), ["a"], ["b", "c"], "y", "x")
    fig.canvas.draw()
    assert texts(ax.texts) == ["0", "0"]


LONG = "inertia, as a share of that of one cluster"
CHARTS = {
    "points": lambda: plot_points(X, LABELS, CENTROIDS, BEFORE, quarters),
    "frames": lambda: plot_frames(X, [FRAMES[2] | {"title": "after an update"}] * 7),
    "two frames": lambda: plot_frames(X, FRAMES[2:], columns=2),
    "lines": lambda: plot_lines([1e4, 3e7], {"a": [0, 1e-9], "b": [1, 2]}, LONG, LONG[:30]),
    "log lines": lambda: plot_lines([1, 9000], {"a": [1, 9e9], "b": [1, 2]}, LONG, "y", log=True),
    "bars": lambda: plot_bars(BARS | {"this one has a long name": 1}, LONG),
    "negative bar": lambda: plot_bars({"a": -0.123, "b": 0.0123}, LONG),
    "log bars": lambda: plot_bars(BARS, LONG, log=True),
    "one bar": lambda: plot_bars({"alone": 123456}, LONG),
    "spread": lambda: plot_spread(GROUPS | {"this one has a long name": [9e6]}, LONG),
    "one group": lambda: plot_spread({"alone": [1, 2]}, LONG),
    "table": lambda: plot_table(TABLE, **NAMES, ylabel="digit", xlabel="cluster"),
    "large table": lambda: plot_table(
        np.full((10, 10), 1234), [f"digit {i}" for i in range(10)], range(10), "digit", LONG
    ),
}  # fmt: skip


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_no_chart_cuts_a_text_off(draw):
    fig, _ = draw()
    assert_nothing_is_cut_off(fig)


def test_equal_points_have_room_around_them():
    _, ax = plot_points(np.ones((3, 2)))
    assert ax.get_xlim() == ax.get_ylim() == (0, 2)


def test_a_lone_dot_stands_on_its_line():
    _, ax = plot_spread({"a": [1.0], "b": [2.0]}, "x")
    assert [c.get_offsets().tolist() for c in ax.collections] == [[[1, 0]], [[2, 1]]]


def test_bars_may_have_numbers_for_names():
    _, ax = plot_bars({3: 1, 7: 2}, "x")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["3", "7"]
