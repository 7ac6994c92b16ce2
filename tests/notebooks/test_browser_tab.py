"""The lessons in a browser tab: JupyterLite, with Python in the browser and nothing installed.

`pytest --all-lessons tests/notebooks/test_browser_tab.py` runs every lesson; without the option
those below, which use all that differs there: sliders, toys, uploads, scikit-learn.
"""

import base64
import io
import json

import nbformat
import numpy as np
import pytest
from browser_lessons import HERE, SLOW, SLOW_TAG
from browser_tab import CELLS, KERNEL, PANEL, Tab, printed, public_wheels, served
from build_lab import build_lab
from PIL import Image
from run_notebooks import TIMED

from tests import ROOT
from tests.browser import needs_browser

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
OFTEN = ("00_start_here", "03_assignment", "05_the_loop", "12_from_clusters_to_names")

pytestmark = needs_browser


def pytest_generate_tests(metafunc):
    if "lesson" in metafunc.fixturenames:
        every = metafunc.config.getoption("--all-lessons")
        names = [path.stem for path in PATHS if every or path.stem in OFTEN]
        metafunc.parametrize("lesson", names)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    return public_wheels(tmp_path_factory.mktemp("wheels"))


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    build_lab(folder / "lab")
    with served(folder) as address:
        yield address


@pytest.fixture
def tab(browser, address, wheels):
    tab = Tab(browser, address, wheels)
    yield tab
    tab.close()


def saved(lesson):
    cells = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4).cells
    return {cell.source: cell for cell in cells if cell.cell_type == "code"}


def compare(lesson, cells, changed=()):
    """As nbval does: what is printed is what is saved, and as many figures are drawn."""
    originals = saved(lesson)
    compared = 0
    for cell in cells:
        source = cell["source"].removeprefix(SLOW)
        if source in changed:
            continue
        original = originals[source]
        kinds = [output["output_type"] for output in cell["outputs"]]
        assert "error" not in kinds, cell
        assert printed(cell["outputs"], "stderr").strip() == "", cell
        figures = [sum("image/png" in output.get("data", {}) for output in one) for one in
                   (cell["outputs"], original.outputs)]  # fmt: skip
        assert figures[0] == figures[1], source
        if TIMED not in original.metadata.get("tags", []):
            assert printed(cell["outputs"]) == printed(original.outputs), source
            compared += 1
    assert compared > 10


def test_a_lesson_prints_what_is_saved(tab, lesson):
    tab.open(lesson)
    tab.clear()
    tab.run_all()
    cells = tab.finish()
    compare(lesson, cells)
    assert tab.foreign == []
    if lesson == "00_start_here":
        the_slider_slides(tab.page)
    if lesson == "03_assignment":
        the_board_answers(tab.page)


def the_slider_slides(page):
    handle = page.locator(".noUi-handle").first
    handle.scroll_into_view_if_needed()
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.locator("p", has_text="k = 4: ").first.wait_for()


def the_board_answers(page):
    board = page.locator("iframe").first.content_frame
    board.get_by_role("button", name="Assign").click()
    assert board.locator("canvas").first.is_visible()
