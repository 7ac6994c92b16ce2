"""Set-up that all tests share."""

import errno
import importlib
import os
import subprocess

import matplotlib
import numpy as np
import pytest
from hypothesis import settings
from PIL import EpsImagePlugin

from kmeans_lib.initialization import init_plus_plus, init_random
from kmeans_lib.loading import load_digits
from tests.browser import chromium

# Two processes of tests share two cores. Threads that wait for each other there cost more than
# they bring; tests of threads ask for them. Workers and kernels are started after this line.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Not the environment variable MPLBACKEND: notebook kernels would inherit it and draw nothing.
matplotlib.use("agg")

# The same cases on every run; to hunt for new ones: pytest --hypothesis-profile=explore tests
settings.register_profile("repeat", derandomize=True, max_examples=200, deadline=None)
settings.register_profile("explore", max_examples=5000, deadline=None)
settings.load_profile("repeat")


def pytest_addoption(parser):
    parser.addoption("--all-lessons", action="store_true", help="run all of them in a browser tab")


def pytest_collection_finish():
    """On a slow machine a lesson would print a progress bar that is not in the saved one.

    Kernels inherit this. tqdm reads it when it is imported: where bars are tested, that is over.
    """
    importlib.import_module("tqdm")
    os.environ["TQDM_DISABLE"] = "1"


@pytest.fixture(scope="session")
def digits():
    """The digits 1 to 5, as everybody gets them. Shared: do not write into them."""
    images = load_digits()
    images.X.flags.writeable = False
    return images


@pytest.fixture(scope="session")
def starts(digits):
    """A start on the digits for every k from 2 to 50, random and k-means++ in turn."""
    inits = (init_random, init_plus_plus)
    return {k: inits[k % 2](digits.X, k, np.random.default_rng(k)) for k in range(2, 51)}


@pytest.fixture(scope="module")
def browser():
    """Chromium; a file whose tests need it has `pytestmark = needs_browser`."""
    with chromium() as running:
        yield running


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def started(monkeypatch):
    """The programs that anybody tries to start; none of them is."""
    programs = []

    def refuse(*command, **options):
        programs.append(command)
        raise FileNotFoundError(errno.ENOENT, "no such program")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(EpsImagePlugin, "gs_binary", None)  # Pillow remembers what it found
    return programs
