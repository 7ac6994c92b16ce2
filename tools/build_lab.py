"""JupyterLite with all lessons: Python, the library and its data in the reader's own browser.

Pyodide is Python for browsers. Its core and what is pure Python are copied into the site; what is
compiled for it (NumPy and others) a reader's browser fetches from Pyodide's public distribution,
and takes only what has the hash in Pyodide's own list. Or all comes from an unpacked distribution.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from browser_lessons import write_lessons
from build_data import ROOT, fetch

PYODIDE = "pyodide@314.0.3"  # the same bytes by npm and from PUBLIC
PUBLIC = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE.partition('@')[2]}/full/"
LOCK = "pyodide-lock.json"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
BUILDER = Path(__file__).with_name("site") / "requirements.txt"
KERNEL_EXTENSION = "@jupyterlite/pyodide-kernel-extension"
EXTENSION = Path("share", "jupyter", "labextensions", KERNEL_EXTENSION)
STEADY = {"SOURCE_DATE_EPOCH": "315532800"}  # the same bytes on a second run
# Loaded before the first cell, in parallel; a lesson's imports bring the rest when a cell runs.
KERNEL = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
LIBRARY = ("numpy", "pillow", "matplotlib", "tqdm", "ipywidgets", "threadpoolctl")
ON_DEMAND = ("scikit-learn",)
# scikit-learn and SciPy have 18 MB: they come with the cell that names one of them.
NEED_SKLEARN = ("kmeans_lib.estimator", "kmeans_lib.features", "kmeans_lib.own_images")
# Not in Pyodide's list, or older there. JupyterLite has the other half of ipywidgets already.
FROM_PYPI = {"comm": "0.2.3", "ipywidgets": "8.1.8", "threadpoolctl": "3.8.0"}
WIDGETS_NEED = ("comm", "ipython", "traitlets")

# So that lab/index.html?path=LESSON opens a lesson; JupyterLite's own first page forgets it.
DOOR = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>k-means, from scratch</title>
<script id="jupyter-config-data" type="application/json">{}</script>
<script>location.replace("lab/index.html" + location.search + location.hash);</script>
<a href="lab/index.html">Open the lessons</a>
"""


def normal(name):
    """A package's name as lists have it as a key."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pure(entry):
    return entry["file_name"].endswith("-none-any.whl")


def needed(packages, names):
    """Everything that the named packages depend on, and themselves."""
    found = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += map(normal, packages[name]["depends"])
    return found


def entry(wheel, depends=(), imports=()):
    """What a lock says about a wheel that lies beside it."""
    name, version = wheel.name.split("-")[:2]
    return {
        "name": normal(name),
        "version": version,
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": list(imports),
        "depends": list(depends),
    }


def run_python(*arguments, **options):
    """Run a module of Python's; its noise is for failures."""
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")


def download(versions, folder):
    """Pure Python from PyPI, in the versions given by name; the wheels' paths by name."""
    wanted = [f"{name}=={version}" for name, version in versions.items()]
    pure_ones = ["--only-binary=:all:", "--platform=any", "--python-version=3.14"]
    run_python("pip", "download", "-q", "--no-deps", *pure_ones, "-d", folder, *wanted)
    wheels = Path(folder).glob("*.whl")
    return {normal(wheel.name.partition("-")[0]): wheel for wheel in wheels}


def library_wheel(folder):
    """kmeans_lib with its data. Its name has its hash: a browser must not keep an older one."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "copy"
        left = shutil.ignore_patterns(".*", "build", "notebooks", "docs", "tests", "*.egg-info")
        shutil.copytree(ROOT, copy, ignore=left)
        run_python("pip", "wheel", "-q", "--no-deps", "-w", place, copy, env=os.environ | STEADY)
        (wheel,) = Path(place).glob("*.whl")
        build = sha256(wheel.read_bytes()).hexdigest()[:8]
        name, version, rest = wheel.name.split("-", 2)
        return Path(shutil.copy(wheel, folder / f"{name}-{version}-0x{build}-{rest}"))


def kernel_wheels(builder):
    """What JupyterLite's kernel brings for Pyodide, from its own extension."""
    place = builder / EXTENSION / "static" / "pypi"
    return {
        "piplite": next(place.glob("piplite-*.whl")),
        "ipykernel": next(place.glob("ipykernel-*.whl")),
        "pyodide-kernel": next(place.glob("pyodide_kernel-*.whl")),
    }


def lock_of(packages, wheels, distribution):
    """The packages of Pyodide's lock, each where a browser finds it."""
    for name, listed in packages.items():
        if name in wheels:
            listed |= {key: entry(wheels[name])[key] for key in ("version", "file_name", "sha256")}
        elif distribution is None:
            listed["file_name"] = PUBLIC + listed["file_name"]
    packages["scikit-learn"]["imports"] += NEED_SKLEARN
    needs = {"comm": ["traitlets"], "ipywidgets": WIDGETS_NEED, "kmeans-lib": LIBRARY}
    for name in sorted(wheels.keys() - packages.keys()):
        packages[name] = entry(wheels[name], needs.get(name, ()), [name.replace("-", "_")])
    return packages


def copy_compiled(packages, distribution, folder):
    """What is compiled, from an unpacked distribution; a damaged file must not get any further."""
    for listed in packages.values():
        wheel = distribution / listed["file_name"]
        if not wheel.is_file():
            sys.exit(f"{wheel} is missing; the whole distribution is wanted, not only its core")
        if sha256(wheel.read_bytes()).hexdigest() != listed["sha256"]:
            sys.exit(f"{wheel} is not what pyodide-lock.json says; unpack the distribution again")
        shutil.copy(wheel, folder)


def write_pyodide(folder, builder, distribution=None):
    """Core, wheels and lock into folder; with a distribution everything comes from there."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        core = distribution or fetch(PYODIDE, place)
        for name in CORE:
            shutil.copy(core / name, folder)
        lock = json.loads((core / LOCK).read_text(encoding="utf-8"))
    listed = lock["packages"]
    names = set(KERNEL + LIBRARY + ON_DEMAND) & set(listed)
    packages = {name: listed[name] for name in sorted(needed(listed, names))}
    python = {name: one["version"] for name, one in packages.items() if pure(one)}
    wheels = download(python | FROM_PYPI, folder)
    for name, wheel in kernel_wheels(builder).items():
        wheels[name] = Path(shutil.copy(wheel, folder))
    wheels["kmeans-lib"] = library_wheel(folder)
    if distribution:
        compiled = {name: one for name, one in packages.items() if name not in wheels}
        copy_compiled(compiled, distribution, folder)
    lock["packages"] = lock_of(packages, wheels, distribution)
    (folder / LOCK).write_text(json.dumps(lock, indent=1), encoding="utf-8")


def write_settings(folder, builder):
    """What JupyterLite reads when it is built, and what it reads in the browser."""
    packages = [*KERNEL, "kmeans-lib"]
    kernel = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": packages}}
    data = {
        "appName": "k-means, from scratch",
        "exposeAppInBrowser": True,  # for tests
        "litePluginSettings": {f"{KERNEL_EXTENSION}:kernel": kernel},
    }
    build = {
        "apps": ["lab"],
        "contents": ["files"],
        "federated_extensions": [str(builder / EXTENSION)],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
    files = {
        "jupyter-lite.json": {"jupyter-lite-schema-version": 0, "jupyter-config-data": data},
        "jupyter_lite_config.json": {"LiteBuildConfig": build},
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")


def build_lab(folder, distribution=None):
    """JupyterLite into folder, which must not exist."""
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        builder = place / "builder"
        run_python("pip", "install", "-q", "--target", builder, "-r", BUILDER)
        write_pyodide(place / "static" / "pyodide", builder, distribution)
        write_settings(place, builder)
        (place / "files").mkdir()
        write_lessons(place / "files")
        environment = os.environ | STEADY | {"PYTHONPATH": str(builder)}
        output = ["--lite-dir", place, "--output-dir", folder.resolve()]
        run_python("jupyterlite_core", "build", *output, cwd=place, env=environment)
    (folder / "index.html").write_text(DOOR, encoding="utf-8")
