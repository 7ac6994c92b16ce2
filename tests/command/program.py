"""The program, run as a user runs it."""

import subprocess
import sys

import pytest

from kmeans_lib.command import main as command_line


def run(*arguments, cwd):
    command = [sys.executable, "-m", "kmeans_lib", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def contents(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def fails(arguments, capsys):
    """Run in this process; return the one line on stderr."""
    with pytest.raises(SystemExit) as caught:
        command_line.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert caught.value.code == 2
    assert out == ""
    assert err.startswith("python -m kmeans_lib: error: ")
    assert err.count("\n") == 1 and err.endswith("\n"), "one line"
    return err
