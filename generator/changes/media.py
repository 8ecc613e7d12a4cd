"""A body of one content type, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.changes.canonical import same
from generator.changes.keywords import ABSENT, judge

if TYPE_CHECKING:
    from generator.changes.entry import Pointer
    from generator.changes.findings import Findings
    from generator.changes.schemas import SchemaComparison


def compare_media(
    found: Findings,
    schemas: SchemaComparison,
    old: Any,
    new: Any,
    old_at: Pointer,
    new_at: Pointer,
    name: str,
    way: str,
) -> None:
    """A body of the same content type before and after."""
    for key in sorted({*old, *new} - {"schema"}):
        if key not in old or key not in new or not same(old[key], new[key]):
            grade, what, text = judge(key, old.get(key, ABSENT), new.get(key, ABSENT), way)
            found.add(
                grade,
                what,
                name,
                text,
                [(*old_at, key), (*new_at, key)],
                direction=way,
                operations=[name],
            )
    schemas.compare(
        old.get("schema", {}), new.get("schema", {}), (*old_at, "schema"), (*new_at, "schema"), way
    )
