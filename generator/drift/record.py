"""`departures.yaml`: what upstream said where the description knowingly differs, so that a change of it is noticed.

Under `beside` stands what an x-departure explains, under `reasons` what one reason explains in many places, with that
reason. `--record` writes the file, people read it in review.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from generator.openapi import loader

HEADER = """\
# The statements of the published description from which this description knowingly departs. `python -m generator.drift`
# ignores exactly these, and reports when upstream changes one of them or no longer differs.
# `beside`: departures whose reason is in the `x-departure` at that place. `reasons`: one reason for many places.
# Written by `python -m generator.drift DOCUMENT --record`. Do not edit it; review its diff like code.
"""


@dataclass
class Reason:
    """A reason for many departures."""

    reason: str
    source: str
    facts: dict[str, list[str]] = field(default_factory=dict)
    """From the place to what upstream said there."""


@dataclass
class Record:
    """The content of `departures.yaml`."""

    upstream: str = ""
    beside: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """From the place of an x-departure to what upstream said there and below."""
    reasons: list[Reason] = field(default_factory=list)

    def known(self, places: Container[str]) -> Iterator[tuple[str, str]]:
        """Place and text of what is recorded for a reason or for one of these x-departures."""
        beside = [facts for at, facts in self.beside.items() if at in places]
        for facts in (*beside, *(reason.facts for reason in self.reasons)):
            for where, texts in facts.items():
                yield from ((where, text) for text in texts)


class RecordError(Exception):
    """`departures.yaml` cannot be used. Its text says why."""


def read(file: Path) -> Record:
    """The record, an empty one if there is no file. Raises RecordError."""
    if not file.is_file():
        return Record()
    try:
        given = loader.read(file)
        reasons = [
            Reason(str(r["reason"]), str(r["source"]), {w: list(map(str, t)) for w, t in r["facts"].items()})
            for r in given.get("reasons", [])
        ]
        beside = {
            at: {where: list(map(str, texts)) for where, texts in (facts or {}).items()}
            for at, facts in given.get("beside", {}).items()
        }
    except (loader.UnreadableError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise RecordError(f"cannot use {file}: {error}; mend it or restore it and record anew") from None
    return Record(str(given.get("upstream", "")), beside, reasons)


def write(file: Path, record: Record) -> None:
    """Write the record in a fixed order."""
    data: dict[str, Any] = {
        "upstream": record.upstream,
        "reasons": [
            {"reason": r.reason, "source": r.source, "facts": _sorted(r.facts)}
            for r in record.reasons
            if r.facts
        ],
        "beside": {at: _sorted(record.beside[at]) for at in sorted(record.beside)},
    }
    text = yaml.safe_dump(data, sort_keys=False, width=110, allow_unicode=True)
    file.write_text(HEADER + text, encoding="utf-8")


def _sorted(facts: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {where: sorted(set(texts)) for where, texts in sorted(facts.items())}
