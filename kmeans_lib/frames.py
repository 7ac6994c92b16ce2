"""Frames: pictures behind controls, turned by the browser or painted by the kernel.

A flipbook holds its frames as PNG bytes and is turned by the browser alone, so it goes on working
when the kernel has stopped, and in a page saved as HTML. A live picture, for which there are too
many to paint in advance, is painted by the kernel when a control moves.
"""

import asyncio
import html
import io
from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
from ipywidgets import HTML, Image, Stack, VBox, Widget, jslink
from matplotlib.figure import Figure
from PIL import Image as Picture

COLOURS = 64  # of a frame's palette, so that a notebook full of frames stays small
DPI = 80


def paint(fig: Figure) -> bytes:
    """PNG bytes of a figure; closes it."""
    buffer = io.BytesIO()
    fig.savefig(buffer, dpi=DPI, format="png")
    plt.close(fig)
    return png_bytes(Picture.open(buffer))


def png_bytes(picture: Picture.Image) -> bytes:
    """PNG bytes of a picture, with a small palette that keeps the colours of clusters apart."""
    small = picture.convert("RGB").quantize(COLOURS, Picture.Quantize.FASTOCTREE)
    buffer = io.BytesIO()
    small.save(buffer, "png")
    return buffer.getvalue()


def flipbook(frames: Sequence[tuple[bytes, str]], control: Widget) -> Stack:
    """Frames of (PNG bytes, sentence); the one is shown whose number the control has.

    control has a trait `index` or `value`. Only the browser is needed to turn the pages.
    """
    heights = [Picture.open(io.BytesIO(png)).height for png, _ in frames]
    pages = [
        VBox([Image(value=png, format="png"), HTML(paragraph(sentence))])
        for png, sentence in frames
    ]
    trait = "index" if control.has_trait("index") else "value"
    stack = Stack(pages, selected_index=getattr(control, trait))
    stack.layout.min_height = f"{max(heights) + 50}px"  # or the page would jump
    jslink((control, trait), (stack, "selected_index"))
    return stack


def paragraph(sentence: str, style: str = "") -> str:
    return f'<p style="font: 16px sans-serif; {style}">{html.escape(sentence)}</p>'


def live(controls: Sequence[Widget], page: Callable[..., tuple[bytes, str]]) -> VBox:
    """A picture and a sentence from page(values of the controls), painted anew when one moves.

    An error is shown in place of the sentence. Moves that come while one is painted are
    painted together.
    """
    picture = Image(format="png", layout={"align_self": "flex-start"})  # not stretched
    words = HTML()

    def show() -> None:
        try:
            picture.value, sentence = page(*[control.value for control in controls])
            words.value = paragraph(sentence)
        except Exception as error:
            words.value = paragraph(f"{type(error).__name__}: {error}", "color: #b00020")

    soon = together(show)
    for control in controls:
        control.observe(lambda change: soon(), "value")
    show()
    return VBox([picture, words])


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
