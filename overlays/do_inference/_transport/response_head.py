"""Splits the received bytes at the end of response heads and bodies, without I/O."""

from __future__ import annotations

import re
from typing import Final

_BLANK_LINE: Final = re.compile(rb"\n\r?\n").search
"""Matches the end of a head, as leniently as h11, which parses the head: both must find the same end."""


class ResponseFraming:
    """Ends reads at the end of a head or of a body of known length, and stores the bytes that follow.

    The parser of heads therefore never buffers a body, nor bytes after a response. Such bytes show that the connection
    is out of sync and must not be reused.
    """

    __slots__ = ("_at_end", "_in_head", "_left", "_tail", "served", "stored", "untouched")

    def __init__(self) -> None:
        self.stored = b""
        """Bytes that were received and not returned yet."""
        self.served = False
        """Whether the connection has returned a response."""
        self.untouched = False
        """Whether a request was started and no byte of its response was received."""
        self._in_head = False
        self._at_end = False
        self._tail = b""
        self._left: int | None = None

    def expect(self) -> bool:
        """Expect a head after a part of a request is written. Return whether it is the first part."""
        first = not self.untouched
        self.untouched = True
        self._expect_head()
        return first

    def _expect_head(self) -> None:
        self._in_head = True
        self._at_end = False
        self._tail = b""
        self._left = None

    def passed(self) -> bool:
        """Record that the head is parsed. Return whether the returned bytes end with it."""
        self._in_head = False
        self.served = True
        return self._at_end

    def end_after(self, length: int) -> None:
        """Set the length of the body in bytes."""
        self._left = length

    def take(self, at_most: int) -> bytes:
        """Return stored bytes, at most up to the next boundary."""
        data, self.stored = self.stored[:at_most], self.stored[at_most:]
        return self.cut(data)

    def cut(self, data: bytes) -> bytes:
        """Return the part of `data` up to the next boundary, and store the rest."""
        if not self._in_head:
            return data if self._left is None else self._within_length(data, self._left)
        self.untouched = self.untouched and not data
        before = len(self._tail)
        seen = self._tail + data
        blank = _BLANK_LINE(seen)
        self._at_end = blank is not None
        if blank is None:
            self._tail = seen[-2:]
            return data
        self._tail = b""
        self.stored = seen[blank.end() :] + self.stored
        return seen[before : blank.end()]

    def _within_length(self, data: bytes, left: int) -> bytes:
        if len(data) > left:
            self.stored = data[left:] + self.stored
            data = data[:left]
        self._left = left - len(data)
        return data

    def put_back(self, data: bytes) -> None:
        """Return `data` from the next read, and expect a head after it."""
        self.stored = data + self.stored
        self._expect_head()
