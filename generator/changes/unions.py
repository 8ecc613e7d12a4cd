"""The comparison of unions: members, discriminators, and schemas that are a union on one side only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from generator.changes.canonical import member_key
from generator.changes.change import Assessment, Changes, Severity, describe
from generator.diff.pair import ABSENT, Pair, same
from generator.openapi.documents import Node, UnreadableDocumentError
from generator.openapi.reader import component_name
from generator.openapi.schema_reader import read_schema, schema_name, union_of, without_null

B, R, A, F, I = reversed(Severity)  # noqa: E741
COMBINED = ("oneOf", "anyOf", "allOf")
UNION = frozenset({"$ref", "oneOf", "anyOf", "discriminator"})
PLACE = frozenset({"description", "default", "deprecated"})
"""Keywords that concern the place and not the values. So do all extensions."""


class SchemaType(Enum):
    """What a schema becomes in Python."""

    MODEL = "an object with fields"
    UNION = "a union"
    ENUM = "an enum"
    PLAIN = "a plain value"


def schema_type(node: Node) -> SchemaType:
    """Return what a schema becomes in Python."""
    try:
        schema = node.follow().mapping
    except UnreadableDocumentError:
        return SchemaType.PLAIN
    if "enum" in schema:
        return SchemaType.ENUM
    if schema.get("properties") or "allOf" in schema:
        return SchemaType.MODEL
    return SchemaType.UNION if "oneOf" in schema or "anyOf" in schema else SchemaType.PLAIN


def json_types(node: Node) -> frozenset[str]:
    """Return the JSON types of the values of a schema, including null; `any` if the schema has no type."""
    try:
        view = read_schema([node])
    except UnreadableDocumentError:
        return frozenset({"any"})
    # Keywords such as `items` limit values of one type only. Without `type`, values of all other types are accepted.
    types = {
        one.type if {"type", "properties", "const"} & one.node.mapping.keys() else "any"
        for one in view.alternatives
    }
    return frozenset(types | ({"null"} if view.nullable else set()))


def member_words(name: str, member: Any) -> str:
    """Return a description of a union member; for a list, of its items."""
    items = member.get("items") if isinstance(member, Mapping) else None
    if not isinstance(items, Mapping):
        return name
    types = items.get("type")
    inner = schema_name(items) or " or ".join(types if isinstance(types, Mapping) else ())
    return f"a list of {inner}" if inner else name


class UnionComparison:
    """Compares unions and records the changes.

    `compare` compares the schemas of members, and `keywords` the keywords that are not about unions.
    """

    def __init__(
        self,
        changes: Changes,
        compare: Callable[[Pair[Node]], None],
        keywords: Callable[[Pair[Node]], None],
    ) -> None:
        self.changes, self.compare, self.keywords = changes, compare, keywords

    def add(self, severity: Severity, kind: str, text: str, pair: Pair[Node]) -> None:
        self.changes.add_schema(Assessment(severity, kind, text), pair)

    def keyword_appeared(self, key: str, pair: Pair[Node], severity: Severity = R) -> None:
        """Record a keyword that only one side has, or that differs and is not compared further."""
        before, after = (side.get(key, ABSENT) for side in pair.mappings)
        if not same(before, after):
            kind = "note" if severity is I else "keyword-changed"
            self.add(severity, kind, describe(key, before, after), pair.child(key))

    def order(self, pair: Pair[Node]) -> None:
        """Record that the members or values are in another order. Parsers try the members of a union in order."""
        if pair.reordered():
            key = pair.new.pointer[-1]
            severity = R if key in COMBINED else I
            self.add(severity, "order-changed", f"the order of its {key} changed", pair)

    # a union on both sides

    def compare_union(self, pair: Pair[Node]) -> None:
        """Compare `oneOf`, `anyOf`, `allOf` and the discriminator."""
        if not any(key in side for side in pair.mappings for key in (*COMBINED, "discriminator")):
            return
        for key in COMBINED:
            members = pair.child(key)
            before, after = (side.get(key, {}) for side in pair.mappings)
            if not isinstance(before, Mapping) or not isinstance(after, Mapping):
                self.keyword_appeared(key, pair)
            elif pair.both_have(key):
                self.members(members)
                self.order(members)
            elif key in pair.old.mapping or key in pair.new.mapping:
                verb = "removed" if key in pair.old.mapping else "added"
                self.add(R, "union-changed", f"{key} {verb}", members)
        self.discriminator(pair.child("discriminator"))

    def members(self, pair: Pair[Node]) -> None:
        for name in pair.all_keys():
            member = pair.child(name)
            if pair.both_have(name):
                self.compare(member)
            elif pair.new.pointer[-1] == "allOf":
                text = f"the part {name} is added or removed; a person has to decide"
                self.add(R, "part-changed", text, member)
            elif name in pair.old.mapping:
                text = f"can no longer be {member_words(name, member.old.value)}"
                self.add(B, "member-removed", text, member)
            else:
                severity = A if pair.direction == "request" else R
                self.add(
                    severity, "member-added", f"can also be {member_words(name, member.new.value)}", member
                )

    def discriminator(self, pair: Pair[Node]) -> None:
        old, new = pair.values
        if old is None and new is None:
            return
        text = describe("discriminator", old, new)
        if not isinstance(old, Mapping) or not isinstance(new, Mapping):
            self.add(B, "discriminator-changed", text, pair)
            return
        if {*old, *new} - {"propertyName", "mapping"} and not same(old, new):
            self.add(R, "discriminator-changed", text, pair)
        was, now = old.get("propertyName"), new.get("propertyName")
        if not same(was, now):
            text = f"is distinguished by {now!r} now, was by {was!r}"
            self.add(B, "discriminator-changed", text, pair.child("propertyName"))
        self.tags(pair.child("mapping"))

    def tags(self, pair: Pair[Node]) -> None:
        for tag in pair.all_keys():
            place = pair.child(tag)
            if tag not in pair.old.mapping:
                severity = A if pair.direction == "request" else R
                self.add(severity, "tag-added", f"has the new tag {tag!r}", place)
            elif tag not in pair.new.mapping:
                self.add(B, "tag-removed", f"no longer has the tag {tag!r}", place)
            else:
                was, now = place.map(lambda node: component_name(str(node.value))).sides
                if was != now:
                    self.add(B, "tag-changed", f"the tag {tag!r} means {now} now, was {was}", place)
                elif place.old.value != place.new.value:
                    self.add(I, "note", f"the tag {tag!r} is written differently", place)

    # a union on one side

    def compare_membership(self, pair: Pair[Node]) -> bool:
        """Compare a schema with a union that contains it. Returns False if neither side is such a union."""
        was, now = pair.map(_members).sides
        if now and not was and (key := member_key(pair.old.value)) in now.mapping:
            self.membership(now, key, pair, widened=True)
            self.compare(Pair(_values_only(pair.old), now.child(key), pair.direction))
            return True
        if was and not now and (key := member_key(pair.new.value)) in was.mapping:
            self.membership(was, key, pair, widened=False)
            self.compare(Pair(was.child(key), _values_only(pair.new), pair.direction))
            return True
        return False

    def membership(self, union: Node, common: str, pair: Pair[Node], *, widened: bool) -> None:
        """Record that a schema became one of several, or the reverse, and compare what concerns the place."""
        others = " or ".join(member_words(n, member) for n, member in union.mapping.items() if n != common)
        request = pair.direction == "request"
        if widened:
            self.add(A if request else B, "union-widened", f"can also be {others}", pair)
        else:
            self.add(B if request else R, "union-narrowed", f"can no longer be {others}", pair)
        self.keywords(pair.map(lambda node: node.replaced(_place_keywords(node.mapping))))
        for key in ("$ref", "type", "const", "items", "discriminator", "oneOf", "anyOf"):
            if (key in pair.old.mapping) != (key in pair.new.mapping):
                self.add(I, "rewritten", f"its {key} differs", pair.child(key))


def _members(node: Node) -> Node | None:
    """Return the members of a union that a node is or refers to; None if it is not a union."""
    if (name := schema_name(node.value)) is not None:
        node = node.documents.root().child("components", "schemas", name)
        node, _ = without_null(node)
    return union_of(node)


def _place_keywords(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keywords that concern the place; of a union or a reference, everything next to it."""
    everything = bool(UNION & schema.keys())
    return {
        key: value
        for key, value in schema.items()
        if key not in UNION and (everything or key in PLACE or key.startswith("x-"))
    }


def _values_only(node: Node) -> Node:
    """Return a schema without the keywords that concern its place."""
    place = _place_keywords(node.mapping)
    return node.replaced({key: value for key, value in node.mapping.items() if key not in place})
