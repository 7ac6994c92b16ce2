"""Export all lessons as web pages whose sliders go on working, without Jupyter or a network.

What answers a guess is folded there, too, and opens with one click.

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
from nbconvert import HTMLExporter

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
WIDGET_MANAGER = "@jupyter-widgets/html-manager@1.0.14"  # for ipywidgets 8.1
SCRIPT = "embed.js"
STYLE = """
.jupyter-widgets { font-family: sans-serif; }  /* JupyterLab has one of its own */
summary.answer { cursor: pointer; margin-left: 70px; padding: 8px; font-family: sans-serif; }
"""
FOLDED = """{%- extends "lab/index.html.j2" -%}
{%- block output_group -%}
{%- set folded = cell.metadata.get("jupyter", {}).get("outputs_hidden") -%}
{%- if folded %}<details><summary class="answer">Show what comes out</summary>{% endif -%}
{{ super() }}
{%- if folded %}</details>{% endif -%}
{%- endblock output_group -%}
"""


def export(folder):
    """Write all pages into folder (made if missing); return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        package = fetch(WIDGET_MANAGER, place)
        for path in [package / "dist" / SCRIPT, *(package / "dist").glob("*.woff2")]:
            shutil.copy(path, folder)  # the fonts have the signs on buttons
    nowhere = {"require_js_url": "", "mathjax_url": "", "mermaid_js_url": ""}  # lessons need none
    exporter = HTMLExporter(widget_renderer_url=SCRIPT, raw_template=FOLDED, **nowhere)
    pages = []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        html, _ = exporter.from_filename(path)
        html = html.replace("</head>", f"<style>{STYLE}</style></head>", 1)
        page = folder / f"{path.stem}.html"
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
