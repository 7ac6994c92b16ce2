"""Main: load, cluster, write; then say what was done."""

import errno
import os
import re
import sys
import warnings
from argparse import Namespace
from collections.abc import Sequence
from contextlib import ExitStack

import numpy as np

from kmeans_lib.command.arguments import is_folder, make_parser, refuse_clashes
from kmeans_lib.command.report import OWN_FILES, copy_sorted, write_report
from kmeans_lib.features import Features, count_patches, make_features
from kmeans_lib.files.folder import say_skipped
from kmeans_lib.files.progress import progress
from kmeans_lib.files.staging import staged_folders
from kmeans_lib.lloyd import Step, run_kmeans
from kmeans_lib.loading import ImageSet, digit_sheets, load_sheets
from kmeans_lib.own_images import choose_k, load_folder
from kmeans_lib.validation import InputError, one_line

FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", None)}  # the disk, or one's share of it
NOTHING = re.compile("(?!)")  # matches no name: what --copy-to writes replaces nothing


def load(args: Namespace) -> ImageSet:
    if not is_folder(args):
        return load_sheets(args.images or digit_sheets(), args.tile or 16, not args.keep_blank)
    mode, fit = "L" if args.grey else "RGB", args.fit or "stretch"
    pattern = "*" if args.pattern is None else args.pattern
    with warnings.catch_warnings(action="ignore"):  # said once more at the end, for people
        return load_folder(args.images[0], args.size or (32, 32), mode, pattern, fit)


def describe(args: Namespace, images: ImageSet) -> Features:
    """What is clustered: the pixels, or what is asked for in their place."""
    X = images.X
    if args.words:
        X = count_patches(X, images.shape, np.random.default_rng(args.seed))
    return make_features(X, args.standardize, args.pca, args.seed, args.normalize)


def cluster(args: Namespace, images: ImageSet, features: Features) -> list[tuple[int, Step]]:
    """Cluster for every k, write all that is asked for, and return the rows of the table."""
    import matplotlib

    matplotlib.use("agg")  # pictures go to files: no window, no display needed
    rows = []
    with ExitStack() as stack:
        if args.copy_to is not None:  # first in, last out: no copies without results
            names = [str(j + 1) for j in range(args.k[0])]
            copies = stack.enter_context(staged_folders(args.copy_to, names, NOTHING))
        names = [str(k) for k in args.k]
        folder = stack.enter_context(staged_folders(args.output, names, OWN_FILES))
        for k in progress(args.k, "clustering", "k"):
            rng = np.random.default_rng(args.seed)  # anew for each k: a lone k gives the same
            step = run_kmeans(features.Z, k, args.init, args.restarts, args.max_rounds, rng)
            write_report(folder / str(k), images, step, features)
            rows.append((k, step))
        if args.copy_to is not None:
            copy_sorted(args.images[0], copies, images, step)
    return rows


def print_table(rows: list[tuple[int, Step]], images: ImageSet) -> None:
    print(f"{'k':>3} {'images':>7} {'rounds':>7} {'inertia':>15}  sizes")
    for k, step in rows:
        sizes = " ".join(map(str, np.bincount(step.labels, minlength=k)))
        digits = 0 if step.inertia >= 1000 else 3
        inertia = f"{step.inertia:>15,.{digits}f}"
        print(f"{k:>3} {len(images.X):>7} {step.index:>7} {inertia}  {sizes}")


def print_notes(args: Namespace, rows: list[tuple[int, Step]], images: ImageSet) -> None:
    if images.blank:
        print(f"{images.blank} blank tiles were {'kept' if args.keep_blank else 'dropped'}.")
    if images.skipped:
        print(say_skipped(images.skipped, most=10) + ".")
    for k, step in rows:
        if step.moved:
            print(
                f"k = {k}: stopped after {step.index} rounds while {step.moved} images still moved."
            )
        if step.emptied:
            print(f"k = {k}: a cluster ran empty and was started anew, {step.emptied} times.")
    print(f"Written to {one_line(args.output)}: " + ", ".join(str(k) for k in args.k))
    if args.copy_to is not None:
        print(f"Copied to {one_line(args.copy_to)}: {len(images.X)} pictures, a folder a cluster")


def work(args: Namespace) -> None:
    """Load, cluster, write; then say what was done."""
    refuse_clashes(args)
    images = load(args)
    features = describe(args, images)
    choice = None
    if args.k == "auto":
        runs = args.init, args.restarts, args.max_rounds
        choice = choose_k(features.Z, range(2, 11), *runs, np.random.default_rng(args.seed))
        args.k = [choice.k]
    rows = cluster(args, images, features)
    print_table(rows, images)
    if choice is not None:
        print(f"{choice}.")
    print_notes(args, rows, images)


def main(argv: Sequence[str] | None = None) -> None:
    parser = make_parser()
    args = parser.parse_args(argv)
    try:
        work(args)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        parser.exit(130, "interrupted; nothing was written\n")
    except InputError as error:
        parser.error(str(error))
    except OSError as error:
        what, place = error.strerror or str(error), error.filename
        if place is None and error.errno in FULL:
            place = " or ".join(map(str, filter(None, [args.output, args.copy_to])))
            what += "; nothing was written"
        parser.error(what if place is None else f"{place}: {what}")
    except MemoryError:
        parser.error("not enough memory; a smaller --size or fewer pictures take less")
