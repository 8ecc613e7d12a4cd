"""Tests of the OpenAPI document of a release."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from generator.artifacts.__main__ import main
from generator.artifacts.document import INTERNAL, PUBLIC, json_text, published, yaml_text
from generator.openapi.bundle import bundle
from tests.generator.descriptions import REAL, THING, small


def document_of(**schema: Any) -> dict[str, Any]:
    """Return a document with one schema."""
    return {"info": {"title": "t", "version": "2026-01-31"}, "components": {"schemas": {"A": schema}}}


def published_schema(**schema: Any) -> Any:
    return published(document_of(**schema), "1.2.3")["components"]["schemas"]["A"]


def keys(node: Any) -> Iterator[str]:
    """Yield all keys at any depth."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from keys(value)
    elif isinstance(node, list):
        for item in node:
            yield from keys(item)


@pytest.mark.parametrize("name", ["openapi.json", "openapi.yaml"])
def test_document_is_valid(files: dict[str, str], name: str) -> None:
    OpenAPIV31SpecValidator(yaml.safe_load(files[name])).validate()


def test_yaml_and_json_are_equal(files: dict[str, str]) -> None:
    assert yaml.safe_load(files["openapi.yaml"]) == json.loads(files["openapi.json"])


def test_artifacts_are_reproducible(files: dict[str, str], tmp_path: Path) -> None:
    """Another process, which orders its sets differently, writes equal files."""
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(REAL.parent)}
    command = [sys.executable, "-m", "generator.artifacts", str(tmp_path), "--version", "1.2.3"]
    subprocess.run(command, env=environment, check=True, capture_output=True)

    assert {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()} == files


def test_document_differs_from_the_bundle_in_internal_keywords_and_the_version_only(
    document: dict[str, Any],
) -> None:
    source = bundle(REAL / "openapi.yaml").document
    removed = set(keys(source)) - set(keys(document))

    assert "x-source" in removed
    assert "x-departure" in removed
    # What is in an x-departure is removed with it.
    assert {key for key in removed if key.startswith("x-")} <= INTERNAL
    assert {"ratelimit-limit", "x-request-id", "x-event-stream"} <= set(keys(document))
    assert document["info"]["version"] == "1.2.3"
    assert document["info"]["x-description-date"] == source["info"]["version"]
    assert list(document["paths"]) == list(source["paths"])


def test_every_reference_resolves(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    referenced = {part.partition('"')[0] for part in text.split('"#/components/')[1:]}

    assert referenced
    for reference in referenced:
        kind, name = reference.split("/")
        assert name in document["components"][kind]


def test_keyword_that_is_not_decided_is_rejected() -> None:
    with pytest.raises(ValueError, match=r"uses x-new, .* add it to PUBLIC or INTERNAL"):
        published_schema(**{"type": "string", "x-new": 1})


def test_public_keyword_stays_and_internal_one_goes() -> None:
    schema = {"type": "string", "x-sensitive": True, "x-source": "s"}

    assert published_schema(**schema) == {"type": "string", "x-sensitive": True}
    assert not PUBLIC & INTERNAL


def test_it_is_decided_for_every_keyword_whether_it_is_public() -> None:
    documented = set(
        re.findall(r"^\| `(x-[a-z0-9-]+)", (REAL / "README.md").read_text("utf-8"), re.MULTILINE)
    )

    assert {"x-idempotent", "x-also-takes"} <= documented
    assert documented <= PUBLIC | INTERNAL


def test_names_and_values_that_look_like_keywords_stay() -> None:
    schema = {
        "properties": {"x-source": {"type": "string", "x-source": "s"}, "properties": {"x-any": "r"}},
        "examples": [{"x-source": 1}],
        "default": {"x-departure": 1},
    }

    assert published_schema(**schema) == {
        "properties": {"x-source": {"type": "string"}, "properties": {}},
        "examples": [{"x-source": 1}],
        "default": {"x-departure": 1},
    }


def test_yaml_has_no_anchors_and_quotes_what_would_change_its_type() -> None:
    shared = {"type": "string"}

    text = yaml_text({"a": shared, "b": shared, "version": "2026-01-31", "no": "on"})

    assert "&" not in text
    assert yaml.safe_load(text) == {"a": shared, "b": shared, "version": "2026-01-31", "no": "on"}


def test_json_keeps_letters_of_all_languages() -> None:
    assert json_text({"a": "é"}) == '{\n  "a": "é"\n}\n'


def test_command_writes_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = small(tmp_path / "openapi")

    assert main([str(tmp_path / "out"), "--description", str(root), "--version", "4.5.6"]) == 0

    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "openapi.json",
        "openapi.yaml",
        "reference.json",
    ]
    assert "reference.json: " in capsys.readouterr().out
    assert json.loads((tmp_path / "out" / "openapi.json").read_bytes())["info"]["version"] == "4.5.6"


def test_command_reports_a_description_that_breaks_a_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = small(tmp_path / "openapi", thing="type: object\ndescription: A thing.\n")

    assert main([str(tmp_path / "out"), "--description", str(root)]) == 1

    assert "thing.yaml" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_command_reports_where_an_example_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = "  parts: {type: array, minItems: 2, uniqueItems: true, description: D., items: {type: string}}\n"
    root = small(tmp_path / "openapi", thing=THING.replace("required: [id]", "required: [id, parts]") + parts)

    assert main([str(tmp_path / "out"), "--description", str(root)]) == 1

    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(
        "things_retrieve.yaml:1: no valid example was found for things_retrieve 200 ($.parts: "
    )
    assert line.endswith("state one with `examples: [...]` in its schema")
