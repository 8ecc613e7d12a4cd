"""JPEG: squares of eight pixels, each of one brightness, in grey."""

from __future__ import annotations

import struct

_DC_LENGTHS = (0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)
"""How many codes there are of each length, for sizes 0 to 11: the standard's table."""
_QUALITY = 16


def jpeg(size: tuple[int, int], first: int, second: int) -> bytes:
    """A baseline JPEG that runs from the brightness of one colour to that of the other."""
    width, height = size
    across, down = -(-width // 8), -(-height // 8)
    low, high = _brightness(first), _brightness(second)
    bits: list[str] = []
    before = 0
    for row in range(down):
        level = round((low + (high - low) * row / max(1, down - 1) - 128) * 8 / _QUALITY)
        for _ in range(across):
            bits.append(_difference(level - before) + "0")  # nothing but the end follows in the square
            before = level
    return b"".join((b"\xff\xd8", _tables(), _frame(width, height), _scan("".join(bits)), b"\xff\xd9"))


def _brightness(colour: int) -> float:
    return 0.299 * (colour >> 16 & 255) + 0.587 * (colour >> 8 & 255) + 0.114 * (colour & 255)


def _codes() -> list[str]:
    codes, code = [], 0
    for length, count in enumerate(_DC_LENGTHS, 1):
        for _ in range(count):
            codes.append(f"{code:0{length}b}")
            code += 1
        code <<= 1
    return codes


_CODES = _codes()


def _difference(value: int) -> str:
    size = abs(value).bit_length()
    if not size:
        return _CODES[0]
    return _CODES[size] + f"{value if value > 0 else value + (1 << size) - 1:0{size}b}"


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def _tables() -> bytes:
    dc = b"\0" + bytes(_DC_LENGTHS) + bytes(range(12))
    ac = b"\x10" + bytes((1, *([0] * 15))) + b"\0"  # one code: the end of a square
    app = b"JFIF\0" + struct.pack(">HBHHBB", 0x0101, 0, 1, 1, 0, 0)
    return (
        _segment(0xE0, app)
        + _segment(0xDB, b"\0" + bytes([_QUALITY] * 64))
        + _segment(0xC4, dc)
        + _segment(0xC4, ac)
    )


def _frame(width: int, height: int) -> bytes:
    return _segment(0xC0, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0))


def _scan(bits: str) -> bytes:
    bits += "1" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    return _segment(0xDA, bytes((1, 1, 0, 0, 63, 0))) + data
