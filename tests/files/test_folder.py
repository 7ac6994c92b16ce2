"""A folder of pictures -> ImageSet, whatever else lies in the folder."""

import os
import re
import shutil
import warnings

import numpy as np
import pytest
from PIL import Image

from kmeans_lib.files.folder import find_pictures, say_skipped
from kmeans_lib.loading import DATA
from kmeans_lib.own_images import load_flags, load_folder
from kmeans_lib.validation import InputError
from tests.files.hostile import (
    BLACK,
    HEALTHY,
    HOSTILE,
    all_identical,
    fewer_distinct_than_k,
    folder_in_the_folder,
    folder_named_like_a_picture,
    hard_link,
    healthy_folder,
    link_to,
    link_to_a_picture,
    plain,
    snapshot,
    turned_by_exif,
)
from tests.files.made import one_row, upright


@pytest.fixture
def pictures(tmp_path):
    return healthy_folder(tmp_path / "pictures")


def colours(images):
    """The colour of every image; each is of one colour only."""
    assert (images.images == images.images[:, :1, :1]).all()
    return [tuple(image[0, 0].tolist()) for image in images.images]


# Flags


def test_flags():
    flags = load_flags()
    assert flags.X.shape == (256, 16 * 24 * 3)
    assert flags.X.dtype == np.float32
    assert (flags.X.min(), flags.X.max()) == (0, 255)
    assert (flags.shape, flags.images.shape) == ((16, 24, 3), (256, 16, 24, 3))
    assert (flags.y, flags.blank, flags.skipped) == (None, 0, ())
    assert flags.names == tuple(sorted(path.name for path in (DATA / "flags").iterdir()))


def test_flags_have_their_colours():
    flags = load_flags()
    show = dict(zip(flags.names, flags.images, strict=True))
    stripes = {
        "fr.png": [(0, 38, 150), (255, 255, 255), (238, 42, 57)],  # upright
        "nl.png": [(174, 28, 40), (255, 255, 255), (33, 70, 139)],  # lying
    }
    for name, wanted in stripes.items():
        flag = show[name] if name == "fr.png" else show[name].swapaxes(0, 1)
        size = flag.shape[1] // 3
        for i, colour in enumerate(wanted):
            middle = flag[2:-2, i * size + 2 : (i + 1) * size - 2]
            assert np.abs(middle - colour).max() <= 12
    assert np.abs(show["jp.png"][8, 12] - (188, 0, 45)).max() <= 12  # the sun
    assert np.abs(show["jp.png"][1, 1] - 255).max() <= 2
    # The Swiss flag is a square: it is stretched, so that its red reaches the rim.
    assert np.abs(show["ch.png"][:, [0, -1]] - (213, 43, 30)).max() <= 12


def test_what_is_transparent_in_a_flag_is_white():
    """Nepal's flag is no rectangle; at the right of it there is nothing."""
    flags = load_flags()
    nepal = flags.images[flags.names.index("np.png")]
    assert (nepal[:4, -4:] == 255).all()


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (40, 60)])
def test_flags_of_other_sizes(shape):
    flags = load_flags(shape)
    assert flags.shape == (*shape, 3)
    assert flags.X.shape == (256, 3 * shape[0] * shape[1])


def test_flags_that_are_the_same_are_the_same_rows():
    flags = load_flags()
    card = (DATA / "README.md").read_text(encoding="utf-8")
    twins = [line[2:].split(" = ") for line in card.splitlines() if re.match(r"- \S+ = ", line)]
    assert len(twins) == 6
    for names in twins:
        rows = [flags.X[flags.names.index(f"{name}.png")] for name in names]
        assert len(np.unique(rows, axis=0)) == 1
    assert len(np.unique(flags.X, axis=0)) == 242 == 256 - sum(len(names) - 1 for names in twins)


# Folders as they should be


def test_a_folder_in_natural_order(pictures):
    images = load_folder(pictures, shape=(3, 4))
    assert images.names == ("1.png", "2.png", "10.png")
    assert colours(images) == list(HEALTHY.values())
    assert (images.X.shape, images.X.dtype) == ((3, 36), np.float32)
    assert images.shape == (3, 4, 3)
    assert (images.y, images.blank, images.skipped) == (None, 0, ())


def test_without_a_shape_pictures_are_32_by_32(pictures):
    assert load_folder(pictures).shape == (32, 32, 3)
    assert load_folder(pictures, mode="L").shape == (32, 32)


def test_grey(pictures):
    images = load_folder(pictures, (2, 2), mode="L")
    assert images.X.tolist() == [[83] * 4, [154] * 4, [76] * 4]
    assert images.images.shape == (3, 2, 2)


def test_rows_are_pictures_line_by_line(tmp_path):
    pixels = np.arange(0, 240, 10).reshape(2, 4, 3).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    images = load_folder(tmp_path, (2, 4))
    assert images.X.tolist() == [list(range(0, 240, 10))]
    assert np.array_equal(images.images[0], pixels)


def test_fit_and_background(tmp_path):
    Image.new("RGB", (8, 4), (0, 200, 0)).save(tmp_path / "wide.png")
    images = load_folder(tmp_path, (8, 8), fit="pad")
    assert images.images[0, :, 0].tolist() == [[255] * 3] * 2 + [[0, 200, 0]] * 4 + [[255] * 3] * 2
    images = load_folder(tmp_path, (8, 8), fit="pad", background=(1, 2, 3))
    assert images.images[0, :, 0].tolist() == [[1, 2, 3]] * 2 + [[0, 200, 0]] * 4 + [[1, 2, 3]] * 2
    pixels = np.zeros((2, 6, 3), np.uint8)
    pixels[:, 2:4] = 255
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    assert load_folder(tmp_path, (2, 2), fit="crop").X.min() == 255
    assert load_folder(tmp_path, (2, 2), fit="stretch").X.max() < 150


def test_the_background_is_white(tmp_path):
    one_row((0, 0, 0, 0)).save(tmp_path / "a.png")
    assert load_folder(tmp_path, (1, 1)).X.tolist() == [[255, 255, 255]]
    assert load_folder(tmp_path, (1, 1), background=(9, 8, 7)).X.tolist() == [[9, 8, 7]]


def test_patterns(pictures):
    plain().save(pictures / "3.jpg")
    (pictures / "notes.txt").write_text("no picture")
    assert load_folder(pictures, pattern="*.png").names == ("1.png", "2.png", "10.png")
    assert load_folder(pictures, pattern="*.jpg").names == ("3.jpg",)
    assert load_folder(pictures, pattern="1*.png").names == ("1.png", "10.png")
    assert load_folder(pictures, pattern="[23].*").names == ("2.png", "3.jpg")


def test_folders_below(pictures):
    for folder in ("b10", "b9", "b9/deeper"):
        (pictures / folder).mkdir()
        plain().save(pictures / folder / "1.png")
    assert load_folder(pictures).names == ("1.png", "2.png", "10.png")
    everything = load_folder(pictures, pattern="**/*")
    assert load_folder(pictures, pattern="**").names == everything.names, "on every Python"
    assert everything.names == (
        "1.png", "2.png", "10.png", "b9/1.png", "b9/deeper/1.png", "b10/1.png",
    )  # fmt: skip
    assert load_folder(pictures, pattern="b9/*").names == ("b9/1.png",)
    assert load_folder(pictures, pattern="*/*").names == ("b9/1.png", "b10/1.png")


def test_a_file_that_vanishes_while_the_folder_is_read_is_skipped(pictures, monkeypatch):
    def found(*wanted):
        files = find_pictures(*wanted)
        (pictures / "2.png").unlink()
        return files

    monkeypatch.setattr("kmeans_lib.files.folder.find_pictures", found)
    with pytest.warns(UserWarning, match="1 file was skipped: 2.png: No such file or directory"):
        assert load_folder(pictures).names == ("1.png", "10.png")


def test_what_is_hidden_is_left_out(pictures):
    for hidden in (".a.png", "._1.png", ".folder/a.png", ".folder/deeper/a.png", "b/.a.png"):
        (pictures / hidden).parent.mkdir(parents=True, exist_ok=True)
        plain().save(pictures / hidden)
    for pattern in ("*", "**/*", ".*", ".folder/*", "../*/*"):
        found = find_pictures(pictures, pattern)
        assert found == ([pictures / name for name in HEALTHY] if pattern[0] == "*" else [])
    # What counts is below the folder: the folder itself may be a hidden one.
    hidden = healthy_folder(pictures.parent / ".cache" / "pictures")
    assert load_folder(hidden).names == tuple(HEALTHY)


def test_the_folder_may_be_written_in_any_way(pictures, monkeypatch):
    wanted = load_folder(pictures, (2, 2))
    monkeypatch.chdir(pictures.parent)
    for folder in (str(pictures), "pictures", "pictures/", "./pictures", "pictures/../pictures"):
        images = load_folder(folder, (2, 2))
        assert images.names == wanted.names
        assert np.array_equal(images.X, wanted.X)
    monkeypatch.chdir(pictures)
    assert load_folder(".", (2, 2)).names == wanted.names


def test_find_pictures_knows_no_formats(tmp_path):
    for name in ("a.txt", "a", "B.png"):
        (tmp_path / name).touch()
    (tmp_path / "folder.png").mkdir()
    assert find_pictures(tmp_path) == [tmp_path / name for name in ("a", "a.txt", "B.png")]
    assert find_pictures(tmp_path, "*.jpg") == []


# What cannot be read


def add_broken(folder, *names):
    for name in names:
        (folder / name).write_bytes(b"no picture")


def test_what_cannot_be_read_is_named(pictures):
    add_broken(pictures, "3.png", "4.png")
    plain().save(pictures / "5.png")
    with pytest.warns(UserWarning) as caught:
        images = load_folder(pictures, (2, 2))
    assert images.names == ("1.png", "2.png", "5.png", "10.png")
    assert colours(images) == [HEALTHY["1.png"], HEALTHY["2.png"], BLACK, HEALTHY["10.png"]]
    why = "not an image that Pillow can read"
    assert images.skipped == (f"3.png: {why}", f"4.png: {why}")
    assert [str(warning.message) for warning in caught] == [
        f"2 files were skipped: 3.png: {why}; 4.png: {why}"
    ]
    assert caught[0].filename == __file__  # it points to the line that loads the folder


def test_names_of_what_cannot_be_read_keep_their_folder(pictures):
    (pictures / "below").mkdir()
    add_broken(pictures / "below", "x.png")
    with pytest.warns(UserWarning, match=r"^1 file was skipped: below/x\.png: not an image"):
        load_folder(pictures, pattern="**/*")


def test_the_first_that_cannot_be_read_is_an_error(pictures):
    add_broken(pictures, "3.png", "4.png")
    with pytest.raises(InputError) as caught:
        load_folder(pictures, errors="raise")
    assert str(caught.value) == f"{pictures / '3.png'}: not an image that Pillow can read"


def test_errors_of_the_system_are_passed_on(pictures):
    link_to("nowhere.png", pictures / "3.png")
    with pytest.raises(FileNotFoundError, match="3.png"):
        load_folder(pictures, errors="raise")


def test_no_error_is_raised_where_there_is_none(pictures):
    assert load_folder(pictures, errors="raise").names == tuple(HEALTHY)


@pytest.mark.parametrize(
    ("skipped", "most", "wanted"),
    [
        (["a: x"], 3, "1 file was skipped: a: x"),
        (["a: x", "b: y"], 3, "2 files were skipped: a: x; b: y"),
        (["a: x", "b: y", "c: z"], 3, "3 files were skipped: a: x; b: y; c: z"),
        (["a: x", "b: y", "c: z", "d"], 3, "4 files were skipped: a: x; b: y; c: z; and 1 more"),
        (["a"] * 12, 2, "12 files were skipped: a; a; and 10 more"),
        (["a", "b"], 1, "2 files were skipped: a; and 1 more"),
    ],
)
def test_say_skipped(skipped, most, wanted):
    assert say_skipped(skipped, most) == wanted


def test_a_warning_stays_short(pictures):
    add_broken(pictures, *(f"x{i}.png" for i in range(1, 201)))
    with pytest.warns(UserWarning) as caught:
        images = load_folder(pictures, (1, 1))
    assert len(images.skipped) == 200
    assert [line.partition(":")[0] for line in images.skipped[:3]] == ["x1.png", "x2.png", "x3.png"]
    assert str(caught[0].message).startswith("200 files were skipped: x1.png: ")
    assert str(caught[0].message).endswith("; and 197 more")


# Folders and arguments that are of no use


def test_a_folder_that_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match="missing"):
        load_folder(tmp_path / "missing")


def test_a_folder_that_is_a_file(pictures):
    with pytest.raises(NotADirectoryError, match=r"1\.png"):
        load_folder(pictures / "1.png")


def test_a_folder_that_may_not_be_read(pictures):
    pictures.chmod(0)
    try:
        if os.access(pictures, os.R_OK):
            pytest.skip("this user, or this system, may read everything")
        with pytest.raises(PermissionError, match="pictures"):
            load_folder(pictures)
    finally:
        pictures.chmod(0o700)


def refusal(*arguments, **options):
    with pytest.raises(InputError) as caught:
        load_folder(*arguments, **options)
    assert str(caught.value).isprintable()
    return str(caught.value)


def test_a_folder_with_nothing_in_it(tmp_path):
    below = "; pattern **/* looks into the folders below as well"
    assert refusal(tmp_path) == f"{tmp_path}: no file matches *{below}"
    assert refusal(tmp_path, pattern="*.jpg") == f"{tmp_path}: no file matches *.jpg{below}"
    assert refusal(tmp_path, pattern="**/*") == f"{tmp_path}: no file matches **/*"
    assert refusal(tmp_path, pattern="a\nb") == f"{tmp_path}: no file matches a\\nb{below}"


def test_a_folder_of_folders_only(tmp_path):
    healthy_folder(tmp_path / "below")
    assert "no file matches *; pattern **/* looks into the folders below" in refusal(tmp_path)
    assert load_folder(tmp_path, pattern="**/*").names[0] == "below/1.png"


def test_a_folder_without_a_single_picture(tmp_path):
    add_broken(tmp_path, "a.png", "b.png")
    why = "not an image that Pillow can read"
    skipped = f"2 files were skipped: a.png: {why}; b.png: {why}"
    assert refusal(tmp_path) == f"{tmp_path}: no picture could be read; {skipped}"
    assert refusal(tmp_path, errors="raise") == f"{tmp_path / 'a.png'}: {why}"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"shape": 32}, "shape = 32: (height, width) in pixels is wanted"),
        ({"shape": None}, "shape = None: (height, width) in pixels is wanted"),
        ({"shape": (4,)}, "shape = (4,): (height, width) in pixels is wanted"),
        ({"shape": (4, 4, 3)}, "shape = (4, 4, 3): (height, width) in pixels is wanted"),
        ({"shape": {4}}, "shape = {4}: (height, width) in pixels is wanted"),
        ({"shape": (0, 4)}, "height = 0: at least 1 is wanted"),
        ({"shape": (4, -1)}, "width = -1: at least 1 is wanted"),
        ({"shape": (4.0, 4)}, "height = 4.0: a whole number is wanted"),
        ({"shape": (4, "4")}, "width = '4': a whole number is wanted"),
        ({"shape": ((4, 4), 4)}, "height = (4, 4): a whole number is wanted"),
        ({"mode": "RGBA"}, "mode = 'RGBA': one of L, RGB is wanted"),
        ({"mode": ["L"]}, "mode = ['L']: one of L, RGB is wanted"),
        ({"fit": "fill"}, "fit = 'fill': one of stretch, crop, pad is wanted"),
        ({"background": "red"}, "background = 'red': (red, green, blue), each 0 .. 255, is wanted"),
        ({"background": (255, 255)}, "background = (255, 255): (red, green, blue), each 0 .. 255"),
        ({"background": (0, 0, 300)}, "background = (0, 0, 300): (red, green, blue)"),
        ({"background": 255}, "background = 255: (red, green, blue)"),
        ({"errors": "ignore"}, "errors = 'ignore': one of warn, raise is wanted"),
        ({"pattern": ""}, "pattern = '': something like *.jpg is wanted"),
        ({"pattern": "/*"}, "pattern = '/*': something like *.jpg is wanted"),
        ({"pattern": 5}, "pattern = 5: something like *.jpg is wanted"),
        ({"pattern": None}, "pattern = None: something like *.jpg is wanted"),
    ],
)
def test_bad_arguments(pictures, options, message):
    assert refusal(pictures, **options).startswith(message)


@pytest.mark.parametrize("shape", [[3, 4], np.array([3, 4]), (np.int64(3), np.uint8(4))])
def test_shapes_of_other_types(pictures, shape):
    shape = load_folder(pictures, shape).shape
    assert shape == (3, 4, 3)
    assert {type(side) for side in shape} == {int}


@pytest.mark.parametrize(("make", "outcome"), HOSTILE, ids=lambda v: getattr(v, "__name__", ""))
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_hostile_folders(pictures, started, make, outcome, mode):
    make(pictures)
    before = snapshot(pictures)
    healthy = {
        name: np.asarray(Image.open(pictures / name).convert(mode)).ravel() for name in HEALTHY
    }
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        images = load_folder(pictures, (8, 8), mode)

    skipped = [] if isinstance(outcome, int) else [outcome]
    assert (
        len(images.X) == len(images.names) == len(set(images.names)) == (3 if skipped else outcome)
    )
    assert len(images.skipped) == len(skipped)
    for line, fragment in zip(images.skipped, skipped, strict=True):
        assert fragment in line
        assert line.isprintable()
        assert str(pictures) not in line
    said = [str(warning.message) for warning in caught]
    assert said == [f"1 file was skipped: {line}" for line in images.skipped]

    rows = dict(zip(images.names, images.X, strict=True))
    assert all(np.array_equal(rows.pop(name), row) for name, row in healthy.items())
    assert all((pictures / name).is_file() for name in rows)
    # What was added is black, unless it is a copy or shows which way is up.
    for row in rows.values():
        if make in (link_to_a_picture, hard_link, fewer_distinct_than_k):
            assert np.array_equal(row, healthy["1.png"])
        elif make is turned_by_exif:
            small = Image.fromarray(upright()).resize((8, 8), Image.Resampling.BICUBIC)
            assert np.abs(row - np.asarray(small.convert(mode)).ravel()).mean() < 12
        else:
            assert row.max() <= 2

    assert snapshot(pictures) == before
    assert started == []


def test_hostile_things_all_in_one_folder(tmp_path):
    """What they do to each other, and that nothing good is lost among them."""
    folder = healthy_folder(tmp_path / "pictures")
    read, lost = 3, 0
    for i, (make, outcome) in enumerate(HOSTILE):
        if make is all_identical:
            continue
        try:
            make(healthy_folder(folder / f"{i}"))
        except pytest.skip.Exception:
            shutil.rmtree(folder / f"{i}")
            continue
        below = 3 if make in (folder_named_like_a_picture, folder_in_the_folder) else 0
        read += below + (outcome if isinstance(outcome, int) else 3)
        lost += isinstance(outcome, str)
    with pytest.warns(UserWarning, match=f"^{lost} files were skipped: "):
        images = load_folder(folder, (2, 2), pattern="**/*")
    assert (len(images.X), len(images.skipped)) == (read, lost)
