"""Binder builds what the README promises: the right Python, all requirements, trusted lessons."""

import os
import re
import subprocess
import sys

import pytest

from tests import ROOT


@pytest.fixture(scope="module")
def dockerfile(tmp_path_factory):
    """What repo2docker would build from the files that are committed; it needs no Docker."""
    copy = tmp_path_factory.mktemp("binder")
    subprocess.run(["git", "clone", "-q", "--depth", "1", ROOT.as_uri(), copy], check=True)
    for name in ("runtime.txt", "requirements.txt", "postBuild"):
        (copy / name).write_bytes((ROOT / name).read_bytes())  # as they are now
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug"]
    command += ["--user-id", "1000", "--user-name", "jovyan", str(copy)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout + result.stderr


needs_posix = pytest.mark.skipif(os.name != "posix", reason="repo2docker needs Linux or macOS")


@needs_posix
def test_the_python_is_one_that_we_support(dockerfile):
    wanted = (ROOT / "runtime.txt").read_text().strip()
    assert re.fullmatch(r"python-3\.1[1-3]", wanted)
    assert f"Building conda environment for {wanted.replace('-', '=')}\n" in dockerfile


@needs_posix
def test_all_requirements_are_installed_and_the_lessons_trusted(dockerfile):
    steps = re.findall(r"^RUN (.*)$", dockerfile, re.MULTILINE)
    requirements = next(i for i, step in enumerate(steps) if '-r "requirements.txt"' in step)
    assert steps.index("./postBuild") > requirements


def test_after_the_build_the_lessons_are_trusted():
    script = (ROOT / "postBuild").read_text()
    assert script.startswith("#!/bin/bash\n")
    assert "pip install" not in script, "the copy that Binder installs has its data"
    assert "\njupyter trust notebooks/*.ipynb\n" in script
    mode = subprocess.run(
        ["git", "ls-files", "-s", "postBuild"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert mode.startswith("100755"), "Binder runs it only if it is executable"


def test_no_folder_hides_the_requirements():
    """With one of these folders Binder ignores the files at the top."""
    assert not (ROOT / "binder").exists() and not (ROOT / ".binder").exists()
