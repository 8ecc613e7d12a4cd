"""Unions before and after: members, and the tags that tell them apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.changes.canonical import same
from generator.changes.entry import Grade
from generator.changes.keywords import change
from generator.changes.notes import Notes
from generator.changes.shapes import words

if TYPE_CHECKING:
    from generator.changes.entry import Pointer


class UnionRules(Notes):
    """How changes of unions are judged."""

    def union(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        for key in ("oneOf", "anyOf", "allOf"):
            before, after = old.get(key, {}), new.get(key, {})
            if not isinstance(before, Mapping) or not isinstance(after, Mapping):
                self.appeared(key, old, new, old_at, new_at, way)
                continue
            here, there = (*old_at, key), (*new_at, key)
            if key in old and key in new:
                self.members(before, after, here, there, way, all_of=key == "allOf")
                self.order(before, after, here, there, way)
            elif key in old or key in new:
                text = f"{key} {'dropped' if key in old else 'added'}"
                self.note(Grade.RISKY, "union-changed", here, there, way, text)
        self.discriminator(old, new, old_at, new_at, way)

    def members(
        self,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        old_at: Pointer,
        new_at: Pointer,
        way: str,
        *,
        all_of: bool,
    ) -> None:
        for name in {**old, **new}:
            here, there = (*old_at, name), (*new_at, name)
            if name in old and name in new:
                self.compare(old[name], new[name], here, there, way)
            elif all_of:
                text = f"the part {name} came or went; judge by hand"
                self.note(Grade.RISKY, "part-changed", here, there, way, text)
            elif name in old:
                text = f"can no longer be {words(name, old[name])}"
                self.note(Grade.BREAKING, "member-removed", here, there, way, text)
            else:
                grade = Grade.ADDITION if way == "request" else Grade.RISKY
                self.note(grade, "member-added", here, there, way, f"can also be {words(name, new[name])}")

    def discriminator(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        before, after = old.get("discriminator"), new.get("discriminator")
        here, there = (*old_at, "discriminator"), (*new_at, "discriminator")
        if before is None and after is None:
            return
        text = change("discriminator", before, after)
        if not isinstance(before, Mapping) or not isinstance(after, Mapping):
            self.note(Grade.BREAKING, "discriminator-changed", here, there, way, text)
            return
        if {*before, *after} - {"propertyName", "mapping"} and not same(before, after):
            self.note(Grade.RISKY, "discriminator-changed", here, there, way, text)
        if not same(before.get("propertyName"), after.get("propertyName")):
            text = f"told apart by {after.get('propertyName')!r} now, not by {before.get('propertyName')!r}"
            ends = (*here, "propertyName"), (*there, "propertyName")
            self.note(Grade.BREAKING, "discriminator-changed", *ends, way, text)
        ends = (*here, "mapping"), (*there, "mapping")
        self.tags(before.get("mapping", {}), after.get("mapping", {}), *ends, way)

    def tags(
        self, was: Mapping[str, Any], now: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        for value in {**was, **now}:
            ends = (*old_at, value), (*new_at, value)
            if value not in was:
                grade = Grade.ADDITION if way == "request" else Grade.RISKY
                self.note(grade, "tag-added", *ends, way, f"knows the new tag {value!r}")
            elif value not in now:
                self.note(Grade.BREAKING, "tag-removed", *ends, way, f"no longer knows the tag {value!r}")
            elif _target(was[value]) != _target(now[value]):
                text = f"the tag {value!r} means {_target(now[value])} now, not {_target(was[value])}"
                self.note(Grade.BREAKING, "tag-changed", *ends, way, text)
            elif was[value] != now[value]:
                self.note(Grade.INTERNAL, "note", *ends, way, f"the tag {value!r} is written otherwise")

    def order(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        if [k for k in old if k in new] != [k for k in new if k in old]:
            union = new_at[-1] in ("oneOf", "anyOf", "allOf")
            grade = Grade.RISKY if union else Grade.INTERNAL
            self.note(grade, "order-changed", old_at, new_at, way, f"the order of its {new_at[-1]} changed")


def _target(reference: str) -> str:
    """The schema that a tag stands for, written as a reference or by its name alone."""
    return reference.rsplit("/", 1)[-1]
