"""Translation of regular expressions from ECMA-262, which JSON Schema uses, to Python's `re` syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_WHITESPACE: Final = r"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_GROUP_OPENINGS: Final = ("(?:", "(?=", "(?!", "(?<=", "(?<!")
_NAMED_GROUP: Final = re.compile(r"\(\?<([A-Za-z_][A-Za-z0-9_]*)>")
_CODE_POINT: Final = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\})")
_QUANTIFIER: Final = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_SHARED_ESCAPES: Final = frozenset("dDwWbBnrtfv")
"""Escapes that have the same meaning in both syntaxes if Python uses `re.ASCII`."""


class _UntranslatableError(ValueError):
    """A construct that Python cannot express, or that Python interprets differently."""


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> re.Pattern[str] | None:
    """Compile a pattern for use with `search`. Return None if Python cannot express it exactly."""
    try:
        return re.compile("".join(_translate(pattern)), re.ASCII)
    except (_UntranslatableError, re.error, OverflowError, RecursionError):
        return None


def _translate(pattern: str) -> Iterator[str]:
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            text, at = _escape(pattern, at)
            yield {r"\s": f"[{_WHITESPACE}]", r"\S": f"[^{_WHITESPACE}]"}.get(text, text)
        elif char == "[":
            text, at = _character_class(pattern, at)
            yield text
        elif char == "(":
            text, at = _group(pattern, at)
            yield text
        elif char in "*+?" or _QUANTIFIER.match(pattern, at):
            text, at = _quantifier(pattern, at)
            yield text
        else:
            if pattern.startswith("{,", at):
                raise _UntranslatableError
            yield {".": r"[^\n\r\u2028\u2029]", "$": r"\Z", "{": r"\{", "}": r"\}", "]": r"\]"}.get(
                char, char
            )
            at += 1


def _escape(pattern: str, at: int) -> tuple[str, int]:
    code_point = _CODE_POINT.match(pattern, at)
    if code_point:
        number = int(code_point[1] or code_point[2] or code_point[3], 16)
        if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF:
            raise _UntranslatableError  # A surrogate: ECMA-262 may combine it with the next escape.
        return re.escape(chr(number)), code_point.end()
    char = pattern[at + 1 : at + 2]
    if char in _SHARED_ESCAPES or char in "sS":
        return f"\\{char}", at + 2
    if not char or char.isalnum() or char == "_":
        raise _UntranslatableError
    return re.escape(char), at + 2


def _character_class(pattern: str, at: int) -> tuple[str, int]:
    at += 1
    opening = "["
    if pattern.startswith("^", at):
        opening, at = "[^", at + 1
    parts: list[str] = []
    while at < len(pattern) and pattern[at] != "]":
        if pattern[at] == "\\":
            text, at = _escape(pattern, at)
            if text == r"\B":
                raise _UntranslatableError
            parts.append(text)
        else:
            parts.append(f"\\{pattern[at]}" if pattern[at] in "[&~|" else pattern[at])
            at += 1
    if at == len(pattern) or not parts or parts[:2].count("-") > 1 or "--" in "".join(parts):
        raise _UntranslatableError
    if r"\S" in parts and r"\s" not in parts:
        raise _UntranslatableError  # A Python class cannot contain the complement of a set.
    if r"\S" not in parts:
        parts = [_WHITESPACE if part == r"\s" else part for part in parts]
    return f"{opening}{''.join(parts)}]", at + 1


def _group(pattern: str, at: int) -> tuple[str, int]:
    if not pattern.startswith("(?", at):
        return "(", at + 1
    named_group = _NAMED_GROUP.match(pattern, at)
    if named_group:
        return f"(?P<{named_group[1]}>", named_group.end()
    opening = next((group for group in _GROUP_OPENINGS if pattern.startswith(group, at)), None)
    if opening is None:
        raise _UntranslatableError
    return opening, at + len(opening)


def _quantifier(pattern: str, at: int) -> tuple[str, int]:
    quantifier = _QUANTIFIER.match(pattern, at)
    end = quantifier.end() if quantifier else at + 1
    if pattern.startswith("+", end):
        raise _UntranslatableError  # A possessive quantifier in Python, a syntax error in ECMA-262.
    return pattern[at:end], end
