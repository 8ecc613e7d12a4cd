"""The rules of the linter, each with a description that breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from generator.lint import lint
from generator.openapi.bundle import bundle
from tests.generator.descriptions import OPERATION, REAL, ROOT, THING, small

if TYPE_CHECKING:
    from pathlib import Path


def found(root: Path) -> str:
    return "\n".join(map(str, lint(bundle(root))))


def test_the_description_follows_every_rule() -> None:
    assert found(REAL / "openapi.yaml") == ""


def test_the_description_is_openapi() -> None:
    OpenAPIV31SpecValidator(bundle(REAL / "openapi.yaml").document).validate()


def test_a_minimal_description_follows_every_rule(tmp_path: Path) -> None:
    assert found(small(tmp_path)) == ""


STREAM = """\
      text/event-stream:
        schema: {$ref: thing.yaml}
        x-event-stream: {accumulator: none}
"""


def tagged(kind: str) -> str:
    return THING.replace("  id: {", f"  kind: {{type: string, description: K., {kind}}}\n  id: {{")


BROKEN = {
    "operation ids are snake case": (
        {"things_retrieve": OPERATION.replace("things_retrieve", "thingsRetrieve")},
        "has the operationId 'thingsRetrieve'; write it in snake_case",
    ),
    "operation ids begin with their tag": (
        {"things_retrieve": OPERATION.replace("things_retrieve", "retrieve_thing")},
        "begin it with its tag: things_<verb>",
    ),
    "exactly one tag": (
        {"things_retrieve": OPERATION.replace("[things]", "[things, more]")},
        "has 2 tags; give it exactly one",
    ),
    "tags are described": (
        {"root": ROOT.replace("name: things", "name: stuff")},
        "has the tag 'things', which is missing from shared/tags.yaml",
    ),
    "summaries": ({"things_retrieve": OPERATION.replace("summary: Fetch a thing.\n", "")}, "needs a summary"),
    "stability": (
        {"things_retrieve": OPERATION.replace("x-stability: stable", "x-stability: fine")},
        "needs `x-stability: stable`",
    ),
    "sources": ({"things_retrieve": OPERATION.replace("x-source: a test\n", "")}, "needs `x-source`"),
    "errors are documented": (
        {"things_retrieve": OPERATION.replace('  "429": {description: A limit is reached.}\n', "")},
        "documents no 429 response",
    ),
    "404 with a path parameter": (
        {"things_retrieve": OPERATION.replace('  "404": {description: There is no such thing.}\n', "")},
        "documents no 404 response",
    ),
    "rate-limit headers": (
        {"things_retrieve": OPERATION.replace("ratelimit-limit", "x-other")},
        "documents no rate-limit headers",
    ),
    "path parameters are described": (
        {"root": ROOT.replace("/v1/things/{thing_id}", "/v1/things/{name}")},
        "in either its path or its parameters",
    ),
    "properties are described": (
        {"thing": THING.replace(", description: Its name.", "")},
        "needs a description where it is used",
    ),
    "properties are typed": ({"thing": THING.replace("type: string, ", "")}, "has no type"),
    "no inline objects": (
        {
            "thing": THING
            + "  inner: {type: object, additionalProperties: true, description: x, "
            + "properties: {a: {type: string, description: a}}}\n"
        },
        "is an inline object",
    ),
    "no inline enums": (
        {"thing": THING + "  kind: {type: string, description: x, enum: [a, b]}\n"},
        "is an inline enum",
    ),
    "a tag with several values has each of them in the mapping": (
        {
            "thing": "description: A union.\noneOf: [{$ref: part.yaml}, {$ref: other.yaml}]\n"
            "discriminator: {propertyName: kind, mapping: {a: part.yaml, c: other.yaml}}\n",
            "part": tagged("enum: [a, b]"),
            "other": tagged("const: c"),
        },
        "whose mapping lacks b; add them",
    ),
    "one value is a constant": (
        {"thing": THING + "  kind: {type: string, description: x, enum: [a]}\n"},
        "is an enum of one value; write it as `const`",
    ),
    "arrays describe their items": (
        {"thing": THING + "  many: {type: array, description: x}\n"},
        "is an array without `items`",
    ),
    "objects state additionalProperties": (
        {"thing": THING.replace("additionalProperties: true\n", "")},
        "does not state additionalProperties",
    ),
    "required properties exist": ({"thing": THING.replace("[id]", "[id, name]")}, "requires 'name'"),
    "unknown keywords": (
        {"thing": THING + "patternProperties: {}\n"},
        "uses `patternProperties`, a keyword that the generator does not support",
    ),
    "a vector is an array of numbers or a string": (
        {
            "thing": THING
            + "  v: {type: array, description: V., items: {type: number}, x-base64-float32: true}\n"
        },
        "has an `x-base64-float32` that is not `true` with `anyOf`",
    ),
    "nulls are kept only if the type allows null": (
        {"thing": THING + "  v: {type: string, description: V., x-keep-null: true}\n"},
        "has an `x-keep-null` that is not `true` on a type that allows null",
    ),
    "one vector in an object": (
        {
            "thing": THING
            + "".join(
                f"  {name}: {{description: V., x-base64-float32: true, "
                "anyOf: [{type: array, items: {type: number}}, {type: string}]}\n"
                for name in ("one", "two")
            )
        },
        "has the vectors one, two; `to_numpy()` returns one, so keep one",
    ),
    "items are ordered by an integer": (
        {
            "thing": THING
            + "  v: {type: array, description: V., items: {$ref: thing.yaml}, x-ordered-by: id}\n"
        },
        "has an `x-ordered-by` that does not name an integer property of its items",
    ),
    "x-also-takes is a reference": (
        {"thing": THING + "x-also-takes: thing.yaml\n"},
        "has an `x-also-takes` that is not `{$ref: file}` on an object",
    ),
    "forwarded objects allow other fields": (
        {
            "thing": THING.replace("additionalProperties: true", "additionalProperties: false")
            + "x-forwarded: true\n"
        },
        "has an `x-forwarded` that is not `true` on a union with a discriminator, on an enum or on an object",
    ),
    "x-forwarded is true": (
        {"thing": THING + "x-forwarded: 'yes'\n"},
        "has an `x-forwarded` that is not `true` on a union with a discriminator, on an enum or on an object",
    ),
    "unknown extensions": (
        {"thing": THING + "x-mystery: 1\n"},
        "uses `x-mystery`, an extension that nothing uses",
    ),
    "no inline results": (
        {"things_retrieve": OPERATION.replace("{$ref: thing.yaml}", "{type: string}")},
        "has an inline application/json schema",
    ),
    "streams have a `stream` flag": (
        {"things_retrieve": OPERATION.replace('  "401"', STREAM + '  "401"', 1)},
        "needs a boolean `stream`",
    ),
    "streams name their accumulator": (
        {
            "things_retrieve": OPERATION.replace(
                '  "401"', STREAM.replace("accumulator: none", "accumulator: up") + '  "401"', 1
            )
        },
        "needs x-event-stream with `accumulator`",
    ),
    "bearer only": (
        {"root": ROOT.replace("scheme: bearer", "scheme: basic")},
        "is not an HTTP bearer scheme",
    ),
    "known security": (
        {"things_retrieve": OPERATION + "security: [{other: []}]\n"},
        "requires the security scheme 'other', which is not described",
    ),
    "absolute URLs receive no key": (
        {"things_retrieve": OPERATION + "x-absolute-url: thing_id\n"},
        "must have `security: []`",
    ),
}


def test_an_unreferenced_file_is_reported(tmp_path: Path) -> None:
    assert (
        found(small(tmp_path, stray=THING))
        == "stray.yaml:1: is not referenced; reference it or delete the file"
    )


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_reported_with_file_and_line(rule: str, tmp_path: Path) -> None:
    changed, message = BROKEN[rule]
    text = found(small(tmp_path, **changed))
    assert message in text
    assert ".yaml:" in text.partition(message)[0].splitlines()[-1]
