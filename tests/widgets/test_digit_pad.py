"""The digit pad, played in a real browser and compared with Python, pixel by pixel."""

import base64
import json
import re

import numpy as np
import pytest
from build_data import FRAME, MARGIN, shrink
from PIL import Image

from kmeans_lib.assignment import assign_labels, squared_distances
from kmeans_lib.figures import plot_images
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.validation import InputError
from kmeans_lib.widgets import digit_pad
from kmeans_lib.widgets.frames import paint
from tests.browser import barriers, needs_browser
from tests.widgets.ink import DRAWINGS, seen_from, shifted, thickened

ALL = [(digit, strokes) for digit, drawings in DRAWINGS.items() for strokes in drawings]
EMPTY = "Nothing is drawn: draw a digit, or choose an example."


@pytest.fixture(scope="module")
def steps(digits):
    rng = np.random.default_rng(0)
    return {k: run_kmeans(digits.X[::4], k, rng=rng) for k in range(2, 11)}


@pytest.fixture(scope="module")
def examples(digits):
    return {f"a {d}": digits.X[digits.y == d][7] for d in (3, 1, 5)}


@pytest.fixture(scope="module")
def toy(digits, steps, examples):
    return digit_pad({k: step.centroids for k, step in steps.items()}, digits.shape, examples)


@pytest.fixture(scope="module")
def files(toy, tmp_path_factory):
    """Pages on disk: the toy alone, and in a notebook, light or dark."""
    folder = tmp_path_factory.mktemp("pad")
    (folder / "pad.html").write_text(toy.html, encoding="utf-8")
    style = "<style>img { display: block }</style>"  # as in JupyterLab
    for theme, light in (("light", "true"), ("dark", "false")):
        body = (
            f'<!doctype html>{style}<body data-jp-theme-light="{light}">{toy._repr_html_()}</body>'
        )
        (folder / f"{theme}.html").write_text(body, encoding="utf-8")
    return folder


@pytest.fixture
def opened(browser, files):
    """A function that opens a page; what goes wrong there, or is asked for, fails the test."""
    contexts, wrong = [], []

    def open_(name="pad", width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
        page.on("request", lambda r: r.url.startswith("http") and wrong.append(r.url))
        page.goto((files / f"{name}.html").as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def places(page, stroke):
    """Points of a stroke in units of 1/280 of the pad, where they are on the screen."""
    left, top, width = page.locator("#paper").evaluate(
        "e => [e.getBoundingClientRect().left + e.clientLeft,"
        " e.getBoundingClientRect().top + e.clientTop, e.clientWidth]"
    )
    return [(left + x * width / 280, top + y * width / 280) for x, y in stroke]


def draw(page, strokes):
    for stroke in strokes:
        first, *others = places(page, stroke)
        page.mouse.move(*first)
        page.mouse.down()
        for place in others:
            page.mouse.move(*place)
        page.mouse.up()


def seen(page):
    return np.array(page.evaluate("[...seen()]"), np.uint8)


def voice(page):
    return page.locator("#voice").inner_text()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def spoken(row, centroids, changes=""):
    """The sentence that Python would say."""
    distances = np.sqrt(squared_distances(row[None].astype(float), centroids)[0] / row.size)
    own, second = np.argsort(distances, kind="stable")[:2]
    assert own == assign_labels(row[None].astype(float), centroids)[0]
    return (
        f"{changes}Nearest: centroid {own + 1}, {distances[own]:.1f} of 255 per pixel; "
        f"runner-up {second + 1}, {distances[second]:.1f}."
    )


# From strokes to grey levels.


def resampled(page, frame, height, width):
    call = "([frame, shape]) => [...resample(Uint8Array.from(frame), shape)]"
    found = page.evaluate(call, [frame.ravel().tolist(), [height, width]])
    return np.reshape(found, (height, width))


@needs_browser
def test_frames_are_resampled_as_pillow_does(opened, rng):
    """Exactly; but Pillow takes the lines of a wide picture first, which rounds otherwise."""
    page = opened()
    for i in range(40):
        frame = rng.integers(0, 256, (FRAME, FRAME)).astype(np.uint8)
        frame[rng.random(frame.shape) < i / 40] = 0
        assert np.array_equal(resampled(page, frame, 16, 16), shrink(frame))
        for width, height in ([i + 3, i + 3], rng.integers(5, 30, 2).tolist()):
            box = (MARGIN, MARGIN, FRAME - MARGIN, FRAME - MARGIN)
            picture = Image.fromarray(frame).resize((width, height), Image.Resampling.HAMMING, box)
            away = np.abs(resampled(page, frame, height, width) - np.asarray(picture).astype(int))
            assert away.max() <= (width != height)


@needs_browser
def test_stored_drawings_become_what_python_makes_of_them(opened):
    page = opened()
    assert len(ALL) >= 40
    for _, strokes in ALL:
        found = page.evaluate("strokes => [...seenFrom(strokes, [16, 16])]", strokes)
        assert found == seen_from(strokes).ravel().tolist()


@needs_browser
@pytest.mark.parametrize(
    "strokes", [[[[50, 60]]], [[[0, 0], [0, 0]]], [[[5, 9]], [[5, 9], [6, 9]]]], ids=str
)
def test_dots_and_dashes_have_a_picture(opened, strokes):
    page = opened()
    found = page.evaluate("strokes => [...seenFrom(strokes, [16, 16])]", strokes)
    assert found == seen_from(strokes).ravel().tolist() and max(found) > 200


def test_the_pen_has_the_ink_of_the_data_and_drawings_land_among_their_kind(digits):
    """Measured: mean grey level 42.7 and 42.7; 20 of 25, chance 5, and 82.7% of the data's own."""
    mine = {
        digit: [seen_from(strokes) for strokes in DRAWINGS[str(digit)]] for digit in range(1, 6)
    }
    assert min(map(len, mine.values())) >= 4
    theirs = np.mean([digits.X[digits.y == digit].mean() for digit in mine])
    assert abs(np.mean([np.mean(images) for images in mine.values()]) / theirs - 1) < 0.02
    step = run_kmeans(digits.X, 10, n_init=3, rng=np.random.default_rng(0))
    kinds = [np.bincount(digits.y[step.labels == j]).argmax() for j in range(10)]
    y = np.repeat(list(mine), [len(images) for images in mine.values()])
    X = np.concatenate(list(mine.values())).reshape(len(y), -1)
    assert np.mean(np.array(kinds)[assign_labels(X, step.centroids)] == y) >= 0.7


# Played.


@needs_browser
def test_what_is_drawn_goes_where_python_puts_it(opened, steps):
    """By mouse, a drawing of every digit; then for every k the same label and distances."""
    page = opened()
    for drawings in DRAWINGS.values():
        press(page, "clear")
        assert voice(page) == EMPTY
        draw(page, drawings[0])
        row = seen(page)
        recorded = page.evaluate("pad.strokes")
        assert len(recorded) == len(drawings[0])
        assert np.array_equal(row, seen_from(recorded).ravel())
        assert np.abs(row.astype(int) - seen_from(drawings[0]).ravel()).max() <= 3
        for k, step in steps.items():
            page.locator("#k").fill(str(k - 2))
            found = page.evaluate("distancesTo(centroidsOf.get(pad.k), seen())")
            X = row[None].astype(float)
            expected = np.sqrt(squared_distances(X, step.centroids)[0] / row.size)
            assert np.abs(found - expected).max() < 1e-6
            assert (
                page.evaluate("nearestTwo(distancesTo(centroidsOf.get(pad.k), seen()))[0]")
                == (assign_labels(X, step.centroids)[0])
            )
            assert voice(page) == spoken(row, step.centroids)


@needs_browser
def test_pictures_follow_while_the_pen_is_down(opened, steps):
    page = opened()
    first, *others = places(page, DRAWINGS["1"][0][0])
    page.mouse.move(*first)
    page.mouse.down()
    for place in others:
        page.mouse.move(*place)
    shown = "document.querySelector('.three .nearest b').textContent"
    least = "Math.min(...distancesTo(centroidsOf.get(10), seen())).toFixed(1)"
    page.wait_for_function(f"{shown} === {least}")
    assert seen(page).any() and page.evaluate("pad.example") == -1
    page.mouse.up()
    assert voice(page) == spoken(seen(page), steps[10].centroids)


@needs_browser
def test_what_is_shown_is_what_is_meant(opened, steps, examples):
    """Grey levels on the canvases, numbers below them, and the two frames."""
    page = opened()
    row, centroids = examples["a 3"], steps[10].centroids
    distances = np.sqrt(squared_distances(row[None], centroids)[0] / row.size)
    own, second = np.argsort(distances)[:2]
    shown = page.locator("canvas:not(#paper)").evaluate_all(
        "all => all.map(c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
        ".filter((_, i) => i % 4 === 0))"
    )
    expected = [row, centroids[own], centroids[second], *centroids]
    assert np.abs(np.array(shown) - expected).max() <= 1  # a canvas rounds, or truncates
    figures = page.locator(".all figure")
    for j, figure in enumerate(figures.all()):
        assert figure.inner_text().split() == [str(j + 1), f"{distances[j]:.1f}"]
        kind = {own: "nearest", second: "runner-up"}.get(j, "")
        assert (figure.get_attribute("class") or "") == kind
    captions = page.locator(".three figcaption").all_inner_texts()
    assert captions[1].split("\n") == [f"nearest: centroid {own + 1}", f"{distances[own]:.1f}"]


@needs_browser
def test_shifts_go_by_one_pixel_and_back(opened, steps):
    page = opened()
    draw(page, DRAWINGS["4"][1])
    plain = seen(page).reshape(16, 16)
    moves = [("left", -1, 0), ("up", 0, -1), ("up", 0, -1), ("right", 1, 0), ("right", 1, 0)]
    words = ["1 left", "1 left, 1 up", "1 left, 2 up", "2 up", "1 right, 2 up"]
    x = y = 0
    for (name, right, down), said in zip(moves, words, strict=True):
        press(page, f"shift {name} by one pixel")
        x, y = x + right, y + down
        row = seen(page)
        assert np.array_equal(row, shifted(plain, x, y).ravel())
        assert voice(page) == spoken(row, steps[10].centroids, f"Shifted {said}. ")
    for name in ("left", "down", "down"):
        press(page, f"shift {name} by one pixel")
    assert np.array_equal(seen(page).reshape(16, 16), plain), "what had left the picture is back"


@needs_browser
def test_out_of_sight_is_said_and_divides_by_nothing(opened):
    page = opened()
    for _ in range(20):
        press(page, "shift right by one pixel")
    assert voice(page) == "Shifted 16 right. No ink is in sight: move it back, or clear."
    assert "NaN" not in page.inner_text("main") and not page.locator(".three .nearest").is_visible()
    press(page, "clear")
    assert voice(page) == EMPTY
    for _ in range(2):
        press(page, "thicker")
    assert voice(page) == EMPTY and "NaN" not in page.inner_text("main")


@needs_browser
def test_thicker_and_thinner(opened, steps):
    page = opened()
    draw(page, DRAWINGS["2"][0])
    plain = seen(page).reshape(16, 16)
    for i in (1, 2, 3, 3):
        press(page, "thicker")
        assert np.array_equal(seen(page).reshape(16, 16), thickened(plain, i))
    assert voice(page).startswith("3 steps thicker. Nearest: ")
    for i in (2, 1, 0, -1):
        press(page, "thinner")
        assert np.array_equal(seen(page).reshape(16, 16), thickened(plain, i))
    assert seen(page).mean() < plain.mean()
    press(page, "shift up by one pixel")
    changes = "Shifted 1 up; 1 step thinner. "
    assert voice(page) == spoken(seen(page), steps[10].centroids, changes)


@needs_browser
def test_thickness_and_shift_up_to_the_rim(opened, rng):
    page = opened()
    image = rng.integers(0, 256, (12, 20)).astype(np.uint8)
    for steps in (-3, -1, 2):
        right, down = rng.integers(-12, 13, 2).tolist()
        found = page.evaluate(
            "([picture, shape, steps, right, down]) => [...shifted(thickened("
            "Uint8Array.from(picture), shape, steps), shape, right, down)]",
            [image.ravel().tolist(), [12, 20], steps, right, down],
        )
        assert found == shifted(thickened(image, steps), right, down).ravel().tolist()


@needs_browser
def test_a_new_drawing_and_another_example_begin_unchanged(opened, examples):
    page = opened()
    press(page, "thicker")
    press(page, "shift up by one pixel")
    draw(page, DRAWINGS["5"][0])
    assert np.array_equal(seen(page), seen_from(page.evaluate("pad.strokes")).ravel())
    assert page.locator("select").input_value() == "-1"
    press(page, "shift up by one pixel")
    page.locator("select").select_option(label="example: a 1")
    assert np.array_equal(seen(page), examples["a 1"]) and voice(page).startswith("Nearest: ")


@needs_browser
def test_a_right_button_draws_nothing(opened):
    page = opened()
    (x, y), *_ = places(page, [[100, 100]])
    page.mouse.click(x, y, button="right")
    assert page.evaluate("pad.strokes") == []


def executed(line):
    room = {"np": np}
    exec(line, room)
    return room["mine"]


@needs_browser
def test_copied_it_is_the_same_array_in_python(opened):
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    draw(page, DRAWINGS["3"][1])
    press(page, "shift left by one pixel")
    press(page, "copy as NumPy")
    page.wait_for_function("voice.textContent.startsWith('Copied')")
    mine = executed(page.evaluate("navigator.clipboard.readText()"))
    assert mine.shape == (256,) and np.array_equal(mine, seen(page))


@needs_browser
def test_where_the_clipboard_is_forbidden_the_line_is_shown(opened):
    page = opened()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    press(page, "copy as NumPy")
    area = page.get_by_label("lines to copy")
    assert np.array_equal(executed(area.input_value()), seen(page))
    assert page.evaluate("getSelection().toString()") or area.evaluate(
        "e => e.selectionEnd - e.selectionStart === e.value.length"
    )


@needs_browser
def test_by_keyboard_alone(opened, steps, examples):
    page = opened()

    def tab_to(name):
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.ariaLabel") == name:
                return
        raise AssertionError(f"Tab does not reach {name}")

    tab_to("example")
    page.keyboard.press("ArrowDown")
    assert np.array_equal(seen(page), examples["a 1"])
    tab_to("shift right by one pixel")
    page.keyboard.press("Enter")
    moved = shifted(examples["a 1"].reshape(16, 16), 1, 0).ravel()
    assert np.array_equal(seen(page), moved)
    tab_to("k, number of clusters")
    page.keyboard.press("ArrowLeft")
    assert voice(page) == spoken(moved, steps[9].centroids, "Shifted 1 right. ")
    assert page.locator(".all figure").count() == 9


@needs_browser
def test_by_touch(opened):
    page = opened(width=390, has_touch=True)
    touch = page.context.new_cdp_session(page)
    before = page.evaluate("scrollY")

    def send(kind, *fingers):
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(fingers)]
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    second = places(page, [[20 + i, 20] for i in range(100)])
    for stroke in DRAWINGS["4"][0]:
        first, *others = places(page, stroke)
        send("Start", first)
        for place, other in zip(others, second, strict=False):
            send("Move", place, other)  # a second finger draws nothing
        send("End")
    strokes = page.evaluate("pad.strokes")
    assert len(strokes) == 2 and min(map(len, strokes)) >= 5
    assert np.array_equal(seen(page), seen_from(strokes).ravel())
    assert np.abs(seen(page) - seen_from(DRAWINGS["4"][0]).ravel().astype(int)).mean() < 3
    assert page.evaluate("scrollY") == before, "the page does not scroll under the finger"


# Where it stands.


@needs_browser
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_hangs_over(opened, width):
    page = opened(width=width)
    draw(page, DRAWINGS["3"][0])
    press(page, "thicker")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@needs_browser
def test_it_takes_the_theme_of_the_notebook(opened):
    grounds = {}
    for theme in ("light", "dark"):
        page = opened(theme)
        frame = page.frame_locator("iframe").locator("html")
        grounds[theme] = [
            frame.evaluate("e => getComputedStyle(e).backgroundColor"),
            frame.locator("button").first.evaluate("e => getComputedStyle(e).color"),
        ]
    light, dark = ([sum(map(int, re.findall(r"\d+", c)[:3])) for c in grounds[t]] for t in grounds)
    assert light[0] > 600 > 200 > light[1] and dark[0] < 200 < 600 < dark[1]


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(opened, scheme):
    page = opened(color_scheme=scheme)
    assert barriers(page) == []
    draw(page, DRAWINGS["3"][0])
    assert barriers(page) == []


@needs_browser
def test_the_picture_for_paper_says_the_same_and_gives_way_to_the_toy(opened, toy):
    page = opened("light")
    frame = page.frame_locator("iframe")
    assert frame.locator("#voice").inner_text() == toy.picture[1]
    assert not page.locator("body > img").is_visible()
    still = opened("light", java_script_enabled=False)
    assert still.get_by_alt_text(toy.picture[1]).is_visible()


# In Python.


def test_the_page_is_small(toy):
    """54 centroids as float32 are 74 kB in base64; the rest is style and script."""
    assert len(toy._repr_html_()) < 120_000
    assert len(repr(toy)) < 100


def test_one_array_has_no_slider_and_no_example_no_picture(digits, steps):
    page = digit_pad(steps[4].centroids, digits.shape)
    assert page.picture[1] == EMPTY
    data = json.loads(re.search(r'id="data">(.*?)</script>', page.html)[1])
    assert [k for k, _ in data["centroids"]] == [4] and data["examples"] == []


def test_the_picture_for_paper_shows_the_first_example_with_the_largest_k(toy, steps, examples):
    row, centroids = examples["a 3"], steps[10].centroids.astype(np.float32)
    distances = np.linalg.norm(row - centroids, axis=1) / 16
    own, second = distances.argsort()[:2]
    names = ["seen", f"{own + 1}: {distances[own]:.1f}", f"{second + 1}: {distances[second]:.1f}"]
    fig, _ = plot_images([row, centroids[own], centroids[second]], (16, 16), names)
    assert toy.picture == (paint(fig), spoken(row, centroids))


def test_without_an_example_the_picture_for_paper_shows_the_centroids_by_number(digits, steps):
    page = digit_pad({k: steps[k].centroids for k in (4, 3)}, digits.shape)
    names = [f"centroid {j}" for j in (1, 2, 3, 4)]
    fig, _ = plot_images(steps[4].centroids.astype(np.float32), digits.shape, names)
    assert page.picture[0] == paint(fig)


def test_examples_travel_as_whole_grey_levels(digits, steps):
    levels = np.resize([-3, 99.4, 99.6, 300], 256)
    page = digit_pad(steps[4].centroids, digits.shape, {"odd": levels})
    data = json.loads(re.search(r'id="data">(.*?)</script>', page.html)[1])
    [[name, row]] = data["examples"]
    assert name == "odd" and list(base64.b64decode(row)[:4]) == [0, 99, 100, 255]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"centroids": {}}, "no centroids"),
        ({"centroids": {3: np.zeros((2, 256))}}, r"centroids\[3\] has 2 rows; 3 are wanted"),
        ({"centroids": np.zeros((1, 256))}, "k = 1: at least 2"),
        ({"centroids": np.zeros((3, 255))}, "255 features, but the images have 256"),
        ({"centroids": np.full((3, 256), np.nan)}, "not a finite number"),
        ({"centroids": "digits"}, "centroids holds"),
        ({"shape": (16, 16, 3)}, r"\(height, width\) of a grey picture"),
        ({"shape": 16}, r"\(height, width\) of a grey picture"),
        ({"examples": {"a 3": np.zeros(9)}}, r"examples\['a 3'\] has 9 pixels; 256 are wanted"),
        ({"examples": np.zeros((2, 256))}, "examples: a dict {name"),
        ({"examples": {"a 3": np.full(256, np.inf)}}, r"examples\['a 3'\]\[0, 0\] is inf"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input_gets_one_clear_line(change, message):
    good = {"centroids": np.zeros((3, 256)), "shape": (16, 16), "examples": None}
    with pytest.raises(InputError, match=message) as error:
        digit_pad(**good | change)
    assert "\n" not in str(error.value)
