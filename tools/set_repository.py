"""Write where this project lives on GitHub into every launch line.

    python tools/set_repository.py OWNER/REPO

The place that counts is `Repository` in pyproject.toml; README, lessons and CITATION.cff follow.
While it has none, launch lines have no links. Without an argument they are written as it says.
"""

import argparse
import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GITHUB = "https://github.com/"
FIRST = "00_start_here"


def repository():
    """OWNER/REPO, as pyproject.toml has it, or None."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project.get("urls", {}).get("Repository", "").removeprefix(GITHUB) or None


def site(owner_repo):
    """Address of the project's GitHub Pages; their host names are lower case."""
    owner, name = owner_repo.split("/")
    host = f"{owner}.github.io".lower()
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def doors(lesson, owner_repo):
    """Addresses that open a lesson: in the browser itself, and on Binder."""
    binder = f"https://mybinder.org/v2/gh/{owner_repo}/HEAD?urlpath=lab/tree/notebooks/"
    return f"{site(owner_repo)}lab/index.html?path={lesson}.ipynb", f"{binder}{lesson}.ipynb"


def own_addresses(owner_repo):
    """Every address that depends on the repository's name; * stands for any lesson."""
    return [f"{GITHUB}{owner_repo}", *doors("*", owner_repo)] if owner_repo else []


def launch_line(lesson, owner_repo):
    """The last paragraph of a lesson's first cell."""
    ways = "in a browser tab from the project's web page, on Binder"
    if owner_repo:
        ways = "[in this browser]({}), [on Binder]({})".format(*doors(lesson, owner_repo))
    return (
        f"Launch: {ways}, or in the project's folder "
        f"`.venv/bin/jupyter lab notebooks/{lesson}.ipynb` "
        f"(Windows: `.venv\\Scripts\\jupyter lab notebooks\\{lesson}.ipynb`)"
    )


def launch_paragraph(owner_repo):
    """The README's way into the first lesson."""
    if owner_repo:
        browser, binder = doors(FIRST, owner_repo)
        return (
            f"**[Open lesson 00 in your browser]({browser})**,\n"
            f"or [on Binder]({binder}):\n"
            "nothing to install.\n"
        )
    return (
        "**Open lesson 00 in your browser**, nothing to install, from the project's web page (on\n"
        "GitHub its address is under *Deployments*), or on Binder, by giving mybinder.org this\n"
        "repository's address.\n"
    )


def places(owner_repo):
    """(file, pattern of what stands there, what shall stand there) wherever the name matters."""
    url = f"{GITHUB}{owner_repo}"
    entry = f'[project.urls]\nRepository = "{url}"\n' if owner_repo else ""
    yield (
        "pyproject.toml",
        r"(?<= writes it here\.\n)(?:\[project\.urls\]\nRepository = .*\n)?",
        entry,
    )
    entry = f"repository-code: {url}\n" if owner_repo else ""
    yield "CITATION.cff", r"(?<=^license: BSD-3-Clause\n)(?:repository-code: .*\n)?", entry
    yield "README.md", r"^\*\*\[?Open lesson 00 (?:.+\n)+", launch_paragraph(owner_repo)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        line = json.dumps(launch_line(path.stem, owner_repo), ensure_ascii=False)
        yield f"notebooks/{path.name}", r'(?<=^    )"Launch: .*"$', line


def write(owner_repo):
    """Write the name, or that there is none, into every file; how many have changed."""
    changed = {}
    for name, pattern, new in places(owner_repo):
        before = (ROOT / name).read_text(encoding="utf-8")
        after, found = re.subn(pattern, new.replace("\\", r"\\"), before, flags=re.M)
        if found != 1:
            raise SystemExit(f"{name}: what names the repository was found {found} times, not once")
        if after != before:
            changed[name] = after
    for name, text in changed.items():
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")
    return len(changed)


def name_of_repository(text):
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", text):
        raise argparse.ArgumentTypeError(f"{text!r}: OWNER/REPO is wanted")
    return text


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository", nargs="?", type=name_of_repository, metavar="OWNER/REPO")
    owner_repo = parser.parse_args(argv).repository or repository()
    print(f"{owner_repo or 'no name yet'}: {write(owner_repo)} files changed")


if __name__ == "__main__":
    sys.exit(main())
