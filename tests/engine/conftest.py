"""Both kinds of rounds, NumPy's and the compiled ones, on one thread and on two."""

from collections.abc import Callable

import pytest

from kmeans_lib.engine import choice

WAYS = ["NumPy", "compiled", "compiled, in parts on two threads"]


def use(way: str, patch: pytest.MonkeyPatch) -> Callable:
    """Make all rounds in one of the WAYS; returns what makes them."""
    compiled = way.startswith("compiled")
    patch.setattr(choice, "spent", [float("inf" if compiled else "-inf")])
    if "parts" in way:
        patch.setattr(choice, "ENOUGH", 20)
    patch.setattr(choice, "_allowed", lambda: 2 if "two" in way else 1)
    return choice.compiled() if compiled else choice.bounds.follow


@pytest.fixture(params=WAYS)
def follow(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable:
    """What makes the rounds, in each of the WAYS."""
    return use(request.param, monkeypatch)
