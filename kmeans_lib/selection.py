"""Selection: which k separates the clusters best, and how sure that is."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.distinct import distinct_rows
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.progress import progress
from kmeans_lib.validation import InputError, as_rng, as_rows

SAMPLE = 2000  # images: the silhouette needs the distance of each to each
CLEAR = 2  # standard errors
# Upper ends of the mean silhouette, and what it is called: Kaufman and Rousseeuw, 1990.
WORDS = {0.25: "no substantial", 0.5: "weak", 0.7: "reasonable", 1.0: "strong"}


@dataclass(frozen=True)
class Choice:
    """A number of clusters and its rivals.

    Attributes
    ----------
    k : int
        The number with the largest mean silhouette.
    scores : dict
        Mean silhouette for every number that was tried, from -1 to 1.
    runner_up : int
        The number with the second largest, or k itself if only one was tried.
    lead : float
        How far k is ahead of it.
    error : float
        Standard error of the lead, from the images that it was measured on.
    """

    k: int
    scores: dict[int, float]
    runner_up: int
    lead: float
    error: float

    def __str__(self) -> str:
        score = self.scores[self.k]
        word = next(word for end, word in WORDS.items() if score <= end)
        said = f"k = {self.k} has the largest mean silhouette, {score:.3f} ({word} structure)"
        if len(self.scores) > 1:
            clear = "clearly" if self.lead > CLEAR * self.error else "not clearly"
            said += (
                f"; {clear} ahead of k = {self.runner_up} with {self.scores[self.runner_up]:.3f} "
                f"(lead {self.lead:.3f} +- {self.error:.3f})"
            )
            said += "; it is the largest k tried" if self.k == max(self.scores) else ""
        return said


def choose_k(
    X: ArrayLike,
    ks: Iterable[int] = range(2, 11),
    init: str = "k-means++",
    n_init: int = 10,
    max_iter: int = 300,
    rng: np.random.Generator | None = None,
) -> Choice:
    """Cluster for every k and choose the one with the largest mean silhouette.

    An image's silhouette compares its mean distance to its own cluster with that to the nearest
    other one: 1 is far apart, 0 on the border. It is measured on at most 2000 images.

    Parameters
    ----------
    X : array of shape (n, d)
        One flattened image a row, in grey levels.
    ks : ints from 2
        Numbers as large as the number of different images, or larger, are left out.
    init : "k-means++" or "random"
        How each run starts.
    n_init, max_iter : int
        Runs for each k, and updates in a run.
    rng : numpy.random.Generator
        The same seed gives the same choice. It is not used up.

    Returns
    -------
    Choice

    Raises
    ------
    InputError
        If no k is left to try.

    References
    ----------
    Rousseeuw, "Silhouettes", 1987; words for its size: Kaufman and Rousseeuw, "Finding groups
    in data", 1990.
    """
    from sklearn.metrics import pairwise_distances, silhouette_samples

    X, rng = as_rows(X), as_rng(rng)
    different = len(distinct_rows(X)[0])
    ks = [k for k in ks if 2 <= k < different]
    if not ks:
        raise InputError(
            f"no k to choose from: {different} different images; k from 2 to one less is compared"
        )
    sample = np.arange(len(X))
    if len(X) > SAMPLE:
        sample = np.sort(copy.deepcopy(rng).choice(len(X), SAMPLE, replace=False))
    between = pairwise_distances(X[sample])
    silhouettes = {}
    for k in progress(ks, "choosing k", "k"):
        step = run_kmeans(X, k, init, n_init, max_iter, copy.deepcopy(rng))
        labels = step.labels[sample]
        alone = len(np.unique(labels)) in (1, len(sample))  # nothing to compare with
        silhouettes[k] = (
            np.zeros(len(sample))
            if alone
            else silhouette_samples(between, labels, metric="precomputed")
        )
    return _choice(silhouettes)


def _choice(silhouettes: dict[int, np.ndarray]) -> Choice:
    scores = {k: float(values.mean()) for k, values in silhouettes.items()}
    k, *others = sorted(scores, key=lambda k: (-scores[k], k))
    runner_up = others[0] if others else k
    lead = silhouettes[k] - silhouettes[runner_up]
    error = lead.std() / np.sqrt(len(lead))
    return Choice(k, scores, runner_up, float(lead.mean()), float(error))
