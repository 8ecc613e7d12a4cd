"""Reading a bundled document: JSON pointers, references, `allOf`, and its operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

SCHEMA_MAPS = frozenset({"properties", "patternProperties", "$defs"})
"""Keywords whose value is a mapping from names to schemas."""

SCHEMA_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
"""Keywords whose value is a list of schemas."""

SCHEMA_SINGLES = frozenset(
    {"items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"}
)
"""Keywords whose value is one schema."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The keys of a path item that hold operations."""


def pointer(*steps: object) -> str:
    """Return the JSON pointer (RFC 6901) with these steps."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def steps(pointer: str) -> list[str]:
    """Return the steps of a JSON pointer, or of a reference such as `#/components/schemas/Model`."""
    parts = pointer.removeprefix("#").split("/")
    return [part.replace("~1", "/").replace("~0", "~") for part in parts if part]


def resolve(node: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the object that a reference points to, updated with the keywords next to the reference.

    A node without a reference is returned unchanged. A reference to anything except an object resolves to an empty one.
    """
    if "$ref" not in node:
        return node
    target: Any = document
    for step in steps(str(node["$ref"])):
        target = target[step]
    siblings = {key: value for key, value in node.items() if key != "$ref"}
    return {**resolve(target, document), **siblings} if isinstance(target, Mapping) else siblings


def flatten(schema: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object schema with its `allOf` merged: properties and requirements of each part, then its own."""
    if "allOf" not in schema:
        return dict(schema)
    merged: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    own = {key: value for key, value in schema.items() if key != "allOf"}
    for given in [*schema["allOf"], own]:
        part = flatten(resolve(given, document), document)
        merged["properties"].update(part.get("properties", {}))
        merged["required"] += [name for name in part.get("required", []) if name not in merged["required"]]
        merged.update({k: v for k, v in part.items() if k not in ("properties", "required")})
    return merged


def component_name(reference: str) -> str:
    """Return the last step of a reference: `Model` for `#/components/schemas/Model`."""
    return reference.rsplit("/", 1)[-1]


def union_members(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the members of a union, whether it is written with `oneOf` or with `anyOf`."""
    members: list[Mapping[str, Any]] = schema.get("oneOf", schema.get("anyOf", []))
    return members


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the path, the method and the operation of every operation of a document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def is_json(media_type: str) -> bool:
    """Return whether bodies of this media type are JSON."""
    return media_type == "application/json" or media_type.endswith("+json")
