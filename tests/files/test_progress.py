"""A bar for what takes long, where somebody watches."""

import io
import os
import sys
import time

import pytest

from kmeans_lib.files.progress import PATIENCE, progress


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def no_notebook(monkeypatch):
    """Other tests may have imported what tells notebooks from terminals."""
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)


@pytest.fixture
def at_once(monkeypatch):
    for place in PATIENCE:
        monkeypatch.setitem(PATIENCE, place, 0)


def test_items_come_in_their_order_and_nothing_is_shown_in_a_file(capsys, at_once):
    assert list(progress(range(5), "clustering", "k")) == [0, 1, 2, 3, 4]
    assert list(progress([], "clustering", "k")) == []
    assert capsys.readouterr() == ("", "")


def test_a_terminal_shows_what_and_how_many(capsys, monkeypatch, at_once):
    monkeypatch.setattr(sys, "stderr", Screen())
    for item in progress("abc", "reading", "files"):
        shown = sys.stderr.getvalue()
        assert item in "abc"
    assert shown.startswith("\rreading:") and "0/3" in shown
    # Wiped out at the end: the last line that is shown is blank, and the table may begin there.
    assert sys.stderr.getvalue().endswith(" \r")
    assert capsys.readouterr().out == ""


def test_what_is_quick_shows_nothing(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Screen())
    assert list(progress(range(1000), "reading", "files")) == list(range(1000))
    assert sys.stderr.getvalue().strip() == ""
    assert PATIENCE["terminal"] == 0.5


def test_a_closed_terminal(monkeypatch):
    """python -m kmeans_lib 2>&- has no stderr."""
    monkeypatch.setattr(sys, "stderr", None)
    assert list(progress(range(3), "reading", "files")) == [0, 1, 2]


def test_a_notebook_is_watched_without_a_terminal(monkeypatch, at_once):
    monkeypatch.setitem(sys.modules, "ipykernel", pytest)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert list(progress(range(3), "choosing k", "k")) == [0, 1, 2]
    assert "choosing k:" in sys.stderr.getvalue()


def test_an_error_passes_through(monkeypatch, at_once):
    monkeypatch.setattr(sys, "stderr", Screen())
    with pytest.raises(KeyboardInterrupt):
        for _ in progress(range(3), "reading", "files"):
            raise KeyboardInterrupt


@pytest.mark.skipif(os.name != "posix", reason="needs the pseudo-terminals of Linux or macOS")
def test_the_bar_moves_in_a_pseudo_terminal(monkeypatch):
    import fcntl
    import pty
    import select
    import struct
    import termios

    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    monkeypatch.setitem(PATIENCE, "terminal", 0.1)
    with os.fdopen(terminal, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        for _ in progress(range(4), "reading", "files"):
            time.sleep(0.12)  # longer than the bar waits between two drawings
        seen = b""
        while select.select([screen], [], [], 0.2)[0]:  # it comes in pieces
            seen += os.read(screen, 100_000)
    os.close(screen)
    lines = seen.decode().split("\r")
    bars = [line for line in lines if line.startswith("reading:")]
    assert len({bar.split("/4")[0][-1] for bar in bars}) >= 2, "it moves"
    assert all("files" in bar for bar in bars)
    assert all(len(line) <= 100 for line in lines), "it does not wrap"
    assert lines[-2].strip() == "" and lines[-1] == "", "wiped out at the end"
