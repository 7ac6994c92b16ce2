"""The rule of the house: imports run one way, between wings; and importing stays light."""

import ast
import io
import subprocess
import sys
import tokenize

import pytest

from tests import ROOT

PACKAGE = ROOT / "kmeans_lib"
# From the ground up: a room imports from its own floor, without a circle, and from those below.
FLOORS = [
    {"validation"},
    {"engine", "files", "figures"},
    {"loading", "initialization", "assignment", "update", "pca"},
    {"lloyd", "chunks"},
    {"estimator", "distributed", "own_images", "patches"},
    {"features"},
    {"widgets", "exercises", "command"},
    {"__main__"},
]
# What a wing may know of the rest, where that is less than the floors below it.
ONLY = {"engine": {"validation"}, "files": {"validation"}, "figures": set()}
MOST_LINES = 250
MOST_CODE = 65  # of a lesson's own steps: the book
NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENDMARKER,
}  # fmt: skip
HEAVY = ["matplotlib", "sklearn", "scipy", "IPython", "ipywidgets", "dask"]


def modules():
    """Dotted name within the package: path. A wing goes by the name of its door."""
    names = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        names[".".join(part for part in parts if part != "__init__")] = path
    return names


def imported(path):
    """Modules of this package that one of them imports, as dotted names within the package."""
    known = modules()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("kmeans_lib") for alias in node.names), path
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kmeans_lib"):
            module = node.module.removeprefix("kmeans_lib").removeprefix(".")
            for alias in node.names:
                inner = f"{module}.{alias.name}".removeprefix(".")
                yield inner if inner in known else module


def room(name):
    return name.partition(".")[0]


def floor(name):
    return next(i for i, rooms in enumerate(FLOORS) if room(name) in rooms)


def test_every_room_has_its_floor():
    rooms = {room(name) for name in modules()} - {""}
    assert rooms == set().union(*FLOORS)
    lessons = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    wings = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert lessons | wings == rooms and not lessons & wings


@pytest.mark.parametrize(("name", "path"), modules().items(), ids=lambda value: str(value)[-20:])
def test_imports_go_down(name, path):
    for other in imported(path):
        if room(other) == room(name):
            continue
        assert floor(other) <= floor(name), f"{name} imports {other}, which is above it"
        assert room(other) in ONLY.get(room(name), {room(other)}), f"{name} imports {other}"
        if room(other) == "engine":
            assert other == "engine", f"{name} goes past the engine's door: {other}"


def test_there_is_no_circle():
    paths = modules()
    open_, done = set(), set()

    def visit(name):
        assert name not in open_, f"a circle through {name}"
        if name in done:
            return
        open_.add(name)
        for other in imported(paths[name]):
            visit(other)
        open_.remove(name)
        done.add(name)

    for name in paths:
        visit(name)
    assert done == set(paths)


def code_lines(path):
    """How many lines hold code: no blanks, comments or docstrings."""
    source = path.read_text(encoding="utf-8")
    lines = {
        number
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in NO_CODE
        for number in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            if ast.get_docstring(node) is not None:
                lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len(lines)


def test_a_module_is_read_in_one_sitting():
    for name, path in modules().items():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= MOST_LINES, f"{name} has {lines} lines"


@pytest.mark.parametrize("name", ["initialization", "assignment", "update", "lloyd", "patches"])
def test_the_book_is_short(name):
    assert code_lines(modules()[name]) <= MOST_CODE


@pytest.mark.parametrize(
    "module",
    ["kmeans_lib", "kmeans_lib.__main__", "kmeans_lib.command.report", "kmeans_lib.distributed"],
)
def test_nothing_heavy_is_imported_before_it_is_needed(module):
    code = f"import {module}, sys; print(*[m for m in {HEAVY} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == []
