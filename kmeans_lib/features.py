"""Features: what is clustered in place of the pixels, where pixels are not what is wanted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.distinct import distinct_rows
from kmeans_lib.validation import InputError, as_count, as_rows


@dataclass(frozen=True)
class Features:
    """Numbers that stand for images.

    Attributes
    ----------
    Z : (n, m) float
        One image a row.
    shares : (m,) float, or None
        If the columns are principal components: which share of the variance each one holds.
    """

    Z: np.ndarray
    shares: np.ndarray | None = None


def make_features(
    X: ArrayLike, standardize: bool = False, n_components: int | None = None, seed: int = 0
) -> Features:
    """Standardize the pixels, project them on principal components, or both in this order.

    Parameters
    ----------
    X : array of shape (n, d)
        One flattened image a row, in grey levels.
    standardize : bool
        Bring every pixel to mean 0 and standard deviation 1; a pixel that never changes to 0.
    n_components : int, optional
        Number of principal components, at most the smaller of n and d.
    seed : int
        For scikit-learn's PCA, which searches at random where there are many pixels.

    Returns
    -------
    Features
        The pixels themselves if nothing is asked for.

    Raises
    ------
    InputError
        If n_components is out of range, or all images are identical and have no components.
    """
    from sklearn.decomposition import PCA  # here: it takes a second to import
    from sklearn.preprocessing import StandardScaler

    Z, shares = as_rows(X), None
    if standardize:
        Z = StandardScaler().fit_transform(Z)
    if n_components is not None:
        as_count(n_components, "n_components", at_most=min(Z.shape), of="directions")
        if (Z == Z[0]).all():
            raise InputError(f"all {len(Z)} images are identical; they have no components")
        pca = PCA(n_components, random_state=seed % 2**32)  # it takes no larger ones
        inverse = distinct_rows(Z)[2]
        _, first = np.unique(inverse, return_index=True)
        Z = pca.fit_transform(Z)[first[inverse]]  # rounding must not tell equal images apart
        shares = pca.explained_variance_ratio_
    return Features(Z, shares)
