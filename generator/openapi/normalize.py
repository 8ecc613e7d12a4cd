"""Reduction of the bundled description to what `openapi-python-client` supports.

The parser silently drops or changes some features of OpenAPI. Each step here removes one of them. The generator reads
the removed parts from the bundle, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generator.names import parser_names
from generator.openapi.reader import flatten, is_json, operations, resolve

BINARY = "application/octet-stream"


def normalize(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of the bundled document that the parser supports completely."""
    schemas = {
        name: _schema(_without_recursion(flatten(schema, document), f"#/components/schemas/{name}"))
        for name, schema in document["components"].get("schemas", {}).items()
    }
    paths: dict[str, dict[str, Any]] = {}
    for path, method, operation in operations(document):
        paths.setdefault(path, {})[method] = _operation(operation, document)
    return {
        "openapi": document["openapi"],
        "info": {"title": document["info"]["title"], "version": str(document["info"]["version"])},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _without_recursion(schema: dict[str, Any], itself: str) -> dict[str, Any]:
    """Remove references of a union to itself, because the parser resolves unions immediately."""
    if not {"oneOf", "anyOf"} & set(schema):
        return schema

    def without(node: Any) -> Any:
        if isinstance(node, list):
            return [without(item) for item in node]
        if not isinstance(node, Mapping):
            return node
        return {} if node.get("$ref") == itself else {key: without(value) for key, value in node.items()}

    copy: dict[str, Any] = without(schema)
    return copy


def _schema(node: Any) -> Any:
    """Return a schema without the siblings of references, which the parser rejects, without defaults, which it would
    send, without values of enums, for which it needs names, and without discriminators, conditions and extensions,
    which it does not support.
    """
    if isinstance(node, list):
        return [_schema(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    dropped = (
        "default",
        "discriminator",
        "example",
        "examples",
        "description",
        "contentMediaType",
        "contentEncoding",
        "enum",
        "if",
        "then",
        "else",
    )
    supported = {key: value for key, value in node.items() if key not in dropped and not key.startswith("x-")}
    names = parser_names(node.get("properties", {}))
    walk: dict[str, Callable[[Any], Any]] = {
        "properties": lambda value: {names[name]: _schema(child) for name, child in value.items()},
        "const": lambda value: value,
        "required": lambda value: [names.get(name, name) for name in value],
    }
    return {key: walk.get(key, _schema)(value) for key, value in supported.items()}


def _operation(operation: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "operationId": operation["operationId"],
        "tags": list(operation["tags"]),
        "responses": {},
        "parameters": [
            _parameter(index, resolve(p, document)) for index, p in enumerate(operation.get("parameters", []))
        ],
    }
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]
        out["requestBody"] = {
            "required": True,
            "content": {kind: {"schema": _schema(media["schema"])} for kind, media in content.items()},
        }
    for status, given in operation["responses"].items():
        if status.startswith("2"):
            out["responses"][status] = {
                "description": "success",
                "content": _success(resolve(given, document)),
            }
    return out


def _parameter(index: int, parameter: Mapping[str, Any]) -> dict[str, Any]:
    """Return a parameter with a unique name. In headers and paths it is a string: the parser accepts no other type."""
    in_path = parameter["in"] == "path"
    as_text = in_path or parameter["in"] == "header"
    return {
        "name": parameter["name"] if in_path else f"parameter_{index}",
        "in": parameter["in"],
        "required": parameter.get("required", False),
        "schema": {"type": "string"} if as_text else _schema(parameter["schema"]),
    }


def _success(response: Mapping[str, Any]) -> dict[str, Any]:
    """Return the only content type for the parser: JSON, or else bytes. It does not support event streams."""
    content = response.get("content", {})
    for kind, media in content.items():
        if is_json(kind) and "x-bytes" not in media:
            return {"application/json": {"schema": _schema(media["schema"])}}
    if any(kind != "text/event-stream" for kind in content):
        return {BINARY: {"schema": {"type": "string", "format": "binary"}}}
    return {}
