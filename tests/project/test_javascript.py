"""Scripts and styles, of toys and of the web site: formatted, free of lint (see biome.json)."""

import os
import re
import shutil
import subprocess

import numpy as np
import pytest

from kmeans_lib.widgets import board, digit_pad
from tests import ROOT

BIOME = "@biomejs/biome@2.6.8"
WIDGETS = ROOT / "kmeans_lib" / "widgets"
SITE = ROOT / "tools" / "site"
MOST_LINES = 400
CI = os.environ.get("CI") == "true"

# What the tool finds depends on npm: it is no concern of a class that runs the tests.
in_ci = pytest.mark.skipif(not (CI or shutil.which("npm")), reason="npm is not installed")


def biome(*arguments, cwd=ROOT):
    command = [shutil.which("npm") or "npm", "exec", "--yes", "--", BIOME, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, cwd=cwd)
    if not CI and re.search(r"^npm (error|ERR)", run.stderr, re.M):
        pytest.skip("biome comes by npm: " + run.stderr.strip().splitlines()[0])
    assert run.returncode == 0, run.stdout + run.stderr


@in_ci
def test_scripts_and_styles_are_formatted():
    biome("format", WIDGETS, SITE)


@in_ci
def test_styles_are_free_of_lint():
    biome(
        "lint", "--error-on-warnings", *sorted(WIDGETS.glob("*.css")), *sorted(SITE.glob("*.?s*"))
    )


@in_ci
@pytest.mark.parametrize(
    "toy", [board, lambda: digit_pad(np.zeros((2, 256)), (16, 16))], ids=["board", "digit_pad"]
)
def test_a_toys_script_is_free_of_lint(toy, tmp_path):
    """As the page has it, all files in one: so no name is missing, and none is left over."""
    shutil.copy(ROOT / "biome.json", tmp_path)
    script = re.findall(r"<script>(.*?)</script>", toy().html, re.S)
    assert len(script) == 1
    (tmp_path / "toy.js").write_text(script[0], encoding="utf-8")
    biome("lint", "--error-on-warnings", "toy.js", cwd=tmp_path)


@pytest.mark.parametrize("path", sorted(WIDGETS.glob("*.js")), ids=lambda path: path.name)
def test_a_script_is_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < MOST_LINES
