"""Every lesson is complete: executed, built alike, and its exercises can be solved.

That each cell prints what is saved, nbval checks by running the lessons.
"""

import ast
import re

import nbformat
import pytest
from browser_lessons import SLOW_TAG
from run_notebooks import ASKED, TIMED, answers, has_page, has_widget, slide_type
from set_repository import launch_line, repository

from kmeans_lib.exercises import EXERCISES, verdict
from tests import ROOT

NOTEBOOKS = ROOT / "notebooks"
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
NAMES = [path.stem for path in PATHS]
FIRST = "00_start_here"
# Cells whose output differs on every run or machine: toys, and timings. Others repeat themselves.
NOT_COMPARED = {
    "00_start_here": 2,
    "03_assignment": 2,
    "05_the_loop": 3,
    "06_scikit_learn": 1,
    "07_pca": 1,
    "09_speed_and_scale": 5,
    "10_colours": 2,
    "11_learning_to_see": 1,
    "12_from_clusters_to_names": 1,
}


@pytest.fixture(params=PATHS, ids=NAMES)
def lesson(request):
    notebook = nbformat.read(request.param, as_version=4)
    notebook.name = request.param.stem
    return notebook


def code(lesson):
    return [cell for cell in lesson.cells if cell.cell_type == "code"]


def text(lesson):
    return [cell for cell in lesson.cells if cell.cell_type == "markdown"]


def words_of(cell):
    """A text cell without headings, tables, and what is folded."""
    return re.sub(r"(?s:<details>.*?</details>)|^#.*$|^\|.*$", "", cell.source, flags=re.M)


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
    assert tags.count(TIMED) == NOT_COMPARED.get(lesson.name, 0)
    assert set(tags) <= {TIMED, SLOW_TAG}
    for cell in code(lesson):
        if TIMED in cell.metadata.get("tags", []):
            toy = has_widget(cell) or has_page(cell)
            assert toy or "perf_counter()" in cell.source, cell.source


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
        assert len(words_of(cell).split()) <= 80, cell.source


def test_the_length_suits_a_class(lesson):
    assert 20 <= len(lesson.cells) <= 35


def test_the_stated_minutes_suit_what_there_is_to_read_and_to_do(lesson):
    """130 words and 25 lines of code a minute; a figure, a guess, a question, an exercise."""
    stated = int(re.search(r"\*\*(\d+) minutes", lesson.cells[0].source)[1])
    words = "\n".join(words_of(cell) for cell in text(lesson)[1:])
    lines = [line for cell in code(lesson) for line in cell.source.splitlines() if line]
    outputs = [output for cell in code(lesson) for output in cell.outputs]
    figures = sum("image/png" in output.get("data", {}) for output in outputs)
    asked = len(questions(lesson)) + sum("**Before you" in cell.source for cell in text(lesson))
    minutes = len(words.split()) / 130 + len(lines) / 25
    minutes += 0.3 * figures + 0.4 * asked + 2 * len(list(exercises(lesson)))
    assert 0.7 * stated < minutes < 1.3 * stated, minutes


# Guesses: the reader commits to one before the answer shows.


def test_what_answers_a_guess_is_folded_and_nothing_else(lesson):
    folded = [cell.id for cell in code(lesson) if "jupyter" in cell.metadata]
    assert folded == [cell.id for cell in answers(lesson.cells)]
    assert len(folded) >= (1 if lesson.name == FIRST else 2)
    for cell in code(lesson):
        assert cell.metadata.get("jupyter", {}) in ({}, {"outputs_hidden": True})


def test_what_lab_shows_of_a_folded_output_gives_nothing_away(lesson):
    """JupyterLab shows the first line of the first output: a figure's name, or a heading."""
    for cell in answers(lesson.cells):
        first = cell.outputs[0]
        if first.output_type == "stream":
            assert first.text.splitlines()[0].endswith(":"), cell.source


def test_every_guess_is_asked_right_before_its_cell(lesson):
    for cell, below in zip(lesson.cells, lesson.cells[1:], strict=False):
        if cell.cell_type == "markdown" and ASKED in cell.source:
            assert cell.source.count(ASKED) == 1, cell.source
            last = cell.source.split("\n\n")[-1]
            assert last.startswith(ASKED) and "?" in last, cell.source
            assert below.cell_type == "code", cell.source


def test_no_question_asks_for_a_guess_whose_answer_is_in_sight(lesson):
    for cell, below in zip(lesson.cells, lesson.cells[1:], strict=False):
        if cell.cell_type == "markdown" and below.cell_type == "code" and ASKED not in cell.source:
            assert not re.search(r"\*\*[^*]*\?\*\*", cell.source), cell.source
            assert not re.search(r"(?i)\b(guess|bet|predict|expect)\b", cell.source), cell.source


# Questions at the end: each answer has its reason, folded, without a kernel.

QUESTION = re.compile(r"^\*\*(\d)\. [^*]+\?\*\*\n((?:<details>.*</details>\n?)+)", re.M)
OPTION = re.compile(r"<details><summary>([^<]+)</summary>(Yes|No): ([^<]+)</details>")


def questions(lesson):
    """[[(option, "Yes" or "No", reason), ...], ...]"""
    (cell,) = [c for c in text(lesson) if c.source.startswith("## Check yourself")]
    found = QUESTION.findall(cell.source)
    assert [int(number) for number, _ in found] == list(range(1, cell.source.count("**") // 2 + 1))
    options = [OPTION.findall(block) for _, block in found]
    assert sum(map(len, options)) == cell.source.count("<details>"), "all in the one form"
    return options


def test_each_question_has_one_right_answer_and_a_reason_for_each(lesson):
    assert 3 <= len(questions(lesson)) <= 4
    for options in questions(lesson):
        assert len(options) == 3
        assert sorted(kind for _, kind, _ in options) == ["No", "No", "Yes"]
        assert all(len(reason.split()) >= 5 for _, _, reason in options)
        assert len({option for option, _, _ in options}) == 3
    places = {[kind for _, kind, _ in options].index("Yes") for options in questions(lesson)}
    assert len(places) > 1, "the right one is not always in the same place"


def test_the_teachers_sheet_has_the_right_answers(lesson):
    sheet = (NOTEBOOKS / "TEACHING.md").read_text(encoding="utf-8")
    part = sheet.partition(f"\n## {lesson.name[:2]} ")[2].partition("\n## ")[0]
    letters = ["abc"[[kind for _, kind, _ in o].index("Yes")] for o in questions(lesson)]
    key = ", ".join(f"{i} {letter}" for i, letter in enumerate(letters, start=1))
    assert f"Check yourself: {key}" in part


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
    assert launch == launch_line(lesson.name, repository())


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


# Exercises


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
