"""The comparison of schemas with those of upstream, by what they mean, independent of names and spelling."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from generator.diff.pair import Pair
from generator.drift.differences import Differences
from generator.openapi.documents import Node, Pointer
from generator.openapi.schema_reader import Alternative, SchemaView, limits, read_object, read_schema

Nodes = list[Node]
"""The schemas of one place: several if they are alternatives."""

SIMILAR = 0.3
"""Two objects of a union are the same one if they share more than this fraction of their properties."""


class SchemaDrift:
    """Compares the schemas of one operation after another. In each pair, `old` is ours and `new` is upstream's."""

    def __init__(self, found: Differences) -> None:
        self.found = found
        self.done: set[tuple[Any, ...]] = set()

    def compare(self, nodes: Pair[Nodes]) -> None:
        """Compare what two places accept."""
        pair = nodes.map(read_schema)
        ours, theirs = pair.old, pair.new
        self.found.compared |= {ours.pointer, ours.used_at}
        key = tuple((view.identity, view.nullable, view.used_at) for view in (theirs, ours))
        if key in self.done:
            return
        self.done.add(key)
        for kind, old, new in (
            ("nullable", ours.nullable, theirs.nullable),
            ("type", _words(ours.types), _words(theirs.types)),
            ("default", ours.default, theirs.default),
            ("deprecated", ours.deprecated, theirs.deprecated),
        ):
            if json.dumps(old) != json.dumps(new):
                self.differs(kind, (old, new), pair)
        for json_type in sorted(theirs.types):
            # This also applies if any value is accepted here: the upstream definition for this type may change.
            if json_type in ours.types or "any" in ours.types:
                self.enum(json_type, pair)
                old_limits, new_limits = _limits(ours.of(json_type)), _limits(theirs.of(json_type))
                for limit in sorted({*old_limits, *new_limits}):
                    if old_limits.get(limit) != new_limits.get(limit):
                        self.differs(limit, (old_limits.get(limit), new_limits.get(limit)), pair)
        self.items(pair)
        self.objects(pair)

    def differs(
        self, kind: str, values: tuple[Any, Any], pair: Pair[SchemaView], pointer: Pointer | None = None
    ) -> None:
        """Record a difference at a place, by default at the place of use."""
        used_at = pair.old.used_at
        self.found.differs(kind, values, pointer or used_at, pair.name, used_at)

    def enum(self, json_type: str, pair: Pair[SchemaView]) -> None:
        """Compare the values that `enum` or `const` allow."""
        ours, theirs = (_values(view.of(json_type)) for view in (pair.old, pair.new))
        pointer, used_at = _place(pair.old.of(json_type), pair.old), pair.old.used_at
        if ours is None and theirs is None:
            return
        if ours is None or theirs is None:
            self.differs("enum", (ours and sorted(ours), theirs and sorted(theirs)), pair, pointer)
            return
        for value in sorted(theirs - ours):
            self.found.missing("value", value, pointer, pair.name, used_at)
        for value in sorted(ours - theirs):
            self.found.extra("value", value, pointer, pair.name, used_at)
        self.found.compared.add(pointer)

    def items(self, pair: Pair[SchemaView]) -> None:
        """Compare the items of arrays."""
        arrays = pair.map(lambda view: view.of("array"))
        items = arrays.map(lambda found: [a.node.child("items") for a in found if "items" in a.node.mapping])
        if items.old and items.new:
            self.compare(items.called(f"{pair.name}[]"))
        elif (items.old or items.new) and arrays.old and arrays.new:
            self.differs("items", described(items), pair)

    def objects(self, pair: Pair[SchemaView]) -> None:
        """Compare objects; in unions of several objects, each with the one that it resembles."""
        objects = pair.map(lambda view: view.of("object"))
        ours, theirs = objects.old, objects.new
        if not ours or not theirs:
            return
        if len(ours) == 1 or len(theirs) == 1:
            if len(ours) != len(theirs):
                counts = (len(ours), f"{len(theirs)} kinds of objects")
                self.differs("variants", counts, pair, _place(ours, pair.old))
            self.object(objects, pair.old)
            return
        rest = list(ours)
        for alternative in theirs:
            likeness = [(_likeness(one, alternative), -index) for index, one in enumerate(rest)]
            best, index = max(likeness, default=(0.0, 0))
            if best > SIMILAR:
                self.object(Pair([rest.pop(-index)], [alternative], name=pair.name), pair.old)
            else:
                words = _identified(alternative)
                self.found.missing(
                    "variant", words, pair.old.pointer, pair.name, pair.old.used_at, alternative.node
                )
        for alternative in rest:
            self.found.extra(
                "variant", _identified(alternative), pair.old.pointer, pair.name, pair.old.used_at
            )

    def object(self, alternatives: Pair[list[Alternative]], place: SchemaView) -> None:
        """Compare the properties of two objects."""
        pair = alternatives.map(read_object)
        ours, theirs, used_at = pair.old, pair.new, place.used_at
        self.found.compared.add(ours.pointer)
        for name in {**theirs.properties, **ours.properties}:
            called = f"{pair.name}.{name}"
            if name not in ours.properties:
                nodes = theirs.properties[name]
                summary = summarize(nodes) + (", required" if name in theirs.required else "")
                pointer = (*ours.pointer, "properties", name)
                self.found.compared.add(pointer)
                self.found.missing("property", summary, pointer, called, used_at, nodes[0])
                continue
            pointer = ours.properties[name][0].pointer
            self.found.compared.add(pointer)
            if name not in theirs.properties:
                self.found.extra("property", None, pointer, called, used_at)
                continue
            required = name in ours.required, name in theirs.required
            if required[0] != required[1]:
                self.found.differs("required", required, pointer, called, used_at)
            self.compare(pair.map(lambda view, name=name: view.properties[name]).called(called))  # type: ignore[misc]
        if ours.open != theirs.open:
            self.found.differs("other fields", (ours.open, theirs.open), ours.pointer, pair.name, used_at)
        additional = pair.map(lambda view: view.additional)
        if additional.old and additional.new:
            self.compare(additional.called(f"{pair.name}[*]"))
        elif additional.old or additional.new:
            ours_text, _ = described(additional)
            values = ours_text, summarize(additional.new) if additional.new else None
            self.found.differs("values", values, ours.pointer, pair.name, used_at)


def described(pair: Pair[Any]) -> tuple[str | None, str | None]:
    """Return for both sides whether there is something: the values of a difference that shows no more than that."""
    return "described" if pair.old else None, "described" if pair.new else None


def summarize(nodes: Nodes) -> str:
    """Return a short description of an upstream schema, so that a later change of it is detected."""
    view = read_schema(nodes)
    values = _values(view.of("string"))
    words = _words(view.types)
    if values is not None:
        words += f" of {', '.join(map(str, sorted(values)))}"
    bounds = _limits(view.alternatives) if len(view.alternatives) == 1 else {}
    words += "".join(f", {key} {value}" for key, value in sorted(bounds.items()))
    return f"{words}, nullable" if view.nullable else words


def _likeness(one: Alternative, other: Alternative) -> float:
    """Return how much two objects resemble each other: by their tags if they share any, otherwise by their fields."""
    tags = _tags(one), _tags(other)
    if shared := set(tags[0]) & set(tags[1]):
        return 2.0 if any(tags[0][name] & tags[1][name] for name in shared) else 0.0
    names = [set(side.node.child("properties").mapping) for side in (one, other)]
    return len(names[0] & names[1]) / max(1, len(names[0] | names[1]))


def _tags(alternative: Alternative) -> dict[str, set[Any]]:
    """Return the properties of an object that have only one possible value."""
    found = {}
    for name, nodes in read_object([alternative]).properties.items():
        values = _values(read_schema(nodes).of("string"))
        if values is not None and len(values) == 1:
            found[name] = values
    return found


def _identified(alternative: Alternative) -> str:
    """Return what distinguishes an object of a union: its tags, otherwise its fields."""
    if tags := _tags(alternative):
        return " and ".join(f"{name} {next(iter(values))}" for name, values in sorted(tags.items()))
    return "with " + ", ".join(sorted(alternative.node.child("properties").mapping))


def _words(types: Iterable[str]) -> str:
    return " or ".join(sorted(types)) or "nothing"


def _values(alternatives: list[Alternative]) -> set[Any] | None:
    """Return the values that all alternatives together allow; None if one of them allows any value."""
    found: set[Any] = set()
    for alternative in alternatives:
        if alternative.values is None:
            return None
        found |= {value if isinstance(value, str) else json.dumps(value) for value in alternative.values}
    return found if alternatives else None


def _limits(alternatives: list[Alternative]) -> dict[str, Any]:
    """Return the limits that all alternatives have in common."""
    each = [limits(alternative.node.mapping) for alternative in alternatives] or [{}]
    return {key: value for key, value in each[0].items() if all(other.get(key) == value for other in each)}


def _place(alternatives: list[Alternative], view: SchemaView) -> Pointer:
    """Return where the values are defined: in the one schema that lists them, otherwise where it is used."""
    return alternatives[0].node.pointer if len(alternatives) == 1 else view.pointer
