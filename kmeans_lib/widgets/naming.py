"""Naming: a field for the digits that somebody reads off a row of pictures."""

import numpy as np
from ipywidgets import HTML, Layout, Text, VBox

from kmeans_lib.validation import InputError
from kmeans_lib.widgets.frames import paragraph

DIGITS = "0123456789"
RED = "color: #b00020"


def name_field(stored: str) -> VBox:
    """A field to type digits into, one a picture; a line below says at once what is missing.

    Parameters
    ----------
    stored : str
        The answers that stand there at first, as many as are wanted: a lesson runs from top to
        bottom without typing, and a saved page can be read.

    Returns
    -------
    VBox of the field and its line; `typed_digits` reads it.
    """
    field = Text(
        value=stored,
        description=f"The {len(stored)} digits, in order",
        layout=Layout(width="560px", max_width="100%"),
        style={"description_width": "initial"},
    )
    line = HTML()

    def answer(change: object = None) -> None:
        wrong = complaint(field.value, len(stored))
        good = f"{len(stored)} digits, one for each picture."
        line.value = paragraph(wrong or good, RED if wrong else "")

    field.observe(answer, "value")
    answer()
    box = VBox([field, line])
    box.wanted = len(stored)
    return box


def typed_digits(box: VBox) -> np.ndarray:
    """What stands in a `name_field`, as an array of integers, one a picture.

    Raises
    ------
    InputError
        If something else than digits was typed, or too few or too many.
    """
    text = box.children[0].value
    if wrong := complaint(text, box.wanted):
        raise InputError(wrong)
    return np.array([int(digit) for digit in _packed(text)])


def complaint(text: str, wanted: int) -> str:
    """One line about what is wrong with a typed text; empty if nothing is."""
    text = _packed(text)
    others = [sign for sign in text if sign not in DIGITS]
    if others:
        return f"{others[0]!r} is no digit: {wanted} digits are wanted, 0 to 9, one a picture."
    if len(text) != wanted:
        return f"{wanted} digits are wanted, one for each picture; so far there are {len(text)}."
    return ""


def _packed(text: str) -> str:
    """Without the spaces that somebody types to keep count."""
    return "".join(text.split())
