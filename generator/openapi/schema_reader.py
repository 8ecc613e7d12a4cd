"""One reader for schemas: it resolves references, `allOf` and nullability of OpenAPI 3.0 and 3.1 into one form.

The functions take schemas as they are written, where `type`, `enum` and `oneOf` are lists, and in the comparable form
of `generator.changes.canonical`, where they are mappings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.openapi.documents import Node, Pointer
from generator.openapi.reader import component_name

LIMITS = (
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems"),
    *("minProperties", "maxProperties"),
)
UNIONS = ("oneOf", "anyOf")
JSON_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}


@dataclass(frozen=True, eq=False)
class Alternative:
    """A schema of one JSON type: one of the alternatives that a place accepts."""

    type: str
    """`string`, `integer`, `number`, `boolean`, `array`, `object` or `any`."""
    node: Node
    """The schema, with references followed, `allOf` merged and keywords next to a reference applied."""
    used_at: Pointer
    """The place that refers to the schema; its own place if it is inline."""

    @property
    def values(self) -> tuple[Any, ...] | None:
        """The values that `enum` or `const` allow, without null; None if every value is allowed."""
        values = _values(self.node.mapping)
        return None if values is None else tuple(value for value in values if value is not None)


@dataclass(eq=False)
class SchemaView:
    """Everything that a place accepts, independent of how the schema is written."""

    pointer: Pointer
    """The place of the schema, after references."""
    used_at: Pointer
    """The place that refers to it."""
    nullable: bool = False
    alternatives: list[Alternative] = field(default_factory=list)
    default: Any = None
    deprecated: bool = False

    @property
    def types(self) -> frozenset[str]:
        """The JSON types without null; `any` if the schema does not name one."""
        return frozenset(alternative.type for alternative in self.alternatives)

    def of(self, json_type: str) -> list[Alternative]:
        """Return the alternatives of one JSON type."""
        return [alternative for alternative in self.alternatives if alternative.type == json_type]

    @property
    def identity(self) -> tuple[Any, ...]:
        """Equal for views of the same schemas."""
        return tuple(sorted({(one.node.identity, one.type) for one in self.alternatives}))


@dataclass(frozen=True, eq=False)
class ObjectView:
    """One or more alternatives of type object, combined into one."""

    pointer: Pointer
    properties: dict[str, list[Node]]
    """The schemas that each property has in the alternatives."""
    required: frozenset[str]
    """The properties that every alternative requires."""
    open: bool
    """Whether other properties are allowed."""
    additional: list[Node]
    """The schemas of other properties."""


def read_schema(nodes: Iterable[Node]) -> SchemaView:
    """Read the schema of a place, or several schemas that are alternatives there."""
    nodes = list(nodes)
    view = SchemaView(nodes[0].follow().pointer, nodes[0].pointer)
    for node in nodes:
        _collect(node, view, node.pointer, frozenset())
    return view


def _collect(node: Node, view: SchemaView, used_at: Pointer, outer: frozenset[tuple[str, Pointer]]) -> None:
    schema = merged(node)
    if schema.identity in outer:  # a union that contains itself
        return
    value = schema.mapping
    view.nullable = view.nullable or _declares_null(value)
    if value.get("default") is not None and view.default is None:
        view.default = value["default"]
    view.deprecated = view.deprecated or value.get("deprecated") is True
    members = union_of(schema)
    if members is None:
        view.alternatives += [Alternative(json_type, schema, used_at) for json_type in _types(value)]
        return
    for member in members.elements():
        if is_null(member.value):
            view.nullable = True
        else:
            _collect(member, view, used_at, outer | {schema.identity})


def read_object(alternatives: list[Alternative]) -> ObjectView:
    """Combine alternatives of type object: the properties that any of them has, required if all require them."""
    properties: dict[str, list[Node]] = {}
    additional = []
    for alternative in alternatives:
        for name, child in alternative.node.child("properties").items():
            properties.setdefault(name, []).append(_original(child))
        if alternative.node.mapping.get("additionalProperties"):
            others = alternative.node.child("additionalProperties")
            additional += [others] if others.mapping else []
    schemas = [alternative.node.mapping for alternative in alternatives]
    required = (frozenset(map(str, schema.get("required", ()))) for schema in schemas)
    is_open = any(schema.get("additionalProperties", True) is not False for schema in schemas)
    return ObjectView(
        alternatives[0].node.pointer, properties, frozenset.intersection(*required), is_open, additional
    )


def merged(node: Node) -> Node:
    """Return a schema with its references followed and its `allOf` merged, at the place of the target."""
    target = node.follow()
    value = target.mapping
    if target is not node:
        # The description next to a reference is about the place and not about the schema.
        value = {**value, **{k: v for k, v in node.mapping.items() if k not in ("$ref", "description")}}
    if value.get("allOf"):
        value = _all_of(target.replaced(value))
    return target if value is target.mapping else target.replaced(value)


def _all_of(node: Node) -> dict[str, Any]:
    parts = [merged(part) for part in node.child("allOf").elements()]
    own = node.replaced({key: value for key, value in node.mapping.items() if key != "allOf"})
    result: dict[str, Any] = {"properties": {}, "required": []}
    for part in [*parts, own]:
        properties = {name: _with_place(child) for name, child in part.child("properties").items()}
        result["properties"].update(properties)
        result["required"] += part.mapping.get("required", [])
        result.update({k: v for k, v in part.mapping.items() if k not in ("properties", "required")})
    if not result["properties"]:
        del result["properties"], result["required"]
    return result


class _Placed(dict[str, Any]):
    """A schema that remembers its own place after it is merged into another schema."""

    node: Node


def _with_place(node: Node) -> Any:
    if not isinstance(node.value, Mapping):
        return node.value
    placed = _Placed(node.value)
    placed.node = _original(node)
    return placed


def _original(node: Node) -> Node:
    return node.value.node if isinstance(node.value, _Placed) else node


def schema_name(schema: Any) -> str | None:
    """Return the name of the component schema that a schema refers to, if it is a reference to one."""
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    if isinstance(reference, str) and reference.startswith("#/components/schemas/"):
        return component_name(reference)
    return None


def union_of(schema: Node) -> Node | None:
    """Return the node of the members of a union; None if the schema is not a union."""
    for key in UNIONS:
        if isinstance(schema.mapping.get(key), (list, Mapping)):
            return schema.child(key)
    return None


def is_null(schema: Any) -> bool:
    """Return whether null is the only value that a schema accepts."""
    return isinstance(schema, Mapping) and (
        list(_declared_types(schema)) == ["null"] or list(_values(schema) or ()) == [None]
    )


def without_null(schema: Node) -> tuple[Node, bool]:
    """Split a schema in comparable form into the schema of its other values and whether it accepts null.

    A union of null and one other member becomes that member, with the keywords of the union added.
    """
    types = schema.mapping.get("type")
    if isinstance(types, Mapping) and "null" in types and len(types) > 1:
        rest = {name: True for name in types if name != "null"}
        return schema.replaced({**schema.mapping, "type": rest}), True
    for key in UNIONS:
        members = schema.mapping.get(key)
        if not isinstance(members, Mapping) or not any(map(is_null, members.values())):
            continue
        others = {name: member for name, member in members.items() if not is_null(member)}
        keywords = {k: v for k, v in schema.mapping.items() if k != key}
        if len(others) != 1:
            return schema.replaced({**keywords, key: others}), True
        (only,) = others.values()
        return schema.replaced({**only, **keywords} if isinstance(only, Mapping) else keywords), True
    return schema, False


def limits(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the limits of a schema, with the boolean flags of OpenAPI 3.0 converted to the numbers of 3.1."""
    found = {key: schema[key] for key in LIMITS if key in schema}
    for flag, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(found.get(flag), bool) and found.pop(flag) and bound in found:
            found[flag] = found.pop(bound)
    if found.get("uniqueItems") is False:
        del found["uniqueItems"]
    for key in ("minLength", "minItems", "minProperties"):
        if found.get(key) == 0:
            del found[key]
    return found


def _declared_types(schema: Mapping[str, Any]) -> Iterable[str]:
    types = schema.get("type")
    return [types] if isinstance(types, str) else types if isinstance(types, (list, Mapping)) else ()


def _types(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the declared types without null; if there are none, the types that the other keywords imply."""
    if isinstance(schema.get("type"), (str, list, Mapping)):
        yield from (name for name in _declared_types(schema) if name != "null")
    elif "properties" in schema or isinstance(schema.get("additionalProperties"), Mapping):
        yield "object"
    elif "items" in schema:
        yield "array"
    else:
        values = [value for value in _values(schema) or () if value is not None]
        yield from sorted({JSON_TYPES.get(type(value), "any") for value in values}) or ["any"]


def _declares_null(schema: Mapping[str, Any]) -> bool:
    """Return whether `nullable` (3.0), `type` (3.1) or `enum` (both) of a schema include null."""
    values = _values(schema) if "enum" in schema else None
    return (
        schema.get("nullable") is True
        or "null" in _declared_types(schema)
        or (values is not None and None in values)
    )


def _values(schema: Mapping[str, Any]) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    if isinstance(values, Mapping):  # in comparable form: the keys are JSON texts
        return [json.loads(value) for value in values]
    return values if isinstance(values, list) else None
