"""The start of k-means on chunks, k-means||: many candidates in few rounds."""

from functools import partial
from itertools import count

import numpy as np

from kmeans_lib.chunks.pieces import Chunks, labels_of
from kmeans_lib.engine import own_distances
from kmeans_lib.initialization import init_plus_plus

OVERSAMPLING, ROUNDS = 2, 5  # 2 k candidates in each of 5 rounds, as in Bahmani et al.


def parallel_plus_plus(chunks: Chunks, k: int, rng: np.random.Generator) -> np.ndarray:
    """k-means||: many candidates in few rounds; then k-means++ on them, by how many they stand for.

    In every round each image becomes a candidate with a chance that grows with its squared
    distance to the candidates so far.
    """
    first = int(rng.integers(chunks.n))
    new = candidates = chunks.row(first)
    closest: list[tuple] = [()] * len(chunks.blocks)
    for round_ in count():
        if len(new):  # a round may draw none
            offset = len(candidates) - len(new)
            parts = chunks.compute(chunks.each(_closest, new, offset, own=closest), keep=True)
            closest = [(part,) for part in parts]
        (left,) = chunks.total(lambda _, closest: (float(closest[1].sum()),), own=closest)
        if left == 0 or (round_ >= ROUNDS and len(candidates) >= k):
            break
        seed = int(rng.integers(2**63))
        places = zip(closest, chunks.starts, strict=True)
        own = [(*part, start) for part, start in places]
        picked = chunks.each(_pick, seed, OVERSAMPLING * k / left, own=own)
        new = np.concatenate(chunks.compute(picked))
        candidates = np.concatenate([candidates, new])
    count_owned = partial(np.bincount, minlength=len(candidates))
    (stands_for,) = chunks.total(lambda _, closest: (count_owned(closest[0]),), own=closest)
    return init_plus_plus(candidates, k, rng, sample_weight=stands_for).astype(np.float64)


def _closest(
    rows: np.ndarray,
    candidates: np.ndarray,
    offset: int,
    before: tuple[np.ndarray, np.ndarray] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Nearest candidate of every image and its squared distance, given those of earlier rounds."""
    labels = labels_of(rows, candidates)
    distances = own_distances(rows, labels, candidates)
    labels = labels + offset
    if before is not None:
        nearer = distances < before[1]
        labels, distances = np.where(nearer, labels, before[0]), np.minimum(distances, before[1])
    return labels.astype(np.int32), distances


def _pick(
    rows: np.ndarray, seed: int, factor: float, closest: tuple[np.ndarray, np.ndarray], start: int
) -> np.ndarray:
    """Draw images: number i of all always gets random number i, in whatever chunk it is."""
    generator = np.random.Generator(np.random.PCG64(seed).advance(start))
    return rows[generator.random(len(rows)) < factor * closest[1]]
