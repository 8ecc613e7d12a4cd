"""Tests of the example values that are made from schemas."""

from __future__ import annotations

import re
from typing import Any

import pytest

from generator.artifacts.values import Values

COMPONENTS = {
    "Tree": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        },
    },
    "Endless": {
        "type": "object",
        "required": ["next"],
        "properties": {"next": {"$ref": "#/components/schemas/Endless"}},
    },
    "Cat": {
        "type": "object",
        "required": ["kind", "lives"],
        "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer", "minimum": 9}},
    },
}
VALUES = Values({"components": {"schemas": COMPONENTS}})


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, "topic"),
        ({"type": "string", "minLength": 8, "maxLength": 9}, "topic..."),
        ({"type": "string", "maxLength": 3}, "top"),
        ({"type": "string", "format": "date-time"}, "2026-01-31T12:00:00Z"),
        ({"type": ["null", "boolean"]}, True),
        ({"type": "null"}, None),
        ({"type": "integer"}, 1),
        ({"type": "integer", "minimum": 4}, 4),
        ({"type": "integer", "maximum": -2}, -2),
        ({"type": "integer", "exclusiveMinimum": 4}, 5),
        ({"type": "number", "exclusiveMaximum": 0}, -1),
        ({"type": "integer", "minimum": 10, "multipleOf": 8}, 16),
        ({"type": "string", "default": "d"}, "d"),
        ({"type": "string", "enum": ["b", "a"]}, "b"),
        ({"enum": [None, "a"]}, "a"),
        ({"const": 3}, 3),
        ({"type": "string", "examples": ["e"], "default": "d", "enum": ["d", "e"]}, "e"),
        ({"type": "string", "example": "e"}, "e"),
        ({"type": "array", "items": {"type": "string"}, "minItems": 2}, ["topic", "topic"]),
        ({"type": "array", "items": {"type": "string"}}, []),
        ({"prefixItems": [{"const": 1}], "items": {"const": 2}, "minItems": 2, "type": "array"}, [1, 2]),
        ({"type": "object", "required": ["a"]}, {"a": "a"}),
        ({"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1}, {"key": 1}),
        ({"oneOf": [{"type": "null"}, ref("Cat")]}, {"kind": "cat", "lives": 9}),
        ({"allOf": [ref("Cat"), {"required": ["age"], "properties": {"age": {"const": 2}}}]},
         {"kind": "cat", "lives": 9, "age": 2}),
        (ref("Tree"), {"name": "name"}),
        ({}, "topic"),
    ],
)  # fmt: skip
def test_smallest_value_matches_the_schema(schema: dict[str, Any], expected: Any) -> None:
    assert VALUES.smallest(schema, "topic") == expected


def test_complete_value_has_the_optional_properties_of_some_levels() -> None:
    value = VALUES.complete(ref("Tree"), "tree")

    assert value == {
        "name": "name",
        "children": [{"name": "name", "children": [{"name": "name", "children": []}]}],
    }


def test_condition_between_properties_is_met() -> None:
    schema = {
        "type": "object",
        "required": ["provider"],
        "properties": {"provider": {"const": "a"}, "endpoint": {"type": "string"}},
        "if": {"properties": {"provider": {"const": "a"}}},
        "then": {"required": ["endpoint"]},
    }

    assert VALUES.smallest(schema, "batch") == {"provider": "a", "endpoint": "endpoint"}


@pytest.mark.parametrize("pattern", [r".+\.[Jj][Ss]$", r"^[a-f]{8}-\d{3,5}$", r"^(sk|pk)_\w+$", "^é$"])
def test_text_matches_a_pattern_and_is_the_same_in_each_run(pattern: str) -> None:
    schema = {"type": "string", "pattern": pattern}

    text = VALUES.smallest(schema, "text")

    assert re.search(pattern, text)
    assert text.isprintable()
    assert VALUES.smallest(schema, "text") == text


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^a$", "minLength": 5},
        {"type": "string", "pattern": "^\n$"},
        {"type": "array", "items": {"type": "string"}, "minItems": 2, "uniqueItems": True},
        {"type": "string", "examples": [1]},
    ],
)
def test_schema_without_a_valid_example_is_an_error_that_names_the_remedy(schema: dict[str, Any]) -> None:
    with pytest.raises(
        ValueError, match=r"no valid example was found for topic \(\$: .*state one with `examples"
    ):
        VALUES.smallest(schema, "topic")


def test_schema_that_requires_itself_is_an_error() -> None:
    with pytest.raises(ValueError, match="requires itself without an end; state an example"):
        VALUES.smallest(ref("Endless"), "next")
