"""Tests of the data of the reference pages: it agrees with the client, and its examples run."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import do_inference
from do_inference.cli._commands import load
from do_inference.cli._flags import _OWN
from do_inference.emulator import Emulator
from do_inference.errors import APIStatusError
from do_inference_generated._interface import NOT_GIVEN, Operation
from do_inference_generated.operations import OPERATIONS
from generator.__main__ import generate
from generator.artifacts.__main__ import SCHEMA, artifacts
from generator.artifacts.reference import exception
from generator.artifacts.snippets import COMMAND_FLAGS
from tests.generator.descriptions import copy_of_real

from .examples import Entry, address, environment, run_example

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(limits="none") as emulator:
        yield emulator


@pytest.fixture(scope="module")
def entries(data: dict[str, Any]) -> dict[str, Entry]:
    """Return the entries by operationId."""
    return {entry["id"]: entry for entry in data["operations"]}


def method_of(entry: Entry, kind: str) -> Any:
    """Return the function of the client class that an entry names."""
    settings = {
        "api_key": "k",
        "endpoint" if "Agent" in entry["clients"][kind] else "base_url": "http://127.0.0.1:1",
    }
    found = getattr(do_inference, entry["clients"][kind])(**settings)
    for name in entry["name"].split(".")[1:]:
        found = getattr(found, name)
    return found


def test_data_matches_its_schema(data: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(data)
    assert data["package"] == {"name": "do-inference", "version": "1.2.3"}


def test_every_operation_has_an_entry(entries: dict[str, Entry]) -> None:
    assert set(entries) == set(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.id)
def test_entry_agrees_with_the_client(entries: dict[str, Entry], operation: Operation[Any, Any]) -> None:
    entry = entries[operation.id]
    for kind in ("sync", "async"):
        parameters = inspect.signature(method_of(entry, kind)).parameters
        flag = {"stream"} if entry["streaming"] and not entry["streaming"]["always"] else set()
        assert set(parameters) - {"options"} == {one["name"] for one in entry["parameters"]} | flag
        for one in entry["parameters"]:
            default = parameters[one["name"]].default
            assert (default is inspect.Parameter.empty) is one["required"]
            assert (default not in (inspect.Parameter.empty, NOT_GIVEN)) is one["default_is_sent"]
        for signature in entry["signatures"][kind]:
            compile(f"from __future__ import annotations\n{signature}: ...", "signature", "exec")
            assert signature.startswith("async def ") is inspect.iscoroutinefunction(method_of(entry, kind))
    assert entry["http"]["method"] == operation.method
    assert entry["http"]["path"] == operation.path
    assert (entry["http"]["key"] is not None) is operation.secured
    assert (entry["streaming"] is not None) is (operation.stream is not None)
    assert (entry["pagination"] is not None) is (operation.pagination is not None)
    assert entry["command"] in load()


def test_signature_has_an_overload_for_each_form_of_the_result(entries: dict[str, Entry]) -> None:
    streamed, plain = entries["chat_completions_create"], entries["models_list"]

    assert len(streamed["signatures"]["sync"]) == 3
    assert "stream: Literal[True]" in streamed["signatures"]["sync"][1]
    assert plain["signatures"]["async"] == [
        "async def list(**options: Unpack[RequestOptions]) -> models.ModelList"
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="the examples with curl are for a POSIX shell")
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.id)
def test_every_example_runs(
    emulator: Emulator, entries: dict[str, Entry], operation: Operation[Any, Any]
) -> None:
    """Each example sends the documented body, and the emulator accepts it."""
    entry = entries[operation.id]

    ran = []
    for example in entry["examples"]:
        run_example(emulator, entry, example)
        ran.append((example["language"], example["stream"]))

    forms = [False, True] if entry["streaming"] else [False]
    assert ran == [
        (language, form) for form in forms for language in ("curl", "python", "python-async", "command-line")
    ]


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.id)
def test_documented_results_are_decoded_without_a_loss(
    entries: dict[str, Entry], operation: Operation[Any, Any]
) -> None:
    event = operation.stream.event if operation.stream else None
    schemas = {"application/json": operation.result, "text/event-stream": event}
    for response in entries[operation.id]["responses"]:
        for content in response["content"]:
            assert (content["example"] is not None) is (content["media_type"] in schemas)
            if (schema := schemas.get(content["media_type"])) is not None:
                assert schema.decoder()(content["example"]).to_dict() == content["example"]


def test_exceptions_are_those_that_the_client_raises(
    emulator: Emulator, entries: dict[str, Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(emulator).items():
        monkeypatch.setenv(name, value)
    statuses = {error["status"] for entry in entries.values() for error in entry["errors"]} - {"default"}
    with do_inference.Client(max_retries=0) as client:
        for status in sorted(statuses):
            emulator.script.clear()
            emulator.respond("models_list", status=int(status))
            with pytest.raises(APIStatusError) as raised:
                client.models.list()
            assert type(raised.value).__name__ == exception(status), status
    emulator.script.clear()
    assert exception("default") == "APIStatusError"


def test_flags_of_all_commands_are_known() -> None:
    assert COMMAND_FLAGS == _OWN


UNUSUAL = """\
operationId: labels_update
summary: Updates a label.
description: With files, a query and a header.
tags: [labels]
x-stability: experimental
x-source: a test
deprecated: true
x-replaced-by: labels_create
parameters:
  - {name: label_id, in: path, required: true, description: The label., schema: {type: string, examples: ["a/b c"]}}
  - name: timeout
    in: query
    required: true
    deprecated: true
    x-replaced-by: exact
    description: A time.
    schema: {type: integer, minimum: 5}
  - {name: exact, in: query, required: true, description: Whether it is exact., schema: {type: boolean, default: false}}
  - {name: X-Team-Name, in: header, required: true, description: The team., schema: {type: string, examples: ["@it's"]}}
requestBody:
  required: true
  content:
    multipart/form-data:
      schema: {$ref: ../../schemas/label_update_request.yaml}
responses:
  "200":
    description: The label.
    headers: {$ref: ../../shared/headers.yaml#/rate_limit}
    content:
      application/json:
        schema: {$ref: ../../schemas/label.yaml}
"""
CREATE = """\
operationId: labels_create
summary: Creates labels.
description: The labels follow as events.
tags: [labels]
x-stability: stable
x-source: a test
requestBody:
  required: true
  content:
    application/json:
      schema: {$ref: ../../schemas/label_request.yaml}
responses:
  "200":
    description: The events.
    headers: {$ref: ../../shared/headers.yaml#/rate_limit}
    content:
      text/event-stream:
        schema: {$ref: ../../schemas/label.yaml}
        x-event-stream: {terminator: "[DONE]", accumulator: none}
"""
ERRORS = """\
  "401": {$ref: ../../shared/responses/unauthorized.yaml}
  "403": {$ref: ../../shared/responses/forbidden.yaml}
  "404": {$ref: ../../shared/responses/not_found.yaml}
  "429": {$ref: ../../shared/responses/too_many_requests.yaml}
  "500": {$ref: ../../shared/responses/server_error.yaml}
  default: {$ref: ../../shared/responses/unexpected_error.yaml}
"""
SCHEMAS = {
    "label_update_request": """\
        type: object
        description: A change of a label.
        additionalProperties: true
        required: [images, icon, title, change]
        properties:
          images: {type: array, description: Images., minItems: 2, items: {type: string, format: binary}}
          icon: {type: string, format: binary, description: An icon., examples: [it's.png]}
          title: {type: string, description: A title., minLength: 12, examples: ["@ the top; type=x"]}
          change: {type: integer, description: Below zero., maximum: -3, deprecated: true, x-replaced-by: title}
        """,
    "label_request": """\
        type: object
        description: The labels to create.
        additionalProperties: true
        required: [code, output, when, weights, children, kind, urgent]
        if: {properties: {kind: {const: person}}}
        then: {required: [age]}
        properties:
          code: {type: string, pattern: "^[A-Z]{2}-\\\\d{4}$", description: A code.}
          output: {type: [string, "null"], description: A name that is also a flag of all commands.}
          when: {type: string, format: date-time, description: A time.}
          weights: {type: object, additionalProperties: {type: number}, minProperties: 1, description: Weights.}
          children: {type: array, minItems: 1, items: {$ref: label.yaml}, description: Labels below.}
          kind: {type: string, const: person, description: The kind.}
          age: {type: integer, minimum: 3, description: The age.}
          urgent: {type: boolean, description: Whether it is urgent.}
        """,
    "label": """\
        type: object
        description: A label.
        additionalProperties: true
        required: [name]
        properties:
          name: {type: string, description: The name., examples: ["it's a \\"label\\" $HOME"]}
          size: {type: number, exclusiveMinimum: 0, description: The size.}
          below: {type: array, items: {$ref: label.yaml}, description: Labels below.}
        """,
}


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Add two operations to the description. Return the folder with the generated client and the artifacts."""
    folder = tmp_path_factory.mktemp("labels")
    root = copy_of_real(folder / "openapi")
    for name, text in SCHEMAS.items():
        (root.parent / "schemas" / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    operations = root.parent / "resources" / "labels"
    operations.mkdir()
    (operations / "labels_update.yaml").write_text(UNUSUAL + ERRORS, encoding="utf-8")
    (operations / "labels_create.yaml").write_text(CREATE + ERRORS, encoding="utf-8")
    paths = (
        "paths:\n"
        "  /v1/labels:\n    post: {$ref: resources/labels/labels_create.yaml}\n"
        "  /v1/labels/{label_id}:\n    put: {$ref: resources/labels/labels_update.yaml}\n"
    )
    root.write_text(root.read_text("utf-8").replace("paths:\n", paths, 1), encoding="utf-8")
    tags = root.parent / "shared" / "tags.yaml"
    tags.write_text(f"{tags.read_text('utf-8')}- name: labels\n  description: Labels.\n", encoding="utf-8")
    generate(root, folder / "generated_client", lambda _: None)
    for name, content in artifacts(root, "1.2.3").items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the examples with curl are for a POSIX shell")
def test_operation_that_is_only_in_yaml_has_an_entry_and_examples_that_run(extended: Path) -> None:
    data = json.loads((extended / "reference.json").read_text(encoding="utf-8"))
    found = {entry["id"]: entry for entry in data["operations"]}
    update, create = found["labels_update"], found["labels_create"]
    small = extended / "labels.json"
    small.write_text(json.dumps({**data, "operations": [update, create]}), encoding="utf-8")

    path = os.pathsep.join((str(extended / "generated_client"), str(ROOT / "overlays"), str(ROOT)))
    command = [sys.executable, "-m", "tests.artifacts.examples", str(small)]
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)

    assert (done.returncode, len(done.stdout.splitlines())) == (0, 8), done.stderr
    assert update["stability"] == "experimental"
    assert update["deprecated"] == {
        "warning": "labels.update is deprecated; use labels.create instead",
        "replaced_by": "labels_create",
    }
    renamed = {one["wire_name"]: one["replaced_by"] for one in update["parameters"] if one["deprecated"]}
    assert renamed == {"timeout": "exact", "change": "title"}
    assert create["streaming"]["always"]
    assert create["request"]["example"]["age"] == 3
    assert [example["stream"] for example in create["examples"]] == [True] * 4
    (line,) = (one["code"] for one in create["examples"] if one["language"] == "command-line")
    assert "--field-output output" in line


@pytest.mark.skipif(sys.platform == "win32", reason="the examples with curl are for a POSIX shell")
def test_example_that_fails_is_an_error(emulator: Emulator, entries: dict[str, Entry]) -> None:
    """The other tests would otherwise pass whatever the examples do."""
    entry = entries["models_list"]
    wrong = {
        "curl": "curl {}/v1/model -H 'Authorization: Bearer $MODEL_ACCESS_KEY'",
        "python": "from do_inference import Client\nClient().models.lists()",
        "command-line": "do-inference models.list --unknown 1",
    }

    for language, code in wrong.items():
        with pytest.raises((subprocess.CalledProcessError, AttributeError, SystemExit)):
            run_example(
                emulator, entry, {"language": language, "code": code.format(address(emulator, entry))}
            )
