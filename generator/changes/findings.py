"""What the comparison has found so far, and the two documents it is about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from generator.changes.entry import Entry, Grade, Pointer, merge
from generator.changes.naming import Naming
from generator.openapi.reader import resolve


class Findings:
    """Two canonical documents and the changes between them."""

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        self.old, self.new = old, new
        self.old_names, self.new_names = Naming(old), Naming(new)
        self.entries: list[Entry] = []

    def add(
        self,
        grade: Grade,
        what: str,
        names: str | Iterable[str],
        text: str,
        pointers: Iterable[Pointer],
        *,
        direction: str = "",
        operations: Iterable[str] = (),
        group: tuple[str, ...] = (),
    ) -> None:
        """Note one change."""
        named = (names,) if isinstance(names, str) else tuple(names)
        entry = Entry(
            grade,
            what,
            named,
            text,
            direction,
            tuple(sorted(set(operations))),
            tuple(dict.fromkeys(pointers)),
            group=group,
        )
        self.entries.append(entry)

    def resolved(self, node: Any, *, new: bool) -> Mapping[str, Any]:
        """What a reference stands for, in the old or the new document; empty if it leads nowhere."""
        if not isinstance(node, Mapping):
            return {}
        try:
            return resolve(node, self.new if new else self.old)
        except KeyError:
            return {}

    def result(self) -> list[Entry]:
        """All of it, each change once."""
        return merge(self.entries)


def component(node: Any) -> str | None:
    """The name of the schema that a node refers to, if it does."""
    reference = node.get("$ref") if isinstance(node, Mapping) else None
    if isinstance(reference, str) and reference.startswith("#/components/schemas/"):
        return reference.rsplit("/", 1)[1]
    return None


def shown(value: Any) -> str:
    """A value of the description in one short line."""
    if isinstance(value, Mapping):
        reference = component(value)
        if reference:
            return reference
        if value and all(flag is True for flag in value.values()):
            return ", ".join(str(key).strip('"') for key in value)
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    return text if len(text) <= 80 else f"{text[:77]}..."


def target(node: Any, at: Pointer) -> Pointer:
    """Where a node is described: the place that it refers to, else its own."""
    reference = node.get("$ref") if isinstance(node, Mapping) else None
    if not isinstance(reference, str):
        return at
    return tuple(
        step.replace("~1", "/").replace("~0", "~") for step in reference.removeprefix("#/").split("/")
    )
