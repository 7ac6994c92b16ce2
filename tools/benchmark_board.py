"""Time what the board does while a centroid is dragged: it has 16 ms for a frame.

`python tools/benchmark.py --only k` runs this; it needs Chromium and, from PyPI, playwright.
"""

import shutil

import numpy as np
from playwright.sync_api import sync_playwright

from kmeans_lib.initialization import init_random
from kmeans_lib.widgets import board

FRAMES = 300
SIZES = [(500, 3), (500, 10), (2000, 10)]
# Every frame gets one move of the mouse; its work is that of the handler and that of the drawing,
# up to the last pixel, which reading one of them waits for.
WATCH = """
spent = [0];
const timed = (action) => (...given) => {
    const begin = performance.now();
    const answer = action(...given);
    spent[spent.length - 1] += performance.now() - begin;
    return answer;
};
withMoved = timed(withMoved);
const draw = paint;
paint = timed(() => {
    draw();
    parts.canvas.getContext("2d").getImageData(0, 0, 1, 1);
    document.body.getBoundingClientRect();
});
"""
NEXT_FRAME = "new Promise(requestAnimationFrame).then(() => spent.push(0))"


def frame_times(browser, n, k):
    """Milliseconds of work in each frame of a drag right across the plane."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(n, 2))
    page = browser.new_page(viewport={"width": 1000, "height": 760})
    page.set_content(board(points, centroids=init_random(points, k, rng)).html)
    page.locator("#step").click()
    page.wait_for_timeout(500)
    page.add_script_tag(content="let spent;" + WATCH)
    box = page.locator("canvas").first.bounding_box()
    handle = page.locator(".centroid").first.bounding_box()
    page.mouse.move(handle["x"] + 18, handle["y"] + 18)
    page.mouse.down()
    for frame in range(FRAMES):
        angle = 2 * np.pi * frame / 100
        place = 0.5 + 0.45 * np.array([np.cos(angle), np.sin(angle)])
        page.mouse.move(*(place * [box["width"], box["height"]] + [box["x"], box["y"]]))
        page.evaluate(NEXT_FRAME)
    page.mouse.up()
    spent = [time for time in page.evaluate("spent") if time > 0]
    page.close()
    if len(spent) < FRAMES * 0.9:
        raise SystemExit(f"only {len(spent)} frames of {FRAMES} were drawn: nothing was dragged")
    return np.array(spent)


def table_k():
    yield "## (k) A centroid dragged on the board, in Chromium"
    yield ""
    yield f"Assign, draw and say it all: the work in each of {FRAMES} frames, one drag."
    yield ""
    yield "| points | k | median, ms | 95 of 100 frames within, ms |"
    yield "|---" * 4 + "|"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for n, k in SIZES:
            times = frame_times(browser, n, k)
            median, most = np.quantile(times, [0.5, 0.95])
            yield f"| {n} | {k} | {median:.1f} | {most:.1f} |"
        browser.close()
