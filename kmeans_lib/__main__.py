"""The command line: python -m kmeans_lib clusters sheets of images and writes pictures."""

import argparse
import re

import numpy as np
from tqdm import tqdm

from kmeans_lib.lloyd import STARTS, run_kmeans
from kmeans_lib.loading import digit_sheets, load_sheets
from kmeans_lib.report import OWN_FILES, write_report
from kmeans_lib.staging import staged_folders
from kmeans_lib.validation import InputError

MOST_KS = 1000

EXAMPLES = """\
examples:
  python -m kmeans_lib                          the digits 1 to 5 for k = 3, 4, 5, 6, 7
  python -m kmeans_lib -k 5                     one k only
  python -m kmeans_lib "usps_*.jpg" -k 2-10     your own sheets of 16x16 tiles
  python -m kmeans_lib faces.png --tile 32 -k 3,8 --output faces
  python -m kmeans_lib -k 10 --restarts 20 --seed 7

For each k it writes OUTPUT/k/centroid1.png .. centroidk.png, overview.png (each centroid with
its nearest and farthest images) and labels.csv (name, cluster, distance in grey levels).
"""


class Parser(argparse.ArgumentParser):
    def error(self, message):
        """One line instead of the whole usage."""
        self.exit(2, f"{self.prog}: error: {message}\n")


def parse_ks(text):
    """'5', '3,5' or '3-7' as a sorted list of numbers."""
    ks = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", part)
        first, end = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= end:
            raise argparse.ArgumentTypeError(
                f"{text!r}: numbers from 1 are wanted: 5 or 3,5 or 3-7"
            )
        if end - first >= MOST_KS:
            raise argparse.ArgumentTypeError(f"{text!r}: at most {MOST_KS} values of k at once")
        ks.update(range(first, end + 1))
    return sorted(ks)


def whole_number(least):
    """Type for argparse: an int of at least `least`."""

    def parse(text):
        if not re.fullmatch(r"\d+", text) or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r}: a whole number from {least} is wanted")
        return int(text)

    return parse


def make_parser():
    parser = Parser(
        prog="python -m kmeans_lib",
        description="Cluster images with k-means, written from scratch, and save the centroids.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "images", nargs="*", metavar="SHEET",
        help="sheets of square tiles: files or patterns (default: the digits 1 to 5)",
    )  # fmt: skip
    parser.add_argument(
        "-k", type=parse_ks, default=[3, 4, 5, 6, 7], metavar="K",
        help="number of clusters: 5 or 3,5 or 3-7 (default: 3-7)",
    )  # fmt: skip
    positive = {"type": whole_number(1), "metavar": "N"}
    parser.add_argument(
        "--tile", default=16, help="side of a tile in pixels (default: 16)", **positive
    )
    parser.add_argument(
        "--init", choices=STARTS, default="k-means++", help="how to start (default: k-means++)"
    )
    parser.add_argument(
        "--restarts",
        default=10,
        help="runs for each k; the best one counts (default: 10)",
        **positive,
    )
    parser.add_argument(
        "--max-rounds", default=300, help="most rounds in a run (default: 300)", **positive
    )
    parser.add_argument(
        "--seed", type=whole_number(0), default=0, metavar="N",
        help="the same seed gives the same result (default: 0)",
    )  # fmt: skip
    parser.add_argument("--keep-blank", action="store_true", help="cluster the blank tiles as well")
    parser.add_argument("--output", default="centroids", help="folder (default: centroids)")
    return parser


def load(args):
    return load_sheets(args.images or digit_sheets(), args.tile, drop_blank=not args.keep_blank)


def cluster(args, images):
    """Cluster for every k, write all reports, and return the rows of the table."""
    import matplotlib

    matplotlib.use("agg")  # pictures go to files: no window, no display needed
    rows = []
    with staged_folders(args.output, [str(k) for k in args.k], OWN_FILES) as folder:
        for k in tqdm(args.k, desc="clustering", unit="k", leave=False, disable=None):
            rng = np.random.default_rng(args.seed)  # anew for each k: a lone k gives the same
            step = run_kmeans(images.X, k, args.init, args.restarts, args.max_rounds, rng)
            write_report(folder / str(k), images, step)
            rows.append((k, step))
    return rows


def print_table(rows, images):
    print(f"{'k':>3} {'images':>7} {'rounds':>7} {'inertia':>15}  sizes")
    for k, step in rows:
        sizes = " ".join(map(str, np.bincount(step.labels, minlength=k)))
        print(f"{k:>3} {len(images.X):>7} {step.index:>7} {step.inertia:>15,.0f}  {sizes}")


def print_notes(args, rows, images):
    if images.blank:
        print(f"{images.blank} blank tiles were {'kept' if args.keep_blank else 'dropped'}.")
    for k, step in rows:
        if step.moved:
            print(
                f"k = {k}: stopped after {step.index} rounds while {step.moved} images still moved."
            )
        if step.emptied:
            print(f"k = {k}: a cluster ran empty and was started anew, {step.emptied} times.")
    print(f"Written to {args.output}: " + ", ".join(str(k) for k in args.k))


def main(argv=None):
    parser = make_parser()
    args = parser.parse_args(argv)
    try:
        images = load(args)
        rows = cluster(args, images)
    except KeyboardInterrupt:
        parser.exit(130, "interrupted; nothing was written\n")
    except InputError as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}" if error.strerror else str(error))
    print_table(rows, images)
    print_notes(args, rows, images)


if __name__ == "__main__":
    main()
