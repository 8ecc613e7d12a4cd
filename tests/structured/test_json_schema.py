"""JSON schemas as output types: validation by the base package and by the extra, and rejected schemas."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from do_inference.errors import ConfigurationError
from do_inference.structured import OutputFormat, StructuredOutputError
from do_inference.structured._ecma_regex import compile_pattern
from do_inference.structured._json_schema import unsupported_keywords
from do_inference.structured._validation import Validator

VALIDATED: list[tuple[dict[str, Any], list[Any], list[Any]]] = [
    ({"multipleOf": 0.1}, [0.3, 0.7, 1, 1e300, "x"], [0.35, 1e-300]),
    ({"multipleOf": 3}, [9, 9.0, 10**30 * 3], [10, 10**30 * 3 + 1]),
    ({"uniqueItems": True}, [[1, True, "1", None, [1], [True]], "aa"], [[1, 1.0], [{"a": [0]}, {"a": [0.0]}]]),
    ({"uniqueItems": False}, [[1, 1]], []),
    ({"const": [1, {"a": 2}]}, [[1.0, {"a": 2}]], [[True, {"a": 2}], [1]]),
    ({"enum": [0, [False]]}, [0, 0.0, [False]], [False, [0]]),
    ({"oneOf": [{"minimum": 3}, {"type": "integer"}]}, [1, 3.5], [4]),
    ({"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "null"}}, ["ab", None], ["a", 1]),
    ({"then": False, "else": False}, [1], []),
    ({"contains": {"const": 1}, "minContains": 2, "maxContains": 3}, [[1, 1, 2]], [[1], [1, 1, 1, 1]]),
    ({"contains": {"const": 1}}, [[1, 1], {}], [[], [2]]),
    ({"contains": {"const": 1}, "minContains": 0}, [[]], []),
    ({"propertyNames": {"maxLength": 1}}, [{"a": 1}], [{"ab": 1}]),
    ({"dependentRequired": {"a": ["b"]}}, [{"b": 1}, {"a": 1, "b": 1}], [{"a": 1}]),
    ({"dependentSchemas": {"a": {"required": ["b"]}}}, [{}, {"a": 1, "b": 1}], [{"a": 1}]),
    ({"format": "date"}, ["2024-02-29", 5], ["2023-02-29", "20240229", "2024-02-29 "]),
    ({"format": "date-time"}, ["2024-02-29T10:00:00Z", "2016-12-31T23:59:60Z"], ["2024-02-29T10:00:00", "2024"]),
    ({"format": "time"}, ["10:00:00.5+01:00", "00:59:60+01:00"], ["10:00:00", "24:00:00Z", "10:59:60Z", "00:35:60Z"]),
    ({"format": "uuid"}, ["2eb8aa08-aa98-11ea-b4aa-73b441d16380"], ["2eb8aa08aa9811eab4aa73b441d16380"]),
    ({"format": "ipv4"}, ["127.0.0.1"], ["127.0.0.01", "127.1", "\u0661.1.1.1"]),
    ({"format": "ipv6"}, ["::1"], ["::1%eth0", "::g"]),
    ({"pattern": r"^\d+$"}, ["12"], ["12\n", "\u0661\u0662", ""]),
    ({"pattern": r"^.$"}, ["a", "\U0001f600"], ["\n", "\u2028"]),
    ({"pattern": r"^\s[\s]$"}, ["\u00a0\ufeff"], ["\x1c\x1c"]),
    ({"pattern": r"^[\s\S]{2}$"}, ["\u00a0\n"], ["a"]),
    ({"pattern": r"(?<year>[0-9]{4})[[]&\u0041\u{42}\/"}, ["2024[&AB/"], ["2024"]),
    ({"type": "number"}, [1.5], [True, "1"]),
    ({"additionalProperties": {"type": "null"}, "properties": {"a": True}}, [{"a": 1, "b": None}], [{"b": 1}]),
    ({"allOf": [{"minimum": 1}, {"maximum": 2}]}, [1], [0, 3]),
    ({"definitions": {"a": {"type": "null"}}, "$ref": "#/definitions/a"}, [None], [0]),
    ({"$schema": "http://json-schema.org/draft-07/schema#", "minimum": 1}, [1], [0]),
    ({"prefixItems": [{"$ref": "#/prefixItems/1"}, {"type": "null"}]}, [[None, None]], [[1]]),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "good", "bad"), VALIDATED)
def test_base_package_validates_keywords_exactly(
    schema: dict[str, Any], good: list[Any], bad: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    output = OutputFormat(schema)
    for value in good:
        assert output.parse(json.dumps(value)) == value
    for value in bad:
        with pytest.raises(StructuredOutputError):
            output.parse(json.dumps(value))


@pytest.mark.parametrize(("schema", "good", "bad"), VALIDATED)
def test_extra_agrees_with_the_base_package(schema: dict[str, Any], good: list[Any], bad: list[Any]) -> None:
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    assert [validator.is_valid(value) for value in good] == [True] * len(good)
    assert [value for value in bad if validator.is_valid(value)] == []


NEEDS_EXTRA: list[tuple[dict[str, Any], str, Any, Any]] = [
    ({"format": "email"}, "/format", "a@example.com", "a"),
    ({"$defs": {"Site": {"format": "uri"}}, "$ref": "#/$defs/Site"}, "/$defs/Site/format", "http://a/", "a"),
    ({"properties": {"a/b": {"format": "hostname"}}}, "/properties/a~1b/format", {"a/b": "x"}, {"a/b": "-"}),
    ({"properties": {"a": True}, "unevaluatedProperties": False}, "/unevaluatedProperties", {"a": 1}, {"b": 1}),
    ({"prefixItems": [{}], "unevaluatedItems": False}, "/unevaluatedItems", [1], [1, 2]),
    ({"anyOf": [{"items": {"pattern": r"^\p{Lu}$"}}]}, "/anyOf/0/items/pattern", ["É"], ["e"]),
    ({"$ref": "#who", "$defs": {"W": {"$anchor": "who", "type": "null"}}}, "/$ref", None, 1),
    ({"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "null"}]}, "/items", [None], [1]),
    ({"$schema": "http://json-schema.org/draft-07/schema#", "dependencies": {"a": ["b"]}}, "/dependencies",
     {"b": 1}, {"a": 1}),
    ({"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": True}, "/$schema", 2, 1),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "pointer", "good", "bad"), NEEDS_EXTRA)
def test_unsupported_keywords_need_the_extra(
    schema: dict[str, Any], pointer: str, good: Any, bad: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "jsonschema_rs", None)
        with pytest.raises(ConfigurationError, match=r"do-inference\[schemas\]") as caught:
            OutputFormat(schema)
        assert f"at {pointer}:" in str(caught.value)
    pytest.importorskip("jsonschema_rs")
    output = OutputFormat(schema)
    assert output.parse(json.dumps(good)) == good
    with pytest.raises(StructuredOutputError):
        output.parse(json.dumps(bad))


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "strng"}, "/type: 'type' must be one or several of object, array"),
        ({"properties": {"a": {"minimum": "3"}}}, "/properties/a/minimum: 'minimum' must be a number"),
        ({"items": {"multipleOf": 0}}, "/items/multipleOf"),
        ({"items": [{"type": "null"}]}, "name the draft in '\\$schema'"),
        ({"dependencies": {}}, "'dependencies' has this meaning only in an older draft"),
        ({"exclusiveMinimum": True}, "older draft"),
        ({"anyOf": []}, "must be a list of schemas"),
        ({"properties": {"a": {"required": True}}}, "'required' must be a list of names"),
        ({"$ref": "#/$defs/Missing"}, "the reference '#/\\$defs/Missing' has no target"),
        ({"max_length": 3}, "did you mean 'maxLength'"),
        ({"minItem": 3}, "did you mean 'minItems'"),
        ({"uniqueItems": "yes"}, "must be true or false"),
    ],
)
def test_invalid_schemas_are_rejected_by_the_constructor(schema: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        OutputFormat(schema)


def test_schemas_that_are_not_json_are_rejected() -> None:
    with pytest.raises(TypeError, match="JSON"):
        OutputFormat({"enum": [object()]})


def test_schemas_that_are_nested_too_deeply_are_rejected() -> None:
    schema: dict[str, Any] = {}
    for _ in range(5000):
        schema = {"items": schema}
    with pytest.raises(ConfigurationError, match="nested too deeply"):
        OutputFormat(schema)


def test_annotations_and_unknown_keywords_restrict_nothing() -> None:
    schema = {"title": "A", "default": 1, "x-order": 3, "propertyOrdering": ["a"], "format": "int32",
              "properties": {"minimun": {"examples": [1]}}}  # fmt: skip
    assert OutputFormat(schema).parse("{}") == {}


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}', "So: [NaN]", "```\n[NaN]\n```"])
def test_nan_and_infinity_are_rejected(text: str) -> None:
    with pytest.raises(StructuredOutputError, match="not JSON"):
        OutputFormat({"minimum": 1}).parse(text)


def test_later_changes_of_the_schema_have_no_effect() -> None:
    schema: dict[str, Any] = {"properties": {"a": {"type": "null"}}}
    output = OutputFormat(schema)
    schema["properties"]["a"]["type"] = "string"
    assert output.parse('{"a": null}') == {"a": None}


@pytest.mark.parametrize(
    "pattern", [r"\p{L}", r"a++", r"(?i)a", r"\Aa", r"[]", r"[^\S]", r"\1", "(", r"a{,3}"]
)
def test_patterns_that_python_cannot_express_are_not_compiled(pattern: str) -> None:
    assert compile_pattern(pattern) is None


SCALARS = (
    st.none() | st.booleans() | st.integers(-4, 4) | st.sampled_from([0.5, 1.0, "", "a", "ab", "2024-01-01"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)
LEAVES = st.sampled_from(
    [
        *({"type": kind} for kind in ("null", "boolean", "integer", "number", "string", "array", "object")),
        {"type": ["string", "null"]}, {"minimum": 1}, {"exclusiveMaximum": 2}, {"multipleOf": 0.5}, {"multipleOf": 2},
        {"minLength": 1}, {"maxLength": 1}, {"pattern": "^a"}, {"format": "date"}, {"minItems": 1}, {"maxItems": 2},
        {"uniqueItems": True}, {"minProperties": 1}, {"required": ["a"]}, {"dependentRequired": {"a": ["b"]}},
        {"const": 1}, {"enum": [0, False, "a"]}, {"propertyNames": {"enum": ["a", "b"]}}, True, False, {},
    ]
)  # fmt: skip


def _larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    return st.fixed_dictionaries(
        {},
        optional={
            "allOf": several, "anyOf": several, "oneOf": several, "not": inner, "if": inner, "then": inner,
            "else": inner, "items": inner, "prefixItems": several, "contains": inner,
            "minContains": st.integers(0, 2), "properties": named, "additionalProperties": inner,
            "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$"]), inner, max_size=2),
            "dependentSchemas": named, "$ref": st.just("#/$defs/Part"),
        },
    )  # fmt: skip


SCHEMAS = st.recursive(LEAVES, _larger, max_leaves=6)


@settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, max_examples=300)
@given(schema=SCHEMAS.filter(lambda schema: isinstance(schema, dict)), part=LEAVES, value=VALUES)
def test_base_package_and_extra_agree_on_random_schemas(
    schema: dict[str, Any], part: Any, value: Any
) -> None:
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    complete = {**schema, "$defs": {"Part": part}}
    assert list(unsupported_keywords(complete)) == []
    expected = jsonschema_rs.validator_for(complete, validate_formats=True).is_valid(value)
    assert (Validator(complete).first_error(value) is None) == expected


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("ab[^c]d", ["abxd", "ab^d"], ["abcd", "abd"]),
        ("^[^c]$", ["^", "a"], ["c"]),
        ("^a(b)$", ["ab"], ["a(b)"]),
        ("^a(?:bc)+(d)?$", ["abcbc", "abcd"], ["a", "a(?:bc)"]),
        ("^ab(?=c)", ["abc"], ["abd"]),
    ],
)
def test_classes_and_groups_match_as_in_ecma_262(pattern: str, good: list[str], bad: list[str]) -> None:
    found = compile_pattern(pattern)
    assert found is not None
    assert [text for text in good if not found.search(text)] == []
    assert [text for text in bad if found.search(text)] == []


def test_unterminated_character_class_is_not_compiled() -> None:
    assert compile_pattern("[a") is None


def test_errors_of_the_extra_contain_the_path_of_the_value() -> None:
    pytest.importorskip("jsonschema_rs")
    output = OutputFormat({"properties": {"a": {"items": {"format": "email"}}}})
    with pytest.raises(StructuredOutputError, match=r"at \$\.a\[1\]"):
        output.parse('{"a": ["a@example.com", "b"]}')
