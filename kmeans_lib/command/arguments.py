"""Arguments of the command line: what may be asked for, and what does not go together."""

import argparse
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from kmeans_lib.files.picture import FITS
from kmeans_lib.initialization import STARTS
from kmeans_lib.validation import InputError, one_line

MOST_KS = 1000
MOST_PIXELS = 1024  # along a side of a picture

EXAMPLES = """\
examples:
  python -m kmeans_lib                          the digits 1 to 5 for k = 3, 4, 5, 6, 7
  python -m kmeans_lib -k 5                     one k only
  python -m kmeans_lib "usps_*.jpg" -k 2-10     your own sheets of 16x16 tiles
  python -m kmeans_lib faces.png --tile 32 -k 3,8 --output faces
  python -m kmeans_lib photos -k 8 --copy-to sorted
                                                a folder of pictures, sorted into folders
  python -m kmeans_lib data/flags --size 16x24 -k auto
  python -m kmeans_lib photos --pattern "**/*.jpg" --grey --fit crop -k 10
  python -m kmeans_lib photos -k 8 --words --fit crop
                                                by what is in them, less by where it is
  python -m kmeans_lib photos -k 5 --standardize --pca 2
                                                the recipe: with a scatter plot

For each k it writes OUTPUT/k/centroid1.png .. centroidk.png, overview.png (each centroid with
its nearest and farthest images), labels.csv (name, cluster, distance: in grey levels, or in
the units of what was clustered) and, with --pca, scatter.png. Your pictures are never changed.
"""


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line instead of the whole usage."""
        self.exit(2, f"{self.prog}: error: {one_line(message)}\n")


def parse_ks(text: str) -> list[int] | str:
    """'auto', or '5', '3,5' or '3-7' as a sorted list of numbers."""
    if text == "auto":
        return text
    ks: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", part)
        first, end = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= end:
            raise argparse.ArgumentTypeError(
                f"{text!r}: numbers from 1 are wanted: 5 or 3,5 or 3-7, or auto"
            )
        if end - first >= MOST_KS:
            raise argparse.ArgumentTypeError(f"{text!r}: at most {MOST_KS} values of k at once")
        ks.update(range(first, end + 1))
    return sorted(ks)


def parse_size(text: str) -> tuple[int, int]:
    """'32x48' as (32, 48)."""
    match = re.fullmatch(r"(\d+)x(\d+)", text)
    size = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(size):
        raise argparse.ArgumentTypeError(f"{text!r}: height x width is wanted, for example 32x48")
    if max(size) > MOST_PIXELS:
        raise argparse.ArgumentTypeError(f"{text!r}: at most {MOST_PIXELS}x{MOST_PIXELS}")
    return size


def whole_number(least: int) -> Callable[[str], int]:
    """Type for argparse: an int of at least `least`."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"\d+", text) or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r}: a whole number from {least} is wanted")
        return int(text)

    return parse


def make_parser() -> Parser:
    parser = Parser(
        prog="python -m kmeans_lib",
        description="Cluster images with k-means, written from scratch, and save the centroids.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    positive: dict[str, Any] = {"type": whole_number(1), "metavar": "N"}
    add("images", nargs="*", metavar="PICTURES",
        help="a folder of pictures, or sheets of square tiles: files or patterns "
             "(default: the digits 1 to 5)")  # fmt: skip
    add("-k", type=parse_ks, default=[3, 4, 5, 6, 7], metavar="K",
        help="number of clusters: 5 or 3,5 or 3-7 (default: 3-7), or auto: from 2 to 10 the "
             "number that separates them best")  # fmt: skip
    add("--init", choices=STARTS, default="k-means++", help="how to start (default: k-means++)")
    add("--restarts", default=10, **positive,
        help="runs for each k; the best one counts (default: 10)")  # fmt: skip
    add("--max-rounds", default=300, help="most rounds in a run (default: 300)", **positive)
    add("--seed", type=whole_number(0), default=0, metavar="N",
        help="the same seed gives the same result (default: 0)")  # fmt: skip
    add("--standardize", action="store_true",
        help="bring every pixel to mean 0 and standard deviation 1 first")  # fmt: skip
    add("--normalize", action="store_true",
        help="bring every picture to length 1 first: brighter or thicker is the same")  # fmt: skip
    add("--words", action="store_true",
        help="cluster by patches in place of pixels: which small strokes, edges and colours a "
             "picture has, and in which quarter")  # fmt: skip
    add("--pca", type=whole_number(2), metavar="N",
        help="cluster N principal components in place of the pixels")  # fmt: skip
    add("--output", default="centroids", help="folder (default: centroids)")
    add = parser.add_argument_group("sheets of tiles").add_argument
    add("--tile", help="side of a tile in pixels (default: 16)", **positive)
    add("--keep-blank", action="store_true", help="cluster the blank tiles as well")
    add = parser.add_argument_group("a folder of pictures").add_argument
    add("--size", type=parse_size, metavar="HxW",
        help="height x width that every picture is brought to (default: 32x32)")  # fmt: skip
    add("--fit", choices=FITS,
        help="where the sides have another ratio: stretch it, crop it, or pad it with white "
             "(default: stretch)")  # fmt: skip
    add("--grey", action="store_true", help="forget the colours")
    add("--pattern", metavar="GLOB",
        help='which files (default: *); "**/*" looks into the folders below as well')  # fmt: skip
    add("--copy-to", metavar="DIR",
        help="copy the files into DIR, one folder a cluster; DIR is new or empty")  # fmt: skip
    return parser


def is_folder(args: argparse.Namespace) -> bool:
    """Whether a folder of pictures is asked for, or sheets."""
    return len(args.images) == 1 and os.path.isdir(args.images[0])


def refuse_clashes(args: argparse.Namespace) -> None:
    """Raise InputError for arguments that would be ignored or cannot be kept apart."""
    kinds = {"a folder": "size fit grey pattern copy_to", "sheets of tiles": "tile keep_blank"}
    other = "sheets of tiles" if is_folder(args) else "a folder"
    for name in kinds[other].split():
        if getattr(args, name) not in (None, False):
            message = f"--{name.replace('_', '-')} is for {other} only"
            if args.images:  # the name of a folder may be misspelt
                message += f"; {args.images[0]} is {'a' if is_folder(args) else 'no'} folder"
            raise InputError(message)
    if args.words and (args.standardize or args.normalize):
        name = "--standardize" if args.standardize else "--normalize"
        raise InputError(f"{name} is for pixels; --words counts, and its rows have length 1")
    if args.copy_to is not None:
        _refuse_bad_place_for_copies(args)


def _refuse_bad_place_for_copies(args: argparse.Namespace) -> None:
    if args.k != "auto" and len(args.k) > 1:
        raise InputError("--copy-to sorts for one k; name it with -k, or use -k auto")
    if os.path.isdir(args.copy_to) and os.listdir(args.copy_to):
        raise InputError(f"--copy-to {args.copy_to}: the folder holds something; it is left alone")
    if not args.copy_to or _collide(args.copy_to, args.output):
        raise InputError(f"--copy-to {args.copy_to!r}: a folder apart from the results is wanted")


def _collide(one: str, other: str) -> bool:
    """Whether numbered folders in the one would lie in, or be, those in the other."""
    real = (os.path.normcase(os.path.realpath(folder)) for folder in (one, other))
    first, second = sorted(Path(folder).parts for folder in real)
    below = second[len(first) :]
    return second[: len(first)] == first and (not below or below[0].isdecimal())
