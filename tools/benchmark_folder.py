"""A folder of photographs: how long the command line takes, and what groups it best.

`python tools/benchmark.py --only i j` runs this; table i makes 700 MB of JPEG files in a
temporary folder and removes them.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_images
from sklearn.metrics import adjusted_rand_score

from kmeans_lib.features import count_patches, make_features
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.loading import load_digits

SMALL, LARGE = 5000, 50
# From a small process: one that starts from a large one inherits its peak.
WATCH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
COMMANDS = ["-k 8", "-k auto", "-k 5 --standardize --pca 2", "-k 8 --words"]
PLACES, SHOTS = 10, 30  # of a burst


def make_photographs(folder):
    """Noisy cuttings of two photographs: 640x480, and 6000x4000 for the last LARGE ones."""
    originals = [Image.fromarray(image) for image in load_sample_images().images]
    for i in range(SMALL + LARGE):
        rng = np.random.default_rng(i)
        width = int(rng.integers(150, 640))
        left, top = rng.integers(0, 641 - width), rng.integers(0, 428 - width * 2 // 3)
        box = (int(left), int(top), int(left) + width, int(top) + width * 2 // 3)
        size = (640, 480) if i < SMALL else (6000, 4000)
        picture = originals[i % 2].resize(size, box=box)
        pixels = np.asarray(picture)[..., rng.permutation(3)].astype(np.int16)
        pixels += rng.integers(-12, 13, pixels.shape, dtype=np.int16)
        photograph = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
        photograph.save(Path(folder, f"{i:05d}.jpg"), quality=88)


def burst(seed, side=32):
    """Images (300, side, side, 3), thirty photographs of each of ten places, and their places.

    Between two shots the camera moves by up to 30 of 160 pixels, zooms and is exposed anew.
    """
    rng = np.random.default_rng(seed)
    originals = [Image.fromarray(image) for image in load_sample_images().images]
    images, places = [], np.repeat(np.arange(PLACES), SHOTS)
    for place in range(PLACES):
        left, top = rng.integers(30, 450), rng.integers(30, 277)
        for _ in range(SHOTS):
            width = 160 * rng.uniform(0.85, 1.15)
            x = np.clip(left + rng.integers(-30, 31), 0, 640 - width)
            y = np.clip(top + rng.integers(-30, 31), 0, 427 - 0.75 * width)
            box = (x, y, x + width, y + 0.75 * width)
            shot = originals[place % 2].resize((side, side), Image.Resampling.BOX, box)
            images.append((np.asarray(shot) * rng.uniform(0.6, 1.3)).clip(0, 255))
    return np.array(images, np.float32), places


def run(arguments, folder):
    """Seconds and peak memory in bytes of one whole process."""
    command = [sys.executable, "-m", "kmeans_lib", "photographs", *arguments.split()]
    begin = time.perf_counter()
    watched = [sys.executable, "-c", WATCH, *command]
    peak = subprocess.run(watched, cwd=folder, check=True, capture_output=True).stdout
    unit = 1 if sys.platform == "darwin" else 1024
    return time.perf_counter() - begin, unit * int(peak)


def table_i():
    yield f"## (i) A folder of {SMALL} photographs of 640x480 and {LARGE} of 6000x4000 pixels"
    yield ""
    yield "Whole processes, one run each: read, bring to 32x32, cluster with ten restarts, write."
    yield ""
    yield "| python -m kmeans_lib photographs | seconds | peak memory, MB |"
    yield "|---" * 3 + "|"
    with tempfile.TemporaryDirectory() as folder:
        photographs = Path(folder, "photographs")
        photographs.mkdir()
        make_photographs(photographs)
        for arguments in COMMANDS:
            seconds, peak = run(arguments, folder)
            yield f"| {arguments} | {seconds:.1f} | {peak / 1e6:.0f} |"


def preparations(X, shape, seed):
    """Name: what is clustered in place of the pixels."""
    return {
        "pixels": X,
        "--standardize": make_features(X, standardize=True).Z,
        "--normalize": make_features(X, normalize=True).Z,
        "--words": count_patches(X, shape, np.random.default_rng(seed)),
    }


def folders():
    """Name, number of groups, and ten draws of (X, shape, true groups)."""
    digits = load_digits()
    tenths = [(digits.X[i::10], digits.shape, digits.y[i::10]) for i in range(10)]
    yield "digits 1 to 5, tenths", 5, tenths
    bursts = [burst(seed) for seed in range(10)]
    draws = [(images.reshape(len(images), -1), images.shape[1:], y) for images, y in bursts]
    yield f"photographs, {SHOTS} of each of {PLACES} places", PLACES, draws


def table_j():
    yield "## (j) Pixels or something in their place: what finds the true groups"
    yield ""
    yield "Adjusted Rand index over ten draws, best of three starts: median, smallest to largest."
    yield ""
    yield "| pictures | pixels | --standardize | --normalize | --words |"
    yield "|---" * 5 + "|"
    for name, k, draws in folders():
        found = {}
        for seed, (X, shape, y) in enumerate(draws):
            for way, Z in preparations(X, shape, seed).items():
                labels = run_kmeans(Z, k, n_init=3, rng=np.random.default_rng(seed)).labels
                found.setdefault(way, []).append(adjusted_rand_score(y, labels))
        cells = [f"{np.median(v):.2f}, {min(v):.2f} to {max(v):.2f}" for v in found.values()]
        yield f"| {name} | {' | '.join(cells)} |"
