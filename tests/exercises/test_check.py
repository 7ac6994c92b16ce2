"""`check` itself: one line whatever a learner's function does, and back in time."""

import os
import sys
import threading
import time
from functools import partial

import numpy as np
import pytest

from kmeans_lib.assignment import assign_labels
from kmeans_lib.exercises import EXERCISES, LESSONS, check, verdict, watch
from kmeans_lib.exercises.hints import Hint, judge


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(watch, "SECONDS", 0.1)


# In time.


def one_line_loop(labels, k):
    while True:
        pass


def swallows(labels, k):
    while True:
        try:
            k += 1
        except Exception:
            continue


def swallows_once(labels, k):
    try:
        while True:
            k += 1
    except:  # noqa: E722
        return [0] * k


@pytest.mark.parametrize("answer", [one_line_loop, swallows, swallows_once])
def test_an_endless_loop_is_stopped(hurried, answer):
    before = threading.active_count()
    assert "is there a way out of your loop?" in verdict("cluster_sizes", answer)
    assert threading.active_count() == before, "it does not go on in the background"


def test_what_cannot_be_stopped_is_left_behind(hurried, monkeypatch):
    monkeypatch.setattr(watch, "TRIES", 2)
    start = time.monotonic()
    line = verdict("cluster_sizes", lambda labels, k: time.sleep(3))
    assert time.monotonic() - start < 2
    assert line.endswith("way out of your loop? And it cannot be stopped: restart the kernel.")


def test_a_first_import_may_take_its_time(hurried, tmp_path, monkeypatch):
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(0.4)\n")
    monkeypatch.syspath_prepend(tmp_path)

    def imports(labels, k):
        import slow_to_import  # noqa: F401

        return np.bincount(labels, minlength=k)

    assert verdict("cluster_sizes", imports) == "cluster_sizes: right!"
    sys.modules.pop("slow_to_import")


@pytest.mark.parametrize("answer", [one_line_loop, swallows])
def test_without_threads_loops_are_stopped_as_well(hurried, monkeypatch, answer):
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert "is there a way out of your loop?" in verdict("cluster_sizes", answer)
    right = verdict("cluster_sizes", lambda labels, k: np.bincount(labels, minlength=k))
    assert right == "cluster_sizes: right!"


def test_no_tracer_is_in_the_way_of_breakpoints_and_coverage():
    seen = []

    def looks(labels, k):
        seen.append(sys.gettrace())
        return np.bincount(labels, minlength=k)

    before = sys.gettrace()
    verdict("cluster_sizes", looks)
    assert seen[0] is None and sys.gettrace() is before


# In one line.


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize(
    "odd",
    ["text", {}, object(), [[1], [1, 2]], np.array([]), float("nan"), 1 + 2j, (1, 2), True,
     np.array([], object), np.array(["a"]), [None], (np.zeros(3), (np.zeros((2, 2)), 1)), np.inf,
     (np.zeros(60, int), np.full((4, 2), np.inf)), np.array(3, object), {1, 2}, print],
    ids=lambda odd: repr(odd)[:20],
)  # fmt: skip
def test_nonsense_gets_one_line(name, odd):
    line = verdict(name, lambda *arguments: odd)
    assert line.startswith(f"{name}: not yet. ") and "\n" not in line and len(line) < 300


@pytest.mark.parametrize("name", EXERCISES)
def test_a_failing_answer_gets_one_line(name):
    def fails(*arguments):
        raise RuntimeError("first line\nsecond line" + "!" * 1000)

    line = verdict(name, fails)
    assert "It stops with RuntimeError: first line second line" in line
    assert len(line) < 320 and "\n" not in line
    assert "SystemExit" in verdict(name, lambda *arguments: exit())


def test_the_line_where_it_stopped_is_shown():
    def divides(labels, k):
        return [1 / (k - k)]

    line = divides.__code__.co_firstlineno + 1
    assert verdict("cluster_sizes", divides) == (
        "cluster_sizes: not yet. It stops with ZeroDivisionError: division by zero "
        f"(line {line}: return [1 / (k - k)])"
    )


def test_the_line_is_the_learners_own():
    def divides(labels, k):
        return np.bincount(labels.astype(str))  # it fails inside of NumPy

    assert "(line " in verdict("cluster_sizes", divides)
    assert "return np.bincount(labels.astype(str))" in verdict("cluster_sizes", divides)


def test_printing_is_not_returning(capsys):
    def prints(labels, k):
        print(np.bincount(labels, minlength=k))

    assert "It prints, but returns nothing" in verdict("cluster_sizes", prints)
    assert capsys.readouterr().out != "", "what it prints is shown"
    assert "It returns nothing yet" in verdict("cluster_sizes", lambda labels, k: None)


def test_the_librarys_own_function_is_not_an_answer():
    assert "That is the library's own function" in verdict("assign_labels", assign_labels)
    assert verdict("assign_labels", lambda X, c: assign_labels(X, c)).endswith("right!")


def test_an_object_with_a_call_is_as_good_as_a_function():
    sizes = partial(lambda more, labels, k: np.bincount(labels, minlength=k), 0)
    assert verdict("cluster_sizes", sizes) == "cluster_sizes: right!"


def stub(*arguments): ...


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("nothing", [None, ...])
def test_an_untouched_stub_is_told_so(name, nothing):
    assert stub() is None
    assert "returns nothing yet" in verdict(name, lambda *arguments: nothing)


def test_right_answers_may_be_lists():
    def in_a_list(labels, k):
        return np.bincount(labels, minlength=k).tolist()

    assert verdict("cluster_sizes", in_a_list) == "cluster_sizes: right!"


def test_warnings_of_a_wrong_answer_are_not_shown():
    """The mean of nothing warns; the suite turns warnings into errors."""

    def means(X, labels, centroids):
        return np.array([X[labels == j].mean(axis=0) for j in range(len(centroids))])

    assert "NaN" in verdict("update_centroids", means)


# What is wrong with a result.


def double(function, **options):
    judge(function, lambda X: 2.0 * X, [(np.array([1]),), (np.array([[1, 2], [3, 4]]),)], **options)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda X: X * 3, "double(np.array([1])) gives [3]; [2] is right."),
        (
            lambda X: X * 2 if len(X) < 2 else X,
            "np.array([[1, 2], [3, 4]])) gives [[1, 2], [3, 4]]",
        ),
        (lambda X: X[:0], "The result has shape (0,); (1,) is wanted."),
        (lambda X: X * np.nan, "The result holds NaN"),
        (lambda X: X * np.inf, "The result holds inf"),
        (lambda X: (X, X), "It returns 2 things; one is wanted."),
        (lambda X: np.array(X * 2, object), "an array of objects"),
        (lambda X: "two", "The result is str; numbers are wanted."),
    ],
)
def test_a_wrong_result_is_described(answer, said):
    answer.__name__ = "double"
    with pytest.raises(Hint) as caught:
        double(answer)
    assert said in str(caught.value)


def test_a_number_in_an_array_is_told_from_a_number():
    with pytest.raises(Hint, match="an array that holds the number"):
        judge(lambda X: np.array([X.sum()]), np.sum, [(np.arange(3),)])


def test_a_case_is_shown_as_one_would_write_it():
    line = verdict("find_blank", lambda X: X.max(axis=1) == 255)
    assert "my_function(np.array([[0, 0, 0, 0]], np.uint8)) gives [False]; [True] is right." in line


def test_a_mistake_is_named_only_if_it_explains_every_result():
    mistakes = {"squared": lambda X: X**2}
    with pytest.raises(Hint, match="squared"):
        double(lambda X: X**2, mistakes=mistakes)
    with pytest.raises(Hint, match="gives"):
        double(lambda X: X**2 if len(X) > 1 else X * 7, mistakes=mistakes)


def test_a_case_too_long_to_show_names_the_place():
    X = np.arange(100.0)
    with pytest.raises(Hint, match=r"the number at \[3\] is not: 7.0, where 3.0 is right"):
        judge(lambda X: np.where(X == 3, 7, X), lambda X: X, [(X,)])


def test_changing_what_was_given_is_seen_in_nested_arrays_too():
    def combine(parts):
        sums, counts = parts[0]
        for more, count in parts[1:]:
            sums += more
            counts += count
        return sums / counts[:, None]

    assert "It changes the arrays" in verdict("combine", combine)


# Where am I?


def sizes(labels, k):
    return np.bincount(labels, minlength=k)


def test_what_was_right_gets_a_tick(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    check("cluster_sizes", sizes)
    check("difference", lambda a, b: a - b)
    assert "difference: not yet" in capsys.readouterr().out
    check()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "00  ✓ cluster_sizes"
    assert lines[1] == "01  · difference  · find_blank  · cut_tiles"
    assert lines[-1] == f"1 of {len(EXERCISES)} are right so far."
    assert [path.name for path in tmp_path.iterdir()] == ["exercises_done.txt"]


def test_a_folder_that_cannot_be_written_to_changes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exercises_done.txt").mkdir()
    check("cluster_sizes", sizes)
    check()
    assert capsys.readouterr().out.startswith("cluster_sizes: right!\n00  · cluster_sizes\n")


def test_every_exercise_has_its_lesson():
    assert sorted(name for names in LESSONS.values() for name in names) == sorted(EXERCISES)


def test_a_misspelt_name_suggests_the_nearest(capsys):
    check("assign_lables", sizes)
    assert "did you mean 'assign_labels'?" in capsys.readouterr().out
    check("zebra", sizes)
    assert "There is no exercise 'zebra'; check() lists them." in capsys.readouterr().out


def test_the_function_itself_is_wanted():
    assert 'check("inertia", my_function)' in verdict("inertia", 3.0)
    assert 'check("inertia", my_function)' in verdict("inertia", None)


def test_done_is_kept_when_a_run_ends(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, answer in {"cluster_sizes": sizes, "find_blank": lambda X: ~X.any(axis=1)}.items():
        check(name, answer)
    written = (tmp_path / "exercises_done.txt").read_text(encoding="utf-8")
    assert written == "cluster_sizes\nfind_blank\n"
    assert os.listdir(tmp_path) == ["exercises_done.txt"]
