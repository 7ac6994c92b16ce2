"""The tool that writes outputs: the same bytes twice, and it notices what is stale."""

import importlib.util

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from tests import ROOT

TOOL = ROOT / "tools" / "run_notebooks.py"


@pytest.fixture
def tool(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("run_notebooks", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "NOTEBOOKS", tmp_path)
    return module


def write(path, *sources, tags=()):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    cells[-1].metadata["tags"] = list(tags)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def outputs(path):
    return [cell.outputs for cell in nbformat.read(path, as_version=4).cells]


def test_twice_the_same_bytes_and_check_sees_a_change(tool, tmp_path, capsys):
    path = tmp_path / "01_a.ipynb"
    write(path, "x = 2", "print(x + 1)")
    assert tool.main(["--check"]) == 1, "it has no outputs yet"
    assert outputs(path) == [[], []], "--check writes nothing"
    assert tool.main([]) == 0
    assert outputs(path)[1][0].text == "3\n"
    first = path.read_bytes()
    assert tool.main(["01", "--check"]) == 0
    assert tool.main([]) == 0
    assert path.read_bytes() == first
    path.write_text(path.read_text().replace("3\\n", "4\\n"))
    assert tool.main(["--check"]) == 1
    assert capsys.readouterr().out.endswith("1 lessons run, 1 changed: 01_a.ipynb\n")


def test_what_is_printed_bit_by_bit_is_one_output_up_to_the_next_figure(tool, tmp_path):
    path = tmp_path / "01_a.ipynb"
    slowly = "print('a', flush=True)\ntime.sleep(0.4)\nprint('b', flush=True)"
    write(path, f"import time\n{slowly}\ndisplay('figure')\n{slowly}")
    tool.main([])
    (before, figure, after) = outputs(path)[0]
    assert before.text == after.text == "a\nb\n"
    assert figure.output_type == "display_data"


def test_a_timing_is_kept_until_its_source_changes(tool, tmp_path):
    path = tmp_path / "01_a.ipynb"
    clock = "import time\nprint(time.perf_counter())"
    write(path, clock, tags=["nbval-ignore-output"])
    tool.main([])
    first = path.read_bytes()
    tool.main([])
    assert path.read_bytes() == first
    tool.main(["--retime"])
    second = path.read_bytes()
    assert second != first
    path.write_bytes(second.replace(b"perf_counter", b"monotonic"))
    edited = outputs(path)
    tool.main([])
    assert outputs(path) != edited


def test_a_widget_is_saved_with_its_state_under_a_stable_name(tool, tmp_path):
    path = tmp_path / "01_a.ipynb"
    slider = "from ipywidgets import IntSlider\nIntSlider(value=3)"
    write(path, slider, tags=["nbval-ignore-output"])
    tool.main([])
    first = path.read_bytes()
    ((output,),) = outputs(path)
    name = output.data[tool.WIDGET_VIEW]["model_id"]
    state = nbformat.read(path, as_version=4).metadata.widgets[tool.WIDGET_STATE]["state"]
    assert state[name]["state"]["value"] == 3 and name.startswith("widget-")
    tool.main([])
    assert path.read_bytes() == first


def test_no_state_is_saved_without_a_widget(tool, tmp_path):
    path = tmp_path / "01_a.ipynb"
    write(path, "from ipywidgets import IntSlider\nslider = IntSlider(value=3)\nprint(1)")
    tool.main([])
    assert "widgets" not in nbformat.read(path, as_version=4).metadata


def test_what_answers_a_guess_is_folded_up_to_the_next_text(tool, tmp_path):
    path = tmp_path / "01_a.ipynb"
    md, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    ask = md("**Before you run:** what is 1 + 1?")
    cells = [
        code("print(0)"),
        ask,
        code("x = 2"),
        code("print(3)"),
        md("Two."),
        code("print(4)"),
    ]
    cells[0].metadata["jupyter"] = {"outputs_hidden": True}
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    tool.main([])
    cells = nbformat.read(path, as_version=4).cells
    folded = {"outputs_hidden": True}
    assert [c.metadata.get("jupyter") for c in cells] == [None, None, None, folded, None, None]
    kinds = [c.metadata["slideshow"]["slide_type"] for c in cells]
    assert kinds == ["-", "-", "-", "subslide", "-", "-"], "a deck shows the answer later"


def test_solutions_are_left_out_of_a_deck_but_not_the_exercise_after_them(tool):
    md = nbformat.v4.new_markdown_cell
    solution = "<details><summary>Solution</summary>\n\nx\n</details>"
    assert tool.slide_type(md(solution)) == "skip"
    assert tool.slide_type(md(f"{solution}\n\nA remark.")) == "skip"
    assert tool.slide_type(md(f"{solution}\n\n**next.** Write it.")) == "slide"
    assert tool.slide_type(md(f"## Check yourself\n\n{solution}")) == "slide"


def test_an_error_stops_it_and_leaves_the_file(tool, tmp_path):
    path = tmp_path / "01_a.ipynb"
    write(path, "1 / 0")
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        tool.main([])
    assert path.read_bytes() == before


def test_an_unknown_lesson_is_named(tool, capsys):
    with pytest.raises(SystemExit):
        tool.main(["77"])
    assert "no lesson begins with 77" in capsys.readouterr().err
