"""Run a learner's function, and come back even if it does not."""

import contextvars
import sys
import time
from collections.abc import Callable
from threading import Thread
from types import FrameType
from typing import Any

SECONDS = 5  # until a loop counts as endless
IMPORTING = 60  # the same while a module is imported for the first time
TRIES, PAUSE = 20, 0.05  # how often, and after how many seconds again, a loop is told to stop


class TooLong(BaseException):
    """Not an Exception, so that a learner's `except Exception` cannot swallow it."""


def in_time(function: Callable, arguments: tuple) -> Any:
    """function(*arguments), or TooLong if that takes more than SECONDS.

    In a thread of its own: it can be left behind whatever it does. A browser has no threads; there
    the interpreter asks before every step, which does not help against a bare `except:`.
    """
    if sys.platform == "emscripten":
        return _step_by_step(function, arguments)
    outcome: dict[str, Any] = {}

    def run() -> None:
        try:
            outcome["result"] = function(*arguments)
        except BaseException as error:
            outcome["error"] = error

    # With the context, what it prints comes out below the cell that asked for it.
    thread = Thread(target=contextvars.copy_context().run, args=(run,), daemon=True)
    thread.start()
    start = time.monotonic()
    try:
        while thread.is_alive() and not _over(start, sys._current_frames().get(thread.ident or 0)):
            thread.join(PAUSE)
    finally:  # also when the learner interrupts
        late = thread.is_alive()
        _stop(thread)
    if late:  # even if it has swallowed that and returned something
        raise TooLong("it cannot be stopped" if thread.is_alive() else "")
    if "error" in outcome:
        raise outcome["error"]
    return outcome["result"]


def _over(start: float, frame: FrameType | None) -> bool:
    seconds = time.monotonic() - start
    if seconds <= SECONDS or _is_inside("pdb.py", frame):  # a debugger waits for its user
        return False
    return seconds > IMPORTING or not _is_inside("importlib._bootstrap", frame)


def _is_inside(file: str, frame: FrameType | None) -> bool:
    while frame and file not in frame.f_code.co_filename:
        frame = frame.f_back
    return frame is not None


def _stop(thread: Thread) -> None:
    """Raise TooLong inside a thread, again where it is swallowed; then leave it alone."""
    import ctypes  # here: not every browser's Python has it

    for _ in range(TRIES):
        if not thread.is_alive():
            return
        number = ctypes.c_ulong(thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(number, ctypes.py_object(TooLong))
        thread.join(PAUSE)


def _step_by_step(function: Callable, arguments: tuple) -> Any:
    start = time.monotonic()

    def watch(frame: FrameType, event: str, argument: object) -> Callable:
        frame.f_trace_opcodes = True  # a loop on a single line has no other events
        if _over(start, frame):
            raise TooLong
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        return function(*arguments)
    finally:
        sys.settrace(before)
