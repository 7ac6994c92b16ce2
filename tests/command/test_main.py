"""python -m kmeans_lib, as a user runs it."""

import csv
import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kmeans_lib.command import main as command_line
from kmeans_lib.command.arguments import EXAMPLES, make_parser
from kmeans_lib.initialization import STARTS
from kmeans_lib.lloyd import run_kmeans
from tests.command.program import contents, fails, run
from tests.sheets import BAD_SHEETS, lay_out, tiles_of


@pytest.fixture(scope="module")
def main_job(tmp_path_factory):
    """The program without an argument, in an empty folder."""
    folder = tmp_path_factory.mktemp("main_job")
    return run(cwd=folder), folder


def test_main_job_writes_all_centroids(main_job):
    result, folder = main_job
    assert (result.returncode, result.stderr) == (0, "")
    expected = {
        f"centroids/{k}/{name}"
        for k in (3, 4, 5, 6, 7)
        for name in [f"centroid{i}.png" for i in range(1, k + 1)] + ["overview.png", "labels.csv"]
    }
    assert set(contents(folder)) == expected
    for path in folder.glob("centroids/*/centroid*.png"):
        with Image.open(path) as picture:
            assert (picture.size, picture.mode) == ((16, 16), "L")
            assert picture.getextrema()[1] > 100, "no centroid is black"


def test_main_job_prints_a_table(main_job, digits):
    lines = main_job[0].stdout.splitlines()
    assert lines[0].split() == ["k", "images", "rounds", "inertia", "sizes"]
    for k, line in zip((3, 4, 5, 6, 7), lines[1:6], strict=True):
        fields = line.replace(",", "").split()
        step = run_kmeans(digits.X, k, n_init=10, rng=np.random.default_rng(0))
        assert [int(field) for field in fields[:3]] == [k, 4966, step.index]
        assert int(fields[3]) == round(step.inertia)
        assert [int(field) for field in fields[4:]] == np.bincount(step.labels).tolist()
    assert lines[6] == "644 blank tiles were dropped."


def test_labels_and_centroids_belong_together(main_job, digits):
    folder = main_job[1] / "centroids" / "5"
    with open(folder / "labels.csv", encoding="utf-8", newline="") as file:
        clusters = np.array([int(row["cluster"]) for row in csv.DictReader(file)])
    for i in range(1, 6):
        with Image.open(folder / f"centroid{i}.png") as picture:
            mean = digits.X[clusters == i].mean(axis=0)
            assert np.abs(np.asarray(picture).ravel() - mean).max() < 0.51


def test_same_seed_same_bytes(main_job, tmp_path):
    """Also where only one k is asked for."""
    assert run("-k", "5", cwd=tmp_path).returncode == 0
    first = contents(main_job[1] / "centroids" / "5")
    assert contents(tmp_path / "centroids" / "5") == first
    assert run("-k", "5", "--seed", "1", "--restarts", "1", cwd=tmp_path).returncode == 0
    assert contents(tmp_path / "centroids" / "5") != first


@pytest.mark.parametrize("by_column", [False, True])
def test_sheets_from_elsewhere(tmp_path, by_column):
    """Five JPEG sheets of 528 x 544, some filled column by column: nothing needs to be said."""
    for digit in range(1, 6):
        sheet = Image.fromarray(lay_out(tiles_of(digit), 34, 33, by_column))
        sheet.save(tmp_path / f"usps_{digit}.jpg", quality=75)
    result = run("usps_*.jpg", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "644 blank tiles were dropped." in result.stdout
    assert len(contents(tmp_path / "centroids")) == 25 + 2 * 5
    labels = (tmp_path / "centroids" / "5" / "labels.csv").read_text().splitlines()
    assert len(labels) == 1 + 4966
    assert labels[1].startswith("usps_1.jpg r0 c0,")


@pytest.fixture
def sheet(tmp_path):
    Image.fromarray(lay_out(tiles_of(5), 33, 34)).save(tmp_path / "five_5.png")
    return tmp_path / "five_5.png"


def test_options_reach_the_algorithm(sheet, tmp_path, capsys):
    command_line.main([
        str(sheet), "-k", "2,4", "--init", "random", "--restarts", "2", "--max-rounds", "3",
        "--seed", "9", "--keep-blank", "--tile", "8", "--output", str(tmp_path / "out"),
    ])  # fmt: skip
    table = capsys.readouterr().out.splitlines()
    images = command_line.load_sheets(sheet, tile=8, drop_blank=False)
    moved = {}
    for k, line in zip((2, 4), table[1:3], strict=True):
        step = run_kmeans(images.X, k, "random", 2, 3, np.random.default_rng(9))
        moved[k] = step.moved
        assert line.split()[:3] == [str(k), "4488", str(step.index)]
        assert line.split()[3] == f"{step.inertia:,.0f}"
    assert table[3].endswith("blank tiles were kept.")
    assert table[4] == f"k = 2: stopped after 3 rounds while {moved[2]} images still moved."
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["2", "4"]


def test_an_earlier_result_is_replaced_and_others_stay(sheet, tmp_path, capsys):
    output = tmp_path / "out"
    for arguments in (["-k", "2,3"], ["-k", "3", "--keep-blank"]):
        before = contents(output)
        command_line.main([str(sheet), *arguments, "--output", str(output)])
    after = contents(output)
    assert after.keys() == before.keys()
    assert after["2/labels.csv"] == before["2/labels.csv"]
    assert after["3/labels.csv"] != before["3/labels.csv"]


@pytest.mark.parametrize(("make", "message"), BAD_SHEETS, ids=lambda v: getattr(v, "__name__", ""))
def test_bad_sheets_get_one_line(tmp_path, capsys, monkeypatch, make, message):
    monkeypatch.chdir(tmp_path)
    path = make(tmp_path)
    before = contents(tmp_path)
    assert message in fails([path], capsys)
    assert contents(tmp_path) == before
    assert not (tmp_path / "centroids").exists()


BAD_ARGUMENTS = [
    (["-k", "0"], "-k: '0': numbers from 1 are wanted"),
    (["-k", "-2"], "-k: '-2': numbers from 1 are wanted"),
    (["-k", "7-3"], "-k: '7-3': numbers from 1 are wanted"),
    (["-k", "4-3"], "-k: '4-3': numbers from 1 are wanted"),
    (["-k", "many"], "-k: 'many': numbers from 1 are wanted"),
    (["-k", "1-99999999"], "at most 1000 values of k"),
    (["-k", "4967"], "k = 4967, but only 4966 of the images are different"),
    (["--tile", "15"], "digits_1.png: 544 wide x 528 high cannot be cut into tiles of 15x15"),
    (["--tile", "0"], "--tile: '0': a whole number from 1"),
    (["--restarts", "0"], "--restarts: '0': a whole number from 1"),
    (["--max-rounds", "-1"], "--max-rounds: '-1': a whole number from 1"),
    (["--seed", "x"], "--seed: 'x': a whole number from 0"),
    (["--init", "magic"], "--init: invalid choice: 'magic'"),
    (["--colour"], "unrecognized arguments: --colour"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD_ARGUMENTS, ids=lambda v: str(v)[:20])
def test_bad_arguments_get_one_line(tmp_path, capsys, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    assert message in fails(arguments, capsys)
    assert list(tmp_path.iterdir()) == []


def test_what_is_just_allowed(capsys):
    parse = make_parser().parse_args
    assert parse(["-k", "1-1000"]).k == list(range(1, 1001))
    with pytest.raises(SystemExit):
        parse(["-k", "1-1001"])
    assert "at most 1000 values of k" in capsys.readouterr().err
    assert parse(["-k", "4-4,2"]).k == [2, 4]
    assert parse(["--size", "1024x1"]).size == (1024, 1)


def test_the_help_says_the_defaults_that_hold():
    parser = make_parser()
    options = parser.format_help().split("\noptions:")[1]
    for name in ("init", "restarts", "max-rounds", "seed", "output"):
        said = re.search(rf"\n  --{name} .*?\(default: (.*?)\)", options, re.S)[1]
        assert said == str(parser.get_default(name.replace("-", "_"))), name
    assert (
        parser.get_default("k") == [3, 4, 5, 6, 7] and "5 or 3,5 or 3-7 (default: 3-7)" in options
    )


def test_the_number_of_different_images_is_said_also_beyond_n(tmp_path, capsys):
    tiles = np.repeat(tiles_of(3)[:3], 2, axis=0).reshape(2, 3, 16, 16)
    path = tmp_path / "twins.png"
    Image.fromarray(tiles.swapaxes(1, 2).reshape(32, 48)).save(path)
    for k in (4, 6, 7):
        message = fails([path, "-k", k, "--output", tmp_path / "out"], capsys)
        assert f"k = {k}, but only 3 of the images are different from each other" in message


def test_a_failure_at_the_last_k_loses_nothing(sheet, tmp_path, capsys):
    output = tmp_path / "out"
    command_line.main([str(sheet), "-k", "2", "--output", str(output)])
    before = contents(tmp_path)
    capsys.readouterr()
    fails([sheet, "-k", "2,900", "--seed", "5", "--restarts", "1", "--output", output], capsys)
    assert contents(tmp_path) == before


def test_an_output_that_cannot_be_written(sheet, tmp_path, capsys):
    before = contents(tmp_path)
    assert "is a file; a folder is wanted" in fails([sheet, "--output", sheet], capsys)
    assert "Not a directory" in fails([sheet, "--output", sheet / "in"], capsys)
    if Path("/proc/self").exists():
        assert "/proc/self/out: No such file" in fails(
            [sheet, "--output", "/proc/self/out"], capsys
        )
    if hasattr(os, "geteuid") and os.geteuid() != 0:  # nothing is closed to root
        locked = tmp_path / "locked"
        locked.mkdir(mode=0o500)
        assert "locked/out: Permission denied" in fails([sheet, "--output", locked / "out"], capsys)
    assert contents(tmp_path) == before


def test_a_full_disk_leaves_the_earlier_result(sheet, tmp_path, capsys, monkeypatch):
    wanted = [sheet, "-k", "2", "--output", tmp_path / "out"]
    command_line.main(list(map(str, wanted)))
    capsys.readouterr()
    before, save, left = contents(tmp_path), Image.Image.save, [1]

    def until_the_disk_is_full(picture, *arguments, **options):
        if not left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        left.pop()
        return save(picture, *arguments, **options)

    monkeypatch.setattr(Image.Image, "save", until_the_disk_is_full)
    line = fails([*wanted, "--seed", "1"], capsys)
    assert f"{tmp_path / 'out'}: No space left on device; nothing was written" in line
    assert contents(tmp_path) == before


def test_an_interruption_writes_nothing(sheet, tmp_path, capsys, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "write_report", interrupt)
    with pytest.raises(SystemExit) as caught:
        command_line.main([str(sheet), "--output", str(tmp_path / "out")])
    assert caught.value.code == 130
    assert capsys.readouterr().err == "interrupted; nothing was written\n"
    assert not (tmp_path / "out").exists()


def test_an_emptied_cluster_is_told(sheet, tmp_path, capsys, monkeypatch):
    duplicates = lambda X, k, *_: X[[0] * k]  # noqa: E731
    monkeypatch.setitem(STARTS, "random", duplicates)
    command_line.main([str(sheet), "-k", "3", "--init", "random", "--output", str(tmp_path / "o")])
    step = run_kmeans(command_line.load_sheets(sheet).X, 3, "random", rng=np.random.default_rng(0))
    line = f"k = 3: a cluster ran empty and was started anew, {step.emptied} times.\n"
    assert step.emptied > 1 and line in capsys.readouterr().out


@pytest.mark.skipif(os.name != "posix", reason="needs the pseudo-terminals of Linux or macOS")
def test_a_terminal_sees_a_progress_bar_and_a_file_does_not(sheet, tmp_path):
    import fcntl
    import pty
    import struct
    import termios

    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    command = [sys.executable, "-m", "kmeans_lib", str(sheet), "-k", "2-9"]
    watched = {name: value for name, value in os.environ.items() if name != "TQDM_DISABLE"}
    result = subprocess.run(
        command, cwd=tmp_path, env=watched,
        stdout=subprocess.PIPE, stderr=terminal, text=True, check=True,
    )  # fmt: skip
    seen = os.read(screen, 100_000).decode()
    os.close(terminal)
    os.close(screen)
    assert "clustering:" in seen and "8/8" in seen
    assert "clustering" not in result.stdout
    assert run(sheet, "-k", "2", cwd=tmp_path).stderr == ""


def test_help_has_examples_that_parse(capsys):
    with pytest.raises(SystemExit) as caught:
        command_line.main(["--help"])
    assert caught.value.code == 0
    assert "python -m kmeans_lib photos -k 5 --standardize --pca 2" in capsys.readouterr().out
    parser = make_parser()
    lines = [line for line in EXAMPLES.splitlines() if "-m kmeans_lib" in line]
    assert len(lines) == 9
    for line in lines:
        arguments = line.split("kmeans_lib", 1)[1].split("    ")[0].split()
        parser.parse_args(arguments)


@pytest.mark.skipif(os.name != "posix", reason="needs a shell with head")
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path):
    program = f'"{sys.executable}" -m kmeans_lib -k 3 --restarts 1'
    command = program + ' | head -c 0; echo "${PIPESTATUS[0]}"'
    result = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("0\n", "")
    assert (tmp_path / "centroids" / "3" / "labels.csv").exists()
