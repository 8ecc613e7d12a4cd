"""How a change of one keyword of a schema is judged. What has no rule here is risky."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.changes.canonical import same
from generator.changes.entry import Grade
from generator.changes.findings import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ABSENT: Any = object()
"""Stands for a keyword that is not there."""

LOWER = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
COUNTS = frozenset({"minLength", "minItems", "minProperties"})
"""Limits that are 0 where nothing is said."""
UPPER = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
DOCUMENTATION = frozenset(
    {"description", "summary", "title", "example", "examples", "externalDocs", "$comment"}
)
NOTES = frozenset({"x-departure", "x-source", "x-note"})
PYTHON_FORMATS = frozenset({"date-time", "binary"})
"""Formats that decide the Python type."""

Verdict = tuple[Grade, str, str]
"""Grade, kind of change, words."""


def differing(
    old: Mapping[str, Any], new: Mapping[str, Any], *, but: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Any, Any]]:
    """Every key that only one of them has or that differs, with both values, of which one may be ABSENT."""
    for key in sorted({*old, *new} - but):
        before, after = old.get(key, ABSENT), new.get(key, ABSENT)
        if before is ABSENT or after is ABSENT or not same(before, after):
            yield key, before, after


def judge(keyword: str, before: Any, after: Any, direction: str) -> Verdict:
    """The verdict on `keyword` going from `before` to `after`, either of which may be ABSENT."""
    words = change(keyword, before, after)
    if keyword in DOCUMENTATION or keyword == "x-enum-descriptions":
        return Grade.FIX, "documentation", f"{keyword} {_verb(before, after)}"
    if keyword in NOTES:
        return Grade.INTERNAL, "note", f"{keyword} {_verb(before, after)}"
    if keyword in LOWER | UPPER:
        return _limit(keyword, before, after, direction, words)
    rules = {
        "multipleOf": _multiple,
        "pattern": _pattern,
        "format": _format,
        "uniqueItems": _unique,
        "deprecated": _deprecated,
        "x-sensitive": _sensitive,
        "default": _default,
        "const": _const,
        "x-send-default": _sent,
        "x-also-takes": _also,
        "x-forwarded": _also,
        "x-base64-float32": _retyped,
        "x-ordered-by": _retyped,
        "x-keep-null": _retyped,
    }
    if keyword in rules:
        return rules[keyword](before, after, direction, words)
    return Grade.RISKY, "not-understood", f"{words}; this tool has no rule for it, so judge by hand"


def change(keyword: str, before: Any, after: Any) -> str:
    """The change in words."""
    if before is ABSENT:
        return f"{keyword} added: {shown(after)}"
    if after is ABSENT:
        return f"{keyword} dropped, was {shown(before)}"
    return f"{keyword} changed from {shown(before)} to {shown(after)}"


def _verb(before: Any, after: Any) -> str:
    return "added" if before is ABSENT else "dropped" if after is ABSENT else "reworded"


def tightened(direction: str, words: str, what: str) -> Verdict:
    """Fewer values than before."""
    return (Grade.BREAKING if direction == "request" else Grade.FIX), f"{what}-tightened", words


def loosened(direction: str, words: str, what: str) -> Verdict:
    """More values than before."""
    return (Grade.ADDITION if direction == "request" else Grade.RISKY), f"{what}-loosened", words


def _retyped(before: Any, after: Any, direction: str, words: str) -> Verdict:
    return (Grade.INTERNAL if direction == "request" else Grade.BREAKING), "type-changed", words


def _also(before: Any, after: Any, direction: str, words: str) -> Verdict:
    return (Grade.ADDITION if before is ABSENT else Grade.BREAKING), "type-changed", words


def _limit(keyword: str, before: Any, after: Any, direction: str, words: str) -> Verdict:
    if keyword in COUNTS and {before, after} <= {ABSENT, 0}:
        return Grade.INTERNAL, "note", f"{words}, to the same effect"
    if before is ABSENT:
        return tightened(direction, words, "limit")
    if after is ABSENT:
        return loosened(direction, words, "limit")
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in (before, after))
    if not numbers or before == after:
        return Grade.RISKY, "limit-changed", words
    tighter = after > before if keyword in LOWER else after < before
    return tightened(direction, words, "limit") if tighter else loosened(direction, words, "limit")


def _rule(before: Any, after: Any, direction: str, words: str, what: str) -> Verdict:
    """Of two rules nothing tells which one takes more."""
    if before is ABSENT:
        return tightened(direction, words, what)
    if after is ABSENT:
        return loosened(direction, words, what)
    return (Grade.BREAKING if direction == "request" else Grade.RISKY), f"{what}-changed", words


def _multiple(before: Any, after: Any, direction: str, words: str) -> Verdict:
    return _rule(before, after, direction, words, "limit")


def _pattern(before: Any, after: Any, direction: str, words: str) -> Verdict:
    return _rule(before, after, direction, words, "pattern")


def _format(before: Any, after: Any, direction: str, words: str) -> Verdict:
    if {v for v in (before, after) if isinstance(v, str)} & PYTHON_FORMATS:
        return Grade.BREAKING, "type-changed", f"{words}: it has another type in Python"
    return _rule(before, after, direction, words, "format")


def _unique(before: Any, after: Any, direction: str, words: str) -> Verdict:
    was, now = before is True, after is True
    if was == now:
        return Grade.INTERNAL, "note", words
    return tightened(direction, words, "limit") if now else loosened(direction, words, "limit")


def _deprecated(before: Any, after: Any, direction: str, words: str) -> Verdict:
    if after is True:
        return Grade.ADDITION, "deprecated", "deprecated"
    if before is not True:
        return Grade.INTERNAL, "note", f"{words}, to the same effect"
    return Grade.FIX, "not-deprecated", "no longer deprecated"


def _sensitive(before: Any, after: Any, direction: str, words: str) -> Verdict:
    if after is True:
        return Grade.FIX, "hidden", "hidden in a repr from now on"
    if before is True:
        return Grade.RISKY, "shown", "no longer hidden in a repr: a secret may get into logs"
    return Grade.INTERNAL, "note", words


def _default(before: Any, after: Any, direction: str, words: str) -> Verdict:
    return Grade.RISKY, "default-changed", f"{words}: calls that leave it out may get something else"


def _const(before: Any, after: Any, direction: str, words: str) -> Verdict:
    if before is ABSENT:
        return tightened(direction, words, "const")
    if after is ABSENT and direction == "request":
        return loosened(direction, words, "const")
    return Grade.BREAKING, "const-changed", words


def _sent(before: Any, after: Any, direction: str, words: str) -> Verdict:
    if same(before is True, after is True):
        return Grade.INTERNAL, "note", words
    now = "sent" if after is True else "no longer sent"
    return Grade.BREAKING, "default-sent", f"its default is {now} where the caller says nothing"
