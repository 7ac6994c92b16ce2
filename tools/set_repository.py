"""Write where this project lives on GitHub into every launch link.

    python tools/set_repository.py OWNER/REPO

The place that counts is `Repository` in pyproject.toml; README, lessons and CITATION.cff follow.
"""

import argparse
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GITHUB = "https://github.com/"


def repository():
    """OWNER/REPO, as pyproject.toml has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["urls"]["Repository"].removeprefix(GITHUB)


def launch_link(lesson, owner_repo=None):
    """Address that opens a lesson on Binder."""
    path = f"lab/tree/notebooks/{lesson}.ipynb"
    return f"https://mybinder.org/v2/gh/{owner_repo or repository()}/HEAD?urlpath={path}"


def files():
    """All files that name the repository."""
    named = [ROOT / name for name in ("pyproject.toml", "README.md", "CITATION.cff")]
    return [*named, *sorted((ROOT / "notebooks").glob("*.ipynb"))]


def name_of_repository(text):
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", text):
        raise argparse.ArgumentTypeError(f"{text!r}: OWNER/REPO is wanted")
    return text


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository", type=name_of_repository, metavar="OWNER/REPO")
    new, old = parser.parse_args(argv).repository, repository()
    changed = 0
    for path in files():
        before = path.read_text(encoding="utf-8")
        after = before
        for place in (GITHUB, "https://mybinder.org/v2/gh/"):
            after = re.sub(rf"{re.escape(place + old)}(?![\w.-])", place + new, after)
        if after != before:
            path.write_text(after, encoding="utf-8", newline="\n")
            changed += 1
    print(f"{old} -> {new} in {changed} files")


if __name__ == "__main__":
    sys.exit(main())
