"""Pages: a toy of HTML and plain JavaScript in a frame of its own, which needs no kernel."""

import base64
import html
import json
import re
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from kmeans_lib.widgets.frames import Frame

TOY = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>{style}</style></head>
<body><main></main>
<script type="application/json" id="data">{data}</script>
<script>{script}</script>
</body></html>
"""


@dataclass(frozen=True)
class Page:
    """A toy, and a picture of it for paper and for places where no script runs.

    Attributes
    ----------
    title : str
        What a screen reader calls it.
    html : str
        A whole document: style, data and script are in it, nothing is fetched.
    picture : (bytes, str)
        PNG of the same state, and the sentence that says what it shows.
    """

    title: str
    html: str = field(repr=False)  # a notebook would save all of it a second time
    picture: Frame = field(repr=False)

    def _repr_html_(self) -> str:
        """A frame with the toy, then the picture, which the toy hides when its script runs.

        Jupyter takes frames out of a notebook that is not trusted; the picture stays.
        """
        png, sentence = self.picture
        source = base64.b64encode(png).decode()
        return (
            f'<iframe title="{html.escape(self.title)}" srcdoc="{html.escape(self.html)}" '
            'style="width: 100%; height: 640px; border: 0"></iframe>'
            f'<img alt="{html.escape(sentence)}" src="data:image/png;base64,{source}">'
        )


def make_page(title: str, scripts: list[str], data: dict[str, Any], picture: Frame) -> Page:
    """Put a toy together from files of this folder.

    Parameters
    ----------
    title : str
    scripts : list of str
        Names of files, in order; page.js, and page.css for those in .css, come before them.
    data : dict
        What the script reads from the element `data`, as JSON.
    picture : Frame
    """
    names = ["page.js", "page.css", *scripts]
    script = "\n".join(_read(name) for name in names if name.endswith(".js"))
    style = "\n".join(_read(name) for name in names if name.endswith(".css"))
    text = json.dumps(data, separators=(",", ":")).replace("</", "<\\/")
    parts = {"title": html.escape(title), "style": style, "data": text}
    return Page(title, TOY.format(script=script, **parts), picture)


def _read(name: str) -> str:
    """A file of this folder without indentation and comments: a lesson has to be small."""
    text = (files("kmeans_lib.widgets") / name).read_text("utf-8")
    return re.sub(r"^ *(?://.*|/\*\*[\s\S]*?\*/)\n|^ +", "", text, flags=re.M)
