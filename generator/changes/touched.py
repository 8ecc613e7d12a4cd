"""What a regeneration touches, for people: which operations, models and fields, where `check` counts bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.changes.entry import Grade
from generator.changes.report import where
from generator.changes.walk import compare_documents

if TYPE_CHECKING:
    from collections.abc import Sized
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
    lines = [f"{_count(entries, 'change')} of the description, in {_count(operations, 'operation')}:"]
    lines += [f"  {one.grade.word:<9} {one.name}: {one.text}{where(one)}" for one in entries[:LONGEST]]
    if len(entries) > LONGEST:
        lines.append(f"  and {len(entries) - LONGEST} more; `python -m generator.changes` lists all")
    if any(entry.grade >= Grade.RISKY for entry in entries):
        lines.append("Some of it may break callers: `nox -s changes` says which version that means.")
    return lines


def _count(things: Sized, name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"
