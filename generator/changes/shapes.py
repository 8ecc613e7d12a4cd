"""What kind of value a canonical schema stands for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from generator.changes.findings import component


class Kind(Enum):
    """What a schema becomes in Python."""

    MODEL = "an object with fields"
    UNION = "a union"
    ENUM = "an enum"
    PLAIN = "a plain value"


def split(node: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    """A schema without its null, and whether it had one."""
    types = node.get("type")
    if isinstance(types, Mapping) and "null" in types and len(types) > 1:
        return {**node, "type": {t: True for t in types if t != "null"}}, True
    for key in ("oneOf", "anyOf"):
        members = node.get(key)
        if not isinstance(members, Mapping) or "null" not in members:
            continue
        rest = {name: member for name, member in members.items() if name != "null"}
        around = {k: v for k, v in node.items() if k != key}
        if len(rest) != 1:
            return {**around, key: rest}, True
        (only,) = rest.values()
        return ({**only, **around} if isinstance(only, Mapping) else around), True
    return node, False


def kind_of(name: str, document: Mapping[str, Any]) -> Kind:
    """The kind of a named schema."""
    return form(document["components"]["schemas"].get(name, {}), document)


def form(node: Mapping[str, Any], document: Mapping[str, Any]) -> Kind:
    """The kind of any schema."""
    name = component(node)
    if name is not None:
        return kind_of(name, document)
    if "enum" in node:
        return Kind.ENUM
    if node.get("properties") or "allOf" in node:
        return Kind.MODEL
    return Kind.UNION if "oneOf" in node or "anyOf" in node else Kind.PLAIN


def json_types(node: Any, document: Mapping[str, Any], seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """The JSON types that a schema's values have; `any` where it does not say."""
    if not isinstance(node, Mapping):
        return frozenset({"any"})
    name = component(node)
    if name is not None:
        if name in seen:
            return frozenset()
        return json_types(document["components"]["schemas"].get(name, {}), document, seen | {name})
    if isinstance(node.get("type"), Mapping):
        return frozenset(node["type"])
    if "const" in node:
        return frozenset({_type_of(node["const"])})
    for key in ("oneOf", "anyOf"):
        if isinstance(node.get(key), Mapping):
            return frozenset().union(*(json_types(member, document, seen) for member in node[key].values()))
    return frozenset({"object"} if "properties" in node or "allOf" in node else {"any"})


def words(name: str, member: Any) -> str:
    """A member of a union in words: lists by what is in them."""
    items = member.get("items") if isinstance(member, Mapping) else None
    if not isinstance(items, Mapping):
        return name
    inner = component(items) or " or ".join(items["type"] if isinstance(items.get("type"), Mapping) else ())
    return f"a list of {inner}" if inner else name


def _type_of(value: Any) -> str:
    names = {
        bool: "boolean",
        int: "integer",
        float: "number",
        str: "string",
        list: "array",
        type(None): "null",
    }
    return names.get(type(value), "object")
