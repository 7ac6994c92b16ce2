"""The board in a real browser: it plays by the library's rules, and everybody can play it."""

import numpy as np
import pytest

from kmeans_lib.assignment import assign_labels
from kmeans_lib.lloyd import kmeans_steps
from kmeans_lib.update import inertia, update_centroids
from kmeans_lib.validation import InputError
from kmeans_lib.widgets import board
from kmeans_lib.widgets.presets import draw_moons, presets
from tests.browser import barriers, needs_browser

pytestmark = needs_browser
WIDE, NARROW = (1000, 760), (320, 700)


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context(
        viewport=dict(zip(("width", "height"), WIDE, strict=True)), has_touch=True, offline=True
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def opened(context):
    """Open a board alone; when the test ends, no script has failed."""
    pages, wrong = [], []

    def open_(*arguments, size=WIDE, scheme="light", **named):
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        page.set_content(board(*arguments, **named).html)
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.close()
    assert wrong == []


def state(page):
    """What the board knows: arrays in place of lists."""
    found = page.evaluate("({ ...board, past: past.length })")
    for name in ("points", "centroids", "labels"):
        found[name] = None if found[name] is None else np.array(found[name])
    return found


def voice(page):
    return page.locator("[role=status]").text_content()


# The rules are the library's.


def lattice(rng):
    """Small whole numbers: ties, duplicates, clusters that run empty, k up to n."""
    n = rng.integers(1, 11)
    X = rng.integers(0, rng.integers(2, 7), (n, 2)).astype(float)
    k = rng.integers(1, n + 1)
    start = rng.integers(0, 7, (k, 2)).astype(float)
    rows = rng.random(k) < 0.5
    start[rows] = X[rng.integers(0, n, rows.sum())]
    return X, start


def duplicates(rng):
    """More centroids than different points; of quarters, whose sums no order of adding rounds."""
    few = rng.integers(-20, 20, (rng.integers(1, 5), 2)) / 4
    X = few[rng.integers(0, len(few), 12)]
    return X, X[: rng.integers(1, 11)]


def outsiders(rng):
    """Centroids far away, whose clusters are empty at once."""
    X = rng.normal(size=(40, 2))
    return X, np.vstack([X[:2], rng.normal(30, 5, (rng.integers(1, 5), 2))])


def every_point_a_centroid(rng):
    X = rng.normal(size=(rng.integers(2, 11), 2))
    return X, rng.permutation(X) + rng.normal(0, 0.1, X.shape)


def two_moons(rng):
    X = draw_moons(rng, 60)
    return X, X[rng.permutation(len(X))[: rng.integers(2, 8)]]


KINDS = [lattice, lattice, lattice, duplicates, outsiders, every_point_a_centroid, two_moons]
PLAY = """case_ => {
    board = openPreset({ name: data.presets[0].name, ...case_ });
    const halves = [];
    while (board.next && halves.length < 999) {
        document.getElementById("step").click();
        const { points, path, ends, limits, ...kept } = board;
        halves.push({ ...kept, value: kept.trail.at(-1), trail: null });
    }
    return halves;
}"""


def test_every_half_step_is_that_of_the_library(opened):
    """200 cases, played by the button to the end."""
    page = opened()
    rng = np.random.default_rng(0)
    seen = {"emptied": 0, "rounds": 0, "k = n": 0}
    for number in range(200):
        X, start = KINDS[number % len(KINDS)](rng)
        case = {"points": X.tolist(), "centroids": start.tolist()}
        halves = page.evaluate(PLAY, case)
        steps = list(kmeans_steps(X, start))
        assert len(halves) == 2 * len(steps) - 1, (number, case)
        before = None
        for half, step in zip(halves[::2], steps, strict=True):
            assert half["labels"] == step.labels.tolist(), (number, case)
            assert np.allclose(half["centroids"], step.centroids, rtol=1e-9, atol=1e-9)
            assert np.isclose(half["value"], step.inertia, rtol=1e-9, atol=1e-9)
            assert (half["round"], half["moved"]) == (step.index, step.moved)
            assert half["emptied"] == step.emptied
            before = step
        for half, step, after in zip(halves[1::2], steps, steps[1:], strict=False):
            assert half["labels"] == step.labels.tolist(), "an update changes no label"
            assert np.allclose(half["centroids"], after.centroids, rtol=1e-9, atol=1e-9)
            value = inertia(X, step.labels, after.centroids)
            assert np.isclose(half["value"], value, rtol=1e-9, atol=1e-9)
        words = f"nothing moved. It ends after {before.index} round"
        assert words in voice(page)
        seen["emptied"] += before.emptied
        seen["rounds"] += before.index
        seen["k = n"] += len(start) == len(X)
    assert seen["emptied"] > 100 and seen["rounds"] > 500 and seen["k = n"] > 20, seen
