"""Lesson 11, learning to see: k-means finds the strokes of which pictures are made."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from kmeans_lib.assignment import assign_labels
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.validation import InputError, as_count, as_rng, as_rows

LEAST = 100  # grey levels: a patch with less contrast is flat and has no word
MOST = 3000  # patches that words are learned from, drawn at random
SOFT = 60  # grey levels, added to the contrast: weak patches stay a little weaker


def cut_patches(X: ArrayLike, shape: tuple[int, ...], size: int = 6) -> np.ndarray:
    """Cut every square of size x size pixels out of every picture; the squares overlap.

    Parameters
    ----------
    X : array of shape (n, height * width) or (n, height * width * 3)
        One flattened picture a row, in grey levels or in colour.
    shape : (height, width) or (height, width, 3)
    size : int
        Side of a patch, in pixels.

    Returns
    -------
    array of shape (n * p, size * size) or (n * p, size * size * 3)
        One flattened patch a row, p = (height - size + 1) * (width - size + 1) a picture, picture
        by picture, from left to right and from top to bottom.

    Raises
    ------
    InputError
        For pictures smaller than a patch, or not of the given shape.
    """
    X = as_rows(X)
    if len(shape) not in (2, 3) or X.shape[1] != math.prod(shape):
        wanted = "(height, width) or (height, width, 3) is wanted"
        raise InputError(f"shape = {shape}, but X has rows of {X.shape[1]} numbers; {wanted}")
    size = as_count(size, "size", at_most=min(shape[:2]), of="pixels on a picture's shorter side")
    windows = sliding_window_view(X.reshape(-1, *shape), (size, size), axis=(1, 2))
    if len(shape) == 3:
        windows = np.moveaxis(windows, 3, -1)  # red, green and blue of a pixel stay together
    return windows.reshape(-1, math.prod(windows.shape[3:]))


def normalize_patches(patches: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Take off each patch's own mean, and divide by its contrast.

    Parameters
    ----------
    patches : array of shape (m, d)
        In grey levels.

    Returns
    -------
    rows : (m, d)
        Each of mean 0 and of a length below 1: divided by the contrast + 60.
    contrast : (m,)
        Length of the patch when its mean is off, in grey levels.

    Raises
    ------
    InputError
        For NaN, infinity or wrong dimensions.
    """
    patches = as_rows(patches, "patches")
    rows = patches - patches.mean(axis=1, keepdims=True)
    contrast = np.sqrt((rows**2).sum(axis=1))
    return rows / (contrast[:, None] + SOFT), contrast


def learn_words(
    X: ArrayLike, shape: tuple[int, ...], n_words: int, rng: np.random.Generator, size: int = 6
) -> np.ndarray:
    """Run k-means on 3000 patches with a contrast above 100: its centroids are the words.

    Parameters
    ----------
    X, shape
        As in `cut_patches`.
    n_words : int
    rng : numpy.random.Generator
        The same seed gives the same words.
    size : int
        Side of a patch, in pixels.

    Returns
    -------
    words : (n_words, size * size) or (n_words, size * size * 3) float64

    Raises
    ------
    InputError
        If fewer than n_words different patches have contrast, and for whatever `cut_patches`
        and `run_kmeans` refuse.

    References
    ----------
    Coates and Ng, "Learning feature representations with k-means", 2012.
    """
    rng = as_rng(rng)
    rows, contrast = normalize_patches(cut_patches(X, shape, size))
    strong = np.flatnonzero(contrast > LEAST)
    if len(strong) == 0:
        raise InputError(f"X is flat: no patch has a contrast above {LEAST}, so there is no word")
    chosen = rng.choice(strong, min(MOST, len(strong)), replace=False)
    different = len(np.unique(rows[chosen], axis=0))
    if as_count(n_words, "n_words") > different:
        raise InputError(f"n_words = {n_words}, but only {different} patches are different")
    return run_kmeans(rows[chosen], n_words, rng=rng).centroids


def find_words(X: ArrayLike, shape: tuple[int, ...], words: ArrayLike) -> np.ndarray:
    """Give every patch of every picture the number of its nearest word.

    Parameters
    ----------
    X, shape
        As in `cut_patches`.
    words : array of shape (n_words, d)
        From `learn_words`, on pictures of the same kind.

    Returns
    -------
    found : (n, height - size + 1, width - size + 1) integers
        -1 for a flat patch, which has no word.

    Raises
    ------
    InputError
        If the words are not square, and for whatever `cut_patches` refuses.
    """
    words = as_rows(words, "words")
    size = math.isqrt(words.shape[1] // math.prod(shape[2:]))
    if size**2 * math.prod(shape[2:]) != words.shape[1]:
        raise InputError(f"words have {words.shape[1]} numbers; they are of no square patch")
    rows, contrast = normalize_patches(cut_patches(X, shape, size))
    found, strong = np.full(len(rows), -1), contrast > LEAST
    if strong.any():
        found[strong] = assign_labels(rows[strong], words)
    return found.reshape(-1, shape[0] - size + 1, shape[1] - size + 1)


def count_words(found: ArrayLike, n_words: int, fields: int = 1) -> np.ndarray:
    """Describe every picture by how often each word occurs in each of fields x fields fields.

    Parameters
    ----------
    found : integer array of shape (n, height, width)
        From `find_words`; -1 is not counted.
    n_words : int
    fields : int
        A picture is cut into so many fields along each side; 1 counts the whole picture.

    Returns
    -------
    float32 array of shape (n, fields * fields * n_words)
        Square roots of shares: a row has length 1, or is all 0 for a flat picture.

    Raises
    ------
    InputError
        If found is not such an array, or there are more fields than places.

    References
    ----------
    Csurka et al., "Visual categorization with bags of keypoints", 2004; by fields: Lazebnik,
    Schmid and Ponce, "Beyond bags of features: spatial pyramid matching", 2006.
    """
    found, n_words = np.asarray(found), as_count(n_words, "n_words")
    if found.ndim != 3 or found.dtype.kind != "i" or not found.size:
        raise InputError(f"found: {found.dtype} {found.shape}; integers (n, height, width) wanted")
    if found.min() < -1 or found.max() >= n_words:
        raise InputError(f"found runs from {found.min()} to {found.max()}, but n_words = {n_words}")
    n, height, width = found.shape
    fields = as_count(fields, "fields", at_most=min(height, width), of="patches along a side")
    row, column = np.arange(height) * fields // height, np.arange(width) * fields // width
    field = row[:, None] * fields + column
    counts = np.zeros((n, fields**2 * n_words))
    for i, picture in enumerate(found):
        seen = picture >= 0
        kinds = field[seen] * n_words + picture[seen]
        counts[i] = np.bincount(kinds, minlength=counts.shape[1])
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return np.sqrt(shares).astype(np.float32)
