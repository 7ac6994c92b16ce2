"""The player: every frame that it can show is made and looked into."""

import numpy as np
import pytest

from kmeans_lib.figures import plot_grid, plot_points
from kmeans_lib.initialization import init_random
from kmeans_lib.lloyd import kmeans_steps
from kmeans_lib.validation import InputError
from kmeans_lib.widgets.frames import paint
from kmeans_lib.widgets.player import iteration_frames, iteration_player
from tests.widgets.pages import links, pages, pixels


def test_player_shows_assign_and_update_of_every_round(few, rng):
    steps = list(kmeans_steps(few.X, init_random(few.X, 3, rng)))
    controls, shown = pages(iteration_player(steps, few.shape))
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


def test_player_follows_each_of_its_controls(plane):
    player = iteration_player(kmeans_steps(plane, plane[:3]), X=plane)
    assert links(player) == {
        ("play.value", "frame.value"),
        ("step.value", "frame.value"),
        ("frame.value", "StackModel.selected_index"),
    }
    assert [control.min for control in player.children[0].children] == [0] * 3
    assert 400 <= player.children[0].children[0].interval <= 2000, "ms: time to look at a frame"


def test_an_update_of_pictures_shows_them_before_and_now(few, rng):
    old, new, *_ = steps = list(kmeans_steps(few.X, init_random(few.X, 3, rng)))
    start, update, assign, *_ = [frame()[0] for frame in iteration_frames(steps, few.shape)]
    lines = [
        (start, old, old.centroids, old.centroids),
        (update, old, old.centroids, new.centroids),
        (assign, new, new.centroids, new.centroids),
    ]
    for png, sizes_of, before, now in lines:
        sizes = list(map(str, np.bincount(sizes_of.labels)))
        assert png == paint(plot_grid([before, now], few.shape, ["before", "now"], sizes)[0])


def test_player_in_the_plane_shows_the_way_of_the_centroids(plane):
    steps = list(kmeans_steps(plane, plane[:3]))
    frames = [frame() for frame in iteration_frames(steps, X=plane)]
    assert len(frames) == 2 * len(steps) - 1
    assert len({pixels(png).shape for png, _ in frames}) == 1, "the picture does not jump"
    assert np.any(pixels(frames[0][0]) != pixels(frames[1][0]))


def test_an_update_keeps_the_old_labels_and_shows_the_way(plane):
    steps = list(kmeans_steps(plane, plane[[0, 3, 1]]))  # two of them in one heap
    old, new = steps[:2]
    assert new.moved > 0
    _, update, assign, *_ = [frame()[0] for frame in iteration_frames(steps, X=plane)]
    assert update == paint(plot_points(plane, old.labels, new.centroids, old.centroids)[0])
    assert assign == paint(plot_points(plane, new.labels, new.centroids)[0])


def test_player_draws_what_a_learner_found_right_or_wrong(plane, few):
    right = [(step.labels, step.centroids) for step in kmeans_steps(plane, plane[:3])]
    found = [frame() for frame in iteration_frames(right, X=plane)]
    steps = kmeans_steps(plane, plane[:3])
    assert found == [frame() for frame in iteration_frames(steps, X=plane)]
    centroids = few.X[:3].astype(float)
    dead = centroids.copy()
    dead[1] = np.nan
    labels = np.arange(len(few.X)) % 2 * 2
    wrong = [(labels, centroids), (labels[::-1], dead)]
    frames = [frame() for frame in iteration_frames(wrong, few.shape)]
    assert len(frames) == 3
    (lost,) = iteration_frames([(np.arange(60) % 2, [[0, 0], [np.nan, np.nan]])], X=plane)
    assert lost()[1].startswith("Start")


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
        iteration_player(steps, **arguments)
