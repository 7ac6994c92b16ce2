"""Progress: a bar for what takes long, where somebody watches."""

import sys
from collections.abc import Iterable, Sequence
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")

if sys.platform == "emscripten":
    tqdm.monitor_interval = 0  # its monitor is a thread, and a browser's Python has none

PATIENCE = {"notebook": 5, "terminal": 0.5}  # seconds until a bar appears


def progress(items: Sequence[T], what: str, unit: str) -> Iterable[T]:
    """Go through items, with a bar if it takes long.

    Parameters
    ----------
    items : sequence
    what : str
        In front of the bar.
    unit : str
        What is counted.

    Returns
    -------
    iterable over the items
        Nothing is shown where the output goes to a file.
    """
    place = "notebook" if "ipykernel" in sys.modules else "terminal"
    watched = place == "notebook" or (sys.stderr is not None and sys.stderr.isatty())
    silence = {} if watched else {"disable": True}  # else the variable TQDM_DISABLE decides
    return tqdm(items, what, unit=f" {unit}", delay=PATIENCE[place], leave=False, **silence)
