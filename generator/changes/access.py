"""Where an operation is sent, with which key, and how often: before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.changes.canonical import differences, same
from generator.changes.entry import Grade
from generator.changes.keywords import ABSENT, Verdict, change

REPEATED = frozenset({"get", "head", "put", "delete"})
"""Methods whose calls are repeated after a failure if nothing else is said."""


def compare_servers(before: Any, after: Any) -> Verdict:
    """The verdict on other servers; the first of them is the one that is used."""
    words = change("servers", before, after)
    both = isinstance(before, Mapping) and isinstance(after, Mapping)
    places = differences(before, after) if both else set()
    if both and all(place[-1] == "description" for place in places):
        return Grade.FIX, "documentation", "the description of its server is reworded"
    if places and all("x-rate-limits" in place for place in places):
        text = "other rate limits are published for its server: the client paces itself by them"
        return Grade.RISKY, "limits-changed", text
    if both and same(before.get("0"), after.get("0")):
        if all(same(before[index], after.get(index)) for index in before):
            text = f"may also be reached at {', '.join(_urls(after, places))}"
            return Grade.ADDITION, "server-added", text
        return Grade.RISKY, "server-changed", f"other servers beside the one that is used: {words}"
    first = [side.get("0", {}).get("url") if isinstance(side, Mapping) else None for side in (before, after)]
    if all(first) and first[0] != first[1]:
        words = f"{first[1]} now, was {first[0]}"
    return Grade.BREAKING, "server-changed", f"goes to another server: {words}"


def _urls(servers: Mapping[str, Any], places: set[tuple[str, ...]]) -> list[str]:
    return [str(servers[index].get("url")) for index in sorted({place[0] for place in places})]


def compare_security(before: Any, after: Any) -> Verdict:
    """The verdict on other ways to prove who asks; each requirement of a list is one of several ways."""
    words = change("security", before, after)
    if isinstance(before, list) and isinstance(after, list) and before:
        ways = [{json.dumps(way, sort_keys=True) for way in side} for side in (before, after)]
        if ways[0] == ways[1]:
            return Grade.INTERNAL, "note", "the ways to prove who asks are in another order"
        if ways[0] < ways[1]:
            added = "no key" if "{}" in ways[1] - ways[0] else "another key"
            return Grade.ADDITION, "security-added", f"{added} will do as well: {words}"
    return Grade.BREAKING, "security-changed", f"needs another key, or none: {words}"


def compare_idempotency(before: Any, after: Any, method: str) -> Verdict:
    """The verdict on repeating calls after a failure, stated or by the method."""
    was, now = ((method in REPEATED) if value is ABSENT else value is True for value in (before, after))
    words = change("x-idempotent", before, after)
    if was == now:
        return Grade.INTERNAL, "note", f"{words}, to the same effect"
    text = f"{words}: it is repeated under other conditions after a failure"
    return Grade.RISKY, "retry-changed", text
