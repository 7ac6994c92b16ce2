"""Execute the lessons and write their outputs: the only way outputs get into the notebooks.

    python tools/run_notebooks.py                 all lessons
    python tools/run_notebooks.py 00 03           those whose names begin so
    python tools/run_notebooks.py --check         write nothing; fail if a lesson would change

Two runs give the same bytes: no timestamps, no machine's own metadata, readable cell ids.
"""

import argparse
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def execute(path):
    """The notebook at path, run from the top, as text."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for i, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{i:02d}"
        cell.metadata.pop("execution", None)
    NotebookClient(
        notebook, timeout=120, record_timing=False, resources={"metadata": {"path": path.parent}}
    ).execute()
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", default=[""], metavar="LESSON", help="such as 00")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    args = parser.parse_args()
    paths = [p for p in sorted(NOTEBOOKS.glob("*.ipynb")) if p.name.startswith(tuple(args.lessons))]
    if not paths:
        parser.error(f"no lesson begins with {' or '.join(args.lessons)}")
    stale = []
    for path in paths:
        text = execute(path)
        if text == path.read_text(encoding="utf-8"):
            continue
        stale.append(path.name)
        if not args.check:
            path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(paths)} lessons run, {len(stale)} changed: {', '.join(stale) or 'none'}")
    return 1 if args.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
