"""Time the command line on a folder of thousands of photographs.

`python tools/benchmark.py --only i` runs this; it makes 700 MB of JPEG files in a temporary
folder and removes them.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_images

SMALL, LARGE = 5000, 50
# From a small process: one that starts from a large one inherits its peak.
WATCH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
COMMANDS = ["-k 8", "-k auto", "-k 5 --standardize --pca 2"]


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
