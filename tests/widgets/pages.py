"""What a widget shows: helpers that read pages."""

import html
import io
import re

import numpy as np
from PIL import Image


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def pages(widget):
    """(PNG bytes, sentence) of every page of a flipbook, and its control."""
    control = widget.children[0]
    stack = widget.children[-1]
    shown = [page.children for page in stack.children]
    words = [html.unescape(re.sub("<.*?>", "", text.value)) for _, text in shown]
    return control, [(picture.value, word) for (picture, _), word in zip(shown, words, strict=True)]
