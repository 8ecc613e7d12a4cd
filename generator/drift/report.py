"""The report of drift: one line for each upstream place where something needs attention."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.diff.report import Report
from generator.drift.departures import DepartureStatus, Outdated
from generator.drift.differences import Difference, merged
from generator.openapi.documents import Identity, Node

SECTIONS = {"missing": "Missing here", "differs": "Different here", "extra": "Only here"}


@dataclass
class Line:
    """Everything to report about one upstream place, whatever it is compared with and however often it is used."""

    new: list[Difference] = field(default_factory=list)
    changed: list[tuple[str, Difference]] = field(default_factory=list)
    gone: list[Outdated] = field(default_factory=list)
    around: list[Difference] = field(default_factory=list)
    """What is missing here, and known, but contains the place: its text has changed too."""

    @property
    def differences(self) -> list[Difference]:
        """The differences, explained or not."""
        return [*self.new, *(one for _, one in self.changed)]

    @property
    def section(self) -> str:
        """The heading under which the line belongs."""
        if self.new:
            sides = {one.side for one in self.differences}
            return SECTIONS[sides.pop() if len(sides) == 1 else "differs"]
        if self.changed:
            return "Not as recorded"
        return "No longer different" if self.gone[0].node else "Records that match nothing"


def lines_of(status: DepartureStatus) -> list[Line]:
    """Return the lines of the report: one for each upstream place, and one for each component with useless records."""
    found: dict[Hashable, Line] = {}
    beside: dict[Hashable, Line] = {}

    def line_of(one: Difference) -> Line:
        line = found.setdefault(_same_change(one), Line())
        beside.update({(fact.where, fact.use): line for fact in one.facts()})
        beside.update(dict.fromkeys(one.names, line))
        return line

    for one in status.new:
        line_of(one).new.append(one)
    for at, one in status.changed:
        line_of(one).changed.append((at, one))
    for lost in status.gone:
        key = lost.node.identity if lost.node else lost.fact.component
        line = beside.get((lost.fact.where, lost.fact.use)) or beside.get(lost.fact.name)
        (line or found.setdefault(key, Line())).gone.append(lost)
    return _without_containers(list(found.values()))


def _without_containers(lines: list[Line]) -> list[Line]:
    """Combine a line about something missing that was recorded with another text with the line about a part of it."""
    kept = list(lines)
    for line in lines:
        recorded = {one.fact.where for one in line.gone}
        missing = [
            one.draft for one in line.differences if isinstance(one.draft, Node) and one.where in recorded
        ]
        whole = missing if len(missing) == len(line.differences) else []
        inside = {reached for node in whole for reached in node.reaches()}
        for other in kept if inside else ():
            nodes = [one.node for one in other.differences] + [one.node for one in other.gone if one.node]
            if other is not line and any(_within(node.identity, inside) for node in nodes):
                kept.remove(line)
                other.around += [*line.differences, *line.around]
                break
    return kept


def _within(identity: Identity, outer: set[Identity]) -> bool:
    base, pointer = identity
    return any((base, pointer[:count]) in outer for count in range(len(pointer) + 1))


def _same_change(one: Difference) -> Hashable:
    """Return a key that is equal for differences with one cause: the upstream place.

    Operations often repeat the same server and the same way to authenticate. There the value is the cause.
    """
    if one.kind in ("server", "security"):
        return one.kind, json.dumps(one.upstream, default=str)
    return one.node.identity


@dataclass
class DriftReport(Report):
    """The differences between an upstream document and the description that need attention."""

    upstream: str
    status: DepartureStatus
    place: Callable[[str], str]
    """Returns file and line of a place in the bundled description."""
    uncompared: Mapping[str, Counter[str]] = field(default_factory=dict)
    """How often each upstream keyword occurs that is not compared, by the kind of object that it is in."""
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines = lines_of(self.status)

    def titles(self) -> tuple[str, str]:
        return f"Compared with {self.upstream}", f"Drift from {self.upstream}"

    def sections(self, *, markdown: bool = False) -> list[tuple[str, list[str]]]:
        headings = (
            *SECTIONS.values(),
            "Not as recorded",
            "No longer different",
            "Records that match nothing",
        )
        found = {heading: [one for one in self.lines if one.section == heading] for heading in headings}
        shown = [(heading, [self.words(one) for one in lines]) for heading, lines in found.items() if lines]
        if self.uncompared:
            shown.append(("Not compared", [_counted(*kind) for kind in self.uncompared.items()]))
        return shown

    def texts(self) -> list[str]:
        """Return the text of each line."""
        return [self.words(line) for line in self.lines]

    def words(self, line: Line) -> str:
        """Return a line as text."""
        text = self.difference(line) if line.differences else self.outdated(line.gone)
        names = [name for one in line.around for name in one.names]
        return f"{text}; it is also part of what is missing at {_first(names)}" if names else text

    def difference(self, line: Line) -> str:
        """Return the line for differences."""
        names = [name for one in line.differences for name in one.names]
        parts = [_unique(one.sentence for one in line.differences)]
        if line.changed:
            places = _unique((self.place(at) for at, _ in line.changed), ", ")
            parts.append(f"the record of the x-departure at {places} is different")
        if line.gone:
            parts.append(f"no longer {_unique(repr(one.fact.text) for one in line.gone)}")
        return f"{_first(names)}: {'; '.join(parts)} [{self.place(line.differences[0].where)}]"

    def outdated(self, gone: list[Outdated]) -> str:
        """Return the line for records that are over."""
        names = _first([one.fact.name for one in gone])
        texts = _unique((repr(one.fact.text) for one in gone), ", ")
        if gone[0].node is None:
            component = gone[0].fact.component
            return f"{component}: nothing is compared at {names} any more; run --record to remove {texts}"
        over = [one.at for one in gone if one.at in self.status.caught_up]
        if over:
            places = _unique(map(self.place, over), ", ")
            return f"{names}: upstream no longer has {texts}; remove the x-departure at {places}"
        place = self.place(gone[0].fact.where)
        return f"{names}: upstream no longer has {texts}; check whether the description follows [{place}]"

    def conclusion(self) -> list[str]:
        return [self.summary(), *self.remarks()]

    def summary(self) -> str:
        known = len({(one.where, one.text) for one in self.status.known})
        if self.status.quiet():
            return f"Nothing new: {known} known departures, all as recorded."
        return f"{len(self.lines)} differences to check; {known} known departures are as recorded."

    def remarks(self) -> list[str]:
        found = list(self.notes)
        if self.status.unrecorded:
            names = ", ".join(sorted(self.status.unrecorded))
            found.append(f"Not recorded yet, so changes there are not noticed: {names}. Run with --record.")
        if self.status.bare:
            names = ", ".join(sorted(self.status.bare))
            found.append(
                f"Nothing comparable differs at the x-departure of {names}. Run with --record if it concerns "
                "wording only; remove it if upstream has caught up."
            )
        return found

    def data(self) -> dict[str, Any]:
        status = self.status
        return {
            "upstream": self.upstream,
            "quiet": status.quiet(),
            "lines": [{"section": one.section, "text": self.words(one)} for one in self.lines],
            "new": [_as_dict(one) for one in status.new],
            "otherwise": [{"departure": at, **_as_dict(one)} for at, one in status.changed],
            "gone": [
                {
                    "departure": one.at,
                    "where": one.fact.where,
                    "context": one.fact.name,
                    "upstream": one.fact.text,
                }
                for one in status.gone
            ],
            "caught_up": status.caught_up,
            "known": [_as_dict(one) for one in merged(status.known)],
            "unrecorded": sorted(status.unrecorded),
            "bare": sorted(status.bare),
            "not_compared": self.uncompared,
            "notes": self.notes,
        }


def _counted(kind: str, counts: Counter[str]) -> str:
    """Return a line that counts keywords: `schemas: description 310, example 120`."""
    return f"{kind}: {', '.join(f'{name} {count}' for name, count in sorted(counts.items()))}"


def _first(names: list[str]) -> str:
    """Return the first of several names, and how many there are."""
    more = len(set(names)) - 1
    return f"{names[0]} and {more} more" if more else names[0]


def _unique(texts: Iterable[str], separator: str = "; ") -> str:
    return separator.join(dict.fromkeys(texts))


def _as_dict(difference: Difference) -> dict[str, Any]:
    file, pointer = difference.node.identity
    return {
        "where": difference.where,
        "contexts": list(difference.names),
        "kind": difference.kind,
        "side": difference.side,
        "upstream": difference.upstream,
        "ours": difference.ours,
        "text": difference.sentence,
        "upstream_file": file,
        "upstream_pointer": list(pointer),
    }
