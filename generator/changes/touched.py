"""What a regeneration touches, for people: which operations, models and fields, where `check` counts bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.changes.entry import Grade
from generator.changes.walk import compare_documents

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 40


def touched(committed: Path, fresh: Path) -> list[str]:
    """Lines that tell what changes from one `description.json` to another; empty if one cannot be read."""
    try:
        old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (committed, fresh))
    except (OSError, ValueError):
        return []
    if not all(isinstance(side, dict) and {"paths", "components"} <= side.keys() for side in (old, new)):
        return []
    entries = compare_documents(old, new)
    if not entries:
        return ["The description is the same: what differs was made by the generator, or by hand."]
    operations = sorted({name for entry in entries for name in entry.operations})
    lines = [f"{len(entries)} changes of the description, in {len(operations)} operations:"]
    lines += [f"  {entry.grade.word:<9} {entry.name}: {entry.text}" for entry in entries[:LONGEST]]
    if len(entries) > LONGEST:
        lines.append(f"  and {len(entries) - LONGEST} more; `python -m generator.changes` lists all")
    if any(entry.grade >= Grade.RISKY for entry in entries):
        lines.append("Some of it may break callers: `nox -s changes` says which version that means.")
    return lines
