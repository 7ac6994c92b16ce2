"""Importing stays light, and imports run one way."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "kmeans_lib"
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py"))
# What may be imported at the top of a module: only what stands further left.
LAYERS = [
    "__init__", "validation", "progress", "pictures", "loading", "staging", "assignment",
    "update", "initialization", "bounds", "tally", "distinct", "lloyd", "distributed",
    "estimator", "pca",
    "features", "selection", "hints", "exercises_steps", "exercises_beyond", "exercises",
    "checks", "plots", "charts", "report", "frames", "widgets", "arguments", "__main__",
]  # fmt: skip
HEAVY = ["matplotlib", "sklearn", "scipy", "IPython", "ipywidgets", "dask"]


def imported_modules(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kmeans_lib"):
            own = node.module.partition(".")[2]
            yield from [own] if own else [alias.name for alias in node.names]


def test_imports_run_one_way():
    assert sorted(LAYERS) == MODULES, "a new module takes its place in LAYERS"
    for module in MODULES:
        for imported in imported_modules(PACKAGE / f"{module}.py"):
            assert LAYERS.index(imported) < LAYERS.index(module), f"{module} imports {imported}"


@pytest.mark.parametrize(
    "module",
    ["kmeans_lib", "kmeans_lib.__main__", "kmeans_lib.report", "kmeans_lib.distributed"],
)
def test_nothing_heavy_is_imported_before_it_is_needed(module):
    code = f"import {module}, sys; print(*[m for m in {HEAVY} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == []
