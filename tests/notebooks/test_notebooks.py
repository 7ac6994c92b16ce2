"""Every lesson is complete: executed, built alike, and its exercises can be solved.

That each cell prints what is saved, nbval checks by running the lessons.
"""

import ast
import re

import nbformat
import pytest
from run_notebooks import slide_type
from set_repository import launch_link

from kmeans_lib.exercises import EXERCISES, verdict
from tests import ROOT

NOTEBOOKS = ROOT / "notebooks"
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
NAMES = [path.stem for path in PATHS]
FIRST = "00_start_here"
WIDGET = "application/vnd.jupyter.widget-view+json"
# Cells whose output differs on every run: a slider, and timings. Any other must repeat itself.
NOT_COMPARED = {
    "00_start_here": 1,
    "02_initialization": 1,
    "03_assignment": 2,
    "05_the_loop": 2,
    "06_scikit_learn": 1,
    "07_pca": 1,
    "08_your_own_images": 1,
    "09_speed_and_scale": 3,
}
LAUNCH = (
    "Launch: [on Binder]({1}), or in the project's folder "
    "`.venv/bin/jupyter lab notebooks/{0}.ipynb` "
    "(Windows: `.venv\\Scripts\\jupyter lab notebooks\\{0}.ipynb`)"
)


@pytest.fixture(params=PATHS, ids=NAMES)
def lesson(request):
    notebook = nbformat.read(request.param, as_version=4)
    notebook.name = request.param.stem
    return notebook


def code(lesson):
    return [cell for cell in lesson.cells if cell.cell_type == "code"]


def text(lesson):
    return [cell for cell in lesson.cells if cell.cell_type == "markdown"]


def test_lessons_are_numbered_without_a_gap():
    assert [int(name[:2]) for name in NAMES] == list(range(len(NAMES)))


def test_every_code_cell_was_executed_in_order(lesson):
    counts = [cell.execution_count for cell in code(lesson)]
    assert counts == list(range(1, len(counts) + 1))


def test_every_cell_has_its_place_in_a_deck(lesson):
    """A deck of slides: claims and figures begin a new one, solutions are left out."""
    for cell in lesson.cells:
        assert cell.metadata["slideshow"] == {"slide_type": slide_type(cell)}, cell.source
    kinds = [slide_type(cell) for cell in lesson.cells]
    assert kinds[0] == kinds[-1] == "slide"
    assert "skip" in kinds, "the last solution"
    assert kinds.count("subslide") >= 1


def test_no_cell_failed_or_warned(lesson):
    for cell in code(lesson):
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", output.text


def test_only_timings_and_widgets_are_not_compared(lesson):
    tags = [tag for cell in lesson.cells for tag in cell.metadata.get("tags", [])]
    assert tags == ["nbval-ignore-output"] * NOT_COMPARED.get(lesson.name, 0)
    for cell in code(lesson):
        if cell.metadata.get("tags"):
            widget = any(WIDGET in output.get("data", {}) for output in cell.outputs)
            assert widget or "perf_counter()" in cell.source, cell.source


def test_every_figure_is_followed_by_its_sentence(lesson):
    for cell in code(lesson):
        kinds = [
            "figure" if "image/png" in o.get("data", {}) else o.get("name") for o in cell.outputs
        ]
        last = max((i for i, kind in enumerate(kinds) if kind == "figure"), default=None)
        if last is not None:
            assert "stdout" in kinds[last:], cell.source


def test_cells_are_short(lesson):
    for cell in code(lesson):
        assert len(cell.source.splitlines()) <= 15, cell.source
        assert max(map(len, cell.source.splitlines())) <= 100, cell.source
    for cell in text(lesson)[1:]:
        words = re.sub(r"<details>.*?</details>|^#.*$|^\|.*$", "", cell.source, flags=re.S | re.M)
        assert len(words.split()) <= 80, cell.source


def test_the_length_suits_a_class(lesson):
    assert (15 if lesson.name == FIRST else 25) <= len(lesson.cells) <= 45


def test_no_plotting_code_beyond_the_call(lesson):
    for cell in code(lesson):
        assert not re.search(r"plt\.(?!show\(\))|\bax\.", cell.source), cell.source


def test_two_may_run_a_lesson_on_one_computer(lesson):
    """Without an address of its own, a second cluster would warn that its port is taken."""
    for cell in code(lesson):
        assert cell.source.count("LocalCluster(") == cell.source.count('dashboard_address=":0"')


def test_the_library_is_visible(lesson):
    assert any("from kmeans_lib." in cell.source for cell in code(lesson))
    assert all("import kmeans_lib" not in cell.source for cell in code(lesson))


def test_the_head(lesson):
    head = lesson.cells[0].source
    title, minutes, objectives, *goals, launch = [line for line in head.splitlines() if line]
    assert re.match(r"# \w", title)
    assert re.match(r"\*\*\d+ minutes\*\* · ", minutes)
    assert objectives == "After this lesson you can"
    assert len(goals) == 3 and all(goal.startswith("- ") for goal in goals)
    assert launch == LAUNCH.format(lesson.name, launch_link(lesson.name))


def test_previous_and_next_are_the_neighbours(lesson):
    bar = lesson.cells[0].source.splitlines()[2]
    place = NAMES.index(lesson.name)
    expected = {}
    if place > 0:
        expected["previous"] = NAMES[place - 1]
    if place + 1 < len(NAMES):
        expected["next"] = NAMES[place + 1]
    assert dict(re.findall(r"(previous|next): \[[^]]+\]\(([\w.]+)\.ipynb\)", bar)) == expected
    after = expected.get("next", FIRST)
    assert lesson.cells[-1].source.splitlines()[-1].endswith(f"({after}.ipynb).")


def test_the_end_has_three_sentences(lesson):
    head, sentences, _ = [line for line in lesson.cells[-1].source.splitlines() if line]
    assert head == "## In three sentences"
    assert len(re.findall(r"[.!?](?=\s|$)", sentences)) == 3


def test_links_lead_somewhere(lesson):
    for cell in text(lesson):
        for target in re.findall(r"\]\((?!https://)([^)]+)\)", cell.source):
            assert (NOTEBOOKS / target).exists(), target


def test_something_is_broken_and_repaired(lesson):
    heads = re.findall(r"^## (.+)$", "\n".join(cell.source for cell in text(lesson)), re.M)
    assert lesson.name == FIRST or any(head.startswith("Break it: ") for head in heads)
    assert "Your turn" in heads


def exercises(lesson):
    """(cell with the stub, name of the exercise, name of the function, solution)."""
    for cell, below in zip(lesson.cells, lesson.cells[1:], strict=False):
        call = re.search(r'^check\("(\w+)", (\w+)\)$', cell.source, re.M)
        if cell.cell_type == "code" and call:
            solution = re.search(
                r"<details><summary>Solution</summary>\n\n```python\n(.*?)```", below.source, re.S
            )
            assert solution, f"{call[1]}: no folded solution below"
            yield cell, call[1], call[2], solution[1]


def test_there_are_exercises(lesson):
    number = len(list(exercises(lesson)))
    assert number == 1 if lesson.name == FIRST else 2 <= number <= 3


def test_every_exercise_of_the_library_is_set_in_a_lesson():
    lessons = [nbformat.read(path, as_version=4) for path in PATHS]
    names = [name for lesson in lessons for _, name, _, _ in exercises(lesson)]
    assert sorted(names) == sorted(EXERCISES)


def imports_of(lesson):
    tree = ast.parse("\n".join(re.sub(r"^[@%].*$", "", c.source, flags=re.M) for c in code(lesson)))
    tree.body = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return compile(tree, lesson.name, "exec")


def test_solutions_are_right_and_stubs_are_not(lesson):
    for cell, name, function, solution in exercises(lesson):
        assert re.search(rf"^def {function}\(.*\):\n    return \.\.\.$", cell.source, re.M)
        assert cell.outputs[0].text.startswith(f"{name}: not yet. It returns nothing yet")
        room = {}
        exec(imports_of(lesson), room)
        exec(solution, room)
        assert verdict(name, room[function]) == f"{name}: right!"


def test_the_map_has_the_minutes_of_the_lessons():
    heads = {path.name: nbformat.read(path, as_version=4).cells[0].source for path in PATHS[1:]}
    minutes = {name: re.search(r"\*\*(\d+) minutes", head)[1] for name, head in heads.items()}
    start = nbformat.read(PATHS[0], as_version=4)
    rows = "\n".join(cell.source for cell in start.cells)
    assert dict(re.findall(r"^\| \[[^]]+\]\(([\w.]+)\) \| (\d+) \|", rows, re.M)) == minutes


def test_a_lesson_is_small_enough_for_bad_wifi(lesson):
    assert (NOTEBOOKS / f"{lesson.name}.ipynb").stat().st_size < 1_000_000
