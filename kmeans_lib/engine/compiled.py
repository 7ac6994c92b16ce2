"""A round once more, as one plain loop that numba compiles; see `bounds` for the idea.

Images go through in blocks that stay in the processor's cache: the small product of a block is
BLAS's, all else is done image by image, and a moved one changes the sums in the same pass. Gaps,
margins and the referee are those of `bounds`, so labels are, too.
"""

from collections.abc import Sequence

import numpy as np
from numba import njit

from kmeans_lib.engine.bounds import used_up
from kmeans_lib.engine.points import SMALL, Points
from kmeans_lib.engine.referee import exact_labels
from kmeans_lib.engine.state import Change, State

ABREAST = 16  # images whose scores are compared at a time
MOST = 256  # images of a block


def follow(points: Points, part: slice, runs: Sequence[State]) -> list[Change]:
    """As `bounds.follow`."""
    return [_follow(points, part, run) for run in runs]


def _follow(points: Points, part: slice, run: State) -> Change:
    change, number, loss = Change(run), points.norms.dtype, run.loss
    if points.sketch:
        used_up(points, part, run)
        loss = np.zeros_like(loss)
    factors = np.ascontiguousarray(run.placed.T.astype(number))
    height = min(MOST, SMALL // factors.size) // ABREAST * ABREAST
    weights = points.sample_weight
    squares = np.zeros(points.X.shape[1])
    change.moved, close = _loop(
        points.X[part],
        np.zeros(0) if weights is None else weights[part],
        points.rows[part],
        (points.norms[part], points.upper[part], points.lower[part]),
        (run.labels[part], run.gap[part], loss, run.fresh),
        (factors, run.halves, run.factor, run.rest, number.type(1 - 8 * points.unit)),
        max(ABREAST, height),
        (change.gain, change.weigh, squares),
    )
    change.squares += squares.sum()
    if len(close):
        rows = close + part.start
        change.relabel(rows, exact_labels(points.X.take(rows, axis=0), run.centroids))
    return change


@njit(nogil=True, cache=True)
def _loop(
    X: np.ndarray,
    sample_weight: np.ndarray,
    rows: np.ndarray,
    bounds: tuple,
    state: tuple,
    centroids: tuple,
    height: int,
    change: tuple,
) -> tuple[int, np.ndarray]:
    """Labels and gaps for new centroids, and what sums and weights gain, all in place.

    Returns how many images moved, and which are too close to call: these keep their label.
    """
    (n, d), k = rows.shape, len(centroids[1])
    norms, upper, lower = bounds
    labels, gap, loss, fresh = state
    factors, halves, factor, rest, shrink = centroids
    zero, two = shrink - shrink, shrink / shrink + shrink / shrink
    buffer, dots = np.empty((height, d), rows.dtype), np.zeros((height, k), rows.dtype)
    scores, winner = np.empty((k, ABREAST), rows.dtype), np.empty(ABREAST, np.int32)
    best, second = np.empty(ABREAST, rows.dtype), np.empty(ABREAST, rows.dtype)
    norm, up = np.empty(ABREAST, rows.dtype), np.empty(ABREAST, rows.dtype)
    low, lead = np.empty(ABREAST, rows.dtype), np.empty(ABREAST, rows.dtype)
    unsure, close = np.zeros(n + ABREAST, np.intp), np.empty(n, np.intp)
    total = _shrink(gap, labels, loss, unsure)
    moved = count = 0
    for start in range(0, total, height):
        m = min(height, total - start)
        first = unsure[start]
        if unsure[start + m - 1] - first == m - 1:
            np.dot(rows[first : first + m], factors, dots[:m])
        else:
            _gather(rows, unsure[start : start + m], buffer)
            np.dot(buffer[:m], factors, dots[:m])
        for here in range(0, m, ABREAST):
            # Best and second score of some images abreast, by choices without a branch. As a
            # function it would be half as fast: numba could not know that no arrays overlap.
            for w in range(ABREAST):
                r = here + w
                for j in range(k):
                    scores[j, w] = dots[r, j]
            for w in range(ABREAST):
                i = np.uintp(unsure[start + here + w])
                norm[w], up[w], low[w] = norms[i], upper[i], lower[i]
            for w in range(ABREAST):
                best[w], second[w], winner[w] = scores[0, w] - halves[0], -np.inf, 0
            for j in range(1, k):
                this, half = np.int32(j), halves[j]
                for w in range(ABREAST):
                    score, top, other = scores[j, w] - half, best[w], second[w]
                    less = score if score < top else top
                    second[w] = less if less > other else other
                    winner[w] = this if score > top else winner[w]
                    best[w] = score if score > top else top
            for w in range(ABREAST):
                margin = norm[w] * factor + rest
                near = up[w] - (two * best[w] - margin)
                far = low[w] - (two * second[w] + margin)
                near = np.sqrt(near if near > zero else zero)
                far = np.sqrt(far if far > zero else zero)
                lead[w] = far * shrink - near
                best[w] -= second[w] + margin
            for w in range(min(ABREAST, m - here)):
                i = np.uintp(unsure[start + here + w])
                gap[i] = lead[w]
                if best[w] <= 0:
                    close[count] = i
                    count += 1
                    gap[i] = 0
                elif fresh or winner[w] != labels[i]:
                    weight = sample_weight[i] if len(sample_weight) else 1.0
                    _add(X[i], weight, winner[w], change)
                    if fresh:
                        _add_squares(X[i], weight, change)
                    else:
                        _add(X[i], -weight, labels[i], change)
                    labels[i] = winner[w]
                    moved += 1
    return moved, close[:count]


@njit(nogil=True, inline="always")
def _shrink(gap: np.ndarray, labels: np.ndarray, loss: np.ndarray, unsure: np.ndarray) -> int:
    """Note which images have nothing left of their gap, and how many."""
    m = 0
    for i in range(len(gap)):
        gap[i] -= loss[np.uintp(labels[i])]
        unsure[m] = i  # without a branch: the processor could not guess it
        m += 1 if gap[i] <= 0 else 0
    return m


@njit(nogil=True, inline="always")
def _gather(rows: np.ndarray, unsure: np.ndarray, buffer: np.ndarray) -> None:
    """Copy unsure images side by side."""
    for r in range(len(unsure)):
        i = unsure[r]  # outside the inner loop: only then does numba copy many at a time
        for f in range(rows.shape[1]):
            buffer[r, f] = rows[i, f]


@njit(nogil=True, inline="always")
def _add(x: np.ndarray, weight: float, label: int, change: tuple) -> None:
    """Add an image to the sums of a cluster, or take it away if the weight is negative."""
    gain, weigh, _ = change
    for f in range(len(x)):
        gain[label, f] += weight * x[f]
    weigh[0, label] += weight
    weigh[1, label] += np.sign(weight)


@njit(nogil=True, inline="always")
def _add_squares(x: np.ndarray, weight: float, change: tuple) -> None:
    squares = change[2]
    for f in range(len(x)):
        squares[f] += weight * x[f] * x[f]
