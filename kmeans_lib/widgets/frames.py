"""Frames: pictures behind controls, turned by the browser or painted by the kernel.

A flipbook is painted in advance and turned by the browser alone, so it goes on working when the
kernel has stopped, and in a page saved as HTML. A live picture, for which there are too many to
paint in advance, is painted by the kernel when a control moves.
"""

import asyncio
import base64
import html
import io
from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
from IPython import get_ipython
from ipywidgets import HTML, Stack, Widget, jslink
from matplotlib.figure import Figure
from PIL import Image as Picture

COLOURS = 64  # of a frame's palette, so that a notebook full of frames stays small
DPI = 80
Frame = tuple[bytes, str]  # PNG bytes, and a sentence below the picture


def paint(fig: Figure) -> bytes:
    """PNG bytes of a figure; closes it."""
    buffer = io.BytesIO()
    fig.savefig(buffer, dpi=DPI, format="png", pil_kwargs={"compress_level": 0})  # read at once
    plt.close(fig)
    return png_bytes(Picture.open(buffer))


def png_bytes(picture: Picture.Image) -> bytes:
    """PNG bytes of a picture, with a small palette that keeps the colours of clusters apart."""
    small = picture.convert("RGB").quantize(COLOURS, Picture.Quantize.FASTOCTREE)
    buffer = io.BytesIO()
    small.save(buffer, "png")
    return buffer.getvalue()


def flipbook(frames: Sequence[Callable[[], Frame]], control: Widget) -> Stack:
    """One of several frames is shown: that with the number that the control has.

    control has a trait `index` or `value`; the browser alone turns the pages. The frame that is
    shown first is painted at once, the others after it appeared, before the cell ends.
    """
    pages = [HTML(paragraph("...")) for _ in frames]
    trait = "index" if control.has_trait("index") else "value"
    first = getattr(control, trait)
    stack = Stack(pages, selected_index=first)
    jslink((control, trait), (stack, "selected_index"))

    def fill(number: int) -> None:
        pages[number].value = as_html(*frames[number]())

    def fill_others() -> None:
        for number in range(len(pages)):
            if number != first:
                fill(number)

    fill(first)
    at_the_end_of_the_cell(fill_others)
    return stack


def at_the_end_of_the_cell(function: Callable[[], None]) -> None:
    """Call function when the running cell has shown its result; at once if there is no cell."""
    shell = get_ipython()
    if shell is None:
        function()
        return

    def once(result: object) -> None:
        shell.events.unregister("post_run_cell", once)
        function()

    shell.events.register("post_run_cell", once)


def as_html(picture: bytes, sentence: str) -> str:
    """A picture with its sentence below, which is also what a screen reader says of it.

    An ipywidgets Image has no such words.
    """
    source = base64.b64encode(picture).decode()
    image = f'<img alt="{html.escape(sentence)}" src="data:image/png;base64,{source}">'
    return image + paragraph(sentence)


def paragraph(sentence: str, style: str = "") -> str:
    return f'<p style="font: 16px sans-serif; {style}">{html.escape(sentence)}</p>'


def live(controls: Sequence[Widget], page: Callable[..., Frame]) -> HTML:
    """A picture and a sentence from page(values of the controls), painted anew when one moves.

    An error is shown in their place. Moves that come while one is painted are
    painted together.
    """
    shown = HTML()

    def show() -> None:
        try:
            shown.value = as_html(*page(*[control.value for control in controls]))
        except Exception as error:
            shown.value = paragraph(f"{type(error).__name__}: {error}", "color: #b00020")

    soon = together(show)
    for control in controls:
        control.observe(lambda change: soon(), "value")
    show()
    return shown


def together(function: Callable[[], None], seconds: float = 0.02) -> Callable[[], None]:
    """A function that calls the given one a little later, once for all calls until then."""
    waiting = False

    def call() -> None:
        nonlocal waiting
        waiting = False
        function()

    def soon() -> None:
        nonlocal waiting
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nothing runs that could call later
            function()
            return
        if not waiting:
            waiting = True
            loop.call_later(seconds, call)

    return soon
