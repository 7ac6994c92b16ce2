"""The lessons as they are in a browser tab: no installing to talk of, and no other processes.

What needs processes is shown instead of run, with what it printed and drew on a laptop. Cells
tagged slow-in-a-browser say beforehand that they take their time.
"""

import re

import nbformat
from build_data import ROOT

NOTEBOOKS = ROOT / "notebooks"
LAUNCH = "Launch: "
HERE = (
    "You are in a browser tab: nothing is installed, and no picture leaves this computer. Your "
    "browser keeps your changes. In the list of files on the left, a right click on the lesson "
    "offers *Download*, for a copy of your work, and *Delete*: the original comes back."
)
SLOW_TAG = "slow-in-a-browser"
SLOW = "# In a browser tab this takes its time: 5 to 30 seconds.\n"
PROCESSES = r"^(?:import|from) (?:dask|distributed)\b"
SHOWN = (
    "*A browser tab is one process, so the next lines cannot run here. On a laptop they come to "
    "this:*"
)


def without_processes(cell):
    """A cell that starts processes, as text: its lines, and what they came to where they ran."""
    parts = [SHOWN, f"```python\n{cell.source}\n```"]
    pictures = {}
    for number, output in enumerate(cell.outputs):
        if output.output_type == "stream":
            parts.append(f"```text\n{output.text.rstrip()}\n```")
        elif "image/png" in output.get("data", {}):
            name = f"figure{number}.png"
            pictures[name] = {"image/png": output.data["image/png"]}
            parts.append(f"![What the cell draws](attachment:{name})")
    text = nbformat.v4.new_markdown_cell("\n\n".join(parts), id=cell.id, metadata=cell.metadata)
    if pictures:
        text.attachments = pictures
    return text


def for_browser(notebook):
    """The same lesson for a browser tab."""
    head = notebook.cells[0]
    head.source = "\n".join(
        HERE if line.startswith(LAUNCH) else line for line in head.source.split("\n")
    )
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        if re.search(PROCESSES, cell.source, re.MULTILINE):
            notebook.cells[i] = without_processes(cell)
        elif SLOW_TAG in cell.metadata.get("tags", []):
            cell.source = SLOW + cell.source
    return notebook


def write_lessons(folder):
    """All lessons into folder, which exists."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        lesson = for_browser(nbformat.read(path, as_version=4))
        text = nbformat.writes(lesson, split_lines=False)  # JupyterLite joins lines by commas
        (folder / path.name).write_text(text, encoding="utf-8", newline="\n")
