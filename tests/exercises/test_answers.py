"""Every right answer is right in whatever style, and every wrong one is told what is wrong."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

from kmeans_lib.exercises import EXERCISES, verdict
from tests.exercises import answers

ROOMS = {
    found.name: import_module(f"{answers.__name__}.{found.name}")
    for found in iter_modules(answers.__path__)
}


def right_answers(right):
    """(exercise, answer) for every entry of a table."""
    return [(name, answer) for name, answers in right.items() for answer in answers]


def wrong_answers(wrong):
    """(exercise, answer, part of the hint) for every entry of a table."""
    return [
        (name, answer, hint)
        for name, hints in wrong.items()
        for hint, answers in hints.items()
        for answer in answers
    ]


RIGHT = [answer for room in ROOMS.values() for answer in right_answers(room.RIGHT)]
WRONG = [answer for room in ROOMS.values() for answer in wrong_answers(room.WRONG)]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_a_right_answer_is_right_in_whatever_style(name, answer):
    line = verdict(name, answer)
    assert line == f"{name}: right!", line


@pytest.mark.parametrize(("name", "answer", "hint"), WRONG)
def test_a_wrong_answer_is_told_what_is_wrong(name, answer, hint):
    line = verdict(name, answer)
    assert line.startswith(f"{name}: not yet. ") and "\n" not in line, line
    assert hint.lower() in line.lower(), f"{hint!r} is not in {line!r}"


def test_every_exercise_has_its_answers():
    assert {name for name, _ in RIGHT} == {name for name, *_ in WRONG} == set(EXERCISES)


@pytest.mark.parametrize("room", ROOMS)
def test_the_tables_are_complete(room):
    """Every exercise of a module has five right answers, ten wrong ones, and one no hint knows."""
    module = f"kmeans_lib.exercises.{room}"
    right, wrong = ROOMS[room].RIGHT, ROOMS[room].WRONG
    names = {name for name, task in EXERCISES.items() if task.__module__ == module}
    assert set(right) == set(wrong) == names
    for name in names:
        assert len(right[name]) >= 5, f"{name}: {len(right[name])} right answers"
        number = len(wrong_answers({name: wrong[name]}))
        assert number >= 10, f"{name}: {number} wrong answers"
        lines = {verdict(name, answer) for _, answer, _ in wrong_answers({name: wrong[name]})}
        assert len(lines) >= 3, f"{name}: {lines}"
        shown = [line for line in lines if line.endswith(" is right.")]
        has_cases = "judge" in EXERCISES[name].__code__.co_names  # or many answers are right
        assert shown or not has_cases, f"{name}: no wrong answer ends in the case that goes wrong"
