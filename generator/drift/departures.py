"""The comparison of the current differences with the recorded ones.

An `x-departure` next to something in the description gives the reason and the source of a difference. The record,
`departures.yaml`, contains the upstream definition at each place, so that a change upstream is reported. `--record`
writes the record; its diff is reviewed like code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from generator.drift.differences import Difference, Differences, merged
from generator.drift.facts import Fact, path
from generator.drift.record import Reason, Record
from generator.openapi.documents import Node, Pointer

FLAGS = ("server", "security", "deprecated")
"""Differences of an operation that do not prevent the comparison of everything in it."""
OPERATIONS = (("paths",), ("webhooks",))
"""The places that contain operations, by path and method."""


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


@dataclass(frozen=True)
class Outdated:
    """A recorded definition that upstream no longer has, or a record that matches nothing any more."""

    at: str
    """The place of the x-departure, or of the definition if it is recorded with a reason."""
    fact: Fact
    node: Node | None
    """The place upstream; None if nothing there was compared."""


@dataclass
class DepartureStatus:
    """The differences, sorted by whether and how they are known."""

    new: list[Difference] = field(default_factory=list)
    """Differences without an explanation."""
    changed: list[tuple[str, Difference]] = field(default_factory=list)
    """Differences at an x-departure that are not what was recorded for it."""
    gone: list[Outdated] = field(default_factory=list)
    """Recorded definitions that upstream no longer has."""
    caught_up: list[str] = field(default_factory=list)
    """x-departures without any remaining difference."""
    known: list[Difference] = field(default_factory=list)
    """Differences as recorded, each under one name."""
    unrecorded: dict[str, list[Difference]] = field(default_factory=dict)
    """x-departures that nothing is recorded for yet, with the differences there."""
    bare: list[str] = field(default_factory=list)
    """x-departures that nothing is recorded for yet and where nothing comparable differs."""

    @property
    def reported(self) -> list[Difference]:
        """The differences that are new, or not what was recorded."""
        return [*self.new, *(one for _, one in self.changed)]

    def quiet(self) -> bool:
        """Return whether there is nothing to do."""
        return not (self.new or self.changed or self.gone)


def assess(found: Differences, record: Record, places: Iterable[Pointer]) -> DepartureStatus:
    """Sort differences by what is recorded, and find departures that are over."""
    by_depth = sorted(set(places), key=len, reverse=True)
    paths = {path(place) for place in by_depth}
    known = record.known(paths)
    recorded, new = [], []
    changed: dict[str, list[Difference]] = {}
    unrecorded: dict[str, list[Difference]] = {}
    for difference in found:
        if all(map(known.covers, difference.facts())):
            recorded.append(difference)
        elif departure := _nearest(difference, by_depth):
            group = changed if path(departure) in record.inline else unrecorded
            group.setdefault(path(departure), []).append(difference)
        else:
            new.append(difference)
    status = DepartureStatus(
        merged(new),
        [(at, one) for at, group in changed.items() for one in merged(group)],
        known=recorded,
        unrecorded={at: merged(group) for at, group in unrecorded.items()},
    )
    _find_outdated(status, found, record)
    compared = {path(pointer) for pointer in found.compared}
    status.bare = [
        place
        for place in map(path, by_depth)
        if place not in record.inline and place not in unrecorded and place in compared
    ]
    return status


def _find_outdated(status: DepartureStatus, found: Differences, record: Record) -> None:
    now = {fact for one in found for fact in one.facts()}
    reported = [one for one in status.reported if one.kind not in FLAGS]
    names = {name for one in reported for name in one.names}
    pointers = {one.pointer for one in reported}

    def lost(at: str, facts: set[Fact]) -> list[Outdated]:
        ended = [
            Outdated(at, one, upstream_of(one, found)) for one in sorted(facts) if _ended(one, now, found)
        ]
        return [one for one in ended if one.node or not _explained(one.fact, names, pointers)]

    for at, facts in record.inline.items():
        over = lost(at, facts)
        status.gone += over
        changed = any(place == at for place, _ in status.changed)
        if over and not changed and len(over) == len(facts):
            status.caught_up.append(at)
    for reason in record.reasons:
        if not reason.optional:
            for fact in sorted(reason.facts):
                status.gone += lost(fact.where, {fact})


def _ended(fact: Fact, now: set[Fact], found: Differences) -> bool:
    """Return whether a recorded difference would be found in this document if it still existed."""
    if fact in now:
        return False
    return fact.operation in found.operations or upstream_of(fact, found) is not None


def _explained(fact: Fact, names: set[str], pointers: set[Pointer]) -> bool:
    """Return whether something is reported at the place of a fact or around it."""
    if not fact.use:
        return any(fact.pointer[:count] in pointers for count in range(len(fact.pointer) + 1))
    name = fact.name
    return any(name[:end] in names for end in range(1, len(name) + 1) if name[end : end + 1] in ("", *" .["))


def upstream_of(fact: Fact, found: Differences) -> Node | None:
    """Return the upstream place of a fact if it was compared; for something missing, if what contains it was."""
    pointer, name = fact.pointer, fact.name
    compared = found.compared.get(pointer, {})
    if name in compared:
        return compared[name]
    if not fact.use and compared:
        return next(iter(compared.values()))
    if " missing here" in fact.text:
        above = 2 if pointer[:-2] in OPERATIONS else 1
        for outer, node in found.compared.get(pointer[:-above], {}).items():
            if name.startswith(outer):
                return node.child(*pointer[-above:])
    return None


def _nearest(difference: Difference, places: Sequence[Pointer]) -> Pointer | None:
    """Return the x-departure that covers a difference: at or above its place, or at its place of use."""
    for pointer in (difference.pointer, *difference.used_at):
        for place in places:
            if pointer[: len(place)] == place:
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
    now = {fact for one in found for fact in one.facts()}
    unlisted = _unlisted(record, status)

    def still_true(facts: set[Fact]) -> set[Fact]:
        return _spread({fact for fact in facts if fact in now or not _ended(fact, now, found)}, unlisted)

    paths = list(map(path, places))
    compared = {path(pointer) for pointer in found.compared}
    inline = {at: still_true(facts) for at, facts in record.inline.items() if at in paths}
    unrecorded = ((at, one) for at, listed in status.unrecorded.items() for one in listed)
    for at, difference in (*status.changed, *unrecorded):
        inline.setdefault(at, set()).update(difference.facts())
    for at in paths:
        if at in compared:
            inline.setdefault(at, set())
    reasons = [
        Reason(old.reason, old.source, old.facts if old.optional else still_true(old.facts), old.optional)
        for old in record.reasons
    ]
    changed = Record(upstream, _operations(record, found), inline, reasons)
    return explained(changed, status.new, reason) if reason else changed


def explained(record: Record, differences: Iterable[Difference], reason: Reason) -> Record:
    """Return the record with differences that a reason explains, which may be in it already."""
    facts = {fact for one in differences for fact in one.facts()}
    same = [replace(old, facts=reason.facts) == reason for old in record.reasons]
    reasons = [
        replace(old, facts=old.facts | facts) if equal else old
        for old, equal in zip(record.reasons, same, strict=True)
    ]
    if facts and not any(same):
        reasons.append(replace(reason, facts=facts))
    return replace(record, reasons=reasons)


def pruned(record: Record, status: DepartureStatus, found: Differences) -> Record:
    """Return the record without what upstream no longer says.

    It keeps a statement that upstream has replaced by another one: a person has to decide about the new one.
    """
    replaced = {(one.where, one.kind) for one in status.reported}
    over = {one.fact for one in status.gone if (one.fact.where, kind_of(one.fact)) not in replaced}
    unlisted = _unlisted(record, status)
    inline = {
        at: _spread(facts - over, unlisted)
        for at, facts in record.inline.items()
        if at not in status.caught_up
    }
    reasons = [replace(old, facts=_spread(old.facts - over, unlisted)) for old in record.reasons]
    return replace(record, operations=_operations(record, found), inline=inline, reasons=reasons)


def kind_of(fact: Fact) -> str:
    """Return the kind of a recorded difference: `type` for `type upstream: string`.

    It is the whole text for what can occur several times at one place, such as values that are missing here.
    """
    kind, missing, _ = fact.text.partition(" missing here")
    return fact.text if missing and kind in ("value", "variant") else kind.partition(" upstream: ")[0]


def _operations(record: Record, found: Differences) -> set[str]:
    """Return the operations that both documents have, and known ones that this document lacks."""
    absent = {name for one in found if one.kind == "operation" and one.side == "extra" for name in one.names}
    return found.operations | (record.operations & absent)


def _unlisted(record: Record, status: DepartureStatus) -> set[Fact]:
    """Return what is known only because it is true wherever operations use a component, such as a shared header."""
    return {fact for one in status.known for fact in one.facts()} - set(record.facts())


def _spread(facts: set[Fact], unlisted: set[Fact]) -> set[Fact]:
    """Return facts together with the unlisted ones that say the same of other operations."""
    texts = {(fact.where, fact.text) for fact in facts}
    return facts | {fact for fact in unlisted if (fact.where, fact.text) in texts}
