"""Smaller PNG files: browsers compress them in a hurry."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

_HEAD = 8


def squeezed(png: bytes) -> bytes:
    """The same picture, its data compressed as far as zlib can."""
    chunks = list(_chunks(png))
    data = b"".join(body for kind, body in chunks if kind == b"IDAT")
    smaller = _chunk(b"IDAT", zlib.compress(zlib.decompress(data), 9))
    first = next(index for index, (kind, _) in enumerate(chunks) if kind == b"IDAT")
    before = [_chunk(*each) for each in chunks[:first]]
    after = [_chunk(*each) for each in chunks[first:] if each[0] != b"IDAT"]
    return b"".join([png[:_HEAD], *before, smaller, *after])


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = _HEAD
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
