"""One change, and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

Pointer = tuple[str, ...]


class Grade(IntEnum):
    """How grave a change is for users, in ascending order."""

    INTERNAL = 0
    """Nobody outside can see it."""
    FIX = 1
    """Something said or typed more precisely; what was right stays right."""
    ADDITION = 2
    """Something new that nobody has to use."""
    RISKY = 3
    """May break some, or is not understood by this tool: a person has to judge."""
    BREAKING = 4
    """Code that was right before is wrong or fails now."""

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Entry:
    """One change as its user sees it."""

    grade: Grade
    what: str
    """A short machine-readable name of the kind of change: `property-removed`."""
    names: tuple[str, ...]
    """What users call the thing."""
    text: str
    """The change in words, to read after the name."""
    direction: str = ""
    """`request`, `response`, both or neither."""
    operations: tuple[str, ...] = ()
    """The methods that are touched."""
    pointers: tuple[Pointer, ...] = ()
    """Where it is in the canonical documents, before and after."""
    level: str = "description"
    """`description` or `python`."""
    group: tuple[str, ...] = ()
    """Equal changes in many places carry an equal group and are told once."""

    @property
    def name(self) -> str:
        return " and ".join(self.names)

    def merged(self, other: Entry) -> Entry:
        """This and the same change seen from elsewhere: the graver judgement of both."""
        graver = self if self.grade >= other.grade else other
        directions = {d for e in (self, other) for d in e.direction.split(" and ") if d}
        return replace(
            graver,
            names=tuple(dict.fromkeys((*self.names, *other.names))),
            direction=" and ".join(sorted(directions)),
            operations=tuple(sorted({*self.operations, *other.operations})),
            pointers=tuple(dict.fromkeys((*self.pointers, *other.pointers))),
        )


def merge(entries: list[Entry]) -> list[Entry]:
    """Each change once, the gravest first."""
    found: dict[tuple[Any, ...], Entry] = {}
    for entry in entries:
        key = (entry.what, entry.group or entry.pointers or entry.names, "" if entry.pointers else entry.text)
        found[key] = found[key].merged(entry) if key in found else entry
    return sorted(found.values(), key=lambda e: (-e.grade, e.names, e.what, e.text))


def worst(entries: list[Entry]) -> Grade:
    """The gravest grade among them; INTERNAL if there are none."""
    return max((entry.grade for entry in entries), default=Grade.INTERNAL)
