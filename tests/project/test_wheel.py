"""The wheel: an installed copy needs nothing of the repository."""

import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from tests import ROOT

NOT_PACKAGED = {".git", ".venv", "build", "notebooks", "docs"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Made from a copy, so that no left-over of an earlier build gets into it."""
    copy = tmp_path_factory.mktemp("copy") / "repository"
    shutil.copytree(ROOT, copy, ignore=lambda _, names: NOT_PACKAGED & set(names))
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, copy]
    subprocess.run(command, check=True)
    (path,) = folder.glob("*.whl")
    return path


def test_it_holds_every_module_and_every_picture(wheel):
    with zipfile.ZipFile(wheel) as file:
        packed = {name for name in file.namelist() if ".dist-info/" not in name}
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "kmeans_lib").rglob("*.py")}
    data = {
        f"kmeans_lib/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "data").rglob("*")
        if path.is_file()
    }
    assert len(data) > 266
    widgets = ROOT / "kmeans_lib" / "widgets"
    scripts = [path for kind in ("*.js", "*.css") for path in widgets.glob(kind)]
    toys = {path.relative_to(ROOT).as_posix() for path in scripts}
    assert len(toys) > 5
    assert packed == modules | data | toys


def test_it_asks_for_what_the_requirements_list(wheel):
    with zipfile.ZipFile(wheel) as file:
        (name,) = [name for name in file.namelist() if name.endswith("/METADATA")]
        metadata = file.read(name).decode()
    wanted = re.findall(r"^([\w-]+(?:\[\w+\])?)>=", (ROOT / "requirements.txt").read_text(), re.M)
    asked = re.findall(r"^Requires-Dist: ([\w-]+(?:\[\w+\])?)", metadata, re.M)
    assert asked == wanted and "numpy" in asked


def test_an_installed_copy_finds_its_data_from_anywhere(wheel, tmp_path):
    place, elsewhere = tmp_path / "site-packages", tmp_path / "elsewhere"
    elsewhere.mkdir()
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", place, wheel]
    subprocess.run(command, check=True)
    environment = os.environ | {"PYTHONPATH": str(place)}

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments], cwd=elsewhere, env=environment, text=True,
            capture_output=True, check=True,
        ).stdout  # fmt: skip

    code = (
        "from kmeans_lib.loading import DATA, load_digits; "
        "from kmeans_lib.own_images import load_flags; "
        "print(DATA); print(load_digits().X.shape, load_flags().X.shape)"
    )
    data, shapes = run("-c", code).splitlines()
    assert data == str((place / "kmeans_lib" / "data").resolve())
    assert shapes == "(4966, 256) (256, 1152)"
    assert "4966" in run("-m", "kmeans_lib", "-k", "3", "--restarts", "1")
    assert (elsewhere / "centroids" / "3" / "centroid3.png").exists()
