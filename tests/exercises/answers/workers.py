"""Answers to the exercises of lesson 09, as learners write them."""

from functools import reduce

import numpy as np


def total(parts):
    return [sum(column) for column in zip(*parts, strict=True)]


# combine


def combine_in_loops(parts):
    k, d = parts[0][0].shape
    centroids = np.zeros((k, d))
    for j in range(k):
        members = sum(counts[j] for _, counts in parts)
        for p in range(d):
            centroids[j, p] = sum(sums[j, p] for sums, _ in parts) / members
    return centroids


def combine_on_a_copy(parts):
    sums, counts = parts[0][0].copy(), parts[0][1].copy()
    for more, members in parts[1:]:
        sums += more
        counts += members
    return sums / counts[:, None]


def combine_in_place(parts):
    sums, counts = parts[0]
    for more, members in parts[1:]:
        sums += more
        counts += members
    return sums / counts[:, None]


def combine_in_lists(parts):
    sums, counts = total(parts)
    return [[s / n for s in row] for row, n in zip(sums.tolist(), counts.tolist(), strict=True)]


def combine_by_weights(parts):
    """Means with weights are right, if nothing is made of what has no member."""
    counts = np.array([part[1] for part in parts])
    means = np.array([s / np.maximum(n, 1)[:, None] for s, n in parts])
    return (means * counts[:, :, None]).sum(axis=0) / counts.sum(axis=0)[:, None]


def means(parts):
    return np.array([sums / counts[:, None] for sums, counts in parts])


def apart(parts, which):
    """The sums of all, the counts of one worker."""
    return total(parts)[0] / parts[which][1][:, None]


# inertia_from_parts


def inertia_of(parts, least=1, power=1, sign=-1):
    sums, counts, squares = total(parts)
    with np.errstate(invalid="ignore"):
        held = (sums**2).sum(axis=1) / np.maximum(counts, least) ** power
    return squares + sign * held.sum()


def inertia_in_loops(parts):
    left = 0.0
    for _, _, squares in parts:
        left += squares
    for j in range(len(parts[0][1])):
        members = sum(part[1][j] for part in parts)
        if members == 0:
            continue
        for p in range(parts[0][0].shape[1]):
            left -= sum(part[0][j][p] for part in parts) ** 2 / members
    return left


def inertia_by_centroids(parts):
    """|x|^2 - 2 x.c + |c|^2, added up."""
    sums, counts, squares = total(parts)
    full = counts > 0
    centroids = sums[full] / counts[full][:, None]
    cross = 2 * (sums[full] * centroids).sum()
    return squares - cross + (counts[full] * (centroids**2).sum(axis=1)).sum()


def inertia_by_einsum(parts):
    sums, counts, squares = map(np.array, zip(*parts, strict=True))
    sums, counts = sums.sum(axis=0), counts.sum(axis=0)
    inverse = np.divide(1, counts, out=np.zeros(len(counts)), where=counts > 0)
    return squares.sum() - np.einsum("kd,kd,k", sums, sums, inverse)


def inertia_with_nansum(parts):
    sums, counts, squares = total(parts)
    return squares - np.nansum((sums**2).sum(axis=1) / counts)


RIGHT = {
    "combine": [
        combine_in_loops,
        combine_on_a_copy,
        combine_in_lists,
        combine_by_weights,
        lambda parts: total(parts)[0] / total(parts)[1][:, None],
        lambda parts: total(parts)[0] / np.maximum(total(parts)[1], 1).reshape(-1, 1),
        lambda parts: np.einsum("wkd,k->kd", [s for s, _ in parts], 1 / total(parts)[1]),
        lambda parts: (np.stack([s for s, _ in parts]).sum(axis=0).T / total(parts)[1]).T,
        lambda parts: reduce(np.add, [s for s, _ in parts]) / np.c_[total(parts)[1]],
        lambda parts: combine_in_loops(parts).astype(np.float32),
    ],
    "inertia_from_parts": [
        inertia_of,
        inertia_in_loops,
        inertia_by_centroids,
        inertia_by_einsum,
        inertia_with_nansum,
        lambda parts: np.float32(inertia_of(parts)),
        lambda parts: np.array(inertia_of(parts)),
        lambda parts: float(inertia_by_einsum(parts)),
    ],
}

WRONG = {
    "combine": {
        "means of means": [lambda parts: np.nanmean(means(parts), axis=0)],
        "gives 0 / 0. Add": [
            lambda parts: np.mean(means(parts), axis=0),
            lambda parts: sum(means(parts)) / len(parts),
        ],
        "weights are right": [
            lambda parts: sum(
                s / n[:, None] * n[:, None] for s, n in parts
            ) / total(parts)[1][:, None]
        ],
        "sends black. Add": [
            lambda parts: np.mean([s / np.maximum(c, 1)[:, None] for s, c in parts], axis=0)
        ],
        "sums of means": [lambda parts: sum(means(parts))],
        "and a worker without a member sends black": [
            lambda parts: sum(s / np.maximum(c, 1)[:, None] for s, c in parts)
        ],
        "divide them by the counts": [lambda parts: total(parts)[0]],
        "These are the counts": [lambda parts: total(parts)[1]],
        "not by all images": [lambda parts: total(parts)[0] / total(parts)[1].sum()],
        "One mean for all": [
            lambda parts: total(parts)[0].sum(axis=0) / total(parts)[1].sum()
        ],
        "last worker alone": [lambda parts: parts[-1][0] / parts[-1][1][:, None]],
        "first worker alone": [lambda parts: parts[0][0] / parts[0][1][:, None]],
        "counts of the last one": [lambda parts: apart(parts, -1)],
        "counts of the first one": [lambda parts: apart(parts, 0)],
        "first worker is left out": [
            lambda parts: total(parts[1:])[0] / total(parts[1:])[1][:, None]
        ],
        "last worker is left out": [
            lambda parts: total(parts[:-1])[0] / total(parts[:-1])[1][:, None]
        ],
        "number of workers": [lambda parts: total(parts)[0] / len(parts)],
        "rounded": [lambda parts: np.round(combine_in_loops(parts))],
        "cut off": [
            lambda parts: combine_in_loops(parts).astype(int),
            lambda parts: total(parts)[0] // total(parts)[1][:, None],
        ],
        "ValueError": [lambda parts: total(parts)[0] / total(parts)[1]],
        "IndexError": [lambda parts: combine_in_loops([parts[i] for i in range(3)])],
        "changes the arrays": [combine_in_place],
        "returns 2 things": [lambda parts: (total(parts)[0], total(parts)[1])],
        "unequal parts": [lambda parts: total(parts)],
        "array of objects": [lambda parts: combine_in_loops(parts).astype(object)],
        "has shape": [lambda parts: combine_in_loops(parts).T],
        "([(np.array([[6.0, 3.0]]), np.array([2.0])), (np.array([[9.0, 0.0]]), np.array([1.0]))]) "
        "gives [[3.75, 0.75]]; [[5, 1]] is right.": [
            lambda parts: total(parts)[0] / (total(parts)[1] + 1)[:, None]
        ],
        "is right.": [lambda parts: combine_in_loops(parts)[::-1]],
    },
    "inertia_from_parts": {
        "empty everywhere": [lambda parts: inertia_of(parts, least=0)],
        "squares alone": [lambda parts: sum(squares for _, _, squares in parts)],
        "what the centroids explain; take": [
            lambda parts: total(parts)[2] - inertia_of(parts)
        ],
        "divided by the counts": [lambda parts: inertia_of(parts, power=0)],
        "twice": [lambda parts: inertia_of(parts, power=2)],
        "square is missing": [
            lambda parts: total(parts)[2] - sum(
                s.sum() / n for s, n in zip(*total(parts)[:2], strict=True) if n
            )
        ],
        "square comes too late": [
            lambda parts: total(parts)[2] - sum(
                s.sum() ** 2 / n for s, n in zip(*total(parts)[:2], strict=True) if n
            )
        ],
        "one mean of all": [
            lambda parts: total(parts)[2]
            - np.sum(total(parts)[0].sum(axis=0) ** 2) / total(parts)[1].sum()
        ],
        "count of each cluster": [
            lambda parts: total(parts)[2] - np.sum(total(parts)[0] ** 2) / total(parts)[1].sum()
        ],
        "own means": [lambda parts: sum(inertia_of([part]) for part in parts)],
        "last worker alone": [lambda parts: inertia_of(parts[-1:])],
        "first worker alone": [lambda parts: inertia_of(parts[:1])],
        "squares are those of the last": [
            lambda parts: inertia_of(parts) - sum(part[2] for part in parts[:-1])
        ],
        "that is the mean": [lambda parts: inertia_of(parts) / total(parts)[1].sum()],
        "that is the root": [lambda parts: inertia_of(parts) ** 0.5],
        "not taken away": [lambda parts: inertia_of(parts, sign=1)],
        "turned round": [lambda parts: -inertia_of(parts)],
        "One number a cluster": [
            lambda parts: total(parts)[2]
            - (total(parts)[0] ** 2).sum(axis=1) / np.maximum(total(parts)[1], 1)
        ],
        "array that holds the number": [lambda parts: np.array([inertia_of(parts)])],
        "It is an array that": [lambda parts: [inertia_in_loops(parts)]],
        "returns 2 things": [lambda parts: (inertia_of(parts), total(parts)[1])],
        "([(np.array([[4.0]]), np.array([2.0]), 10.0), (np.array([[6.0]]), np.array([1.0]), 36.0)])"
        " gives 13.6667; 12.6667 is right.": [
            lambda parts: inertia_of(parts) + 1,
        ],
        "is right.": [
            lambda parts: inertia_of(parts) / 2,
            lambda parts: total(parts)[2] - 2 * (total(parts)[2] - inertia_of(parts)),
        ],
    },
}  # fmt: skip
