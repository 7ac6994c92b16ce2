"""The shipped data is what its card says, byte for byte, and can be rebuilt."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from PIL import Image, features
from sklearn.datasets import load_sample_image

from kmeans_lib.loading import DATA, load_digits, load_photo, load_sheets

COUNTS = {0: 1001, 1: 1100, 2: 991, 3: 1032, 4: 980, 5: 863, 6: 1014, 7: 1070, 8: 944, 9: 978}
SLOTS = 34 * 33
SAME_DECODER = features.check_feature("libjpeg_turbo")  # as the card says
SUMS_OF_SUMS = "671282ad0ee5854ea6cceb5a00f060974fe5a10c38313ef9733f9970d3114054"


def listed_sums():
    lines = (DATA / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def test_every_file_has_its_pinned_checksum():
    files = {p.relative_to(DATA).as_posix(): p for p in DATA.rglob("*") if p.is_file()}
    del files["SHA256SUMS"]
    found = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    assert found == listed_sums()


def test_the_list_of_checksums_is_pinned_too():
    digest = hashlib.sha256((DATA / "SHA256SUMS").read_bytes()).hexdigest()
    assert digest == SUMS_OF_SUMS, "data/ changed: if that was meant, pin the new digest here"


@pytest.mark.parametrize("digit", range(10))
def test_sheets_have_the_size_mode_and_counts_of_the_card(digit):
    with Image.open(DATA / "digits" / f"digits_{digit}.png") as sheet:
        assert (sheet.size, sheet.mode, sheet.format) == ((544, 528), "L", "PNG")
    images = load_digits([digit])
    assert len(images.X) == COUNTS[digit]
    assert images.blank == SLOTS - COUNTS[digit]
    card = (DATA / "README.md").read_text(encoding="utf-8")
    assert re.search(
        rf"\| {digit} \| digits_{digit}.png \| \d+ \| {COUNTS[digit]} \| {images.blank} \|", card
    )


def test_blank_tiles_are_black_and_come_last():
    for digit, count in COUNTS.items():
        kept = load_sheets(DATA / "digits" / f"digits_{digit}.png", drop_blank=False)
        assert kept.X[count:].max() == 0
        assert kept.X[:count].max(axis=1).min() > 100


def test_no_digit_stands_twice():
    X = load_digits(range(10)).X
    assert len(np.unique(X, axis=0)) == len(X) == sum(COUNTS.values()) == 9973


def test_flags_have_the_sizes_modes_and_twins_of_the_card():
    paths = sorted((DATA / "flags").iterdir())
    modes, sizes, pictures = Counter(), set(), Counter()
    for path in paths:
        with Image.open(path) as flag:
            modes[flag.mode] += 1
            sizes.add(flag.size)
            pictures[flag.size, flag.convert("RGBA").tobytes()] += 1
    assert len(paths) == 256
    assert modes == {"P": 188, "RGB": 39, "RGBA": 29}
    assert len(sizes) == 27
    assert len(pictures) == 242
    card = (DATA / "README.md").read_text(encoding="utf-8")
    assert "256 of them" in card and "(188 P, 39 RGB, 29 RGBA;" in card and "242 different" in card


def test_the_photograph_is_stored_without_loss():
    """Whatever decodes JPEG here: what a lesson prints must not depend on it."""
    with Image.open(DATA / "photos" / "flower.png") as picture:
        assert (picture.size, picture.mode, picture.format) == ((640, 427), "RGB", "PNG")
        pixels = np.array(picture)
    photo = load_photo()
    assert photo.dtype == np.uint8 and np.array_equal(photo, pixels)
    if SAME_DECODER:
        assert np.array_equal(photo, load_sample_image("flower.jpg"))
    card = (DATA / "README.md").read_text(encoding="utf-8")
    assert "640 pixels wide and 427 high" in card and "decoded once, with libjpeg-turbo" in card
    assert "by vultilion on Flickr" in card and "CC BY 2.0" in card


def test_rebuild_gives_the_same_data(tmp_path):
    """Pixels always, of the photograph with the decoder that the card names.

    Bytes wherever Pillow packs PNG with the compressor that the card names.
    """
    if shutil.which("npm") is None and not os.environ.get("CI"):
        pytest.skip("npm is not installed; it comes with Node.js")
    output = tmp_path / "data"
    command = [sys.executable, DATA.parent / "tools" / "build_data.py", "--output", output]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode and not os.environ.get("CI"):
        pytest.skip("the npm registry cannot be reached: " + run.stderr.strip().splitlines()[-1])
    assert run.returncode == 0, run.stderr
    for path in sorted(DATA.glob("*/*.png")):
        twin = output / path.relative_to(DATA)
        with Image.open(path) as ours, Image.open(twin) as rebuilt:
            assert (ours.mode, ours.size) == (rebuilt.mode, rebuilt.size)
            assert ours.tobytes() == rebuilt.tobytes() or (
                path.parent.name == "photos" and not SAME_DECODER
            )
    card = (output / "README.md").read_text(encoding="utf-8")
    if card == (DATA / "README.md").read_text(encoding="utf-8"):  # the same libraries
        assert (output / "SHA256SUMS").read_bytes() == (DATA / "SHA256SUMS").read_bytes()
