"""Lesson 07, principal components: the directions in which images differ most."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.validation import InputError, as_count, as_rows


@dataclass(frozen=True)
class PCA:
    """A mean image and the directions of greatest variance, found by `fit_pca`.

    Attributes
    ----------
    mean : (d,) float64
        Mean image, in grey levels.
    components : (m, d) float64
        One direction a row: of length 1, at right angles, the greatest variance first.
    explained_variance : (m,) float64
        Variance along each direction, in grey levels squared.
    explained_variance_ratio : (m,) float64
        The same as a share of the variance of all pixels together.
    """

    mean: np.ndarray
    components: np.ndarray
    explained_variance: np.ndarray
    explained_variance_ratio: np.ndarray

    def transform(self, X: ArrayLike) -> np.ndarray:
        """Coordinates of every image along the components: (n, d) -> (n, m)."""
        return (self._checked(X, self.components.shape[1]) - self.mean) @ self.components.T

    def inverse_transform(self, Z: ArrayLike) -> np.ndarray:
        """Images from coordinates: (n, m) -> (n, d); what the other directions held is lost."""
        return self._checked(Z, len(self.components), "Z") @ self.components + self.mean

    @staticmethod
    def _checked(X: ArrayLike, columns: int, name: str = "X") -> np.ndarray:
        X = as_rows(X, name)
        if X.shape[1] != columns:
            raise InputError(f"{name} has {X.shape[1]} columns; {columns} are wanted")
        return X.astype(np.float64)


def fit_pca(X: ArrayLike, n_components: int) -> PCA:
    """Find the n_components directions in which the rows of X vary most.

    Parameters
    ----------
    X : array of shape (n, d)
        One flattened image a row, in grey levels.
    n_components : int
        At most the smaller of n and d.

    Returns
    -------
    PCA
        The sign of a direction means nothing; here the entry of largest size is positive.

    Raises
    ------
    InputError
        For fewer than two images, n_components out of range, NaN or infinity.

    References
    ----------
    Pearson, "On lines and planes of closest fit to systems of points in space", 1901; by the
    singular values of the centred data: Jolliffe, "Principal component analysis", 2002.
    """
    X = as_rows(X).astype(np.float64)
    if len(X) < 2:
        raise InputError("X has one row; images differ only where there are at least two")
    n_components = as_count(n_components, "n_components", at_most=min(X.shape), of="directions")
    mean = X.mean(axis=0)
    _, singular, directions = np.linalg.svd(X - mean, full_matrices=False)
    variance = singular**2 / (len(X) - 1)
    total = variance.sum()
    rounding = len(X) * np.finfo(float).eps * np.abs(mean).max()  # of the mean, at most
    nothing = X.shape[1] * rounding**2
    ratio = variance / total if total > nothing else np.zeros_like(variance)
    components = directions[:n_components]
    largest = np.abs(components).argmax(axis=1)
    components = components * np.sign(components[np.arange(n_components), largest])[:, None]
    return PCA(mean, components, variance[:n_components], ratio[:n_components])
