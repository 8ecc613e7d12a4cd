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
OF_TYPE = {
    **dict.fromkeys(("minLength", "maxLength", "pattern"), ("string",)),
    **dict.fromkeys(("minimum", "maximum", "multipleOf"), ("integer", "number")),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), ("integer", "number")),
    **dict.fromkeys(("items", "minItems", "maxItems", "uniqueItems"), ("array",)),
    **dict.fromkeys(("properties", "required", "additionalProperties", "dependentRequired"), ("object",)),
    **dict.fromkeys(("minProperties", "maxProperties"), ("object",)),
}
"""The keywords that concern values of some types only, with these types."""
UNIONS = ("oneOf", "anyOf")
OF_PLACE = frozenset(
    {"$ref", *UNIONS, "title", "description", "default", "deprecated", "nullable", "readOnly", "writeOnly"}
    | {"discriminator", "example", "examples", "externalDocs", "xml"}
)
"""The keywords of a union that concern the place or the union itself, and not the values of its members."""
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
    nodes: list[Node] = field(default_factory=list)
    """The schemas, and those of the unions around them, from the outside to the inside."""
    nullable: bool = False
    alternatives: list[Alternative] = field(default_factory=list)
    default: Any = None
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False

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

    def origin(self, *keywords: str) -> Node:
        """Return the schema that states one of the keywords, otherwise the one that the place refers to."""
        stated = ((key, node) for key in keywords for node in self.nodes if node.mapping.get(key))
        return origin(*next(stated, ("", self.nodes[0])))


@dataclass(frozen=True, eq=False)
class ObjectView:
    """One or more alternatives of type object, combined into one."""

    node: Node
    """The schema that the properties are in."""
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
    memo, key = nodes[0].documents.memo, tuple(node.identity for node in nodes)
    if key not in memo:
        view = memo[key] = SchemaView(nodes[0].follow().pointer, nodes[0].pointer)
        for node in nodes:
            _collect(node, view, node.pointer, frozenset())
    return memo[key]  # type: ignore[no-any-return]


def _collect(node: Node, view: SchemaView, used_at: Pointer, outer: frozenset[tuple[str, Pointer]]) -> None:
    schema = merged(node)
    if schema.identity in outer:  # a union that contains itself
        return
    value = schema.mapping
    view.nullable = view.nullable or _declares_null(value)
    if value.get("default") is not None and view.default is None:
        view.default = value["default"]
    view.nodes.append(schema)
    view.deprecated = view.deprecated or value.get("deprecated") is True
    view.read_only = view.read_only or value.get("readOnly") is True
    view.write_only = view.write_only or value.get("writeOnly") is True
    members = union_of(schema)
    if members is None:
        view.alternatives += [Alternative(json_type, schema, used_at) for json_type in _types(value)]
        return
    beside = _beside(schema)
    for member in members.elements():
        if is_null(member.value):
            view.nullable = True
        else:
            inner = _narrowed(member, beside) if beside.mapping else member
            _collect(inner, view, used_at, outer | {schema.identity})


def _beside(union: Node) -> Node:
    """Return what a union states next to its members, which applies to each of them."""
    key = next(key for key in UNIONS if key in union.mapping)
    skipped = OF_PLACE - {*UNIONS} | {key}
    stated = {k: v for k, v in union.mapping.items() if k not in skipped and not k.startswith("x-")}
    return union.replaced(_Merged(stated, union, {k: origin(k, union) for k in stated}))


def _narrowed(member: Node, beside: Node) -> Node:
    """Return a member of a union together with what is stated beside the union and applies to the member's types."""
    schema = merged(member)
    own = {*_types(schema.mapping)} if union_of(schema) is None else {"any"}
    types = {*_types(beside.mapping)} if own == {"any"} else own
    applicable = {
        key: value
        for key, value in beside.mapping.items()
        if key not in OF_TYPE or types & {*OF_TYPE[key], "any"}
    }
    origins = {key: origin(key, beside) for key in applicable}
    outer = beside.replaced(_Merged(applicable, beside, origins))
    return schema.replaced(_combined([outer, schema], schema))


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
    holder = origin("properties", alternatives[0].node)
    return ObjectView(holder, properties, frozenset.intersection(*required), is_open, additional)


def merged(node: Node) -> Node:
    """Return a schema with its references followed and its `allOf` merged, at the place of the target."""
    target = node.follow()
    value = target.mapping
    if target is not node:
        # The description next to a reference is about the place and not about the schema.
        own = {k: v for k, v in node.mapping.items() if k not in ("$ref", "description")}
        value = _Merged({**value, **own}, target, dict.fromkeys(own, node)) if own else value
    if value.get("allOf"):
        whole = target.replaced(value)
        rest = whole.replaced({key: item for key, item in value.items() if key != "allOf"})
        parts = [merged(part) for part in whole.child("allOf").elements()]
        value = _combined([*parts, rest], parts[0] if len(parts) == 1 else whole)
    return target if value is target.mapping else target.replaced(value)


def _combined(parts: list[Node], home: Node) -> _Merged:
    """Return one schema for several that all apply."""
    result = _Merged({}, origin("", home), {})
    properties: dict[str, Any] = {}
    required: list[str] = []
    for part in parts:
        properties |= {name: _with_place(child) for name, child in part.child("properties").items()}
        required += part.mapping.get("required", [])
        for key, value in part.mapping.items():
            result[key] = value
            result.origins[key] = origin(key, part)
    if properties:
        result["properties"] = properties
    if required:
        result["required"] = required
    return result


class _Merged(dict[str, Any]):
    """A schema made of several, which knows where each keyword is stated."""

    def __init__(self, values: Mapping[str, Any], home: Node, origins: dict[str, Node]) -> None:
        super().__init__(values)
        self.home = home
        """The schema that the place refers to."""
        self.origins = origins


def origin(keyword: str, schema: Node) -> Node:
    """Return the schema that states a keyword of a merged schema, otherwise the one that the place refers to."""
    value = schema.value
    return value.origins.get(keyword, value.home) if isinstance(value, _Merged) else schema


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
