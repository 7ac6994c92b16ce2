"""Exercises of lesson 10, made like those of `first`."""

from collections.abc import Callable
from itertools import combinations

import numpy as np

from kmeans_lib.assignment import squared_distances
from kmeans_lib.exercises.hints import WRAPS, judge


def _nearest(photo: np.ndarray, palette: np.ndarray) -> np.ndarray:
    return squared_distances(photo.reshape(-1, 3), palette).argmin(axis=1)


def _painted(choose: Callable) -> Callable:
    """A picture, if choose gives each row of pixels the number of a colour."""
    return lambda photo, palette: np.reshape(
        palette[choose(photo.reshape(-1, 3), palette)], photo.shape
    )


def _by(join: Callable, turn: Callable = lambda values: values.astype(float)) -> Callable:
    """A picture, if join makes one number of the three differences; the smallest decides."""
    return _painted(
        lambda pixels, palette: join(turn(pixels)[:, None] - turn(palette), axis=2).argmin(axis=1)
    )


def _streets(differences: np.ndarray, axis: int) -> np.ndarray:
    return np.abs(differences).sum(axis=axis)


def _squares(differences: np.ndarray, axis: int) -> np.ndarray:
    return (differences**2).sum(axis=axis)


def _one_product(pixels: np.ndarray, palette: np.ndarray) -> np.ndarray:
    squares = (pixels**2).sum(axis=1)[:, None] + (palette**2).sum(axis=1)
    return (squares - 2 * pixels.astype(float) @ palette.T).argmin(axis=1)


def _averaged(photo: np.ndarray, palette: np.ndarray) -> np.ndarray:
    """Every pixel has the mean of the pixels that share its colour."""
    pixels, numbers = photo.reshape(-1, 3), _nearest(photo, palette)
    return np.reshape([pixels[numbers == j].mean(axis=0) for j in numbers], photo.shape)


def _mixed(photo: np.ndarray, palette: np.ndarray) -> np.ndarray:
    apart = np.abs(photo.reshape(-1, 1, 3).astype(float) - palette)
    return np.take_along_axis(palette, apart.argmin(axis=1), axis=0).reshape(photo.shape)


def repaint(function: Callable) -> None:
    rng = np.random.default_rng(2)

    def case(size: tuple[int, int], k: int, kind: type, colours: type) -> tuple:
        """Of whole numbers: a picture of uint8 holds the palette as well."""
        photo, palette = (rng.integers(0, 256, (*shape, 3)) for shape in (size, (k,)))
        return photo.astype(kind), palette.astype(colours)

    cases = [
        (np.array([[[9, 0, 5]]], np.uint8), np.array([[9, 0, 99], [12, 9, 4]])),
        case((4, 3), 4, np.uint8, float),
        case((2, 5), 7, np.uint8, np.uint8),
        case((3, 4), 1, float, float),
        case((5, 3), 3, np.uint8, np.uint8),
    ]
    paint = _painted(_nearest)
    judge(function, paint, cases, {
        "These are rows of colours; a picture of the same shape as photo is wanted.":
            lambda photo, palette: palette[_nearest(photo, palette)],
        "These are the numbers of the colours; the colours themselves are wanted.":
            lambda photo, palette: _nearest(photo, palette).reshape(photo.shape[:2]),
        "These are the numbers of the colours, one a pixel; a picture of colours is wanted.":
            _nearest,
        "Height and width have changed places: the shape of a picture is (height, width, 3).":
            lambda photo, palette: (
                palette[_nearest(photo, palette)].reshape(photo.shape[1], photo.shape[0], 3)),
        "That is the nearest pixel to each colour; the nearest colour to each pixel is wanted.":
            lambda photo, palette: (
                photo.reshape(-1, 3)[squared_distances(photo.reshape(-1, 3), palette).argmin(0)]),
        "That is the farthest colour; the nearest is wanted.":
            _painted(lambda *both: squared_distances(*both).argmax(axis=1)),
        WRAPS: _by(_squares, turn=lambda values: values),
        "It wraps around, with absolute values as well: turn photo and palette into floats first.":
            _by(_streets, turn=lambda values: values),
        "The palette wraps around: keep it as it is, and turn the photo into floats.":
            _by(_squares, turn=lambda values: values.astype(np.uint8)),
        "Too narrow: int16 counts to 32767 only, and squares reach 65025. Take floats.":
            _by(_squares, turn=lambda values: values.astype(np.int16)),
        "The squares do not fit into uint8: turn photo and palette into floats first.":
            _painted(_one_product),
        "This is the photo, unchanged.": lambda photo, palette: photo,
        "The sum of the squared differences decides, not that of the differences.": _by(_streets),
        "A difference below zero must not cancel one above: square them, then add up.":
            _by(np.sum),
        "That looks at the largest difference alone; the squares of all three add up.":
            _by(lambda differences, axis: np.abs(differences).max(axis=axis)),
        "That compares how light the colours are; compare red, green and blue, each with its own.":
            _by(lambda differences, axis: np.abs(differences.sum(axis=axis))),
        "Without |c|^2 of the palette, the brightest colour wins too often.":
            _painted(lambda pixels, palette: (pixels.astype(float) @ palette.T).argmax(axis=1)),
        "Red, green and blue come from different colours of the palette; choose one for all three.":
            _mixed,
        "These are the means of the pixels; the colours of the palette themselves are wanted.":
            _averaged,
        "Red and blue have changed places.": lambda *both: paint(*both)[..., ::-1],
        "These are parts of 1; the palette goes to 255.": lambda *both: paint(*both) / 255,
    })  # fmt: skip


def _squared(a: np.ndarray, b: np.ndarray) -> float:
    return np.sum((a.astype(float) - b) ** 2)


def _ward(a: np.ndarray, b: np.ndarray, n: int, m: int) -> float:
    return n * m / (n + m) * _squared(a, b)


def _wrapped(a: np.ndarray, b: np.ndarray, n: int, m: int) -> float:
    return n * m / (n + m) * np.sum((a - b) ** 2)


def _without(new: np.ndarray, total: np.ndarray, i: int, j: int | list[int]) -> tuple:
    return np.delete(new, j, axis=0), np.delete(total, j)


def _merged(
    change: Callable = _without, cost: Callable = _ward, weigh: Callable = lambda n, m: (n, m)
) -> Callable:
    """The exercise, done in these ways; change gets the result with the second still in it."""

    def merge(colours: np.ndarray, counts: np.ndarray) -> tuple:
        pairs = [[i, j] for i, j in combinations(range(len(colours)), 2)]
        i, j = pair = min(pairs, key=lambda pair: cost(*colours[pair], *counts[pair]))
        new, total = colours.astype(float), counts.copy()
        new[i] = np.average(new[pair], axis=0, weights=weigh(*counts[pair]))
        total[i] += total[j]
        return change(new, total, i, j)

    return merge


def _cut(merge: Callable) -> Callable:
    """In the type that the colours came in."""

    def cut(colours: np.ndarray, counts: np.ndarray) -> tuple:
        new, total = merge(colours, counts)
        return new.astype(colours.dtype), total

    return cut


def _moved(to: Callable) -> Callable:
    """The merged colour at another place among the others."""

    def change(new: np.ndarray, total: np.ndarray, i: int, j: int) -> tuple:
        order = [place for place in range(len(new)) if place not in (i, j)]
        order.insert(to(j), i)
        return new[order], total[order]

    return _merged(change)


def _counted(rule: Callable) -> Callable:
    """Another count for the merged colour."""

    def change(new: np.ndarray, total: np.ndarray, i: int, j: int) -> tuple:
        own = np.arange(len(total)) == i
        return _without(new, np.where(own, rule(total[i] - total[j], total[j]), total), i, j)

    return change


def merge_cheapest(function: Callable) -> None:
    first = _counted(lambda n, m: n)
    judge(function, _merged(), _palettes(), _costs() | {
        WRAPS: _merged(cost=_wrapped),
        "The colours are still uint8: differences wrap around, and decimals are cut off.":
            _cut(_merged(cost=_wrapped)),
        "That is the plain mean of the two; weight each colour with its count.":
            _merged(weigh=lambda n, m: (1, 1)),
        "Each of the two has the weight of the other.": _merged(weigh=lambda n, m: (m, n)),
        "The first of the two is kept as it was; the weighted mean is wanted.":
            _merged(weigh=lambda n, m: (1, 0)),
        "That is the colour of the more frequent of the two; the weighted mean is wanted.":
            _merged(weigh=lambda n, m: (n >= m, n < m)),
        "The decimals of the merged colour are cut off: turn the colours into floats first.":
            _cut(_merged()),
        "The decimals of all colours are cut off: keep them as floats.":
            _merged(lambda new, *rest: _without(new // 1, *rest)),
        "The colours are rounded: keep them as floats.":
            _merged(lambda new, *rest: _without(np.rint(new), *rest)),
        "The merged colour belongs in the place of the first of the two, not of the second.":
            _moved(lambda j: j - 1),
        "The merged colour belongs in the place of the first of the two, not at the end.":
            _moved(lambda j: 99),
        "The second of the two is still there.": _merged(lambda new, total, i, j: (new, total)),
        "The second of the two is still there among the colours.":
            _merged(lambda new, total, i, j: (new, np.delete(total, j))),
        "The second of the two still has its count.":
            _merged(lambda new, total, i, j: (np.delete(new, j, axis=0), total)),
        "Both are gone, but their mean is not there.":
            _merged(lambda new, total, i, j: _without(new, total, i, [i, j])),
        "The second is gone, but it was not merged with the first: neither colour nor count.":
            _merged(first, weigh=lambda n, m: (1, 0)),
        "The counts of the two must be added.": _merged(first),
        "Counts are added, not averaged.": _merged(_counted(lambda n, m: (n + m) / 2)),
        "Without axis=0, np.delete makes one long row of the colours.":
            _merged(lambda new, total, i, j: (np.delete(new, j), np.delete(total, j))),
        "The two results have changed places: return colours, counts.":
            _merged(lambda *given: _without(*given)[::-1]),
    })  # fmt: skip


def _palettes() -> list[tuple[np.ndarray, np.ndarray]]:
    """In the last two, which were searched for, wrong costs have other pairs that are cheapest."""
    third = [[110, 70, 0], [40, 250, 190], [110, 70, 160], [140, 170, 100], [40, 130, 20]]
    last = [[170, 180, 20], [240, 170, 220], [110, 180, 200], [30, 240, 190], [90, 20, 60]]
    return [
        (np.array([[0, 0, 9], [8, 0, 0]]), np.array([1, 3])),
        (np.array([[8, 0, 0], [0, 4, 0], [0, 0, 0]]), np.array([1, 1, 3])),
        (np.random.default_rng(5).uniform(0, 255, (5, 3)), np.array([3, 90, 7, 4, 60])),
        (np.array([*third, [40, 100, 100]], np.uint8), np.array([10, 15, 40, 2, 8, 20])),
        (np.array([*last, [110, 70, 190]], np.uint8), np.array([37, 10, 7, 20, 3, 28])),
    ]


def _costs() -> dict[str, Callable]:
    """Pairs that are not the cheapest: {hint: mistake}."""
    costs = {
        "It merges the nearest two and forgets their counts: few pixels are cheaper to merge.":
            lambda a, b, n, m: _squared(a, b),
        "It merges the two rarest and forgets how far apart they are.": lambda a, b, n, m: n + m,
        "The cost is the squared distance times n m / (n + m): the division is missing.":
            lambda a, b, n, m: n * m * _squared(a, b),
        "The cost is the squared distance times n m / (n + m): the square is missing.":
            lambda a, b, n, m: n * m / (n + m) * np.sqrt(_squared(a, b)),
        "The distance is the root of the sum of squares, not the sum of the absolute differences.":
            lambda a, b, n, m: n * m / (n + m) * np.abs(a.astype(float) - b).sum() ** 2,
        "The factor is n m / (n + m), not n + m.": lambda a, b, n, m: (n + m) * _squared(a, b),
        "The factor is not the smaller of the two.": lambda a, b, n, m: min(n, m) * _squared(a, b),
        "The factor is not the count of the first.": lambda a, b, n, m: n * _squared(a, b),
        "The factor is n m / (n + m), not 1 / (n + m).":
            lambda a, b, n, m: _squared(a, b) / (n + m),
        "That is the dearest pair; the cheapest is wanted.": lambda *pair: -_ward(*pair),
        "It always merges the first two; the cheapest pair is wanted.": lambda *pair: 0,
    }  # fmt: skip
    return {hint: _merged(cost=cost) for hint, cost in costs.items()}
