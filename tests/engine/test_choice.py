"""NumPy or compiled, one thread or two: chosen by the work done so far, and without a trace."""

import subprocess
import sys
from itertools import pairwise

import numpy as np

from kmeans_lib.engine import bounds, choice, fit
from kmeans_lib.engine.points import Points

FEW, MANY = np.zeros((100, 4)), np.zeros((200_000, 4))


def used(X, starts):
    with choice.quickest(Points(X), starts) as way:
        return way


def test_numpy_makes_the_rounds_until_loading_has_paid(monkeypatch):
    monkeypatch.setattr(choice, "spent", [0.0])
    assert used(FEW, [FEW[:3]]).follow is bounds.follow
    assert 0 < choice.spent[0] < 1
    choice.spent[0] = 1.5
    assert used(FEW, [FEW[:3]]).follow is choice.compiled() is not bounds.follow
    assert choice.spent[0] == 1.5


def test_large_work_is_cut_into_parts_that_are_all_of_it():
    assert choice.cut(Points(FEW), 3) == [slice(0, 100)]
    parts = choice.cut(Points(MANY), 50)
    assert len(parts) == choice.MOST_PARTS
    assert parts[0].start == 0 and parts[-1].stop == len(MANY)
    assert all(a.stop == b.start for a, b in pairwise(parts))


def test_without_threads_one_part_comes_after_the_other(monkeypatch):
    """As in a browser's Python, which has none."""
    monkeypatch.setattr(choice, "spent", [2.0])
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert used(MANY, [MANY[:50]]).each is map


def test_threads_are_as_many_as_blas_may_use(monkeypatch):
    monkeypatch.setattr(choice, "spent", [2.0])
    monkeypatch.setattr(choice, "_allowed", lambda: 1)
    assert used(MANY, [MANY[:50]]).each is map
    monkeypatch.setattr(choice, "_allowed", lambda: 2)
    assert used(MANY, [MANY[:50]]).each is not map
    assert used(FEW, [FEW[:3]]).each is map


def test_without_numba_all_works_as_before(tmp_path):
    program = (
        "import sys; sys.modules['numba'] = None\n"
        "import numpy as np\n"
        "from kmeans_lib.engine import choice, fit\n"
        "choice.spent[0] = 5.0\n"
        "X = np.random.default_rng(0).normal(size=(500, 20))\n"
        "(run,) = fit(X, [X[:4]], 300)\n"
        "print(choice.compiled(), ''.join(map(str, run.labels)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    found, labels = done.stdout.split()
    X = np.random.default_rng(0).normal(size=(500, 20))
    (run,) = fit(X, [X[:4]], 300)
    assert found == "None"
    assert labels == "".join(map(str, run.labels))


def test_a_small_job_does_not_wait_for_numba():
    program = (
        "import sys, numpy as np\n"
        "from kmeans_lib.engine import fit\n"
        "X = np.random.default_rng(0).normal(size=(500, 20))\n"
        "fit(X, [X[:4]], 300)\n"
        "assert 'numba' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
