"""The mistakes that exercises know are mistakes, and told apart by the cases."""

from itertools import combinations

import numpy as np
import pytest

from kmeans_lib.exercises import EXERCISES, colours, hints, naming, seeing

MODULES = colours, seeing, naming
NAMES = [
    (module, name)
    for module in MODULES
    for name, task in EXERCISES.items()
    if task.__module__ == module.__name__
]


def looked_up(module, name, monkeypatch):
    """What an exercise gives to judge: solve, cases, mistakes, tolerance."""
    given = []

    def listen(function, solve, cases, mistakes=None, tolerance=1e-6):
        given.append((solve, cases, mistakes, tolerance))

    monkeypatch.setattr(module, "judge", listen)
    EXERCISES[name](lambda *arguments: np.zeros(1, int))
    return given


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_no_mistake_is_right_and_no_two_are_the_same(module, name, monkeypatch):
    for solve, cases, mistakes, tolerance in looked_up(module, name, monkeypatch):
        with np.errstate(all="ignore"):
            results = {
                hint: [hints._parts(mistake(*case)) for case in cases]
                for hint, mistake in {"right": solve, **mistakes}.items()
            }
        for (a, ours), (b, theirs) in combinations(results.items(), 2):
            same = [hints._same(x, y, tolerance) for x, y in zip(ours, theirs, strict=True)]
            assert not all(same), f"{name}: {a!r} and {b!r}"


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_a_small_case_comes_first(module, name, monkeypatch):
    """What goes wrong in it is shown to the learner ready to paste."""
    for _, cases, _, _ in looked_up(module, name, monkeypatch):
        sizes = [sum(np.size(argument) for argument in case) for case in cases]
        assert sizes[0] == min(sizes)
        assert len(f"{name}({', '.join(map(hints.pasted, cases[0]))})") < 100
