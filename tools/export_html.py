"""Export all lessons as web pages whose sliders go on working, without Jupyter or a network.

What answers a guess is folded there, too, and opens with one click. The pages follow the light or
dark theme of the reader's system, and a screen reader finds a name on every picture and control.

    python tools/export_html.py FOLDER

FOLDER gets one page a lesson and the script that draws the widgets, which npm fetches.
"""

import argparse
import re
import shutil
import sys
import tempfile
from pathlib import Path

from build_data import fetch
from lessons import read_lessons
from nbconvert import HTMLExporter

SITE = Path(__file__).resolve().parent / "site"
WIDGET_MANAGER = "@jupyter-widgets/html-manager@1.0.14"  # for ipywidgets 8.1
SCRIPT = "embed.js"


def read(name):
    """A file of the pages' style."""
    return (SITE / name).read_text(encoding="utf-8")


def both_themes(exporter):
    """A style sheet: the exporter's theme is light, the dark one for systems that are dark."""
    static = next(
        Path(path, "static") for path in exporter.template_paths if Path(path, "static").is_dir()
    )
    dark = (static / "theme-dark.css").read_text(encoding="utf-8")
    return f"@media (prefers-color-scheme: dark) {{{dark}}}{read('lesson.css')}"


def doors(lessons, i, site):
    """Links of lesson i: to its neighbours and, as a part of the web site, out of the lessons."""
    found = [{"text": "Home", "address": "../index.html"}] if site else []
    for rel, at in (("prev", i - 1), ("next", i + 1)):
        if 0 <= at < len(lessons):
            text = f"← {lessons[at].name}" if rel == "prev" else f"{lessons[at].name} →"
            found.append({"text": text, "address": f"{lessons[at].stem}.html", "rel": rel})
    if site:
        address = f"../lab/index.html?path={lessons[i].stem}.ipynb"
        found.append({"text": "Open in the browser", "address": address})
    return found


def export(folder, site=False):
    """Write all pages into folder (made if missing); return their paths.

    In the web site (`site`) home_page.py's index.html is one floor up, and JupyterLite beside it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        package = fetch(WIDGET_MANAGER, place)
        for path in [package / "dist" / SCRIPT, *(package / "dist").glob("*.woff2")]:
            shutil.copy(path, folder)  # the fonts have the signs on buttons
    nowhere = {"require_js_url": "", "mathjax_url": "", "mermaid_js_url": ""}  # lessons need none
    template = read("lesson.html")
    exporter = HTMLExporter(widget_renderer_url=SCRIPT, raw_template=template, **nowhere)
    head = f"<style>{both_themes(exporter)}</style><script>{read('lesson.js')}</script></head>"
    pages = []
    lessons = read_lessons()
    for i, lesson in enumerate(lessons):
        lesson.notebook.metadata.title = f"{lesson.name}: {lesson.title}"
        resources = {"metadata": {"name": lesson.stem}, "doors": doors(lessons, i, site)}
        html, _ = exporter.from_notebook_node(lesson.notebook, resources)
        html = html.replace("</head>", head, 1)
        html = html.replace(' data-jp-theme-light="true"', "", 1)  # toys follow the system, too
        page = folder / f"{lesson.stem}.html"
        page.write_text(re.sub(r'href="(\w+)\.ipynb"', r'href="\1.html"', html), encoding="utf-8")
        pages.append(page)
    return pages


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    pages = export(parser.parse_args().folder)
    print(f"{len(pages)} pages; open {pages[0]}")


if __name__ == "__main__":
    sys.exit(main())
