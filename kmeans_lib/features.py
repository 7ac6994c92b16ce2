"""Features, the numbers that stand for images: lessons 07, 08 and 11 for any folder."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.engine import distinct_rows
from kmeans_lib.files.progress import progress
from kmeans_lib.patches import count_words, find_words, learn_words
from kmeans_lib.validation import InputError, as_count, as_rng, as_rows

WORDS = 64
FIELDS = 2  # along each side: place counts a little
BLOCK = 200  # images: their patches take a hundred times the memory
PUPILS = 300  # images from which words are learned
LEAST_SIDE = 7  # pixels: a patch of 6 and one step, so that each field has a patch


@dataclass(frozen=True)
class Features:
    """Numbers that stand for images.

    Attributes
    ----------
    Z : (n, m) float
        One image a row.
    shares : (m,) float, or None
        Of the variance, in each column, if these are principal components.
    """

    Z: np.ndarray
    shares: np.ndarray | None = None


def make_features(
    X: ArrayLike,
    standardize: bool = False,
    n_components: int | None = None,
    seed: int = 0,
    normalize: bool = False,
) -> Features:
    """Standardize columns, normalize rows, project on principal components, in this order.

    Parameters
    ----------
    X : array of shape (n, d)
        One image a row: its pixels in grey levels, or what `count_patches` makes of them.
    standardize : bool
        Bring every column to mean 0 and standard deviation 1; one that never changes to 0.
    n_components : int, optional
        Number of principal components, at most the smaller of n and d.
    seed : int
        For scikit-learn's PCA, which searches at random where there are many pixels.
    normalize : bool
        Bring every row to length 1, so that all light or thick ink counts alike; a row of
        zeros stays one.

    Returns
    -------
    Features
        The pixels themselves if nothing is asked for.

    Raises
    ------
    InputError
        If n_components is out of range, or all images are identical and have no components.
    """
    Z, shares = as_rows(X), None
    if standardize:
        from sklearn.preprocessing import StandardScaler  # here: it takes a second to import

        Z = StandardScaler().fit_transform(Z)
    if normalize:
        from sklearn.preprocessing import normalize as to_length_1

        Z = to_length_1(Z)
    if n_components is not None:
        from sklearn.decomposition import PCA

        as_count(n_components, "n_components", at_most=min(Z.shape), of="directions")
        if (Z == Z[0]).all():
            raise InputError(f"all {len(Z)} images are identical; they have no components")
        pca = PCA(n_components, random_state=seed % 2**32)  # it takes no larger ones
        inverse = distinct_rows(Z)[2]
        _, first = np.unique(inverse, return_index=True)
        Z = pca.fit_transform(Z)[first[inverse]]  # rounding must not tell equal images apart
        shares = pca.explained_variance_ratio_
    return Features(Z, shares)


def count_patches(X: ArrayLike, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Describe images by their patches: which of 64 words are where, in four fields.

    Words are learned from at most 300 of the images, drawn at random.

    Parameters
    ----------
    X : array of shape (n, height * width) or (n, height * width * 3)
        One flattened image a row, in grey levels.
    shape : (height, width) or (height, width, 3)
        At least 7 pixels high and wide, so that there are four fields.
    rng : numpy.random.Generator
        The same seed gives the same words.

    Returns
    -------
    array of shape (n, 256)
        Rows of length 1; one of zeros for an image without contrast.

    Raises
    ------
    InputError
        If the images are smaller than that, all flat, or have too few different patches.
    """
    X, rng = as_rows(X), as_rng(rng)
    if min(shape[:2]) < LEAST_SIDE:
        least = f"{LEAST_SIDE}x{LEAST_SIDE}"
        raise InputError(f"pictures of {shape[0]}x{shape[1]} pixels: words need at least {least}")
    drawn = np.flatnonzero(X.max(axis=1) > X.min(axis=1))
    if len(drawn) == 0:
        raise InputError("all images are flat: they have no patch with contrast, and so no words")
    pupils = np.sort(rng.permutation(drawn)[:PUPILS])
    words = learn_words(X[pupils], shape, WORDS, rng)
    starts = progress(range(0, len(X), BLOCK), "finding words", "block")
    found = [find_words(X[i : i + BLOCK], shape, words) for i in starts]
    return np.concatenate([count_words(block, WORDS, FIELDS) for block in found])
