"""A decoder for chunked response bodies (RFC 9112, section 7.1) that decodes many chunks at once, without I/O."""

from __future__ import annotations

import re
from typing import Final

import httpcore

_SIZE: Final = re.compile(rb"\r\n([0-9A-Fa-f]{1,15})\r\n").match
"""Matches the end of a chunk and the size of the next one."""
_SIZE_PREFIX: Final = re.compile(rb"\r?|\r\n[0-9A-Fa-f]{0,15}\r?").fullmatch
"""Matches an incomplete prefix of it."""


class ChunkedDecoder:
    """Decodes the bytes after the head of a response, as long as they are plain chunks.

    It stops at the last chunk and at unusual input, such as chunk extensions, which h11 then parses.
    """

    __slots__ = ("_held", "_left", "stopped")

    def __init__(self) -> None:
        self.stopped = False
        """Whether the input contains data that h11 must parse. `feed` must not be called again."""
        self._left = 0
        self._held = b"\r\n"  # The state after a chunk.

    def feed(self, data: bytes) -> bytes:
        """Return the content of the chunks in `data`."""
        position = self._left
        if len(data) <= position:
            self._left -= len(data)
            return data
        data = self._held + data
        contents = [data[:position]]
        while (line := _SIZE(data, position)) is not None:
            size = int(line[1], 16)
            if not size:
                break
            begin = line.end()
            position = begin + size
            contents.append(data[begin:position])
        self._left = max(position - len(data), 0)
        self._held = data[position:]
        self.stopped = line is not None or not _SIZE_PREFIX(self._held)
        return b"".join(contents)

    def rest(self) -> bytes:
        """Return the received bytes after the last plain chunk, which start another chunk.

        Raises `httpcore.RemoteProtocolError` if the content of the last plain chunk is longer than its size.
        """
        if self.stopped and not self._held.startswith(b"\r\n"):
            raise httpcore.RemoteProtocolError(f"malformed chunk footer: {self._held[:2]!r}")
        return self._held[2:]
