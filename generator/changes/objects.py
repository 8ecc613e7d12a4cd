"""Objects before and after: fields, which of them are required, and what else may be there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.changes.canonical import same
from generator.changes.entry import Grade
from generator.changes.keywords import change
from generator.changes.notes import Notes
from generator.changes.shapes import json_types, split

if TYPE_CHECKING:
    from generator.changes.entry import Pointer


class ObjectRules(Notes):
    """How changes of objects are judged."""

    def object(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        before, after = old.get("properties", {}), new.get("properties", {})
        musts = old.get("required", {}), new.get("required", {})
        for name in {**before, **after}:
            here, there = (*old_at, "properties", name), (*new_at, "properties", name)
            needed = name in musts[0], name in musts[1]
            if name not in after:
                self.note(Grade.BREAKING, "property-removed", here, there, way, "removed")
            elif name not in before:
                self.property_added(needed[1], here, there, way)
            else:
                if needed[0] != needed[1]:
                    self.requiredness(after[name], needed[1], (old_at, new_at), name, way)
                self.compare(before[name], after[name], here, there, way)
        for name in {**musts[0], **musts[1]}:
            if name not in before and name not in after and (name in musts[0]) != (name in musts[1]):
                self.note(
                    Grade.RISKY,
                    "required-changed",
                    (*old_at, "required"),
                    (*new_at, "required"),
                    way,
                    f"{name}, which is no property of it, is {'' if name in musts[1] else 'no longer '}required",
                )
        self.open(old, new, old_at, new_at, way)

    def property_added(self, needed: bool, here: Pointer, there: Pointer, way: str) -> None:
        breaks = needed and way == "request"
        grade, text = (Grade.BREAKING, "new, and must be given") if breaks else (Grade.ADDITION, "new")
        required = (*there[:-2], "required", there[-1])
        self.note(grade, "property-added", here, there, way, text, extra=required)

    def requiredness(self, node: Any, needed: bool, at: tuple[Pointer, Pointer], name: str, way: str) -> None:
        here, there = (*at[0], "required", name), (*at[1], "required", name)
        if way == "request":
            grade, text = (
                (Grade.BREAKING, "must be given now") if needed else (Grade.ADDITION, "may be left out now")
            )
        elif not needed:
            grade, text = Grade.BREAKING, "may be missing now, and is None then"
        elif json_types(split(node)[0], self.found.new) & {"array", "object", "any"}:
            grade, text = (
                Grade.RISKY,
                "always comes now: where it does not, it is an empty one instead of None",
            )
        else:
            grade, text = Grade.FIX, "always comes now"
        what = "required" if needed else "optional"
        as_property = (*at[0], "properties", name), (*at[1], "properties", name)
        self.note(grade, what, here, there, way, text, named=as_property)

    def open(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        key = "additionalProperties"
        before, after = old.get(key, True), new.get(key, True)
        here, there = (*old_at, key), (*new_at, key)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            self.compare(before, after, here, there, way)
        elif not same(before, after):
            text = change(key, before, after)
            if after is False or isinstance(after, Mapping):
                grade = Grade.BREAKING if way == "request" or isinstance(after, Mapping) else Grade.RISKY
                self.note(grade, "closed", here, there, way, f"{text}: unknown fields are refused or limited")
            else:
                grade = Grade.ADDITION if way == "request" else Grade.RISKY
                grade = Grade.BREAKING if isinstance(before, Mapping) and way == "response" else grade
                self.note(grade, "opened", here, there, way, f"{text}: other fields may be there")
        elif (key in old) != (key in new):
            self.note(
                Grade.INTERNAL, "note", here, there, way, f"{key} stated or left out, to the same effect"
            )
