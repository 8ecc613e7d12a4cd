"""A bundled document as a tree of mappings, so that two can be compared key by key.

Lists whose order says nothing become mappings with speaking keys: `required`, `enum`, `type`, union members,
parameters, tags, servers. Other lists stay and are compared as a whole. Order is kept, for who wants to compare it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.openapi.reader import SCHEMA_LISTS, SCHEMA_MAPS, SCHEMA_SINGLES, flatten, resolve

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def canonical(document: Mapping[str, Any]) -> dict[str, Any]:
    """The comparable form of a bundled document; nothing of it is lost but the generated-file mark."""
    out = {key: value for key, value in document.items() if key != "x-generated"}
    if isinstance(out.get("servers"), list):
        out["servers"] = numbered(out["servers"])
    if isinstance(out.get("tags"), list):
        out["tags"] = _keyed(out["tags"], lambda tag: str(tag.get("name")))
    out["paths"] = {path: _path_item(item, document) for path, item in document.get("paths", {}).items()}
    components = dict(document.get("components", {}))
    if isinstance(components.get("schemas"), Mapping):
        whole = {name: _flat(value, document) for name, value in components["schemas"].items()}
        components["schemas"] = whole
    makers = {"schemas": schema, "responses": response, "headers": schema_holder, "parameters": schema_holder}
    for kind, make in makers.items():
        if isinstance(components.get(kind), Mapping):
            components[kind] = {name: make(value) for name, value in components[kind].items()}
    out["components"] = components
    return out


def _path_item(item: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _operation(value, document) if key in METHODS else value for key, value in item.items()}


def _operation(operation: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(operation)
    if isinstance(out.setdefault("parameters", []), list):
        found = {}
        for given in out["parameters"]:
            full = resolve(given, document)
            name = str(full.get("name"))
            found[f"{full.get('in')}:{name.lower() if full.get('in') == 'header' else name}"] = schema_holder(
                given
            )
        out["parameters"] = found
    if isinstance(out.get("servers"), list):
        out["servers"] = numbered(out["servers"])
    if isinstance(out.get("requestBody"), Mapping):
        out["requestBody"] = _content(out["requestBody"])
    if isinstance(out.get("responses"), Mapping):
        out["responses"] = {str(status): response(given) for status, given in out["responses"].items()}
    return out


def response(node: Any) -> Any:
    """A response with its headers and bodies."""
    if not isinstance(node, Mapping):
        return node
    out = _content(node)
    if "$ref" not in out and isinstance(out.setdefault("headers", {}), Mapping):
        out["headers"] = {name: schema_holder(header) for name, header in out["headers"].items()}
    return out


def _content(node: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(node)
    if isinstance(out.get("content"), Mapping):
        out["content"] = {kind: schema_holder(media) for kind, media in out["content"].items()}
    return out


def schema_holder(node: Any) -> Any:
    """A header, parameter or media type: something with a `schema`."""
    if isinstance(node, Mapping) and "schema" in node:
        return {**node, "schema": schema(node["schema"])}
    return node


def schema(node: Any) -> Any:
    """A schema whose sets are mappings."""
    if not isinstance(node, Mapping):
        return node
    out: dict[str, Any] = {"required": {}} if "properties" in node else {}
    for key, value in node.items():
        if key in SCHEMA_MAPS and isinstance(value, Mapping):
            out[key] = {name: schema(child) for name, child in value.items()}
        elif key in SCHEMA_SINGLES:
            out[key] = schema(value)
        elif key in SCHEMA_LISTS and isinstance(value, list):
            out[key] = _keyed([schema(member) for member in value], member_key)
        elif key == "type":
            out[key] = dict.fromkeys(sorted(value) if isinstance(value, list) else [value], True)
        elif key == "required" and isinstance(value, list):
            out[key] = dict.fromkeys(map(str, value), True)
        elif key == "enum" and isinstance(value, list):
            out[key] = {json.dumps(item, sort_keys=True): True for item in value}
        else:
            out[key] = value
    return out


def _flat(node: Any, document: Mapping[str, Any]) -> Any:
    """An object whose parts are written elsewhere, as one: where its fields come from is nobody's business."""
    if not isinstance(node, Mapping) or not isinstance(node.get("allOf"), list):
        return node
    parts = [resolve(part, document) for part in node["allOf"]]
    if all(part.keys() & {"properties", "required", "allOf"} for part in parts):
        return flatten(node, document)
    return node


def member_key(member: Any) -> str:
    """What tells a member of a union from the others: its reference, const or type."""
    if not isinstance(member, Mapping):
        return json.dumps(member)
    if "$ref" in member:
        return str(member["$ref"]).rsplit("/", 1)[-1]
    if "const" in member:
        return f"const {json.dumps(member['const'])}"
    types = member.get("type")
    return " or ".join(types) if isinstance(types, Mapping) else "a schema in place"


def numbered(items: list[Any]) -> dict[str, Any]:
    """A list as a mapping from position."""
    return {str(index): item for index, item in enumerate(items)}


def _keyed(items: list[Any], key: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for item in items:
        name = base = key(item)
        count = 1
        while name in out:
            count += 1
            name = f"{base} ({count})"
        out[name] = item
    return out


def differences(old: Any, new: Any, pointer: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """The place of every difference between two canonical trees, as deep as mappings go."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found: set[tuple[str, ...]] = set()
        for key in {*old, *new}:
            if key not in old or key not in new:
                found.add((*pointer, key))
            else:
                found |= differences(old[key], new[key], (*pointer, key))
        return found
    return set() if same(old, new) else {pointer}


def same(old: Any, new: Any) -> bool:
    """Equal, and of the same JSON type: `1`, `1.0` and `true` are three things."""
    if type(old) is type(new) and isinstance(old, (str, int, type(None))):
        return bool(old == new)
    return json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)
