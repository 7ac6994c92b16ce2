"""The loop: assign and update in turn until no image changes cluster."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.assignment import row_squares
from kmeans_lib.bounds import MANY_PIXELS, Assignment, Sketch, assign_all, follow_all
from kmeans_lib.initialization import check_k, init_plus_plus, init_random, plus_plus
from kmeans_lib.tally import Tally
from kmeans_lib.update import means, row_blocks, weighted
from kmeans_lib.validation import (
    InputError,
    as_centroids,
    as_count,
    as_rng,
    as_rows,
    as_weights,
)

LABELS_AT_ONCE = 2**22  # of runs side by side: this bounds their memory
STARTS = {"k-means++": init_plus_plus, "random": init_random}
T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """What k-means knows after one round.

    Attributes
    ----------
    index : int
        Number of updates so far; step 0 is the start with its first assignment.
    labels : (n,) integers
        Nearest of `centroids` for every image.
    centroids : (k, d) float64
        In grey levels.
    inertia : float
        Sum of squared distances to the own centroid, in grey levels squared.
    moved : int
        How many images changed cluster in this round (all of them in step 0).
    emptied : int
        How many times so far an update found a cluster empty and gave it a new start.
    """

    index: int
    labels: np.ndarray
    centroids: np.ndarray
    inertia: float
    moved: int
    emptied: int


def kmeans_steps(
    X: ArrayLike,
    centroids: ArrayLike,
    max_iter: int = 300,
    sample_weight: ArrayLike | None = None,
) -> Iterator[Step]:
    """Run k-means from given centroids and yield every `Step` on the way.

    Parameters
    ----------
    X : array of shape (n, d)
        One flattened image a row, in grey levels.
    centroids : array of shape (k, d)
        The start; not changed.
    max_iter : int
        Largest number of updates.
    sample_weight : array of shape (n,), optional
        How many times each image counts.

    Returns
    -------
    iterator of Step
        The last one has `moved == 0`, unless max_iter came first. Inertia never rises.

    Raises
    ------
    InputError
        At the call, before the first step: for arrays that are not finite or do not fit together.

    References
    ----------
    Lloyd, "Least squares quantization in PCM", 1982.
    """
    X = as_rows(X)
    centroids = as_centroids(centroids, X).copy()
    as_count(len(centroids), "k", at_most=len(X), of="images")
    max_iter = as_count(max_iter, "max_iter")
    points = Points(X, as_weights(sample_weight, len(X)))
    return (run.step for (run,) in rounds(points, [centroids], max_iter))


class Points:
    """What all runs on the same images share, computed once and only when asked for."""

    def __init__(self, X: np.ndarray, sample_weight: np.ndarray | None = None) -> None:
        self.X = X
        self.sample_weight = sample_weight

    @cached_property
    def row_squares(self) -> np.ndarray:
        """Squared length of every image: (n,) float64."""
        blocks = row_blocks(self.X)
        return np.concatenate([row_squares(self.X[rows].astype(np.float64)) for rows in blocks])

    @cached_property
    def norms(self) -> np.ndarray:
        return np.sqrt(self.row_squares).astype(self.X.dtype)

    @cached_property
    def squares(self) -> float:
        """Sum of all squared pixels."""
        return np.sum(weighted(self.row_squares, self.sample_weight))

    @cached_property
    def sketch(self) -> Sketch | None:
        """For images of many pixels, if there are enough of them to pay for it; else None."""
        n, d = self.X.shape
        return Sketch(self.X, self.norms) if MANY_PIXELS <= d < n else None


class Run:
    """One run and its current step."""

    def __init__(self, points: Points, assignment: Assignment) -> None:
        self.points, self.assignment = points, assignment
        labels, centroids = assignment.labels, assignment.centroids
        self.tally = Tally(points, labels, len(centroids))
        value = self.tally.inertia(centroids)
        self.step = Step(0, labels, centroids, value, len(labels), 0)

    def update(self) -> tuple[np.ndarray, int]:
        """New centroids, and how many clusters were empty."""
        points, tally, step = self.points, self.tally, self.step
        return means(
            tally.sums, tally.weights, points.X, step.labels, step.centroids, points.sample_weight
        )

    def assigned(self, empty: int, moved: np.ndarray, old: np.ndarray) -> None:
        """Make the next step, after `assignment` has followed the new centroids."""
        labels, centroids = self.assignment.labels, self.assignment.centroids
        self.tally.move(labels, moved, old)
        index, emptied = self.step.index + 1, self.step.emptied + empty
        value = self.tally.inertia(centroids)
        self.step = Step(index, labels, centroids, value, len(moved), emptied)


def rounds(
    points: Points, starts: Sequence[np.ndarray], max_iter: int, tol: float = 0.0
) -> Iterator[list[Run]]:
    """Several runs side by side; yields the list of them after each round, until all have ended.

    They share the products of images and centroids; a run that has ended drops out.
    """
    runs = [Run(points, assignment) for assignment in assign_all(points, starts)]
    still = tol * runs[0].tally.spread / (runs[0].tally.weights.sum() * points.X.shape[1])
    yield runs
    active = runs
    for _ in range(max_iter):
        before = [run.step.centroids for run in active]
        new, empty = zip(*[run.update() for run in active], strict=True)
        moves = follow_all([run.assignment for run in active], new)
        for run, count, (moved, old) in zip(active, empty, moves, strict=True):
            run.assigned(count, moved, old)
        yield runs
        ways = [np.sum((c - b) ** 2) for c, b in zip(new, before, strict=True)]
        active = [
            run for run, way in zip(active, ways, strict=True) if run.step.moved and way > still
        ]
        if not active:
            return


def run_kmeans(
    X: ArrayLike,
    k: int,
    init: str | ArrayLike = "k-means++",
    n_init: int = 1,
    max_iter: int = 300,
    rng: np.random.Generator | None = None,
    sample_weight: ArrayLike | None = None,
) -> Step:
    """Run k-means from n_init starts and return the final `Step` with the smallest inertia.

    Parameters
    ----------
    X : array of shape (n, d)
        One flattened image a row, in grey levels.
    k : int
        Number of clusters.
    init : "k-means++", "random" or array of shape (k, d)
        How each run starts; from an array there is only one run.
    n_init : int
        Number of runs.
    max_iter : int
        Largest number of updates in a run.
    rng : numpy.random.Generator
        Needed unless init is an array. The same seed gives the same result.
    sample_weight : array of shape (n,), optional
        How many times each image counts.

    Returns
    -------
    Step

    Raises
    ------
    InputError
        For arrays that are not finite or do not fit together, k < 1, k larger than the number of
        different images, or an unknown init.
    """
    X = as_rows(X)
    points = Points(X, as_weights(sample_weight, len(X)))
    starts = make_starts(points, k, init, as_count(n_init, "n_init"), rng)
    return best_run(points, starts, as_count(max_iter, "max_iter"))


def make_starts(
    points: Points, k: int, init: str | ArrayLike, n_init: int, rng: np.random.Generator | None
) -> Iterable[np.ndarray]:
    """n_init starts: with one, from rng itself; with more, each from a child of rng."""
    if not isinstance(init, str):
        start = as_centroids(init, points.X)
        if len(start) != k:
            raise InputError(f"init has {len(start)} rows, but k = {k}")
        as_count(k, "k", at_most=len(points.X), of="images")
        return [start]
    if init not in STARTS:
        raise InputError(f"init = {init!r}: one of {', '.join(STARTS)} or an array is wanted")
    rngs = [as_rng(rng)] if n_init == 1 else as_rng(rng).spawn(n_init)
    if init == "k-means++" and n_init > 1:
        k, weights = check_k(points.X, k, points.sample_weight), points.sample_weight
        return plus_plus(points.X, points.norms**2, k, rngs, weights)
    return [STARTS[init](points.X, k, child, points.sample_weight) for child in rngs]


def best_run(points: Points, starts: Iterable[np.ndarray], max_iter: int, tol: float = 0.0) -> Step:
    """The final step with the smallest inertia; the first of them where only rounding differs.

    A run also ends when the squared ways of the centroids add up to less than tol times the
    mean variance of the pixels.
    """
    starts = [np.array(start, float) for start in starts]
    together = max(1, LABELS_AT_ONCE // len(points.X))
    groups = [starts[i : i + together] for i in range(0, len(starts), together)]
    finals = [run.step for group in groups for run in last(rounds(points, group, max_iter, tol))]
    best = finals[0]
    for final in finals[1:]:
        if final.inertia < best.inertia * (1 - 1e-10):
            best = final
    return best


def last(steps: Iterable[T]) -> T:
    """The final step of a run: the last item of any iterator."""
    return deque(steps, maxlen=1).pop()
