"""python -m kmeans_lib FOLDER, as a user runs it."""

import contextlib
import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image
from sklearn.decomposition import PCA
from sklearn.preprocessing import Normalizer, StandardScaler

from kmeans_lib.command import main as command_line
from kmeans_lib.command import report
from kmeans_lib.features import count_patches, make_features
from kmeans_lib.figures.style import cluster_color
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.loading import DATA, load_sheets
from kmeans_lib.own_images import choose_k, load_folder
from tests.command.program import contents, fails
from tests.command.program import run as run_program
from tests.files.hostile import HOSTILE, all_identical, healthy_folder, snapshot

FLAGS = DATA / "flags"
COLOURS = np.array([[225, 30, 30], [30, 225, 30], [30, 30, 225]])


def save(pixels, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(pixels, np.uint8)).save(path)


def read(path):
    with Image.open(path) as picture:
        return np.asarray(picture, float)


def read_labels(folder):
    """Names, cluster numbers and distances."""
    path = folder / "labels.csv"
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["name", "cluster", "distance"]
    names, clusters, distances = zip(*rows, strict=True)
    return names, np.array(clusters, int), np.array(distances, float)


def tree(folder):
    """Everything below a folder: what the files hold, and when they were changed."""
    return {
        p.relative_to(folder).as_posix(): (p.read_bytes(), p.stat().st_mtime_ns, p.stat().st_mode)
        if p.is_file()
        else "folder"
        for p in folder.rglob("*")
    }


@pytest.fixture
def photos(tmp_path):
    """Twelve pictures, 10 high and 12 wide: red, green and blue in turn, p0.png .. p11.png."""
    rng = np.random.default_rng(1)
    for i in range(12):
        noise = rng.integers(-30, 31, (10, 12, 3))
        save(COLOURS[i % 3] + noise, tmp_path / "photos" / f"p{i}.png")
    return tmp_path / "photos"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def run(capsys):
    """Run in this process; return what is printed."""

    def run(*arguments):
        command_line.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert err == ""
        return out

    return run


@pytest.fixture
def undrawn(monkeypatch):
    """Leave overview.png and scatter.png empty: drawing takes most of the time."""
    monkeypatch.setattr(report, "draw_overview", lambda *_, **__: None)
    monkeypatch.setattr(report, "draw_scatter", lambda *_: None)
    monkeypatch.setattr(report, "_save_figure", lambda path, _: path.touch())


# The flags, for k = 8.


@pytest.fixture(scope="module")
def flags_job(tmp_path_factory):
    """The program on the flags, in an empty folder."""
    folder = tmp_path_factory.mktemp("flags_job")
    return run_program(FLAGS, "--size", "16x24", "-k", "8", cwd=folder), folder


@pytest.fixture(scope="module")
def flags():
    return load_folder(FLAGS, (16, 24))


def test_flags_files(flags_job):
    result, folder = flags_job
    assert (result.returncode, result.stderr) == (0, "")
    names = [*(f"centroid{i}.png" for i in range(1, 9)), "overview.png", "labels.csv"]
    assert set(contents(folder)) == {f"centroids/8/{name}" for name in names}
    head, row, written = result.stdout.splitlines()
    assert head.split() == ["k", "images", "rounds", "inertia", "sizes"]
    assert row.split()[:2] == ["8", "256"]
    assert written == "Written to centroids: 8"


def test_flags_labels(flags_job, flags):
    names, clusters, distances = read_labels(flags_job[1] / "centroids" / "8")
    step = run_kmeans(flags.X, 8, n_init=10, rng=np.random.default_rng(0))
    assert names == flags.names and len(names) == 256
    assert (clusters - 1).tolist() == step.labels.tolist()
    expected = np.linalg.norm(flags.X - step.centroids[step.labels], axis=1)
    assert np.abs(distances - expected).max() <= 0.0006


def test_flags_centroids_are_the_means_in_colour(flags_job, flags):
    folder = flags_job[1] / "centroids" / "8"
    _, clusters, _ = read_labels(folder)
    for i in range(1, 9):
        pixels = read(folder / f"centroid{i}.png")
        assert pixels.shape == (16, 24, 3)
        mean = flags.images[clusters == i].mean(axis=0, dtype=np.float64)
        assert np.abs(pixels - mean).max() <= 0.501
        assert np.ptp(pixels, axis=2).max() > 50, "no centroid of flags is grey"


def test_flags_overview(flags_job):
    pixels = read(flags_job[1] / "centroids" / "8" / "overview.png")
    assert pixels.shape[0] > 400 and pixels.shape[1] > 1000
    assert np.ptp(pixels[..., :3], axis=2).max() > 200, "in colour"


def test_the_same_seed_gives_the_same_bytes(flags_job, tmp_path):
    """In another process, whose strings hash differently."""
    assert run_program(FLAGS, "--size", "16x24", "-k", "8", cwd=tmp_path).returncode == 0
    assert contents(tmp_path) == contents(flags_job[1])


def test_another_seed_gives_another_result(flags, out, run, undrawn):
    """One start each: the best of ten is often the same."""
    found = []
    for seed in (0, 1):
        run(FLAGS, "--size", "16x24", "-k", "8", "--restarts", "1", "--seed", seed, "--output", out)
        found.append(read_labels(out / "8")[1] - 1)
        step = run_kmeans(flags.X, 8, rng=np.random.default_rng(seed))
        assert found[seed].tolist() == step.labels.tolist()
    assert not np.array_equal(*found)


# Features in place of pixels.


@pytest.fixture(scope="module")
def recipe_job(tmp_path_factory):
    folder = tmp_path_factory.mktemp("recipe")
    arguments = ["--size", "16x24", "-k", "5", "--standardize", "--pca", "2"]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        command_line.main([str(FLAGS), *arguments, "--output", str(folder)])
    return folder / "5", printed.getvalue()


@pytest.fixture(scope="module")
def recipe_points(flags):
    """The same with scikit-learn."""
    return PCA(2, random_state=0).fit_transform(StandardScaler().fit_transform(flags.X))


def test_recipe_labels_and_distances(recipe_job, recipe_points, flags):
    names, clusters, distances = read_labels(recipe_job[0])
    step = run_kmeans(recipe_points, 5, n_init=10, rng=np.random.default_rng(0))
    assert names == flags.names
    assert (clusters - 1).tolist() == step.labels.tolist()
    expected = np.linalg.norm(recipe_points - step.centroids[step.labels], axis=1)
    assert np.abs(distances - expected).max() <= 0.001, "in units of the components"
    assert recipe_job[1].split()[8] == f"{step.inertia:,.0f}"


def test_recipe_centroids_are_mean_images(recipe_job, flags):
    _, clusters, _ = read_labels(recipe_job[0])
    for i in range(1, 6):
        mean = flags.images[clusters == i].mean(axis=0, dtype=np.float64)
        assert np.abs(read(recipe_job[0] / f"centroid{i}.png") - mean).max() <= 0.501


def test_recipe_scatter_shows_every_cluster_in_its_colour(recipe_job):
    with Image.open(recipe_job[0] / "scatter.png") as picture:
        assert picture.width > 800 and picture.height > 400
        colours = {colour for _, colour in picture.convert("RGB").getcolors(2**24)}
    for j in range(5):
        assert tuple(round(255 * part) for part in to_rgb(cluster_color(j))) in colours


def test_features_one_by_one(photos, out, run):
    images = load_folder(photos)
    for arguments, Z in [
        (["--standardize"], StandardScaler().fit_transform(images.X)),
        (["--normalize"], Normalizer().fit_transform(images.X)),
        (["--words"], count_patches(images.X, images.shape, np.random.default_rng(0))),
        (["--pca", "3"], PCA(3, random_state=0).fit_transform(images.X)),
    ]:
        printed = run(photos, "-k", "3", *arguments, "--output", out)
        _, clusters, distances = read_labels(out / "3")
        step = run_kmeans(Z, 3, n_init=10, rng=np.random.default_rng(0))
        digits = 3 if step.inertia < 1000 else 0
        assert printed.split()[8] == f"{step.inertia:,.{digits}f}"
        assert (clusters - 1).tolist() == step.labels.tolist()
        expected = np.linalg.norm(Z - step.centroids[step.labels], axis=1)
        assert np.abs(distances - expected).max() <= 0.01
        assert (out / "3" / "scatter.png").exists() == ("--pca" in arguments)
        mean = images.images[clusters == 2].mean(axis=0)
        assert np.abs(read(out / "3" / "centroid2.png") - mean).max() <= 0.51


NO_WORDS = [
    (["--size", "6x9"], "pictures of 6x9 pixels: words need at least 7x7"),
    (["--pattern", "flat*"], "all images are flat: they have no patch with contrast"),
    (["--pattern", "one*"], "k = 3, but only 1 of the images are different"),
    (["--standardize"], "--standardize is for pixels; --words counts"),
    (["--normalize"], "--normalize is for pixels; --words counts"),
]


@pytest.mark.parametrize(("arguments", "message"), NO_WORDS, ids=lambda value: str(value)[:40])
def test_folders_without_words(tmp_path, capsys, rng, arguments, message):
    save(rng.integers(0, 256, (40, 50, 3)), tmp_path / "photos" / "one.png")
    for i in range(4):
        save(np.full((9, 9, 3), 50 * i), tmp_path / "photos" / f"flat{i}.png")
    out = tmp_path / "out"
    error = fails([tmp_path / "photos", "-k", "3", "--words", *arguments, "--output", out], capsys)
    assert message in error and error.count("\n") == 1 and not out.exists()


def test_the_seed_reaches_the_components(photos, out, run, monkeypatch, undrawn):
    """Also one that is too large for scikit-learn."""
    seeds = []

    def spy(X, standardize, n_components, seed, normalize):
        seeds.append(seed)
        return make_features(X, standardize, n_components, seed, normalize)

    monkeypatch.setattr(command_line, "make_features", spy)
    for seed in (7, 2**32):
        run(photos, "-k", "3", "--pca", "2", "--seed", seed, "--output", out)
    assert seeds == [7, 2**32]


def test_components_of_sheets(out, run):
    sheets = [DATA / "digits" / f"digits_{digit}.png" for digit in (1, 4)]
    run(*sheets, "-k", "2", "--pca", "5", "--restarts", "2", "--output", out)
    images = load_sheets(sheets)
    Z = PCA(5, random_state=0).fit_transform(images.X)
    names, clusters, _ = read_labels(out / "2")
    assert names == images.names
    step = run_kmeans(Z, 2, n_init=2, rng=np.random.default_rng(0))
    assert (clusters - 1).tolist() == step.labels.tolist()
    assert (out / "2" / "scatter.png").stat().st_size > 10_000
    for i in (1, 2):
        mean = images.images[clusters == i].mean(axis=0, dtype=np.float64)
        assert np.abs(read(out / "2" / f"centroid{i}.png") - mean).max() <= 0.501


# Options that the loader gets.

LOADING = [
    ([], {}),
    (["--size", "6x7"], {"shape": (6, 7)}),
    (["--size", "1x1"], {"shape": (1, 1)}),
    (["--grey"], {"mode": "L"}),
    (["--fit", "crop", "--size", "9x5"], {"fit": "crop", "shape": (9, 5)}),
    (["--fit", "pad", "--size", "9x5"], {"fit": "pad", "shape": (9, 5)}),
    (["--pattern", "p1*.png"], {"pattern": "p1*.png"}),
    (["--pattern", "**/*"], {"pattern": "**/*"}),
]


@pytest.mark.parametrize(("arguments", "wanted"), LOADING, ids=lambda v: " ".join(map(str, v)))
def test_options_reach_the_loader(photos, out, run, undrawn, arguments, wanted):
    """With as many clusters as images every centroid is an image."""
    save(COLOURS.reshape(1, 3, 3), photos / "below" / "q.png")
    images = load_folder(photos, **wanted)
    k = len(images.X)
    assert k == {"p1*.png": 3, "**/*": 13}.get(wanted.get("pattern"), 12)
    run(photos, "-k", k, *arguments, "--output", out)
    names, clusters, distances = read_labels(out / str(k))
    assert names == images.names
    assert sorted(clusters) == list(range(1, k + 1)) and not distances.any()
    for image, cluster in zip(images.images, clusters, strict=True):
        assert np.array_equal(read(out / str(k) / f"centroid{cluster}.png"), image)


def test_the_folder_may_be_the_current_one(photos, run, monkeypatch, undrawn):
    monkeypatch.chdir(photos)
    run(".", "-k", "3")
    assert read_labels(photos / "centroids" / "3")[0] == load_folder(photos).names


# Copies.


def copies_of(photos, results):
    """What --copy-to should write, going by labels.csv."""
    names, clusters, _ = read_labels(results)
    return {
        f"{cluster}/{name}": (photos / name).read_bytes()
        for name, cluster in zip(names, clusters, strict=True)
    }


def test_copies_are_sorted_by_cluster(photos, tmp_path, out, run, undrawn):
    save(COLOURS.reshape(1, 3, 3), photos / "below" / "deep" / "p0.png")
    for i, path in enumerate(sorted(photos.rglob("*.png"))):
        os.utime(path, (10**9, 10**9 + i))
    (photos / "notes.txt").write_text("no picture")
    before = tree(photos)
    to = tmp_path / "new" / "sorted"
    printed = run(photos, "-k", "3", "--pattern", "**/*", "--copy-to", to, "--output", out)
    expected = copies_of(photos, out / "3")
    assert len(expected) == 13
    assert contents(to) == expected, "byte for byte, and nothing else"
    assert sorted(path.name for path in to.iterdir()) == ["1", "2", "3"]
    for copy in expected:
        original = photos / copy.partition("/")[2]
        assert (to / copy).stat().st_mtime == original.stat().st_mtime
    assert tree(photos) == before
    assert printed.splitlines()[-1] == f"Copied to {to}: 13 pictures, a folder a cluster"


def test_copies_of_one_folder_are_of_one_colour(photos, tmp_path, out, run, undrawn):
    """Not going by labels.csv, which might be wrong in the same way."""
    to = tmp_path / "sorted"
    run(photos, "-k", "3", "--copy-to", to, "--output", out)
    for i in (1, 2, 3):
        means = [read(path).mean(axis=(0, 1)) for path in (to / str(i)).iterdir()]
        centroid = read(out / "3" / f"centroid{i}.png").mean(axis=(0, 1))
        assert len(means) == 4
        assert np.abs(means - centroid).max() < 10


def test_copies_into_the_folder_of_the_photos(photos, out, run, undrawn):
    before = tree(photos)
    run(photos, "-k", "3", "--copy-to", photos / "sorted", "--output", out)
    assert contents(photos / "sorted") == copies_of(photos, out / "3")
    after = tree(photos)
    assert {name: after[name] for name in before} == before
    assert load_folder(photos).names == load_folder(photos, pattern="p*.png").names


def test_copies_with_k_auto_into_an_empty_folder(photos, tmp_path, out, run, undrawn):
    to = tmp_path / "sorted"
    to.mkdir()
    run(photos, "-k", "auto", "--restarts", "2", "--copy-to", to, "--output", out)
    assert contents(to) == copies_of(photos, out / "3")


@pytest.mark.parametrize(
    ("output", "to"), [(".", "sorted"), ("out", "out/sorted"), ("new/results", "new")]
)
def test_copies_beside_the_results(photos, tmp_path, run, monkeypatch, undrawn, output, to):
    monkeypatch.chdir(tmp_path)
    run(photos, "-k", "3", "--output", output, "--copy-to", to)
    expected = copies_of(photos, tmp_path / output / "3")
    assert {name: contents(tmp_path / to)[name] for name in expected} == expected


# Which folders, and what is said of them. The results would lie among the copies, or replace them.
BAD_COPIES = [
    (["-k", "3", "--copy-to", "full"], "--copy-to full: the folder holds something"),
    (["-k", "3", "--copy-to", "photos"], "--copy-to photos: the folder holds something"),
    (["-k", "3", "--copy-to", "full/file"], "file is a file; a folder is wanted"),
    (["-k", "3", "--copy-to", "full/file/in"], "Not a directory"),
    (["-k", "3,4", "--copy-to", "new"], "--copy-to sorts for one k"),
    (["--copy-to", "new"], "--copy-to sorts for one k"),
    (["-k", "3", "--copy-to", ""], "--copy-to '': a folder apart from the results"),
    (["-k", "3", "--copy-to", "new", "--output", "new"], "--copy-to 'new': a folder apart"),
    (["-k", "3", "--copy-to", "new/3", "--output", "./new"], "a folder apart from the results"),
    (["-k", "auto", "--copy-to", "new/3/in", "--output", "new"], "a folder apart from the results"),
    (["-k", "3", "--copy-to", "new", "--output", "full/../new/2"], "a folder apart from the"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD_COPIES, ids=lambda v: str(v)[:40])
def test_copies_go_nowhere_else(photos, tmp_path, capsys, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("precious")
    before = tree(tmp_path)
    error = fails([photos.name, *arguments], capsys)
    if os.name == "nt" and message == "Not a directory":
        message = "error: "  # Windows has its own words
    assert message in error
    assert tree(tmp_path) == before


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_copy_that_fails_leaves_nothing(photos, out, run, capsys, monkeypatch, undrawn, error):
    """Neither copies nor results; an earlier result stays."""
    run(photos, "-k", "3", "--seed", "5", "--grey", "--output", out)
    before = tree(photos.parent)
    copied = []

    def fail_at_the_fifth(source, target):
        if len(copied) == 4:
            raise error
        copied.append(target)
        return copy2(source, target)

    copy2 = shutil.copy2
    monkeypatch.setattr(shutil, "copy2", fail_at_the_fifth)
    to = photos.parent / "new" / "sorted"
    arguments = [photos, "-k", "3", "--copy-to", to, "--output", out]
    if isinstance(error, OSError):
        told = f"{out} or {to}: No space left on device; nothing was written\n"
        assert fails(arguments, capsys) == f"python -m kmeans_lib: error: {told}"
    else:
        with pytest.raises(SystemExit, match="130"):
            command_line.main([str(argument) for argument in arguments])
    assert len(copied) == 4, "it failed in the middle"
    assert tree(photos.parent) == before


def test_no_copies_without_results(photos, out, run, capsys, monkeypatch, undrawn):
    """Windows does not rename the folder of an earlier result while somebody reads in it."""

    def rename_but_not_the_earlier_result(self, target):
        if self == out / "3":
            raise PermissionError(13, "Permission denied", str(self))
        return rename(self, target)

    run(photos, "-k", "3", "--output", out)
    before = tree(photos.parent)
    rename = Path.rename
    monkeypatch.setattr(Path, "rename", rename_but_not_the_earlier_result)
    arguments = [photos, "-k", "3", "--copy-to", photos.parent / "sorted", "--output", out]
    assert "Permission denied" in fails(arguments, capsys)
    assert tree(photos.parent) == before


# The best k.


def test_auto_says_which_and_how_sure(photos, out, run, undrawn):
    printed = run(photos, "-k", "auto", "--output", out).splitlines()
    choice = choose_k(load_folder(photos).X, n_init=10, rng=np.random.default_rng(0))
    assert choice.k == 3 and choice.runner_up != 3
    score, second = choice.scores[3], choice.scores[choice.runner_up]
    assert printed[2] == (
        f"k = 3 has the largest mean silhouette, {score:.3f} ({score:.3f} to {score:.3f} in 5 sets "
        f"of starts); first in 5 of 5, clearly ahead of k = {choice.runner_up} with {second:.3f} "
        f"(lead {score - second:.3f} +- {choice.error:.3f})."
    )
    assert printed[1].split()[0] == "3"
    assert printed[3] == f"Written to {out}: 3"


@pytest.mark.parametrize("options", [[], ["--standardize", "--pca", "2", "--seed", "3"]])
def test_auto_writes_what_that_k_writes(photos, tmp_path, run, options):
    for k in ("auto", "3"):
        run(photos, "-k", k, *options, "--restarts", "2", "--output", tmp_path / k)
    assert contents(tmp_path / "auto") == contents(tmp_path / "3")


def test_options_reach_the_choice(tmp_path, out, run, undrawn):
    """Random starts, one run, two rounds, another seed, other numbers than the pixels."""
    rng = np.random.default_rng(0)
    for i in range(30):
        save(rng.integers(0, 256, (4, 4, 3)), tmp_path / "noise" / f"{i}.png")
    options = ["--init", "random", "--restarts", "1", "--max-rounds", "2", "--seed", "6"]
    options += ["--size", "4x4", "--standardize", "--output", out]
    Z = make_features(load_folder(tmp_path / "noise", (4, 4)).X, standardize=True).Z
    choice = choose_k(Z, range(2, 11), "random", 1, 2, np.random.default_rng(6))
    assert f"\n{choice}.\n" in run(tmp_path / "noise", "-k", "auto", *options)


def test_auto_with_too_few_different_images(tmp_path, capsys):
    for i in range(6):
        save(COLOURS[[i % 2]].reshape(1, 1, 3), tmp_path / "two" / f"{i}.png")
    message = "no k to choose from: 2 different images"
    assert message in fails([tmp_path / "two", "-k", "auto", "--output", tmp_path / "out"], capsys)
    assert not (tmp_path / "out").exists()


# Files that cannot be read, and names that cannot be printed.


def test_skipped_files_are_counted_and_named(photos, out, run, undrawn):
    (photos / "notes0.txt").write_text("no picture")
    printed = run(photos, "-k", "3", "--output", out)
    (line,) = [line for line in printed.splitlines() if " skipped: " in line]
    assert line == "1 file was skipped: notes0.txt: not an image that Pillow can read."
    for i in range(1, 12):
        (photos / f"notes{i}.txt").write_text("no picture")
    printed = run(photos, "-k", "3", "--output", out)
    (line,) = [line for line in printed.splitlines() if " skipped: " in line]
    assert line.startswith("12 files were skipped: notes0.txt: not an image")
    assert "notes9.txt" in line and "notes10.txt" not in line
    assert line.endswith("; and 2 more.")
    assert len(read_labels(out / "3")[0]) == 12


NAMES = [
    "new\nline",
    "carriage\rreturn",
    "\x1b[31mred\x1b]0;title\x07",
    "\udcff\udc9b",  # bytes that are no UTF-8
    'a "quote", a comma',
    "=1+1",
    "-k 5",
    "\u202egnp",  # right to left
    "日本",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_that_upset_a_terminal(photos, tmp_path, out, run, undrawn, name):
    """Escaped where people read them; as they are in labels.csv and in the copies."""
    try:
        save(np.full((3, 3, 3), 128), tmp_path / "one.png")
        shutil.copy(tmp_path / "one.png", photos / f"{name}.png")
        (photos / f"{name}.txt").write_text("no picture")
    except (OSError, UnicodeError):
        pytest.skip("such a name cannot be given here")
    to = tmp_path / "sorted"
    printed = run(photos, "-k", "4", "--output", out, "--copy-to", to)
    assert all(line.isprintable() for line in printed.split("\n"))
    assert "\n1 file was skipped: " in printed
    names, clusters, _ = read_labels(out / "4")
    assert f"{name}.png" in names and len(names) == 13
    cluster = clusters[names.index(f"{name}.png")]
    assert (to / str(cluster) / f"{name}.png").read_bytes() == (tmp_path / "one.png").read_bytes()


def test_names_in_a_terminal_without_their_letters(photos, tmp_path):
    (photos / "日本.txt").write_text("no picture")
    command = [sys.executable, "-m", "kmeans_lib", str(photos), "-k", "3"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True)
    assert (result.returncode, result.stderr) == (0, b"")
    assert rb"skipped: \u65e5\u672c.txt: not an image" in result.stdout


# What is refused.

BAD_ARGUMENTS = [
    (["--tile", "8"], "--tile is for sheets of tiles only; photos is a folder"),
    (["--keep-blank"], "--keep-blank is for sheets of tiles only; photos is a folder"),
    (["--size", "32"], "--size: '32': height x width is wanted"),
    (["--size", "0x5"], "--size: '0x5': height x width is wanted"),
    (["--size", "5x0"], "--size: '5x0': height x width is wanted"),
    (["--size", "-3x4"], "--size: "),  # argparse has its own words, other ones in 3.13
    (["--size", "4x4x3"], "--size: '4x4x3': height x width is wanted"),
    (["--size", "4.5x4"], "--size: '4.5x4': height x width is wanted"),
    (["--size", "ten x ten"], "--size: 'ten x ten': height x width is wanted"),
    (["--size", "2x1025"], "--size: '2x1025': at most 1024x1024"),
    (["--size", "99999999999x99999999999"], "at most 1024x1024"),
    (["--pca", "0"], "--pca: '0': a whole number from 2 is wanted"),
    (["--pca", "1"], "--pca: '1': a whole number from 2 is wanted"),
    (["--pca", "two"], "--pca: 'two': a whole number from 2 is wanted"),
    (["--pca", "13"], "n_components = 13, but there are only 12 directions"),
    (["--fit", "squeeze"], "--fit: invalid choice: 'squeeze'"),
    (["--pattern", "/*"], "pattern = '/*': something like *.jpg is wanted"),
    (["--pattern", ""], "pattern = '': something like *.jpg is wanted"),
    (["--pattern", "*.gif"], "photos: no file matches *.gif; pattern **/* looks into"),
    (["-k", "AUTO"], "-k: 'AUTO': numbers from 1 are wanted"),
    (["-k", "2,auto"], "-k: '2,auto': numbers from 1 are wanted: 5 or 3,5 or 3-7, or auto"),
    (["-k", "13"], "k = 13, but only 12 of the images are different"),
    (["--\x1b[31m"], r"unrecognized arguments: --\x1b[31m"),
    (["below"], "photos is a folder; sheets are named, for example photos/*.png"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD_ARGUMENTS, ids=lambda v: str(v)[:40])
def test_bad_arguments_get_one_line(photos, tmp_path, capsys, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    before = tree(tmp_path)
    error = fails(["photos", *arguments], capsys)
    assert message in error and error.rstrip("\n").isprintable()
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "option",
    [["--size", "8x8"], ["--fit", "crop"], ["--grey"], ["--pattern", "*"], ["--copy-to", "new"]],
    ids=" ".join,
)
def test_sheets_have_no_options_of_folders(photos, tmp_path, capsys, monkeypatch, option):
    monkeypatch.chdir(tmp_path)
    before = tree(tmp_path)
    message = f"error: {option[0]} is for a folder only"
    assert fails(option, capsys).endswith(f"{message}\n"), "the digits"
    assert f"{message}; photos/p0.png is no folder" in fails(["photos/p0.png", *option], capsys)
    assert f"{message}; fotos is no folder" in fails(["fotos", *option], capsys), "a slip"
    assert tree(tmp_path) == before


def missing(folder):
    shutil.rmtree(folder)


def empty(folder):
    missing(folder)
    folder.mkdir()


def only_below(folder):
    empty(folder)
    save(COLOURS.reshape(1, 3, 3), folder / "below" / "a.png")


def no_pictures(folder):
    empty(folder)
    (folder / "a.txt").write_text("no picture")
    (folder / "b.png").touch()


def hidden_only(folder):
    empty(folder)
    save(COLOURS.reshape(1, 3, 3), folder / ".a.png")


BAD_FOLDERS = [
    (missing, "photos: no such file"),
    (empty, "photos: no file matches *; pattern **/* looks into the folders below as well"),
    (only_below, "photos: no file matches *; pattern **/* looks into the folders below as well"),
    (hidden_only, "photos: no file matches *"),
    (no_pictures, "photos: no picture could be read; 2 files were skipped: a.txt: not an image"),
]


@pytest.mark.parametrize(("spoil", "message"), BAD_FOLDERS, ids=lambda v: getattr(v, "__name__", 0))
def test_bad_folders_get_one_line(photos, tmp_path, capsys, monkeypatch, spoil, message):
    monkeypatch.chdir(tmp_path)
    spoil(photos)
    before = tree(tmp_path)
    assert message in fails(["photos", "-k", "3"], capsys)
    assert tree(tmp_path) == before


def test_a_folder_that_may_not_be_read(photos, out, capsys, monkeypatch):
    """Root may read everything, so the system's answer is made up."""

    def scandir(path):
        raise PermissionError(13, "Permission denied", os.fspath(path))

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        assert f"{photos}: Permission denied" in fails([photos, "--output", out], capsys)
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-k", "3"], "k = 3, but only 1 of the images"),
        (["-k", "2", "--standardize"], "k = 2, but only 1 of the images"),
        (["-k", "1", "--pca", "2"], "all 30 images are identical; they have no components"),
        (["-k", "2", "--pca", "2", "--standardize"], "all 30 images are identical"),
        (["-k", "auto"], "no k to choose from: 1 different images"),
        (["-k", "auto", "--standardize"], "no k to choose from: 1 different images"),
        (["-k", "auto", "--pca", "2"], "all 30 images are identical"),
    ],
    ids=str,
)
def test_identical_images_get_one_line(tmp_path, out, capsys, arguments, message):
    for i in range(30):
        save(np.arange(48).reshape(4, 4, 3), tmp_path / "same" / f"{i}.png")
    assert message in fails([tmp_path / "same", *arguments, "--output", out], capsys)
    assert not out.exists()


@pytest.mark.parametrize("option", [[], ["--standardize"]])
def test_identical_images_are_one_cluster(tmp_path, out, run, option):
    for i in range(3):
        save(np.full((32, 32, 3), 77), tmp_path / "same" / f"{i}.png")
    run(tmp_path / "same", "-k", "1", *option, "--output", out)
    _, clusters, distances = read_labels(out / "1")
    assert clusters.tolist() == [1, 1, 1] and not distances.any()
    assert (read(out / "1" / "centroid1.png") == 77).all()


@pytest.mark.parametrize(
    "option", [[], ["--standardize"], ["--pca", "2"], ["--standardize", "--pca", "3"]], ids=str
)
def test_fewer_different_images_than_k(tmp_path, out, run, capsys, undrawn, option):
    """Rounding in the components does not make copies of a picture different."""
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (4, 32, 32, 3))
    for i in range(32):
        save(pictures[i % 4], tmp_path / "copies" / f"{i}.png")
    arguments = [tmp_path / "copies", *option, "--output", out]
    assert "k = 5, but only 4 of the images" in fails([*arguments, "-k", "5"], capsys)
    assert not out.exists()
    run(*arguments, "-k", "4")
    _, clusters, _ = read_labels(out / "4")
    assert np.bincount(clusters)[1:].tolist() == [8] * 4
    assert clusters.tolist() == clusters[:4].tolist() * 8


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(28, "No space left on device"), "out: No space left on device; nothing was"),
        (OSError(28, "No space left on device", "x.png"), "x.png: No space left on device"),
        (OSError("encoder error"), "error: encoder error"),
        (MemoryError(), "error: not enough memory; a smaller --size"),
    ],
    ids=str,
)
def test_a_full_disk_or_memory_gets_one_line(photos, out, capsys, monkeypatch, error, message):
    def fail(*_):
        raise error

    monkeypatch.setattr(command_line, "write_report", fail)
    assert message in fails([photos, "-k", "3", "--output", out], capsys)
    assert not out.exists()


# Nothing else is touched.


def test_nothing_is_written_elsewhere(photos, tmp_path):
    for name in ("home", "temporary", "here"):
        (tmp_path / name).mkdir()
    home, temporary = str(tmp_path / "home"), str(tmp_path / "temporary")
    environment = os.environ | {
        "HOME": home, "USERPROFILE": home, "TMPDIR": temporary, "TEMP": temporary,
        "TMP": temporary, "MPLCONFIGDIR": matplotlib.get_cachedir(),  # its list of fonts
    }  # fmt: skip
    before = tree(tmp_path)
    command = [sys.executable, "-m", "kmeans_lib", str(photos), "-k", "auto", "--pca", "2"]
    command += ["--standardize", "--output", "results", "--copy-to", "sorted"]
    subprocess.run(command, cwd=tmp_path / "here", env=environment, check=True, capture_output=True)
    after = tree(tmp_path)
    new = {name for name in after if after[name] != before.get(name)}
    assert {name for name in new if after[name] == "folder"} == {
        "here/results", "here/results/3", "here/sorted", *(f"here/sorted/{i}" for i in (1, 2, 3)),
    }  # fmt: skip
    files = {name for name in new if after[name] != "folder"}
    assert len(files) == 3 + 3 + 12
    assert all(name.startswith(("here/results/3/", "here/sorted/")) for name in files)
    assert before.keys() <= after.keys()


@pytest.mark.parametrize(("make", "outcome"), HOSTILE, ids=lambda v: getattr(v, "__name__", ""))
def test_hostile_folders(tmp_path, out, run, capsys, undrawn, make, outcome):
    """Either all that can be read is clustered and copied, or there is one clear line."""
    folder = healthy_folder(tmp_path / "pictures")
    make(folder)
    before = snapshot(folder)
    to = tmp_path / "sorted"
    arguments = [folder, "--size", "8x8", "-k", "3", "--copy-to", to, "--output", out]
    if make is all_identical:
        assert "k = 3, but only 1 of the images are different" in fails(arguments, capsys)
        assert [path.name for path in tmp_path.iterdir()] == ["pictures"]
    else:
        printed = run(*arguments)
        assert all(line.isprintable() for line in printed.split("\n"))
        lines = [line for line in printed.splitlines() if " skipped: " in line]
        names, _, _ = read_labels(out / "3")
        if isinstance(outcome, int):
            assert lines == [] and len(names) == outcome
        else:
            assert len(lines) == 1 and outcome in lines[0] and len(names) == 3
        assert contents(to) == copies_of(folder, out / "3")
        assert not any(path.is_symlink() for path in to.rglob("*")), "the pictures themselves"
    assert snapshot(folder) == before
