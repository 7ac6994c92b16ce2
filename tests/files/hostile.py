"""Healthy folders, and hostile things to put into one."""

import errno
import os
import shutil
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from tests.files.made import EPS, STORED, chunk, iptc, upright, write_promise

HEALTHY = {"1.png": (250, 10, 20), "2.png": (30, 240, 40), "10.png": (50, 60, 230)}
BLACK = (0, 0, 0)


def plain(colour=BLACK, side=8):
    return Image.new("RGB", (side, side), colour)


def noise(side=64):
    """A picture that no compressor makes small, so that it can be cut short."""
    pixels = np.random.default_rng(0).integers(0, 256, (side, side, 3), np.uint8)
    return Image.fromarray(pixels)


def healthy_folder(folder):
    """Three small pictures without any fault, each of one colour."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, colour in HEALTHY.items():
        plain(colour).save(folder / name)
    return folder


# Hostile things: each function puts one of them into a folder.


def link_to(target, path):
    if sys.platform == "win32":
        pytest.skip("links need special rights on Windows")
    path.symlink_to(target)


def write(path, data):
    """Write a file whose name not every system takes."""
    try:
        with open(path, "wb") as file:
            file.write(data)
    except (OSError, UnicodeError):
        pytest.skip("this system does not allow such a name")


def png():
    """A black picture as the bytes of a PNG file."""
    pixels = zlib.compress((b"\0" + bytes(8 * 3)) * 8)
    header = b"\0\0\0\x08\0\0\0\x08\x08\x02\0\0\0"
    parts = chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def truncated_png(folder):
    noise().save(folder / "x.png")
    os.truncate(folder / "x.png", 5000)


def truncated_jpeg(folder):
    noise().save(folder / "x.jpg")
    os.truncate(folder / "x.jpg", 2000)


def zero_bytes(folder):
    (folder / "x.png").touch()


def text_named_png(folder):
    (folder / "x.png").write_text("Dear diary\n" * 99)


def jpeg_named_png(folder):
    plain().save(folder / "x.png", "JPEG")


def picture_without_suffix(folder):
    plain().save(folder / "x", "PNG")


def huge_header(folder):
    write_promise(folder / "x.png", 60_000, 60_000)


def endless_header(folder):
    write_promise(folder / "x.png", 2**31 - 1, 2**31 - 1)


def all_modes(folder):
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        plain().convert(mode).save(folder / f"x {mode}.png")
    for mode in ("I", "F", "LAB"):
        plain().convert("L" if mode != "LAB" else "RGB").convert(mode).save(
            folder / f"x {mode}.tif"
        )


def picture_of_16_bits(folder):
    Image.fromarray(np.zeros((8, 8), np.uint16)).save(folder / "x.png")


def cmyk_jpeg(folder):
    plain().convert("CMYK").save(folder / "x.jpg")


def one_pixel(folder):
    plain(side=1).save(folder / "x.png")


def lying_hair(folder):
    Image.new("L", (10_000, 1)).save(folder / "x.png")


def standing_hair(folder):
    Image.new("L", (1, 10_000)).save(folder / "x.png")


def animated(folder, name, **options):
    frames = [plain(), plain((0, 0, 255)), plain((255, 0, 0))]
    frames[0].save(folder / name, save_all=True, append_images=frames[1:], **options)


def animated_gif(folder):
    animated(folder, "x.gif")


def animated_png(folder):
    animated(folder, "x.png")


def animated_webp(folder):
    animated(folder, "x.webp", lossless=True)


def pages_of_a_tiff(folder):
    animated(folder, "x.tif")


def turned_by_exif(folder):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    Image.fromarray(np.ascontiguousarray(STORED[6](upright()))).save(folder / "x.jpg", exif=exif)


def corrupt_exif(folder):
    plain().save(folder / "x.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xffnonsense")


def header_with_wrong_checksum(folder):
    data = bytearray(png())
    data[8 + 8 + 13] ^= 1
    (folder / "x.png").write_bytes(data)


def pixels_with_wrong_checksum(folder):
    """Pillow looks at the checksum of the header only, and takes these pixels as they are."""
    data = bytearray(png())
    data[-13] ^= 1
    (folder / "x.png").write_bytes(data)


def palette_without_colours(folder):
    header = chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\x03\0\0\0")
    data = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    (folder / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n" + header + data)


def not_a_number(folder):
    Image.fromarray(np.full((8, 8), np.nan, np.float32)).save(folder / "x.tif")


def text_that_swells(folder):
    """Two kilobytes that become two megabytes, as a comment inside a picture."""
    comment = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(2**21)))
    (folder / "x.png").write_bytes(png()[:33] + comment + png()[33:])


def spaces_in_the_name(folder):
    write(folder / " my cat (1) [copy]  &  $HOME.png", png())


def unicode_in_the_name(folder):
    write(folder / "Zoë 猫 \N{CAT FACE} \u202egnp.png", png())


def newline_in_the_name(folder):
    write(folder / "two\nlines.png", png())


def newline_in_the_name_of_no_picture(folder):
    write(folder / "two\nlines.png", b"no picture")


def escape_in_the_name_of_no_picture(folder):
    write(folder / "\x1b[31mred\x07.png", b"no picture")


def quotes_and_commas_in_the_name(folder):
    write(folder / """it's "a, b"; c.png""", png())


def formula_in_the_name(folder):
    write(folder / "=1+1,@SUM(A1).png", png())


def name_that_is_not_utf8(folder):
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux allows any bytes in a name")
    write(os.fsencode(folder) + b"/caf\xe9.png", png())


def name_that_is_not_utf8_of_no_picture(folder):
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux allows any bytes in a name")
    write(os.fsencode(folder) + b"/caf\xe9.png", b"no picture")


def leading_dash(folder):
    plain().save(folder / "-rf.png")


def very_long_name(folder):
    write(folder / ("x" * 240 + ".png"), png())


def very_long_number(folder):
    write(folder / ("9" * 240 + ".png"), png())


def link_to_a_picture(folder):
    link_to("1.png", folder / "x.png")


def link_to_itself(folder):
    link_to("x.png", folder / "x.png")


def broken_link(folder):
    link_to("nowhere.png", folder / "x.png")


def link_to_a_name_too_long(folder):
    link_to("y" * 300, folder / "x.png")


def link_to_a_folder(folder):
    link_to(folder.parent, folder / "x.png")


def link_to_the_folder_itself(folder):
    link_to(".", folder / "x.png")


def folder_named_like_a_picture(folder):
    healthy_folder(folder / "x.png")


def folder_in_the_folder(folder):
    healthy_folder(folder / "below" / "deeper")


def unreadable_file(folder):
    plain().save(folder / "x.png")
    (folder / "x.png").chmod(0)
    if os.access(folder / "x.png", os.R_OK):
        pytest.skip("this user, or this system, may read everything")


def named_pipe(folder):
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(folder / "x.png")


def hard_link(folder):
    try:
        os.link(folder / "1.png", folder / "x.png")
    except OSError:
        pytest.skip("this system has no hard links")


def all_identical(folder):
    for name in HEALTHY:
        plain().save(folder / name)


def fewer_distinct_than_k(folder):
    for i in range(5):
        shutil.copy(folder / "1.png", folder / f"x{i}.png")


def eps(folder):
    (folder / "x.eps").write_bytes(EPS)


def postscript_named_png(folder):
    (folder / "x.png").write_bytes(b"%!PS-Adobe-3.0\n0 0 10 10 rectfill showpage\n")


def eps_inside_iptc(folder):
    (folder / "x.iim").write_bytes(iptc(EPS))


def svg(folder):
    (folder / "x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9"/>')


def pdf(folder):
    plain().save(folder / "x.pdf")


def zip_named_jpg(folder):
    with zipfile.ZipFile(folder / "x.jpg", "w") as archive:
        archive.writestr("1.png", png())


def apple_double(folder):
    """What macOS leaves on disks of other systems, beside every file."""
    (folder / "._1.png").write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X")


def hidden_files(folder):
    (folder / ".DS_Store").write_bytes(b"\x00\x00\x00\x01Bud1")
    (folder / ".hidden.png").write_bytes(png())


def thumbs_db(folder):
    (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))


NO_IMAGE = "not an image that Pillow can read"
DAMAGED = "damaged or cut short"

# Who puts it there, and what comes of it: the number of images read, with nothing to complain
# about; or the line on the one file that was skipped, with the three healthy images read.
HOSTILE = [
    (truncated_png, f"x.png: {DAMAGED}"),
    (truncated_jpeg, f"x.jpg: {DAMAGED}"),
    (zero_bytes, f"x.png: {NO_IMAGE}"),
    (text_named_png, f"x.png: {NO_IMAGE}"),
    (jpeg_named_png, 4),
    (picture_without_suffix, 4),
    (huge_header, "x.png: refused, its header promises too many pixels"),
    (endless_header, "x.png: refused, its header promises too many pixels"),
    (all_modes, 12),
    (picture_of_16_bits, 4),
    (cmyk_jpeg, 4),
    (one_pixel, 4),
    (lying_hair, 4),
    (standing_hair, 4),
    (animated_gif, 4),
    (animated_png, 4),
    (animated_webp, 4),
    (pages_of_a_tiff, 4),
    (turned_by_exif, 4),
    (corrupt_exif, 4),
    (header_with_wrong_checksum, f"x.png: {NO_IMAGE}"),
    (pixels_with_wrong_checksum, 4),
    (palette_without_colours, "x.png: cannot be turned into "),
    (not_a_number, "it holds numbers that are not finite"),
    (text_that_swells, f"x.png: {DAMAGED}"),
    (spaces_in_the_name, 4),
    (unicode_in_the_name, 4),
    (newline_in_the_name, 4),
    (newline_in_the_name_of_no_picture, f"two\\nlines.png: {NO_IMAGE}"),
    (escape_in_the_name_of_no_picture, f"\\x1b[31mred\\x07.png: {NO_IMAGE}"),
    (quotes_and_commas_in_the_name, 4),
    (formula_in_the_name, 4),
    (name_that_is_not_utf8, 4),
    (name_that_is_not_utf8_of_no_picture, f"caf\\udce9.png: {NO_IMAGE}"),
    (leading_dash, 4),
    (very_long_name, 4),
    (very_long_number, 4),
    (link_to_a_picture, 4),
    (link_to_itself, f"x.png: {os.strerror(errno.ELOOP)}"),
    (broken_link, f"x.png: {os.strerror(errno.ENOENT)}"),
    (link_to_a_name_too_long, f"x.png: {os.strerror(errno.ENAMETOOLONG)}"),
    (link_to_a_folder, 3),
    (link_to_the_folder_itself, 3),
    (folder_named_like_a_picture, 3),
    (folder_in_the_folder, 3),
    (unreadable_file, f"x.png: {os.strerror(errno.EACCES)}"),
    (named_pipe, "x.png: not a regular file"),
    (hard_link, 4),
    (all_identical, 3),
    (fewer_distinct_than_k, 8),
    (eps, f"x.eps: {NO_IMAGE}"),
    (postscript_named_png, f"x.png: {NO_IMAGE}"),
    (eps_inside_iptc, f"x.iim: {NO_IMAGE}"),
    (svg, f"x.svg: {NO_IMAGE}"),
    (pdf, f"x.pdf: {NO_IMAGE}"),
    (zip_named_jpg, f"x.jpg: {NO_IMAGE}"),
    (apple_double, 3),
    (hidden_files, 3),
    (thumbs_db, f"Thumbs.db: {NO_IMAGE}"),
]


def snapshot(folder):
    """Everything below a folder: what it is, when it was written, and what is in it."""
    found = {}
    for path in sorted(Path(folder).rglob("*")):
        about = path.lstat()
        content = path.read_bytes() if os.path.isfile(path) and os.access(path, os.R_OK) else None
        found[path] = (about.st_mode, about.st_size, about.st_mtime_ns, content)
    return found
