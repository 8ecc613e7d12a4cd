"""The canonical form of a bundled document: a tree of mappings, so that two documents can be compared key by key.

Lists whose order has no meaning become mappings with descriptive keys: `required`, `enum`, `type`, members of unions,
parameters, tags, servers. Other lists stay lists and are compared as one value. The order of keys is preserved, for
comparisons of the order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.openapi.reader import (
    METHODS,
    SCHEMA_LISTS,
    SCHEMA_MAPS,
    SCHEMA_SINGLES,
    component_name,
    flatten,
    resolve,
)


def canonical(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the canonical form of a bundled document. Only the mark of generated files is omitted."""
    out = {key: value for key, value in document.items() if key != "x-generated"}
    if isinstance(out.get("servers"), list):
        out["servers"] = _numbered(out["servers"])
    if isinstance(out.get("tags"), list):
        out["tags"] = _keyed(out["tags"], lambda tag: str(tag.get("name")))
    out["paths"] = {path: _path_item(item, document) for path, item in document.get("paths", {}).items()}
    components = dict(document.get("components", {}))
    if isinstance(components.get("schemas"), Mapping):
        flat = {name: _flat(value, document) for name, value in components["schemas"].items()}
        components["schemas"] = flat
    makers = {
        "schemas": schema,
        "responses": _response,
        "headers": _schema_holder,
        "parameters": _schema_holder,
    }
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
            found[f"{full.get('in')}:{name.lower() if full.get('in') == 'header' else name}"] = (
                _schema_holder(given)
            )
        out["parameters"] = found
    if isinstance(out.get("servers"), list):
        out["servers"] = _numbered(out["servers"])
    if isinstance(out.get("requestBody"), Mapping):
        out["requestBody"] = _content(out["requestBody"])
    if isinstance(out.get("responses"), Mapping):
        out["responses"] = {str(status): _response(given) for status, given in out["responses"].items()}
    return out


def _response(node: Any) -> Any:
    """Return a response with its headers and bodies."""
    if not isinstance(node, Mapping):
        return node
    out = _content(node)
    if "$ref" not in out and isinstance(out.setdefault("headers", {}), Mapping):
        out["headers"] = {name: _schema_holder(header) for name, header in out["headers"].items()}
    return out


def _content(node: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(node)
    if isinstance(out.get("content"), Mapping):
        out["content"] = {kind: _schema_holder(media) for kind, media in out["content"].items()}
    return out


def _schema_holder(node: Any) -> Any:
    """Return a header, parameter or media type: anything with a `schema`."""
    if isinstance(node, Mapping) and "schema" in node:
        return {**node, "schema": schema(node["schema"])}
    return node


def schema(node: Any) -> Any:
    """Return a schema whose sets are mappings."""
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
    """Return an object with its `allOf` merged: users do not see which part a field comes from."""
    if not isinstance(node, Mapping) or not isinstance(node.get("allOf"), list):
        return node
    parts = [resolve(part, document) for part in node["allOf"]]
    if all(part.keys() & {"properties", "required", "allOf"} for part in parts):
        return flatten(node, document)
    return node


def member_key(member: Any) -> str:
    """Return what distinguishes a member of a union: its reference, constant or type."""
    if not isinstance(member, Mapping):
        return json.dumps(member)
    if "$ref" in member:
        return component_name(str(member["$ref"]))
    if "const" in member:
        return f"const {json.dumps(member['const'])}"
    types = member.get("type")
    return " or ".join(types) if isinstance(types, Mapping) else "a schema in place"


def _numbered(items: list[Any]) -> dict[str, Any]:
    """Return a list as a mapping from the position."""
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
