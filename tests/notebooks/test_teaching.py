"""The teacher's sheet: its sections are those of the lessons, and its minutes add up."""

import re

import nbformat
import pytest

from kmeans_lib.exercises import EXERCISES
from tests import ROOT

NOTEBOOKS = ROOT / "notebooks"
SHEET = (NOTEBOOKS / "TEACHING.md").read_text(encoding="utf-8")
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))


def part(title, level="##"):
    """The text below a heading, up to the next of its level or above."""
    end = rf"^#{{2,{len(level)}}} |\Z"
    return re.search(rf"^{level} {title}.*?$(.*?)(?={end})", SHEET, re.M | re.S)[1]


def rows(text):
    """(name, minutes) of the tables whose last column is a number."""
    return [(name, int(n)) for name, n in re.findall(r"^\| (.+) \| (\d+) \|$", text, re.M)]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_sections_and_minutes_are_those_of_the_lesson(path):
    cells = nbformat.read(path, as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    headings = re.findall(r"^## (.+)$", text, re.M)
    minutes = int(re.search(r"\*\*(\d+) minutes", text)[1])
    table = rows(part(path.stem[:2]))
    assert [name for name, _ in table] == [h for h in headings if h != "In three sentences"]
    assert sum(n for _, n in table) == minutes


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_exercise_of_the_lesson_is_there(path):
    cells = nbformat.read(path, as_version=4).cells
    set_ = re.findall(r'^check\("(\w+)"', "\n".join(cell.source for cell in cells), re.M)
    assert sorted(re.findall(r"^\| `(\w+)` \|", part(path.stem[:2]), re.M)) == sorted(set_)
    assert set(set_) <= set(EXERCISES)


def test_the_plans_add_up():
    assert sum(n for _, n in rows(part("90 minutes", "###"))) == 90
    plan = part("Five times 45 minutes", "###")
    assert [n for _, n in rows(plan)] == [45] * 5
    for parts, total in re.findall(r"^\| \d \| (.+) \| (45) \|$", plan, re.M):
        numbers = re.findall(r" (\d+)(?=;|$)", re.sub(r"\*[^*]+\*", "", parts))
        assert sum(map(int, numbers)) == int(total), parts


def test_sections_that_plans_name_exist():
    named = set(re.findall(r"\*([^*\n]{6,})\*", part("Plans")))
    headings = set()
    for path in PATHS:
        for cell in nbformat.read(path, as_version=4).cells:
            headings |= set(re.findall(r"^## (.+)$", cell.source, re.M))
    assert len(named) > 20
    assert named <= headings
