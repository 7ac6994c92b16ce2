"""Execute the lessons and write their outputs: the only way outputs get into the notebooks.

    python tools/run_notebooks.py                 all lessons
    python tools/run_notebooks.py 00 03           those whose names begin so
    python tools/run_notebooks.py --check         write nothing; fail if a lesson would change
    python tools/run_notebooks.py --retime        measure timings anew

Two runs give the same bytes: no timestamps, no machine's own metadata, readable cell ids. Cells
tagged nbval-ignore-output hold timings, which differ on every run, and are kept until their source
changes, or toys: widgets, which are saved with their state, and pages in a frame. Every cell gets
its place in a slide deck, and what answers a "Before you run" is folded away until a reader runs it
or opens it.
"""

import argparse
import os
import re
import sys
from hashlib import sha256
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
TIMED = "nbval-ignore-output"
ASKED = "**Before you run:**"
os.environ["TQDM_DISABLE"] = "1"  # a progress bar would depend on the machine's speed


def execute(path, retime=False):
    """The notebook at path, run from the top, as text."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for i, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{i:02d}"
        cell.metadata.pop("execution", None)
    timed = [cell for cell in notebook.cells if TIMED in cell.metadata.get("tags", [])]
    before = {cell.id: (cell.metadata.get("output_of"), cell.get("outputs")) for cell in timed}
    NotebookClient(
        notebook, timeout=120, record_timing=False, resources={"metadata": {"path": path.parent}}
    ).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = join_streams(cell.outputs)
    for cell in timed:
        source = sha256(cell.source.encode()).hexdigest()[:16]
        output_of, outputs = before[cell.id]
        if output_of == source and not retime and not (has_widget(cell) or has_page(cell)):
            cell.outputs = outputs
        cell.metadata["output_of"] = source
    widgets = notebook.metadata.get("widgets", {})
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    if any(has_widget(cell) for cell in notebook.cells):
        notebook.metadata["widgets"] = widgets  # with them a saved page still slides
        notebook = name_widgets(notebook)
    for cell in notebook.cells:
        cell.metadata.pop("jupyter", None)
    for cell in answers(notebook.cells):
        cell.metadata["jupyter"] = {"outputs_hidden": True}
    for cell in notebook.cells:
        cell.metadata["slideshow"] = {"slide_type": slide_type(cell)}
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def join_streams(outputs):
    """What is printed bit by bit is one output, up to the next figure, however the bits arrive."""
    joined = []
    for output in outputs:
        before = joined[-1] if joined else {}
        if output.output_type == "stream" and output.name == before.get("name"):
            before.text += output.text
        else:
            joined.append(output)
    return joined


def answers(cells):
    """The code cells that answer a question that asks for a guess: all up to the next text."""
    asked = False
    for cell in cells:
        if cell.cell_type == "markdown":
            asked = ASKED in cell.source
        elif asked and cell.outputs:
            yield cell


def slide_type(cell):
    """Where a cell stands in a deck made by nbconvert.

    A claim, a figure, and the answer to a guess begin a new slide.
    """
    if cell.cell_type == "markdown":
        after = cell.source.rpartition("</details>")[2]
        if cell.source.startswith("<details>") and "**" not in after:
            return "skip"  # a solution, and no exercise after it
        return "slide" if re.search(r"^##? |</details>", cell.source, re.MULTILINE) else "-"
    figure = any("image/png" in output.get("data", {}) for output in cell.outputs)
    asked = cell.metadata.get("jupyter", {}).get("outputs_hidden")
    return "subslide" if figure or has_widget(cell) or has_page(cell) or asked else "-"


def has_widget(cell):
    return any(WIDGET_VIEW in output.get("data", {}) for output in cell.get("outputs", []))


def has_page(cell):
    """Whether it shows a toy in a frame of its own."""
    html = [
        "".join(output.get("data", {}).get("text/html", "")) for output in cell.get("outputs", [])
    ]
    return any(text.startswith("<iframe ") for text in html)


def name_widgets(notebook):
    """Number the widgets in the order in which they were made, in place of random names."""
    text = nbformat.writes(notebook)
    for i, name in enumerate(notebook.metadata["widgets"][WIDGET_STATE]["state"]):
        text = text.replace(name, f"widget-{i:04d}")
    return nbformat.reads(text, as_version=4)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", default=[""], metavar="LESSON", help="such as 00")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    parser.add_argument("--retime", action="store_true", help="measure timings anew")
    args = parser.parse_args(argv)
    paths = [p for p in sorted(NOTEBOOKS.glob("*.ipynb")) if p.name.startswith(tuple(args.lessons))]
    if not paths:
        parser.error(f"no lesson begins with {' or '.join(args.lessons)}")
    stale = []
    for path in paths:
        text = execute(path, args.retime)
        if text == path.read_text(encoding="utf-8"):
            continue
        stale.append(path.name)
        if not args.check:
            path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(paths)} lessons run, {len(stale)} changed: {', '.join(stale) or 'none'}")
    return 1 if args.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
