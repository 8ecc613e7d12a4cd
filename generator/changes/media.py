"""A body of one content type, before and after; of an event stream also how it ends and what it adds up to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.changes.entry import Grade
from generator.changes.keywords import change, differing, judge

if TYPE_CHECKING:
    from generator.changes.entry import Pointer
    from generator.changes.findings import Findings
    from generator.changes.schemas import SchemaComparison

STREAM = "x-event-stream"
ENDING = Grade.RISKY, "it is another event that ends it"
EFFECTS = {"accumulator": (Grade.BREAKING, "the events add up to another result, or to none")}
"""What it means to callers that a part of `x-event-stream` differs; of all other parts it is ENDING."""


def compare_media(
    found: Findings,
    schemas: SchemaComparison,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    old_at: Pointer,
    new_at: Pointer,
    name: str,
    way: str,
) -> None:
    """A body of the same content type before and after."""

    def note(grade: Grade, what: str, text: str, *keys: str) -> None:
        places = [(*old_at, *keys), (*new_at, *keys)]
        found.add(grade, what, name, text, places, direction=way, operations=[name])

    for key, before, after in differing(old, new, but=frozenset({"schema"})):
        if key != STREAM:
            grade, what, text = judge(key, before, after, way)
            note(grade, what, f"its {new_at[-1]}: {text}", key)
        elif isinstance(before, Mapping) and isinstance(after, Mapping):
            for part, was, now in differing(before, after):
                grade, effect = EFFECTS.get(part, ENDING)
                note(
                    grade,
                    "stream-changed",
                    f"its event stream: {change(part, was, now)}: {effect}",
                    key,
                    part,
                )
        else:
            note(Grade.BREAKING, "stream-changed", change(key, before, after), key)
    places = (*old_at, "schema"), (*new_at, "schema")
    schemas.compare(old.get("schema", {}), new.get("schema", {}), *places, way)
