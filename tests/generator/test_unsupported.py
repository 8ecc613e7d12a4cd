"""Descriptions that the client cannot express are rejected with file, line and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.__main__ import generate
from generator.openapi.problems import DescriptionError
from tests.generator.descriptions import OPERATION, ROOT, THING, small

if TYPE_CHECKING:
    from pathlib import Path


def thing(*fields: str) -> str:
    return THING + "".join(f"  {field}\n" for field in fields)


def parameter(text: str) -> str:
    return OPERATION.replace("responses:", f"  - {text}\nresponses:", 1)


def body(content: str) -> str:
    return OPERATION + f"requestBody:\n  required: true\n  content:\n    {content}\n"


def tagged(name: str) -> str:
    return ROOT.replace("things, description", f"things, description: T.}}\n  - {{name: {name}, description")


PATH = "/v1/things/{thing_id}"
NO_CONTENT = """\
  "204":
    description: Gone.
    headers:
      ratelimit-limit: {description: L., schema: {type: integer}}
"""

IN_JSON = "application/json:\n        schema: {$ref: thing.yaml}\n"
BYTES = "        x-bytes: [NAME]\n      audio/*:\n        schema: {type: string, format: binary}\n"

UNSUPPORTED: dict[str, tuple[dict[str, str], str]] = {
    "bytes in JSON without a binary response": (
        {"things_retrieve": OPERATION.replace(IN_JSON, IN_JSON + "        x-bytes: [id]\n")},
        "op.yaml:X has x-bytes, which is only for JSON next to a binary response",
    ),
    "bytes in a JSON property that is not a string": (
        {"things_retrieve": OPERATION.replace(IN_JSON, IN_JSON + BYTES.replace("NAME", "size"))},
        "op.yaml:X has an x-bytes that is not the path of properties to a string of its schema",
    ),
    "objects in queries": (
        {"things_retrieve": parameter("{name: f, in: query, description: F., schema: {$ref: thing.yaml}}")},
        "op.yaml:X sends 'f' as an object or a file, which only a body can contain",
    ),
    "maps in queries": (
        {
            "things_retrieve": parameter(
                "{name: f, in: query, description: F., schema: {type: object, additionalProperties: true}}"
            )
        },
        "op.yaml:X sends 'f' as an object or a file",
    ),
    "styles of parameters": (
        {
            "things_retrieve": parameter(
                "{name: f, in: query, style: form, description: F., schema: {type: string}}"
            )
        },
        "op.yaml:X uses `style`, a keyword that the generator does not support; lists are sent with a repeated name",
    ),
    "nulls in paths": (
        {"things_retrieve": OPERATION.replace("schema: {type: string}", 'schema: {type: [string, "null"]}')},
        "op.yaml:X allows null for the path parameter 'thing_id'",
    ),
    "the same name in path and body": (
        {
            "root": ROOT.replace("get: {", "patch: {").replace("thing_id", "id"),
            "things_retrieve": body("application/json: {schema: {$ref: thing.yaml}}").replace(
                "thing_id", "id"
            ),
        },
        "op.yaml:X has {id} in its path and the same name in its body; rename it in the path",
    ),
    "parameters of a path item": (
        {"root": ROOT.replace(f"  {PATH}:\n", f"  {PATH}:\n    parameters: []\n")},
        "root.yaml:X uses `parameters`, a keyword that the generator does not support; add them to each operation",
    ),
    "nullable of OpenAPI 3.0": (
        {"thing": thing("old: {type: string, nullable: true, description: O.}")},
        'thing.yaml:X uses `nullable`, a keyword that the generator does not support; write `type: [..., "null"]`',
    ),
    "inline combinations": (
        {
            "thing": thing("all: {description: A., allOf: [{$ref: part.yaml}, {$ref: other.yaml}]}"),
            "part": THING,
            "other": THING,
        },
        "thing.yaml:X combines several schemas inline",
    ),
    "objects that are also unions": (
        {"thing": THING + "oneOf: [{type: string}]\n"},
        "thing.yaml:X is an object and a union at the same time",
    ),
    "an object or any object": (
        {
            "thing": thing(
                "x: {description: X., oneOf: [{$ref: part.yaml}, {type: object, additionalProperties: true}]}"
            ),
            "part": THING,
        },
        "thing.yaml:X is an inline union of objects",
    ),
    "an array or a union that contains arrays": (
        {
            "thing": thing(
                "x: {description: X., oneOf: [{$ref: part.yaml}, {type: array, items: {type: string}}]}"
            ),
            "part": "description: P.\noneOf: [{type: string}, {type: array, items: {type: integer}}]\n",
        },
        "thing.yaml:X is a union of arrays or unions",
    ),
    "a time or a string": (
        {"thing": thing("at: {description: A., oneOf: [{type: string, format: date-time}, {type: string}]}")},
        "thing.yaml:X is a union of a time and another string",
    ),
    "bytes in JSON": (
        {"thing": thing("raw: {type: string, format: binary, description: R.}")},
        "op.yaml:X has `format: binary` inside JSON",
    ),
    "constants without a literal type in Python": (
        {"thing": thing("half: {const: 0.5, description: H.}")},
        "thing.yaml:X has the constant 0.5; use a string, an integer, a boolean or null",
    ),
    "enums of values other than strings": (
        {
            "thing": thing("flag: {$ref: flag.yaml, description: F.}"),
            "flag": "type: string\ndescription: F.\nenum: [true, maybe]\nx-enum-descriptions: {maybe: M.}\n",
        },
        "flag.yaml:X lists True, which YAML does not read as a string; quote it",
    ),
    "nested unions with another tag": (
        {
            "thing": thing("u: {$ref: outer.yaml, description: U.}"),
            "outer": "description: O.\noneOf: [{$ref: one.yaml}, {$ref: inner.yaml}]\n"
            "discriminator: {propertyName: type, mapping: {one: one.yaml}}\n",
            "inner": "description: I.\noneOf: [{$ref: two.yaml}]\n"
            "discriminator: {propertyName: kind, mapping: {two: two.yaml}}\n",
            "one": THING.replace("  id: {", "  type: {const: one, description: T.}\n  id: {"),
            "two": THING.replace("  id: {", "  kind: {const: two, description: T.}\n  id: {"),
        },
        "outer.yaml:X holds the union Inner, whose discriminator is not 'type'; list its members here",
    ),
    "content types of bodies": (
        {"things_retrieve": body("audio/wav: {schema: {type: string, format: binary}}")},
        "op.yaml:X has the content type audio/wav, which the client cannot send; it sends",
    ),
    "bytes without a description": (
        {"things_retrieve": body("application/octet-stream: {schema: {type: string, format: binary}}")},
        "op.yaml:X sends bytes without a description; add one to their schema",
    ),
    "encodings of form fields": (
        {"things_retrieve": body("multipart/form-data: {schema: {$ref: thing.yaml}, encoding: {}}")},
        "op.yaml:X uses `encoding`",
    ),
    "responses with and without content": (
        {"things_retrieve": OPERATION.replace("responses:\n", f"responses:\n{NO_CONTENT}")},
        "op.yaml:X returns no content for 204 and content for other statuses",
    ),
    "tags that are not identifiers": (
        {"root": tagged("My-Things")},
        "root.yaml:X has the tag 'My-Things'; write it in",
    ),
    "tags that are Python keywords": (
        {"root": tagged("import")},
        "root.yaml:X has the tag 'import'; write it in",
    ),
    "tags with the same module name": (
        {"root": ROOT.replace("things, d", "a.b.c, description: T.}\n  - {name: abc, d")},
        "root.yaml:X has the tag 'abc', which has the same module name as 'a.b.c'; rename one",
    ),
    "methods with the name of a resource": (
        {"root": tagged("things.retrieve")},
        "op.yaml:X defines the method things.retrieve, which is also a tag",
    ),
    "methods with the name of an attribute": (
        {"things_retrieve": OPERATION.replace("things_retrieve", "things_with_raw_response")},
        "op.yaml:X has the operationId 'things_with_raw_response', but the clients already have an attribute",
    ),
    "resources with the name of an attribute": (
        {"root": tagged("close")},
        "root.yaml:X has the tag 'close', but the clients already have",
    ),
    "tags of the other API": (
        {"root": tagged("agent"), "things_retrieve": OPERATION.replace("things", "agent")},
        "op.yaml:X has the tag 'agent' and a server of the serverless API",
    ),
    **{
        f"schemas named {name}": (
            {"thing": thing(f"x: {{$ref: {name}.yaml, description: X.}}"), name: THING},
            f"{name}.yaml:X becomes the class {kind}, a name that the client needs itself; rename the file",
        )
        for name, kind in {
            "any": "Any",
            "enums": "Enums",
            "model": "Model",
            "none": "None",
            "result": "Result",
            "str": "Str",
            "thing_param": "ThingParam",
            "3d": "3d",
        }.items()
    },
    "schemas with the same module name": (
        {
            "thing": thing("x: {$ref: a_b_c.yaml, description: X.}", "y: {$ref: abc.yaml, description: Y.}"),
            "a_b_c": THING,
            "abc": THING,
        },
        "abc.yaml:X has the same module name (abc) as ABC; rename one of the files",
    ),
}


@pytest.mark.parametrize("case", UNSUPPORTED)
def test_an_unsupported_feature_is_reported_with_file_and_line(case: str, tmp_path: Path) -> None:
    changed, sentence = UNSUPPORTED[case]
    place, _, message = sentence.partition(":X ")
    file = place.replace("op.yaml", "things_retrieve.yaml")

    with pytest.raises(DescriptionError) as caught:
        generate(small(tmp_path / "description", **changed), tmp_path / "out", lambda _: None)

    lines = [line for line in str(caught.value).splitlines() if message in line]
    assert lines, str(caught.value)
    name, number, _ = lines[0].split(":", 2)
    assert (name, number.split(" ")[0].isdigit()) == (file, True)
    assert not (tmp_path / "out").exists()


def test_an_error_of_the_parser_is_reported_with_file_and_line(tmp_path: Path) -> None:
    changed = thing("u: {$ref: loop.yaml, description: U.}")
    loop = "description: L.\noneOf: [{type: string}, {type: array, items: {$ref: pool.yaml}}]\n"
    pool = "description: P.\noneOf: [{type: integer}, {type: array, items: {$ref: loop.yaml}}]\n"

    with pytest.raises(DescriptionError, match=r"loop\.yaml:1: the parser does not support this") as caught:
        generate(small(tmp_path, thing=changed, loop=loop, pool=pool), tmp_path / "out", lambda _: None)

    assert "object at 0x" not in str(caught.value)


def test_the_attributes_of_clients_are_reserved_names() -> None:
    from do_inference.async_client import AsyncAPIClient
    from do_inference.client import APIClient
    from generator.names import TAKEN_IN_CLIENTS

    names = {name for name in (*dir(APIClient), *dir(AsyncAPIClient)) if not name.startswith("_")}
    assert names <= TAKEN_IN_CLIENTS


def test_the_attributes_of_models_are_reserved_names() -> None:
    from do_inference_generated._model import Model, Result
    from generator.names import TAKEN_IN_MODELS

    names = {name for kind in (Model, Result) for name in dir(kind) if not name.startswith("_")}
    assert names <= TAKEN_IN_MODELS | {"response"}
