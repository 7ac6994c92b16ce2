"""The lessons in a real browser: every cell runs, and the sliders slide, also without a kernel."""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

from tests import ROOT
from tests.browser import CI, barriers, needs_browser

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SETTINGS = {
    "@jupyterlab/notebook-extension": {"tracker": '{"windowingMode": "none"}'},
    "@jupyterlab/apputils-extension": {
        "notification": '{"checkForUpdates": false, "fetchNews": "false"}'
    },
}
# Only what the widgets' own page could cause: lab itself asks a disabled service for news.
HARMLESS = ("favicon", "/api/news", "ResizeObserver", "WebSocket", "api/me")

pytestmark = needs_browser


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Address of JupyterLab on a copy of the lessons."""
    home = tmp_path_factory.mktemp("lab")
    for path in PATHS:
        shutil.copy(path, home)
    for package, files in SETTINGS.items():
        folder = home / "settings" / package
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / f"{name}.jupyterlab-settings").write_text(text)
    port = free_port()
    environment = os.environ | {
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
    }
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser",
        "--ServerApp.ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
        "--IdentityProvider.token=", "--ServerApp.root_dir=" + str(home), "--allow-root",
    ]  # fmt: skip
    with open(home / "log", "w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=home)
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=2).close()
                break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail((home / "log").read_text())
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(60_000)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: message.type == "error" and page.complaints.append(message.text),
    )
    yield page
    page.evaluate(f"{KERNEL}?.shutdown()")
    page.close()


KERNEL = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
SECOND_FRAME = {  # how the sentence begins that every first slider leads to by one key
    "00_start_here": ["k = 3: "],
    "05_the_loop": ["Round 1, update: ", "k-means++ 1: "],
    "07_pca": ["Image 1: "],
    "11_learning_to_see": ["Moved 1 to the right: "],
}


FOLDED = "jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.outputHidden).length"


def answers_to_guesses(path):
    cells = nbformat.read(path, as_version=4).cells
    return sum("jupyter" in cell.metadata for cell in cells)


def run_all(page, address, path):
    """Run all cells; what answers a guess is folded before, and shown as always after."""
    page.goto(f"{address}/lab/tree/{path.name}?reset")
    ready = f"() => {KERNEL}?.connectionStatus === 'connected' && {KERNEL}?.status === 'idle'"
    page.wait_for_function(ready)
    assert page.evaluate(FOLDED) == answers_to_guesses(path) > 0
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    done = """() => {
        const cells = jupyterapp.shell.currentWidget.content.widgets;
        return cells.every(cell => cell.model.type !== 'code'
            || (cell.model.executionCount !== null && cell.prompt !== '*'));
    }"""
    page.wait_for_timeout(300)
    page.wait_for_function(f"({done})() && {KERNEL}.status === 'idle'", timeout=120_000)
    assert page.evaluate(FOLDED) == 0


def complaints(page):
    return [text for text in page.complaints if not any(part in text for part in HARMLESS)]


SHOWN = """stack => {
    const picture = [...stack.querySelectorAll('img')].find(image => image.offsetParent);
    const words = [...stack.querySelectorAll('p')].find(text => text.offsetParent);
    return picture && picture.complete && picture.naturalWidth && words
        ? [picture.src, words.textContent] : null;
}"""


def shown(book):
    return book.evaluate(SHOWN)


def grab_first_slider(book):
    handle = book.locator(".noUi-handle").first
    handle.wait_for()
    handle.scroll_into_view_if_needed()
    handle.focus()


def turn(page, book, key):
    """Press a key and wait until another picture is painted; (seconds, address, sentence)."""
    before = shown(book)
    begin = time.perf_counter()
    page.keyboard.press(key)
    while (now := shown(book)) is None or now == before:
        assert time.perf_counter() - begin < 10, f"{key}: the picture did not change"
        page.wait_for_timeout(2)
    return time.perf_counter() - begin, *now


def log(capsys, name, seconds):
    milliseconds = 1000 * statistics.median(seconds)
    with capsys.disabled():
        print(
            f" {name}: {milliseconds:.0f} ms from key press to picture, median of {len(seconds)} "
        )


def slides_on_without_a_kernel(page, book, capsys):
    """From k = 3, where it stands, to the end; back again after the kernel has gone."""
    seconds = []
    for k in range(4, 11):
        took, _, words = turn(page, book, "ArrowRight")
        assert words.startswith(f"k = {k}:")
        seconds.append(took)
    page.evaluate(f"{KERNEL}.shutdown()")
    page.wait_for_function(f"() => !{KERNEL} || {KERNEL}.isDisposed || {KERNEL}.status === 'dead'")
    for k in range(9, 5, -1):
        took, _, words = turn(page, book, "ArrowLeft")
        assert words.startswith(f"k = {k}:")
        seconds.append(took)
    log(capsys, "flipbook", seconds)


def follows_its_slider(page, book, capsys):
    seconds = []
    for _ in range(10):
        took, _, words = turn(page, book, "ArrowRight")
        assert words.startswith("Image ")
        seconds.append(took)
    log(capsys, "live widget", seconds)


def broken_outputs(page):
    kinds = ("error", "stderr")
    shown = [f'[data-mime-type="application/vnd.jupyter.{kind}"]' for kind in kinds]
    return sum(page.locator(kind).count() for kind in [*shown, "text=Error displaying widget"])


# Lessons without sliders are run by nbval alone, and looked at as pages below.
@pytest.mark.parametrize(
    "path", [path for path in PATHS if path.stem in SECOND_FRAME], ids=lambda path: path.stem
)
def test_every_cell_runs_and_every_slider_slides(page, lab, path, capsys):
    run_all(page, lab, path)
    assert broken_outputs(page) == 0
    cells = page.locator(f"{PANEL} .jp-CodeCell:has(.noUi-handle)").all()
    expected = SECOND_FRAME[path.stem]
    assert len(cells) == len(expected)
    for cell, start in zip(cells, expected, strict=True):
        grab_first_slider(cell)
        _, _, words = turn(page, cell, "ArrowRight")
        assert words.startswith(start)
    if path.stem == "07_pca":
        follows_its_slider(page, cells[0], capsys)
    assert complaints(page) == []
    if path.stem == "00_start_here":
        slides_on_without_a_kernel(page, cells[0], capsys)


def test_typed_digits_are_read_by_the_next_cell(page, lab):
    """Also after the whole lesson ran: what the cell needs has not been used up below it."""
    path = next(path for path in PATHS if path.stem == "12_from_clusters_to_names")
    run_all(page, lab, path)
    assert broken_outputs(page) == 0
    field = page.locator(PANEL).get_by_label("The 20 digits, in order")
    field.fill("6850x")
    page.get_by_text("'x' is no digit: 20 digits are wanted").wait_for()
    field.fill("1" * 20)
    page.get_by_text("20 digits, one for each picture.").wait_for()
    cells = nbformat.read(path, as_version=4).cells
    reader = next(i for i, cell in enumerate(cells) if "typed_digits(field)" in cell.source)
    page.evaluate(f"jupyterapp.shell.currentWidget.content.activeCellIndex = {reader}")
    page.evaluate("jupyterapp.commands.execute('notebook:run-cell')")
    page.get_by_text("Best: 100% of the 1s; worst: 0% of the 0s").wait_for()
    assert complaints(page) == []


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The lessons as pages on disk."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, ROOT / "tools" / "export_html.py", folder]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode and not CI and "npm" in run.stderr:
        pytest.skip("the widgets' script comes by npm: " + run.stderr.strip().splitlines()[-1])
    assert run.returncode == 0, run.stderr
    return folder


def test_a_page_on_disk_slides_without_a_network(browser, site):
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "00_start_here.html").as_uri())
    page.locator("summary.answer").evaluate_all("all => all.forEach(one => one.click())")
    book = page.locator(".widget-vbox").first
    grab_first_slider(book)
    for k in range(3, 11):
        _, _, words = turn(page, book, "ArrowRight")
        assert words.startswith(f"k = {k}:")
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    context.close()


def test_every_page_on_disk_shows_its_figures_without_a_network(browser, site):
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 1000})
    for path in PATHS:
        cells = nbformat.read(path, as_version=4).cells
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        figures = sum("image/png" in output.get("data", {}) for output in outputs)
        page = context.new_page()
        wrong = []
        page.on("pageerror", lambda error, wrong=wrong: wrong.append(str(error)))
        page.goto((site / f"{path.stem}.html").as_uri())
        loaded = [image.evaluate("image => image.naturalWidth") for image in page.locator(
            ".jp-RenderedImage > img").all()]  # fmt: skip
        assert len(loaded) == figures > 1 and min(loaded) > 100, path.stem
        assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
        assert wrong == []
        opens_what_answers_a_guess(page, path)
        page.close()
    context.close()


def opens_what_answers_a_guess(page, path):
    answers = page.locator("details:has(> summary.answer)")
    assert answers.count() == answers_to_guesses(path) > 0
    output = answers.first.locator(".jp-OutputArea-output").first
    assert not output.is_visible()
    answers.first.locator("summary").click()
    assert output.is_visible()
    question = page.locator("details:has(> summary)", has_text="Yes: ").first
    reason = question.evaluate("details => details.lastChild.textContent")
    assert reason.startswith("Yes: ") and not question.get_attribute("open")
    question.locator("summary").click()
    assert question.get_attribute("open") is not None


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem[:2])
def test_pages_on_disk_shut_nobody_out(browser, site, path):
    """In light and dark; figures are called by what their cells print about them."""
    page = browser.new_page()
    page.goto((site / f"{path.stem}.html").as_uri())
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    page.wait_for_function(
        "() => !document.querySelector('script[type*=widget-view]')"
        " || document.querySelector('.noUi-handle[aria-label], .widget-text')"
    )
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == []
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        for toy in page.locator("iframe").all():
            ground = "html => getComputedStyle(html).backgroundColor"
            assert toy.content_frame.locator("html").evaluate(ground) == grounds[-1]
    assert grounds == ["rgb(255, 255, 255)", "rgb(17, 17, 17)"]
    for image in page.locator(".jp-RenderedImage img").all():
        name = image.get_attribute("alt")
        cell = image.evaluate("image => image.closest('.jp-Cell').innerText")
        assert len(name) > 15 and name in " ".join(cell.split())
    page.close()


def test_pages_on_disk_lead_to_each_other(site):
    for path in PATHS:
        html = (site / f"{path.stem}.html").read_text(encoding="utf-8")
        assert ".ipynb)" not in html
        names = re.findall(r'href="(\w+\.html)"', html)
        assert names and all((site / name).exists() for name in names)
        assert 'href="../' not in html  # a stick has lessons only, no home page above them
