"""The web site's first page and the teacher's sheet; lesson pages as a part of the site."""

import base64
import io
import re
import subprocess
from itertools import pairwise

import home_page
import lessons
import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from export_html import export
from home_page import SEED, measured, thumbnail, write_home
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from kmeans_lib.initialization import init_random
from kmeans_lib.lloyd import kmeans_steps
from kmeans_lib.widgets.presets import presets
from tests import ROOT
from tests.browser import CI, barriers, needs_browser
from tests.cases import last

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ["index.html", "teaching.html"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """All of the web site but JupyterLite."""
    folder = tmp_path_factory.mktemp("site")
    write_home(folder)
    try:
        export(folder / "lessons", site=True)
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        if CI:
            raise
        pytest.skip(f"the widgets' script comes by npm: {error}")
    return folder


@pytest.fixture(scope="module")
def home(site):
    return soup(site / "index.html")


def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def in_site():
    """What links may lead to, JupyterLite included."""
    names = [path.stem for path in PATHS]
    return {
        *PAGES,
        *(f"lessons/{name}.html" for name in names),
        *(f"lab/index.html?path={name}.ipynb" for name in names),
        *(f"lab/files/{name}.ipynb" for name in names),
    }


# Cards


def test_a_card_says_what_its_notebook_says(home):
    named = re.findall(r"^\| \[(.+?)\]\(notebooks/(\w+)\.ipynb\) \| (\d+) \|", README, re.M)
    expected = [
        f"{name} {re.search('^# (.+)$', head(path), re.M)[1]}, {minutes} minutes"
        for path, (name, stem, minutes) in zip(PATHS, named, strict=True)
    ]
    cards = home.select(".cards li")
    assert [f"{words(card.h3)}, {words(card.select_one('.minutes'))}" for card in cards] == expected
    assert len(cards) == 13


def head(path):
    return nbformat.read(path, as_version=4).cells[0].source


def test_a_card_has_three_doors(home):
    for path, card in zip(PATHS, home.select(".cards li"), strict=True):
        name = words(card.select_one(".name"))
        doors = [(words(link), link["href"], link.has_attr("download")) for link in card("a")]
        assert doors == [
            (f"Open in the browser: {name}", f"lab/index.html?path={path.name}", False),
            (f"Read: {name}", f"lessons/{path.stem}.html", False),
            (f"Download: {name}", f"lab/files/{path.name}", True),
        ]


def test_a_card_shows_a_figure_of_its_lesson_and_what_is_to_be_seen(home):
    for path, card in zip(PATHS, home.select(".cards li"), strict=True):
        picture = Image.open(io.BytesIO(base64.b64decode(card.img["src"].split(",")[1])))
        assert 300 <= picture.width <= 480 and len(card.img["alt"]) > 15
        notebook = nbformat.read(path, as_version=4)
        lessons.name_figures(notebook)
        sizes = [
            Image.open(io.BytesIO(base64.b64decode(png))).size
            for png, sentence in lessons.figures(notebook)
            if sentence == card.img["alt"]
        ]
        shapes = [width / height for width, height in sizes]
        assert min(abs(picture.width / picture.height - shape) for shape in shapes) < 0.02


def noise(width, height, grain, rng):
    """A figure with more to see in it, the larger its share `grain` that is noise."""
    pixels = np.full((height, width, 3), 255, np.uint8)
    pixels[: round(grain * height)] = rng.integers(0, 256, (round(grain * height), width, 3))
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, "PNG")
    return base64.b64encode(packed.getvalue()).decode()


def with_figures(*pngs):
    outputs = [new_output("display_data", {"image/png": png}) for png in pngs]
    cells = [
        new_code_cell(outputs=[output, new_output("stream", name="stdout", text=f"figure {i}")])
        for i, output in enumerate(outputs)
    ]
    notebook = new_notebook(cells=cells)
    lessons.name_figures(notebook)
    return notebook


def test_the_figure_with_the_most_in_it_is_chosen_but_no_strip_and_no_tower(rng):
    strip, tower = noise(900, 100, 1, rng), noise(100, 900, 1, rng)
    empty, full = noise(600, 400, 0.2, rng), noise(600, 400, 0.8, rng)
    assert thumbnail(with_figures(strip, empty, full, tower))[1] == "figure 2"
    assert thumbnail(with_figures(full, empty, strip))[1] == "figure 0"
    assert thumbnail(with_figures(strip))[1] == "figure 0"


def test_a_new_lesson_appears_by_itself(tmp_path, monkeypatch, rng):
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for name, other in (("00_old", "01_new"), ("01_new", "00_old")):
        notebook = with_figures(noise(400, 300, 1, rng))
        short = other.replace("_", " ").title()
        text = f"# {name} is <good>\n\n**7 minutes** · [{short}]({other}.ipynb)"
        notebook.cells.insert(0, new_markdown_cell(text))
        nbformat.write(notebook, notebooks / f"{name}.ipynb")
    monkeypatch.setattr(lessons, "NOTEBOOKS", notebooks)
    write_home(tmp_path)
    home = soup(tmp_path / "index.html")
    titles = [words(card.h3) for card in home.select(".cards li")]
    assert titles == ["00 Old 00_old is <good>", "01 New 01_new is <good>"]
    assert "2 lessons build" in words(home.select_one(".lead"))


# The other parts


def test_the_first_board_begins_in_one_heap_and_ends_in_four():
    X = presets()[0]["points"]
    heaps = np.arange(len(X)) % 4
    start = init_random(X, 4, np.random.default_rng(SEED))
    rows = [int(np.flatnonzero((X == centroid).all(axis=1))[0]) for centroid in start]
    assert len(set(heaps[rows])) == 1
    labels = last(kmeans_steps(X, start)).labels
    most = [np.bincount(labels[heaps == heap], minlength=4) for heap in range(4)]
    assert sorted(np.argmax(most, axis=1)) == [0, 1, 2, 3]
    assert home_page.first_board().html.count("four heaps") == 1


def test_figures_of_speed_are_the_readmes(home):
    facts = [words(fact) for fact in home.select(".facts li")]
    table = re.search(r"## Measured\n(.*?)\n## ", README, re.DOTALL)[1]
    for fact, (row, least) in zip(
        facts, [("nested loops", 2), ("60,000 images", 1), ("5050 photographs", 2)], strict=True
    ):
        (cell,) = re.findall(rf"^\| [^|]*{row}.*? \| (.+?) \|", table, re.M)
        numbers = re.findall(r"\d+\.?\d*", cell)
        assert len(numbers) == least
        assert all(re.search(rf"(?<![\d.]){re.escape(n)}(?![\d.])", fact) for n in numbers)


def test_a_row_that_the_readme_has_no_longer_is_an_error():
    table = "| this | 1.5; 20 | `run` |\n| that, and more | 0.88 to 3 | `run` |\n"
    assert measured(table, "this") == ["1.5", "20"]
    assert measured(table, "that") == ["0.88", "3"]
    with pytest.raises(ValueError):
        measured(table, "those")


def test_the_command_for_own_pictures_is_the_readmes(home):
    command = re.search(r"^## Your own pictures\n\n```bash\n(.+)\n```", README, re.M)[1]
    assert words(home.select_one("section:has(#own) pre")) == command


def test_the_sheet_for_teachers_is_whole(site):
    sheet = soup(site / "teaching.html")
    text = (ROOT / "notebooks" / "TEACHING.md").read_text(encoding="utf-8")
    headings = [re.sub(r"[`*]", "", line) for line in re.findall(r"^#+ (.+)$", text, re.M)]
    assert [words(heading) for heading in sheet(re.compile("h[1-6]"))] == headings
    assert len(sheet("tr")) == len(re.findall(r"^\|(?!--)", text, re.M))


@pytest.mark.parametrize("name", PAGES)
def test_headings_come_in_order(site, name):
    levels = [int(heading.name[1]) for heading in soup(site / name)(re.compile("^h[1-6]$"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


# Links


def test_every_link_leads_somewhere(site, home):
    """Within the site, into the repository, or to a heading of the same page."""
    for path in [site / name for name in PAGES] + sorted((site / "lessons").glob("*.html")):
        page = soup(path)
        for link in {link["href"] for link in page("a") if link.has_attr("href")}:
            if link.startswith("https://"):
                continue
            address, _, part = link.partition("#")
            target = (path.parent / address).resolve().relative_to(site.resolve()).as_posix()
            assert not address or target in in_site(), (path.name, link)
            assert not part or (page if not address else home).find(id=part), (path.name, link)


@pytest.mark.parametrize("named", [None, "somebody/k-means"])
def test_links_into_the_repository_wait_for_its_name(tmp_path, monkeypatch, named):
    monkeypatch.setattr(home_page, "repository", lambda: named)
    write_home(tmp_path)
    pages = [soup(tmp_path / name) for name in PAGES]
    found = [link["href"] for page in pages for link in page("a") if "github" in link["href"]]
    whole = "https://github.com/somebody/k-means/"
    files = ["LICENSE", "data/README.md", "tools/BENCHMARK.md", "README.md"]
    assert set(found) == (
        {whole, *(f"{whole}blob/HEAD/{file}" for file in files)} if named else set()
    )


def test_a_lesson_page_has_a_way_home_and_to_its_neighbours(site):
    found = lessons.read_lessons()
    for i, lesson in enumerate(found):
        page = soup(site / "lessons" / f"{lesson.stem}.html")
        expected = [("Home", "../index.html")]
        if i > 0:
            expected.append((f"← {found[i - 1].name}", f"{found[i - 1].stem}.html"))
        if i < len(found) - 1:
            expected.append((f"{found[i + 1].name} →", f"{found[i + 1].stem}.html"))
        address = f"../lab/index.html?path={lesson.stem}.ipynb"
        expected.append(("Open in the browser", address))
        top, bottom = page("nav")
        for nav in (top, bottom):
            assert [(words(link), link["href"]) for link in nav("a")] == expected
        assert top.find_next("main") and bottom.find_previous("main") and not page.main.nav
        assert words(page.title) == f"{lesson.name}: {lesson.title}"


# What a browser shows


@pytest.fixture
def opened(browser):
    """Open a file without a network; when the test ends, no script has failed or asked for more."""
    context = browser.new_context(offline=True, reduced_motion="reduce")
    wrong, asked = [], []

    def open_(path, width=1280, **media):
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(**media)
        page.goto(path.as_uri())
        return page

    open_.asked = asked
    yield open_
    context.close()
    assert wrong == []


@needs_browser
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_one_file(opened, site, name):
    opened(site / name).wait_for_timeout(300)
    assert [url for url in opened.asked if not url.startswith("data:")] == [(site / name).as_uri()]


@needs_browser
def test_the_board_plays(opened, site):
    page = opened(site / "index.html")
    toy = page.locator("iframe").content_frame
    assert not page.locator(".toy img").is_visible()
    toy.locator("#step").click()
    heard = toy.locator("[role=status]").text_content()
    toy.locator("#step").click()
    assert toy.locator("[role=status]").text_content() != heard
    assert re.fullmatch(r"[\d,.]+", toy.locator("#inertia").text_content())


def test_without_scripts_the_board_is_a_picture(home):
    assert [words(script) for script in home("script")] == []
    assert home.select_one(".toy iframe")["title"] == "Board: k-means by hand"
    assert "points in each" in home.select_one(".toy iframe + img")["alt"]


def sideways(page):
    """By how many pixels the page is wider than its window, with all that is folded open."""
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    page.wait_for_function(
        "() => !document.querySelector('script[type*=widget-view]')"
        " || document.querySelector('.noUi-handle[aria-label], .widget-text')"
    )
    return page.evaluate(
        "Math.max(...['html', 'body'].map(name => document.querySelector(name))"
        ".map(whole => whole.scrollWidth - whole.clientWidth))"
    )


@needs_browser
@pytest.mark.parametrize("name", PAGES + [f"lessons/{path.stem}.html" for path in PATHS])
def test_a_narrow_screen_shows_all_and_shuts_nobody_out(opened, site, name):
    page = opened(site / name, width=320)
    assert sideways(page) == 0
    assert cut_off(page) == []
    assert barriers(page) == []


CUT_OFF = """() => {
    const boxes = [...document.querySelectorAll(".widget-box")]; // which should not scroll
    if (boxes.some(box => box.scrollWidth > box.clientWidth + 4)) return ["a widget"];
    const hides = element => ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
    const scrolls = element => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
    return [...document.querySelectorAll("main *:not(svg *):not(.said)")].filter(element => {
        const right = element.getBoundingClientRect().right;
        for (let outer = element.parentElement; outer; outer = outer.parentElement) {
            if (scrolls(outer)) return false;
            if (hides(outer) && outer.getBoundingClientRect().right < right - 1) return true;
        }
        return false;
    }).map(element => element.outerHTML.slice(0, 80));
}"""


def cut_off(page):
    """What reaches out of a place that hides the rest and cannot be scrolled."""
    return page.evaluate(CUT_OFF)


@needs_browser
@pytest.mark.parametrize("name", PAGES)
def test_light_and_dark_shut_nobody_out(opened, site, name):
    grounds = []
    for scheme in ("light", "dark"):
        page = opened(site / name, color_scheme=scheme)
        assert barriers(page) == []
        grounds.append(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(17, 17, 17)"]


@needs_browser
def test_who_walks_by_keys_sees_where_they_are(opened, site):
    page = opened(site / "index.html")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    for link in page.locator("header a, .start a").all():
        page.keyboard.press("Tab")
        assert link.evaluate("link => link === document.activeElement")
        assert page.evaluate(outline) == "solid"


@needs_browser
def test_paper_is_light_and_shows_the_cards_and_the_picture_of_the_board(opened, site):
    page = opened(site / "index.html", width=680, media="print", color_scheme="dark")
    assert not page.locator("iframe").is_visible()
    pictures = page.locator(".toy img, .cards img").all()
    assert len(pictures) == 14 and all(picture.is_visible() for picture in pictures)
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    cards = "cards => new Set(cards.map(card => getComputedStyle(card).breakInside)).size"
    assert page.locator(".cards li").evaluate_all(cards) == 1
    assert (
        page.locator(".cards li").first.evaluate("c => getComputedStyle(c).breakInside") == "avoid"
    )
