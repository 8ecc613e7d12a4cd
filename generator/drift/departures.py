"""The record of known differences, and the comparison of the current differences with it.

An `x-departure` next to something in the description gives the reason and the source of a difference. The record,
`departures.yaml`, contains the upstream definition at each place, so that a change upstream is reported. `--record`
writes the record; its diff is reviewed like code.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from generator.drift.differences import Difference, Differences, path
from generator.openapi import loader
from generator.openapi.documents import Pointer

HEADER = """\
# The statements of the published description from which this description knowingly departs. `python -m generator.drift`
# ignores exactly these, and reports when upstream changes one of them or no longer differs.
# `inline`: departures whose reason is in the `x-departure` at that place. `reasons`: one reason for many places.
# Written by `python -m generator.drift DOCUMENT --record`. Do not edit it; review its diff like code.
"""
SCHEMAS = ("components", "schemas")
Texts = dict[str, list[str]]
"""Upstream definitions as text, by place."""


@dataclass
class Reason:
    """A reason for many departures."""

    reason: str
    source: str
    facts: Texts = field(default_factory=dict)


@dataclass
class Record:
    """The content of `departures.yaml`."""

    upstream: str = ""
    """The version of the upstream document."""
    inline: dict[str, Texts] = field(default_factory=dict)
    """The upstream definitions at and below each x-departure, by its place."""
    reasons: list[Reason] = field(default_factory=list)

    def known(self, places: Container[str]) -> Iterator[tuple[str, str]]:
        """Yield the place and text of each definition recorded with a reason or for one of these x-departures."""
        inline = [facts for at, facts in self.inline.items() if at in places]
        for facts in (*inline, *(reason.facts for reason in self.reasons)):
            yield from _pairs(facts)


class RecordError(Exception):
    """`departures.yaml` is invalid. The message contains the reason."""


def read(file: Path) -> Record:
    """Read a record; an empty one if there is no file. Raises RecordError."""
    if not file.is_file():
        return Record()
    try:
        given = loader.read(file)
        reasons = [
            Reason(str(r["reason"]), str(r["source"]), _texts(r["facts"])) for r in given.get("reasons", [])
        ]
        inline = {at: _texts(facts or {}) for at, facts in given.get("inline", {}).items()}
    except (loader.UnreadableError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise RecordError(f"cannot use {file}: {error}; fix or restore it, then run --record again") from None
    return Record(str(given.get("upstream", "")), inline, reasons)


def write(file: Path, record: Record) -> None:
    """Write a record in a fixed order."""
    data: dict[str, Any] = {
        "upstream": record.upstream,
        "reasons": [
            {"reason": r.reason, "source": r.source, "facts": _sorted(r.facts)}
            for r in record.reasons
            if r.facts
        ],
        "inline": {at: _sorted(record.inline[at]) for at in sorted(record.inline)},
    }
    text = yaml.safe_dump(data, sort_keys=False, width=110, allow_unicode=True)
    file.write_text(HEADER + text, encoding="utf-8", newline="\n")


def departures(document: Any, pointer: Pointer = ()) -> Iterator[Pointer]:
    """Yield the places of all x-departures of a bundled document."""
    if isinstance(document, Mapping):
        if "x-departure" in document:
            yield pointer
        for key, value in document.items():
            if key not in ("example", "examples", "default", "x-departure"):
                yield from departures(value, (*pointer, key))
    elif isinstance(document, list):
        for index, value in enumerate(document):
            named = pointer[-1:] == ("parameters",) and isinstance(value, Mapping) and "name" in value
            yield from departures(
                value, (*pointer, f"{value['in']}:{value['name']}" if named else str(index))
            )


@dataclass
class DepartureStatus:
    """The differences, sorted by whether and how they are known."""

    new: list[Difference] = field(default_factory=list)
    """Differences without an explanation."""
    changed: list[tuple[str, Difference]] = field(default_factory=list)
    """Differences at an x-departure that are not what was recorded for it."""
    gone: list[tuple[str, str, str]] = field(default_factory=list)
    """Recorded definitions that upstream no longer has: the place of the departure, the place and the text."""
    caught_up: list[str] = field(default_factory=list)
    """x-departures without any remaining difference."""
    known: list[Difference] = field(default_factory=list)
    """Differences as recorded."""
    unrecorded: dict[str, list[Difference]] = field(default_factory=dict)
    """x-departures that nothing is recorded for yet, with the differences there."""
    bare: list[str] = field(default_factory=list)
    """x-departures that nothing is recorded for yet and where nothing comparable differs."""

    def quiet(self) -> bool:
        """Return whether there is nothing to do."""
        return not (self.new or self.changed or self.gone or self.caught_up)


def assess(found: Differences, record: Record, places: Iterable[Pointer]) -> DepartureStatus:
    """Sort differences by what is recorded, and find departures that are over."""
    status = DepartureStatus()
    by_depth = sorted(set(places), key=len, reverse=True)
    paths = {path(place) for place in by_depth}
    known = set(record.known(paths))
    for difference in found:
        if (difference.where, difference.text) in known:
            status.known.append(difference)
            continue
        departure = _nearest(difference, by_depth)
        if departure is None:
            status.new.append(difference)
        elif path(departure) in record.inline:
            status.changed.append((path(departure), difference))
        else:
            status.unrecorded.setdefault(path(departure), []).append(difference)
    # Schemas of an operation that upstream no longer has may have been compared through other operations only.
    removed = [one.pointer for one in status.new if one.kind == "operation" and one.side == "extra"]
    unsure = {name for pointer in removed for name in found.schemas_used.get(pointer, ())}
    compared = {path(p) for p in found.compared if not (p[:2] == SCHEMAS and p[2] in unsure)}
    _find_outdated(status, record, {(one.where, one.text) for one in found}, compared, paths)
    for place in map(path, by_depth):
        if place not in record.inline and place not in status.unrecorded and place in compared:
            status.bare.append(place)
    return status


def _find_outdated(
    status: DepartureStatus,
    record: Record,
    now: set[tuple[str, str]],
    compared: set[str],
    places: Container[str],
) -> None:
    for at, facts in record.inline.items():
        if at not in places:  # the x-departure was removed; the next --record removes this too
            continue
        lost = [fact for fact in _pairs(facts) if fact not in now and _was_compared(*fact, compared)]
        changed = any(place == at for place, _ in status.changed)
        if lost and not changed and len(lost) == len(list(_pairs(facts))):
            status.caught_up.append(at)
        else:
            status.gone += [(at, where, text) for where, text in lost]
    for reason in record.reasons:
        for where, text in _pairs(reason.facts):
            if (where, text) not in now and _was_compared(where, text, compared):
                status.gone.append((where, where, text))


def _was_compared(where: str, text: str, compared: set[str]) -> bool:
    """Return whether a difference would have been found: its place was compared, or what contains a missing thing."""
    around = [where.rsplit("/", count)[0] for count in (1, 2)] if " missing here" in text else []
    return any(place in compared for place in (where, *around))


def _nearest(difference: Difference, places: Sequence[Pointer]) -> Pointer | None:
    """Return the x-departure that covers a difference: at or above its place, or at all places of use."""
    for place in places:
        if difference.pointer[: len(place)] == place:
            return place
    for place in places:
        if difference.used_at and all(used_at[: len(place)] == place for used_at in difference.used_at):
            return place
    return None


def updated(
    record: Record,
    status: DepartureStatus,
    found: Differences,
    places: Iterable[Pointer],
    upstream: str,
    reason: Reason | None,
) -> Record:
    """Return the updated record: it contains the current differences and omits definitions that upstream removed.

    A reason, if there is one, explains all new differences.
    """
    compared = {path(pointer) for pointer in found.compared}
    today = {(one.where, one.text) for one in (*status.known, *(one for _, one in status.changed))}

    def still_true(facts: Texts) -> Texts:
        kept: Texts = {}
        for where, text in _pairs(facts):
            if (where, text) in today or not _was_compared(where, text, compared):
                kept.setdefault(where, []).append(text)
        return kept

    paths = list(map(path, places))
    inline = {at: still_true(facts) for at, facts in record.inline.items() if at in paths}
    unrecorded = ((at, one) for at, listed in status.unrecorded.items() for one in listed)
    for at, difference in (*status.changed, *unrecorded):
        inline.setdefault(at, {}).setdefault(difference.where, []).append(difference.text)
    for at in paths:
        if at in compared:
            inline.setdefault(at, {})
    reasons = [Reason(old.reason, old.source, still_true(old.facts)) for old in record.reasons]
    if reason is not None:
        equal = (old for old in reasons if (old.reason, old.source) == (reason.reason, reason.source))
        target = next(equal, reason)
        for difference in status.new:
            target.facts.setdefault(difference.where, []).append(difference.text)
        if target is reason:
            reasons.append(reason)
    return Record(upstream, inline, reasons)


def _pairs(facts: Texts) -> Iterator[tuple[str, str]]:
    yield from ((where, text) for where, texts in facts.items() for text in texts)


def _texts(facts: Mapping[str, Iterable[Any]]) -> Texts:
    return {where: list(map(str, texts)) for where, texts in facts.items()}


def _sorted(facts: Texts) -> Texts:
    return {where: sorted(set(texts)) for where, texts in sorted(facts.items())}
