"""The lessons as the web pages need them: whatever is said of a lesson stands in its notebook."""

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"


@dataclass(frozen=True)
class Lesson:
    """One notebook, and what its first cell says: "03_assignment", "03 Assignment", ..."""

    stem: str
    name: str
    title: str
    minutes: int
    notebook: nbformat.NotebookNode


def read_lessons():
    """All lessons in order; a lesson has the name by which its neighbours lead to it."""
    notebooks = {
        path.stem: nbformat.read(path, as_version=4) for path in sorted(NOTEBOOKS.glob("*.ipynb"))
    }
    heads = {stem: notebook.cells[0].source for stem, notebook in notebooks.items()}
    links = re.findall(r"\[(.+?)\]\((\w+)\.ipynb\)", "\n".join(heads.values()))
    names = {stem: name for name, stem in links}
    lessons = []
    for stem, notebook in notebooks.items():
        title = re.search(r"^# (.+)$", heads[stem], re.M)[1]
        minutes = int(re.search(r"\*\*(\d+) minutes\*\*", heads[stem])[1])
        name_figures(notebook)
        lessons.append(Lesson(stem, names[stem], title, minutes, notebook))
    return lessons


def name_figures(notebook):
    """Call every figure by the sentence that its cell prints after it."""
    for cell in notebook.cells:
        sentence = ""
        for output in reversed(cell.get("outputs", [])):
            if output.output_type == "stream":
                sentence = " ".join(output.text.split())
            elif "image/png" in output.get("data", {}):
                output.metadata["alt"] = sentence


def figures(notebook):
    """(PNG in base64, sentence) of every saved figure, in order, once `name_figures` has run."""
    return [
        (output.data["image/png"], output.metadata["alt"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
