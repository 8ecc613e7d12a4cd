"""What a method sends: its parameters and its request body, before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from generator.changes.canonical import same
from generator.changes.entry import Grade
from generator.changes.findings import shown, target
from generator.changes.keywords import ABSENT, differing, judge
from generator.changes.media import compare_media
from generator.changes.naming import argument

if TYPE_CHECKING:
    from generator.changes.entry import Pointer
    from generator.changes.findings import Findings
    from generator.changes.schemas import SchemaComparison


Note = Callable[..., None]


class RequestComparison:
    """Compares the requests of an operation and notes what changed."""

    def __init__(self, found: Findings, schemas: SchemaComparison) -> None:
        self.found, self.schemas = found, schemas

    def compare(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str) -> None:
        """Compare all that the caller gives."""
        self.parameters(old, new, old_at, new_at, name)
        self.body(old, new, old_at, new_at, name)

    def parameters(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str) -> None:
        before, after = old.get("parameters", {}), new.get("parameters", {})
        if not isinstance(before, Mapping) or not isinstance(after, Mapping):
            self.found.add(
                Grade.RISKY, "not-understood", name, "its parameters cannot be compared", [old_at, new_at]
            )
            return
        for key in {**before, **after}:
            ends = (*old_at, "parameters", key), (*new_at, "parameters", key)
            self.given(before.get(key, ABSENT), after.get(key, ABSENT), *ends, name)
        if [k for k in before if k in after] != [k for k in after if k in before]:
            self.found.add(
                Grade.INTERNAL,
                "order-changed",
                name,
                "its parameters are in another order",
                [(*old_at, "parameters"), (*new_at, "parameters")],
                operations=[name],
            )

    def given(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str) -> None:
        """One parameter, written in place or elsewhere; on one side it may be ABSENT."""
        called = f"{name}(..., {argument(new_at[-1].partition(':')[2])}=)"
        ends = old_at, new_at

        def note(grade: Grade, what: str, text: str, *, at: tuple[Pointer, Pointer] = ends) -> None:
            self.found.add(grade, what, called, text, at, direction="request", operations=[name])

        after = self.found.resolved(new, new=True)
        if new is ABSENT:
            note(Grade.BREAKING, "parameter-removed", "removed")
        elif old is ABSENT and after.get("required"):
            note(Grade.BREAKING, "parameter-added", "new, and must be given")
        elif old is ABSENT:
            note(Grade.ADDITION, "parameter-added", "new")
        else:
            at = target(old, old_at), target(new, new_at)
            if (at[0] == old_at) != (at[1] == new_at):
                note(Grade.INTERNAL, "rewritten", "is described elsewhere now")
            self.parameter(self.found.resolved(old, new=False), after, *at, note)

    def parameter(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, note: Note
    ) -> None:
        for key, before, after in differing(old, new, but=frozenset({"schema", "in", "$ref"})):
            at = (*old_at, key), (*new_at, key)
            if key == "required" and (before is True) != (after is True):
                grade = Grade.BREAKING if after is True else Grade.ADDITION
                note(
                    grade, "required", "must be given now" if after is True else "may be left out now", at=at
                )
            elif key == "name":
                note(Grade.INTERNAL, "note", f"is written {after} now", at=at)
            elif key == "required":
                note(Grade.INTERNAL, "note", "required stated or left out, to the same effect", at=at)
            else:
                note(*judge(key, before, after, "request"), at=at)
        before, after = old.get("schema", {}), new.get("schema", {})
        if (
            old.get("x-send-default")
            and new.get("x-send-default")
            and not same(before.get("default"), after.get("default"))
        ):
            note(
                Grade.BREAKING,
                "default-sent",
                f"sends {shown(after.get('default'))} now where the caller says nothing, "
                f"was {shown(before.get('default'))}",
            )
        self.schemas.compare(before, after, (*old_at, "schema"), (*new_at, "schema"), "request")

    def body(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str) -> None:
        before, after = old.get("requestBody"), new.get("requestBody")
        here, there = (*old_at, "requestBody"), (*new_at, "requestBody")
        if before is None and after is None:
            return

        def note(grade: Grade, what: str, text: str, *keys: str) -> None:
            places = [(*here, *keys), (*there, *keys)]
            self.found.add(grade, what, name, text, places, direction="request", operations=[name])

        if before is None or after is None:
            text = "has a request body now" if before is None else "no longer has a request body"
            note(Grade.BREAKING, "body-changed", text)
            return
        for key, one, other in differing(before, after, but=frozenset({"content", "required"})):
            grade, what, text = judge(key, one, other, "request")
            note(grade, what, f"its request body: {text}", key)
        if not same(before.get("required"), after.get("required")):
            needed = after.get("required")
            text = f"its request body {'must' if needed else 'need not'} be given"
            note(Grade.BREAKING if needed else Grade.ADDITION, "body-required", text, "required")
        was, now = before.get("content", {}), after.get("content", {})
        for kind in {**was, **now}:
            if kind not in was or kind not in now:
                text = f"{'sends' if kind in now else 'no longer sends'} {kind}"
                note(Grade.BREAKING, "body-type-changed", text, "content", kind)
            else:
                at = (*here, "content", kind), (*there, "content", kind)
                compare_media(self.found, self.schemas, was[kind], now[kind], *at, name, "request")
