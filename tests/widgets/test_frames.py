"""Frames: turned by the browser, painted when they are needed; errors are shown."""

import asyncio

import pytest
from IPython.core.events import EventManager
from IPython.core.interactiveshell import InteractiveShell
from ipywidgets import IntSlider

from kmeans_lib.widgets import frames
from kmeans_lib.widgets.frames import flipbook, live, together
from tests.widgets.pages import read_page


@pytest.fixture
def cell(monkeypatch):
    """The events of a shell in which a cell is running."""

    class Shell:
        pass

    shell = Shell()
    shell.events = EventManager(shell, {"post_run_cell": InteractiveShell})
    monkeypatch.setattr(frames, "get_ipython", lambda: shell)
    return shell.events


def test_the_first_frame_waits_for_no_other(cell):
    """The others are painted when the cell has shown its result, each of them once."""
    painted = []

    def frame(i):
        def paint():
            painted.append(i)
            return b"png %d" % i, f"page {i}"

        return paint

    book = flipbook([frame(i) for i in range(4)], IntSlider(value=2, max=3))
    assert painted == [2] and book.selected_index == 2
    cell.trigger("post_run_cell", None)
    assert painted == [2, 0, 1, 3]
    for i, page in enumerate(book.children):
        assert read_page(page) == (b"png %d" % i, f"page {i}")
    cell.trigger("post_run_cell", None)
    assert len(painted) == 4, "the next cell paints nothing"


def test_an_error_is_shown_and_goes_away(plane):
    class Control:
        value = 1

        def observe(self, function, name):
            self.move = function

    def page(value):
        if value == 2:
            raise ValueError("two <is> too much")
        return b"png", f"value {value}"

    control = Control()
    shown = live([control], page)
    assert read_page(shown) == (b"png", "value 1")
    control.value = 2
    control.move(None)
    assert "ValueError: two &lt;is&gt; too much" in shown.value
    assert "color: #b00020" in shown.value, "in red"
    control.value = 3
    control.move(None)
    assert read_page(shown) == (b"png", "value 3")


def test_moves_that_come_together_are_painted_once():
    calls = []

    async def drag():
        soon = together(lambda: calls.append(1), seconds=0.001)
        for _ in range(5):
            soon()
        assert calls == []
        await asyncio.sleep(0.05)
        assert calls == [1]
        soon()
        await asyncio.sleep(0.05)

    asyncio.run(drag())
    assert calls == [1, 1]
