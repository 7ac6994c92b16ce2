"""What the README promises is there."""

import re

from tests import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_lesson_module_every_wing_and_every_lesson_is_listed():
    modules = {p.stem for p in (ROOT / "kmeans_lib").glob("*.py")} - {"__init__", "__main__"}
    assert modules == set(re.findall(r"\(kmeans_lib/(\w+)\.py\)", README))
    wings = {p.parent.name for p in (ROOT / "kmeans_lib").glob("*/__init__.py")}
    assert wings == set(re.findall(r"\(kmeans_lib/(\w+)\)", README))
    tools = {p.name for p in (ROOT / "tools").iterdir() if p.suffix in (".py", ".txt")}
    assert tools == set(re.findall(r"\(tools/([\w.]+)\)", README)) - {"BENCHMARK.md"}
    lessons = {p.name for p in (ROOT / "notebooks").glob("*.ipynb")}
    assert lessons == set(re.findall(r"\(notebooks/([\w.]+\.ipynb)\)", README))


def test_commands_name_files_that_exist():
    for name in re.findall(r"-r (\S+\.txt)", README):
        assert (ROOT / name).is_file()
    for name in re.findall(r"jupyter lab (\S+\.ipynb)", README):
        assert (ROOT / name.replace("\\", "/")).is_file()


def test_ci_finds_the_test_command():
    commands = re.findall(r"^python3 -m venv .*pytest$", README, re.MULTILINE)
    assert commands == [
        "python3 -m venv .venv && .venv/bin/pip install -r tests/requirements.txt"
        " && .venv/bin/pytest"
    ]
    assert "grep -m 1 '^python3 -m venv .*pytest$' README.md" in (ROOT / ".ci/run").read_text()


def test_the_public_ci_runs_the_same_commands():
    """On macOS the README's, on Windows that for PowerShell, on Linux .ci/run, which reads it."""
    workflow = (ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8")
    commands = re.findall(r"run: (.*pytest)$", workflow, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        assert f"\n{command}\n" in README
    assert "\n          .ci/run\n" in workflow


def test_measured_figures_are_those_of_the_benchmark():
    benchmark = (ROOT / "tools" / "BENCHMARK.md").read_text(encoding="utf-8")
    measured = re.search(r"## Measured\n(.*?)\n## ", README, re.DOTALL)[1]
    rows = re.findall(r"^\| (.+) \| (.+) \| `.*benchmark.py.*` \|$", measured, re.MULTILINE)
    assert len(rows) >= 5
    for what, figures in rows:
        numbers = re.findall(r"\d+\.?\d*", figures)
        assert numbers, what
        for number in numbers:
            assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.]*\d)", benchmark), (
                what,
                number,
            )
