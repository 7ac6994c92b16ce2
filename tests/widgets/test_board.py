"""The board in a real browser: it plays by the library's rules, and everybody can play it."""

import json
import re

import numpy as np
import pytest

from kmeans_lib.assignment import assign_labels
from kmeans_lib.figures import plot_points
from kmeans_lib.figures.style import PALETTE
from kmeans_lib.lloyd import kmeans_steps
from kmeans_lib.update import inertia
from kmeans_lib.validation import InputError
from kmeans_lib.widgets import board
from kmeans_lib.widgets.frames import paint
from kmeans_lib.widgets.presets import CORNERS, draw_moons, presets
from tests.browser import barriers, needs_browser
from tests.cases import last
from tests.figures.looks import assert_readable

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


def test_the_mean_of_equal_points_is_that_point(opened):
    """Else they would have a distance to it, be the farthest ones, and fill a cluster for ever."""
    page = opened()
    x = [[-2.22432364618296, 1.5290883830665805]] * 9 + [[0.1, 0.7]] * 3
    halves = page.evaluate(PLAY, {"points": x, "centroids": x[:4]})
    assert len(halves) < 20 and halves[-1]["value"] == 0


# A hand on the centroids.


def pixel(page, place):
    """Where a place of the plane is on the screen."""
    return page.evaluate(
        """place => {
            const box = parts.canvas.getBoundingClientRect();
            const [x, y] = view().toPixels(place);
            return [x + box.left, y + box.top];
        }""",
        np.asarray(place, float).tolist(),
    )


def by_mouse(page, j, place):
    page.mouse.move(*pixel(page, state(page)["centroids"][j]))
    page.mouse.down()
    page.mouse.move(*pixel(page, place), steps=4)
    page.mouse.up()


def by_touch(page, j, place):
    session = page.context.new_cdp_session(page)
    way = np.linspace(pixel(page, state(page)["centroids"][j]), pixel(page, place), 4)
    for kind, spot in zip(("touchStart", "touchMove", "touchMove", "touchMove"), way, strict=True):
        points = [{"x": spot[0], "y": spot[1]}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def by_keys(page, j, place):
    """As near to the place as keys lead, two hundredths or two thousandths of the width a press."""
    page.get_by_role("button", name=f"centroid {j + 1} at").focus()
    low, high = np.array(page.evaluate("[board.limits.low, board.limits.high]"))
    way = (np.array(place) - state(page)["centroids"][j]) / max(high - low)
    for axis, names in enumerate((("ArrowLeft", "ArrowRight"), ("ArrowDown", "ArrowUp"))):
        large, small = divmod(round(abs(way[axis]) / 0.002), 10)
        key = names[int(way[axis] > 0)]
        for press in [key] * large + [f"Shift+{key}"] * small:
            page.keyboard.press(press)


@pytest.mark.parametrize("drag", [by_mouse, by_touch, by_keys])
def test_a_moved_centroid_takes_its_points_along(opened, plane, drag):
    page = opened(plane, centroids=plane[:3])
    assert state(page)["labels"] is None
    for j, place in ((0, [5.0, -1.0]), (2, [0.5, 4.0]), (0, [-1.0, 6.0])):
        before = state(page)["centroids"]
        drag(page, j, place)
        now = state(page)
        assert np.abs(now["centroids"][j] - place).max() < 0.05
        others = np.arange(3) != j
        assert np.array_equal(now["centroids"][others], before[others])
        assert np.array_equal(now["labels"], assign_labels(plane, now["centroids"]))
        value = inertia(plane, now["labels"], now["centroids"])
        sizes = np.bincount(now["labels"], minlength=3)
        page.wait_for_function("!asked")
        shown = page.locator("#sizes li").all_text_contents()
        assert shown == [f"{i}: {n}" for i, n in enumerate(sizes, start=1)]
        assert voice(page).startswith(f"Centroid {j + 1} at ")
        assert f", {sizes[j]} point" in voice(page)
        shown = float(page.locator("#inertia").text_content().replace(",", ""))
        assert np.isclose(shown, value, rtol=1e-3)
        assert (now["round"], now["next"]) == (0, "update")


def test_a_press_alone_moves_nothing_and_a_drag_ends_at_the_edge(opened, plane):
    page = opened(plane, centroids=plane[:3])
    x, y = pixel(page, plane[1])
    page.mouse.click(x + 7, y - 5)
    assert np.array_equal(state(page)["centroids"], plane[:3]) and state(page)["past"] == 0
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 3000, y - 3000)
    page.mouse.up()
    corner = page.evaluate("view().toPlace([0, 0])")
    assert np.allclose(state(page)["centroids"][1], corner)
    assert state(page)["past"] == 1


@pytest.mark.parametrize("turned", [False, True])
def test_arrow_keys_end_at_the_edge_too(opened, turned):
    """That of a wide plane and of a high one."""
    points = np.array([[0.0, 0], [40, 4], [20, 3]])
    points = points[:, ::-1] if turned else points
    page = opened(points, centroids=points[:2])
    low, high = page.evaluate("[board.limits.low, board.limits.high]")
    page.get_by_role("button", name="centroid 1 at").focus()
    for key, axis, edge in (
        ("ArrowRight", 0, high), ("ArrowUp", 1, high), ("ArrowLeft", 0, low), ("ArrowDown", 1, low),
    ):  # fmt: skip
        for _ in range(70):
            page.keyboard.press(key)
        assert state(page)["centroids"][0][axis] == edge[axis]


def test_regions_are_where_a_centroid_is_nearest(opened, rng):
    page = opened()
    for k in (1, 2, 5, 10):
        centroids = rng.uniform(0, 400, (k, 2)).round()
        centroids[-1] = centroids[0]  # of two at one place, the first has the region
        places = rng.uniform(0, 400, (300, 2))
        found = page.evaluate(
            """([spots, places]) => {
                const brush = document.createElement("canvas").getContext("2d");
                const regions = spots.map((_, j) => {
                    const path = new Path2D();
                    tracePolygon(path, regionOf(j, spots, 400, 400));
                    return path;
                });
                return places.map(([x, y]) =>
                    regions.flatMap((path, j) => (brush.isPointInPath(path, x, y) ? [j] : [])));
            }""",
            [centroids.tolist(), places.tolist()],
        )
        assert found == assign_labels(places, centroids)[:, None].tolist()


# Steps, and steps back.


def press(page, *names):
    for name in names:
        page.get_by_role("button", name=name, exact=True).dispatch_event("click")


def test_the_button_says_what_comes_and_the_voice_what_came(opened):
    page = opened(CORNERS, centroids=CORNERS[:2])
    assert voice(page) == "4 points and 2 centroids; no point is assigned yet."
    press(page, "assign")
    assert voice(page) == "Start: 4 points, each to the nearest of 2 centroids. Inertia 32."
    press(page, "update")
    words = "Round 1, update: every centroid moves to the mean of its points. Inertia 16."
    assert voice(page) == words
    press(page, "assign")
    assert voice(page) == "Round 1, assign: nothing moved. It ends after 1 round, inertia 16."
    page.locator("#ends", has_text=re.compile("^16$")).wait_for()
    over = page.get_by_role("button", name="it has ended")
    assert over.get_attribute("aria-disabled") == "true"
    strip = page.get_by_role("img", name="inertia of every half-step: 32; 16; 16")
    assert strip.locator("rect").count() == 3
    press(page, "back")
    assert voice(page) == f"Back. {words}"


def test_back_after_twenty_steps_of_all_kinds_is_the_start_again(opened, plane):
    page = opened(plane, centroids=plane[:3])
    before = page.evaluate("JSON.stringify(board)")
    press(page, "assign", "update", "assign")
    by_mouse(page, 1, [3.0, 3.0])
    page.get_by_role("button", name="centroid 2 at").focus()
    for key in ("ArrowLeft", "ArrowDown", "p", "e"):
        page.keyboard.press(key)
    press(
        page, "update", "one centroid more", "update", "one centroid fewer", "new start", "assign"
    )
    page.select_option("#way", "k-means++")
    page.select_option("#preset", "a smiley")
    press(page, "assign", "update", "assign", "update", "assign")
    assert state(page)["past"] == 21
    for _ in range(21):
        press(page, "back")
    assert page.evaluate("JSON.stringify(board)") == before
    assert page.evaluate("past.length") == 0
    assert page.locator("#back").get_attribute("aria-disabled") == "true"


def test_a_key_held_down_is_one_step_back(opened, plane):
    page = opened(plane, centroids=plane[:3])
    page.get_by_role("button", name="centroid 1 at").focus()
    for _ in range(9):
        page.keyboard.down("ArrowRight")  # again and again: a repeated key
    page.keyboard.up("ArrowRight")
    assert state(page)["centroids"][0, 0] > plane[0, 0] + 1
    press(page, "back")
    assert np.array_equal(state(page)["centroids"], plane[:3])


def test_play_runs_to_the_end(opened, plane):
    page = opened(plane, centroids=plane[[0, 3, 1]])
    page.clock.install()
    press(page, "play")
    page.clock.run_for(60_000)
    assert state(page)["next"] is None
    end = last(kmeans_steps(plane, plane[[0, 3, 1]]))
    assert voice(page).startswith(f"Round {end.index}, assign: nothing moved.")
    assert np.array_equal(state(page)["labels"], end.labels)


def test_play_pauses_and_any_other_action_stops_it(opened, plane):
    page = opened(plane, centroids=plane[[0, 3, 1]])
    press(page, "play")
    page.get_by_role("button", name="pause", exact=True).click()
    halves = page.evaluate("past.length")
    page.wait_for_timeout(1200)
    assert page.evaluate("[past.length, timer]") == [halves, None]
    press(page, "play")
    page.get_by_role("button", name="pause", exact=True).wait_for()
    press(page, "back")
    assert page.evaluate("timer") is None


def test_ends_are_counted_until_the_points_change(opened):
    page = opened(CORNERS, centroids=CORNERS[:2])
    to_the_end = "() => { while (board.next) step(); }"
    page.evaluate(to_the_end)
    press(page, "back", "back", "back")
    page.evaluate(to_the_end)
    by_mouse(page, 1, [4.0, 0.4])
    page.evaluate(to_the_end)
    page.wait_for_function("!asked")
    assert page.locator("#ends").text_content() == "1; 16"
    page.evaluate("step = () => 0")
    press(page, "one centroid more")
    page.wait_for_function("!asked")
    assert page.locator("#ends").text_content().startswith("none yet")


# Starts, presets, paint.


@pytest.mark.parametrize("way", ["random points", "k-means++"])
def test_a_seed_gives_everybody_the_same_start(opened, plane, way):
    first, second = opened(plane, k=5), opened(plane, k=5)
    starts = []
    for page in (first, second):
        page.select_option("#way", way)
        page.locator("#seed").fill("7")
        page.locator("#seed").press("Enter")
        assert voice(page) == f"New start: {way}, seed 7. Now assign."
        starts.append(state(page)["centroids"])
    assert np.array_equal(*starts)
    rows = {tuple(row) for row in plane}
    drawn = []
    for seed in range(8, 30):
        press(first, "new start")
        assert first.locator("#seed").input_value() == str(seed)
        start = state(first)["centroids"]
        assert len({tuple(row) for row in start} & rows) == 5, "different rows of the points"
        drawn.append(start)
    assert len(np.unique(np.reshape(drawn, (len(drawn), -1)), axis=0)) == len(drawn)


def test_plus_plus_finds_heaps_more_often(opened, plane):
    """Three heaps that lie apart: a start in each, of 200."""
    page = opened(plane)
    hits = page.evaluate(
        """ways => ways.map((way) => {
            const heap = ([x, y]) => (x > 3 ? 1 : y > 3 ? 2 : 0);
            let hits = 0;
            for (let seed = 0; seed < 200; seed++) {
                const start = STARTS[way](board.points, 3, generator(seed));
                hits += new Set(start.map(heap)).size === 3;
            }
            return hits;
        })""",
        ["random points", "k-means++"],
    )
    assert 25 < hits[0] < 75 < 180 < hits[1]  # by chance 2 of 9: 44


def test_too_few_different_points_are_told(opened):
    page = opened([[0, 0]] * 4 + [[1, 1]], centroids=[[0, 0], [1, 1], [2, 2]])
    press(page, "new start")
    assert voice(page) == "k = 3, but only 2 of the points are different from each other."
    assert state(page)["past"] == 0


def test_k_grows_and_shrinks_between_its_limits(opened, plane):
    page = opened(plane[:6], centroids=plane[:2])
    press(page, "assign", "one centroid more")
    now = state(page)
    labels = assign_labels(plane[:6], plane[:2])
    far = ((plane[:6] - plane[:2][labels]) ** 2).sum(axis=1).argmax()
    assert np.array_equal(now["centroids"], plane[[0, 1, far]])
    assert np.array_equal(now["labels"], assign_labels(plane[:6], now["centroids"]))
    more = page.get_by_role("button", name="one centroid more")
    for _ in range(3):
        more.click()
    page.wait_for_function("!asked")
    assert more.get_attribute("aria-disabled") == "true", "k = 6 of 6 points"
    assert page.get_by_role("button", name="centroid 6 at").is_visible()
    for _ in range(5):
        press(page, "one centroid fewer")
    page.wait_for_function("!asked")
    assert page.locator("#fewer").get_attribute("aria-disabled") == "true"
    assert page.locator(".centroid").count() == len(state(page)["centroids"]) == 1


def test_presets_are_those_of_python_and_run_to_their_end(opened):
    page = opened()
    assert page.locator("#preset option").all_text_contents() == [p["name"] for p in presets()]
    for preset in presets()[1:]:
        page.select_option("#preset", preset["name"])
        assert voice(page).startswith(f"{preset['name']}: {len(preset['points'])} points and ")
        assert np.array_equal(state(page)["points"], preset["points"])
        assert np.array_equal(state(page)["centroids"], preset["centroids"])
        page.evaluate("() => { while (board.next) step(); }")
        end = last(kmeans_steps(preset["points"], preset["centroids"]))
        assert np.array_equal(state(page)["labels"], end.labels)


def test_the_preset_with_an_empty_cluster_says_the_rule(opened):
    page = opened()
    page.select_option("#preset", "a start that leaves a cluster empty")
    press(page, "assign")
    page.locator("#sizes").get_by_text("3: 0").wait_for()  # painted in the next frame
    press(page, "update")
    now = state(page)
    start = presets()[-1]["centroids"]
    own = ((now["points"] - start[now["labels"]]) ** 2).sum(axis=1)
    assert np.array_equal(now["centroids"][2], now["points"][own.argmax()])
    place = ", ".join(f"{value:.1f}" for value in now["centroids"][2])
    assert f"Cluster 3 was empty: its centroid moved to the farthest point, ({place})." in voice(
        page
    )


def test_points_are_painted_and_erased_but_for_as_many_as_centroids(opened):
    page = opened(CORNERS, centroids=CORNERS[:2])
    press(page, "assign")
    page.get_by_role("radio", name="paint").check()
    middle, right = pixel(page, [2.0, 0.5]), pixel(page, [3.0, 0.5])
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(*right, steps=20)
    page.mouse.up()
    now = state(page)
    assert len(now["points"]) > 6 and np.allclose(now["points"][4], [2.0, 0.5], atol=0.02)
    assert np.array_equal(now["labels"], assign_labels(now["points"], now["centroids"]))
    assert voice(page).startswith(f"{len(now['points'])} points now. Inertia ")
    assert now["past"] == 2, "one stroke is one step"
    page.get_by_role("radio", name="erase").check()
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(*right, steps=20)
    page.mouse.up()
    assert np.array_equal(state(page)["points"], CORNERS)
    for corner in CORNERS[2:]:
        page.mouse.click(*pixel(page, corner))
    assert np.array_equal(state(page)["points"], CORNERS[:2])
    page.evaluate("board = withoutNear(view().toPixels([0, 0]))")
    assert np.array_equal(state(page)["points"], CORNERS[:2]), "k = 2 needs two points"


def test_copied_lines_are_the_same_arrays(opened, plane, rng):
    """In full precision, also very small and very large numbers."""
    X = plane * 10.0 ** rng.integers(-9, 9, plane.shape)
    page = opened(X, centroids=X[:4] / 3)
    press(page, "copy as NumPy")
    lines = page.get_by_label("lines to copy").input_value()
    room = {"np": np}
    exec(lines, room)
    assert np.array_equal(room["points"], X) and np.array_equal(room["centroids"], X[:4] / 3)
    press(page, "assign", "update", "copy as NumPy")
    exec(page.get_by_label("lines to copy").input_value(), room)
    assert np.array_equal(room["centroids"], state(page)["centroids"])
    assert page.locator("textarea").count() == 1


def test_copying_uses_the_clipboard_where_it_may(context, plane, tmp_path):
    (tmp_path / "board.html").write_text(board(plane).html, encoding="utf-8")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((tmp_path / "board.html").as_uri())
    press(page, "copy as NumPy")
    page.wait_for_function("voice.textContent.startsWith('Copied')")
    room = {"np": np}
    exec(page.evaluate("navigator.clipboard.readText()"), room)
    assert np.array_equal(room["points"], plane)
    page.close()


# Everybody can play it, everywhere.


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", NARROW)])
def test_nobody_is_kept_out(opened, scheme, size):
    page = opened(k=10, scheme=scheme, size=size)
    assert barriers(page) == []
    press(page, "assign", "update")
    press(page, "copy as NumPy")
    page.wait_for_function("!asked")
    assert barriers(page) == []


def test_it_is_played_by_keyboard_alone(opened):
    page = opened()
    names = []
    for _ in range(17):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.id || document.activeElement.ariaLabel"))
    assert [name.split(" at ")[0] for name in names[:9]] == [
        "step", "back", "play", "fewer", "more", "centroid 1", "centroid 2", "centroid 3", "start",
    ]  # fmt: skip
    page.locator("#step").focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    assert voice(page).startswith("Round 1, assign: ")


def test_it_fits_into_320_pixels(opened):
    for k in (3, 10):
        page = opened(k=k, size=NARROW)
        page.evaluate("() => { while (board.next) step(); }")
        press(page, "copy as NumPy")
        page.wait_for_function("!asked")
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        for control in page.locator("button, select, input, textarea").all():
            box = control.bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= 320
            assert min(box["width"], box["height"]) >= 20


def test_it_follows_the_system_and_the_notebook_around_it(opened, context):
    light, dark = opened(scheme="light"), opened(scheme="dark")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert light.evaluate(ground) == "rgb(255, 255, 255)"
    assert dark.evaluate(ground) == "rgb(17, 17, 17)"
    outside = context.new_page()
    outside.set_content(f'<body data-jp-theme-light="false">{board()._repr_html_()}</body>')
    inside = outside.frames[1]
    inside.wait_for_load_state()
    assert inside.evaluate(ground) == "rgb(17, 17, 17)"
    outside.evaluate("document.body.dataset.jpThemeLight = 'true'")
    inside.wait_for_function(f"{ground} === 'rgb(255, 255, 255)'")
    assert not outside.locator("img").is_visible(), "it stands in where no script runs"
    outside.set_viewport_size({"width": 500, "height": 900})
    outside.wait_for_function(
        "document.querySelector('iframe').clientHeight ==="
        "document.querySelector('iframe').contentDocument.documentElement.offsetHeight"
    )
    outside.close()


def test_the_ground_has_the_colours_of_the_clusters(opened):
    page = opened(CORNERS, centroids=CORNERS[[0, 2]])
    page.wait_for_function("!asked")
    colors = page.evaluate(
        """() => [0.02, 0.98].map((share) => {
            const { canvas } = parts;
            return [...canvas.getContext("2d").getImageData(share * canvas.width, 9, 1, 1).data];
        })"""
    )
    for color, name in zip(colors, PALETTE[:2], strict=True):
        expected = [int(name[i : i + 2], 16) for i in (1, 3, 5)]
        assert np.abs(np.array(color[:3]) - expected).max() < 4 and 0 < color[3] < 128


def test_without_scripts_a_picture_stands_in(browser, plane):
    page = browser.new_page(java_script_enabled=False)
    page.set_content(board(plane, centroids=plane[:3])._repr_html_())
    picture = page.locator("img")
    sizes = np.bincount(assign_labels(plane, plane[:3]), minlength=3)
    counts = ", ".join(f"{j}: {n}" for j, n in enumerate(sizes, start=1))
    words = f"The regions of 3 centroids; points in each: {counts}."
    assert picture.get_attribute("alt") == words and picture.bounding_box()["width"] == 600
    page.close()


def test_the_number_on_every_colour_is_readable():
    data = json.loads(re.search(r'id="data">(.*?)</script>', board().html)[1])
    assert data["palette"] == list(PALETTE)
    for ink, ground in zip(data["inks"], data["palette"], strict=True):
        assert_readable(ink, ground)


def test_presets_are_what_their_names_say():
    points = {one["name"]: one["points"] for one in presets()}
    upper, lower = np.split(points["two moons"], 2)
    assert len(upper) == 70 and np.allclose(np.linalg.norm(upper, axis=1), 1, atol=0.3)
    assert np.allclose(np.linalg.norm(lower - [1, 0.5], axis=1), 1, atol=0.3)
    assert upper[:, 1].mean() > 0.5 > 0 > lower[:, 1].mean()
    face, eyes, mouth = np.split(points["a smiley"], [60, 100])
    assert np.allclose(np.linalg.norm(face, axis=1), 1, atol=0.2)
    assert eyes[:, 1].min() > 0 > mouth[:, 1].max() and len(mouth) == 30
    assert eyes[:20, 0].max() < 0 < eyes[20:, 0].min()


def test_the_picture_for_paper_has_points_centroids_and_regions(plane):
    fig, _ = plot_points(plane, None, plane[:3], regions=lambda P: assign_labels(P, plane[:3]))
    assert board(plane, centroids=plane[:3]).picture[0] == paint(fig)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"points": [[1, 2, 3]]}, "points have 3 columns; a plane has two, x and y"),
        ({"points": [1, 2]}, r"points has shape \(2,\)"),
        ({"points": [[1, np.nan]]}, r"points\[0, 1\] is nan: not a finite number"),
        ({"points": np.zeros((2001, 2))}, "2001, but there are only 2000"),
        ({"k": 0}, "k = 0: at least 1"),
        ({"k": 11}, "k = 11, but there are only 10 colours"),
        ({"points": [[0, 0], [0, 0]], "k": 2}, "only 1 of the images are different"),
        ({"points": [[0, 0]], "centroids": [[0, 0], [1, 1]]}, "k = 2, but there are only 1 points"),
        ({"centroids": [[0, 0, 0]]}, "centroids have 3 features"),
    ],
)
def test_bad_input_gets_one_line(arguments, message):
    with pytest.raises(InputError, match=message) as error:
        board(**arguments)
    assert "\n" not in str(error.value)
