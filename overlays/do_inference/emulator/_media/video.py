"""A film: an MP4 file with one frame that is a picture."""

from __future__ import annotations

import struct

from do_inference.emulator._media.jpeg import jpeg


def film(size: tuple[int, int], fps: int, colours: int) -> bytes:
    """An MP4 of one second with one motion-JPEG frame."""
    picture = jpeg(size, colours & 0xFFFFFF, colours >> 24 & 0xFFFFFF)
    head = _box(b"ftyp", b"isom" + struct.pack(">I", 0x200) + b"isomiso2mp41")
    offset = len(head) + 8
    data = _box(b"mdat", picture)
    return head + data + _movie(size, len(picture), offset)


def _movie(size: tuple[int, int], length: int, offset: int) -> bytes:
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    movie_head = (
        struct.pack(">5I", 0, 0, 0, 1000, 1000)
        + struct.pack(">IH10x", 0x10000, 0x100)
        + matrix
        + bytes(24)
        + struct.pack(">I", 2)
    )
    sides = struct.pack(">II", size[0] << 16, size[1] << 16)
    track_head = struct.pack(">6I", 7, 0, 0, 1, 0, 1000) + bytes(16) + matrix + sides
    media_head = _box(b"mdhd", struct.pack(">5IHH", 0, 0, 0, 1000, 1000, 0x55C4, 0))
    handler = _box(b"hdlr", struct.pack(">II", 0, 0) + b"vide" + bytes(12) + b"film\0")
    reference = _box(b"dinf", _box(b"dref", struct.pack(">II", 0, 1) + _box(b"url ", struct.pack(">I", 1))))
    info = _box(b"minf", _box(b"vmhd", struct.pack(">I8x", 1)) + reference + _samples(size, length, offset))
    track = _box(b"trak", _box(b"tkhd", track_head) + _box(b"mdia", media_head + handler + info))
    return _box(b"moov", _box(b"mvhd", movie_head) + track)


def _samples(size: tuple[int, int], length: int, offset: int) -> bytes:
    entry = (
        bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">HHIIIH", *size, 0x480000, 0x480000, 0, 1)
    )
    entry += bytes(32) + struct.pack(">HH", 24, 0xFFFF)
    boxes = (
        _box(b"stsd", struct.pack(">II", 0, 1) + _box(b"jpeg", entry)),
        _box(b"stts", struct.pack(">IIII", 0, 1, 1, 1000)),
        _box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
        _box(b"stsz", struct.pack(">III", 0, length, 1)),
        _box(b"stco", struct.pack(">III", 0, 1, offset)),
    )
    return _box(b"stbl", b"".join(boxes))


def _box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + kind + data
