"""Edits of a published document: every kind of change that an upstream author makes, at every place where it fits.

`edits` yields all combinations of an edit and a place, and `sample` picks some of them by a seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Document = dict[str, Any]
Schema = dict[str, Any]
At = tuple[str | int, ...]

LIMITS = {
    "string": {"minLength": 3, "maxLength": 77, "pattern": "^[a-z]+$"},
    "integer": {"minimum": -7, "maximum": 777, "multipleOf": 3},
    "number": {"minimum": -7.5, "exclusiveMaximum": True, "maximum": 777.5},
    "array": {"minItems": 2, "maxItems": 77, "uniqueItems": True},
    "object": {"minProperties": 2, "maxProperties": 77},
}
TYPES = ("string", "integer", "boolean", "array", "object")
SERVER = {"url": "https://elsewhere.do-ai.run"}
HEADER = {"schema": {"type": "string"}}


class Edit(NamedTuple):
    """One change at one place."""

    name: str
    at: At
    change: Callable[[Any], object]
    """Changes the value at the place."""
    lines: int = 1
    """How many lines of the report it makes at most. It makes at least one, unless this is 0."""

    @property
    def id(self) -> str:
        return f"{self.name} at {'/'.join(map(str, self.at))}"

    def apply(self, document: Document) -> None:
        self.change(value_at(document, self.at))


def value_at(document: Any, at: At) -> Any:
    for step in at:
        document = document[step]
    return document


def sample(document: Document, count: int, seed: int) -> list[Edit]:
    """Return so many edits, each kind as often as the others where possible."""
    generator = random.Random(seed)
    kinds: dict[str, list[Edit]] = {}
    for edit in edits(document):
        kinds.setdefault(edit.name, []).append(edit)
    for found in kinds.values():
        generator.shuffle(found)
    turns = [edit for turn in range(count) for found in kinds.values() for edit in found[turn : turn + 1]]
    return turns[:count]


def edits(document: Document) -> Iterator[Edit]:
    """Yield every edit at every place."""
    for at, schema in schemas(document):
        for name, change in schema_edits(schema):
            yield Edit(name, at, change, 0 if name.startswith("wording") else 1)
        if isinstance(schema.get("properties"), dict):
            yield Edit("property added", at, lambda s: s["properties"].update(brand_new={"type": "string"}))
            for key in schema["properties"]:
                yield from property_edits(key, at, schema)
    for at, operation in operations(document):
        yield from operation_edits(at, operation)
    yield Edit("server of all operations changed", ("paths",), move)
    for name in document["components"]["securitySchemes"]:
        at = ("components", "securitySchemes", name)
        yield Edit("security scheme changed", at, lambda s: s.update(scheme="digest"))


def move(paths: Document) -> None:
    for item in paths.values():
        for operation in item.values():
            operation["servers"] = [SERVER]


def schemas(document: Document) -> Iterator[tuple[At, Schema]]:
    """Yield every schema that is written out: components, properties, items, members and those of operations."""

    def below(at: At, node: Any, *, is_schema: bool) -> Iterator[tuple[At, Schema]]:
        if not isinstance(node, dict):
            return
        if is_schema and "$ref" not in node:
            yield at, node
        for key, value in node.items():
            if is_schema and key == "properties":
                for name, child in value.items():
                    yield from below((*at, key, name), child, is_schema=True)
            elif is_schema and key in ("oneOf", "anyOf", "allOf"):
                for index, member in enumerate(value):
                    yield from below((*at, key, index), member, is_schema=True)
            elif key in ("items", "additionalProperties", "schema"):
                yield from below((*at, key), value, is_schema=True)
            elif not is_schema and isinstance(value, list):
                for index, member in enumerate(value):
                    yield from below((*at, key, index), member, is_schema=False)
            elif not is_schema:
                yield from below((*at, key), value, is_schema=False)

    for name, schema in document["components"]["schemas"].items():
        yield from below(("components", "schemas", name), schema, is_schema=True)
    yield from below(("components", "headers"), document["components"].get("headers", {}), is_schema=False)
    yield from below(
        ("components", "responses"), document["components"].get("responses", {}), is_schema=False
    )
    yield from below(("paths",), document["paths"], is_schema=False)


def operations(document: Document) -> Iterator[tuple[At, Schema]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield ("paths", path, method), operation


def schema_edits(schema: Schema) -> Iterator[tuple[str, Callable[[Schema], object]]]:
    kind = schema.get("type")
    union = "oneOf" in schema or "anyOf" in schema or "allOf" in schema
    yield "wording of a description", lambda s: s.update(description="Says the same in other words.")
    yield "wording of an example", lambda s: s.update(example="for example")
    yield "nullable toggled", lambda s: s.update(nullable=not s.get("nullable", False))
    yield "deprecated toggled", lambda s: s.update(deprecated=not s.get("deprecated", False))
    yield "readOnly toggled", lambda s: s.update(readOnly=not s.get("readOnly", False))
    yield "writeOnly toggled", lambda s: s.update(writeOnly=not s.get("writeOnly", False))
    yield "default changed", lambda s: s.update(default="another default")
    if "default" in schema and schema["default"] is not None:
        yield "default removed", lambda s: s.pop("default")
    yield "not added", lambda s: s.update({"not": {"enum": ["forbidden"]}})
    if isinstance(kind, str):
        other = next(one for one in TYPES if one != kind)
        yield "type changed", lambda s: s.update(type=other)
        yield "format changed", lambda s: s.update(format="another-format")
        for key, value in LIMITS.get(kind, {}).items():
            if key not in schema and key != "exclusiveMaximum":
                yield f"{key} added", lambda s, key=key, value=value: s.update({key: value})  # type: ignore[misc]
    for key in {*schema} & {limit for group in LIMITS.values() for limit in group} - {
        "pattern",
        "uniqueItems",
    }:
        yield f"{key} changed", lambda s, key=key: s.update({key: s[key] + 1})  # type: ignore[misc]
        if schema[key] != 0:
            yield f"{key} removed", lambda s, key=key: s.pop(key)  # type: ignore[misc]
    if "format" in schema:
        yield "format removed", lambda s: s.pop("format")
    if isinstance(schema.get("enum"), list):
        yield "value added", lambda s: s["enum"].append("brand-new")
        yield "value renamed", lambda s: s["enum"].__setitem__(0, "renamed")
        yield "enum removed", lambda s: s.pop("enum")
        if len(schema["enum"]) > 1:
            yield "value removed", lambda s: s["enum"].pop()
    elif kind == "string":
        yield "const added", lambda s: s.update(const="only")
    if kind == "array" and "items" in schema:
        yield "items removed", lambda s: s.pop("items")
        if isinstance(schema["items"].get("type"), str):
            other = next(one for one in TYPES if one != schema["items"]["type"])
            yield "items of another type", lambda s: s["items"].update(type=other)
    if kind == "object":
        closed = schema.get("additionalProperties") is False
        yield "other fields toggled", lambda s: s.update(additionalProperties=closed)
        yield (
            "values of other fields",
            lambda s: s.update(additionalProperties={"type": "string", "format": "odd"}),
        )
        yield "dependentRequired added", lambda s: s.update(dependentRequired={"a": ["b"]})
        yield "discriminator added", lambda s: s.update(discriminator={"propertyName": "odd"})
    if union:
        key = next(key for key in ("oneOf", "anyOf", "allOf") if key in schema)
        yield "limit beside a union", lambda s: s.update(maxLength=7, maxItems=7, maxProperties=7)
        if key != "allOf":
            yield "member added", lambda s: s[key].append({"type": "boolean"})
            if len(schema[key]) > 1:
                yield "member removed", lambda s: s[key].pop()


def property_edits(name: str, at: At, schema: Schema) -> Iterator[Edit]:
    def toggle(s: Schema) -> None:
        required = s.get("required", [])
        s["required"] = [one for one in required if one != name] if name in required else [*required, name]

    def forget(s: Schema) -> Any:
        if name in s.get("required", []):
            s["required"] = [one for one in s["required"] if one != name]
        return s["properties"].pop(name)

    def rename(s: Schema) -> None:
        if name in s.get("required", []):
            s["required"] = ["renamed" if one == name else one for one in s["required"]]
        s["properties"] = {"renamed" if key == name else key: value for key, value in s["properties"].items()}

    yield Edit("required toggled", at, toggle)
    yield Edit("property removed", at, forget)
    yield Edit("property renamed", at, rename, 2)


def operation_edits(at: At, operation: Schema) -> Iterator[Edit]:
    yield Edit("operation deprecated", at, lambda o: o.update(deprecated=not o.get("deprecated", False)))
    yield Edit("server changed", at, lambda o: o.update(servers=[SERVER]))
    yield Edit("security removed", at, lambda o: o.update(security=[{}]))
    yield Edit("parameter added", at, lambda o: o.setdefault("parameters", []).append(
        {"name": "brand_new", "in": "query", "schema": {"type": "string"}}))  # fmt: skip
    yield Edit("wording of a summary", at, lambda o: o.update(summary="Does the same."), 0)
    callback = {"{$request.query.url}": {"post": {"responses": {"200": {"description": "Done."}}}}}
    yield Edit("callback added", at, lambda o: o.update(callbacks={"done": callback}))
    yield Edit("status added", (*at, "responses"), lambda r: r.update({"418": {"description": "A teapot."}}))
    for index, given in enumerate(operation.get("parameters", [])):
        here = (*at, "parameters")
        yield Edit("parameter removed", here, lambda p, i=index: p.pop(i))  # type: ignore[misc]
        if "$ref" not in given:
            yield Edit("parameter required", here, lambda p, i=index: p[i].update(required=not p[i].get("required")))  # type: ignore[misc]  # fmt: skip
            yield Edit("parameter renamed", here, lambda p, i=index: p[i].update(name="renamed"), 2)  # type: ignore[misc]
    if "requestBody" in operation:
        yield Edit("request body removed", at, lambda o: o.pop("requestBody"))
        yield Edit(
            "request body optional", (*at, "requestBody"), lambda b: b.update(required=not b.get("required"))
        )
        yield from content_edits((*at, "requestBody"), operation["requestBody"])
    for status, response in operation["responses"].items():
        yield Edit("status removed", (*at, "responses"), lambda r, key=status: r.pop(key))  # type: ignore[misc]
        if "$ref" not in response:
            here = (*at, "responses", status)
            yield Edit(
                "header added", here, lambda r: r.setdefault("headers", {}).update({"x-brand-new": HEADER})
            )
            for name in response.get("headers", {}):
                yield Edit("header removed", (*here, "headers"), lambda h, key=name: h.pop(key))  # type: ignore[misc]
            yield from content_edits(here, response)


def content_edits(at: At, holder: Schema) -> Iterator[Edit]:
    content = holder.get("content", {})
    if content:
        added = {"text/odd": {"schema": {"type": "string"}}}
        yield Edit("media type added", (*at, "content"), lambda c: c.update(added))
    for kind in content:
        yield Edit("media type removed", (*at, "content"), lambda c, key=kind: c.pop(key))  # type: ignore[misc]
        if "schema" in content[kind]:
            yield Edit("schema removed", (*at, "content", kind), lambda m: m.pop("schema"))
