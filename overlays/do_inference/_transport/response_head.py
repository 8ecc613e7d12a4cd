"""Where the head and the body of a response end in what is read, without I/O."""

from __future__ import annotations

import re
from typing import Final

_BLANK_LINE: Final = re.compile(rb"\n\r?\n").search
"""What ends a head. As lenient as h11, which parses it: both must see the same end."""


class Heads:
    """Ends reads where a head ends, or a body of known length, and keeps the bytes that follow.

    The parser of heads then never holds a body, and never holds bytes that follow a response: those show that the
    connection is out of step and must not serve another request.
    """

    __slots__ = ("_at_end", "_left", "_looking", "_tail", "kept", "served", "untouched")

    def __init__(self) -> None:
        self.kept = b""
        """What was read and is still to be handed on."""
        self.served = False
        """Whether the connection has answered a request."""
        self.untouched = False
        """Whether a request has begun and no byte of its response has come."""
        self._looking = False
        self._at_end = False
        self._tail = b""
        self._left: int | None = None

    def expect(self) -> bool:
        """A part of a request is written, so a head comes next. Whether it is the first part."""
        first = not self.untouched
        self.untouched = True
        self._look()
        return first

    def _look(self) -> None:
        self._looking = True
        self._at_end = False
        self._tail = b""
        self._left = None

    def passed(self) -> bool:
        """The head has been parsed. Whether what was handed on ends with it."""
        self._looking = False
        self.served = True
        return self._at_end

    def end_after(self, length: int) -> None:
        """The body has this many bytes."""
        self._left = length

    def take(self, at_most: int) -> bytes:
        """What to hand on of what was kept."""
        data, self.kept = self.kept[:at_most], self.kept[at_most:]
        return self.cut(data)

    def cut(self, data: bytes) -> bytes:
        """What to hand on of what was read."""
        if not self._looking:
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
        self.kept = seen[blank.end() :] + self.kept
        return seen[before : blank.end()]

    def _within_length(self, data: bytes, left: int) -> bytes:
        if len(data) > left:
            self.kept = data[left:] + self.kept
            data = data[:left]
        self._left = left - len(data)
        return data

    def put_back(self, data: bytes) -> None:
        """Have `data` handed on next, and a head after it."""
        self.kept = data + self.kept
        self._look()
