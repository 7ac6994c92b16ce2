"""Time every lesson in a browser tab, from a first visit to the last cell.

`python tools/benchmark.py --only l` runs this; it needs npm, Chromium and, from PyPI, playwright.
"""

import shutil
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from browser_lessons import NOTEBOOKS, SLOW
from browser_tab import CELLS, CONTENT, Handler, Tab, public_wheels, served
from build_lab import build_lab
from playwright.sync_api import sync_playwright

LONG = 5  # seconds: a cell that takes more says so beforehand
# When each code cell has ended, looked at ten times a second.
WATCH = f"""() => {{
    window.ended = [];
    const code = {CELLS}.filter(cell => cell.model.type === "code");
    setInterval(() => code.forEach((cell, i) => {{
        if (!window.ended[i] && cell.model.executionCount !== null && cell.prompt !== "*")
            window.ended[i] = performance.now() / 1000;
    }}), 100);
}}"""


def visit(browser, address, wheels, lesson):
    """Seconds until it is shown, until its first output and to its end; of each cell; MB sent."""
    Handler.sent = 0
    tab = Tab(browser, address, wheels)
    begin = time.perf_counter()
    tab.open(lesson)
    waits = [time.perf_counter() - begin]
    tab.clear()
    tab.page.evaluate(WATCH)
    tab.run_all()
    waits.append(time.perf_counter() - begin)
    tab.finish()
    waits.append(time.perf_counter() - begin)
    tab.page.wait_for_timeout(200)
    ended = tab.page.evaluate("window.ended")
    cells = [after - before for before, after in pairwise(ended)]
    sources = [cell["source"] for cell in tab.page.evaluate(CONTENT)][1:]
    sent = [Handler.sent / 1e6, tab.fetched / 1e6]
    tab.close()
    return waits, list(zip(cells, sources, strict=True)), sent


def table_l():
    yield "## (l) The lessons in a browser tab that has never been here, in Chromium"
    yield ""
    yield "Seconds until the saved lesson is shown, until its first new output and to its end, if"
    yield "all cells are run at once; megabytes from the site and from Pyodide's distribution, as"
    yield f"they are, not compressed. Cells of more than {LONG} s say so beforehand."
    yield ""
    yield "| lesson | shown | first output | end | long cells, s | site, MB | Pyodide, MB |"
    yield "|---" * 7 + "|"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        place = Path(place)
        wheels = place / "wheels"
        wheels.mkdir()
        public_wheels(wheels)
        build_lab(place / "site" / "lab")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with served(place / "site") as address:
            for path in sorted(NOTEBOOKS.glob("*.ipynb")):
                waits, cells, sent = visit(browser, address, wheels, path.stem)
                long = [
                    f"{seconds:.0f}" + ("" if source.startswith(SLOW) else " (unsaid)")
                    for seconds, source in cells
                    if seconds > LONG
                ]
                yield (
                    f"| {path.stem[:2]} | " + " | ".join(f"{wait:.1f}" for wait in waits)
                    + f" | {', '.join(long) or '-'} | {sent[0]:.1f} | {sent[1]:.1f} |"
                )  # fmt: skip
        browser.close()
