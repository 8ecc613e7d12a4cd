"""Tests of what is compared in a schema and around it, with documents of one operation."""

from __future__ import annotations

import time
from typing import Any

import pytest

from generator.drift.comparison import compare_documents
from generator.drift.coverage import not_compared
from generator.drift.differences import Differences
from generator.openapi.documents import Documents

Schema = dict[str, Any]


def document(schema: Schema, media: Schema | None = None, **components: Schema) -> Schema:
    content = {"multipart/form-data": {"schema": schema, **(media or {})}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": "Done."}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/v1/one": {"post": operation}},
        "components": {"schemas": components},
    }


def found(ours: Schema, theirs: Schema) -> Differences:
    return compare_documents(Documents.of(theirs), Documents.of(ours))


def sentences(ours: Schema, theirs: Schema) -> list[str]:
    """Return the differences between two schemas, and check that a schema does not differ from itself."""
    assert list(found(document(ours), document(ours))) == []
    assert list(found(document(theirs), document(theirs))) == []
    return [f"{one.names[0]}: {one.sentence}" for one in found(document(ours), document(theirs))]


TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
CAT = {"type": "object", "properties": {"kind": {"const": "cat"}}, "required": ["kind"]}
DOG = {"type": "object", "properties": {"kind": {"const": "dog"}}, "required": ["kind"]}


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (TEXT, {**TEXT, "readOnly": True}, "readOnly is true upstream, false here"),
        (TEXT, {**TEXT, "writeOnly": True}, "writeOnly is true upstream, false here"),
        (TEXT, {**TEXT, "not": {"enum": ["a"]}}, "not is string of a upstream, not stated here"),
        (TEXT, {**TEXT, "contentEncoding": "base64"}, "contentEncoding is base64 upstream, not stated here"),
        (
            {"type": "object", "dependentRequired": {"a": ["b"]}},
            {"type": "object"},
            'dependentRequired is not stated upstream, {"a": ["b"]} here',
        ),
        (
            {"type": "object", "unevaluatedProperties": False},
            {"type": "object"},
            "unevaluatedProperties is not stated upstream, false here",
        ),
        (
            {"type": "object", "patternProperties": {"^x": TEXT}},
            {"type": "object", "patternProperties": {"^x": NUMBER}},
            "type is integer upstream, string here",
        ),
        (
            {"type": "array", "prefixItems": [TEXT, TEXT]},
            {"type": "array", "prefixItems": [TEXT, NUMBER]},
            "type is integer upstream, string here",
        ),
        ({"not": TEXT}, {"not": {**TEXT, "maxLength": 3}}, "maxLength is 3 upstream, not stated here"),
        (
            {"oneOf": [TEXT, NUMBER]},
            {"oneOf": [TEXT, NUMBER], "maxLength": 3},
            "maxLength is 3 upstream, not stated here",
        ),
        (
            {"type": "object", "properties": {"a": TEXT}},
            {"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": NUMBER}},
            "request (multipart/form-data).a: type is integer upstream, string here",
        ),
        (
            {"anyOf": [{**TEXT, "maxLength": 3}, {**TEXT, "format": "uri"}]},
            {"anyOf": [{**TEXT, "maxLength": 4}, {**TEXT, "format": "uri"}]},
            "maxLength is [4, null] upstream, [3, null] here",
        ),
        (
            {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}},
            {"oneOf": [CAT, DOG]},
            'discriminator is not stated upstream, {"property": "kind", "values": ["cat", "dog"]} here',
        ),
        (
            CAT,
            {**CAT, "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/x"}}},
            "discriminator is",
        ),
        (
            {"oneOf": [CAT, DOG]},
            {"oneOf": [CAT, {**DOG, "properties": {"kind": {"const": "wolf"}}}]},
            "variant missing here (kind wolf): object kind (string of wolf, required)",
        ),
        ({"type": "array", "items": TEXT}, {"type": "array"}, "items is not stated upstream, described here"),
        (
            {"type": "object"},
            {"type": "object", "additionalProperties": {**TEXT, "deprecated": True}},
            "values is string, deprecated upstream, not stated here",
        ),
    ],
)
def test_keyword_is_compared(ours: Schema, theirs: Schema, expected: str) -> None:
    assert any(expected in line for line in sentences(ours, theirs)), sentences(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"oneOf": [{**TEXT, "maxLength": 3}, NUMBER]}, {"oneOf": [TEXT, NUMBER], "maxLength": 3}),
        ({"allOf": [CAT], "deprecated": True}, {**CAT, "deprecated": True}),
        ({"oneOf": [TEXT, NUMBER]}, {"anyOf": [NUMBER, TEXT]}),
        ({"type": ["string", "null"]}, {"anyOf": [TEXT, {"type": "null"}]}),
    ],
)  # fmt: skip
def test_other_notation_is_no_difference(ours: Schema, theirs: Schema) -> None:
    assert sentences(ours, theirs) == []


def test_encodings_of_forms_are_compared() -> None:
    form = {"type": "object", "properties": {"file": TEXT}}
    (one,) = found(document(form), document(form, {"encoding": {"file": {"contentType": "image/png"}}}))
    assert one.sentence == 'encoding of file is {"contentType": "image/png"} upstream, {} here'


def test_change_in_something_that_is_missing_changes_its_text() -> None:
    mine = {"type": "object", "properties": {}}

    def text(inner: Schema) -> str:
        (one,) = found(
            document(mine), document({**mine, "properties": {"new": {"type": "array", "items": inner}}})
        )
        return one.text

    assert text(CAT) == "property missing here (array of (object kind (string of cat, required)))"
    assert (
        len({text(inner) for inner in (CAT, DOG, {**CAT, "additionalProperties": False}, {"not": CAT})}) == 4
    )
    many = {"type": "object", "properties": {f"property_{n}": TEXT for n in range(50)}}
    fewer = {**many, "properties": dict(list(many["properties"].items())[:49])}
    assert len(text(many)) < 220
    assert text(many) != text(fewer)


def test_recursive_schemas_have_short_summaries() -> None:
    names = [f"Part{n}" for n in range(12)]
    every = {name: {"$ref": f"#/components/schemas/{name}"} for name in names}
    parts = {name: {"type": "object", "properties": every} for name in names}
    mine = {"type": "object", "properties": {}}
    started = time.monotonic()
    (one,) = found(document(mine), document({**mine, "properties": {"tree": every["Part0"]}}, **parts))
    assert one.text.startswith("property missing here (object Part0 (object")
    assert time.monotonic() - started < 30


def test_unreadable_part_of_something_missing_is_no_error() -> None:
    mine = {"type": "object", "properties": {}}
    (one,) = found(document(mine), document({**mine, "properties": {"new": {"$ref": "#/nowhere"}}}))
    assert one.text == "property missing here (unreadable)"
    result = found(
        document(mine), document({**mine, "properties": {"new": {"$ref": "#/nowhere", "title": "T"}}})
    )
    assert not_compared(result)["schemas"] == {"title": 1}


def test_keywords_in_callbacks_and_servers_are_counted() -> None:
    upstream = document(TEXT)
    inner = {"summary": "Called when done.", "responses": {"200": {"description": "Fine."}}}
    operation = upstream["paths"]["/v1/one"]["post"]
    operation["callbacks"] = {"done": {"{$request.body#/url}": {"description": "Calls.", "post": inner}}}
    operation["servers"] = [{"url": "https://api.example.com", "description": "The server."}]
    upstream["paths"]["/v1/one"]["summary"] = "One."
    counts = not_compared(found(document(TEXT), upstream))
    assert counts == {
        "operations": {"summary": 1},
        "path items": {"description": 1},
        "paths": {"summary": 1},
        "responses": {"description": 2},
        "servers": {"description": 1},
    }
