"""Lesson 08, your own images: a folder of real pictures, in colour, and which k suits it."""

import copy
import os
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from kmeans_lib.engine import distinct_rows
from kmeans_lib.files.folder import read_folder, say_skipped
from kmeans_lib.files.picture import MODES, WHITE, as_shape, as_wanted
from kmeans_lib.files.progress import progress
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.loading import DATA, ImageSet
from kmeans_lib.validation import InputError, as_count, as_rng, as_rows, one_of

SAMPLE = 2000  # images: the silhouette needs the distance of each to each
SETS = 5  # of starts: their differences are the spread that chance gives
CLEAR = 2  # standard errors


def load_folder(
    folder: str | os.PathLike,
    shape: Sequence[int] = (32, 32),
    mode: str = "RGB",
    pattern: str = "*",
    fit: str = "stretch",
    background: Sequence[int] = WHITE,
    errors: str = "warn",
) -> ImageSet:
    """Read all pictures of a folder, bring them to one size, and flatten each to a row.

    Parameters
    ----------
    folder : path
        Its own files are read, in natural order; hidden ones (.name) are not.
    shape : (height, width)
        Wanted size in pixels. Memory grows with it, not with the size of the photographs.
    mode : "RGB" or "L"
        Colour or grey.
    pattern : str
        Which files: "*.jpg", for example, or "**/*" with all folders below.
    fit : "stretch", "crop" or "pad"
        Where a picture has another ratio of its sides: distort it, cut it around the middle, or
        fill up with the background.
    background : (red, green, blue)
        Shows where a picture is transparent.
    errors : "warn" or "raise"
        A file that cannot be read is skipped with a warning that names it, or is an error.

    Returns
    -------
    ImageSet
        `names` are paths from the folder; `skipped` says what could not be read.

    Raises
    ------
    FileNotFoundError, NotADirectoryError, PermissionError
        For the folder.
    InputError
        If an argument is not as above, or no picture could be read.
    """
    one_of("errors", errors, ("warn", "raise"))
    size, background = as_shape(shape), as_wanted(mode, fit, background)
    wanted = size, mode, pattern, fit, background, errors
    X, names, skipped = read_folder(Path(folder), *wanted)
    if skipped:
        warnings.warn(say_skipped(skipped), stacklevel=2)
    return ImageSet(X, size + MODES[mode], None, tuple(names), 0, tuple(skipped))


def load_flags(shape: Sequence[int] = (16, 24)) -> ImageSet:
    """The project's 256 flags, stretched to shape, (height, width); see data/README.md."""
    return load_folder(DATA / "flags", shape, errors="raise")


@dataclass(frozen=True)
class Choice:
    """A number of clusters and its rivals, compared over several sets of starts.

    Silhouettes compare; one alone says little: with many pixels even perfect clusters score low.

    Attributes
    ----------
    k, runner_up : int
        With the largest and the second largest mean silhouette; the same if only one was tried.
    scores, ranges : dict
        Mean silhouette of every number, and the smallest and largest of a set of starts.
    wins : int
        In how many sets of starts k has the largest silhouette.
    lead, error : float
        How far k is ahead, and its standard error: other images and other starts would differ.
    """

    k: int
    scores: dict[int, float]
    ranges: dict[int, tuple[float, float]]
    runner_up: int
    wins: int
    lead: float
    error: float

    def __str__(self) -> str:
        low, high = self.ranges[self.k]
        said = f"k = {self.k} has the largest mean silhouette, {self.scores[self.k]:.3f}"
        said += f" ({low:.3f} to {high:.3f} in {SETS} sets of starts)"
        if len(self.scores) > 1:
            rival = f"k = {self.runner_up} with {self.scores[self.runner_up]:.3f}"
            clear = self.wins == SETS and self.lead > CLEAR * self.error
            said += f"; first in {self.wins} of {SETS}, {'' if clear else 'not '}clearly ahead of "
            said += f"{rival} (lead {self.lead:.3f} +- {self.error:.3f})"
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
    other one: near 1 far apart, 0 on the border. It is measured on at most 2000 images.

    Parameters
    ----------
    X : array of shape (n, d)
        One flattened image a row, in grey levels.
    ks : ints from 2
        Numbers as large as the number of different images, or larger, are left out.
    init : "k-means++" or "random"
        How each run starts.
    n_init, max_iter : int
        Runs for each k, dealt out to five sets of at least one, and updates in a run.
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
    Rousseeuw, "Silhouettes", 1987.
    """
    from sklearn.metrics import pairwise_distances, silhouette_samples

    X, rng, n_init = as_rows(X), as_rng(rng), as_count(n_init, "n_init")
    different = len(distinct_rows(X)[0])
    ks = [k for k in ks if 2 <= k < different]
    if not ks:
        raise InputError(
            f"no k to choose from: {different} different images; k from 2 to one less is compared"
        )
    sample = np.sort(copy.deepcopy(rng).permutation(len(X))[:SAMPLE])
    between = pairwise_distances(X[sample])
    silhouettes = {k: np.zeros((SETS, len(sample))) for k in ks}
    for k in progress(ks, "choosing k", "k"):
        for i, child in enumerate(copy.deepcopy(rng).spawn(SETS)):
            labels = run_kmeans(X, k, init, -(-n_init // SETS), max_iter, child).labels[sample]
            if 1 < len(np.unique(labels)) < len(sample):  # else there is nothing to compare with
                silhouettes[k][i] = silhouette_samples(between, labels, metric="precomputed")
    return _choice(silhouettes)


def _choice(silhouettes: dict[int, np.ndarray]) -> Choice:
    means = {k: values.mean(axis=1) for k, values in silhouettes.items()}
    scores = {k: float(values.mean()) for k, values in means.items()}
    ranges = {k: (float(values.min()), float(values.max())) for k, values in means.items()}
    k, *others = sorted(scores, key=lambda k: (-scores[k], k))
    runner_up = others[0] if others else k
    wins = sum(all(means[k][i] >= values[i] for values in means.values()) for i in range(SETS))
    lead = silhouettes[k] - silhouettes[runner_up]
    by_image, by_set = lead.mean(axis=0), lead.mean(axis=1)
    error = np.sqrt(by_image.var() / len(by_image) + by_set.var(ddof=1) / SETS)
    return Choice(k, scores, ranges, runner_up, wins, float(lead.mean()), float(error))
