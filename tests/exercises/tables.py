"""Tables of right and wrong answers to exercises, and what each of them is to be told.

RIGHT is {exercise: [answers]}, WRONG is {exercise: {part of the hint: [answers]}}.
"""

from kmeans_lib.exercises import EXERCISES, verdict


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


def assert_right(name, answer):
    line = verdict(name, answer)
    assert line == f"{name}: right!", line


def assert_told(name, answer, hint):
    line = verdict(name, answer)
    assert line.startswith(f"{name}: not yet. ") and "\n" not in line, line
    assert hint.lower() in line.lower(), f"{hint!r} is not in {line!r}"


def assert_complete(module, right, wrong):
    """Every exercise of a module has five right answers, ten wrong ones, and one no hint knows."""
    names = {name for name, task in EXERCISES.items() if task.__module__ == module.__name__}
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
