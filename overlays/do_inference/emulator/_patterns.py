"""Strings that match the regular expressions of JSON Schemas.

Hand-written because the libraries for it do not fit: exrex is licensed under the AGPL, and rstr reads Python's dialect
through a private module of Python, fails for `{101}` and sets no bound to nested repeats of a caller's pattern.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_CLASSES = {"d": "0123456789", "w": "abcdefghijklmnopqrstuvwxyz0123456789_", "s": " "}
_MAX_REPEATS = 200
_MAX_ATOMS = 4000
"""The size at which generation stops: nested repeats multiply, and the pattern may come from a request."""


def text_for(pattern: str, rng: random.Random) -> str:
    """Return a string that `pattern` matches, or an empty one if it is too complex.

    The pattern is never executed, so it cannot cause catastrophic backtracking.
    """
    try:
        return _Generator(pattern, rng).alternatives()
    except (IndexError, ValueError, RecursionError):
        return ""


class _Generator:
    """Parses groups, classes, escapes and repeats, and generates a string that they match."""

    def __init__(self, pattern: str, rng: random.Random) -> None:
        self.pattern = pattern
        self.rng = rng
        self.at = 0
        self.atoms = 0

    def alternatives(self) -> str:
        options = [self.sequence()]
        while self.at < len(self.pattern) and self.pattern[self.at] == "|":
            self.at += 1
            options.append(self.sequence())
        return self.rng.choice(options)

    def sequence(self) -> str:
        out: list[str] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            start = self.at
            text = self.atom()
            low, high = self.repeats()
            times = self.rng.randint(low, high)
            after = self.at
            if times == 0:
                continue
            out.append(text)
            for _ in range(times - 1):
                self.at = start
                out.append(self.atom())
            self.at = after
        return "".join(out)

    def atom(self) -> str:
        self.atoms += 1
        if self.atoms > _MAX_ATOMS:
            raise ValueError("too long")
        char = self.pattern[self.at]
        self.at += 1
        if char in "^$":
            return ""
        if char == "(":
            return self.group()
        if char == "[":
            return self.rng.choice(self.members())
        if char == "\\":
            return self.escape()
        return self.rng.choice(_CLASSES["w"]) if char == "." else char

    def group(self) -> str:
        if self.pattern.startswith("?i", self.at):
            self.at = self.pattern.index(")", self.at)
        elif self.pattern.startswith("?", self.at):
            self.at += 2 if self.pattern[self.at + 1] in ":=" else 0
        text = self.alternatives()
        self.at += 1
        return text

    def escape(self) -> str:
        char = self.pattern[self.at]
        self.at += 1
        if char in "bBAZ":
            return ""
        return self.rng.choice(_CLASSES[char.lower()]) if char.lower() in _CLASSES else char

    def members(self) -> str:
        end = self.pattern.index("]", self.at + 1)
        body, self.at = self.pattern[self.at : end], end + 1
        if body.startswith("^"):
            return "".join(c for c in "abcdefghij0123" if c not in body)
        found: list[str] = []
        index = 0
        while index < len(body):
            if body[index] == "\\":
                found.append(_CLASSES.get(body[index + 1], body[index + 1]))
                index += 2
            elif body[index + 1 : index + 2] == "-" and index + 2 < len(body):
                found.append("".join(map(chr, range(ord(body[index]), ord(body[index + 2]) + 1))))
                index += 3
            else:
                found.append(body[index])
                index += 1
        return "".join(found)

    def repeats(self) -> tuple[int, int]:
        rest = self.pattern[self.at :]
        known = {"*": (0, 3), "+": (1, 4), "?": (0, 1)}
        if rest[:1] in known:
            self.at += 2 if rest[1:2] == "?" else 1
            return known[rest[0]]
        counted = re.match(r"\{(\d+)(,(\d*))?\}", rest)
        if counted is None:
            return (1, 1)
        self.at += counted.end()
        low = int(counted[1])
        high = low if counted[2] is None else int(counted[3] or low + 3)
        return (min(low, _MAX_REPEATS), min(high, max(low, 16), _MAX_REPEATS))
