"""Draw docs/slider.png: the k slider of lesson 00 as a browser shows it.

    python tools/picture_of_slider.py

Needs npm, Chromium and, from PyPI, playwright, as the tests in a browser do.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from export_html import export
from PIL import Image, ImageOps
from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "slider.png"


def trim(path, margin=12):
    """Cut off the white rim of a picture."""
    with Image.open(path) as picture:
        picture = picture.convert("RGB")
    box = ImageOps.invert(picture.convert("L")).getbbox()
    ImageOps.expand(picture.crop(box), margin, "white").save(path)


def main():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    PICTURE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        first = export(Path(folder))[0]
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        page.goto(first.as_uri())
        page.locator("summary.answer").evaluate_all("folded => folded.forEach(one => one.click())")
        handle = page.locator(".noUi-handle").first
        handle.wait_for()
        handle.focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(1000)
        page.locator(".widget-vbox").first.screenshot(path=PICTURE)
        browser.close()
    trim(PICTURE)
    print(PICTURE)


if __name__ == "__main__":
    sys.exit(main())
