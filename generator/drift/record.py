"""The record of known differences: `departures.yaml`, read and written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from generator.drift.facts import ROOTS, Fact
from generator.openapi import loader

HEADER = """\
# The statements of the published description from which this description knowingly departs. `python -m generator.drift`
# ignores exactly these, and reports when upstream changes one of them or no longer differs.
# `inline`: departures whose reason is in the `x-departure` at that place. `reasons`: one reason for many places.
# `operations`: what was compared. `uses`: where these use each component. A departure applies to all of its uses,
# unless it lists its own.
# Written by `python -m generator.drift DOCUMENT --record`. Do not edit it; review its diff like code.
"""


@dataclass
class Reason:
    """A reason for many departures."""

    reason: str
    source: str
    facts: set[Fact] = field(default_factory=set)
    optional: bool = False
    """Whether upstream documents without these differences are known too. Then their end is not reported."""


@dataclass
class Record:
    """The content of `departures.yaml`."""

    upstream: str = ""
    """The version of the upstream document."""
    operations: set[str] = field(default_factory=set)
    """The operations that were compared."""
    inline: dict[str, set[Fact]] = field(default_factory=dict)
    """The upstream definitions at and below each x-departure, by its place."""
    reasons: list[Reason] = field(default_factory=list)

    def facts(self) -> Iterator[Fact]:
        """Yield everything recorded."""
        for facts in (*self.inline.values(), *(reason.facts for reason in self.reasons)):
            yield from facts

    def known(self, places: Container[str]) -> Known:
        """Return what is recorded with a reason or for one of these x-departures."""
        inline = [facts for at, facts in self.inline.items() if at in places]
        facts = {fact for group in (*inline, *(reason.facts for reason in self.reasons)) for fact in group}
        return Known(facts, self.operations, _uses(self.facts()))


class Known:
    """Facts to look up, given the operations of a record and the uses of each component in it."""

    def __init__(self, facts: set[Fact], operations: set[str], uses: Uses) -> None:
        self.facts = facts
        self.operations = operations
        self.everywhere = {key for key, found in _by_text(facts).items() if found == uses[key[0]]}

    def covers(self, fact: Fact) -> bool:
        """Return whether a fact is known: recorded, or recorded for all uses of the component by other operations.

        The latter is for operations that were not compared before, so that a new one does not repeat what is known of
        the error responses and headers of all others.
        """
        if fact in self.facts:
            return True
        return (
            fact.operation not in self.operations
            and (fact.component, fact.where, fact.text) in self.everywhere
        )


class RecordError(Exception):
    """`departures.yaml` is invalid. The message contains the reason."""


def read(file: Path) -> Record:
    """Read a record; an empty one if the file does not exist. Raises RecordError."""
    if not file.is_file():
        return Record()
    try:
        given = loader.read(file)
        uses: dict[str, set[str]] = {}
        for component, listed in given.get("uses", {}).items():
            uses[component] = uses[listed] if isinstance(listed, str) else _read_uses(listed)
        reasons = [
            Reason(str(r["reason"]), str(r["source"]), _read_facts(r["facts"], uses), bool(r.get("optional")))
            for r in given.get("reasons", [])
        ]
        inline = {at: _read_facts(facts or {}, uses) for at, facts in given.get("inline", {}).items()}
    except (loader.UnreadableError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise RecordError(f"cannot use {file}: {error}; fix or restore it, then run --record again") from None
    operations = set(map(str, given.get("operations", [])))
    return Record(str(given.get("upstream", "")), operations, inline, reasons)


def write(file: Path, record: Record) -> None:
    """Write a record in a fixed order."""
    uses = _uses(record.facts())
    data: dict[str, Any] = {
        "upstream": record.upstream,
        "operations": sorted(record.operations),
        "uses": _written_components({name: uses[name] for name in sorted(uses) if uses[name] != {""}}),
        "reasons": [
            {
                "reason": r.reason,
                "source": r.source,
                **({"optional": True} if r.optional else {}),
                "facts": _written_facts(r.facts, uses),
            }
            for r in record.reasons
            if r.facts
        ],
        "inline": {at: _written_facts(record.inline[at], uses) for at in sorted(record.inline)},
    }
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, width=110, allow_unicode=True)
    file.write_text(HEADER + text, encoding="utf-8", newline="\n")


Uses = Mapping[str, set[str]]
"""The uses of each component."""


def _uses(facts: Iterable[Fact]) -> Uses:
    found = defaultdict[str, set[str]](set)
    for fact in facts:
        found[fact.component].add(fact.use)
    return found


def _by_text(facts: Iterable[Fact]) -> dict[tuple[str, str, str], set[str]]:
    """Return the uses of each definition, by component, place and text."""
    found = defaultdict[tuple[str, str, str], set[str]](set)
    for fact in facts:
        found[fact.component, fact.where, fact.text].add(fact.use)
    return found


class _Line(list[str]):
    """A list that is written in one line."""


class _Dumper(yaml.SafeDumper):
    """Writes no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(
    _Line, lambda dumper, line: dumper.represent_sequence("tag:yaml.org,2002:seq", line, flow_style=True)
)


def _written_components(uses: Uses) -> dict[str, Any]:
    """Return the uses of each component, or the name of an earlier component with the same ones."""
    first: dict[frozenset[str], str] = {}
    found: dict[str, Any] = {}
    for name, own in uses.items():
        earlier = first.setdefault(frozenset(own), name)
        found[name] = _written_uses(own) if earlier == name else earlier
    return found


def _written_uses(uses: Iterable[str]) -> dict[str, _Line]:
    """Return uses by operation: `POST /v1/messages: [200.usage]`."""
    found: dict[str, _Line] = {}
    for use in sorted(uses):
        method, path, rest = use.split(" ", 2)
        found.setdefault(f"{method} {path}", _Line()).append(rest)
    return found


def _read_uses(given: Mapping[str, Iterable[Any]]) -> set[str]:
    return {f"{operation} {rest}" for operation, listed in given.items() for rest in listed}


def _written_facts(facts: Iterable[Fact], uses: Uses) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for (component, where, text), own in sorted(_by_text(facts).items(), key=lambda item: item[0][1:]):
        everywhere = own == uses[component]
        found.setdefault(where, []).append(text if everywhere else {text: _written_uses(own)})
    return found


def _read_facts(given: Mapping[str, Iterable[Any]], uses: Uses) -> set[Fact]:
    found = set()
    for where, listed in given.items():
        for item in listed:
            ((text, own),) = item.items() if isinstance(item, Mapping) else [(str(item), None)]
            unlisted = Fact(where, text, "")
            if unlisted.pointer[0] not in ROOTS and own is None and unlisted.component not in uses:
                raise ValueError(f"`uses` does not list {unlisted.component}")
            names = uses.get(unlisted.component, {""}) if own is None else _read_uses(own)
            found |= {Fact(where, text, name) for name in names}
    return found
