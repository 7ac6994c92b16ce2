"""One file of whatever kind -> its pixels, 8 bits each, in a wanted size."""

import io
import os
import stat
import struct
import warnings
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageOps

from kmeans_lib.files.picture import FITS, read_picture
from kmeans_lib.validation import InputError
from tests.files.made import (
    BLUE,
    EPS,
    GREEN,
    RED,
    STORED,
    YELLOW,
    chunk,
    iptc,
    one_row,
    upright,
    write_promise,
)

COLOURS = [[RED, GREEN], [BLUE, YELLOW]]
GREYS = [[0, 85], [170, 255]]
RED_IN_GREY = 76


def blocks(values, side=16):
    """Four values as four squares; large ones, because JPEG blurs their edges."""
    return np.kron(np.array(values), np.ones((side, side) + (1,) * (np.ndim(values) - 2), int))


def middles(pixels):
    """The values in the middles of the four squares."""
    side = len(pixels) // 2
    return pixels[side // 2 :: side, side // 2 :: side]


def in_colour():
    return Image.fromarray(blocks(COLOURS).astype(np.uint8))


def in_grey():
    return Image.fromarray(blocks(GREYS).astype(np.uint8))


def plain(colour, height=1, width=1):
    return Image.new("RGB", (width, height), colour)


def save(picture, path, **options):
    picture.save(path, **options)
    return path


def grey_of(colours):
    return np.array(colours) @ [0.299, 0.587, 0.114]


# How it is made, its file, the mode that Pillow finds in it, and how far it may be off.
IN_COLOUR = [
    (in_colour, "a.png", {}, "RGB", 0),
    (lambda: in_colour().convert("RGBA"), "a.png", {}, "RGBA", 0),
    (lambda: in_colour().quantize(4), "a.png", {}, "P", 0),
    (lambda: in_colour().quantize(4), "a.gif", {}, "P", 0),
    (in_colour, "a.bmp", {}, "RGB", 0),
    (in_colour, "a.tif", {"compression": "tiff_lzw"}, "RGB", 0),
    (in_colour, "a.webp", {"lossless": True}, "RGB", 0),
    (in_colour, "a.jpg", {"quality": 95}, "RGB", 3),
    (lambda: in_colour().convert("CMYK"), "a.jpg", {"quality": 95}, "CMYK", 3),
    (lambda: in_colour().convert("CMYK"), "a.tif", {}, "CMYK", 0),
    (in_colour, "ycbcr.tif", {"compression": "jpeg", "quality": 95}, "RGB", 6),
    (lambda: in_colour().convert("LAB"), "a.tif", {}, "LAB", 25),  # full colours are at its rim
]
IN_GREY = [
    (in_grey, "a.png", {}, "L", 0),
    (lambda: in_grey().convert("LA"), "a.png", {}, "LA", 0),
    (in_grey, "a.jpg", {"quality": 95}, "L", 1),
    (in_grey, "a.pgm", {}, "L", 0),
    (lambda: Image.fromarray((257 * blocks(GREYS)).astype("<u2")), "a.png", {}, "I;16", 0),
    (lambda: Image.fromarray((257 * blocks(GREYS)).astype("<u2")), "a.tif", {}, "I;16", 0),
    (lambda: Image.fromarray((257 * blocks(GREYS)).astype(">u2")), "a.tif", {}, "I;16B", 0),
    (lambda: Image.fromarray((257 * blocks(GREYS)).astype("<u2")), "a.pgm", {}, "I", 0),
    (lambda: Image.fromarray(blocks(GREYS).astype(np.int32) - 99), "a.tif", {}, "I", 0),
    (lambda: Image.fromarray((8_000_000 * blocks(GREYS)).astype(np.int32)), "a.tif", {}, "I", 0),
    (lambda: Image.fromarray((blocks(GREYS) / 255 - 7).astype(np.float32)), "a.tif", {}, "F", 0),
]


@pytest.mark.parametrize(("make", "name", "options", "mode", "tolerance"), IN_COLOUR)
def test_colours(tmp_path, make, name, options, mode, tolerance):
    path = save(make(), tmp_path / name, **options)
    with Image.open(path) as stored:
        assert stored.mode == mode
    colour, grey = read_picture(path, "RGB"), read_picture(path, "L")
    assert (colour.dtype, colour.shape) == (np.uint8, (32, 32, 3))
    assert (grey.dtype, grey.shape) == (np.uint8, (32, 32))
    assert np.abs(middles(colour) - np.array(COLOURS)).max() <= tolerance
    assert np.abs(middles(grey) - grey_of(COLOURS)).max() <= tolerance + 0.5


@pytest.mark.parametrize(("make", "name", "options", "mode", "tolerance"), IN_GREY)
def test_greys(tmp_path, make, name, options, mode, tolerance):
    path = save(make(), tmp_path / name, **options)
    with Image.open(path) as stored:
        assert stored.mode == mode
    assert np.abs(middles(read_picture(path)) - np.array(GREYS)).max() <= tolerance
    colour = read_picture(path, "RGB")
    assert colour.shape == (32, 32, 3)
    assert (colour == read_picture(path)[:, :, None]).all()


def test_two_levels(tmp_path):
    path = save(Image.fromarray(blocks([[0, 255], [255, 0]]) > 0), tmp_path / "a.png")
    with Image.open(path) as stored:
        assert stored.mode == "1"
    assert middles(read_picture(path)).tolist() == [[0, 255], [255, 0]]
    assert middles(read_picture(path, "RGB")).tolist() == [
        [[0] * 3, [255] * 3],
        [[255] * 3, [0] * 3],
    ]


def test_a_dark_picture_of_16_bits_stays_dark(tmp_path):
    levels = np.array([[0, 255, 300, 2570]], np.uint16)
    assert read_picture(save(Image.fromarray(levels), tmp_path / "a.png")).tolist() == [
        [0, 1, 1, 10]
    ]


@pytest.mark.parametrize(
    ("levels", "wanted"),
    [
        ([0, 65535], [0, 255]),  # taken for 16 bits ...
        ([0, 257], [0, 1]),
        ([0, 65536], [0, 255]),  # ... and this no more
        ([-1, 1], [0, 255]),
        ([-(2**31), 2**31 - 1], [0, 255]),
        ([-7, -7], [0, 0]),
        ([0.0, 0.25, 1.0], [0, 64, 255]),
        ([-3e38, 0.0, 3e38], [0, 128, 255]),  # their difference is beyond float32
        ([0.0, 1e-40], [0, 255]),  # and so is 1 / this
        ([0.5, 0.5], [0, 0]),
    ],
)
def test_numbers_of_32_bits(tmp_path, levels, wanted):
    pixels = np.array([levels], np.float32 if isinstance(levels[0], float) else np.int32)
    assert read_picture(save(Image.fromarray(pixels), tmp_path / "a.tif")).tolist() == [wanted]


# The last one is a NaN that a processor refuses to convert silently.
@pytest.mark.parametrize("bits", [0x7FC00000, 0x7F800000, 0xFF800000, 0x7F800001])
def test_numbers_that_are_not_finite(tmp_path, bits):
    pixels = np.array([[0, bits]], np.uint32).view(np.float32)
    path = save(Image.fromarray(pixels), tmp_path / "a.tif")
    with pytest.raises(InputError) as caught:
        read_picture(path)
    why = "cannot be turned into L (it holds numbers that are not finite)"
    assert str(caught.value) == f"{path}: {why}"


# Every picture: a pixel that is transparent and one that is not.
SEE_THROUGH = [
    (one_row((9, 9, 9, 0), (100, 100, 100, 255)), {}, 100),
    (one_row((9, 0), (100, 255), mode="LA"), {}, 100),
    (one_row((9, 9, 9), (100, 100, 100), mode="RGB"), {"transparency": (9, 9, 9)}, 100),
    (one_row(9, 100, mode="L"), {"transparency": 9}, 100),
    (one_row(0, 255, mode="1"), {"transparency": 0}, 255),
    (Image.fromarray(np.array([[999, 25700]], np.uint16)), {"transparency": 999}, 100),
]


@pytest.mark.parametrize(
    ("picture", "options", "opaque"), SEE_THROUGH, ids=lambda v: getattr(v, "mode", "")
)
def test_the_background_shows_through(tmp_path, picture, options, opaque):
    path = save(picture, tmp_path / "a.png", **options)
    with Image.open(path) as stored:
        assert stored.mode == picture.mode
    assert read_picture(path).tolist() == [[255, opaque]]  # white unless another is wanted
    assert read_picture(path, background=RED).tolist() == [[RED_IN_GREY, opaque]]
    assert read_picture(path, "RGB").tolist() == [[[255] * 3, [opaque] * 3]]
    other = read_picture(path, "RGB", background=(1, 20, 99))
    assert other.tolist() == [[[1, 20, 99], [opaque] * 3]]


def test_half_transparent_pixels_are_mixed(tmp_path):
    path = save(one_row((200, 0, 0, 51)), tmp_path / "a.png")  # 51 is a fifth of 255
    assert read_picture(path, "RGB").tolist() == [[[244, 204, 204]]]
    assert read_picture(path, "RGB", background=(0, 0, 50)).tolist() == [[[40, 0, 40]]]
    path = save(one_row((100, 51), mode="LA"), tmp_path / "b.png")
    assert read_picture(path).tolist() == [[224]]


@pytest.mark.parametrize(("suffix", "transparency"), [("png", 1), ("png", b"\xff\x00"), ("gif", 1)])
def test_palettes_with_transparency(tmp_path, suffix, transparency):
    picture = one_row(0, 1, mode="P")
    picture.putpalette([*RED, *GREEN])
    path = save(picture, tmp_path / f"a.{suffix}", transparency=transparency)
    assert read_picture(path, "RGB").tolist() == [[list(RED), [255, 255, 255]]]
    assert read_picture(path, "RGB", background=BLUE).tolist() == [[list(RED), list(BLUE)]]


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("shape", [(5, 5), (7, 16), (100, 90)])
def test_no_dark_fringes_where_transparency_begins(tmp_path, fit, shape):
    """What is invisible is black in the file; none of it may leak into the red beside it."""
    pixels = np.zeros((20, 20, 4), np.uint8)
    pixels[:, :10] = (*RED, 255)
    path = save(Image.fromarray(pixels), tmp_path / "a.png")
    red, green, blue = np.moveaxis(read_picture(path, "RGB", shape, fit).astype(int), 2, 0)
    assert red.min() >= 250  # on the way from red to white
    assert np.abs(green - blue).max() <= 2
    assert green.min() <= 5 and green.max() == 255


def save_turned(orientation, path, side=8):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    options = {".jpg": {"quality": 95, "subsampling": 0}, ".webp": {"lossless": True}}
    stored = np.ascontiguousarray(STORED[orientation](upright(side)))
    return save(Image.fromarray(stored), path, exif=exif, **options.get(path.suffix, {}))


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize(("suffix", "tolerance"), [("png", 0), ("tif", 0), ("webp", 0), ("jpg", 4)])
def test_pictures_are_turned_upright(tmp_path, orientation, suffix, tolerance):
    path = save_turned(orientation, tmp_path / f"a.{suffix}")
    pixels = read_picture(path, "RGB").astype(int)
    assert pixels.shape == (16, 24, 3)
    assert np.abs(pixels - upright()).max() <= tolerance


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_the_shape_is_that_of_the_upright_picture(tmp_path, fit, suffix):
    """Wide ones that a telephone has stored as tall ones, and so large that JPEG reduces."""
    pictures = [
        read_picture(save_turned(n, tmp_path / f"{n}.{suffix}", 64), "RGB", (12, 18), fit)
        for n in STORED
    ]
    assert [picture.shape for picture in pictures] == [(12, 18, 3)] * 8
    assert all(np.abs(picture - pictures[0].astype(int)).max() <= 3 for picture in pictures)
    assert np.abs(pictures[0][3::6, 3::6] - upright(1).astype(int)).max() <= 12


@pytest.mark.parametrize(
    "exif",
    [
        b"Exif\0\0",
        b"Exif\0\0nonsense",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x05\0\0\0\xff",  # text far outside
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0\0\0\0\0",  # number 9
    ],
)
@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_damaged_exif_does_not_lose_the_picture(tmp_path, exif, suffix):
    path = save(Image.fromarray(upright()), tmp_path / f"a.{suffix}", exif=exif, quality=95)
    pixels = read_picture(path, "RGB")
    assert np.abs(pixels[4::8, 4::8] - upright(1).astype(int)).max() <= 6


def three_bands(tmp_path, tall=False):
    """10 red, 20 green and 10 blue columns, 20 high; or rows."""
    pixels = np.zeros((20, 40, 3), np.uint8)
    pixels[:, :10], pixels[:, 10:30], pixels[:, 30:] = RED, GREEN, BLUE
    pixels = np.ascontiguousarray(pixels.swapaxes(0, 1)) if tall else pixels
    return save(Image.fromarray(pixels), tmp_path / "a.png")


def seen(pixels):
    """The colours along the longer way, one letter a pixel; None if the other way is not even."""
    pixels = pixels if (pixels == pixels[:1]).all() else pixels.swapaxes(0, 1)
    names = {RED: "r", GREEN: "g", BLUE: "b", YELLOW: "y"}
    if (pixels == pixels[:1]).all():
        return "".join(names.get(tuple(p), "?") for p in pixels[0].tolist())


@pytest.mark.parametrize("tall", [False, True])
def test_stretch_squeezes_everything_in(tmp_path, tall):
    pixels = read_picture(three_bands(tmp_path, tall), "RGB", (20, 20)).astype(int)
    pixels = pixels.swapaxes(0, 1) if tall else pixels
    bands = pixels[:, :4], pixels[:, 6:14], pixels[:, 16:]  # where they meet, colours mix
    for band, colour in zip(bands, (RED, GREEN, BLUE), strict=True):
        assert np.abs(band - colour).max() <= 6


@pytest.mark.parametrize("tall", [False, True])
def test_crop_cuts_off_what_is_too_long(tmp_path, tall):
    path = three_bands(tmp_path, tall)
    assert (read_picture(path, "RGB", (20, 20), "crop") == GREEN).all()
    assert (read_picture(path, "RGB", (7, 7), "crop")[1:-1, 1:-1] == GREEN).all()
    whole = read_picture(path, "RGB", (40, 20) if tall else (20, 40), "crop")
    assert seen(whole) == "r" * 10 + "g" * 20 + "b" * 10


def test_crop_keeps_the_middle_of_what_is_too_tall(tmp_path):
    pixels = np.repeat(np.arange(0, 110, 10), 3).reshape(11, 3).astype(np.uint8)
    path = save(Image.fromarray(pixels), tmp_path / "a.png")
    assert read_picture(path, shape=(3, 3), fit="crop")[:, 0].tolist() == [40, 50, 60]
    assert read_picture(path, shape=(1, 1), fit="crop").tolist() == [[50]]


@pytest.mark.parametrize("tall", [False, True])
@pytest.mark.parametrize(
    ("long", "short", "wanted"),
    [
        (40, 40, "y" * 10 + "g" * 20 + "y" * 10),
        (20, 20, "y" * 5 + "g" * 10 + "y" * 5),
        (40, 21, "g" * 20 + "y"),  # a single row more: below, or on the right
        (20, 11, "g" * 10 + "y"),
    ],
)
def test_pad_fills_up_on_both_sides(tmp_path, tall, long, short, wanted):
    size = (20, 40) if tall else (40, 20)
    path = save(Image.new("RGB", size, GREEN), tmp_path / "a.png")
    shape = (long, short) if tall else (short, long)
    assert seen(read_picture(path, "RGB", shape, "pad", YELLOW)) == wanted


def test_pad_makes_small_pictures_larger(tmp_path):
    path = save(plain(GREEN, 1, 2), tmp_path / "a.png")
    pixels = read_picture(path, "RGB", (10, 8), "pad", YELLOW)
    assert seen(pixels) == "yyyggggyyy"


def test_padding_is_white_unless_another_background_is_wanted(tmp_path):
    path = save(plain(BLUE, 2, 4), tmp_path / "a.png")
    assert read_picture(path, "RGB", (4, 4), "pad")[[0, 3]].min() == 255
    assert read_picture(path, "L", (4, 4), "pad")[:, 0].tolist() == [255, 29, 29, 255]
    assert read_picture(path, "L", (4, 4), "pad", RED)[:, 0].tolist() == [76, 29, 29, 76]


def test_the_background_matters_only_where_it_shows(tmp_path):
    path = three_bands(tmp_path)
    for fit in ("stretch", "crop"):
        one, other = (read_picture(path, "RGB", (7, 9), fit, ground) for ground in (RED, BLUE))
        assert np.array_equal(one, other)


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_picture_of_the_wanted_size_is_left_alone(tmp_path, rng, fit, mode):
    pixels = rng.integers(0, 256, (7, 5, 3) if mode == "RGB" else (7, 5), np.uint8)
    path = save(Image.fromarray(pixels), tmp_path / "a.png")
    assert np.array_equal(read_picture(path, mode, (7, 5), fit), pixels)
    assert np.array_equal(read_picture(path, mode), pixels)


@pytest.mark.parametrize("fit", FITS)
def test_a_single_pixel_fills_everything(tmp_path, fit):
    path = save(plain((1, 200, 50)), tmp_path / "a.png")
    assert (read_picture(path, "RGB", (6, 6), fit) == (1, 200, 50)).all()


@pytest.mark.parametrize("suffix", ["png", "jpg"])
@pytest.mark.parametrize(("height", "width"), [(1, 10_000), (10_000, 1)])
def test_hairs(tmp_path, suffix, height, width):
    path = save(plain((20, 20, 20), height, width), tmp_path / f"a.{suffix}")
    for fit in ("stretch", "crop"):
        pixels = read_picture(path, shape=(9, 9), fit=fit)
        assert pixels.shape == (9, 9)
        assert np.abs(pixels.astype(int) - 20).max() <= 1
    lines = read_picture(path, shape=(9, 9), fit="pad") < 100
    assert np.count_nonzero(lines) == 9
    assert lines[4].all() if width > height else lines[:, 4].all()


@pytest.mark.parametrize("fit", ["stretch", "crop", "pad"])
def test_larger_than_it_was(tmp_path, fit):
    path = save(Image.fromarray(np.array([[0, 255], [255, 0]], np.uint8)), tmp_path / "a.png")
    pixels = read_picture(path, shape=(64, 64), fit=fit)
    assert np.abs(middles(pixels) - np.array([[0, 255], [255, 0]])).max() <= 5
    assert (pixels[0, 0], pixels[0, -1], pixels[-1, 0], pixels[-1, -1]) == (0, 255, 255, 0)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    """A file that is written again and again; its name has nothing to do with what is in it."""
    return tmp_path_factory.mktemp("pictures") / "scratch"


SIDES = st.integers(1, 40)


@given(SIDES, SIDES, SIDES, SIDES, st.sampled_from(FITS), st.sampled_from(["L", "RGB"]))
def test_every_size_becomes_every_other(scratch, height, width, new_height, new_width, fit, mode):
    plain((10, 200, 30), height, width).save(scratch, "PNG")
    wanted = (10, 200, 30) if mode == "RGB" else round(grey_of((10, 200, 30)))
    pixels = read_picture(scratch, mode, (new_height, new_width), fit)
    assert pixels.shape[:2] == (new_height, new_width)
    filled = (pixels == wanted).reshape(new_height, new_width, -1).all(axis=2)
    if fit != "pad":
        assert filled.all()
        return
    # The rest is white; one way is full, and the other keeps the ratio to half a pixel.
    assert (pixels[~filled] == 255).all()
    inner = filled.any(axis=1).sum(), filled.any(axis=0).sum()
    assert filled.sum() == inner[0] * inner[1]
    assert inner[0] == new_height or inner[1] == new_width
    scale = min(new_height / height, new_width / width)
    for inside, side in zip(inner, (height, width), strict=True):
        assert abs(inside - max(1, side * scale)) <= 0.5 + 1e-9


@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.webp", "a.tif"])
def test_the_first_frame_of_many(tmp_path, name):
    frames = [plain(colour, 6, 8) for colour in (RED, GREEN, BLUE)]
    options = {"lossless": True} if name == "a.webp" else {}
    path = save(frames[0], tmp_path / name, save_all=True, append_images=frames[1:], **options)
    with Image.open(path) as stored:
        assert stored.n_frames == 3
    assert (read_picture(path, "RGB") == RED).all()
    assert (read_picture(path, "RGB", (5, 5), "crop") == RED).all()


def photograph(height, width):
    """Soft shapes and fine structure, as in a photograph."""
    y, x = np.mgrid[:1:height*1j, :1:width*1j]  # fmt: skip
    waves = [np.sin(9 * x + 4 * y), np.cos(7 * y) * x, np.sin(60 * x) * np.cos(45 * y)]
    return Image.fromarray(
        (127 + 60 * np.stack(waves, axis=2) + 40 * x[..., None]).astype(np.uint8)
    )


@pytest.fixture
def decoded(monkeypatch):
    """The sizes that Pillow has decoded; exif_transpose is the first to get the pictures."""
    sizes = []
    turn = ImageOps.exif_transpose

    def spy(picture, **options):
        sizes.append(picture.size)
        return turn(picture, **options)

    monkeypatch.setattr(ImageOps, "exif_transpose", spy)
    return sizes


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("shape", [(24, 32), (30, 30), (16, 40)])
def test_a_reduced_jpeg_looks_like_the_whole_one(tmp_path, decoded, fit, mode, shape):
    path = save(photograph(480, 640), tmp_path / "a.jpg", quality=92)
    with Image.open(path) as whole:
        slow = save(whole.convert("RGB"), tmp_path / "a.png")
    fast, slow = (read_picture(file, mode, shape, fit).astype(int) for file in (path, slow))
    assert decoded[0][0] < 640 and decoded[1] == (640, 480)
    assert np.abs(fast - slow).mean() < 1.5
    assert np.abs(fast - slow).max() <= 12


def test_a_large_jpeg_is_never_decoded_whole(tmp_path, decoded):
    """So that memory follows from the wanted size, not from the camera."""
    path = save(photograph(1500, 2000), tmp_path / "a.jpg", quality=50)
    assert read_picture(path, "RGB", (16, 16)).shape == (16, 16, 3)
    assert read_picture(path, "RGB", (100, 100)).shape == (100, 100, 3)
    assert read_picture(path, "RGB").shape == (1500, 2000, 3)
    assert decoded == [(250, 188), (500, 375), (2000, 1500)]


def test_a_jpeg_is_not_reduced_below_the_wanted_size(tmp_path, decoded):
    path = save(photograph(160, 1600), tmp_path / "a.jpg")
    read_picture(path, shape=(40, 40), fit="crop")  # cuts 160x160 out of the middle
    assert min(decoded[0]) >= 80


def test_the_longer_side_decides_how_far_a_jpeg_is_reduced(tmp_path, decoded):
    path = save(photograph(800, 1600), tmp_path / "a.jpg")
    assert read_picture(path, shape=(10, 190)).shape == (10, 190)
    assert decoded[0][0] >= 2 * 190


def test_a_picture_that_promises_too_much_is_refused(tmp_path):
    path = write_promise(tmp_path / "bomb.png", 50_000, 50_000)
    with pytest.raises(InputError) as caught:
        read_picture(path, "RGB", (8, 8))
    assert str(caught.value) == f"{path}: refused, its header promises too many pixels"


def test_a_picture_that_promises_too_long_a_side_is_refused(tmp_path):
    """Few pixels in all, but a reader that goes along the side can take minutes."""
    path = write_promise(tmp_path / "long.png", 2**24, 9)
    with pytest.raises(InputError, match=r"long.png: refused, its header promises too many"):
        read_picture(path, shape=(8, 8))
    assert read_picture(save(plain(RED, 1, 2**16), tmp_path / "ok.png"), "RGB").shape[1] == 2**16


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate"])
def test_a_damaged_tiff_is_told_of_once(tmp_path, capfd, compression):
    """libtiff would write to the screen by itself, in words that name no file."""
    path = save(photograph(64, 64), tmp_path / "a.tif", compression=compression)
    data = bytearray(path.read_bytes())
    data[200:600] = bytes(byte ^ 0x5A for byte in data[200:600])
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a.tif: damaged or cut short"):
        read_picture(path)
    os.write(2, b"heard again")
    assert capfd.readouterr().err == "heard again"


def test_a_picture_that_pillow_only_warns_of_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    path = save(plain(RED, 10, 20), tmp_path / "a.png")
    with pytest.warns(Image.DecompressionBombWarning), Image.open(path):
        pass
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert (read_picture(path, "RGB") == RED).all()
    assert caught == []
    path = save(plain(RED, 10, 21), tmp_path / "b.png")
    with pytest.raises(InputError, match="b.png: refused, its header promises too many pixels"):
        read_picture(path)


def test_palettes_without_colours(tmp_path):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 3, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + data)
    with pytest.raises(InputError, match=r"cannot be turned into L \(.+\)$"):
        read_picture(path)


@pytest.mark.parametrize("data", [EPS, iptc(EPS)], ids=["EPS", "EPS inside IPTC"])
def test_no_program_is_started(tmp_path, started, data):
    """PostScript is a programming language; a picture may not run anything here."""
    path = tmp_path / "a.eps"
    path.write_bytes(data)
    with pytest.raises(InputError, match="not an image that Pillow can read"):
        read_picture(path)
    assert started == []


def test_nothing_but_files_is_opened(tmp_path):
    """A pipe and an endless device would never come to an end."""
    others = [tmp_path]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.png")
        others += [tmp_path / "pipe.png"]
    others += [path for path in ("/dev/zero", "/dev/null") if os.path.exists(path)]
    for path in others:
        assert not stat.S_ISREG(os.stat(path).st_mode)
        with pytest.raises(InputError) as caught:
            read_picture(path)
        assert str(caught.value) == f"{path}: not a regular file"


def test_missing_files_are_the_systems_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="a.png"):
        read_picture(tmp_path / "a.png")


def test_unreadable_files_are_the_systems_error(tmp_path):
    path = save(plain(RED), tmp_path / "a.png")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user, or this system, may read everything")
    with pytest.raises(PermissionError, match="a.png"):
        read_picture(path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"mode": "P"}, "mode = 'P': one of L, RGB is wanted"),
        ({"mode": None}, "mode = None: one of L, RGB is wanted"),
        ({"fit": "Pad"}, "fit = 'Pad': one of stretch, crop, pad is wanted"),
        ({"background": "red"}, "background = 'red': (red, green, blue), each 0 .. 255, is wanted"),
        ({"background": None}, "background = None: (red, green, blue)"),
        ({"background": (1, 2)}, "background = (1, 2): (red, green, blue)"),
        ({"background": (1, 2, 3, 4)}, "background = (1, 2, 3, 4): (red, green, blue)"),
        ({"background": (0, 0, 256)}, "background = (0, 0, 256): (red, green, blue)"),
        ({"background": (0, -1, 0)}, "background = (0, -1, 0): (red, green, blue)"),
        ({"background": (0.5, 0, 0)}, "background = (0.5, 0, 0): (red, green, blue)"),
    ],
)
def test_bad_arguments(tmp_path, arguments, message):
    path = save(plain(RED), tmp_path / "a.png")  # opaque: the background does not even show
    with pytest.raises(InputError) as caught:
        read_picture(path, **arguments)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("background", [[0, 0, 255], np.array([0, 0, 255])])
def test_backgrounds_may_be_lists_and_arrays(tmp_path, background):
    path = save(one_row((9, 9, 9, 0)), tmp_path / "a.png")
    assert read_picture(path, "RGB", background=background).tolist() == [[[0, 0, 255]]]


def test_messages_are_one_line_whatever_the_file_is_called(tmp_path):
    path = tmp_path / "two\nlines\x1b[31m.png"
    try:
        path.write_bytes(b"no picture")
    except OSError:
        pytest.skip("this system does not allow such names")
    with pytest.raises(InputError) as caught:
        read_picture(path)
    assert "two\\nlines\\x1b[31m.png: not an image that Pillow can read" in str(caught.value)
    assert str(caught.value).isprintable()


def in_bytes(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def small_files():
    """Valid files of a few hundred bytes, all of one size, in several formats and modes."""
    rng = np.random.default_rng(0)
    full = Image.fromarray(rng.integers(0, 256, (5, 7, 4), np.uint8))
    colour, palette = full.convert("RGB"), full.convert("RGB").quantize(9)
    wide = Image.fromarray(rng.integers(0, 2**16, (5, 7), np.uint16))
    exact = Image.fromarray(rng.normal(size=(5, 7)).astype(np.float32))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    return [
        in_bytes(full, "PNG", exif=exif),
        in_bytes(palette, "PNG", transparency=b"\0\x80"),
        in_bytes(wide, "PNG", transparency=7),
        in_bytes(colour, "JPEG", exif=exif),
        in_bytes(colour.convert("CMYK"), "JPEG"),
        in_bytes(palette, "GIF", transparency=2),
        in_bytes(full, "WEBP", exif=exif),
        in_bytes(full, "WEBP", lossless=True),
        in_bytes(full, "TIFF", exif=exif),
        in_bytes(wide, "TIFF"),
        in_bytes(exact, "TIFF"),
        in_bytes(palette, "BMP"),
        in_bytes(full, "BMP"),
    ]


FILES = small_files()
BEGINNINGS = [data[:n] for data in FILES for n in (2, 4, 12, 30)]
PNG = [data for data in FILES if data.startswith(b"\x89PNG")]


def damage(data, edits):
    """Flip, insert, delete, repeat or cut off; places count from 0 to 1 along the file."""
    data = bytearray(data)
    for how, place, some in edits:
        i = int(place**2 * len(data))  # more often near the beginning, where the header is
        if how == "flip" and data:
            data[min(i, len(data) - 1)] ^= some[0] | 1
        elif how == "put":
            data[i : i + len(some)] = some
        elif how == "insert":
            data[i:i] = some
        elif how == "delete":
            del data[i : i + len(some)]
        elif how == "repeat":
            data[i:i] = data[i : i + 9 * len(some)]
        elif how == "cut":
            del data[i:]
    return bytes(data)


HOWS = ["flip", "put", "insert", "delete", "repeat", "cut"]
SOME = st.binary(min_size=1, max_size=4) | st.sampled_from([b"\xff" * 4, b"\0" * 4, b"\x7f\xff"])
EDITS = st.lists(st.tuples(st.sampled_from(HOWS), st.floats(0, 1), SOME), min_size=1, max_size=4)


@st.composite
def chunks_damaged_inside(draw):
    """A PNG file whose checksums are right again, so that the damage is looked at."""
    data, at, chunks = draw(st.sampled_from(PNG)), 8, []
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    kinds = st.sampled_from([b"tRNS", b"eXIf", b"PLTE", b"IDAT", b"acTL", b"fcTL", b"iTXt"])
    for _ in range(draw(st.integers(1, 2))):
        i = draw(st.integers(0, len(chunks) - 1))
        kind, content = chunks.pop(i)
        what = draw(st.sampled_from(["damage", "rename", "drop", "move"]))
        if what == "damage":
            chunks.insert(i, (kind, damage(content, draw(EDITS))))
        elif what == "rename":
            chunks.insert(i, (draw(kinds), content))
        elif what == "move":
            chunks.insert(draw(st.integers(0, len(chunks))), (kind, content))
        if not chunks:
            break
    return data[:8] + b"".join(chunk(*both) for both in chunks)


BROKEN = st.one_of(
    st.builds(damage, st.sampled_from(FILES), EDITS),
    chunks_damaged_inside(),
    st.builds(bytes.__add__, st.sampled_from(BEGINNINGS), st.binary(max_size=200)),
)


@given(
    BROKEN,
    st.sampled_from(["L", "RGB"]),
    st.sampled_from([None, (4, 6), (1, 1)]),
    st.sampled_from(FITS),
)
def test_broken_files_are_read_or_refused(scratch, data, mode, shape, fit):
    """Nothing else may happen; a warning would fail this test as well."""
    scratch.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Image, "MAX_IMAGE_PIXELS", 500_000)  # a promise of more only takes long
        try:
            pixels = read_picture(scratch, mode, shape, fit)
        except InputError as error:
            message = str(error)
            assert message.startswith(f"{scratch}: ")
            assert message.isprintable()
            assert not message.endswith("()")
        else:
            assert pixels.dtype == np.uint8
            assert pixels.ndim == (2 if mode == "L" else 3)
            assert pixels.shape[2:] == (() if mode == "L" else (3,))
            assert shape is None or pixels.shape[:2] == shape
            assert pixels.size > 0


@pytest.mark.parametrize("data", FILES, ids=lambda data: repr(data[:4]))
def test_the_files_that_are_broken_above_are_whole(scratch, data):
    scratch.write_bytes(data)
    assert read_picture(scratch, "RGB", (4, 6)).shape == (4, 6, 3)
