"""Where the head of an answer ends in what is read, without I/O."""

from __future__ import annotations

import re
from typing import Final

_BLANK_LINE: Final = re.compile(rb"\n\r?\n").search
"""What ends a head. As lenient as h11, which parses it: both must see the same end."""


class Heads:
    """Ends reads where a head ends and keeps what lies beyond, so that who parses heads never holds a body."""

    __slots__ = ("_at_end", "_looking", "_tail", "kept")

    def __init__(self) -> None:
        self.kept = b""
        """What was read and is still to be handed on."""
        self._looking = False
        self._at_end = False
        self._tail = b""

    def expect(self) -> None:
        """A head comes next."""
        self._looking = True
        self._at_end = False
        self._tail = b""

    def passed(self) -> bool:
        """The head has been parsed. Whether what was handed on ends with it."""
        self._looking = False
        return self._at_end

    def take(self, at_most: int) -> bytes:
        """What to hand on of what was kept."""
        data, self.kept = self.kept[:at_most], self.kept[at_most:]
        return self.cut(data)

    def cut(self, data: bytes) -> bytes:
        """What to hand on of what was read."""
        if not self._looking:
            return data
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

    def put_back(self, data: bytes) -> None:
        """Have `data` handed on next, and a head after it."""
        self.kept = data + self.kept
        self.expect()
