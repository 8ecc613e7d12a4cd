"""Damaged descriptions are refused with file, line, reason and remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.__main__ import generate, main
from generator.openapi.problems import MOST_SHOWN, DescriptionError
from tests.generator import fuzz_descriptions
from tests.generator.descriptions import OPERATION, ROOT, THING, small

if TYPE_CHECKING:
    from pathlib import Path

BODY = OPERATION + "requestBody:\n  required: true\n  content:\n    "
UNION = "description: U.\noneOf: [{$ref: one.yaml}, {$ref: two.yaml}]\n"


def thing(*fields: str) -> str:
    return THING + "".join(f"  {field}\n" for field in fields)


def of(schema: str) -> dict[str, str]:
    """Return a thing with one more property."""
    return {"thing": thing(f"x: {{description: X., {schema}}}")}


def enum(values: str) -> dict[str, str]:
    described = "x-enum-descriptions: {a: A., A: A., b: B.}\n"
    return {
        "thing": thing("x: {$ref: kind.yaml, description: X.}"),
        "kind": f"type: string\ndescription: K.\nenum: {values}\n{described}",
    }


def members(mapping: str) -> dict[str, str]:
    """Return a thing with a union of two objects, which have tags, and the mapping of the tags."""
    tagged = {
        name: THING.replace("  id: {", f"  type: {{const: {name}, description: T.}}\n  id: {{")
        for name in ("one", "two")
    }
    mapped = f"discriminator: {{propertyName: type, mapping: {mapping}}}\n"
    return {"thing": thing("x: {$ref: both.yaml, description: X.}"), "both": UNION + mapped, **tagged}


def parameters(*given: str) -> dict[str, str]:
    lines = "".join(
        f"  - {{{'' if 'in:' in one else 'in: query, '}description: P., schema: {{type: string}}, {one}}}\n"
        for one in given
    )
    return {"things_retrieve": OPERATION.replace("parameters:\n", f"parameters:\n{lines}", 1)}


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    # references
    "files that refer to each other": (
        {"thing": "$ref: other.yaml\n", "other": "$ref: thing.yaml\n"},
        "thing.yaml:1: is only a reference; refer to its target",
    ),
    "a file that refers to itself": ({"thing": "$ref: thing.yaml\n"}, "thing.yaml:1: is only a reference"),
    "an operation that refers to itself": (
        {"things_retrieve": "$ref: things_retrieve.yaml\n"},
        "things_retrieve.yaml:1: refers to things_retrieve.yaml, which contains this reference",
    ),
    "a document that refers to itself": (
        {"root": "$ref: root.yaml\n"},
        "root.yaml:1: refers to root.yaml",
    ),
    "a document inside of itself": (
        {"root": ROOT.replace("get: {$ref: things_retrieve.yaml}", "get: {$ref: root.yaml}")},
        "root.yaml:11: refers to root.yaml, which contains this reference",
    ),
    "a combination of itself": (
        {
            "thing": thing("x: {$ref: all.yaml, description: X.}"),
            "all": "description: A.\nallOf: [{$ref: all.yaml}]\n",
        },
        "all.yaml:1: is combined from itself: All -> All",
    ),
    "unions of each other": (
        {
            "thing": thing("x: {$ref: one.yaml, description: X.}"),
            "one": "description: O.\noneOf: [{type: string}, {$ref: two.yaml}]\n",
            "two": "description: T.\noneOf: [{type: integer}, {$ref: one.yaml}]\n",
        },
        "one.yaml:1: is combined from itself: One -> Two -> One",
    ),
    "an array of itself": (
        {
            "thing": thing("x: {$ref: deep.yaml, description: X.}"),
            "deep": "type: array\ndescription: D.\nitems: {$ref: deep.yaml}\n",
        },
        "deep.yaml:1: contains itself without an object in between: Deep -> Deep",
    ),
    "an object that requires itself": (
        {"thing": thing("x: {$ref: thing.yaml, description: X.}").replace("[id]", "[id, x]")},
        "thing.yaml:1: requires itself, so that no value can end: Thing -> Thing",
    ),
    "a reference out of the folder": (
        {"things_retrieve": OPERATION.replace("$ref: thing.yaml", "$ref: ../thing.yaml")},
        "things_retrieve.yaml:16: refers to ../thing.yaml, outside of the folder",
    ),
    "a reference to a folder": (
        {"things_retrieve": OPERATION.replace("$ref: thing.yaml", "$ref: .")},
        "things_retrieve.yaml:16: cannot read .: it is not a readable file",
    ),
    **{
        f"the reference {reference}": (
            {"things_retrieve": OPERATION.replace("$ref: thing.yaml", f"$ref: {reference}")},
            "things_retrieve.yaml:16: has the `$ref`",
        )
        for reference in ("null", "5", "[thing.yaml]", "''")
    },
    # files
    "a cycle of YAML aliases": (
        {"thing": THING + "x-any: &a [*a]\n"},
        "thing.yaml:8: cannot read thing.yaml: it has the alias *a inside its own value",
    ),
    "a merge of itself": (
        {"thing": THING + "if: &a {<<: *a}\n"},
        "thing.yaml:8: cannot read thing.yaml: it has the alias *a inside its own value",
    ),
    "aliases that multiply": (
        {
            "thing": "a: &a0 [x]\n"
            + "".join(f"k{i}: &a{i + 1} [{', '.join([f'*a{i}'] * 10)}]\n" for i in range(9))
        },
        "thing.yaml:7: cannot read thing.yaml: it has more than 500000 values",
    ),
    "an alias without an anchor": (
        {"thing": "type: *x\n"},
        "thing.yaml:1: cannot read thing.yaml: it has the",
    ),
    "an empty file": ({"thing": ""}, "thing.yaml:1: is empty"),
    "a file of comments": ({"thing": "# later\n"}, "thing.yaml:1: is empty"),
    "an empty root": ({"root": ""}, "root.yaml:1: is empty"),
    "several documents in a file": (
        {"thing": THING + "---\na: 1\n"},
        "thing.yaml:8: cannot read thing.yaml: it has several documents",
    ),
    "control characters": (
        {"thing": "a: 1\nb: \x07\n"},
        "thing.yaml:2: cannot read thing.yaml: it is not YAML",
    ),
    "escaped control characters": (
        {"thing": 'a: "x\\0"\n'},
        "thing.yaml:1: cannot read thing.yaml: it has the control character U+0000",
    ),
    "files whose names are not ASCII": (
        {"thing": thing("x: {$ref: größe.yaml, description: X.}"), "größe": THING},
        "thing.yaml:8: refers to 'größe', from which no name in Python follows; rename it in snake_case",
    ),
    "YAML tags": (
        {"thing": "a: !!binary aGk=\n"},
        "thing.yaml:1: cannot read thing.yaml: it has the YAML tag",
    ),
    "deep nesting": (
        {"thing": "a: " + "[" * 5000 + "]" * 5000},
        "thing.yaml:1: cannot read thing.yaml: it is nested",
    ),
    "keys that are lists": (
        {"thing": "? [a]\n: 1\n"},
        "thing.yaml:1: cannot read thing.yaml: it has a key",
    ),
    "keys that occur twice": (
        {"thing": THING + "type: object\n"},
        "thing.yaml:8: cannot read thing.yaml: it has the key 'type' twice",
    ),
    "huge numbers": (
        of(f"type: integer, maximum: {'9' * 5000}"),
        "thing.yaml:8: cannot read thing.yaml: it has the",
    ),
    "infinite numbers": (
        of("type: number, maximum: 1e999"),
        "thing.yaml:8: cannot read thing.yaml: it has the",
    ),
    # shape
    "a form without a schema": (
        {"things_retrieve": BODY + "multipart/form-data:\n"},
        "things_retrieve.yaml:26: `multipart/form-data` is null; write a mapping with `schema`",
    ),
    "null as an operation": (
        {"root": ROOT.replace("get: {$ref: things_retrieve.yaml}", "get:")},
        "root.yaml:11: `get` is null; write an operation",
    ),
    "null as a path item": (
        {"root": ROOT.replace("    get: {$ref: things_retrieve.yaml}\n", "")},
        "root.yaml:10: `/v1/things/{thing_id}` is null; write a mapping from HTTP methods to operations",
    ),
    "null as the responses": (
        {"things_retrieve": OPERATION.partition("responses:")[0] + "responses:\n"},
        "things_retrieve.yaml:9: `responses` is null; write a mapping from statuses to responses",
    ),
    "null as a property": ({"thing": thing("x:")}, "thing.yaml:8: `x` is null; write a schema"),
    "null as the properties": (
        {"thing": THING.partition("  id:")[0]},
        "thing.yaml:5: `properties` is null; write a",
    ),
    "a list as the root": ({"root": "- a\n"}, "root.yaml:1: is not an OpenAPI document"),
    "a list as the components": (
        {"root": ROOT.partition("components:")[0] + "components: []\n"},
        "root.yaml:12: is not an OpenAPI document",
    ),
    "a list as the properties": (
        {"thing": THING.partition("  id:")[0] + "  - id\n"},
        "thing.yaml:5: `properties` is a list; write a mapping from names to schemas",
    ),
    "a mapping as the required names": (
        {"thing": THING.replace("[id]", "{id: true}")},
        "thing.yaml:4: `required` is a mapping; write a list of texts",
    ),
    "a mapping as the parameters": (
        {"things_retrieve": OPERATION.replace("  - {name", "  id: {name", 1)},
        "things_retrieve.yaml:7: `parameters` is a mapping; write a list of parameters",
    ),
    "a text as a schema": ({"thing": "a string\n"}, "thing.yaml:1: is 'a string'; write a schema"),
    "true as items": (of("type: array, items: true"), "thing.yaml:8: `items` is true; write a schema"),
    "arrays without items": (
        of("type: array"),
        "thing.yaml:8: is an array without `items`; describe its items",
    ),
    "nullable arrays without items": (
        of('type: [array, "null"]'),
        "thing.yaml:8: is an array without `items`",
    ),
    "unknown types": (
        of("type: strng"),
        "thing.yaml:8: `type` is 'strng'; write one or several of array, boolean",
    ),
    "unknown types in a list": (
        of("type: [string, nul]"),
        "thing.yaml:8: item 2 is 'nul'; write one or several of",
    ),
    "misspelled keywords": (
        {"thing": THING.replace("required", "requierd")},
        "thing.yaml:1: uses `requierd`, a keyword that the generator does not support; write `required`",
    ),
    "null as a response": (
        {"things_retrieve": OPERATION.replace(" {description: The key is not known.}", "")},
        "things_retrieve.yaml:17: `401` is null; write a response",
    ),
    "null as the security requirements": (
        {"root": ROOT.replace("\n  - key: []", "")},
        "root.yaml:5: `security` is null; write a list of security requirements",
    ),
    "other versions": (
        {"root": ROOT.replace("3.1.0", "3.10.0")},
        "root.yaml:1: must contain `openapi: 3.1.0`; write it",
    ),
    "descriptions of values that do not exist": (
        enum("[a]"),
        "kind.yaml:4: describes 'A', which is not one of the values; correct it",
    ),
    "defaults of another format": (
        of("type: string, format: date-time, default: soon"),
        "thing.yaml:8: has `default` 'soon', which its schema does not allow",
    ),
    "extensions without effect": (
        of("type: string, x-forwarded: true"),
        "thing.yaml:8: has `x-forwarded`, which has an effect on a file only",
    ),
    "a status that is none": (
        {"things_retrieve": OPERATION.replace('"404"', "404x")},
        "things_retrieve.yaml:9: `responses` has the key '404x'; write a status",
    ),
    "paths with the same parameter name in braces": (
        {"root": ROOT.replace("{thing_id}", "{thing id}")},
        "root.yaml:9: `paths` has the key '/v1/things/{thing id}'; write a path",
    ),
    # values
    "patterns that are no regular expressions": (
        of('type: string, pattern: "(["'),
        "thing.yaml:8: has the pattern '(['",
    ),
    "patterns of Python alone": (
        of(r'type: string, pattern: "^a\\Z"'),
        "which is not a regular expression of ECMAScript (and JSON Schema), the emulator; write one",
    ),
    "patterns of ECMAScript alone": (
        of(r'type: string, pattern: "^\\p{L}+$"'),
        "which is not a regular expression of Python; write one",
    ),
    "defaults of another type": (
        of("type: integer, default: many"),
        "thing.yaml:8: has `default` 'many', which",
    ),
    "defaults above the limit": (
        of("type: integer, maximum: 5, default: 6"),
        "thing.yaml:8: has `default` 6, which",
    ),
    "defaults of another enum": (
        {**enum("[a, b]"), "thing": thing("x: {$ref: kind.yaml, description: X., default: c}")},
        "thing.yaml:8: has `default` 'c', which its schema does not allow",
    ),
    "constants of another type": (
        of("type: integer, const: one"),
        "thing.yaml:8: has `const` 'one', which",
    ),
    "values of another type": (enum("[a, 1]"), "kind.yaml:3: has `enum` 1, which its schema does not allow"),
    "examples of another type": (
        of("type: integer, examples: [1, one]"),
        "thing.yaml:8: has `examples` 'one', which",
    ),
    "values that occur twice": (
        enum("[a, b, a]"),
        "kind.yaml:3: `enum` lists a value twice; remove one of them",
    ),
    "examples of parameters": (
        parameters("name: p, example: 5"),
        "things_retrieve.yaml:8: has `example` 5, which its schema does not allow",
    ),
    "examples of bodies": (
        {
            "things_retrieve": BODY
            + "application/json: {schema: {$ref: thing.yaml}, examples: {one: {value: {id: 1}}}}\n",
            "root": ROOT.replace("get: {", "post: {"),
        },
        "things_retrieve.yaml:26: has `example` a mapping, which its schema does not allow",
    ),
    **{
        f"crossed limits: {limits}": (of(f"type: {kind}, {limits}"), f"thing.yaml:8: {message}")
        for kind, limits, message in (
            ("integer", "minimum: 5, maximum: 4", "has limits that no number satisfies"),
            ("number", "exclusiveMinimum: 1, maximum: 1", "has limits that no number satisfies"),
            ("integer", "exclusiveMinimum: 1, exclusiveMaximum: 2", "has limits that no number satisfies"),
            ("integer", "minimum: 1, maximum: 4, multipleOf: 5", "has limits that no number satisfies"),
            ("integer", "minimum: 0.5", "has `minimum` 0.5 on an integer"),
            ("number", "minimum: 1, exclusiveMinimum: 1", "has `minimum` and `exclusiveMinimum`"),
            ("string", "minLength: 2, maxLength: 1", "has `minLength` 2 above `maxLength` 1"),
            (
                "array",
                "items: {type: string}, minItems: 2, maxItems: 1",
                "has `minItems` 2 above `maxItems` 1",
            ),
            (
                "object",
                "additionalProperties: true, minProperties: 2, maxProperties: 1",
                "has `minProperties` 2 above",
            ),
            ("number", "multipleOf: 0", "`multipleOf` is 0; write a number above 0"),
            ("string", "minLength: -1", "`minLength` is -1; write a number of 0 or more"),
            ("string", "minimum: 1", "has `minimum`, which has no effect on the type string"),
            ("integer", "format: date-time", "has `format`, which has no effect on the type integer"),
            ("string", "format: dat-time", "has the unknown format 'dat-time'; use one of"),
        )
    },
    "discriminators that lead to nothing": (
        members("{one: one.yaml, two: three.yaml}"),
        "both.yaml:3: cannot read three.yaml: it does not exist",
    ),
    "discriminators that lead out of the union": (
        members("{one: one.yaml, two: two.yaml, three: thing.yaml}"),
        "both.yaml:3: maps 'three' to #/components/schemas/Thing, which is not in the union",
    ),
    "discriminators without a mapping": (
        members("{}"),
        "both.yaml:3: `mapping` is an empty mapping; write a mapping",
    ),
    "combinations of other things than objects": (
        {
            **enum("[a, b]"),
            "thing": thing("x: {$ref: all.yaml, description: X.}"),
            "all": "description: A.\nallOf: [{$ref: kind.yaml}]\n",
        },
        "all.yaml:2: combines something other than objects",
    ),
    "members of a union without their tag": (
        members("{one: one.yaml}"),
        "both.yaml:3: lacks #/components/schemas/Two, which has a 'type'; add its value",
    ),
    **{
        f"members of a union with the same values: {one}, {other}": (
            of(f"oneOf: [{{{one}}}, {{{other}}}]"),
            f"thing.yaml:8: allows values of type {kind}, as an earlier member of `oneOf` does",
        )
        for one, other, kind in (
            ("type: string", "type: string, description: S.", "string"),
            ("type: number", "type: [integer, string]", "integer"),
            ('type: [string, "null"]', 'type: "null"', "null"),
        )
    },
    **{
        f"conditions that require unknown properties: {condition}": (
            {"thing": THING.replace("properties:", f"{condition}\nproperties:", 1)},
            f"thing.yaml:5: requires {name!r}, which is not one of its properties; correct it",
        )
        for condition, name in (
            ("if: {required: [siez]}", "siez"),
            ("then: {required: [id, sise]}", "sise"),
            ("else: {if: {required: [size]}, then: {required: [ids]}}", "ids"),
        )
    },
    **{
        f"the header {name}": (parameters(f"in: header, name: {name}"), f"things_retrieve.yaml:8: {message}")
        for name, message in (
            ("Authorization", "has the header 'Authorization', which the client sets itself; remove it"),
            ("content-type", "has the header 'content-type', which the client sets itself"),
            ("X Scope", "sends 'X Scope', which is not the name of a header; correct it"),
        )
    },
    **{
        f"the path {path}": (
            {"root": ROOT.replace("/v1/things/{thing_id}", path)},
            f"root.yaml:9: `paths` has the key '{path}'; write a path that begins with `/`, without `.` and `..`",
        )
        for path in ("/v1/../{thing_id}", "/./{thing_id}", "/{thing_id}/..")
    },
    "the method TRACE": (
        {"root": ROOT.replace("    get:", "    trace:")},
        "root.yaml:10: uses `trace`, a keyword that the generator does not support",
    ),
    # names
    "names that are not ASCII": (
        {"thing": thing("größe: {type: string, description: G.}")},
        "thing.yaml:8: has the name 'größe', from which no Python name follows; add `x-name: python_name` to it",
    ),
    "names that begin with a digit": (
        {"thing": thing("2nd: {type: string, description: S.}")},
        "thing.yaml:8: has the name '2nd', from which no Python name follows",
    ),
    "names that differ in case": (
        {
            "thing": thing(
                "userName: {type: string, description: U.}", "user_name: {type: string, description: U.}"
            )
        },
        "thing.yaml:9: has the Python name 'user_name', as 'userName' does; add `x-name: python_name` to one of them",
    ),
    "names that a keyword collides with": (
        {"thing": thing("class: {type: string, description: C.}", "class_: {type: string, description: C.}")},
        "thing.yaml:9: has the Python name 'class_', as 'class' does",
    ),
    "parameters that differ in case": (
        parameters("name: pageSize", "name: page_size"),
        "things_retrieve.yaml:9: has the Python name 'page_size', as 'pageSize' does",
    ),
    "parameters that occur twice": (
        parameters("name: page", "name: page"),
        "things_retrieve.yaml:9: has the Python name 'page', as 'page' does",
    ),
    "parameters whose names are not ASCII": (
        parameters("name: größe"),
        "things_retrieve.yaml:8: has the name 'größe'",
    ),
    "chosen names that are taken": (
        of("type: string, x-name: to_dict"),
        "thing.yaml:8: has `x-name: to_dict`, a name that Python or the client needs itself",
    ),
    "chosen names that are keywords": (
        of("type: string, x-name: class"),
        "thing.yaml:8: has `x-name: class`, a name",
    ),
    "chosen names that are no identifiers": (
        of("type: string, x-name: Größe"),
        "thing.yaml:8: `x-name` is 'Größe'",
    ),
    "chosen names without effect": (
        {"thing": THING + "x-name: something\n"},
        "thing.yaml:1: has `x-name`, which has an effect on properties and parameters only; remove it",
    ),
    "tags that are classes of the client": (
        {
            "root": ROOT.replace(
                "things, description", "things, description: T.}\n  - {name: stream, description"
            )
        },
        "root.yaml:9: has the tag 'stream', whose class name the clients need themselves; rename it",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_damaged_description_is_refused_with_file_line_reason_and_remedy(case: str, tmp_path: Path) -> None:
    changed, message = REFUSED[case]

    with pytest.raises(DescriptionError) as caught:
        generate(small(tmp_path / "description", **changed), tmp_path / "out", lambda _: None)

    found = [problem for problem in caught.value.problems if message in str(problem)]
    assert found, str(caught.value)
    fuzz_descriptions.check_problem(tmp_path / "description", found[0])
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (THING.replace("Its name", "Größe").encode("latin-1"), 6),
        (THING.encode("utf-16"), 1),
        (b"\xff\xfe\x00", 1),
    ],
)
def test_a_file_in_another_encoding_is_refused_with_the_line_of_the_first_wrong_byte(
    content: bytes, line: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = small(tmp_path)
    (tmp_path / "thing.yaml").write_bytes(content)

    assert main(["lint", "--description", str(root)]) == 1

    assert f"thing.yaml:{line}: cannot read thing.yaml: it is not UTF-8; save it" in capsys.readouterr().err


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    root = small(tmp_path)
    (tmp_path / "thing.yaml").write_text(THING, encoding="utf-8-sig")

    assert main(["lint", "--description", str(root)]) == 0


def test_thousands_of_problems_are_counted_by_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = [f"a{i}: {{type: string}}" for i in range(2000)] + [
        f"b{i}: {{description: B.}}" for i in range(900)
    ]
    root = small(tmp_path, thing=thing(*fields))

    assert main(["lint", "--description", str(root)]) == 1

    lines = capsys.readouterr().out.splitlines()
    assert lines[MOST_SHOWN - 1].startswith("thing.yaml:57: ")
    assert lines[MOST_SHOWN:] == [
        "The first 50 of 2900 problems are shown. By kind:",
        "  2000 needs a description where it is used; add it",
        "   900 has no type; if it can be any JSON, state the reason with ...",
    ]


def test_files_that_are_used_only_in_a_combination_are_used(tmp_path: Path) -> None:
    whole = "description: W.\nallOf: [{$ref: part.yaml}, {$ref: thing.yaml}]\nrequired: [id, size]\n"
    part = THING.replace("[id]", "[more]").replace("  id:", "  more:")
    operation = OPERATION.replace("$ref: thing.yaml", "$ref: whole.yaml")

    generate(
        small(tmp_path / "description", things_retrieve=operation, whole=whole, part=part),
        tmp_path / "out",
        lambda _: None,
    )

    models = tmp_path / "out" / "do_inference_generated" / "models"
    assert "more: str" in (models / "whole.py").read_text()
    assert not (models / "part.py").exists()


def test_values_of_enums_have_no_names_that_could_collide(tmp_path: Path) -> None:
    changed = enum("[a, A, a-b, a_b, a b, größe, '1', '', class]")
    changed["kind"] = (
        changed["kind"]
        .replace(", b: B.", "")
        .replace("{a: A.,", "{a-b: A., a_b: A., a b: A., größe: G., '1': O., '': E., class: C., a: A.,")
    )

    generate(small(tmp_path / "description", **changed), tmp_path / "out", lambda _: None)

    text = (tmp_path / "out" / "do_inference_generated" / "models" / "enums.py").read_text(encoding="utf-8")
    for value in ("a", "A", "a-b", "a_b", "a b", "größe", "1", "", "class"):
        assert f'"{value}",' in text


def test_random_edits_are_refused_or_result_in_a_client() -> None:
    results = fuzz_descriptions.fuzz(float("inf"), seed=1, at_most=6)

    assert results.total() == 6
