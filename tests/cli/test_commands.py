"""Commands and flags, and their relation to the description."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from do_inference.cli._calls import UsageError, ValueParser, arguments
from do_inference.cli._commands import Command, Schemas, _parameters, load
from do_inference.cli._flags import flag, parser_of
from do_inference_generated._description import read_description
from do_inference_generated.operations import OPERATIONS

from .conftest import Run


def test_every_operation_has_a_command() -> None:
    assert {command.operation.id for command in load().values()} == set(OPERATIONS)


FILE = {"type": "string", "format": "binary"}
FILES = {"type": "array", "items": FILE}


@pytest.mark.parametrize(
    "schema",
    [
        FILES,
        {"type": "array", "items": {"$ref": "#/components/schemas/File"}},
        {"oneOf": [FILES, {"type": "null"}]},
    ],
)
def test_array_of_files_accepts_one_file_per_flag(schema: dict[str, Any], tmp_path: Path) -> None:
    content = {"multipart/form-data": {"schema": {"type": "object", "properties": {"images": schema}}}}
    described = {"summary": "Edit.", "requestBody": {"content": content}}
    schemas = Schemas({"components": {"schemas": {"File": FILE}}})
    inputs = _parameters(schemas, described)
    command = Command("images.edit", OPERATIONS["images_generate"], described, schemas, inputs)
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for path in paths:
        path.write_bytes(b"\x89PNG")

    def sent(*given: str) -> Any:
        return arguments(command, parser_of(command).parse_args(given)).body

    assert sent("--images", str(paths[0]), "--images", str(paths[1])) == {"images": paths}
    assert sent("--images", str(paths[0])) == {"images": paths[:1]}
    with pytest.raises(UsageError, match=r"--images: .*c\.png is not a file"):
        sent("--images", str(tmp_path / "c.png"))
    assert "--images FILE" in parser_of(command).format_help()


def test_every_command_has_help_and_unique_flags(run: Run) -> None:
    for name, command in load().items():
        flags = [flag(given) for given in command.parameters]
        assert len(set(flags)) == len(flags), name
        result = run(name, "--help")
        assert result.code == 0
        assert command.summary in " ".join(result.out.split())


def test_overview_lists_every_command_with_its_summary(run: Run) -> None:
    out = run("--help").out

    for name, command in load().items():
        assert any(line.split()[:1] == [name] and command.summary in line for line in out.splitlines()), name


def test_example_in_the_help_contains_the_required_properties(run: Run) -> None:
    schemas = Schemas(read_description())
    message = schemas.example({"$ref": "#/components/schemas/ChatMessage"})

    assert message["role"]
    assert json.dumps([message]) in " ".join(run("chat.completions.create", "--help").out.split())


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["chat.completion.create"], "did you mean chat.completions.create?"),
        (["chat.completions.create", "--model", "m"], "missing: --messages"),
        (["chat.completions.create", "--model", "m", "--messages", "Hi"], "--messages requires a JSON"),
        (["chat.completions.create", "--model", "m", "--messages", "{}"], "--messages requires a JSON array"),
        (["chat.completions.create", "--modle", "m"], "unrecognized arguments: --modle"),
        (["chat.completions.create", "--mod", "m"], "unrecognized arguments: --mod"),
        (
            ["chat.completions.create", "--model", "a", "--model", "b"],
            "--model accepts one value, but occurs 2 times",
        ),
        (["chat.completions.create", "--seed", "1.5"], "--seed requires a JSON integer"),
        (["chat.completions.create", "--metadata", "novalue"], "--metadata requires NAME=VALUE"),
        (["chat.completions.create", "--messages", "@/no/such/file"], "/no/such/file: No such file"),
        (["models.list", "--extra-header", "x"], "--extra-header requires NAME=VALUE"),
        (["batches"], "batches.create"),
    ],
)
def test_usage_errors_are_printed_on_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: str
) -> None:
    monkeypatch.setenv("MODEL_ACCESS_KEY", "some-key")

    result = run(*arguments)

    assert result.code == 2
    assert expected in result.err
    assert result.out == ""


@pytest.mark.parametrize(
    ("schema", "texts", "value"),
    [
        ({"type": "string"}, ["5"], "5"),
        ({"type": ["integer", "null"]}, ["5"], 5),
        ({"type": ["integer", "null"]}, ["null"], None),
        ({"type": "number"}, ["5"], 5),
        ({"type": "array", "items": {"type": "string"}}, ["a"], ["a"]),
        ({"type": "array", "items": {"type": "string"}}, ['["a", "b"]'], ["a", "b"]),
        ({"type": "array", "items": {"type": "integer"}}, ["1", "2"], [1, 2]),
        ({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}, ["a"], "a"),
        (
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            ["[not json"],
            "[not json",
        ),
        ({"oneOf": [{"type": "object", "properties": {}}, {"type": "null"}]}, ['{"a": 1}'], {"a": 1}),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, ["a=1", "b=2"], {"a": 1, "b": 2}),
        ({}, ["free text"], "free text"),
        ({}, ['{"a": 1}'], {"a": 1}),
    ],
)
def test_values_are_parsed_by_their_schema(
    schema: dict[str, object], texts: list[str], value: object
) -> None:
    assert ValueParser(Schemas({})).value("--it", schema, texts) == value


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "integer"}, "true"),
        ({"type": "integer"}, "1.5"),
        ({"type": "object", "properties": {"a": {}}}, "[]"),
        ({"type": "array", "items": {"type": "integer"}}, "x"),
    ],
)
def test_values_of_another_type_are_rejected(schema: dict[str, object], text: str) -> None:
    with pytest.raises(UsageError, match="--it requires a JSON"):
        ValueParser(Schemas({})).value("--it", schema, [text])


def test_field_with_the_name_of_a_common_flag_has_a_prefix() -> None:
    from do_inference.cli._commands import CommandParameter

    assert flag(CommandParameter("timeout", "body", {}, False)) == "--field-timeout"
    assert flag(CommandParameter("no_stream", "body", {}, False)) == "--field-no-stream"
    assert flag(CommandParameter("X-Model-Affinity", "header", {}, False)) == "--model-affinity"


def test_version_is_printed(run: Run) -> None:
    from do_inference import __version__

    assert run("--version").out == f"do-inference {__version__}\n"
