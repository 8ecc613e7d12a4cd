"""Rules for the keywords of schemas, parameters and operations. A keyword without a rule is risky."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from generator.changes.change import Assessment, Severity, describe
from generator.diff.pair import ABSENT, differences, same

LOWER = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
COUNTS = frozenset({"minLength", "minItems", "minProperties"})
"""Limits whose default is 0."""
UPPER = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
DOCUMENTATION = frozenset(
    {"description", "summary", "title", "example", "examples", "externalDocs", "$comment"}
)
NOTES = frozenset({"x-departure", "x-source", "x-note"})
PYTHON_FORMATS = frozenset({"date-time", "binary"})
"""Formats that determine the Python type."""
RETRIED = frozenset({"get", "head", "put", "delete"})
"""Methods whose requests are retried after a failure unless `x-idempotent` overrides it."""

B, R, A, F, I = reversed(Severity)  # noqa: E741

Rule = Callable[[Any, Any, str, str], Assessment]
"""A rule for a keyword: takes the old and the new value, the direction and a description of the change."""


def assess(keyword: str, before: Any, after: Any, direction: str) -> Assessment:
    """Assess the change of a keyword from `before` to `after`, either of which may be ABSENT."""
    words = describe(keyword, before, after)
    verb = "added" if before is ABSENT else "removed" if after is ABSENT else "reworded"
    if keyword in DOCUMENTATION or keyword == "x-enum-descriptions":
        return Assessment(F, "documentation", f"{keyword} {verb}")
    if keyword in NOTES:
        return Assessment(I, "note", f"{keyword} {verb}")
    if keyword in LOWER | UPPER:
        return _limit(keyword, before, after, direction, words)
    if keyword in RULES:
        return RULES[keyword](before, after, direction, words)
    return Assessment(R, "not-understood", f"{words}; no rule covers this keyword, so a person has to decide")


def assess_operation(keyword: str, before: Any, after: Any, method: str = "") -> Assessment:
    """Assess the change of a keyword of an operation, or of the same keyword of the document."""
    words = describe(keyword, before, after)
    match keyword:
        case "servers":
            return _servers(before, after)
        case "security":
            return _security(before, after)
        case "x-idempotent":
            was, now = (
                (method in RETRIED) if value is ABSENT else value is True for value in (before, after)
            )
            if was == now:
                return Assessment(I, "note", f"{words}, with the same effect")
            return Assessment(R, "retry-changed", f"{words}: it is retried under other conditions")
        case "x-absolute-url":
            return Assessment(B, "url-changed", f"{words}: the URL has another source")
        case "x-probe":
            text = (
                "the client uses it to request the rate limit"
                if after is True
                else "no longer requests the rate limit"
            )
            return Assessment(I, "probe", text)
        case "x-pagination":
            return _pagination(before, after, words)
        case "x-stability":
            if after == "stable":
                return Assessment(A, "stability-changed", "stable now")
            return Assessment(R, "stability-changed", f"{words}: the API guarantees less than before")
        case _:
            return assess(keyword, before, after, "request")


def _pagination(before: Any, after: Any, words: str) -> Assessment:
    """Assess how a list continues after a page. `limit` has no effect on the client."""
    if before is ABSENT:
        return Assessment(
            A, "pagination-added", "iteration over its result yields the items of all pages now"
        )
    if after is ABSENT:
        text = "its result is no longer a page: iteration, get_next_page() and `async for` over the call fail"
        return Assessment(B, "pagination-removed", text)
    sides = [side if isinstance(side, Mapping) else {"": side} for side in (before, after)]
    (formats, was), (more_formats, now) = map(_parts_of_pagination, sides)
    if was == now and formats == more_formats:
        return Assessment(I, "note", f"{words}, with the same effect")
    if was == now and formats < more_formats:
        return Assessment(A, "page-format-added", "pages in another format are also followed")
    return Assessment(R, "pagination-changed", f"{words}: it requests the next page in another way")


def _parts_of_pagination(pagination: Mapping[str, Any]) -> tuple[set[str], dict[str, Any]]:
    """Return the formats of a page, and all other keys without the parameter `limit`."""
    others = dict(pagination)
    formats, parameters = others.pop("pages", None), others.get("parameters")
    if isinstance(parameters, Mapping):
        others["parameters"] = {key: name for key, name in parameters.items() if key != "limit"}
    pages = formats if isinstance(formats, list) else []
    return {json.dumps(page, sort_keys=True) for page in pages}, others


def tightened(direction: str, words: str, what: str) -> Assessment:
    """Assess that fewer values are accepted or returned."""
    return Assessment(B if direction == "request" else F, f"{what}-tightened", words)


def loosened(direction: str, words: str, what: str) -> Assessment:
    """Assess that more values are accepted or returned."""
    return Assessment(A if direction == "request" else R, f"{what}-loosened", words)


def _limit(keyword: str, before: Any, after: Any, direction: str, words: str) -> Assessment:
    if keyword in COUNTS and {before, after} <= {ABSENT, 0}:
        return Assessment(I, "note", f"{words}, with the same effect")
    if before is ABSENT:
        return tightened(direction, words, "limit")
    if after is ABSENT:
        return loosened(direction, words, "limit")
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in (before, after))
    if not numbers or before == after:
        return Assessment(R, "limit-changed", words)
    tighter = after > before if keyword in LOWER else after < before
    return tightened(direction, words, "limit") if tighter else loosened(direction, words, "limit")


def _constraint(what: str) -> Rule:
    """Return the rule for a keyword that limits values in a way that cannot be compared."""

    def rule(before: Any, after: Any, direction: str, words: str) -> Assessment:
        if before is ABSENT:
            return tightened(direction, words, what)
        if after is ABSENT:
            return loosened(direction, words, what)
        return Assessment(B if direction == "request" else R, f"{what}-changed", words)

    return rule


def _format(before: Any, after: Any, direction: str, words: str) -> Assessment:
    if {v for v in (before, after) if isinstance(v, str)} & PYTHON_FORMATS:
        return Assessment(B, "type-changed", f"{words}: it has another type in Python")
    return _constraint("format")(before, after, direction, words)


def _unique(before: Any, after: Any, direction: str, words: str) -> Assessment:
    was, now = before is True, after is True
    if was == now:
        return Assessment(I, "note", words)
    return tightened(direction, words, "limit") if now else loosened(direction, words, "limit")


def _deprecated(before: Any, after: Any, direction: str, words: str) -> Assessment:
    if after is True:
        return Assessment(A, "deprecated", "deprecated")
    if before is not True:
        return Assessment(I, "note", f"{words}, with the same effect")
    return Assessment(F, "not-deprecated", "no longer deprecated")


def _replaced(before: Any, after: Any, direction: str, words: str) -> Assessment:
    if after is ABSENT:
        return Assessment(F, "replacement", f"no longer names {before} as its replacement")
    return Assessment(F, "replacement", f"names {after} as its replacement")


def _deprecated_values(before: Any, after: Any, direction: str, words: str) -> Assessment:
    was, now = (set(map(str, side)) if isinstance(side, list) else set() for side in (before, after))
    if added := sorted(now - was):
        return Assessment(A, "deprecated", f"the values {', '.join(added)} are deprecated")
    return Assessment(
        F, "not-deprecated", f"the values {', '.join(sorted(was - now))} are no longer deprecated"
    )


def _sensitive(before: Any, after: Any, direction: str, words: str) -> Assessment:
    if after is True:
        return Assessment(F, "hidden", "hidden in a repr")
    if before is True:
        return Assessment(R, "shown", "no longer hidden in a repr: a secret may appear in logs")
    return Assessment(I, "note", words)


def _renamed(before: Any, after: Any, direction: str, words: str) -> Assessment:
    return Assessment(B, "renamed", f"{words}: it has another name in Python")


def _const(before: Any, after: Any, direction: str, words: str) -> Assessment:
    if before is ABSENT:
        return tightened(direction, words, "const")
    if after is ABSENT and direction == "request":
        return loosened(direction, words, "const")
    return Assessment(B, "const-changed", words)


def _default(before: Any, after: Any, direction: str, words: str) -> Assessment:
    return Assessment(R, "default-changed", f"{words}: calls that omit it may behave differently")


def _send_default(before: Any, after: Any, direction: str, words: str) -> Assessment:
    if (before is True) == (after is True):
        return Assessment(I, "note", words)
    sent = "sent" if after is True else "no longer sent"
    return Assessment(B, "default-sent", f"its default is {sent} if the caller omits it")


def _accepted_type(before: Any, after: Any, direction: str, words: str) -> Assessment:
    return Assessment(A if before is ABSENT else B, "type-changed", words)


def _returned_type(before: Any, after: Any, direction: str, words: str) -> Assessment:
    return Assessment(I if direction == "request" else B, "type-changed", words)


RULES: dict[str, Rule] = {
    "multipleOf": _constraint("limit"),
    "pattern": _constraint("pattern"),
    "format": _format,
    "uniqueItems": _unique,
    "deprecated": _deprecated,
    "x-enum-deprecated": _deprecated_values,
    "x-replaced-by": _replaced,
    "x-sensitive": _sensitive,
    "default": _default,
    "const": _const,
    "x-send-default": _send_default,
    "x-also-takes": _accepted_type,
    "x-forwarded": _accepted_type,
    "x-base64-float32": _returned_type,
    "x-ordered-by": _returned_type,
    "x-keep-null": _returned_type,
    "x-name": _renamed,
}


def _servers(before: Any, after: Any) -> Assessment:
    """Assess a change of servers. Requests go to the first server."""
    words = describe("servers", before, after)
    both = isinstance(before, Mapping) and isinstance(after, Mapping)
    places = differences(before, after) if both else set()
    if both and all(place[-1] == "description" for place in places):
        return Assessment(F, "documentation", "the description of its server is reworded")
    if places and all("x-rate-limits" in place for place in places):
        text = "the published rate limits of its server differ: the client uses them for pacing"
        return Assessment(R, "limits-changed", text)
    if both and same(before.get("0"), after.get("0")):
        if all(same(before[index], after.get(index)) for index in before):
            urls = [str(after[index].get("url")) for index in sorted({place[0] for place in places})]
            return Assessment(A, "server-added", f"is also available at {', '.join(urls)}")
        return Assessment(R, "server-changed", f"other servers differ, not the one that is used: {words}")
    first = [side.get("0", {}).get("url") if isinstance(side, Mapping) else None for side in (before, after)]
    if all(first) and first[0] != first[1]:
        words = f"{first[1]} now, was {first[0]}"
    return Assessment(B, "server-changed", f"requests go to another server: {words}")


def _security(before: Any, after: Any) -> Assessment:
    """Assess other ways to authenticate. A list of requirements is a list of alternatives."""
    words = describe("security", before, after)
    if isinstance(before, list) and isinstance(after, list) and before:
        was, now = ({json.dumps(way, sort_keys=True) for way in side} for side in (before, after))
        if was == now:
            return Assessment(I, "note", "the alternatives for authentication are in another order")
        if was < now:
            added = "no key" if "{}" in now - was else "another key"
            return Assessment(A, "security-added", f"{added} is also accepted: {words}")
    return Assessment(B, "security-changed", f"requires another key, or none: {words}")
