"""What a widget shows: helpers that read pages."""

import base64
import html
import io
import re

import numpy as np
from PIL import Image


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def read_page(widget):
    """(PNG bytes, sentence) that an HTML widget shows; the picture is called by the sentence."""
    match = re.fullmatch(
        '<img alt="(.*?)" src="data:image/png;base64,(.*?)"><p .*?>(.*)</p>', widget.value
    )
    assert match[1] == match[3]
    return base64.b64decode(match[2]), html.unescape(match[3])


def pages(widget):
    """(PNG bytes, sentence) of every page of a flipbook, and its control."""
    control = widget.children[0]
    return control, [read_page(page) for page in widget.children[-1].children]
