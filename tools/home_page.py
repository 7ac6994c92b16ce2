"""The first page of the web site: what this is, the board to play with, a card for every lesson.

All it says of the lessons comes from the notebooks, and what is measured from the README, so a new
lesson or a new figure needs no work here. Each page is one file, which asks for nothing outside.
"""

import base64
import io
import re
from pathlib import Path
from posixpath import normpath

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lessons import NOTEBOOKS, figures, read_lessons
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from PIL import Image
from set_repository import GITHUB, repository

from kmeans_lib.initialization import init_random
from kmeans_lib.widgets import board
from kmeans_lib.widgets.presets import presets

ROOT = NOTEBOOKS.parent
SITE = Path(__file__).resolve().parent / "site"
THUMBNAIL = (480, 320)
SEED = 4  # all four centroids start in one heap, and yet each ends in its own


def write_home(folder):
    """Write index.html and teaching.html into folder (made if missing)."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = Environment(
        loader=FileSystemLoader(SITE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    style = Markup((SITE / "home.css").read_text(encoding="utf-8"))
    home = pages.get_template("home.html").render(
        style=style,
        source=source(""),
        tables=source("tools/BENCHMARK.md"),
        title=re.search(r"^# (.+)$", readme, re.M)[1],
        board=Markup(first_board()._repr_html_()),
        lessons=[(lesson, *thumbnail(lesson.notebook)) for lesson in read_lessons()],
        own=markdown(re.search(r"^## Your own pictures\n(.+?)^!\[", readme, re.M | re.S)[1]),
        measured=lambda what: measured(readme, what),
        licences=markdown(re.search(r"^## Licences\n(.+)", readme, re.M | re.S)[1]),
    )
    (folder / "index.html").write_text(home, encoding="utf-8")
    sheet = markdown((NOTEBOOKS / "TEACHING.md").read_text(encoding="utf-8"), "notebooks/")
    teaching = pages.get_template("teaching.html").render(style=style, sheet=sheet)
    (folder / "teaching.html").write_text(teaching, encoding="utf-8")


def first_board():
    points = presets()[0]["points"]
    return board(centroids=init_random(points, 4, np.random.default_rng(SEED)))


def thumbnail(notebook):
    """Data URI and sentence of the figure with the most in it, whose thumbnail takes most bytes.

    Only figures that fill a card are asked: neither strips nor towers, where there are others.
    """
    small = [(shrink(png), sentence) for png, sentence in figures(notebook)]
    filling = [one for one in small if 1 <= one[0].width / one[0].height <= 2] or small
    packed = [(pack(picture), sentence) for picture, sentence in filling]
    webp, sentence = max(packed, key=lambda one: len(one[0]))
    return f"data:image/webp;base64,{base64.b64encode(webp).decode()}", sentence


def shrink(png):
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    picture.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
    return picture


def pack(picture):
    packed = io.BytesIO()
    picture.save(packed, "WEBP", quality=85)
    return packed.getvalue()


def measured(readme, what):
    """The figures of the row of the README's table "Measured" that begins with what."""
    (figure,) = re.findall(rf"^\| {re.escape(what)}.*? \| (.+?) \| `.+` \|$", readme, re.M)
    return re.findall(r"\d[\d.]*", figure)


def source(path):
    """Address of a file of the repository, or None while the repository has no name."""
    named = repository()
    return f"{GITHUB}{named}/{f'blob/HEAD/{path}' if path else ''}" if named else None


def markdown(text, place=""):
    """Markdown of the repository's folder place as HTML; links to lessons lead to their pages."""
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    html = MarkdownWithMath(renderer=renderer).render(text)
    inner = r'<a href="(?!https?:|#)(.+?)">(.+?)</a>'
    return Markup(re.sub(inner, lambda link: anchor(link[1], link[2], place), html))


def anchor(link, words, place):
    """A link of a file in place, as the site has it; mere words where it leads nowhere."""
    lesson = re.fullmatch(r"(\w+)\.ipynb", link)
    address = f"lessons/{lesson[1]}.html" if lesson else source(normpath(f"{place}{link}"))
    return f'<a href="{address}">{words}</a>' if address else words
