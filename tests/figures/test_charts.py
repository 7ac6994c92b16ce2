"""Charts, checked through their Axes: what is where, in which colour."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from kmeans_lib.figures import (
    plot_bars,
    plot_dots,
    plot_image_with_lines,
    plot_lines,
    plot_spread,
    plot_table,
)
from kmeans_lib.figures.style import PALETTE, cluster_color, cluster_marker
from tests.figures.looks import (
    assert_nothing_is_cut_off,
    assert_readable,
    colors_of,
    has_marker,
    texts,
)


def test_lines_have_their_values_colours_and_markers():
    _, ax = plot_lines([1, 2, 4], {"a": [3, 5, 4], "b": [9, 8, 7]}, "rounds", "inertia")
    assert [line.get_xdata().tolist() for line in ax.lines] == [[1, 2, 4]] * 2
    assert [line.get_ydata().tolist() for line in ax.lines] == [[3, 5, 4], [9, 8, 7]]
    assert [line.get_color() for line in ax.lines] == [cluster_color(0), cluster_color(1)]
    assert [line.get_marker() for line in ax.lines] == [cluster_marker(0), cluster_marker(1)]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("rounds", "inertia")
    assert (ax.get_xscale(), ax.get_yscale()) == ("linear", "linear")


def test_an_image_stands_beside_its_curves_and_a_line_where_it_belongs():
    row = np.arange(6.0)
    _, (image, ax) = plot_image_with_lines(row, (2, 3), [-1, 0], {"a": [3, 5]}, -1, "x", "y")
    assert image.images[0].get_array().tolist() == [[0, 1, 2], [3, 4, 5]]
    assert image.images[0].get_clim() == (0, 255)
    assert image.images[0].to_rgba([0, 255])[:, 0].tolist() == [0, 1], "ink is white"
    curve, here = ax.lines
    assert curve.get_ydata().tolist() == [3, 5] and set(here.get_xdata()) == {-1}


@pytest.mark.parametrize("at", [0, 9])
def test_the_legend_beside_an_image_stays_where_it_is(at):
    """So that nothing jumps from frame to frame, whatever runs behind it."""
    series = {"down": np.linspace(1, 0, 10), "low": np.zeros(10)}
    fig, (_, ax) = plot_image_with_lines(np.zeros(4), (2, 2), range(10), series, at, "x", "y")
    fig.canvas.draw()
    legend, frame = ax.get_legend().get_window_extent(), ax.get_window_extent()
    assert 0 < frame.x1 - legend.x1 < 20 and 0 < legend.y0 - frame.y0 < 20, "lower right"


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


@pytest.mark.parametrize("log", ["x", "y", "xy"])
def test_lines_may_be_logarithmic(log):
    _, ax = plot_lines([1, 10, 100], {"a": [1, 10, 100]}, "x", "y", log)
    assert ax.get_xscale() == ("log" if "x" in log else "linear")
    assert ax.get_yscale() == ("log" if "y" in log else "linear")
    if "x" in log:
        assert texts(ax.get_xticklabels()) == ["1", "10", "100"]
        assert not ax.xaxis.get_minorticklocs().size


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


def test_bars_have_their_values_at_the_end():
    fig, ax = plot_bars(BARS, "milliseconds")
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


def test_dots_stand_on_a_logarithmic_axis_with_their_values_beside_them():
    fig, ax = plot_dots(BARS, "milliseconds")
    fig.canvas.draw()
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "linear")
    assert ax.get_xlabel() == "milliseconds" and not ax.patches
    assert texts(ax.texts) == ["1,234", "0.123", "70"]
    assert texts(ax.get_yticklabels()) == list(BARS)
    dots = zip(ax.collections, BARS.values(), ax.texts, strict=True)
    for j, (dot, value, text) in enumerate(dots):
        assert dot.get_offsets().tolist() == [[value, j]]
        assert colors_of(dot) == {to_rgb(cluster_color(j))} and has_marker(dot, cluster_marker(j))
        x, y = ax.transData.transform((value, j))
        box = text.get_window_extent()
        assert x < box.x0 < x + 40 and box.y0 < y < box.y1
    heights = [text.get_window_extent().y0 for text in ax.texts]
    assert heights == sorted(heights, reverse=True), "the first is on top"


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
    "lines": lambda: plot_lines([1e4, 3e7], {"a": [0, 1e-9], "b": [1, 2]}, LONG, LONG[:30]),
    "image with lines": lambda: plot_image_with_lines(
        np.zeros(256), (16, 16), range(3), {"a": [0, 1, 2], "b": [1, 1, 0]}, 1, LONG[:50], LONG[:30]
    ),
    "log lines": lambda: plot_lines([1, 9000], {"a": [1, 9e9], "b": [1, 2]}, LONG, "y", "xy"),
    "bars": lambda: plot_bars(BARS | {"this one has a long name": 1}, LONG),
    "negative bar": lambda: plot_bars({"a": -0.123, "b": 0.0123}, LONG),
    "dots": lambda: plot_dots(BARS | {"this one has a long name": 1}, LONG),
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


def test_a_lone_dot_stands_on_its_line():
    _, ax = plot_spread({"a": [1.0], "b": [2.0]}, "x")
    assert [c.get_offsets().tolist() for c in ax.collections] == [[[1, 0]], [[2, 1]]]


def test_bars_may_have_numbers_for_names():
    _, ax = plot_bars({3: 1, 7: 2}, "x")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["3", "7"]


@pytest.mark.parametrize(
    ("value", "written"), [(99.44, "99.4"), (12.345, "12.3"), (99.99, "100"), (100.4, "100")]
)
def test_values_have_three_digits_or_are_whole(value, written):
    assert texts(plot_bars({"a": value}, "x")[1].texts) == [written]
