"""Two schemas compared, as the caller fills them (request) or reads them (response).

In a request fewer accepted values break, in an answer more possible ones do. Schemas are compared in pairs from where
they are used; each pair once for each direction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.changes.canonical import same
from generator.changes.entry import Grade, Pointer
from generator.changes.findings import Findings, component, shown
from generator.changes.keywords import ABSENT, change, differing, judge, loosened, tightened
from generator.changes.objects import ObjectRules
from generator.changes.one_of_many import OneOfManyRules
from generator.changes.shapes import Kind, form, json_types, kind_of, split
from generator.changes.unions import UnionRules

STRUCTURE = frozenset(
    {
        "$ref",
        "type",
        "const",
        "enum",
        "properties",
        "required",
        "items",
        "additionalProperties",
        "discriminator",
        "x-any",
    }
    | {"oneOf", "anyOf", "allOf"}
)
"""Keywords that are compared here, and not by `judge`."""


class SchemaComparison(ObjectRules, UnionRules, OneOfManyRules):
    """Compares pairs of schemas and notes what changed in `found`."""

    def __init__(self, found: Findings) -> None:
        super().__init__(found)
        self.done: set[tuple[str, str, str]] = set()

    def compare(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, direction: str) -> None:
        """Compare two schemas that stand in the same place."""
        if not isinstance(old, Mapping) or not isinstance(new, Mapping):
            if not same(old, new):
                note = f"{change('schema', old, new)}; not a schema, so judge by hand"
                self.note(Grade.RISKY, "not-understood", old_at, new_at, direction, note)
            return
        old_core, old_null = split(old)
        new_core, new_null = split(new)
        old_ref, new_ref = component(old_core), component(new_core)
        if not (old_ref and new_ref):
            old_null = old_null or self.followed(old_core, new=False)[1]
            new_null = new_null or self.followed(new_core, new=True)[1]
        if old_null != new_null:
            self.nullability(old_null, old_at, new_at, direction)
        self.siblings(old_core, new_core, old_at, new_at, direction)
        if old_ref and new_ref:
            self.pair(old_ref, new_ref, old_at, new_at, direction)
        elif not self.one_of_many(old_core, new_core, old_at, new_at, direction):
            self.forms(old_core, new_core, old_at, new_at, direction)
        if not same(old.get("type"), new.get("type")) or self.rewritten(old, new):
            for key in ("$ref", "type", "oneOf", "anyOf"):
                if not same(old.get(key), new.get(key)):
                    self.note(
                        Grade.INTERNAL,
                        "rewritten",
                        (*old_at, key),
                        (*new_at, key),
                        direction,
                        f"its {key} differs",
                    )

    def rewritten(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
        keys = ("$ref", "oneOf", "anyOf")
        return any((key in old) != (key in new) for key in keys) or not same(old.get("$ref"), new.get("$ref"))

    # whole schemas

    def pair(self, old: str, new: str, old_at: Pointer, new_at: Pointer, direction: str) -> None:
        """Two named schemas in one place."""
        if old != new:
            nodes = [{"$ref": f"#/components/schemas/{name}"} for name in (old, new)]
            if self.one_of_many(nodes[0], nodes[1], old_at, new_at, direction):
                return
            self.renamed(old, new, old_at, new_at, direction)
        if (old, new, direction) in self.done:
            return
        self.done.add((old, new, direction))
        before = self.found.old["components"]["schemas"].get(old, {})
        after = self.found.new["components"]["schemas"].get(new, {})
        here = ("components", "schemas")
        self.compare(before, after, (*here, old), (*here, new), direction)

    def renamed(self, old: str, new: str, old_at: Pointer, new_at: Pointer, direction: str) -> None:
        kinds = kind_of(old, self.found.old), kind_of(new, self.found.new)
        if kinds == (Kind.PLAIN, Kind.PLAIN):
            return
        text = f"is {new} now, was {old}"
        self.note(Grade.BREAKING, "class-changed", old_at, new_at, direction, text)

    def forms(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        """Two schemas of which at most one is a reference."""
        old_form, new_form = form(old, self.found.old), form(new, self.found.new)
        old, _ = self.followed(old, new=False)
        new, _ = self.followed(new, new=True)
        before, after = json_types(old, self.found.old), json_types(new, self.found.new)
        if before != after:
            self.types(before, after, old_at, new_at, way)
        elif old_form != new_form and {old_form, new_form} != {Kind.PLAIN, Kind.ENUM}:
            text = f"{old_form.value} became {new_form.value}"
            self.note(Grade.BREAKING, "type-changed", old_at, new_at, way, text)
        self.keywords(old, new, old_at, new_at, way)
        self.enum(old, new, old_at, new_at, way)
        self.object(old, new, old_at, new_at, way)
        if "items" in old and "items" in new:
            self.compare(old["items"], new["items"], (*old_at, "items"), (*new_at, "items"), way)
        elif before == after:
            self.appeared("items", old, new, old_at, new_at, way)
        self.union(old, new, old_at, new_at, way)

    def followed(self, node: Mapping[str, Any], *, new: bool) -> tuple[Mapping[str, Any], bool]:
        """A named schema's content in place of its name, and whether it may be null.

        What differs is noted at the place of use: there it is another schema now, elsewhere it may be as it was.
        """
        name = component(node)
        if name is None:
            return node, False
        document = self.found.new if new else self.found.old
        core, null = split(document["components"]["schemas"].get(name, {}))
        if component(core):
            inner, deeper = self.followed(core, new=new)
            return inner, null or deeper
        return core, null

    def nullability(self, was: bool, old_at: Pointer, new_at: Pointer, way: str) -> None:
        if was:
            grade = Grade.BREAKING if way == "request" else Grade.FIX
            self.note(grade, "null-refused", old_at, new_at, way, "may no longer be null")
        else:
            grade = Grade.ADDITION if way == "request" else Grade.BREAKING
            self.note(grade, "null-allowed", old_at, new_at, way, "may be null now")

    def types(
        self, before: frozenset[str], after: frozenset[str], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        text = f"type changed from {' or '.join(sorted(before))} to {' or '.join(sorted(after))}"
        wider, narrower = before <= _with_subtypes(after), after <= _with_subtypes(before)
        if wider and way == "request":
            self.note(Grade.ADDITION, "type-widened", old_at, new_at, way, text)
        elif narrower and way == "response" and "any" not in before:
            self.note(Grade.FIX, "type-narrowed", old_at, new_at, way, text)
        else:
            self.note(Grade.BREAKING, "type-changed", old_at, new_at, way, text)

    # keywords

    def siblings(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        """What stands beside a reference, in one or both."""
        if "$ref" not in old and "$ref" not in new:
            return
        self.keywords(
            old if "$ref" in old else _documentation(old),
            new if "$ref" in new else _documentation(new),
            old_at,
            new_at,
            way,
        )

    def keywords(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        for key, before, after in differing(old, new, but=STRUCTURE):
            grade, what, text = judge(key, before, after, way)
            self.note(grade, what, (*old_at, key), (*new_at, key), way, text)
        self.appeared("x-any", old, new, old_at, new_at, way, Grade.INTERNAL)

    def enum(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        before, after = _values(old, new), _values(new, old)
        here, there = (*old_at, "enum"), (*new_at, "enum")
        if before is None and after is None:
            self.constant(old, new, old_at, new_at, way)
            return
        if "const" in old or "const" in new:
            places = (*old_at, "const"), (*new_at, "const")
            self.note(Grade.INTERNAL, "rewritten", *places, way, "its one value is written otherwise")
            self.note(Grade.INTERNAL, "rewritten", here, there, way, "its values are written otherwise")
        if (
            before is None
            or after is None
            or not isinstance(before, Mapping)
            or not isinstance(after, Mapping)
        ):
            if same(before, after):
                return
            text = (
                f"takes only {shown(after)} now"
                if before is None
                else "is no longer limited to certain values"
            )
            verdict = tightened if before is None else loosened
            grade, what, words = verdict(way, text, "enum")
            self.note(grade, what, here, there, way, words)
            return
        for value in before:
            if value not in after:
                grade, what, words = tightened(way, f"the value {value} is gone", "enum")
                self.note(grade, what, (*here, value), (*there, value), way, words)
        for value in after:
            if value not in before:
                grade, what, words = loosened(way, f"has the new value {value}", "enum")
                self.note(grade, what, (*here, value), (*there, value), way, words)
        self.order(before, after, here, there, way)

    def constant(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        """The one value that may stand there."""
        before, after = old.get("const", ABSENT), new.get("const", ABSENT)
        if before is after or (before is not ABSENT and after is not ABSENT and same(before, after)):
            return
        grade, what, text = judge("const", before, after, way)
        self.note(grade, what, (*old_at, "const"), (*new_at, "const"), way, text)


def _values(node: Mapping[str, Any], other: Mapping[str, Any]) -> Any:
    """The values that a schema lists; beside a list a constant is one of one value."""
    if "const" in node and "enum" in other and "enum" not in node:
        return {json.dumps(node["const"], sort_keys=True): True}
    return node.get("enum")


def _documentation(node: Mapping[str, Any]) -> dict[str, Any]:
    return {key: node[key] for key in ("description",) if key in node}


def _with_subtypes(types: frozenset[str]) -> frozenset[str]:
    """The types whose values these take."""
    if "any" in types:
        return frozenset({"any", "null", "boolean", "integer", "number", "string", "array", "object"})
    return types | {"integer"} if "number" in types else types
