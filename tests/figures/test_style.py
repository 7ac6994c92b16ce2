"""Colours and markers that stay with their cluster."""

from kmeans_lib.figures.style import MARKERS, PALETTE, cluster_color, cluster_marker, new_axes


def test_colours_are_stable_and_repeat():
    assert [cluster_color(j) for j in range(len(PALETTE))] == list(PALETTE)
    assert cluster_color(len(PALETTE)) == PALETTE[0]
    assert len(set(PALETTE)) == len(PALETTE)


def test_markers_are_stable_and_repeat():
    assert [cluster_marker(j) for j in range(len(MARKERS))] == list(MARKERS)
    assert cluster_marker(len(MARKERS)) == MARKERS[0]
    assert len(set(MARKERS)) == len(MARKERS)


def test_axes_have_a_frame_on_the_left_and_below_alone():
    _, ax = new_axes(4, 3)
    seen = {side for side, spine in ax.spines.items() if spine.get_visible()}
    assert seen == {"left", "bottom"}
