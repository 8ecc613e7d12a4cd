"""Pictures as PNG, JPEG and WebP."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

from do_inference.emulator._media.jpeg import jpeg


@lru_cache(maxsize=64)
def image(size: tuple[int, int], form: str, colours: int, blocks: int | None = None) -> bytes:
    """A picture of two colours running into each other; in so many steps each way, or smooth."""
    first, second = colours & 0xFFFFFF, colours >> 24
    if form == "jpeg":
        return jpeg(size, first, second)
    if form == "webp":
        return webp(size, first)
    return png(size, first, second, blocks or 64)


def png(size: tuple[int, int], first: int, second: int, blocks: int) -> bytes:
    """A PNG with a palette: `blocks` squares each way, from one colour to the other."""
    width, height = size
    steps = min(blocks, 120)
    palette = b"".join(
        bytes(_mix(first, second, step / max(1, 2 * steps - 2))) for step in range(2 * steps - 1)
    )
    rows = []
    for row in range(steps):
        line = bytes((column * steps // width) + row for column in range(width))
        rows.append((b"\0" + line) * ((row + 1) * height // steps - row * height // steps))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    data = zlib.compress(b"".join(rows), 1)
    chunks = (_chunk(b"IHDR", header), _chunk(b"PLTE", palette), _chunk(b"IDAT", data), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _mix(first: int, second: int, share: float) -> tuple[int, ...]:
    pairs = (((first >> s) & 255, (second >> s) & 255) for s in (16, 8, 0))
    return tuple(round(a + (b - a) * share) for a, b in pairs)


def webp(size: tuple[int, int], colour: int) -> bytes:
    """A lossless WebP of one colour: codes of one symbol take no bits, so the pixels take none."""
    width, height = size
    bits = _Bits()
    bits.put(0x2F, 8)
    bits.put(width - 1, 14)
    bits.put(height - 1, 14)
    bits.put(0, 1 + 3)  # opaque, version 0
    bits.put(0, 1 + 1 + 1)  # no transform, no colour cache, one group of codes
    red, green, blue = _mix(colour, colour, 0)
    for symbol in (green, red, blue, 255, 0):
        bits.put(0b1, 1)  # a simple code
        bits.put(0, 1)  # of one symbol
        bits.put(1, 1)  # of eight bits
        bits.put(symbol, 8)
    data = bits.bytes()
    chunk = b"VP8L" + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


class _Bits:
    """Bits, the lowest first."""

    def __init__(self) -> None:
        self._value = 0
        self._count = 0

    def put(self, value: int, count: int) -> None:
        self._value |= value << self._count
        self._count += count

    def bytes(self) -> bytes:
        return self._value.to_bytes((self._count + 7) // 8, "little")
