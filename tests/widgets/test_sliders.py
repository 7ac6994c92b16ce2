"""The sliders: every frame that they can show is made and looked into."""

import numpy as np
import pytest

from kmeans_lib.figures import plot_frames, plot_grid, plot_image_with_lines, plot_overview
from kmeans_lib.initialization import STARTS
from kmeans_lib.lloyd import kmeans_steps, run_kmeans
from kmeans_lib.validation import InputError
from kmeans_lib.widgets.frames import paint
from kmeans_lib.widgets.presets import CORNERS
from kmeans_lib.widgets.sliders import k_frame, k_slider, shift_slider, start_picker
from tests.widgets.pages import pages, pixels


@pytest.fixture(scope="module")
def steps(few):
    return {k: run_kmeans(few.X, k, rng=np.random.default_rng(0)) for k in (2, 3, 5, 10)}


def test_k_slider_has_a_page_for_every_step(few, steps):
    slider, shown = pages(k_slider(few, steps))
    assert list(slider.options) == [2, 3, 5, 10] and slider.index == 0
    for (k, step), (png, words) in zip(steps.items(), shown, strict=True):
        assert words.startswith(f"k = {k}: inertia {step.inertia:,.0f};")
        off = few.X - step.centroids[step.labels]
        assert f"typically {np.sqrt(np.mean(off**2)):,.0f} of 255 per pixel away" in words
        assert (png, words) == k_frame(few, step)


def test_k_slider_shows_four_near_and_four_far_images_of_every_cluster(few, steps):
    slider, [(png, _), *_] = pages(k_slider(few, steps))
    known = few.X, few.shape, steps[2].labels, steps[2].centroids
    assert png == paint(plot_overview(*known, members=4)[0])
    assert slider.description == "k, number of clusters", "its name for a screen reader"


def test_k_slider_leaves_no_half_screen_free(few, steps):
    """Nothing is reserved: a page is as high as its picture, one line a cluster."""
    widget = k_slider(few, steps)
    _, shown = pages(widget)
    heights = [len(pixels(png)) for png, _ in shown]
    assert heights == sorted(heights) and heights[0] < 250 and heights[-1] > 500
    assert widget.children[-1].layout.min_height is None


def test_k_slider_refuses_what_it_cannot_show(few, digits, steps):
    with pytest.raises(InputError, match="no steps to show"):
        k_slider(few, {})
    with pytest.raises(InputError, match=r"steps\[2\] has 122 labels, but there are 4966 images"):
        k_slider(digits, steps)


@pytest.mark.parametrize("shape", [None, (16, 16)])
def test_start_picker_has_a_page_for_every_run(plane, few, shape):
    X = plane if shape is None else few.X
    runs = {
        f"{name} {seed}": list(kmeans_steps(X, init(X, 3, np.random.default_rng(seed))))
        for name, init in STARTS.items()
        for seed in (1, 2)
    }
    slider, shown = pages(start_picker(X, runs, shape))
    assert list(slider.options) == ["k-means++ 1", "k-means++ 2", "random 1", "random 2"]
    best = min(run[-1].inertia for run in runs.values())
    for (name, run), (png, words) in zip(runs.items(), shown, strict=True):
        start = f"{name}: inertia {run[-1].inertia:,.1f} after {run[-1].index} round"
        assert words.startswith(start) and pixels(png).size
        assert words.endswith(", the best here.") == (run[-1].inertia <= best * (1 + 1e-9)), words


@pytest.mark.parametrize("shape", [None, (16, 16)])
def test_start_picker_shows_the_start_and_the_end(plane, few, shape):
    X = plane if shape is None else few.X
    run = list(kmeans_steps(X, X[:3]))
    _, [(png, _)] = pages(start_picker(X, {"first three": run}, shape))
    ends = {"start": run[0], "end": run[-1]}
    if shape is None:
        frames = [
            {"title": name, "labels": step.labels, "centroids": step.centroids}
            for name, step in ends.items()
        ]
        expected, _ = plot_frames(X, frames, columns=2)
    else:
        expected, _ = plot_grid([step.centroids for step in ends.values()], shape, list(ends))
    assert png == paint(expected)


def test_start_picker_says_how_far_a_start_that_is_stuck_stays_behind():
    runs = {"stuck": CORNERS[:2], "apart": CORNERS[[0, 2]], "beside": [[0.0, 5], [0, 6]]}
    runs = {name: list(kmeans_steps(CORNERS, start)) for name, start in runs.items()}
    slider, shown = pages(start_picker(CORNERS, runs))
    assert [words for _, words in shown] == [
        "stuck: inertia 16.0 after 1 round, 1500.0% above the best here.",
        "apart: inertia 1.0 after 1 round, the best here.",
        "beside: inertia 1.0 after 2 rounds, the best here.",
    ]
    assert slider.description == "start"


def test_start_picker_says_what_it_wants(plane):
    for runs in ({}, {"empty": []}):
        with pytest.raises(InputError, match="no runs to show"):
            start_picker(plane, runs)


@pytest.fixture
def moving():
    """A white column that moves through three black ones, and two ways to measure."""
    return [-1, 0, 1], 255.0 * np.repeat(np.eye(3), 3, axis=0).reshape(3, 9), (3, 3), {
        "pixels": [1.2, 0, 1.1], "words": np.array([0.5, 0, 0.25])
    }  # fmt: skip


def test_shift_slider_has_a_page_for_every_shift_and_begins_unmoved(moving):
    widget = shift_slider(*moving)
    slider, shown = pages(widget)
    assert list(slider.options) == [-1, 0, 1] and slider.value == 0
    assert widget.children[-1].selected_index == 1
    assert [words for _, words in shown] == [
        "Moved 1 to the left: pixels 1.20, words 0.50 of the distance to another picture.",
        "Moved not at all: pixels 0.00, words 0.00 of the distance to another picture.",
        "Moved 1 to the right: pixels 1.10, words 0.25 of the distance to another picture.",
    ]


def test_shift_slider_moves_the_picture_and_the_line(moving):
    """The three frames differ on the left, where the picture is, and among the curves."""
    _, shown = pages(shift_slider(*moving))
    frames = [pixels(png) for png, _ in shown]
    third = frames[0].shape[1] // 3
    for a, b in ((0, 1), (1, 2), (0, 2)):
        differ = (frames[a] != frames[b]).any(axis=(0, 2))
        assert differ[:third].any() and differ[third:].any()


def test_shift_slider_marks_the_shift_on_curves_whose_axes_are_named(moving):
    shifts, copies, shape, distances = moving
    slider, shown = pages(shift_slider(*moving))
    axes = "moved by so many pixels", "distance / that of another"
    for by, copy, (png, _) in zip(shifts, copies, shown, strict=True):
        assert png == paint(plot_image_with_lines(copy, shape, shifts, distances, by, *axes)[0])
    assert slider.description == "moved by (pixels)"


def test_shift_slider_refuses_what_does_not_belong_together(moving):
    shifts, copies, shape, distances = moving
    with pytest.raises(InputError, match="copies: 2 for 3 shifts"):
        shift_slider(shifts, copies[:2], shape, distances)
    with pytest.raises(InputError, match="words: 1 for 3 shifts"):
        shift_slider(shifts, copies, shape, distances | {"words": [1]})
    with pytest.raises(InputError, match="no distances to show"):
        shift_slider(shifts, copies, shape, {})
