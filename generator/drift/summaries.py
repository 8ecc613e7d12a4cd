"""Summaries of upstream schemas: short texts that change with everything in them that is compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.diff.pair import same
from generator.drift.differences import shortened
from generator.openapi.documents import Node, UnreadableDocumentError
from generator.openapi.schema_reader import Alternative, limits, read_object, read_schema

Nodes = list[Node]
"""The schemas of one place: several if they are alternatives."""

PLAIN = ("contentEncoding", "contentMediaType", "minContains", "maxContains", "dependentRequired")
"""Keywords that are compared by their values, as limits are."""
PARTS = (
    *("not", "if", "then", "else", "contains", "propertyNames", "contentSchema"),
    *("unevaluatedItems", "unevaluatedProperties", "patternProperties", "dependentSchemas", "prefixItems"),
)
"""Keywords that contain schemas, besides `items` and those of objects and unions."""
NAMED = ("patternProperties", "dependentSchemas", "prefixItems")
"""Those of them that contain a schema for each name or position."""


def summarize(nodes: Nodes) -> str:
    """Return a description of an upstream schema and everything in it, so that a later change of it is detected."""
    try:
        return shortened(" ".join(_words(nodes, set())), 160)
    except UnreadableDocumentError:
        return "unreadable"


def _words(nodes: Nodes, seen: set[Any]) -> Iterator[str]:
    """Yield the words about a schema, and about what is in it unless an earlier word is."""
    view = read_schema(nodes)
    text = words(view.types)
    values = values_of(view.of("string"))
    if values is not None:
        text += f" of {', '.join(map(str, sorted(values)))}"
    bounds = limits_of(view.alternatives) if len(view.alternatives) == 1 else {}
    text += "".join(f", {key} {value}" for key, value in sorted(bounds.items()))
    flags = {"nullable": view.nullable, "deprecated": view.deprecated}
    flags |= {"read-only": view.read_only, "write-only": view.write_only}
    text += "".join(f", {name}" for name, flag in flags.items() if flag)
    if view.default is not None:
        text += f", default {json.dumps(view.default)}"
    yield text
    if view.identity not in seen:
        seen.add(view.identity)
        for alternative in view.alternatives:
            yield from _inside(alternative, seen)


def _inside(alternative: Alternative, seen: set[Any]) -> Iterator[str]:
    for label, part in parts_of(alternative).items():
        yield f"{label} ({' '.join(_words([part], seen)) if part.mapping else json.dumps(part.value)})"
    if alternative.type == "array" and "items" in alternative.node.mapping:
        yield f"of ({' '.join(_words([alternative.node.child('items')], seen))})"
    if alternative.type == "object":
        view = read_object([alternative])
        for name, nodes in view.properties.items():
            required = ", required" if name in view.required else ""
            yield f"{name} ({' '.join(_words(nodes, seen))}{required})"
        if view.additional:
            yield f"[*] ({' '.join(_words(view.additional, seen))})"
        if not view.open:
            yield "without others"


def parts_of(alternative: Alternative) -> dict[str, Node]:
    """Return the schemas in the other keywords of a schema, by keyword and name."""
    found: dict[str, Node] = {}
    for key in PARTS:
        if key in alternative.node.mapping:
            part = alternative.node.child(key)
            if key in NAMED:
                members = part.elements() if isinstance(part.value, list) else [n for _, n in part.items()]
                found |= {f"{key} {member.pointer[-1]}": member for member in members}
            else:
                found[key] = part
    return found


def tags(alternative: Alternative) -> dict[str, set[Any]]:
    """Return the properties of an object that have only one possible value."""
    found = {}
    for name, nodes in read_object([alternative]).properties.items():
        values = values_of(read_schema(nodes).of("string"))
        if values is not None and len(values) == 1:
            found[name] = values
    return found


def identified(alternative: Alternative) -> str:
    """Return what distinguishes an object of a union: its tags, otherwise its fields."""
    if found := tags(alternative):
        return " and ".join(f"{name} {next(iter(values))}" for name, values in sorted(found.items()))
    return "with " + ", ".join(sorted(alternative.node.child("properties").mapping))


def words(types: Iterable[str]) -> str:
    """Return JSON types as text."""
    return " or ".join(sorted(types)) or "nothing"


def values_of(alternatives: list[Alternative]) -> set[Any] | None:
    """Return the values that all alternatives together allow; None if one of them allows any value."""
    found: set[Any] = set()
    for alternative in alternatives:
        if alternative.values is None:
            return None
        found |= {value if isinstance(value, str) else json.dumps(value) for value in alternative.values}
    return found if alternatives else None


def limits_of(alternatives: list[Alternative]) -> dict[str, Any]:
    """Return the limits of several alternatives: a value that all share, otherwise the list of their values."""
    each = [_limits(alternative.node.mapping) for alternative in alternatives]
    found = {}
    for key in sorted({key for one in each for key in one}):
        values = [one.get(key) for one in each]
        found[key] = values[0] if all(same(value, values[0]) for value in values) else values
    return found


def _limits(schema: Mapping[str, Any]) -> dict[str, Any]:
    return limits(schema) | {key: schema[key] for key in PLAIN if schema.get(key)}
