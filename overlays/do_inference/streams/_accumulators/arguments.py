"""The arguments of a tool call that arrive in pieces, and when they are a whole JSON object."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from .merge import Text

_IN_TEXT: Final = re.compile(r'["\\]')
_OUTSIDE_TEXT: Final = re.compile(r'["{}\[\]]')


class Arguments(Text):
    """Text that knows whether it is a whole JSON object.

    Each character is looked at once, when it arrives, so the cost of a piece does not depend on what came before.
    Brackets and strings are counted; what stands between them is not checked.
    """

    __slots__ = ("_depth", "_escaped", "_in_text", "_other", "complete")

    def __init__(self) -> None:
        super().__init__()
        self.complete = False
        """Whether the text is one JSON object, with nothing but white space after it."""
        self._depth = 0
        self._in_text = False
        self._escaped = False
        self._other = False
        """Whether the text can no longer become one object."""

    def add(self, piece: str) -> None:
        """Add a piece."""
        self.write(piece)
        if not self._other:
            self._scan(piece)

    def repeats(self, piece: object) -> bool:
        """Whether a piece is the same text again."""
        return isinstance(piece, str) and self.tell() == len(piece) and self.getvalue() == piece

    def _scan(self, piece: str) -> None:
        start = 0
        if self._depth == 0:
            rest = piece.lstrip()
            if not rest:
                return
            if self.complete or rest[0] != "{":
                self._other, self.complete = True, False
                return
            start = len(piece) - len(rest)
        while start < len(piece):
            if self._escaped:
                self._escaped = False
                start += 1
                continue
            found = (_IN_TEXT if self._in_text else _OUTSIDE_TEXT).search(piece, start)
            if found is None:
                return
            start = found.end()
            mark = found[0]
            if mark == '"':
                self._in_text = not self._in_text
            elif mark == "\\":
                self._escaped = True
            else:
                self._depth += 1 if mark in "{[" else -1
                if self._depth == 0:
                    self.complete = not piece[start:].strip()
                    self._other = not self.complete
                    return


def as_text(value: Any) -> str:
    """Arguments as JSON text. Some servers send the object itself."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
