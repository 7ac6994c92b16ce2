"""From strokes to what k-means sees, in Python: what `ink.js` is measured against.

`strokes.json` has drawings of every digit, {digit: [strokes, ...]}, a stroke a list of [x, y] in
units of 1/280 of the pad.
"""

import json

import numpy as np
from build_data import FRAME, shrink

from tests import ROOT

BOX, PEN = 20, 2.7
DRAWINGS = json.loads((ROOT / "tests/widgets/strokes.json").read_text(encoding="utf-8"))


def seen_from(strokes):
    """Strokes -> (16, 16) uint8: boxed as MNIST does, shrunk as the data is."""
    return shrink(centred(ink(boxed(strokes))))


def boxed(strokes):
    points = np.concatenate([np.reshape(stroke, (-1, 2)) for stroke in strokes]).astype(float)
    corner = points.min(axis=0)
    side = np.max(points.max(axis=0) - corner)
    scale = (BOX - PEN) / side if side else 1
    return [(np.array(stroke, float) - corner) * scale + PEN / 2 for stroke in strokes]


def ink(strokes):
    """(28, 28) uint8 by the distance of every pixel's middle to the nearest line."""
    y, x = np.mgrid[:FRAME, :FRAME] + 0.5
    nearest = np.full((FRAME, FRAME), np.inf)
    for stroke in strokes:
        for (ax, ay), (bx, by) in zip(stroke, [*stroke[1:], stroke[-1]], strict=True):
            dx, dy = bx - ax, by - ay
            length = dx * dx + dy * dy
            t = np.clip(((x - ax) * dx + (y - ay) * dy) / (length or 1), 0, 1)
            u, v = x - (ax + t * dx), y - (ay + t * dy)
            nearest = np.minimum(nearest, u * u + v * v)
    covered = np.clip(PEN / 2 + 0.5 - np.sqrt(nearest), 0, 1)
    return np.floor(255 * covered + 0.5).astype(np.uint8)


def centred(frame):
    """The centre of mass moves to pixel (14, 14), by whole pixels."""
    mass, places = frame.sum(dtype=float), np.arange(FRAME)
    down = FRAME / 2 - frame.sum(axis=1, dtype=float) @ places / mass
    right = FRAME / 2 - frame.sum(axis=0, dtype=float) @ places / mass
    return shifted(frame, int(np.floor(right + 0.5)), int(np.floor(down + 0.5)))


def shifted(image, right, down):
    height, width = image.shape
    wide = np.zeros((3 * height, 3 * width), image.dtype)
    wide[height + down : 2 * height + down, width + right : 2 * width + right] = image
    return wide[height : 2 * height, width : 2 * width]


def thickened(image, steps):
    """Each step halfway to the greatest (or, for negative steps, least) of the four neighbours."""
    most = np.maximum if steps > 0 else np.minimum
    for _ in range(abs(steps)):
        padded = np.pad(image.astype(int), 1, mode="edge")
        sides = padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]
        beside = most.reduce(sides)
        image = most(image, (image + beside + 1) // 2).astype(np.uint8)
    return image
