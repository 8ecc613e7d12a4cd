"""Tests of `python -m generator.drift`: exit codes, formats, recording and drafts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.drift.__main__ import main
from tests.drift.documents import OPENAPI, PUBLISHED, published
from tests.drift.test_drift import NEW, TAG, schema
from tests.drift.trees import in_tree


def save(folder: Path, document: dict[str, Any]) -> str:
    file = folder / "upstream.json"
    file.write_text(json.dumps(document))
    return str(file)


def test_unchanged_upstream_exits_with_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(PUBLISHED)]) == 0
    assert "Nothing new" in capsys.readouterr().out


def test_differences_are_reported_in_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = published()
    schema(document, "EmbeddingsRequest")["properties"]["dimensions"] = {"type": "integer"}
    file = save(tmp_path, document)
    assert main([file]) == 1
    assert (
        "Missing here (1)\n  POST /v1/embeddings request.dimensions: property missing here (integer)"
        in capsys.readouterr().out
    )
    assert main([file, "--format", "markdown"]) == 1
    assert "### Missing here (1)\n\n- POST /v1/embeddings request.dimensions" in capsys.readouterr().out
    assert main([file, "--format", "json"]) == 1
    (new,) = json.loads(capsys.readouterr().out)["new"]
    assert (new["kind"], new["side"], new["upstream"]) == ("property", "missing", "integer")
    assert new["where"] == "schemas/EmbeddingRequest/properties/dimensions"


def test_unreadable_files_exit_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nothing.yaml")]) == 2
    assert "cannot read" in capsys.readouterr().err
    (tmp_path / "departures.yaml").write_text("reasons: [{}]")
    assert main([str(PUBLISHED), "--departures", str(tmp_path / "departures.yaml")]) == 2
    assert "run --record again" in capsys.readouterr().err


def test_recorded_differences_with_a_reason_are_not_reported(tmp_path: Path) -> None:
    document = published()
    schema(document, "EmbeddingsRequest")["properties"]["dimensions"] = {"type": "integer"}
    file = save(tmp_path, document)
    record = tmp_path / "departures.yaml"
    record.write_bytes((OPENAPI / "departures.yaml").read_bytes())
    arguments = [file, "--departures", str(record)]
    assert main([*arguments, "--record"]) == 1
    assert main(arguments) == 1, "differences recorded without a reason are still reported"
    assert main([*arguments, "--record", "--reason", "not wanted", "--source", "a test"]) == 0
    assert main(arguments) == 0
    assert main([str(PUBLISHED), "--departures", str(record)]) == 1, (
        "the recorded difference no longer exists upstream"
    )


def test_recording_again_does_not_change_the_file(tmp_path: Path) -> None:
    record = tmp_path / "departures.yaml"
    record.write_bytes((OPENAPI / "departures.yaml").read_bytes())
    assert main([str(PUBLISHED), "--departures", str(record), "--record"]) == 0
    assert record.read_text(encoding="utf-8") == (OPENAPI / "departures.yaml").read_text(encoding="utf-8")


def test_draft_contains_missing_operation_and_property(tmp_path: Path) -> None:
    document = published()
    document["paths"][f"/v1/{TAG}"] = {"post": NEW}
    schema(document, "EmbeddingsRequest")["properties"]["dimensions"] = {
        "type": "integer",
        "minimum": 1,
        "description": "How many.",
    }
    assert main([save(tmp_path, document), "--draft", str(tmp_path / "draft")]) == 1
    draft = {
        str(file.relative_to(tmp_path / "draft")): yaml.safe_load(file.read_text())
        for file in (tmp_path / "draft").rglob("*.yaml")
    }
    operation = draft[f"resources/{TAG}/{TAG}_create.yaml"]
    assert operation["operationId"] == f"{TAG}_create"
    assert operation["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": f"../../schemas/{TAG}_request.yaml"
    }
    assert {"200", "401", "403", "429", "500", "default"} == set(operation["responses"])
    request = draft[f"schemas/{TAG}_request.yaml"]
    assert request["properties"]["input"] == {"type": ["string", "null"], "description": "The text."}
    assert request["properties"]["level"]["$ref"] == f"{TAG}_request_level.yaml"
    assert draft[f"schemas/{TAG}_request_level.yaml"]["enum"] == ["low", "high"]
    assert draft["schemas/embedding_request.yaml"]["properties"]["dimensions"] == {
        "type": "integer",
        "minimum": 1,
        "description": "How many.",
    }
    assert (
        draft["openapi.yaml"]["paths"][f"/v1/{TAG}"]["post"]["$ref"] == f"resources/{TAG}/{TAG}_create.yaml"
    )


def test_draft_passes_the_linter(tmp_path: Path) -> None:
    """Copied into the description without edits, the draft has no lint problems."""
    import shutil

    from generator.lint import lint
    from generator.openapi.bundle import bundle

    document = published()
    document["paths"][f"/v1/{TAG}"] = {"post": NEW}
    copy = tmp_path / "openapi"
    shutil.copytree(OPENAPI, copy)
    assert main([save(tmp_path, document), "--draft", str(tmp_path / "draft")]) == 1
    for folder in ("resources", "schemas"):
        shutil.copytree(tmp_path / "draft" / folder, copy / folder, dirs_exist_ok=True)
    root, tags = copy / "openapi.yaml", copy / "shared" / "tags.yaml"
    entry = f"paths:\n  /v1/{TAG}:\n    post:\n      $ref: resources/{TAG}/{TAG}_create.yaml\n"
    root.write_text(root.read_text().replace("paths:\n", entry, 1))
    tags.write_text(tags.read_text() + (tmp_path / "draft" / "shared" / "tags.yaml").read_text())
    assert [str(problem) for problem in lint(bundle(root))] == []
    assert main([save(tmp_path, document), "--description", str(root)]) in (0, 1)


def test_draft_resolves_referenced_descriptions_and_discriminators(tmp_path: Path) -> None:
    """The draft contains descriptions from separate files and the discriminator mapping of a union."""
    document = published()
    member = {"type": "object", "properties": {"type": {"type": "string", "enum": ["a"]}}}
    other = {"type": "object", "properties": {"type": {"type": "string", "enum": ["b"]}}}
    tagged = {"anyOf": [member, other], "discriminator": {"propertyName": "type"}}
    body = {"type": "object", "properties": {"input": tagged}}
    document["paths"][f"/v1/{TAG}"] = {
        "post": {**NEW, "requestBody": {"content": {"application/json": {"schema": body}}}},
        "delete": {
            "operationId": "inference_delete_moderation",
            "tags": ["Serverless Inference"],
            "responses": {"204": {"description": "Gone."}},
        },
    }
    root = in_tree(document, tmp_path / "upstream")
    assert main([str(root), "--draft", str(tmp_path / "draft")]) == 1

    def draft(path: str) -> Any:
        return yaml.safe_load((tmp_path / "draft" / path).read_text(encoding="utf-8"))

    assert draft(f"resources/{TAG}/{TAG}_create.yaml")["description"] == "What it is."
    assert draft(f"schemas/{TAG}_request_input.yaml")["discriminator"]["mapping"] == {
        "a": f"{TAG}_request_input_1.yaml",
        "b": f"{TAG}_request_input_2.yaml",
    }
    assert "content" not in draft(f"resources/{TAG}/{TAG}_delete.yaml")["responses"]["204"]
