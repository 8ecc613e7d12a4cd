"""The release report: all changes between two versions, the version that follows, and a draft of the changelog."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from generator.changes.change import Change, Severity, merge, worst
from generator.changes.document import compare_documents
from generator.changes.version import following, parse, step
from generator.diff.report import Report

HEADINGS = {
    Severity.BREAKING: "Breaking",
    Severity.RISKY: "Risky: a person has to decide",
    Severity.ADDITION: "Additions",
    Severity.FIX: "Fixes and documentation",
    Severity.INTERNAL: "Internal",
}
SHOWN = 40
"""How many changes `impact` lists."""


@dataclass(frozen=True)
class ChangesReport(Report):
    """All changes between two versions, and the version that follows."""

    FORMATS: ClassVar[tuple[str, ...]] = ("changelog", *Report.FORMATS)
    EMPTY: ClassVar[str] = "Nothing changed."

    old: str
    new: str
    changes: list[Change]
    version: str | None
    """The version number of `old`."""
    notes: list[str] = field(default_factory=list)
    """The comparisons that were not possible, and why."""

    @property
    def severity(self) -> Severity:
        return worst(self.changes)

    @property
    def next_version(self) -> str | None:
        return following(self.version, self.severity) if self.version else None

    @property
    def step(self) -> str:
        return step(parse(self.version) if self.version else (0, 1, 0), self.severity)

    def compatible(self) -> bool:
        """Return whether nothing breaks callers or may do so."""
        return self.severity < Severity.RISKY

    def of(self, severity: Severity) -> list[Change]:
        """Return the changes of one severity."""
        return [change for change in self.changes if change.severity is severity]

    def titles(self) -> tuple[str, str]:
        return f"From {self.old} to {self.new}", f"Changes from {self.old} to {self.new}"

    def sections(self, *, markdown: bool = False) -> list[tuple[str, list[str]]]:
        template = "`{}` {}{}" if markdown else "{}: {}{}"
        return [
            (heading, [template.format(one.name, one.text, where(one)) for one in self.of(severity)])
            for severity, heading in HEADINGS.items()
            if self.of(severity)
        ]

    def conclusion(self) -> list[str]:
        counts = ", ".join(f"{len(self.of(one))} {one.label}" for one in HEADINGS if self.of(one))
        if self.step == "none":
            required = "no release is needed"
        elif self.version:
            required = f"the version after {self.version} is at least {self.next_version}"
        else:
            required = f"increase the {self.step} version"
        return [f"{counts or 'no change'}: {required}.", *self.notes]

    def appendix(self) -> list[str]:
        draft = self.changelog()
        return ["", "### Changelog draft", "", "```markdown", draft, "```"] if draft else []

    def data(self) -> dict[str, Any]:
        return {
            "from": self.old,
            "to": self.new,
            "grade": self.severity.label,
            "compatible": self.compatible(),
            "version": {"last": self.version, "next": self.next_version, "step": self.step},
            "entries": [_as_dict(change) for change in self.changes],
            "notes": self.notes,
            "changelog": self.changelog(),
        }

    def render(self, output_format: str) -> str:
        return self.changelog() if output_format == "changelog" else super().render(output_format)

    def changelog(self) -> str:
        """Return a draft of the changelog to edit, the changes that users have to react to first."""
        sections = {
            "Breaking": self.of(Severity.BREAKING),
            "Changed": self.of(Severity.RISKY),
            "Added": self.of(Severity.ADDITION),
            "Fixed": [change for change in self.of(Severity.FIX) if change.kind != "documentation"],
        }
        lines: list[str] = []
        for heading, changes in sections.items():
            entries = dict.fromkeys(f"- `{one.name}`: {one.text}." for one in _not_redundant(changes))
            if entries:
                lines += ["", f"### {heading}", "", *entries]
        if not lines and self.of(Severity.FIX):
            lines = ["", "### Fixed", "", "- Documentation."]
        return "\n".join([f"## {self.next_version or 'Unreleased'}", *lines]) if lines else ""


def _not_redundant(changes: list[Change]) -> list[Change]:
    """Return the changes without those of the Python package that the description explains under the same name."""
    described = {name for one in changes if one.level == "description" for name in one.names}
    return [one for one in changes if one.level == "description" or not described & set(one.names)]


def where(change: Change) -> str:
    """Return the direction and the methods of a change in parentheses; empty if the name contains them."""
    hints = []
    if change.direction in ("request", "response"):
        hints.append(f"in a {change.direction}")
    elsewhere = [name for name in change.operations if not any(own.startswith(name) for own in change.names)]
    if len(elsewhere) > 3:
        elsewhere = [*elsewhere[:3], f"{len(elsewhere) - 3} more"]
    if elsewhere:
        hints.append(f"of {', '.join(elsewhere)}" if hints else ", ".join(elsewhere))
    return f" ({' '.join(hints)})" if hints else ""


def _as_dict(change: Change) -> dict[str, Any]:
    return {
        "grade": change.severity.label,
        "what": change.kind,
        "names": list(change.names),
        "text": change.text,
        "level": change.level,
        "direction": change.direction,
        "operations": list(change.operations),
        "pointers": ["/".join(pointer) for pointer in change.pointers],
    }


def impact(committed: Path, generated: Path) -> list[str]:
    """Return lines that say what changes from one `description.json` to another; no lines if one cannot be read."""
    try:
        old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (committed, generated))
    except (OSError, ValueError):
        return []
    if not all(isinstance(side, dict) and {"paths", "components"} <= side.keys() for side in (old, new)):
        return []
    changes = compare_documents(old, new)
    if not changes:
        return ["The description is unchanged: the generator changed, or generated files were edited."]
    operations = sorted({name for change in changes for name in change.operations})
    lines = [f"{_count(changes, 'change')} of the description, in {_count(operations, 'operation')}:"]
    lines += [f"  {one.severity.label:<9} {one.name}: {one.text}{where(one)}" for one in changes[:SHOWN]]
    if len(changes) > SHOWN:
        lines.append(f"  and {len(changes) - SHOWN} more; `python -m generator.changes` lists all")
    if worst(changes) >= Severity.RISKY:
        lines.append("Some of them may break callers: `nox -s changes` shows which version is required.")
    return lines


def _count(items: Sized, name: str) -> str:
    return f"{len(items)} {name}{'' if len(items) == 1 else 's'}"


def join_levels(described: list[Change], python: list[Change], methods: Iterable[str] = ()) -> list[Change]:
    """Return the changes of the description and of the Python package; `methods` are the methods of the description.

    A Python change is omitted if the description has one of the same name that is at least as severe. So is a changed
    type or value of a generated object whose part of the description changed: it was assessed there. New modules and
    attributes of the generated package follow from additions to the description.
    """
    known: dict[str, int] = {}
    components, operations = set(), set()
    for change in described:
        operations |= set(change.operations)
        names = list(change.names)
        for pointer in change.pointers:
            if pointer[:2] == ("components", "schemas") and len(pointer) > 2:
                components.add(pointer[2])
                if pointer[3:4] == ("properties",) and len(pointer) > 4:
                    names.append(f"params.{pointer[2]}Param.{pointer[4]}")
        for name in names:
            known[name] = max(known.get(name, 0), int(change.severity))
    by_module = {_module_name(method): method for method in methods}
    grown = any(change.severity is Severity.ADDITION for change in described)
    named = [replace(one, names=(_method_name(one.names[0], by_module),)) for one in python]

    def explained(change: Change) -> bool:
        name = change.names[0]
        if known.get(name, -1) >= int(change.severity):
            return True
        if change.severity not in (Severity.RISKY, Severity.ADDITION):
            return False
        if grown and change.severity is Severity.ADDITION and name.startswith("do_inference_generated."):
            return True
        return _component(name) in components or name.partition("(")[0] in operations

    return merge([*described, *(change for change in named if not explained(change))])


def _component(name: str) -> str | None:
    """Return the schema that a generated model, enum or parameter type is made from."""
    found = re.match(r"models\.(\w+)|params\.(\w+?)(?:Param)?\b", name)
    return (found[1] or found[2]) if found else None


def _method_name(name: str, by_module: Mapping[str, str]) -> str:
    """Return a function of a generated resource under the name of its method."""
    found = re.match(r"do_inference_generated\.resources\.(\w+)\.\w+\.(\w+)", name)
    if not found:
        return name
    resource, method = found[1], found[2]
    agent = resource == "agent" or resource.startswith("agent_")
    path = resource.removeprefix("agent").strip("_") if agent else resource
    key = _module_name(".".join(filter(None, ("agent" if agent else "client", path, method))))
    return f"{by_module[key]}{name[found.end() :]}" if key in by_module else name


def _module_name(name: str) -> str:
    """Return the name of a method with its resource as its module is called: `client.chat_completions.create`."""
    api, *resource, method = name.split(".")
    return ".".join(filter(None, (api, "_".join(resource), method)))
