"""Changes of schemas, noted under the names that users have for their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.changes.canonical import same
from generator.changes.entry import Grade
from generator.changes.keywords import ABSENT, change
from generator.changes.naming import argument

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.changes.entry import Pointer
    from generator.changes.findings import Findings
    from generator.changes.naming import Naming


class Notes:
    """What all comparisons of schemas share: where to note a change, and what to call its place."""

    def __init__(self, found: Findings) -> None:
        self.found = found

    def compare(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, direction: str) -> None:
        """Compare two schemas that stand in the same place."""
        raise NotImplementedError

    def appeared(
        self,
        key: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        old_at: Pointer,
        new_at: Pointer,
        way: str,
        grade: Grade = Grade.RISKY,
    ) -> None:
        """A keyword that only one of them has, or that differs and is not looked into."""
        before, after = old.get(key, ABSENT), new.get(key, ABSENT)
        if before is ABSENT and after is ABSENT:
            return
        if before is ABSENT or after is ABSENT or not same(before, after):
            what = "note" if grade is Grade.INTERNAL else "keyword-changed"
            self.note(grade, what, (*old_at, key), (*new_at, key), way, change(key, before, after))

    def note(
        self,
        grade: Grade,
        what: str,
        old_at: Pointer,
        new_at: Pointer,
        way: str,
        text: str,
        *,
        named: tuple[Pointer, Pointer] | None = None,
        extra: Pointer | None = None,
    ) -> None:
        """Note a change, named after what users call the place where it is."""
        place = (named or (old_at, new_at))[0 if what.endswith("removed") else 1]
        naming = self.found.old_names if what.endswith("removed") else self.found.new_names
        names, operations = self.called(place, naming, way)
        pointers = dict.fromkeys(filter(None, (old_at, new_at, extra)))
        self.found.add(
            grade,
            what,
            names,
            text,
            pointers,
            direction=way,
            operations=operations,
        )

    def called(self, at: Pointer, naming: Naming, way: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if at[:2] == ("components", "schemas"):
            return naming.schema(at, way), naming.users(at[2], way)
        if at[:2] == ("components", "parameters"):
            shared = naming.shared.get(at[2], {})
            return tuple(shared) or ("/".join(at),), tuple(sorted(set(shared.values())))
        return (self.outside(at),), ()

    def outside(self, at: Pointer) -> str:
        """A schema outside the components: a parameter, a header, a body."""
        document, naming = self.found.new, self.found.new_names
        if at[0] == "paths" and len(at) > 2:
            for source, names in ((document, naming), (self.found.old, self.found.old_names)):
                operation = source["paths"].get(at[1], {}).get(at[2])
                if operation is not None:
                    method = names.methods.get(str(operation.get("operationId")), at[2])
                    return place_in(method, at[3:])
        return "/".join(at)


def place_in(method: str, rest: Pointer) -> str:
    """A place inside an operation, as its user knows it."""
    if len(rest) > 1 and rest[0] == "parameters":
        return f"{method}(..., {argument(rest[1].partition(':')[2])}=)"
    if len(rest) > 3 and rest[0] == "responses" and rest[2] == "headers":
        return f"{method}: header {rest[3]} of {rest[1]}"
    if len(rest) > 1 and rest[0] == "responses":
        return f"{method}: answer {rest[1]}"
    return method
