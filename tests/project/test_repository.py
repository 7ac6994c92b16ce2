"""Links: the launch links name one repository, and addresses outside stand in one list."""

import re
import shutil
from fnmatch import fnmatch

import check_links
import pytest
import set_repository
from set_repository import launch_link, repository

from tests import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = [
    ROOT / name
    for name in ("README.md", "CONTRIBUTING.md", "CITATION.cff", "LICENSE", "pyproject.toml",
                 "data/README.md", "notebooks/TEACHING.md")
] + NOTEBOOKS  # fmt: skip


def addresses(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":  # of the text, not of what a figure or a widget holds
        import nbformat

        cells = nbformat.reads(text, as_version=4).cells
        text = "\n".join(cell.source for cell in cells)
    return set(re.findall(r"https?://[^\s)\"'<>`]+", text))


def test_every_launch_link_names_the_repository():
    launch = r"https://mybinder\.org/v2/gh/.*"
    for path in NOTEBOOKS:
        links = [link for link in addresses(path) if re.match(launch, link)]
        assert links == [launch_link(path.stem)]
    assert launch_link("00_start_here") in addresses(ROOT / "README.md")
    assert f"https://github.com/{repository()}" in addresses(ROOT / "CITATION.cff")


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


def test_the_tool_writes_the_repository_everywhere(tmp_path, monkeypatch, capsys):
    for path in set_repository.files():
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(path, copy)
    monkeypatch.setattr(set_repository, "ROOT", tmp_path)
    old = repository()
    before = {path: path.read_text(encoding="utf-8") for path in set_repository.files()}
    set_repository.main(["jane-doe/k.means"])
    assert repository() == "jane-doe/k.means"
    for path, text in before.items():
        after = path.read_text(encoding="utf-8")
        assert f"/{old}/" not in after and after != text
        assert "jane-doe/k.means" in after
    set_repository.main([old])
    assert {path: path.read_text(encoding="utf-8") for path in before} == before
    capsys.readouterr()
    with pytest.raises(SystemExit):
        set_repository.main(["no slash"])
    assert "OWNER/REPO is wanted" in capsys.readouterr().err


def test_an_address_that_is_gone_is_told(monkeypatch, capsys, tmp_path):
    (tmp_path / "here.txt").write_text("here")
    here, gone = (tmp_path / "here.txt").as_uri(), (tmp_path / "gone.txt").as_uri()
    (tmp_path / "links.txt").write_text(f"# two\n{here}\n{gone}\n")
    monkeypatch.setattr(check_links, "LINKS", tmp_path / "links.txt")
    assert check_links.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line[:4] for line in lines] == ["ok  ", "GONE"]
