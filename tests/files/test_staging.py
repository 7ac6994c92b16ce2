"""Whole or not at all."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from kmeans_lib.files.staging import staged_folders
from kmeans_lib.validation import InputError

OWN = re.compile(r"\w+\.txt")


def write(folder, text):
    folder.mkdir(parents=True)
    (folder / "result.txt").write_text(text)


def tree(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()
    }


def test_success_puts_everything_in_place(tmp_path):
    write(tmp_path / "out" / "3", "old")
    write(tmp_path / "out" / "other", "not ours to touch")
    with staged_folders(tmp_path / "out", ["3", "4"], OWN) as aside:
        write(aside / "3", "new")
        write(aside / "4", "new")
        assert tree(tmp_path / "out")["3/result.txt"] == "old", "until all is written"
    assert tree(tmp_path / "out") == {
        "3/result.txt": "new", "4/result.txt": "new", "other/result.txt": "not ours to touch",
    }  # fmt: skip
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["3", "4", "other"]


@pytest.mark.parametrize("error", [InputError, KeyboardInterrupt, OSError])
def test_an_error_leaves_everything_as_it_was(tmp_path, error):
    write(tmp_path / "out" / "3", "old")
    with pytest.raises(error):
        with staged_folders(tmp_path / "out", ["3"], OWN) as aside:
            write(aside / "3", "new")
            raise error
    assert tree(tmp_path) == {"out/3/result.txt": "old"}
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["3"]


def test_an_error_removes_folders_that_were_made_for_it(tmp_path):
    with pytest.raises(InputError):
        with staged_folders(tmp_path / "a" / "b", ["3"], OWN) as aside:
            write(aside / "3", "new")
            raise InputError
    assert list(tmp_path.iterdir()) == []


def test_a_failed_rename_is_undone(tmp_path, monkeypatch):
    for name in ("3", "4", "5"):
        write(tmp_path / "out" / name, "old")
    rename = Path.rename

    def fail_at_the_new_4(self, target):
        if Path(target) == tmp_path / "out" / "4" and self.parent.name != "old":
            raise PermissionError("in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_at_the_new_4)
    with pytest.raises(PermissionError):
        with staged_folders(tmp_path / "out", ["3", "4", "5"], OWN) as aside:
            for name in ("3", "4", "5"):
                write(aside / name, "new")
    assert tree(tmp_path / "out") == {f"{name}/result.txt": "old" for name in "345"}


def test_two_runs_at_once_do_not_mix(tmp_path, monkeypatch):
    rename, both_are_ready = Path.rename, Barrier(2)

    def slowly(self, target):
        time.sleep(0.02)
        return rename(self, target)

    def run(text, names):
        with staged_folders(tmp_path / "out", names, OWN) as aside:
            for name in names:
                write(aside / name, text)
            both_are_ready.wait()

    monkeypatch.setattr(Path, "rename", slowly)
    with ThreadPoolExecutor() as pool:
        list(pool.map(run, ["one", "other"], [["3", "4"], ["4", "3"]]))
    assert set(tree(tmp_path / "out").values()) in ({"one"}, {"other"})
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["3", "4"]


def test_folders_of_somebody_else_are_left_alone(tmp_path):
    write(tmp_path / "3", "old")
    (tmp_path / "3" / "holiday.jpg").write_text("precious")
    with pytest.raises(InputError, match="3 holds holiday.jpg, which is no earlier result"):
        with staged_folders(tmp_path, ["3"], OWN):
            pytest.fail("the block must not run")
    assert (tmp_path / "3" / "holiday.jpg").read_text() == "precious"


def test_files_in_the_way_are_named(tmp_path):
    (tmp_path / "file").write_text("here")
    with pytest.raises(InputError, match="file is a file; a folder is wanted"):
        with staged_folders(tmp_path / "file", ["3"], OWN):
            pytest.fail("the block must not run")
    (tmp_path / "3").write_text("here")
    with pytest.raises(InputError, match="3 is a file, but a folder of that name"):
        with staged_folders(tmp_path, ["3"], OWN):
            pytest.fail("the block must not run")
    with pytest.raises(NotADirectoryError):
        with staged_folders(tmp_path / "file" / "deeper", ["3"], OWN):
            pytest.fail("the block must not run")
    assert tree(tmp_path) == {"file": "here", "3": "here"}
