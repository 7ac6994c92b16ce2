"""Lesson 06, the estimator: scikit-learn's KMeans interface on this library's algorithm."""

import warnings
from collections.abc import Callable, Sequence
from numbers import Integral, Real
from typing import Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn import base
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import Tags, check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from kmeans_lib.assignment import assign_labels, squared_distances
from kmeans_lib.engine import best, distinct_rows, fit
from kmeans_lib.initialization import STARTS, draw_starts
from kmeans_lib.update import inertia
from kmeans_lib.validation import as_weights

FEW_FEATURES = 8  # with so few, such as the colours of pixels, equal rows are to be expected


class KMeans(
    base.ClassNamePrefixFeaturesOutMixin, base.TransformerMixin, base.ClusterMixin,
    base.BaseEstimator,
):  # fmt: skip
    """k-means clustering, with the parameters and attributes of `sklearn.cluster.KMeans`.

    Parameters
    ----------
    n_clusters : int, default=8
    init : {"k-means++", "random"}, array of shape (n_clusters, n_features) or callable
        A callable gets X, n_clusters and random_state, and returns such an array.
    n_init : "auto" or int, default="auto"
        Number of runs, of which the best counts; "auto" is 1 for "k-means++" and for an array,
        10 for "random" and for a callable.
    max_iter : int, default=300
    tol : float, default=1e-4
        Stop when the squared ways of all centroids add up to less than this times the mean
        variance of the features. With 0, stop only when no image changes cluster.
    verbose : int, default=0
        With 1, print the inertia of every round; rounds are numbered as in scikit-learn.
    random_state : int, RandomState or None
    copy_x : bool, default=True
        X is never changed, so that False saves nothing and harms nothing.
    algorithm : {"lloyd", "elkan"}, default="lloyd"
        Chooses nothing here: both have the same result, and the rounds are made in one way.

    Attributes
    ----------
    cluster_centers_ : array of shape (n_clusters, n_features), in the dtype of X
    labels_ : int32 array of shape (n_samples,)
    inertia_ : float
        Sum of squared distances to the own centroid, times the weights.
    n_iter_ : int
    n_features_in_ : int
    feature_names_in_ : array of str
        Only if X has column names.

    Notes
    -----
    From the same start the labels are those of scikit-learn. Random starts differ, because the
    random numbers are drawn in another way.

    Equal rows are worth as much as one of them with their weight, and the order of the rows
    does not matter: starts are drawn from the distinct rows.

    References
    ----------
    Lloyd, "Least squares quantization in PCM", 1982; Arthur and Vassilvitskii, "k-means++: the
    advantages of careful seeding", 2007.
    """

    _parameter_constraints = {  # noqa: RUF012 (scikit-learn's own way of declaring them)
        "n_clusters": [Interval(Integral, 1, None, closed="left")],
        "init": [StrOptions(set(STARTS)), callable, "array-like"],
        "n_init": [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "tol": [Interval(Real, 0, None, closed="left")],
        "verbose": ["verbose"],
        "random_state": ["random_state"],
        "copy_x": ["boolean"],
        "algorithm": [StrOptions({"lloyd", "elkan"})],
    }

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: str | ArrayLike | Callable = "k-means++",
        n_init: int | Literal["auto"] = "auto",
        max_iter: int = 300,
        tol: float = 1e-4,
        verbose: int = 0,
        random_state: int | np.random.RandomState | None = None,
        copy_x: bool = True,
        algorithm: Literal["lloyd", "elkan"] = "lloyd",
    ) -> None:
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.verbose = verbose
        self.random_state = random_state
        self.copy_x = copy_x
        self.algorithm = algorithm

    @base._fit_context(prefer_skip_nested_validation=True)
    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self:
        """Cluster the rows of X (n_samples, n_features); y is ignored. Returns self."""
        X = self._validate(X, reset=True)
        if len(X) < self.n_clusters:
            raise ValueError(f"n_samples={len(X)} should be >= n_clusters={self.n_clusters}.")
        weights = self._weights(sample_weight, X)
        starts = self._given_starts(X)
        run, report = None, _print_round if self.verbose else None
        if starts is None or X.shape[1] <= FEW_FEATURES:
            rows, counts, inverse = distinct_rows(X, weights)
            if starts is None:
                starts = self._drawn_starts(rows, counts)
            if len(rows) <= len(X) / 2:
                run = best(fit(rows, starts, self.max_iter, self.tol, counts, report))
                self.labels_ = run.labels[inverse].astype(np.int32)
        # An empty cluster takes one image, not all that are equal to it.
        if run is None or run.emptied:
            run = best(fit(X, starts, self.max_iter, self.tol, weights, report))
            self.labels_ = run.labels.astype(np.int32)

        self.cluster_centers_ = run.centroids.astype(X.dtype)
        self.inertia_ = run.inertia
        self.n_iter_ = min(run.rounds + (not run.settled), self.max_iter)
        self._n_features_out = self.n_clusters
        found = len(np.unique(self.labels_))
        if found < self.n_clusters:
            message = (
                f"Number of distinct clusters ({found}) found smaller than n_clusters "
                f"({self.n_clusters}). Possibly due to duplicate points in X."
            )
            warnings.warn(message, ConvergenceWarning, stacklevel=2)
        return self

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Number of the nearest centroid for every row of X: (n_samples,) int32."""
        X = self._fitted(X)
        return assign_labels(X, self.cluster_centers_).astype(np.int32)

    def transform(self, X: ArrayLike) -> np.ndarray:
        """Distance of every row of X to every centroid: (n_samples, n_clusters)."""
        X = self._fitted(X)
        return np.sqrt(squared_distances(X, self.cluster_centers_)).astype(X.dtype)

    def score(
        self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None
    ) -> float:
        """Minus the inertia of X: larger is better; y is ignored."""
        X = self._fitted(X)
        labels = assign_labels(X, self.cluster_centers_)
        return -inertia(X, labels, self.cluster_centers_, self._weights(sample_weight, X))

    def _given_starts(self, X: np.ndarray) -> Sequence[np.ndarray] | None:
        """Starts that the caller gave, or None."""
        if isinstance(self.init, str):
            return None
        if callable(self.init):
            random = check_random_state(self.random_state)
            runs = range(10 if self.n_init == "auto" else self.n_init)
            starts = [self.init(X, self.n_clusters, random_state=random) for _ in runs]
        else:
            starts = [self.init]
            if self.n_init not in ("auto", 1):
                message = (
                    "Explicit initial center position passed: performing only one init in "
                    f"{type(self).__name__} instead of n_init={self.n_init}."
                )
                warnings.warn(message, RuntimeWarning, stacklevel=3)
        starts = [np.array(start, dtype=X.dtype) for start in starts]
        for start in starts:
            wanted = {"clusters": self.n_clusters, "features of the data": X.shape[1]}
            for (what, number), found in zip(wanted.items(), start.shape, strict=False):
                if found != number or start.ndim != 2:
                    raise ValueError(
                        f"The shape of the initial centers {start.shape} does not match the "
                        f"number of {what} {number}."
                    )
        return starts

    def _drawn_starts(self, rows: np.ndarray, weights: np.ndarray) -> Sequence[np.ndarray]:
        """Starts drawn from the distinct rows; all of them, and again, if they are too few."""
        assert isinstance(self.init, str)
        drawable = rows[weights > 0]
        if len(drawable) <= self.n_clusters:
            return [np.resize(drawable, (self.n_clusters, rows.shape[1]))]
        n_init = self.n_init
        if n_init == "auto":
            n_init = 1 if self.init == "k-means++" else 10
        seed = check_random_state(self.random_state).randint(np.iinfo(np.int32).max)
        rng = np.random.default_rng(seed)
        return draw_starts(rows, self.n_clusters, self.init, n_init, rng, weights)

    def _validate(self, X: ArrayLike, reset: bool) -> np.ndarray:
        return validate_data(self, X, reset=reset, dtype=[np.float64, np.float32], order="C")

    def _fitted(self, X: ArrayLike) -> np.ndarray:
        check_is_fitted(self)
        return self._validate(X, reset=False)

    @staticmethod
    def _weights(sample_weight: ArrayLike | None, X: np.ndarray) -> np.ndarray | None:
        if sample_weight is None:
            return None
        return as_weights(_check_sample_weight(sample_weight, X, dtype=np.float64), len(X))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _print_round(run: int, iteration: int, inertia: float) -> None:
    print(f"Run {run}, iteration {iteration}, inertia {inertia}.")
