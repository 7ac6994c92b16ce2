"""Feedback on exercises: every typical wrong answer gets its own hint, and nothing raises."""

import numpy as np
import pytest

from kmeans_lib.assignment import assign_labels, squared_distances
from kmeans_lib.engine import cluster_sums
from kmeans_lib.exercises import EXERCISES, check, checks, verdict
from kmeans_lib.initialization import init_random
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.update import update_centroids


def loops(X, centroids):
    return ((X[:, None].astype(float) - centroids) ** 2).sum(axis=2)


def in_uint8(X, centroids):
    return ((X[:, None] - centroids) ** 2).sum(axis=2)


def one_product(X, c):
    return (X**2).sum(axis=1)[:, None] - 2 * X @ c.T + (c**2).sum(axis=1)


def means(X, labels, centroids, empty=None):
    new = np.array(centroids, float)
    for j in range(len(new)):
        own = X[labels == j]
        new[j] = own.mean(axis=0) if len(own) or empty is None else empty
    return new


def rounds(X, centroids, number):
    for _ in range(number):
        labels = assign_labels(X, centroids)
        centroids = update_centroids(X, labels, centroids)[0]
    return labels, centroids


def endless(X, centroids):
    while True:
        labels = assign_labels(X, centroids)
        if np.isnan(centroids[0, 0]):
            return labels, centroids


def in_place(X, labels, centroids):
    centroids[:] = 0
    return centroids


def chances(distances):
    return distances / distances.sum()


def first_purity(y, labels):
    return np.mean([np.bincount(y[labels == j]).max() / sum(labels == j) for j in range(4)])


WRONG = {  # exercise: hint: answer
    "cluster_sizes": {
        "without images is missing": lambda labels, k: np.unique(labels, return_counts=True)[1],
        "last clusters are missing": lambda labels, k: np.bincount(labels),
        "shares": lambda labels, k: np.bincount(labels, minlength=k) / len(labels),
        "These are the labels": lambda labels, k: labels,
    },
    "cut_tiles": {
        "One reshape alone": lambda s, t: s.reshape(-1, t * t),
        "down the columns": lambda s, t: (
            s.T.reshape(s.shape[1] // t, t, -1, t).transpose(0, 2, 3, 1).reshape(-1, t * t)
        ),
        "over its diagonal": lambda s, t: (
            s.reshape(-1, t, s.shape[1] // t, t).transpose(0, 2, 3, 1).reshape(-1, t * t)
        ),
        "as squares": lambda s, t: (
            s.reshape(-1, t, s.shape[1] // t, t).swapaxes(1, 2).reshape(-1, t, t)
        ),
        "height first": lambda s, t: (
            s.reshape(s.shape[1] // t, t, s.shape[0] // t, t).swapaxes(1, 2).reshape(-1, t * t)
        ),
    },
    "find_blank": {
        "other way round": lambda X: X.max(axis=1) > 0,
        "This is how many": lambda X: (X.max(axis=1) == 0).sum(),
        "their numbers": lambda X: np.flatnonzero(X.max(axis=1) == 0),
        "with a black pixel": lambda X: X.min(axis=1) == 0,
        "columns": lambda X: X.max(axis=0) == 0,
    },
    "difference": {
        "wraps around": lambda a, b: np.abs(a - b),
        "below zero": lambda a, b: a.astype(float) - b,
        "squares": lambda a, b: (a.astype(float) - b) ** 2,
        "the number at": lambda a, b: np.maximum(a, b) * 1.0,
    },
    "init_random": {
        "drawn twice": lambda X, k, rng: X[rng.integers(0, len(X), k)],
        "Other generators": lambda X, k, rng: X[:k],
        "same seed": lambda X, k, rng: X[np.random.default_rng().permutation(len(X))[:k]],
        "numbers of rows": lambda X, k, rng: rng.permutation(len(X))[:k],
        "first k rows": lambda X, k, rng: X[rng.permutation(k)],
        "not every centroid": lambda X, k, rng: rng.uniform(0, 255, (k, X.shape[1])),
    },
    "plus_plus_chances": {
        "wraps around": lambda X, c: chances(in_uint8(X, c).min(axis=1)),
        "add up to 1": lambda X, c: loops(X, c).min(axis=1),
        "squared": lambda X, c: chances(np.sqrt(loops(X, c).min(axis=1))),
        "not all of them": lambda X, c: chances(loops(X, c).sum(axis=1)),
        "last centroid": lambda X, c: chances(loops(X, c)[:, -1]),
    },
    "squared_distances": {
        "wraps around": in_uint8,
        "turn it over": lambda X, c: loops(X, c).T,
        "without the root": lambda X, c: np.sqrt(loops(X, c)),
        "before they are added": lambda X, c: (X[:, None].astype(float) - c).sum(axis=2),
        "has shape": lambda X, c: loops(X, c)[0],
        "squares do not fit into uint8": one_product,
        "X is a float now": lambda X, c: one_product(X.astype(float), c),
        "too late": lambda X, c: ((X[:, None] - c).astype(float) ** 2).sum(axis=2),
    },
    "assign_labels": {
        "wraps around": lambda X, c: in_uint8(X, c).argmin(axis=1),
        "farthest": lambda X, c: loops(X, c).argmax(axis=1),
        "tie": lambda X, c: len(c) - 1 - loops(X, c)[:, ::-1].argmin(axis=1),
        "nearest image": lambda X, c: loops(X, c).argmin(axis=0),
        "squared distance": lambda X, c: loops(X, c).min(axis=1),
        "X and the centroids": lambda X, c: one_product(X, c).argmin(axis=1),
        "counts from 1": lambda X, c: loops(X, c).argmin(axis=1) + 1,
        "whole numbers": lambda X, c: loops(X, c).argmin(axis=1).astype(float),
    },
    "update_centroids": {
        "nan": means,
        "black": lambda X, labels, c: means(X, labels, c, empty=0),
        "cut off": lambda X, labels, c: means(X, labels, c, empty=0).astype(int),
        "which axis": lambda X, labels, c: [X[labels == j].mean() for j in range(len(c))],
        "medians": lambda X, labels, c: [np.median(X[labels == j], axis=0) for j in range(len(c))],
        "changes the arrays": in_place,
    },
    "inertia": {
        "wraps around": lambda X, labels, c: ((X - c[labels]) ** 2).sum(),
        "their squares": lambda X, labels, c: np.sqrt(
            loops(X, c)[np.arange(len(X)), labels]
        ).sum(),
        "that is the mean": lambda X, labels, c: loops(X, c)[np.arange(len(X)), labels].mean(),
        "all centroids": lambda X, labels, c: loops(X, c).sum(),
        "nearest centroid": lambda X, labels, c: loops(X, c).min(axis=1).sum(),
    },
    "kmeans": {
        "too early": lambda X, c: rounds(X, c, 1),
        "changed places": lambda X, c: rounds(X, c, 20)[::-1],
        "way out of your loop": endless,
        "nan": lambda X, c: (assign_labels(X, c), c * np.nan),
        "two things": lambda X, c: rounds(X, c, 20)[1],
        "stopped too early": lambda X, c: rounds(X, c, 10),
        "another update": lambda X, c: (assign_labels(X, c), c),
        "not where this start leads": lambda X, c: _from_elsewhere(X),
    },
    "best_of": {
        "a better one": lambda X, k, n, rng: run_kmeans(X, k, "random", rng=rng),
        "whole final step": lambda X, k, n, rng: run_kmeans(X, k, n_init=n, rng=rng).inertia,
        "4 was asked": lambda X, k, n, rng: run_kmeans(X, k + 1, n_init=n, rng=rng),
        "same rows": lambda X, k, n, rng: run_kmeans(
            X, k, "random", n, rng=np.random.default_rng(0)
        ),
        "use the rng": lambda X, k, n, rng: run_kmeans(
            X, k, X[[0, 1, 2, 20]]
        ),
    },
    "match_centroids": {
        "other direction": lambda a, b: squared_distances(a, b).argmin(axis=0),
        "as they come": lambda a, b: np.arange(len(a)),
        "farthest": lambda a, b: squared_distances(a, b).argmax(axis=1),
        "their numbers": lambda a, b: b[squared_distances(a, b).argmin(axis=1)],
    },
    "purity": {
        "need not be digit 1": lambda y, labels: np.mean(y == labels),
        "counts alike": first_purity,
        "of every digit": lambda y, labels: (
            sum(np.bincount(labels[y == d]).max() for d in np.unique(y)) / len(y)
        ),
        "number of all images": lambda y, labels: 10,
        "last cluster": lambda y, labels: (
            sum(np.bincount(y[labels == j]).max() for j in range(labels.max())) / len(y)
        ),
    },
    "project": {
        "subtracted first": lambda X, mean, components: X @ components.T,
        "turn it over": lambda X, mean, components: components @ (X - mean).T,
        "images again": lambda X, mean, components: (
            (X - mean) @ components.T @ components + mean
        ),
        "stops with ValueError": lambda X, mean, components: (X - mean) @ components,
    },
    "explained_share": {
        "squares of the singular": lambda X, m: _share(X, m, 1),
        "mean image": lambda X, m: _share(X + X.mean(axis=0) * 0, m, 2, centred=False),
        "one number a component": lambda X, m: _shares(X, 2)[:m],
        "one component alone": lambda X, m: _shares(X, 2)[m - 1],
        "m = 2 only": lambda X, m: _share(X, 2, 2),
        "sum of squares": lambda X, m: (_singular(X)[:m] ** 2).sum(),
    },
    "representatives": {
        "its own rows only": lambda X, labels, c: squared_distances(X, c).argmin(axis=0),
        "within each cluster": lambda X, labels, c: [
            squared_distances(X[labels == j], c[j : j + 1]).argmin() for j in range(len(c))
        ],
        "rows themselves": lambda X, labels, c: X[_own_distances(X, labels, c).argmin(axis=0)],
        "one a cluster is wanted": lambda X, labels, c: squared_distances(X, c).argmin(axis=1),
        "first row of each": lambda X, labels, c: [
            np.flatnonzero(labels == j)[0] for j in range(len(c))
        ],
        "farthest row": lambda X, labels, c: (
            np.nan_to_num(_own_distances(X, labels, c), posinf=-1).argmax(axis=0)
        ),
    },
    "repaint": {
        "rows of colours": lambda photo, palette: palette[assign_labels(_rows(photo), palette)],
        "one a pixel": lambda photo, palette: assign_labels(_rows(photo), palette),
        "the numbers of the colours; the": lambda photo, palette: (
            assign_labels(_rows(photo), palette).reshape(photo.shape[:2])
        ),
        "farthest colour": lambda photo, palette: (
            palette[squared_distances(_rows(photo), palette).argmax(axis=1)].reshape(photo.shape)
        ),
        "wraps around": lambda photo, palette: (
            palette[in_uint8(_rows(photo), palette.astype(np.uint8)).argmin(axis=1)]
            .reshape(photo.shape)
        ),
        "unchanged": lambda photo, palette: photo,
        "number at": lambda photo, palette: (
            np.rint(palette[assign_labels(_rows(photo), palette)] / 2).reshape(photo.shape)
        ),
    },
    "combine": {
        "means of means": lambda parts: np.nanmean([s / c[:, None] for s, c in parts], axis=0),
        "0 / 0": lambda parts: np.mean([s / c[:, None] for s, c in parts], axis=0),
        "sends black": lambda parts: (
            np.mean([s / np.maximum(c, 1)[:, None] for s, c in parts], axis=0)
        ),
        "divide them by the counts": lambda parts: sum(s for s, _ in parts),
        "not by all images": lambda parts: (
            sum(s for s, _ in parts) / sum(c.sum() for _, c in parts)
        ),
        "ValueError": lambda parts: sum(s for s, _ in parts) / sum(c for _, c in parts),
        "last worker": lambda parts: parts[-1][0] / parts[-1][1][:, None],
        "number of workers": lambda parts: sum(s for s, _ in parts) / len(parts),
    },
    "moved_sums": {
        "did not move": lambda sums, X, old, new: cluster_sums(X, new, 3)[0],
        "work on a copy": lambda sums, X, old, new: _move(sums, X, old, new),
        "nothing has changed": lambda sums, X, old, new: sums,
        "not taken away": lambda sums, X, old, new: _move(sums.copy(), X, old, new, minus=0),
        "not added": lambda sums, X, old, new: _move(sums.copy(), X, old, new, plus=0),
        "wrong way": lambda sums, X, old, new: _move(sums.copy(), X, new, old),
        "change alone": lambda sums, X, old, new: _move(np.zeros((3, 3)), X, old, new),
        "np.add.at": lambda sums, X, old, new: _move_at_once(sums.copy(), X, old, new),
        "means": lambda sums, X, old, new: (
            _move(sums.copy(), X, old, new) / np.bincount(new)[:, None]
        ),
    },
}  # fmt: skip


def _move(sums, X, old, new, minus=1, plus=1):
    for i in np.flatnonzero(old != new):
        sums[old[i]] -= minus * X[i]
        sums[new[i]] += plus * X[i]
    return sums


def _move_at_once(sums, X, old, new):
    moved = old != new
    sums[old[moved]] -= X[moved]
    sums[new[moved]] += X[moved]
    return sums


def _rows(photo):
    return photo.reshape(-1, 3)


def _own_distances(X, labels, centroids):
    own = labels[:, None] == np.arange(len(centroids))
    return np.where(own, squared_distances(X, centroids), np.inf)


def _from_elsewhere(X):
    step = run_kmeans(X, 4, X[[0, 16, 31, 46]])
    return step.labels, step.centroids


def _singular(X, centred=True):
    return np.linalg.svd(X - X.mean(axis=0) * centred, compute_uv=False)


def _shares(X, power, centred=True):
    return _singular(X, centred) ** power / (_singular(X, centred) ** power).sum()


def _share(X, m, power, centred=True):
    return _shares(X, power, centred)[:m].sum()


@pytest.mark.parametrize(
    ("name", "hint"), [(name, hint) for name, answers in WRONG.items() for hint in answers]
)
def test_a_wrong_answer_is_told_what_is_wrong(name, hint):
    line = verdict(name, WRONG[name][hint])
    assert line.startswith(f"{name}: not yet. ") and hint.lower() in line.lower()
    assert "\n" not in line


@pytest.mark.parametrize("name", EXERCISES)
def test_wrong_answers_of_every_exercise_are_told_apart(name):
    lines = {verdict(name, answer) for answer in WRONG[name].values()}
    assert len(lines) >= 3


def stub(*arguments): ...


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("nothing", [None, ...])
def test_an_untouched_stub_is_told_so(name, nothing):
    assert stub() is None
    assert "returns nothing yet" in verdict(name, lambda *arguments: nothing)


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize(
    "odd", ["text", {}, object(), [[1], [1, 2]], np.array([]), float("nan"), 1 + 2j, (1, 2), True]
)  # fmt: skip
def test_nonsense_gets_one_line(name, odd):
    line = verdict(name, lambda *arguments: odd)
    assert line.startswith(f"{name}: not yet. ") and "\n" not in line


@pytest.mark.parametrize("name", EXERCISES)
def test_a_failing_answer_gets_one_line(name):
    def fails(*arguments):
        raise RuntimeError("first line\nsecond line" + "!" * 1000)

    line = verdict(name, fails)
    assert "It stops with RuntimeError: first line second line" in line
    assert len(line) < 220 and "\n" not in line
    assert "SystemExit" in verdict(name, lambda *arguments: exit())


def test_an_endless_loop_is_stopped(monkeypatch):
    monkeypatch.setattr(checks, "SECONDS", 0.05)

    def swallows(X, centroids):
        while True:
            try:
                X = X + 1
            except Exception:
                continue

    assert "way out of your loop" in verdict("kmeans", swallows)


def test_the_function_itself_is_wanted():
    assert 'check("inertia", my_function)' in verdict("inertia", 3.0)


def test_an_unknown_exercise_lists_the_known_ones(capsys):
    check("assign_lables", stub)
    assert "assign_labels" in capsys.readouterr().out


def test_check_prints_one_line(capsys):
    check("init_random", init_random)
    assert capsys.readouterr().out == "init_random: right!\n"


def test_right_answers_may_be_lists():
    assert verdict("cluster_sizes", lambda labels, k: [2, 1, 0, 3, 0]) == "cluster_sizes: right!"


def test_warnings_of_a_wrong_answer_are_not_shown():
    """The mean of nothing warns; the suite turns warnings into errors."""
    assert "NaN" in verdict("update_centroids", means)
