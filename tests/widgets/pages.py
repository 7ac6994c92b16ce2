"""What a widget shows: helpers that read pages."""

import base64
import html
import io
import re

import numpy as np
from ipywidgets.embed import dependency_state
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


def links(widget):
    """Which value follows which in the browser, by the names of the widgets: source -> target."""
    state = dependency_state([widget], drop_defaults=False)

    def end(reference):
        model, trait = reference
        found = state[model.removeprefix("IPY_MODEL_")]
        return f"{found['state'].get('description', found['model_name'])}.{trait}"

    found = [model["state"] for model in state.values() if model["model_name"] == "LinkModel"]
    return {(end(link["source"]), end(link["target"])) for link in found}
