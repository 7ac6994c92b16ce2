"""What the README promises is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_module_and_every_lesson_is_listed():
    modules = {p.stem for p in (ROOT / "kmeans_lib").glob("*.py")} - {"__init__", "__main__"}
    assert modules == set(re.findall(r"\(kmeans_lib/(\w+)\.py\)", README))
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
