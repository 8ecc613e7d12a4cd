"""A change, how severe it is, and the changes found between two descriptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, NamedTuple

from generator.changes.canonical import canonical
from generator.changes.naming import Naming
from generator.diff.findings import Finding, Findings
from generator.diff.pair import ABSENT, Pair, one_line
from generator.openapi.documents import Documents, Node, Pointer
from generator.openapi.schema_reader import schema_name


class Severity(IntEnum):
    """How severe a change is for users, in ascending order."""

    INTERNAL = 0
    """Not visible to users."""
    FIX = 1
    """Documentation, or a more precise type; correct code stays correct."""
    ADDITION = 2
    """Something new that no caller has to use."""
    RISKY = 3
    """May break some callers, or this tool has no rule for it: a person has to decide."""
    BREAKING = 4
    """Correct code becomes incorrect or fails."""

    @property
    def label(self) -> str:
        return self.name.lower()


class Assessment(NamedTuple):
    """The result of a rule."""

    severity: Severity
    kind: str
    text: str


@dataclass(frozen=True)
class Change(Finding):
    """One change as users see it. `pointers` are its places in the canonical documents, old and new."""

    severity: Severity
    text: str
    """A description of the change, which follows the name in reports."""
    direction: str = ""
    """`request`, `response`, `request and response`, or empty."""
    operations: tuple[str, ...] = ()
    """The methods that it affects."""
    level: str = "description"
    """`description` or `python`."""
    group: tuple[str, ...] = ()
    """Equal for equal changes at many places, which are reported once."""

    @property
    def name(self) -> str:
        return " and ".join(self.names)

    @property
    def key(self) -> tuple[Any, ...]:
        return (
            self.kind,
            self.group or self.pointers or self.names,
            "" if self.pointers else self.text,
        )

    def merged(self, other: Change) -> Change:
        """Return this change merged with the same change found elsewhere; the higher severity applies."""
        directions = {d for change in (self, other) for d in change.direction.split(" and ") if d}
        return replace(
            self if self.severity >= other.severity else other,
            names=tuple(dict.fromkeys((*self.names, *other.names))),
            direction=" and ".join(sorted(directions)),
            operations=tuple(sorted({*self.operations, *other.operations})),
            pointers=tuple(dict.fromkeys((*self.pointers, *other.pointers))),
        )


def python_change(severity: Severity, kind: str, name: str, text: str) -> Change:
    """Return a change of the Python package that no description shows."""
    return Change(kind, (name,), (), severity, text, level="python")


def merge(changes: Iterable[Change]) -> list[Change]:
    """Return each change once, the most severe first."""
    return sorted(
        Findings(Change.merged, changes), key=lambda one: (-one.severity, one.names, one.kind, one.text)
    )


def worst(changes: Iterable[Change]) -> Severity:
    """Return the highest severity; INTERNAL if there are no changes."""
    return max((change.severity for change in changes), default=Severity.INTERNAL)


class Changes:
    """Two descriptions in canonical form and the changes found between them."""

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        self.root = Pair(old, new).map(lambda document: Documents.of(canonical(document)).root())
        self.naming = self.root.map(lambda root: Naming(root.mapping))
        self.found: Findings[Change] = Findings(Change.merged)

    def add(
        self,
        assessment: Assessment,
        pair: Pair[Node] | Iterable[Pointer],
        *,
        names: str | Iterable[str] = "",
        direction: str = "",
        operations: Iterable[str] | None = None,
        group: tuple[str, ...] = (),
    ) -> None:
        """Record a change. A pair provides the places, the direction, and the method as name and operation."""
        pointers = pair
        if isinstance(pair, Pair):
            pointers, direction, names = pair.pointers, pair.direction, names or pair.name
            operations = [pair.name] if operations is None else operations
        self.found.add(
            Change(
                assessment.kind,
                (names,) if isinstance(names, str) else tuple(names),
                tuple(dict.fromkeys(pointers)),  # type: ignore[arg-type]
                assessment.severity,
                assessment.text,
                direction,
                tuple(sorted(set(operations or ()))),
                group=group,
            )
        )

    def add_schema(
        self,
        assessment: Assessment,
        pair: Pair[Node],
        *,
        named_at: Pair[Node] | None = None,
        also: Iterable[Pointer] = (),
    ) -> None:
        """Record a change of a schema under the names that users have for its place, or for that of `named_at`.

        Something removed is named as in the old version, everything else as in the new version. `also` are more
        places that the change explains.
        """
        removed = assessment.kind.endswith("removed")
        pointer = (named_at or pair).pointers[0 if removed else 1]
        names, operations = self._called(pointer, pair.direction, old=removed)
        self.add(
            assessment,
            (*pair.pointers, *also),
            names=names,
            direction=pair.direction,
            operations=operations,
        )

    def _called(
        self, pointer: Pointer, direction: str, *, old: bool
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        naming = self.naming.old if old else self.naming.new
        if pointer[:2] == ("components", "schemas"):
            return naming.schema(pointer, direction), naming.users(pointer[2], direction)
        if pointer[:2] == ("components", "parameters"):
            shared = naming.shared.get(pointer[2], {})
            return tuple(shared) or ("/".join(pointer),), tuple(sorted(set(shared.values())))
        name = self.naming.new.inline(pointer) or self.naming.old.inline(pointer)
        return (name or "/".join(pointer),), ()


def describe(keyword: str, before: Any, after: Any) -> str:
    """Return a description of the change of a keyword. Either value may be ABSENT."""
    if before is ABSENT:
        return f"{keyword} added: {shown(after)}"
    if after is ABSENT:
        return f"{keyword} removed, was {shown(before)}"
    return f"{keyword} changed from {shown(before)} to {shown(after)}"


def shown(value: Any) -> str:
    """Return a value of a canonical description as one short line."""
    if isinstance(value, Mapping):
        if name := schema_name(value):
            return name
        if value and all(flag is True for flag in value.values()):  # a set
            return ", ".join(str(key).strip('"') for key in value)
    return one_line(value)
