"""Links: launch lines follow the repository's name, and addresses outside stand in one list."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from fnmatch import fnmatch
from pathlib import Path

import check_links
import nbformat
import pytest
import set_repository
from set_repository import launch_line, launch_paragraph, own_addresses, repository, site

from tests import ROOT

JANE = "Jane-Doe/k.means"
WORKFLOWS = ROOT / ".github" / "workflows"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = [
    ROOT / name
    for name in ("README.md", "CONTRIBUTING.md", "CITATION.cff", "LICENSE", "pyproject.toml",
                 "data/README.md", "notebooks/TEACHING.md")
] + NOTEBOOKS  # fmt: skip


def addresses(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":  # of the text, not of what a figure or a widget holds
        cells = nbformat.reads(text, as_version=4).cells
        text = "\n".join(cell.source for cell in cells)
    return set(re.findall(r"https?://[^\s)\"'<>`]+", text))


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """What names the repository, in a folder of its own."""
    for name, _, _ in set_repository.places(None):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.setattr(set_repository, "ROOT", tmp_path)
    return tmp_path


def texts(folder):
    names = [name for name, _, _ in set_repository.places(None)]
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def head_of(path):
    """The first cell of a lesson, without its last paragraph, and that."""
    head, _, launch = nbformat.read(path, as_version=4).cells[0].source.rpartition("\n\n")
    return head, launch


def test_without_a_name_a_launch_line_has_no_links():
    assert launch_line("03_assignment", None) == (
        "Launch: in a browser tab from the project's web page, on Binder, "
        "or in the project's folder "
        "`.venv/bin/jupyter lab notebooks/03_assignment.ipynb` "
        "(Windows: `.venv\\Scripts\\jupyter lab notebooks\\03_assignment.ipynb`)"
    )
    assert "](" not in launch_paragraph(None) and own_addresses(None) == []


def test_with_a_name_the_doors_are_the_browser_then_binder_then_the_folder():
    assert launch_line("03_assignment", JANE) == (
        "Launch: [in this browser]"
        "(https://jane-doe.github.io/k.means/lab/index.html?path=03_assignment.ipynb), [on Binder]"
        "(https://mybinder.org/v2/gh/Jane-Doe/k.means/HEAD"
        "?urlpath=lab/tree/notebooks/03_assignment.ipynb), or in the project's folder "
        "`.venv/bin/jupyter lab notebooks/03_assignment.ipynb` "
        "(Windows: `.venv\\Scripts\\jupyter lab notebooks\\03_assignment.ipynb`)"
    )
    links = re.findall(r"\]\((\S+)\)", launch_paragraph(JANE))
    assert links == re.findall(r"\]\((\S+)\)", launch_line("00_start_here", JANE))


def test_the_site_is_where_github_puts_it():
    assert site("Jane/Means") == "https://jane.github.io/Means/"
    assert site("Jane/Jane.github.io") == "https://jane.github.io/", "the owner's own page"


def test_what_is_committed_is_what_the_tool_writes(copy):
    assert set_repository.write(repository()) == 0


def test_a_reader_never_meets_a_placeholder():
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        command = "\npython tools/set_repository.py OWNER/REPO\n"
        assert text.count("OWNER") == (1 if path.name == "CONTRIBUTING.md" else 0), path
        assert path.name != "CONTRIBUTING.md" or command in text


def test_the_tool_writes_the_name_everywhere_and_nothing_else(copy, capsys):
    set_repository.write(None)
    assert repository() is None
    unnamed = texts(copy)
    for name, text in unnamed.items():
        assert not re.search(r"mybinder\.org/v2|github\.(com|io)/", text), name
    for owner_repo in (JANE, "ann/ann.github.io"):
        set_repository.main([owner_repo])
        assert f"{owner_repo}: {len(unnamed)} files changed" in capsys.readouterr().out
        assert repository() == owner_repo
        for path in (copy / "notebooks").glob("*.ipynb"):
            head, launch = head_of(path)
            assert launch == launch_line(path.stem, owner_repo)
            assert head == head_of(ROOT / "notebooks" / path.name)[0]
        assert f"\n\n{launch_paragraph(owner_repo)}\n" in texts(copy)["README.md"]
        code = f"\nrepository-code: https://github.com/{owner_repo}\n"
        assert code in texts(copy)["CITATION.cff"]
        named = texts(copy)
        for arguments in ([owner_repo], []):  # again, and as pyproject.toml says
            set_repository.main(arguments)
            assert f"{owner_repo}: 0 files changed" in capsys.readouterr().out
            assert texts(copy) == named
    set_repository.write(None)
    assert texts(copy) == unnamed


def test_what_is_no_name_is_refused(copy, capsys):
    before = texts(copy)
    for wrong in ("no slash", "jane/", "https://github.com/jane/means"):
        with pytest.raises(SystemExit):
            set_repository.main([wrong])
        assert "OWNER/REPO is wanted" in capsys.readouterr().err
    assert texts(copy) == before


def test_a_lesson_without_a_launch_line_is_told_and_nothing_is_written(copy):
    path = copy / "notebooks" / "03_assignment.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Launch: ", "Go: "), encoding="utf-8")
    before = texts(copy)
    with pytest.raises(SystemExit, match="03_assignment.ipynb: .* found 0 times"):
        set_repository.main([JANE])
    assert texts(copy) == before


def git(folder, *arguments):
    command = ["git", "-c", "user.name=Jane", "-c", "user.email=jane@example.org", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(os.name != "posix", reason="the step runs in bash")
def test_on_github_the_name_is_committed_once(copy, tmp_path_factory):
    """The workflow's own step, in a repository whose origin is a folder."""
    workflow = (WORKFLOWS / "repository.yml").read_text(encoding="utf-8")
    step = textwrap.dedent(re.search(r"\n        run: \|\n((?: {10}.*\n)+)", workflow)[1])
    set_repository.write(None)
    (copy / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "set_repository.py", copy / "tools")
    origin = tmp_path_factory.mktemp("origin")
    git(origin, "init", "-q", "--bare", "-b", "main")
    git(copy, "init", "-q", "-b", "main")
    git(copy, "add", ".")
    git(copy, "commit", "-q", "-m", "no name yet")
    git(copy, "push", "-q", str(origin), "main")

    def run(owner_repo):
        """Checks out, runs the step; what the job's summary says, and the commits at the origin."""
        place = tmp_path_factory.mktemp("job")
        git(place, "clone", "-q", str(origin), "checkout")
        summary = place / "summary"
        summary.touch()
        environment = os.environ | {
            "GITHUB_REPOSITORY": owner_repo,
            "GITHUB_STEP_SUMMARY": str(summary),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        command = ["bash", "-e", "-c", step]
        subprocess.run(command, cwd=place / "checkout", env=environment, check=True)
        return summary.read_text(), git(origin, "log", "--format=%an: %s", "main").splitlines()

    said, commits = run(JANE)
    mine = f"github-actions[bot]: Links: this repository is {JANE}"
    assert JANE in said and commits == [mine, "Jane: no name yet"]
    set_repository.write(JANE)
    for name, text in texts(copy).items():
        assert git(origin, "show", f"main:{name}") == text, name
    assert run(JANE) == ("", commits)
    said, commits = run("ann/means")
    assert "ann/means" in said and commits[1:] == [mine, "Jane: no name yet"]


def test_the_workflows_may_and_do_write_the_name():
    assert "\npermissions:\n  contents: write\n" in (WORKFLOWS / "repository.yml").read_text()
    pages = (WORKFLOWS / "pages.yml").read_text()
    name = 'run: python tools/set_repository.py "$GITHUB_REPOSITORY"'
    assert name in pages and pages.index(name) < pages.index("tools/build_site.py")


def test_addresses_outside_are_all_listed_and_all_used():
    used = set().union(*map(addresses, PAGES))
    listed = check_links.addresses()
    for address in used:
        assert any(fnmatch(address, pattern.replace("?", "[?]")) for pattern in listed), address
    for pattern in listed:
        assert any(fnmatch(address, pattern.replace("?", "[?]")) for address in used), pattern


@pytest.mark.parametrize(
    "page", [path for path in PAGES if path.suffix == ".md"], ids=lambda p: p.name
)
def test_links_inside_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", text):
        assert (page.parent / target).exists(), target


def test_an_address_that_is_gone_is_told(monkeypatch, capsys, tmp_path):
    (tmp_path / "here.txt").write_text("here")
    here, gone = (tmp_path / "here.txt").as_uri(), (tmp_path / "gone.txt").as_uri()
    (tmp_path / "links.txt").write_text(f"# two\n{here}\n{gone}\n")
    monkeypatch.setattr(check_links, "LINKS", tmp_path / "links.txt")
    monkeypatch.setattr(check_links, "repository", lambda: None)
    assert check_links.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line[:4] for line in lines] == ["ok  ", "GONE"]


def test_once_there_is_a_name_its_addresses_are_asked_too(monkeypatch):
    monkeypatch.setattr(check_links, "repository", lambda: JANE)
    assert check_links.addresses()[-3:] == [
        "https://github.com/Jane-Doe/k.means",
        "https://jane-doe.github.io/k.means/lab/index.html?path=*.ipynb",
        "https://mybinder.org/v2/gh/Jane-Doe/k.means/HEAD?urlpath=lab/tree/notebooks/*.ipynb",
    ]
