"""The field for typed digits: what is typed is read, and what is wrong gets one line."""

import pytest

from kmeans_lib.validation import InputError
from kmeans_lib.widgets.naming import RED, name_field, typed_digits


def said(box):
    return box.children[1].value


def test_the_stored_answers_are_read_without_typing():
    box = name_field("60513")
    assert typed_digits(box).tolist() == [6, 0, 5, 1, 3]
    assert box.children[0].value == "60513" and "5 digits, one for each picture." in said(box)
    assert box.children[0].description == "The 5 digits, in order", "its name for a screen reader"


@pytest.mark.parametrize("typed", ["98701", " 987 01 ", "9 8 7 0 1"])
def test_what_is_typed_is_read(typed):
    box = name_field("60513")
    box.children[0].value = typed
    assert typed_digits(box).tolist() == [9, 8, 7, 0, 1]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("", "5 digits are wanted, one for each picture; so far there are 0."),
        ("6051", "5 digits are wanted, one for each picture; so far there are 4."),
        ("605131", "5 digits are wanted, one for each picture; so far there are 6."),
        ("6o513", "'o' is no digit: 5 digits are wanted, 0 to 9, one a picture."),
        ("6051²", "'²' is no digit: 5 digits are wanted, 0 to 9, one a picture."),
        ("6,0,5,1,3", "',' is no digit: 5 digits are wanted, 0 to 9, one a picture."),
        ("<b>", "'<' is no digit: 5 digits are wanted, 0 to 9, one a picture."),
    ],
)
def test_a_wrong_answer_gets_one_line_at_once_and_again_when_it_is_read(typed, line):
    box = name_field("60513")
    box.children[0].value = typed
    shown = line.replace("'", "&#x27;").replace("<", "&lt;")
    assert shown in said(box) and RED in said(box)
    with pytest.raises(InputError) as refused:
        typed_digits(box)
    assert str(refused.value) == line
    box.children[0].value = "11111"
    assert "wanted" not in said(box) and RED not in said(box)
    assert typed_digits(box).tolist() == [1] * 5
