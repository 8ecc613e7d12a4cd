"""The report: for a terminal, for a pull request, for a program, and as a draft of the changelog."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.changes.entry import Entry, Grade, worst
from generator.changes.version import following, parse, step

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADINGS = {
    Grade.BREAKING: "Breaking",
    Grade.RISKY: "Risky: to be judged by a person",
    Grade.ADDITION: "Additions",
    Grade.FIX: "Fixes and documentation",
    Grade.INTERNAL: "Internal",
}


@dataclass(frozen=True)
class Report:
    """All that changed between two versions, and which version follows."""

    old: str
    new: str
    entries: list[Entry]
    version: str | None
    """That of the old one."""
    notes: list[str] = field(default_factory=list)
    """What could not be compared."""

    @property
    def grade(self) -> Grade:
        return worst(self.entries)

    @property
    def next_version(self) -> str | None:
        return following(self.version, self.grade) if self.version else None

    @property
    def step(self) -> str:
        return step(parse(self.version) if self.version else (0, 1, 0), self.grade)

    def compatible(self) -> bool:
        """Whether nothing in it breaks or may break."""
        return self.grade < Grade.RISKY

    def of(self, grade: Grade) -> list[Entry]:
        return [entry for entry in self.entries if entry.grade is grade]


def text(report: Report) -> str:
    """The report for a terminal."""
    lines = [f"From {report.old} to {report.new}"]
    for grade, heading in HEADINGS.items():
        found = report.of(grade)
        if found:
            lines += ["", f"{heading} ({len(found)})"]
            lines += [f"  {_line(entry)}" for entry in found]
    if not report.entries:
        lines += ["", "Nothing changed."]
    lines += ["", *_conclusion(report)]
    return "\n".join(lines)


def markdown(report: Report) -> str:
    """The report for a pull request."""
    lines = [f"## Changes from {report.old} to {report.new}", "", *_conclusion(report)]
    for grade, heading in HEADINGS.items():
        found = report.of(grade)
        if found:
            lines += ["", f"### {heading} ({len(found)})", ""]
            lines += [f"- `{entry.name}` {entry.text}{where(entry)}" for entry in found]
    draft = changelog(report)
    if draft:
        lines += ["", "### Changelog draft", "", "```markdown", draft, "```"]
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """The report for a program."""
    return json.dumps(
        {
            "from": report.old,
            "to": report.new,
            "grade": report.grade.word,
            "compatible": report.compatible(),
            "version": {"last": report.version, "next": report.next_version, "step": report.step},
            "entries": [_as_dict(entry) for entry in report.entries],
            "notes": report.notes,
            "changelog": changelog(report),
        },
        indent=1,
        default=str,
    )


def changelog(report: Report) -> str:
    """A draft to edit: what users must do first, then what they may."""
    sections = {
        "Breaking": report.of(Grade.BREAKING),
        "Changed": report.of(Grade.RISKY),
        "Added": report.of(Grade.ADDITION),
        "Fixed": [entry for entry in report.of(Grade.FIX) if entry.what != "documentation"],
    }
    lines: list[str] = []
    for heading, entries in sections.items():
        told = list(dict.fromkeys(f"- `{entry.name}`: {entry.text}." for entry in _speaking(entries)))
        if told:
            lines += ["", f"### {heading}", "", *told]
    if not lines and report.of(Grade.FIX):
        lines = ["", "### Fixed", "", "- Documentation."]
    if not lines:
        return ""
    return "\n".join([f"## {report.next_version or 'Unreleased'}", *lines])


def _speaking(entries: Iterable[Entry]) -> list[Entry]:
    """Without what another entry says already: a new class of a new method, a name in both levels."""
    listed = list(entries)
    described = {name for entry in listed if entry.level == "description" for name in entry.names}
    return [e for e in listed if e.level == "description" or not described & set(e.names)]


def _line(entry: Entry) -> str:
    return f"{entry.name}: {entry.text}{where(entry)}"


def where(entry: Entry) -> str:
    """The direction and the methods of a change, in brackets; empty where its name tells them."""
    hints = (
        [f"in {'an answer' if entry.direction == 'response' else 'a request'}"]
        if entry.direction in ("request", "response")
        else []
    )
    elsewhere = [name for name in entry.operations if not any(own.startswith(name) for own in entry.names)]
    if len(elsewhere) > 3:
        elsewhere = [*elsewhere[:3], f"{len(elsewhere) - 3} more"]
    if elsewhere:
        hints.append(f"of {', '.join(elsewhere)}" if hints else ", ".join(elsewhere))
    return f" ({' '.join(hints)})" if hints else ""


def _conclusion(report: Report) -> list[str]:
    counts = ", ".join(f"{len(report.of(grade))} {grade.word}" for grade in HEADINGS if report.of(grade))
    if report.step == "none":
        asked = "no release is needed"
    else:
        asked = (
            f"the version after {report.version} is at least {report.next_version}"
            if report.version
            else f"raise the {report.step} version"
        )
    return [f"{counts or 'no change'}: {asked}.", *report.notes]


def _as_dict(entry: Entry) -> dict[str, Any]:
    return {
        "grade": entry.grade.word,
        "what": entry.what,
        "names": list(entry.names),
        "text": entry.text,
        "level": entry.level,
        "direction": entry.direction,
        "operations": list(entry.operations),
        "pointers": ["/".join(pointer) for pointer in entry.pointers],
    }
