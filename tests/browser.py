"""A real browser for tests: Chromium, driven by playwright; and axe, which looks for barriers."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from functools import cache

import pytest
from build_data import fetch

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
NEEDED = "Debian's package chromium and, from PyPI, playwright"
AXE = "axe-core@4.14.1"
CI = os.environ.get("CI") == "true"

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sync_playwright = None

if CI and not (CHROMIUM and sync_playwright):
    raise RuntimeError(f"in CI these tests must run; they need {NEEDED}")
needs_browser = pytest.mark.skipif(not (CHROMIUM and sync_playwright), reason=f"needs {NEEDED}")


@contextmanager
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@cache
def axe():
    """The script of axe, which npm fetches."""
    with tempfile.TemporaryDirectory() as folder:
        return (fetch(AXE, folder) / "axe.min.js").read_text(encoding="utf-8")


def barriers(page):
    """What keeps people out of a page, by axe: its serious and critical findings."""
    try:
        script = axe()
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        if CI:
            raise
        pytest.skip(f"axe comes by npm: {error}")
    page.evaluate(script)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [
        (finding["id"], [node["html"] for node in finding["nodes"]])
        for finding in found
        if finding["impact"] in ("serious", "critical")
    ]
