"""A lesson as it is in a browser tab: what cannot run there is shown, what is slow says so."""

import re

import nbformat
import pytest
from browser_lessons import HERE, PROCESSES, SHOWN, SLOW, SLOW_TAG, for_browser

from tests import ROOT

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(path):
    return nbformat.read(path, as_version=4).cells


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem[:2])
def test_it_has_the_same_cells(path):
    changed = for_browser(nbformat.read(path, as_version=4)).cells
    nbformat.validate(nbformat.v4.new_notebook(cells=changed))
    assert changed[0].source.endswith(HERE) and "Launch: " not in changed[0].source
    for before, after in zip(cells(path)[1:], changed[1:], strict=True):
        if before.cell_type == "code" and re.search(PROCESSES, before.source, re.M):
            assert after.cell_type == "markdown" and before.source in after.source
        else:
            slow = SLOW_TAG in before.metadata.get("tags", [])
            assert after.source == SLOW * slow + before.source
            assert after.get("outputs") == before.get("outputs")


def test_what_needs_processes_is_shown_with_what_it_came_to():
    path = next(path for path in PATHS if path.stem.startswith("09"))
    text = [cell for cell in for_browser(nbformat.read(path, as_version=4)).cells
            if SHOWN in cell.source]  # fmt: skip
    assert len(text) == 2
    for said in ("320,000 pictures", "2 workers, each may use 300MB"):
        assert any(said in cell.source for cell in text)
    later = [cell.source for cell in for_browser(nbformat.read(path, as_version=4)).cells]
    assert not any("import dask" in source for source in later if not source.startswith(SHOWN))


def test_a_figure_of_such_a_cell_goes_with_it():
    output = nbformat.v4.new_output("display_data", {"image/png": "aGk="})
    cell = nbformat.v4.new_code_cell("import dask", outputs=[output])
    head = nbformat.v4.new_markdown_cell("# Title\n\nLaunch: on a laptop")
    shown = for_browser(nbformat.v4.new_notebook(cells=[head, cell])).cells[1]
    (name,) = shown.attachments
    assert f"(attachment:{name})" in shown.source
    assert shown.attachments[name] == {"image/png": "aGk="}
