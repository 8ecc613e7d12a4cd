"""The comparison of two schemas, as the caller fills them (request) or reads them (response).

In a request, fewer accepted values break callers; in a response, more possible values do. Schemas are compared in
pairs, starting where they are used, and each pair once for each direction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.changes.change import Assessment, Changes, Severity, describe, shown
from generator.changes.keywords import assess, loosened, tightened
from generator.changes.unions import SchemaType, UnionComparison, json_types, schema_type
from generator.diff.pair import ABSENT, Pair, same
from generator.openapi.documents import Node
from generator.openapi.schema_reader import schema_name, without_null

STRUCTURE = frozenset(
    {
        *("$ref", "type", "const", "enum", "properties", "required", "items", "additionalProperties"),
        *("discriminator", "x-any", "oneOf", "anyOf", "allOf"),
    }
)
"""Keywords that this module and `unions` compare. `keywords` has the rules for the others."""
B, R, A, F, I = reversed(Severity)  # noqa: E741


class SchemaComparison:
    """Compares pairs of schemas and records the changes."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.done: set[tuple[str, str, str]] = set()
        """The names of component schemas and the directions that are compared already."""
        self.unions = UnionComparison(changes, self.compare, self.keywords)

    def add(self, severity: Severity, kind: str, text: str, pair: Pair[Node]) -> None:
        self.changes.add_schema(Assessment(severity, kind, text), pair)

    def compare(self, pair: Pair[Node]) -> None:
        """Compare two schemas at the same place."""
        old, new = pair.values
        if not isinstance(old, Mapping) or not isinstance(new, Mapping):
            if not same(old, new):
                text = f"{describe('schema', old, new)}; this is not a schema, so a person has to decide"
                self.add(R, "not-understood", text, pair)
            return
        split = pair.map(without_null)
        core = split.map(lambda part: part[0])
        nullable = split.map(lambda part: part[1])
        names = core.map(lambda node: schema_name(node.value))
        if not (names.old and names.new):
            nullable = Pair(nullable.old or _content(core.old)[1], nullable.new or _content(core.new)[1])
        if nullable.old != nullable.new:
            self.nullability(nullable.new, pair)
        self.siblings(core)
        if names.old and names.new:
            self.components(names.old, names.new, core)
        elif not self.unions.compare_membership(core):
            self.inline(core)
        if not same(old.get("type"), new.get("type")) or _rewritten(old, new):
            for key in ("$ref", "type", "oneOf", "anyOf"):
                if not same(old.get(key), new.get(key)):
                    self.add(I, "rewritten", f"its {key} differs", pair.child(key))

    def components(self, old: str, new: str, pair: Pair[Node]) -> None:
        """Compare two component schemas that are used at the same place."""
        if old != new:
            if self.unions.compare_membership(pair.map(_only_reference)):
                return
            types = pair.map(lambda node: schema_type(_only_reference(node)))
            if (types.old, types.new) != (SchemaType.PLAIN, SchemaType.PLAIN):
                self.add(B, "class-changed", f"is {new} now, was {old}", pair)
        if (old, new, pair.direction) in self.done:
            return
        self.done.add((old, new, pair.direction))
        schemas = self.changes.root.child("components", "schemas").toward(pair.direction)
        self.compare(
            Pair(_component(schemas.old, old), _component(schemas.new, new), pair.direction, pair.name)
        )

    def inline(self, pair: Pair[Node]) -> None:
        """Compare two schemas of which at most one is a reference."""
        kinds = pair.map(schema_type)
        pair = pair.map(lambda node: _content(node)[0])
        types = pair.map(json_types)
        if types.old != types.new:
            self.types(types, pair)
        elif kinds.old != kinds.new and {kinds.old, kinds.new} != {SchemaType.PLAIN, SchemaType.ENUM}:
            self.add(B, "type-changed", f"{kinds.old.value} became {kinds.new.value}", pair)
        self.keywords(pair)
        self.enum(pair)
        self.properties(pair)
        self.additional_properties(pair)
        if pair.both_have("items"):
            self.compare(pair.child("items"))
        elif types.old == types.new:
            self.unions.keyword_appeared("items", pair)
        self.unions.compare_union(pair)

    def nullability(self, nullable: bool, pair: Pair[Node]) -> None:
        request = pair.direction == "request"
        if nullable:
            self.add(A if request else B, "null-allowed", "may be null now", pair)
        else:
            self.add(B if request else F, "null-rejected", "may no longer be null", pair)

    def types(self, types: Pair[frozenset[str]], pair: Pair[Node]) -> None:
        old, new = types.old, types.new
        text = f"type changed from {' or '.join(sorted(old))} to {' or '.join(sorted(new))}"
        if old <= _with_subtypes(new) and pair.direction == "request":
            self.add(A, "type-widened", text, pair)
        elif new <= _with_subtypes(old) and pair.direction == "response" and "any" not in old:
            self.add(F, "type-narrowed", text, pair)
        else:
            self.add(B, "type-changed", text, pair)

    # keywords

    def siblings(self, pair: Pair[Node]) -> None:
        """Compare what is next to a reference on one side or both; without a reference, only the description."""
        if "$ref" in pair.old.mapping or "$ref" in pair.new.mapping:
            self.keywords(pair.map(lambda node: node if "$ref" in node.mapping else _description(node)))

    def keywords(self, pair: Pair[Node]) -> None:
        """Compare the keywords that are assessed one at a time."""
        for key, before, after in pair.key_changes(skip=STRUCTURE):
            self.changes.add_schema(assess(key, before, after, pair.direction), pair.child(key))
        self.unions.keyword_appeared("x-any", pair, I)

    def enum(self, pair: Pair[Node]) -> None:
        """Compare the values that `enum` or `const` allow."""
        before, after = _enum(pair.old.mapping, pair.new.mapping), _enum(pair.new.mapping, pair.old.mapping)
        if before is None and after is None:
            old, new = (side.get("const", ABSENT) for side in pair.mappings)
            if not same(old, new):
                self.changes.add_schema(assess("const", old, new, pair.direction), pair.child("const"))
            return
        place, const = pair.child("enum"), pair.child("const")
        if "const" in pair.old.mapping or "const" in pair.new.mapping:
            self.add(I, "rewritten", "its only value is written differently", const)
            self.add(I, "rewritten", "its values are written differently", place)
        if not isinstance(before, Mapping) or not isinstance(after, Mapping):
            if same(before, after):
                return
            text = (
                f"accepts only {shown(after)} now"
                if before is None
                else "is no longer limited to certain values"
            )
            rule = tightened if before is None else loosened
            self.changes.add_schema(rule(pair.direction, text, "enum"), place)
            return
        for value in before:
            if value not in after:
                removed = tightened(pair.direction, f"the value {value} is removed", "enum")
                self.changes.add_schema(removed, place.child(value))
        for value in after:
            if value not in before:
                added = loosened(pair.direction, f"has the new value {value}", "enum")
                self.changes.add_schema(added, place.child(value))
        self.unions.order(Pair(place.old.replaced(before), place.new.replaced(after), pair.direction))

    # objects

    def properties(self, pair: Pair[Node]) -> None:
        """Compare the properties of objects and which of them are required."""
        if not any("properties" in side or "required" in side for side in pair.mappings):
            return
        properties, required = pair.child("properties"), pair.child("required")
        for name in properties.all_keys():
            child = properties.child(name)
            was, now = name in required.old.mapping, name in required.new.mapping
            if name not in properties.new.mapping:
                self.add(B, "property-removed", "removed", child)
            elif name not in properties.old.mapping:
                breaks = now and pair.direction == "request"
                added = (
                    Assessment(B, "property-added", "new and required")
                    if breaks
                    else Assessment(A, "property-added", "new")
                )
                self.changes.add_schema(added, child, also=[required.child(name).new.pointer])
            else:
                if was != now:
                    self.requiredness(now, child, required.child(name))
                self.compare(child)
        for name in required.all_keys():
            differs = (name in required.old.mapping) != (name in required.new.mapping)
            if differs and name not in properties.all_keys():
                adverb = "" if name in required.new.mapping else "no longer "
                text = f"{name}, which is not one of its properties, is {adverb}required"
                self.add(R, "required-changed", text, required)

    def requiredness(self, required: bool, child: Pair[Node], place: Pair[Node]) -> None:
        """Assess that a property is required now, or no longer."""
        if child.direction == "request":
            severity, text = (B, "is required now") if required else (A, "is optional now")
        elif not required:
            severity, text = B, "may be missing now, and is None in that case"
        elif json_types(without_null(child.new)[0]) & {"array", "object", "any"}:
            severity, text = R, "is always present now: if it is missing, it is empty instead of None"
        else:
            severity, text = F, "is always present now"
        kind = "required" if required else "optional"
        self.changes.add_schema(Assessment(severity, kind, text), place, named_at=child)

    def additional_properties(self, pair: Pair[Node]) -> None:
        """Compare which other properties objects may have."""
        key = "additionalProperties"
        if not any(key in side for side in pair.mappings):
            return
        place = pair.child(key)
        before, after = (side.get(key, True) for side in pair.mappings)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            self.compare(place)
        elif not same(before, after):
            text, request = describe(key, before, after), pair.direction == "request"
            if after is False or isinstance(after, Mapping):
                severity = B if request or isinstance(after, Mapping) else R
                self.add(severity, "closed", f"{text}: unknown fields are rejected or restricted", place)
            else:
                severity = A if request else B if isinstance(before, Mapping) else R
                self.add(severity, "opened", f"{text}: other fields are possible", place)
        elif (key in pair.old.mapping) != (key in pair.new.mapping):
            self.add(I, "note", f"{key} is added or removed, with the same effect", place)


def _content(node: Node) -> tuple[Node, bool]:
    """Return the content of a component schema at the place that refers to it, and whether it accepts null.

    A difference is recorded at the place of use: another schema is used there; elsewhere it may be unchanged.
    """
    name = schema_name(node.value)
    if name is None:
        return node, False
    schemas = node.documents.root().child("components", "schemas")
    core, nullable = without_null(_component(schemas, name))
    if schema_name(core.value):
        inner, inner_nullable = _content(core)
        core, nullable = inner, nullable or inner_nullable
    return core.replaced(core.value, pointer=node.pointer), nullable


def _component(schemas: Node, name: str) -> Node:
    """Return a component schema, or an empty schema if there is no schema of this name."""
    node = schemas.child(name)
    return node.replaced({}) if node.value is None else node


def _only_reference(node: Node) -> Node:
    """Return a reference without the keywords next to it."""
    return node.replaced({"$ref": node.mapping["$ref"]})


def _description(node: Node) -> Node:
    return node.replaced({key: node.mapping[key] for key in ("description",) if key in node.mapping})


def _rewritten(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    keys = ("$ref", "oneOf", "anyOf")
    return any((key in old) != (key in new) for key in keys) or not same(old.get("$ref"), new.get("$ref"))


def _enum(schema: Mapping[str, Any], other: Mapping[str, Any]) -> Any:
    """Return the values that a schema lists. A constant is an enum of one value if the other has an enum."""
    if "const" in schema and "enum" in other and "enum" not in schema:
        return {json.dumps(schema["const"], sort_keys=True): True}
    return schema.get("enum")


def _with_subtypes(types: frozenset[str]) -> frozenset[str]:
    """Return the types whose values these types include."""
    if "any" in types:
        return frozenset({"any", "null", "boolean", "integer", "number", "string", "array", "object"})
    return types | {"integer"} if "number" in types else types
