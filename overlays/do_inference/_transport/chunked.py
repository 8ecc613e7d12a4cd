"""The body of an answer out of its chunks, many at a time and without I/O (RFC 9112, section 7.1)."""

from __future__ import annotations

import re
from typing import Final

import httpcore

_SIZE: Final = re.compile(rb"\r\n([0-9A-Fa-f]{1,15})\r\n").match
"""The end of one chunk and the size of the next."""
_BEGUN: Final = re.compile(rb"\r?|\r\n[0-9A-Fa-f]{0,15}\r?").fullmatch
"""What may still become that."""


class Chunks:
    """Takes the bytes that follow a head and gives what its plain chunks hold.

    The last chunk and whatever is unusual, such as extensions, is left to others: there it stops.
    """

    __slots__ = ("_held", "_left", "stopped")

    def __init__(self) -> None:
        self.stopped = False
        """Whether something came that is left to others. Nothing may be fed any more."""
        self._left = 0
        self._held = b"\r\n"  # As if a chunk had just ended.

    def feed(self, data: bytes) -> bytes:
        """What the chunks in `data` hold."""
        position = self._left
        if len(data) <= position:
            self._left -= len(data)
            return data
        data = self._held + data
        pieces = [data[:position]]
        while (line := _SIZE(data, position)) is not None:
            size = int(line[1], 16)
            if not size:
                break
            begin = line.end()
            position = begin + size
            pieces.append(data[begin:position])
        self._left = max(position - len(data), 0)
        self._held = data[position:]
        self.stopped = line is not None or not _BEGUN(self._held)
        return b"".join(pieces)

    def rest(self) -> bytes:
        """What came and is in no plain chunk: the beginning of another chunk.

        Raises `httpcore.RemoteProtocolError` where the last plain chunk is longer than its size.
        """
        if self.stopped and not self._held.startswith(b"\r\n"):
            raise httpcore.RemoteProtocolError(f"malformed chunk footer: {self._held[:2]!r}")
        return self._held[2:]
