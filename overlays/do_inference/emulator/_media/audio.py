"""Sounds in the formats that speech is asked for in, and the silence of a film."""

from __future__ import annotations

import io
import math
import struct
import wave
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RATE = 24_000
_TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}


@lru_cache(maxsize=64)
def sound(form: str, seconds: float, pitch: int) -> tuple[bytes, str]:
    """A sound file and its content type. Tones in `wav`, `pcm` and `flac`, silence in the others."""
    makers: Mapping[str, Callable[[float, int], bytes]] = {
        "wav": _wav,
        "pcm": lambda seconds, pitch: _tone(seconds, pitch).tobytes(),
        "flac": _flac,
        "aac": _aac,
        "opus": _opus,
    }
    return makers.get(form, _mp3)(seconds, pitch), _TYPES.get(form, "audio/mpeg")


def _tone(seconds: float, pitch: int) -> array[int]:
    """16-bit samples of a tone that swells and fades like syllables."""
    period = max(1, RATE // pitch)
    wavelet = [round(6000 * math.sin(2 * math.pi * i / period)) for i in range(period)]
    swell = [math.sin(math.pi * i / 16) for i in range(16)]
    total = int(seconds * RATE)
    return array("h", (int(wavelet[i % period] * swell[i * 80 // RATE % 16]) for i in range(total)))


def _wav(seconds: float, pitch: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(_tone(seconds, pitch).tobytes())
    return out.getvalue()


def _mp3(seconds: float, pitch: int) -> bytes:
    """Layer III frames of silence: 64 kbit/s, 24 kHz, one channel, 24 ms each."""
    header = bytes((0xFF, 0xF3, 0x84, 0xC0))  # MPEG-2, no checksum, 64 kbit/s, 24 kHz, mono
    return (header + bytes(192 - 4)) * max(1, round(seconds / 0.024))


def _aac(seconds: float, pitch: int) -> bytes:
    """ADTS frames of silence: AAC-LC, 24 kHz, one channel."""
    payload = bytes((0x01, 0x18, 0x20, 0x07))
    length = 7 + len(payload)
    header = bytes((0xFF, 0xF1, 0x58, 0x40 | length >> 11, length >> 3 & 255, (length & 7) << 5 | 0x1F, 0xFC))
    return (header + payload) * max(1, round(seconds * RATE / 1024))


def _opus(seconds: float, pitch: int) -> bytes:
    """An Ogg file with Opus packets of silence, 20 ms each."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 8) + b"emulator" + struct.pack("<I", 0)
    count = max(1, round(seconds * 50))
    pages = [_ogg([head], 0, 0, 2), _ogg([tags], 0, 1, 0)]
    for number, first in enumerate(range(0, count, 100)):
        packets = [b"\xf8\xff\xfe"] * min(100, count - first)
        last = first + len(packets) >= count
        pages.append(_ogg(packets, (first + len(packets)) * 960 + 312, number + 2, 4 if last else 0))
    return b"".join(pages)


def _ogg(packets: list[bytes], position: int, number: int, flags: int) -> bytes:
    lacing = bytes(len(packet) for packet in packets)
    head = b"OggS" + struct.pack("<BBqIIIB", 0, flags, position, 1, number, 0, len(lacing)) + lacing
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", _crc(page, 0x04C11DB7, 32)) + page[26:]


def _flac(seconds: float, pitch: int) -> bytes:
    """A FLAC stream of plain samples."""
    samples = _tone(seconds, pitch)
    size = 4096
    rates = RATE << 44 | 0 << 41 | 15 << 36 | len(samples)
    info = struct.pack(">HH", size, size) + bytes(6) + rates.to_bytes(8, "big") + bytes(16)
    frames = (_flac_frame(samples[i : i + size], i // size) for i in range(0, len(samples), size))
    return b"fLaC" + bytes((0x80, 0, 0, 34)) + info + b"".join(frames)


def _flac_frame(samples: array[int], number: int) -> bytes:
    coded = chr(number).encode() if number < 0xD800 else b"\0"
    head = bytes((0xFF, 0xF8, 0x70, 0x08)) + coded + struct.pack(">H", len(samples) - 1)
    head += bytes((_crc(head, 0x07, 8),))
    swapped = array("h", samples)
    swapped.byteswap()
    frame = head + b"\x02" + swapped.tobytes()
    return frame + struct.pack(">H", _crc(frame, 0x8005, 16))


@lru_cache(maxsize=4)
def _crc_table(polynomial: int, width: int) -> tuple[int, ...]:
    top, mask = 1 << (width - 1), (1 << width) - 1
    table = []
    for byte in range(256):
        value = byte << (width - 8)
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & top else value << 1) & mask
        table.append(value)
    return tuple(table)


def _crc(data: bytes, polynomial: int, width: int) -> int:
    table, shift, mask = _crc_table(polynomial, width), width - 8, (1 << width) - 1
    value = 0
    for byte in data:
        value = (value << 8 & mask) ^ table[(value >> shift) ^ byte]
    return value
