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

import nbformat
from build_data import fetch
from nbconvert import HTMLExporter

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
WIDGET_MANAGER = "@jupyter-widgets/html-manager@1.0.14"  # for ipywidgets 8.1
SCRIPT = "embed.js"
STYLE = """
.jupyter-widgets { font-family: sans-serif; }  /* JupyterLab has one of its own */
summary.answer { cursor: pointer; margin-left: 70px; padding: 8px; font-family: sans-serif; }
.jp-RenderedHTMLCommon a:link { text-decoration: underline; }
:root {  /* the theme's own are too pale on their ground */
  --jp-cell-prompt-not-active-opacity: 1;
  --jp-mirror-editor-comment-color: #2f6f6f;
  --jp-mirror-editor-number-color: #007000;
  --jp-mirror-editor-operator-color: #8a12d6;
}
"""
DARK = """
:root {
  color-scheme: dark;
  --jp-mirror-editor-comment-color: #7fb5b5;
  --jp-mirror-editor-number-color: #66bb6a;
  --jp-mirror-editor-operator-color: #d08cff;
}
.jp-OutputArea img { background: white; }
"""
# What ipywidgets leaves without a name: the handles of sliders, and buttons that are signs.
NAMES = """
const signs = { "fa-play": "play", "fa-pause": "pause", "fa-stop": "stop", "fa-retweet": "repeat" };
new MutationObserver(() => {
  for (const handle of document.querySelectorAll(".noUi-handle:not([aria-label])")) {
    const label = handle.closest(".widget-hslider")?.querySelector(".widget-label");
    if (label?.textContent) handle.setAttribute("aria-label", label.textContent);
  }
  for (const sign of document.querySelectorAll("button:not([aria-label]) > i.fa")) {
    const name = Object.keys(signs).find((name) => sign.classList.contains(name));
    if (name) sign.parentElement.setAttribute("aria-label", signs[name]);
  }
}).observe(document, { childList: true, subtree: true });
"""
FOLDED = """{%- extends "lab/index.html.j2" -%}
{%- block output_group -%}
{%- set folded = cell.metadata.get("jupyter", {}).get("outputs_hidden") -%}
{%- if folded %}<details><summary class="answer">Show what comes out</summary>{% endif -%}
{{ super() }}
{%- if folded %}</details>{% endif -%}
{%- endblock output_group -%}
{%- block data_png -%}
<div class="jp-RenderedImage jp-OutputArea-output">
<img alt="{{ output.metadata.alt | escape_html }}"
 src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}"></div>
{%- endblock data_png -%}
"""


def name_figures(notebook):
    """Call every figure by the sentence that its cell prints after it."""
    for cell in notebook.cells:
        sentence = ""
        for output in reversed(cell.get("outputs", [])):
            if output.output_type == "stream":
                sentence = " ".join(output.text.split())
            elif "image/png" in output.get("data", {}):
                output.metadata["alt"] = sentence


def both_themes(exporter):
    """A style sheet: the exporter's theme is light, the dark one for systems that are dark."""
    static = next(
        Path(path, "static") for path in exporter.template_paths if Path(path, "static").is_dir()
    )
    dark = (static / "theme-dark.css").read_text(encoding="utf-8")
    return f"{STYLE}@media (prefers-color-scheme: dark) {{{dark}{DARK}}}"


def export(folder):
    """Write all pages into folder (made if missing); return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        package = fetch(WIDGET_MANAGER, place)
        for path in [package / "dist" / SCRIPT, *(package / "dist").glob("*.woff2")]:
            shutil.copy(path, folder)  # the fonts have the signs on buttons
    nowhere = {"require_js_url": "", "mathjax_url": "", "mermaid_js_url": ""}  # lessons need none
    exporter = HTMLExporter(widget_renderer_url=SCRIPT, raw_template=FOLDED, **nowhere)
    head = f"<style>{both_themes(exporter)}</style><script>{NAMES}</script></head>"
    pages = []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        name_figures(notebook)
        html, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": path.stem}})
        html = html.replace("</head>", head, 1)
        html = html.replace(' data-jp-theme-light="true"', "", 1)  # toys follow the system, too
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
