"""Tests of drafts: the description then says what upstream says, and nothing else in its files changes."""

from __future__ import annotations

import difflib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.drift.__main__ import Drift, main
from generator.drift.editor import Editor, _yaml, styled
from generator.lint import lint
from generator.openapi import loader
from generator.openapi.bundle import bundle
from generator.openapi.documents import Documents, Node
from tests.drift.documents import OPENAPI, published
from tests.drift.test_drift import NEW, TAG, field, schema
from tests.drift.trees import in_tree

ROOT = OPENAPI / "openapi.yaml"
Change = Callable[[dict[str, Any]], object]


class Drafted:
    """A copy of the description with a draft of what changed upstream."""

    def __init__(self, folder: Path, *changes: Change) -> None:
        document = published()
        for change in changes:
            change(document)
        self.upstream = folder / "upstream.json"
        self.upstream.write_text(json.dumps(document), encoding="utf-8")
        self.folder = folder / "draft"
        self.code = main([str(self.upstream), "--draft", str(self.folder)])

    def read(self, name: str) -> Any:
        return loader.read(self.folder / name)

    def left(self) -> list[str]:
        """Update the record, and return the lines that the next comparison reports."""
        upstream, root = str(self.upstream), self.folder / "openapi.yaml"
        Drift.of(upstream, root).settle(Drift.of(upstream, ROOT))
        return Drift.of(upstream, root).report.texts()

    def problems(self) -> list[str]:
        return [str(problem) for problem in lint(bundle(self.folder / "openapi.yaml"))]

    def lines(self) -> list[str]:
        """Return the changed lines of all files that exist in both."""
        found = []
        for file in sorted(self.folder.rglob("*.yaml")):
            before = OPENAPI / file.relative_to(self.folder)
            if before.exists():
                pair = (each.read_text(encoding="utf-8").splitlines() for each in (before, file))
                found += [line for line in difflib.ndiff(*pair) if line[0] in "+-"]
        return found


def request(document: dict[str, Any]) -> dict[str, Any]:
    return schema(document, "EmbeddingsRequest")  # type: ignore[no-any-return]


CASES: dict[str, tuple[Change, list[str]]] = {
    "a new field": (
        lambda d: request(d)["properties"].update(dimensions={"type": "integer", "description": "How many."}),
        ["+   dimensions:", "+     type: integer", "+     description: How many."],
    ),
    "a new required field": (
        lambda d: (
            request(d)["properties"].update(
                dimensions={"type": "integer", "minimum": 1, "description": "N."}
            ),
            request(d)["required"].append("dimensions"),
        ),
        [
            "- required: [model, input]",
            "+ required: [model, input, dimensions]",
            "-   - {model: all-mini-lm-l6-v2, input: [The sky is blue., Grass is green.]}",
            "+   - {model: all-mini-lm-l6-v2, input: [The sky is blue., Grass is green.], dimensions: 1}",
            "+   dimensions:",
            "+     type: integer",
            "+     minimum: 1",
            "+     description: N.",
        ],
    ),
    "a field removed": (
        lambda d: request(d)["properties"].pop("user"),
        [
            "-   user:",
            "-     type: string",
            "-     description: Your own id for the end user. It helps DigitalOcean detect abuse.",
        ],
    ),
    "a field becomes required": (
        lambda d: request(d)["required"].append("user"),
        [
            "- required: [model, input]",
            "+ required: [model, input, user]",
            "-   - {model: all-mini-lm-l6-v2, input: [The sky is blue., Grass is green.]}",
            "+   - {model: all-mini-lm-l6-v2, input: [The sky is blue., Grass is green.], user: TODO}",
        ],
    ),
    "null accepted": (
        lambda d: field(d, "EmbeddingsRequest", "user").update(nullable=True),
        ["-     type: string", '+     type: [string, "null"]'],
    ),
    "another type": (
        lambda d: field(d, "EmbeddingsRequest", "user").update(type="integer"),
        ["-     type: string", "+     type: integer"],
    ),
    "a new value": (
        lambda d: field(d, "EmbeddingsRequest", "encoding_format")["enum"].append("int8"),
        ["- enum: [float, base64]", "+ enum: [float, base64, int8]", "+   int8: TODO"],
    ),
    "a value removed": (
        lambda d: field(d, "EmbeddingsRequest", "encoding_format")["enum"].remove("base64"),
        [
            "- enum: [float, base64]",
            "+ enum: [float]",
            "-   base64: Little-endian 32-bit floats in Base64. Much smaller on the wire.",
        ],
    ),
    "a new limit": (
        lambda d: field(d, "EmbeddingsRequest", "user").update(maxLength=64),
        ["+     maxLength: 64"],
    ),
    "a changed default": (
        lambda d: field(d, "EmbeddingsRequest", "encoding_format").update(default="base64"),
        ["-     default: float", "+     default: base64"],
    ),
    "a deprecated field": (
        lambda d: field(d, "EmbeddingsRequest", "user").update(deprecated=True),
        ["+     deprecated: true"],
    ),
    "a new parameter": (
        lambda d: d["paths"]["/v1/models"]["get"].update(
            parameters=[
                {"name": "kind", "in": "query", "schema": {"type": "string"}, "description": "Which."}
            ]
        ),
        [
            "+ parameters:",
            "+   - name: kind",
            "+     in: query",
            "+     required: false",
            "+     description: Which.",
            "+     schema:",
            "+       type: string",
        ],
    ),
    "a parameter removed": (
        lambda d: d["paths"]["/v1/batches"]["get"]["parameters"].pop(2),
        [
            "-   - name: status",
            "-     in: query",
            "-     required: false",
            "-     description: Return only batches with this status.",
            "-     schema:",
            "-       $ref: ../../schemas/batch_status.yaml",
        ],
    ),
    "a new status": (
        lambda d: d["paths"]["/v1/models"]["get"]["responses"].update({"404": {"description": "None."}}),
        ['+   "404":', "+     $ref: ../../shared/responses/not_found.yaml"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_draft_changes_exactly_the_lines_of_a_difference(name: str, tmp_path: Path) -> None:
    change, expected = CASES[name]
    draft = Drafted(tmp_path, change)
    assert draft.code == 1
    assert sorted(draft.lines()) == sorted(expected)
    assert draft.left() == []
    assert draft.problems() == []


def test_drafted_operation_is_complete_and_passes_the_linter(tmp_path: Path) -> None:
    draft = Drafted(tmp_path, lambda d: d["paths"].update({f"/v1/{TAG}": {"post": NEW}}))
    operation = draft.read(f"resources/{TAG}/{TAG}_create.yaml")
    assert operation["operationId"] == f"{TAG}_create"
    assert operation["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": f"../../schemas/{TAG}_request.yaml"
    }
    assert {"200", "401", "403", "429", "500", "default"} == set(operation["responses"])
    body = draft.read(f"schemas/{TAG}_request.yaml")
    assert body["properties"]["input"] == {"type": ["string", "null"], "description": "The text."}
    assert body["properties"]["level"]["$ref"] == f"{TAG}_request_level.yaml"
    assert draft.read(f"schemas/{TAG}_request_level.yaml")["enum"] == ["low", "high"]
    assert draft.problems() == []


def test_drafted_operation_refers_to_known_schemas(tmp_path: Path) -> None:
    """An upstream schema that the description has is used, under the name that it has here."""
    reply = {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/BatchJob"}}}}}

    def change(document: dict[str, Any]) -> None:
        known = document["paths"]["/v1/batches/{batch_id}"]["get"]["responses"]["200"]
        reply["200"]["content"] = known["content"]
        document["paths"][f"/v1/{TAG}"] = {"get": {"tags": ["Serverless Inference"], "responses": reply}}

    draft = Drafted(tmp_path, change)
    operation = draft.read(f"resources/{TAG}/{TAG}_list.yaml")
    used = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    assert used == "../../schemas/batch.yaml"
    assert draft.problems() == []


def test_drafted_operation_below_a_method_gets_a_method_name(tmp_path: Path) -> None:
    """`batches.results` is a method, so it cannot be a tag as well."""
    path = "/v1/batches/{batch_id}/results/summary"
    parameter = {"name": "batch_id", "in": "path", "required": True, "schema": {"type": "string"}}
    summary = {"get": {**NEW, "parameters": [{**parameter, "description": "The id."}]}}
    del summary["get"]["requestBody"]
    draft = Drafted(tmp_path, lambda d: d["paths"].update({path: summary}))
    assert draft.read("openapi.yaml")["paths"][path]["get"]["$ref"] == (
        "resources/batches/batches_results_summary.yaml"
    )
    assert draft.problems() == []


def test_removed_operation_takes_its_files_with_it(tmp_path: Path) -> None:
    draft = Drafted(tmp_path, lambda d: d["paths"].pop("/v1/images/generations"))
    assert "/v1/images/generations" not in draft.read("openapi.yaml")["paths"]
    assert not (draft.folder / "resources" / "images" / "images_generate.yaml").exists()
    assert not (draft.folder / "schemas" / "image_request.yaml").exists()


def test_union_gets_a_new_variant(tmp_path: Path) -> None:
    member = {
        "type": "object",
        "description": "A note.",
        "required": ["kind", "text"],
        "properties": {
            "kind": {"type": "string", "enum": ["note"], "description": "Marks a note."},
            "text": {"type": "string", "description": "The text."},
        },
    }
    other = {**member, "properties": {**member["properties"], "kind": {"type": "string", "enum": ["memo"]}}}  # type: ignore[dict-item]
    one = {"oneOf": [member, other], "discriminator": {"propertyName": "kind"}, "description": "A text."}
    draft = Drafted(tmp_path, lambda d: request(d)["properties"].update(note=one))
    union = draft.read("schemas/embedding_request_note.yaml")
    assert union["discriminator"] == {
        "propertyName": "kind",
        "mapping": {"note": "embedding_request_note_1.yaml", "memo": "embedding_request_note_2.yaml"},
    }
    assert draft.problems() == []
    third = json.loads(json.dumps(member).replace('"note"', '"letter"'))
    document = json.loads(draft.upstream.read_text(encoding="utf-8"))
    request(document)["properties"]["note"]["oneOf"].append(third)
    draft.upstream.write_text(json.dumps(document), encoding="utf-8")
    assert main([str(draft.upstream), "--description", str(draft.folder / "openapi.yaml"), "--draft"]) == 1
    union = draft.read("schemas/embedding_request_note.yaml")
    assert union["discriminator"]["mapping"]["letter"] == union["oneOf"][2]["$ref"]
    assert draft.problems() == []
    assert draft.left() == []


def test_departure_whose_statement_changed_is_left_to_a_person(tmp_path: Path) -> None:
    """The description departs from the format of this parameter; another format upstream does not overwrite it."""
    draft = Drafted(tmp_path, lambda d: cursor(d).update(format="byte"))
    assert draft.lines() == []
    assert draft.left() != []


def cursor(document: dict[str, Any]) -> dict[str, Any]:
    given = document["paths"]["/v1/batches"]["get"]["parameters"][0]
    parameter = Node(given, (), Documents.of(document)).follow()
    return parameter.child("schema").follow().value  # type: ignore[no-any-return]


def test_draft_of_a_tree_of_files_resolves_descriptions(tmp_path: Path) -> None:
    document = published()
    document["paths"][f"/v1/{TAG}"] = {
        "post": NEW,
        "delete": {
            "operationId": "inference_delete_moderation",
            "tags": ["Serverless Inference"],
            "responses": {"204": {"description": "Gone."}},
        },
    }
    root = in_tree(document, tmp_path / "upstream")
    assert main([str(root), "--draft", str(tmp_path / "draft")]) == 1
    folder = tmp_path / "draft" / "resources" / TAG
    drafted = [yaml.safe_load((folder / f"{TAG}_{verb}.yaml").read_text()) for verb in ("create", "delete")]
    assert drafted[0]["description"] == "What it is."
    assert "content" not in drafted[1]["responses"]["204"]


def test_there_is_nothing_to_draft_without_differences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = Drafted(tmp_path)
    assert draft.code == 0
    assert draft.lines() == []
    assert "There is nothing to draft." in capsys.readouterr().out


def test_files_are_written_as_they_were_read() -> None:
    for file in OPENAPI.rglob("*.yaml"):
        if file.name in ("departures.yaml", "pages.yaml"):
            continue
        before = file.read_text(encoding="utf-8")
        after = io.StringIO()
        nested = not isinstance(loader.read(file), list)
        _yaml(nested=nested).dump(_yaml(nested=nested).load(before), after)
        assert after.getvalue() == before, file


def test_every_component_and_operation_is_found_in_its_file() -> None:
    ours = bundle(ROOT)
    editor = Editor(ours, ROOT)
    for kind in ("schemas", "parameters", "responses", "headers"):
        for name, content in ours.document["components"][kind].items():
            place = editor.find(("components", kind, name))
            assert place is not None
            assert list(editor.followed(place).node) == list(content), name
    for path, item in ours.document["paths"].items():
        for method, content in item.items():
            place = editor.find(("paths", path, method))
            assert place is not None
            assert editor.followed(place).node["operationId"] == content["operationId"]
    assert editor.find(("components", "schemas", "NoSuchSchema")) is None
    assert editor.find(("paths", "/v1/models", "get", "parameters", "0")) is None


def test_long_texts_are_folded_and_paragraphs_kept() -> None:
    text = "word " * 60
    out = io.StringIO()
    _yaml(nested=True).dump(styled({"one": text.strip(), "two": "a\n\nb", "three": [1, 2]}), out)
    assert yaml.safe_load(out.getvalue()) == {"one": text.strip(), "two": "a\n\nb", "three": [1, 2]}
    assert max(map(len, out.getvalue().splitlines())) <= 120
    assert "three: [1, 2]" in out.getvalue()
