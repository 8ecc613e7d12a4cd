"""Tests that edit the YAML description, generate the client and check the report and the next version."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from generator.__main__ import generate
from generator.changes.__main__ import compare
from generator.changes.change import Change, Severity, worst
from generator.changes.report import ChangesReport
from generator.changes.sources import read_folder

ROOT = Path(__file__).resolve().parents[2]

STREAMED = """\
operationId: embeddings_watch
summary: Watch texts become vectors.
description: The vectors come one by one.
tags: [embeddings]
x-stability: experimental
x-source: a test
requestBody:
  required: true
  content:
    application/json:
      schema:
        $ref: ../../schemas/embedding_request.yaml
responses:
  "200":
    description: The event stream of vectors.
    headers:
      $ref: ../../shared/headers.yaml#/rate_limit
    content:
      text/event-stream:
        schema:
          $ref: ../../schemas/embedding.yaml
        x-event-stream:
          terminator: "[DONE]"
          accumulator: none
  "401":
    $ref: ../../shared/responses/unauthorized.yaml
  "403":
    $ref: ../../shared/responses/forbidden.yaml
  "429":
    $ref: ../../shared/responses/too_many_requests.yaml
  "500":
    $ref: ../../shared/responses/server_error.yaml
  default:
    $ref: ../../shared/responses/unexpected_error.yaml
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a folder with a copy of the description for a test to edit."""
    shutil.copytree(ROOT / "openapi", tmp_path / "openapi")
    return tmp_path


def generated(tree: Path, version: str = "0.4.0") -> Path:
    generate(tree / "openapi" / "openapi.yaml", tree / "generated_client", say=lambda _: None)
    (tree / "pyproject.toml").write_text(
        f'[project]\nname = "do-inference"\nversion = "{version}"\n', encoding="utf-8"
    )
    return tree


@cache
def released() -> Path:
    """Return a folder with the unedited description and its generated client, the baseline of every comparison."""
    scratch = Path(mkdtemp())
    shutil.copytree(ROOT / "openapi", scratch / "openapi")
    return generated(scratch)


def changes(tree: Path, scratch: Path) -> ChangesReport:
    return compare(read_folder(released(), "v0.4.0"), read_folder(generated(tree), "today"), scratch)


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_renamed_required_field_is_breaking(tree: Path, tmp_path: Path) -> None:
    file = tree / "openapi" / "schemas" / "rerank_request.yaml"
    edit(file, "    query: ", "    question: ")
    edit(file, "  query:\n", "  question:\n")
    edit(file, "required: [model, query,", "required: [model, question,")
    report = changes(tree, tmp_path)
    assert report.severity is Severity.BREAKING
    assert report.next_version == "0.5.0"
    reported = {entry.name: entry.text for entry in report.of(Severity.BREAKING)}
    assert reported["client.rerank.create(..., query=)"] == "removed"
    assert reported["client.rerank.create(..., question=)"] == "new and required"


def test_reworded_description_is_a_fix(tree: Path, tmp_path: Path) -> None:
    edit(tree / "openapi" / "schemas" / "embedding.yaml", "description: ", "description: Truly. ")
    report = changes(tree, tmp_path)
    assert report.severity is Severity.FIX
    assert report.changelog().endswith("### Fixed\n\n- Documentation.")


@pytest.fixture(scope="module")
def compatible(tmp_path_factory: pytest.TempPathFactory) -> ChangesReport:
    """Return the report on four compatible edits that concern different names."""
    tree = tmp_path_factory.mktemp("tree")
    openapi = shutil.copytree(ROOT / "openapi", tree / "openapi")
    schemas, enum = openapi / "schemas", openapi / "schemas" / "embedding_encoding_format.yaml"
    field = "  depth:\n    type: integer\n    minimum: 1\n    description: How far to look.\n"
    edit(schemas / "rerank_request.yaml", "properties:\n", "properties:\n" + field)
    edit(enum, "enum: [", "enum: [int8, ")
    edit(enum, "x-enum-descriptions:\n", "x-enum-descriptions:\n  int8: Bytes.\n")
    (openapi / "resources" / "embeddings" / "embeddings_watch.yaml").write_text(STREAMED, encoding="utf-8")
    entry = (
        "paths:\n  /v1/embeddings/watch:\n    post:\n      $ref: resources/embeddings/embeddings_watch.yaml\n"
    )
    edit(openapi / "openapi.yaml", "paths:\n", entry)
    file = schemas / "model_info.yaml"
    edit(file, '  created:\n    type: [integer, "null"]', "  created:\n    type: integer")
    required = next(
        line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("required: [")
    )
    edit(file, required, required.replace("]", ", created]"))
    return changes(tree, tmp_path_factory.mktemp("scratch"))


def changes_of(report: ChangesReport, name: str) -> list[Change]:
    """Return the changes whose name contains `name`."""
    return [entry for entry in report.changes if name in entry.name]


def test_compatible_edits_require_a_patch_release(compatible: ChangesReport) -> None:
    above = [entry for entry in compatible.changes if entry.severity > Severity.ADDITION]
    assert compatible.severity is Severity.ADDITION, above
    assert compatible.next_version == "0.4.1"


def test_new_request_field_is_in_the_changelog(compatible: ChangesReport) -> None:
    assert "client.rerank.create(..., depth=)" in [entry.name for entry in compatible.changes]
    assert "- `client.rerank.create(..., depth=)`: new." in compatible.changelog()


def test_new_streaming_operation_is_reported_once(compatible: ChangesReport) -> None:
    assert "- `client.embeddings.watch`: new." in compatible.changelog()
    assert [found.name for found in compatible.changes].count("client.embeddings.watch") == 1, (
        "reported more than once"
    )


def test_new_enum_value_of_a_request_is_one_addition(compatible: ChangesReport) -> None:
    """The changed type of the enum is not reported as a second change."""
    found = changes_of(compatible, "EmbeddingEncodingFormat")
    assert worst(found) is Severity.ADDITION, found


def test_response_field_that_becomes_required_is_one_fix(compatible: ChangesReport) -> None:
    """The type that no longer contains None is not reported as a second change."""
    found = changes_of(compatible, "ModelInfo")
    assert "models.ModelInfo.created" in [entry.name for entry in found]
    assert worst(found) is Severity.FIX, found


def test_changed_annotation_without_description_change_is_risky(tree: Path, tmp_path: Path) -> None:
    """The descriptions are equal, but the generated annotation differs."""
    shutil.copytree(released(), tree, dirs_exist_ok=True)
    edit(
        tree / "generated_client" / "do_inference_generated" / "models" / "embedding.py",
        "index: int\n",
        "index: str\n",
    )
    report = compare(read_folder(released(), "v0.4.0"), read_folder(tree, "today"), tmp_path)
    assert [entry.name for entry in report.changes] == ["models.Embedding.index"]
    assert report.severity is Severity.RISKY
