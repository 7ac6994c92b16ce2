"""The lessons in a browser tab: JupyterLite, with Python in the browser and nothing installed.

`pytest --all-lessons tests/notebooks/test_browser_tab.py` runs every lesson; without the option
those below, which use all that differs there: sliders, toys, uploads, scikit-learn.
"""

import re
import shutil
from fnmatch import fnmatch
from pathlib import Path

import build_site
import check_links
import nbformat
import pytest
from browser_lessons import HERE, SLOW
from browser_tab import CELLS, FULL, KERNEL, OPENED, Tab, printed, public_wheels, served
from build_data import fetch
from build_lab import PYODIDE, build_lab, library_wheel
from PIL import Image
from run_notebooks import TIMED

from tests import ROOT
from tests.browser import needs_browser

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
OFTEN = ("00_start_here", "03_assignment", "05_the_loop", "10_colours")

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


def right_click(page, entry):
    """Choose an entry of the menu of the first lesson in the list of files."""
    page.locator(".jp-DirListing-item", has_text="03_assignment").click(button="right")
    page.locator(".lm-Menu-itemLabel", has_text=entry).first.click()


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
    assert compared > 5


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
        the_kernel_completes(tab.page)


def the_slider_slides(page):
    handle = page.locator(".noUi-handle").first
    handle.scroll_into_view_if_needed()
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.locator("p:visible", has_text="k = 3: ").first.wait_for()


def the_board_answers(page):
    board = page.locator("iframe").first.content_frame
    board.get_by_role("button", name="assign", exact=True).click()
    board.locator("[role=status]", has_text="nearest").wait_for()


def the_kernel_completes(page):
    asked = f"{KERNEL}.requestComplete({{ code: 'np.linsp', cursor_pos: 8 }})"
    (match,) = page.evaluate(f"{asked}.then(reply => reply.content.matches)")
    assert match.removeprefix("np.") == "linspace"


def test_saved_outputs_do_not_pass_as_new(tab):
    tab.open("01_loading")
    shown = tab.page.locator(".jp-NotebookPanel .jp-RenderedText").first.inner_text()
    assert shown.strip() == printed(next(iter(saved("01_loading").values())).outputs).strip()
    assert tab.page.evaluate(FULL) > 10
    with pytest.raises(RuntimeError, match="would pass as new"):
        tab.run_all()


def test_your_own_pictures_are_grouped_where_they_are(tab, tmp_path):
    """A folder made and filled by hand in the list of files, then its name in the lesson."""
    for i, colour in enumerate(["red", "crimson", "navy"]):
        Image.new("RGB", (40, 30), colour).save(tmp_path / f"{i}.png")
    tab.open("08_your_own_images")
    tab.clear()
    page = tab.page
    page.locator("jp-button[title='New Folder']").click()
    name = page.locator(".jp-DirListing-editor")
    name.fill("my_pictures")
    name.press("Enter")
    page.locator(".jp-DirListing-item", has_text="my_pictures").dblclick()
    with page.expect_file_chooser() as chooser:
        page.locator("[title^='Upload Files']").click()
    chooser.value.set_files(sorted(tmp_path.glob("*.png")))
    page.locator(".jp-DirListing-item", has_text="2.png").wait_for()
    source = next(source for source in saved(tab.lesson) if source.startswith("folder = "))
    own = source.replace('DATA / "flags"', '"my_pictures"').replace("k = 8", "k = 2")
    tab.edit(source, own)
    tab.run_all()
    cells = tab.finish()
    compare(tab.lesson, cells, changed=[own])
    (outputs,) = [cell["outputs"] for cell in cells if cell["source"] == own]
    assert printed(outputs) == "3 pictures in 2 groups; 0 files could not be read\n"
    assert tab.foreign == []


def test_a_changed_byte_is_refused(browser, address, wheels, tmp_path):
    damaged = Path(shutil.copytree(wheels, tmp_path / "wheels"))
    (numpy,) = damaged.glob("numpy-*.whl")
    bytes_ = bytearray(numpy.read_bytes())
    bytes_[len(bytes_) // 2] ^= 1
    numpy.write_bytes(bytes_)
    tab = Tab(browser, address, damaged)
    said = []
    tab.page.on("console", lambda message: said.append(message.text))
    tab.open("01_loading")
    tab.clear()
    tab.run_all()
    cells = tab.finish()
    tab.close()
    assert "Failed to load numpy" in said
    errors = [out["ename"] for cell in cells for out in cell["outputs"] if "ename" in out]
    assert errors and "ModuleNotFoundError" in errors[0]


def test_changes_are_kept_and_the_original_comes_back(tab):
    """The first cell says how, in the words of the menu."""
    tab.open("03_assignment")
    head = tab.page.evaluate(f"{CELLS}[0].model.sharedModel.source")
    assert HERE in head and "Launch:" not in head
    tab.page.evaluate(f"{CELLS}[1].model.sharedModel.setSource('Mine')")
    tab.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    tab.open("03_assignment")
    second = f"{CELLS}[1].model.sharedModel.source"
    assert tab.page.evaluate(second) == "Mine"
    right_click(tab.page, "Download")
    right_click(tab.page, "Delete")
    tab.page.locator(".jp-Dialog button", has_text="Delete").click()
    tab.page.locator(".jp-Dialog").wait_for(state="detached")
    tab.open("03_assignment")
    assert tab.page.evaluate(second) != "Mine"


# The whole site, from an unpacked distribution, for a school without a network


@pytest.fixture(scope="module")
def distribution(wheels, tmp_path_factory):
    folder = fetch(PYODIDE, tmp_path_factory.mktemp("npm"))
    for wheel in wheels.iterdir():
        shutil.copy(wheel, folder)
    return folder


@pytest.fixture(scope="module")
def school(distribution, tmp_path_factory):
    folder = tmp_path_factory.mktemp("school") / "site"
    build_site.main([str(folder), "--self-hosted", str(distribution)])
    return folder


def test_without_a_network_the_site_is_read_and_run(browser, school):
    with served(school) as address:
        tab = Tab(browser, address)
        tab.page.goto(address)
        card = tab.page.locator("li", has_text="01 Loading")
        card.get_by_role("link", name="Read").click()
        tab.page.get_by_role("heading", name="A picture is a row of numbers").wait_for()
        tab.page.get_by_role("link", name="Home").first.click()
        card.get_by_role("link", name="Open in the browser").click()
        tab.page.wait_for_function(OPENED)
        tab.clear()
        tab.run_all()
        compare("01_loading", tab.finish())
        tab.close()
    assert tab.foreign == []


def test_every_link_of_the_site_is_followed(school):
    outside = check_links.addresses()
    followed = 0
    for page in [*school.glob("*.html"), *school.glob("lessons/*.html")]:
        html = page.read_text(encoding="utf-8")
        for link in re.findall(r'<a [^>]*?href="([^"]*)"', html):
            target, _, place = link.partition("#")
            path, _, query = target.partition("?path=")
            if re.match("https?:", link):
                assert any(fnmatch(link, pattern) for pattern in outside), link
            else:
                there = (page.parent / path).resolve() if path else page
                assert there.is_file(), f"{page.name}: {link}"
                if place:
                    assert f'id="{place}"' in there.read_text(encoding="utf-8"), link
                if query:
                    assert (there.parent / "files" / query).is_file(), link
            followed += 1
    assert followed > 13 * 8


def test_a_distribution_that_is_not_whole_is_named(distribution, tmp_path, capsys):
    broken = Path(shutil.copytree(distribution, tmp_path / "pyodide"))
    (pillow,) = broken.glob("pillow-*.whl")
    pillow.write_bytes(pillow.read_bytes()[:-1])
    site = tmp_path / "site"
    with pytest.raises(SystemExit, match=f"{pillow.name} is not what pyodide-lock.json says"):
        build_lab(site, broken)
    pillow.unlink()
    with pytest.raises(SystemExit, match=f"{pillow.name} is missing"):
        build_lab(site, broken)
    for folder in (tmp_path / "nowhere", ROOT / "docs"):
        with pytest.raises(SystemExit):
            build_site.main([str(site), "--self-hosted", str(folder)])
        assert f"{folder} has no pyodide-lock.json" in capsys.readouterr().err
    assert not site.exists()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    for arguments in ([str(tmp_path)], [str(tmp_path / "mine.txt")]):
        with pytest.raises(SystemExit):
            build_site.main(arguments)
        assert "give a new folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_same_library_has_the_same_bytes(tmp_path):
    """Its name has its hash: readers who have it need not load it again."""
    for folder in (folders := [tmp_path / "first", tmp_path / "second"]):
        folder.mkdir()
    built = [library_wheel(folder) for folder in folders]
    assert built[0].name == built[1].name and built[0].read_bytes() == built[1].read_bytes()
