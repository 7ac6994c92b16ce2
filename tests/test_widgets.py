"""Widgets: every frame that a control can show is made and looked into."""

import asyncio
import html
import io
import re

import numpy as np
import pytest
from PIL import Image

from kmeans_lib import widgets
from kmeans_lib.frames import live, together
from kmeans_lib.initialization import init_random
from kmeans_lib.lloyd import kmeans_steps, run_kmeans
from kmeans_lib.loading import ImageSet
from kmeans_lib.pca import fit_pca
from kmeans_lib.validation import InputError


@pytest.fixture(scope="module")
def few(digits):
    rows = slice(None, None, 41)
    names = tuple(str(i) for i in range(len(digits.X[rows])))
    return ImageSet(digits.X[rows], digits.shape, digits.y[rows], names)


@pytest.fixture
def plane(rng):
    return rng.normal([[0, 0], [6, 0], [0, 6]], 1.0, (20, 3, 2)).reshape(-1, 2)


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def pages(widget):
    """(PNG bytes, sentence) of every page of a flipbook, and its control."""
    control = widget.children[0]
    stack = widget.children[-1]
    shown = [page.children for page in stack.children]
    words = [html.unescape(re.sub("<.*?>", "", text.value)) for _, text in shown]
    return control, [(picture.value, word) for (picture, _), word in zip(shown, words, strict=True)]


def test_k_slider_has_a_page_for_every_k(few):
    slider, shown = pages(widgets.k_slider(few, rng=np.random.default_rng(0)))
    assert list(slider.options) == list(range(2, 11)) and slider.index == 0
    for k, (png, words) in zip(slider.options, shown, strict=True):
        alone = run_kmeans(few.X, k, n_init=3, rng=np.random.default_rng(0))
        assert words.startswith(f"k = {k}: inertia {alone.inertia:,.0f};")
        assert (png, words) == widgets.k_frame(few, alone)
    heights = [len(pixels(png)) for png, _ in shown]
    assert heights == sorted(heights) and heights[0] < heights[-1], "one line a cluster"


def test_k_slider_of_chosen_ks_leaves_the_generator_alone(few, rng):
    before = rng.bit_generator.state
    slider, shown = pages(widgets.k_slider(few, ks=[3, 1], n_init=1, rng=rng))
    assert list(slider.options) == [3, 1] and len(shown) == 2
    assert rng.bit_generator.state == before


def test_k_slider_refuses_what_cannot_be_clustered(few, rng):
    with pytest.raises(InputError, match="k = 1000, but only"):
        widgets.k_slider(few, ks=[1000], rng=rng)
    with pytest.raises(InputError, match="pass rng"):
        widgets.k_slider(few)


def test_player_shows_assign_and_update_of_every_round(few, rng):
    steps = list(kmeans_steps(few.X, init_random(few.X, 3, rng)))
    controls, shown = pages(widgets.iteration_player(steps, few.shape))
    assert len(shown) == 2 * len(steps) - 1
    assert {control.max for control in controls.children} == {len(shown) - 1}
    assert shown[0][1] == "Start: all 122 images go to the nearest of 3 centroids."
    for i, step in enumerate(steps[1:], start=1):
        assert shown[2 * i - 1][1] == (
            f"Round {i}, update: every centroid moves to the mean of its images."
        )
        assert shown[2 * i][1] == f"Round {i}, assign: {step.moved} of 122 images change cluster."
    pictures = [png for png, _ in shown]
    assert pictures[0] != pictures[1] != pictures[2]
    assert pictures[-1] != pictures[0]


def test_player_in_the_plane_shows_the_way_of_the_centroids(plane):
    steps = list(kmeans_steps(plane, plane[:3]))
    frames = list(widgets.iteration_frames(steps, X=plane))
    assert len(frames) == 2 * len(steps) - 1
    assert len({pixels(png).shape for png, _ in frames}) == 1, "the picture does not jump"
    assert np.any(pixels(frames[0][0]) != pixels(frames[1][0]))


def test_player_draws_what_a_learner_found_right_or_wrong(plane, few):
    right = [(step.labels, step.centroids) for step in kmeans_steps(plane, plane[:3])]
    assert list(widgets.iteration_frames(right, X=plane)) == list(
        widgets.iteration_frames(kmeans_steps(plane, plane[:3]), X=plane)
    )
    centroids = few.X[:3].astype(float)
    dead = centroids.copy()
    dead[1] = np.nan
    labels = np.arange(len(few.X)) % 2 * 2
    wrong = [(labels, centroids), (labels[::-1], dead)]
    frames = list(widgets.iteration_frames(wrong, few.shape))
    assert len(frames) == 3
    (lost,) = widgets.iteration_frames([(np.arange(60) % 2, [[0, 0], [np.nan, np.nan]])], X=plane)
    assert lost[1].startswith("Start")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "give shape"),
        ({"shape": (16, 16), "X": [[0, 0]]}, "give shape"),
        ({"shape": (16, 16), "steps": []}, "no steps to show"),
    ],
)
def test_player_says_what_it_wants(few, arguments, message):
    steps = arguments.pop("steps", kmeans_steps(few.X, few.X[:2]))
    with pytest.raises(InputError, match=message):
        widgets.iteration_player(steps, **arguments)


@pytest.mark.parametrize("shape", [None, (16, 16)])
def test_start_picker_has_a_page_for_every_start(plane, few, shape):
    X = plane if shape is None else few.X
    slider, shown = pages(
        widgets.start_picker(X, 3, shape, n_starts=2, rng=np.random.default_rng(0))
    )
    names = ["k-means++ 1", "k-means++ 2", "random 1", "random 2"]
    assert list(slider.options) == names
    values = []
    for name, (png, words) in zip(names, shown, strict=True):
        assert words.startswith(f"{name}: inertia ") and pixels(png).size
        values.append(float(re.search("inertia ([0-9,.]+) after", words)[1].replace(",", "")))
    for value, (_, words) in zip(values, shown, strict=True):
        assert words.endswith(", the best here.") == (value == min(values)), words


def test_pca_explorer_shows_every_image(few, rng):
    step = run_kmeans(few.X, 3, rng=rng)
    points = fit_pca(few.X, 2).transform(few.X)
    page = widgets.pca_page(few, step, points)
    distances = np.linalg.norm(few.X[:, None] - step.centroids, axis=2)
    seen = set()
    for i in range(len(few.X)):
        png, words = page(i)
        own, second = distances[i].argsort()[:2]
        assert own == step.labels[i]
        assert words == (
            f"Image {i}: {distances[i, own]:,.0f} grey levels to the centroid of its own cluster "
            f"{own + 1}, and {distances[i, second]:,.0f} to that of cluster {second + 1}."
        )
        seen.add(png)
    assert len(seen) == len(few.X)
    explorer = widgets.pca_explorer(few, step, points)
    slider = explorer.children[0].children[0]
    slider.value = 7
    assert explorer.children[1].children[0].value == page(7)[0]


def test_assignment_explorer_follows_its_sliders(plane):
    explorer = widgets.assignment_explorer(plane, plane[:2])
    *rows, shown = explorer.children
    sliders = [slider for row in rows for slider in row.children]
    assert [slider.description for slider in sliders] == ["1: x", "1: y", "2: x", "2: y"]
    picture, words = shown.children
    for slider in sliders:
        for value in (slider.min, slider.max, (slider.min + slider.max) / 2):
            before = picture.value
            slider.value = value
            assert picture.value != before
            values = [slider.value for slider in sliders]
            png, sentence = widgets.assignment_page(plane, values)
            assert picture.value == png and html.escape(sentence) in words.value


def test_assignment_page_counts_the_points(plane):
    _, words = widgets.assignment_page(plane, [0, 0, 6, 0, 100, 100])
    assert words.startswith("Points in each region: 1: 40, 2: 20, 3: 0. Inertia ")


def test_an_error_is_shown_and_goes_away(plane):
    class Control:
        value = 1

        def observe(self, function, name):
            self.move = function

    def page(value):
        if value == 2:
            raise ValueError("two <is> too much")
        return b"png", f"value {value}"

    control = Control()
    picture, words = live([control], page).children
    assert "value 1" in words.value and picture.value == b"png"
    control.value = 2
    control.move(None)
    assert "ValueError: two &lt;is&gt; too much" in words.value
    control.value = 3
    control.move(None)
    assert "value 3" in words.value and "ValueError" not in words.value


def test_moves_that_come_together_are_painted_once():
    calls = []

    async def drag():
        soon = together(lambda: calls.append(1), seconds=0.001)
        for _ in range(5):
            soon()
        assert calls == []
        await asyncio.sleep(0.05)
        assert calls == [1]
        soon()
        await asyncio.sleep(0.05)

    asyncio.run(drag())
    assert calls == [1, 1]
