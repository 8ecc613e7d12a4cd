"""Regular expressions of JSON Schema (ECMA-262), as Python has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_SPACES: Final = r"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_GROUPS: Final = ("(?:", "(?=", "(?!", "(?<=", "(?<!")
_NAMED: Final = re.compile(r"\(\?<([A-Za-z_][A-Za-z0-9_]*)>")
_CODE: Final = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\})")
_COUNT: Final = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_SAME: Final = frozenset("dDwWbBnrtfv")
"""Escapes that mean the same in both languages, with `re.ASCII`."""


class _NotPortableError(ValueError):
    pass


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern for `search`; None if Python cannot express it exactly."""
    try:
        return re.compile("".join(_translated(pattern)), re.ASCII)
    except (_NotPortableError, re.error, OverflowError, RecursionError):
        return None


def _translated(pattern: str) -> Iterator[str]:
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            text, at = _escape(pattern, at)
            yield {r"\s": f"[{_SPACES}]", r"\S": f"[^{_SPACES}]"}.get(text, text)
        elif char == "[":
            text, at = _class(pattern, at)
            yield text
        elif char == "(":
            text, at = _group(pattern, at)
            yield text
        elif char in "*+?" or _COUNT.match(pattern, at):
            text, at = _repeat(pattern, at)
            yield text
        else:
            if pattern.startswith("{,", at):
                raise _NotPortableError
            yield {".": r"[^\n\r\u2028\u2029]", "$": r"\Z", "{": r"\{", "}": r"\}", "]": r"\]"}.get(
                char, char
            )
            at += 1


def _escape(pattern: str, at: int) -> tuple[str, int]:
    coded = _CODE.match(pattern, at)
    if coded:
        number = int(coded[1] or coded[2] or coded[3], 16)
        if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF:
            raise _NotPortableError  # Half of a pair: ECMA-262 may join it with the next one.
        return re.escape(chr(number)), coded.end()
    char = pattern[at + 1 : at + 2]
    if char in _SAME or char in "sS":
        return f"\\{char}", at + 2
    if not char or char.isalnum() or char == "_":
        raise _NotPortableError
    return re.escape(char), at + 2


def _class(pattern: str, at: int) -> tuple[str, int]:
    at += 1
    opening = "["
    if pattern.startswith("^", at):
        opening, at = "[^", at + 1
    parts: list[str] = []
    while at < len(pattern) and pattern[at] != "]":
        if pattern[at] == "\\":
            text, at = _escape(pattern, at)
            if text == r"\B":
                raise _NotPortableError
            parts.append(text)
        else:
            parts.append(f"\\{pattern[at]}" if pattern[at] in "[&~|" else pattern[at])
            at += 1
    if at == len(pattern) or not parts or parts[:2].count("-") > 1 or "--" in "".join(parts):
        raise _NotPortableError
    if r"\S" in parts and r"\s" not in parts:
        raise _NotPortableError  # Its complement cannot stand in a Python class.
    if r"\S" not in parts:
        parts = [_SPACES if part == r"\s" else part for part in parts]
    return f"{opening}{''.join(parts)}]", at + 1


def _group(pattern: str, at: int) -> tuple[str, int]:
    if not pattern.startswith("(?", at):
        return "(", at + 1
    named = _NAMED.match(pattern, at)
    if named:
        return f"(?P<{named[1]}>", named.end()
    opening = next((group for group in _GROUPS if pattern.startswith(group, at)), None)
    if opening is None:
        raise _NotPortableError
    return opening, at + len(opening)


def _repeat(pattern: str, at: int) -> tuple[str, int]:
    counted = _COUNT.match(pattern, at)
    end = counted.end() if counted else at + 1
    if pattern.startswith("+", end):
        raise _NotPortableError  # Possessive in Python, an error in ECMA-262.
    return pattern[at:end], end
