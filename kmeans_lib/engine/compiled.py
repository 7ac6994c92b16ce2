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

ABREAST = 64  # images whose scores are compared at a time
MOST = 256  # images of a block
COLOUR = 3  # up to so many features plain loops beat BLAS


def follow(points: Points, part: slice, runs: Sequence[State]) -> list[Change]:
    """As `bounds.follow`."""
    return [_follow(points, part, run) for run in runs]


def _follow(points: Points, part: slice, run: State) -> Change:
    change, number, loss = Change(run), points.norms.dtype, run.loss
    if points.sketch:
        used_up(points, part, run)
        loss = np.zeros_like(loss)
    factors = np.ascontiguousarray(run.placed.T, number)
    shrink = number.type(1 - 8 * points.unit)
    weights, squares = points.sample_weight, np.zeros(points.X.shape[1])
    weights = np.zeros(0) if weights is None else weights[part]
    bounds = points.norms[part], points.upper[part], points.lower[part]
    change.moved, close = _loop(
        (points.X[part], points.rows[part], weights, *bounds),
        (run.labels[part], run.gap[part], loss, run.fresh),
        (run.centroids, factors, run.halves, run.factor, run.rest, shrink),
        (change.gain, change.weigh, squares),
        max(1, min(MOST, SMALL // factors.size)),
    )
    change.squares += squares.sum()
    if len(close):
        rows = close + part.start
        change.relabel(rows, exact_labels(points.X.take(rows, axis=0), run.centroids))
    return change


@njit(nogil=True, cache=True)
def _loop(images: tuple, state: tuple, centroids: tuple, change: tuple, height: int) -> tuple:
    """Labels and gaps for new centroids, and what sums and weights gain, all in place.

    Returns how many images moved, and which are too close to call: these keep their label.
    """
    X, rows, sample_weight, norms, upper, lower = images
    labels, gap, loss, fresh = state
    exact, factors, halves, factor, rest, shrink = centroids
    (n, d), k, number = rows.shape, len(halves), rows.dtype
    zero, two = np.float32(0), np.float32(2)
    block, dots = np.empty((height, d), number), np.zeros((height + ABREAST, k), number)
    scores, winner = np.empty((k, ABREAST), number), np.empty(ABREAST, np.int32)
    best, second = np.empty(ABREAST, number), np.empty(ABREAST, number)
    red, green = np.empty(ABREAST, number), np.empty(ABREAST, number)
    blue, norm = np.empty(ABREAST, number), np.empty(ABREAST, number)
    up, low = np.empty(ABREAST, number), np.empty(ABREAST, number)
    colours = np.zeros((COLOUR, k), number)
    colours[:d] = factors[:COLOUR]
    unsure, close = np.zeros(n + ABREAST, np.intp), np.empty(n, np.intp)
    total = _shrink(gap, labels, loss, unsure)
    moved = count = 0
    for start in range(0, total, height):
        m = min(height, total - start)
        first, last = unsure[start], unsure[start + m - 1]
        if d > COLOUR and last - first == m - 1:
            np.dot(rows[first : first + m], factors, dots[:m])
        elif d > COLOUR:
            _gather(rows, unsure[start : start + m], block)
            np.dot(block[:m], factors, dots[:m])
        for here in range(0, m, ABREAST):
            # Best and second score of some images abreast, by choices without a branch. As a
            # function it would be half as fast: numba could not know that no arrays overlap.
            for w in range(ABREAST):
                i = np.uintp(unsure[start + here + w])
                norm[w], up[w], low[w] = norms[i], upper[i], lower[i]
                if d <= COLOUR:
                    red[w], green[w], blue[w] = rows[i, 0], rows[i, min(1, d - 1)], rows[i, d - 1]
                else:
                    for j in range(k):
                        scores[j, w] = dots[here + w, j]
            if d <= COLOUR:
                for j in range(k):
                    r, g, b = colours[0, j], colours[1, j], colours[2, j]
                    for w in range(ABREAST):
                        scores[j, w] = red[w] * r + green[w] * g + blue[w] * b
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
                norm[w] = far * shrink - near
                best[w] -= second[w] + margin
            for w in range(min(ABREAST, m - here)):
                i = np.uintp(unsure[start + here + w])
                new, old = int(winner[w]), int(labels[i])
                gap[i] = norm[w]
                if best[w] <= 0:
                    gap[i], new = 0, _nearest(X[i], exact)
                    if new < 0:
                        close[count], count = i, count + 1
                        continue
                if fresh or new != old:
                    weight = sample_weight[i] if len(sample_weight) else 1.0
                    _add(X[i], weight, new, change)
                    if fresh:
                        _add_squares(X[i], weight, change)
                    else:
                        _add(X[i], -weight, old, change)
                    labels[i] = new
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
def _gather(rows: np.ndarray, unsure: np.ndarray, block: np.ndarray) -> None:
    """Copy unsure images side by side."""
    for r in range(len(unsure)):
        i = unsure[r]  # outside the inner loop: only then does numba copy many at a time
        for f in range(rows.shape[1]):
            block[r, f] = rows[i, f]


@njit(nogil=True, inline="always")
def _nearest(x: np.ndarray, centroids: np.ndarray) -> int:
    """The nearest centroid by direct distances, or -1 where even these are too close to call."""
    best, second, winner = np.inf, np.inf, -1
    for j in range(len(centroids)):
        distance = 0.0
        for f in range(len(x)):
            distance += (x[f] - centroids[j, f]) ** 2
        if distance < best:
            best, second, winner = distance, best, j
        elif distance < second:
            second = distance
    error = (len(x) + 8) * 2.0**-52
    return winner if second * (1 - error) > best * (1 + error) + 1e-300 else -1


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
