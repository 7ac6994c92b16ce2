"""The command line: python -m kmeans_lib clusters images and writes pictures."""

import os
import re
import sys
import warnings
from argparse import Namespace
from collections.abc import Sequence
from contextlib import ExitStack, suppress

import numpy as np

from kmeans_lib.arguments import is_folder, make_parser, refuse_what_does_not_go_together
from kmeans_lib.features import Features, make_features
from kmeans_lib.lloyd import Step, run_kmeans
from kmeans_lib.loading import ImageSet, digit_sheets, load_folder, load_sheets, say_skipped
from kmeans_lib.progress import progress
from kmeans_lib.report import OWN_FILES, copy_sorted, write_report
from kmeans_lib.selection import choose_k
from kmeans_lib.staging import staged_folders
from kmeans_lib.validation import InputError, one_line

NOTHING = re.compile("(?!)")  # matches no name: what --copy-to writes replaces nothing


def load(args: Namespace) -> ImageSet:
    if not is_folder(args):
        return load_sheets(args.images or digit_sheets(), args.tile or 16, not args.keep_blank)
    with warnings.catch_warnings(action="ignore"):  # said once more at the end, for people
        return load_folder(
            args.images[0],
            args.size or (32, 32),
            "L" if args.grey else "RGB",
            "*" if args.pattern is None else args.pattern,
            args.fit or "stretch",
        )


def cluster(args: Namespace, images: ImageSet, features: Features | None) -> list[tuple[int, Step]]:
    """Cluster for every k, write all that is asked for, and return the rows of the table."""
    import matplotlib

    matplotlib.use("agg")  # pictures go to files: no window, no display needed
    Z = images.X if features is None else features.Z
    rows = []
    with ExitStack() as stack:
        if args.copy_to is not None:  # first in, last out: no copies without results
            names = [str(j + 1) for j in range(args.k[0])]
            copies = stack.enter_context(staged_folders(args.copy_to, names, NOTHING))
        names = [str(k) for k in args.k]
        folder = stack.enter_context(staged_folders(args.output, names, OWN_FILES))
        for k in progress(args.k, "clustering", "k"):
            rng = np.random.default_rng(args.seed)  # anew for each k: a lone k gives the same
            step = run_kmeans(Z, k, args.init, args.restarts, args.max_rounds, rng)
            write_report(folder / str(k), images, step, features)
            rows.append((k, step))
        if args.copy_to is not None:
            copy_sorted(args.images[0], copies, images, step)
    return rows


def print_table(rows: list[tuple[int, Step]], images: ImageSet) -> None:
    print(f"{'k':>3} {'images':>7} {'rounds':>7} {'inertia':>15}  sizes")
    for k, step in rows:
        sizes = " ".join(map(str, np.bincount(step.labels, minlength=k)))
        print(f"{k:>3} {len(images.X):>7} {step.index:>7} {step.inertia:>15,.0f}  {sizes}")


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
    refuse_what_does_not_go_together(args)
    images = load(args)
    features, choice = None, None
    if args.standardize or args.pca:
        features = make_features(images.X, args.standardize, args.pca, args.seed)
    if args.k == "auto":
        Z = images.X if features is None else features.Z
        rng = np.random.default_rng(args.seed)
        choice = choose_k(
            Z, init=args.init, n_init=args.restarts, max_iter=args.max_rounds, rng=rng
        )
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
        what = error.strerror or str(error)
        parser.error(what if error.filename is None else f"{error.filename}: {what}")
    except MemoryError:
        parser.error("not enough memory; a smaller --size or fewer pictures take less")


if __name__ == "__main__":
    with suppress(AttributeError):  # closed
        # file names in any script
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a TextIO
    main()
