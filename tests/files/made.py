"""Pieces that picture files are made of."""

import struct
import zlib

import numpy as np
from PIL import Image

RED, GREEN, BLUE, YELLOW = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)


def one_row(*pixels, mode="RGBA"):
    """A picture of a single row."""
    picture = Image.new(mode, (len(pixels), 1))
    picture.putdata(pixels)
    return picture


def upright(side=8):
    """A picture that shows every turn and every mirror: 2 x 3 squares, all of other colours."""
    colours = [[RED, GREEN, BLUE], [YELLOW, (0, 0, 0), (255, 255, 255)]]
    return np.kron(np.array(colours), np.ones((side, side, 1), int)).astype(np.uint8)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def write_promise(path, width, height):
    """A PNG file of a few bytes whose header speaks of a large picture."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", b"") + chunk(b"IEND", b""))
    return path


def iptc(data):
    """An IPTC file, an old envelope of the press, with another file inside."""
    fields = [(3, 60, b"\1\0"), (3, 20, b"\0\x0a"), (3, 30, b"\0\x0a"), (3, 120, b"\5")]
    fields += [(8, 10, data)]
    return b"".join(
        struct.pack(">BBBH", 0x1C, record, field, len(content)) + content
        for record, field, content in fields
    )


# From the EXIF standard: where the first row and the first column of the file are to be seen.
STORED = {
    1: lambda U: U,  # top, left
    2: lambda U: U[:, ::-1],  # top, right
    3: lambda U: U[::-1, ::-1],  # bottom, right
    4: lambda U: U[::-1],  # bottom, left
    5: lambda U: U.swapaxes(0, 1),  # left, top
    6: lambda U: U.swapaxes(0, 1)[::-1],  # right, top
    7: lambda U: U.swapaxes(0, 1)[::-1, ::-1],  # right, bottom
    8: lambda U: U.swapaxes(0, 1)[:, ::-1],  # left, bottom
}


EPS = b"""%!PS-Adobe-3.0 EPSF-3.0
%%BoundingBox: 0 0 10 10
%%EndComments
0 0 10 10 rectfill
showpage
%%EOF
"""
