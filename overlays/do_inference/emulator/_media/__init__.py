"""Sample media files: images, sounds and a video that are valid files of the requested format.

Pillow draws the images and `wave` writes the uncompressed sounds. The compressed sounds and the video are fixture files
next to this module, because neither the standard library nor a small dependency encodes them.
"""

from __future__ import annotations

import io
import math
import struct
import wave
from array import array
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLE_RATE: Final = 24_000
"""Samples per second of all sounds, as the service's models produce them."""
CONTENT_TYPES: Final[Mapping[str, str]] = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}
_JOINABLE: Final[Mapping[str, float]] = {"mp3": 12 * 576 / SAMPLE_RATE, "aac": 7 * 1024 / SAMPLE_RATE}
"""Formats whose files can be appended to each other, with the length of the fixture in seconds: its number of frames
times the samples in a frame."""
_SAVE_OPTIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    # The fastest settings, as tests generate many files and store none.
    "png": {"compress_level": 1},
    "jpeg": {"quality": 75},
    "webp": {"lossless": True, "quality": 0, "method": 0},
}


@lru_cache(maxsize=64)
def image(size: tuple[int, int], image_format: str, colors: int, steps: int | None = None) -> bytes:
    """Return an image with a diagonal gradient between two colors, as a PNG, JPEG or WebP file.

    The low and the high 24 bits of `colors` are the two RGB colors. `steps` is the number of squares in each direction;
    few of them make a coarse preview.
    """
    # Imported here for start-up time: it takes as long as a third of the emulator's own imports.
    from PIL import Image

    side = min(steps or 64, 128)  # Smaller squares would not add a color.
    brightest = max(1, 2 * side - 2)
    levels = bytes((row + column) * 255 // brightest for row in range(side) for column in range(side))
    gradient = Image.frombytes("L", (side, side), levels).resize(size, Image.Resampling.NEAREST)
    gradient.putpalette(_palette(colors & 0xFFFFFF, colors >> 24 & 0xFFFFFF))
    if image_format not in _SAVE_OPTIONS:
        image_format = "png"
    if image_format != "png":
        gradient = gradient.convert("RGB")
    file = io.BytesIO()
    gradient.save(file, image_format, **_SAVE_OPTIONS[image_format])
    return file.getvalue()


def _palette(first: int, second: int) -> bytes:
    """Return 256 RGB colors from `first` to `second`."""
    ends = [(first >> shift & 255, second >> shift & 255) for shift in (16, 8, 0)]
    return bytes(start + (end - start) * level // 255 for level in range(256) for start, end in ends)


@lru_cache(maxsize=64)
def sound(audio_format: str, seconds: float, pitch: int) -> tuple[bytes, str]:
    """Return a sound file and its content type; MP3 for an unknown format.

    WAV and PCM contain a tone of `pitch` hertz, MP3 and AAC silence, each about `seconds` long. FLAC and Opus files
    cannot be joined, so they always contain one second of silence.
    """
    if audio_format not in CONTENT_TYPES:
        audio_format = "mp3"
    if audio_format == "pcm":
        content = _tone(seconds, pitch)
    elif audio_format == "wav":
        content = _wav(_tone(seconds, pitch))
    else:
        content = _fixture(f"silence.{audio_format}")
        if audio_format in _JOINABLE:
            content *= max(1, round(seconds / _JOINABLE[audio_format]))
    return content, CONTENT_TYPES[audio_format]


def _tone(seconds: float, pitch: int) -> bytes:
    """Return 16-bit samples of a tone whose volume rises and falls five times a second, like syllables."""
    period = max(1, SAMPLE_RATE // pitch)
    wavelet = [round(6000 * math.sin(2 * math.pi * i / period)) for i in range(period)]
    volume = [math.sin(math.pi * i / 16) for i in range(16)]
    samples = range(int(seconds * SAMPLE_RATE))
    return array(
        "h", (int(wavelet[i % period] * volume[i * 80 // SAMPLE_RATE % 16]) for i in samples)
    ).tobytes()


def _wav(samples: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(SAMPLE_RATE)
        writer.writeframes(samples)
    return file.getvalue()


def video(identity: bytes) -> bytes:
    """Return an MP4 file: one second of H.264, 320 by 180 pixels.

    `identity` goes into a `free` box at the end. Players skip it, and the files of different jobs differ.
    """
    return _fixture("video.mp4") + struct.pack(">I4s", 8 + len(identity), b"free") + identity


@lru_cache
def _fixture(name: str) -> bytes:
    return (Path(__file__).parent / name).read_bytes()
