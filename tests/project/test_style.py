"""Code, lessons included, is formatted, free of lint, and typed; settings are in pyproject.toml."""

import os
import subprocess
import sys

import pytest

from tests import ROOT

COMMANDS = ["ruff format --check .", "ruff check .", "mypy"]


# What these tools find depends on their versions: it is no concern of a class that runs the tests.
@pytest.mark.skipif(os.environ.get("CI") != "true", reason="style is checked in CI")
@pytest.mark.parametrize("command", COMMANDS)
def test_style(command):
    result = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr
