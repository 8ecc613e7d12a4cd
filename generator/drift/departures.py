"""What the description knowingly does differently, and whether upstream still says what it said then.

`x-departure` beside a thing gives reason and source; what exactly upstream said is in the record, `departures.yaml`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.drift.documents import Pointer
from generator.drift.facts import Fact, path
from generator.drift.record import Reason, Record
from generator.drift.schemas import Collected

SCHEMAS = ("components", "schemas")


def noted(document: Any, at: Pointer = ()) -> Iterator[Pointer]:
    """The places of all x-departures of a bundled document."""
    if isinstance(document, Mapping):
        if "x-departure" in document:
            yield at
        for key, value in document.items():
            if key not in ("example", "examples", "default", "x-departure"):
                yield from noted(value, (*at, key))
    elif isinstance(document, list):
        for index, value in enumerate(document):
            named = at[-1:] == ("parameters",) and isinstance(value, Mapping) and "name" in value
            yield from noted(value, (*at, f"{value['in']}:{value['name']}" if named else str(index)))


@dataclass
class Verdict:
    """What is left to tell after the known departures."""

    new: list[Fact] = field(default_factory=list)
    """Nothing explains these."""
    otherwise: list[tuple[str, Fact]] = field(default_factory=list)
    """These stand under an x-departure, but are not what was recorded for it."""
    gone: list[tuple[str, str, str]] = field(default_factory=list)
    """Place of the departure, place, and what upstream said and no longer says."""
    caught_up: list[str] = field(default_factory=list)
    """Departures with nothing left that differs."""
    silent: list[Fact] = field(default_factory=list)
    """Known departures that are as recorded."""
    unrecorded: dict[str, list[Fact]] = field(default_factory=dict)
    """x-departures that nothing was recorded for yet, with what differs there."""
    bare: list[str] = field(default_factory=list)
    """x-departures that nothing was recorded for yet, and where nothing differs that can be compared."""

    def quiet(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.new or self.otherwise or self.gone or self.caught_up)


def judge(found: Collected, record: Record, departures: Iterable[Pointer]) -> Verdict:
    """Which facts are known, which are not, and which departures are outlived."""
    verdict = Verdict()
    places = sorted(set(departures), key=len, reverse=True)
    known = set(record.known({path(place) for place in places}))
    listed = list(found.facts.values())
    for fact in listed:
        if (fact.where, fact.text) in known:
            verdict.silent.append(fact)
            continue
        above = nearest(fact, places)
        if above is None:
            verdict.new.append(fact)
        elif path(above) in record.beside:
            verdict.otherwise.append((path(above), fact))
        else:
            verdict.unrecorded.setdefault(path(above), []).append(fact)
    lost = [fact.at for fact in verdict.new if fact.kind == "operation" and fact.side == "extra"]
    unsure = {name for at in lost for name in found.reach.get(at, ())}
    seen = {path(place) for place in found.visited if not (place[:2] == SCHEMAS and place[2] in unsure)}
    _outlived(verdict, record, {(fact.where, fact.text) for fact in listed}, seen, {path(p) for p in places})
    for place in places:
        here = path(place)
        if here not in record.beside and here not in verdict.unrecorded and here in seen:
            verdict.bare.append(here)
    return verdict


def _outlived(
    verdict: Verdict, record: Record, now: set[tuple[str, str]], seen: set[str], places: Container[str]
) -> None:
    for at, facts in record.beside.items():
        if at not in places:  # dropped already; the next --record drops this too
            continue
        lost = [
            (w, t) for w, texts in facts.items() for t in texts if _looked(w, t, seen) and (w, t) not in now
        ]
        kept = [(w, t) for w, texts in facts.items() for t in texts if (w, t) not in lost]
        changed = any(place == at for place, _ in verdict.otherwise)
        if lost and not kept and not changed:
            verdict.caught_up.append(at)
        else:
            verdict.gone += [(at, where, text) for where, text in lost]
    for reason in record.reasons:
        for where, texts in reason.facts.items():
            verdict.gone += [
                (where, where, t) for t in texts if _looked(where, t, seen) and (where, t) not in now
            ]


def _looked(where: str, text: str, seen: set[str]) -> bool:
    """Whether this run would have found it: its place was compared or, for what is missing here, what is around it."""
    around = [where.rsplit("/", count)[0] for count in (1, 2)] if " missing here" in text else []
    return any(place in seen for place in (where, *around))


def nearest(fact: Fact, places: Sequence[Pointer]) -> Pointer | None:
    """The x-departure that a fact stands under: at its place or above, or beside every reference it was met through."""
    for place in places:
        if fact.at[: len(place)] == place:
            return place
    for place in places:
        if fact.sites and all(site[: len(place)] == place for site in fact.sites):
            return place
    return None


def recorded(
    verdict: Verdict,
    record: Record,
    departures: Iterable[Pointer],
    upstream: str,
    visited: set[Pointer],
    reason: Reason | None,
) -> Record:
    """The record as of today: x-departures with what differs at them, reasons without what is gone."""
    seen = {path(place) for place in visited}
    places = {path(place): place for place in departures}
    today = {(fact.where, fact.text) for fact in [*verdict.silent, *(f for _, f in verdict.otherwise)]}
    beside = {at: dict(facts) for at, facts in record.beside.items() if at in places}
    for at, facts in list(beside.items()):
        beside[at] = {
            where: kept
            for where, texts in facts.items()
            if (kept := [t for t in texts if not _looked(where, t, seen) or (where, t) in today])
        }
    for at, fact in [*verdict.otherwise, *((at, f) for at, fs in verdict.unrecorded.items() for f in fs)]:
        beside.setdefault(at, {}).setdefault(fact.where, []).append(fact.text)
    for at in places:
        if at in seen:
            beside.setdefault(at, {})
    reasons = []
    for old in record.reasons:
        kept_facts = {
            w: [t for t in ts if not _looked(w, t, seen) or (w, t) in today] for w, ts in old.facts.items()
        }
        reasons.append(Reason(old.reason, old.source, {w: ts for w, ts in kept_facts.items() if ts}))
    if reason is not None:
        for fact in verdict.new:
            reason.facts.setdefault(fact.where, []).append(fact.text)
        reasons = _with(reasons, reason)
    return Record(upstream, beside, reasons)


def _with(reasons: list[Reason], reason: Reason) -> list[Reason]:
    for old in reasons:
        if (old.reason, old.source) == (reason.reason, reason.source):
            for where, texts in reason.facts.items():
                old.facts.setdefault(where, []).extend(texts)
            return reasons
    return [*reasons, reason]
