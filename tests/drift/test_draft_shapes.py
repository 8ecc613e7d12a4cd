"""Tests of drafts of operations and schemas in many shapes: each passes the linter without further edits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.drift.test_draft import Drafted, request
from tests.drift.test_drift import NEW, TAG, schema

JSON = "application/json"
TEXT = {"type": "string"}
ANSWER = {"type": "object", "properties": {"ok": TEXT}}
BYTES = {"type": "string", "format": "binary"}
FORM = {"type": "object", "required": ["file"], "properties": {"file": BYTES}}
ITEM = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string", "format": "uuid"}, "level": {"type": "integer", "enum": [1, 2]}},
    "additionalProperties": {"$ref": "#/components/schemas/EmbeddingsRequest"},
}
AGENT = [{"url": "https://{agent}.agents.do-ai.run", "variables": {"agent": {"default": "a"}}}]


def answering(content: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an operation with this content of its response."""
    answer = {"200": {"description": "Done.", "content": content}}
    return {**NEW, "security": [{"inference_bearer_auth": []}], "responses": answer, **more}


def returning(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return answering({JSON: {"schema": schema}}, **more)


def body(kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {kind: {"schema": schema}}}


SHAPES: dict[str, dict[str, Any]] = {
    f"/v1/{TAG}-values": returning(ITEM),
    f"/v1/{TAG}-lists": returning({"type": "array", "items": ANSWER}),
    f"/v1/{TAG}-maps": returning({"type": "object", "additionalProperties": TEXT}),
    f"/v1/{TAG}-constants": returning(
        {"type": "object", "properties": {"v": {"type": "integer", "enum": [2]}}}
    ),
    f"/v1/{TAG}-bytes": answering(
        {"audio/wav": {"schema": BYTES}}, requestBody=body("application/octet-stream", BYTES)
    ),
    f"/v1/{TAG}-forms": returning(ANSWER, requestBody=body("multipart/form-data", FORM)),
    f"/v1/{TAG}-old": returning(
        ANSWER, parameters=[{"name": "old", "in": "query", "deprecated": True, "schema": TEXT}]
    ),
    f"/api/v1/{TAG}": returning(ANSWER, servers=AGENT),
    "/": returning(ANSWER),
}


def test_new_operations_are_valid_and_what_cannot_be_drafted_is_reported(tmp_path: Path) -> None:
    draft = Drafted(
        tmp_path, lambda d: d["paths"].update({path: {"post": given} for path, given in SHAPES.items()})
    )
    assert draft.problems() == []
    assert [line.partition(" [")[0] for line in draft.left()] == [
        f"POST /v1/{TAG}-values 200.id: format is uuid upstream, not stated here",
        f"POST /v1/{TAG}-values 200.level: enum is",
    ]
    agent = draft.read(f"resources/agent.{TAG}/agent_{TAG}_create.yaml")
    assert agent["security"] == [{"agent_access_key": []}]
    assert agent["servers"] == [{"$ref": "../../shared/servers.yaml#/agent"}]


def test_responses_that_every_operation_has_are_kept(tmp_path: Path) -> None:
    draft = Drafted(tmp_path, lambda d: d["paths"]["/v1/embeddings"]["post"]["responses"].pop("429"))
    assert draft.lines() == []
    assert [line.partition(" [")[0] for line in draft.left()] == [
        "POST /v1/embeddings 429: status not upstream (429)"
    ]


def test_field_that_other_operations_still_have_is_not_removed(tmp_path: Path) -> None:
    """One schema of the description stands for several upstream, and a recorded departure omits it for agents."""
    draft = Drafted(tmp_path, lambda d: schema(d, "ChatCompletionToolCall")["properties"].pop("function"))
    assert draft.lines() == []
    (line,) = draft.left()
    assert "tool_calls[].function" in line
    assert "property not upstream" in line


def test_body_is_not_made_optional(tmp_path: Path) -> None:
    draft = Drafted(
        tmp_path, lambda d: d["paths"]["/v1/embeddings"]["post"]["requestBody"].update(required=False)
    )
    assert draft.lines() == []
    assert "required is false upstream, true here" in draft.left()[0]


def test_unknown_format_is_left_to_a_person(tmp_path: Path) -> None:
    draft = Drafted(tmp_path, lambda d: request(d)["properties"]["user"].update(format="uuid"))
    assert draft.lines() == []
    assert "format is uuid upstream" in draft.left()[0]


@pytest.mark.parametrize(
    ("given", "example"),
    [
        (
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "minimum": 3}}},
            {"a": 3},
        ),
        ({"oneOf": [{"type": "array", "items": TEXT, "minItems": 2}, TEXT]}, ["TODO", "TODO"]),
        ({"type": "string", "enum": ["x", "y"]}, "x"),
    ],
)
def test_example_gets_a_valid_value_of_a_new_required_field(
    tmp_path: Path, given: dict[str, Any], example: object
) -> None:
    def change(document: dict[str, Any]) -> None:
        schema(document, "EmbeddingsRequest")["required"].append("extra")
        request(document)["properties"]["extra"] = given

    draft = Drafted(tmp_path, change)
    (found,) = draft.read("schemas/embedding_request.yaml")["examples"]
    assert found["extra"] == example
    assert draft.problems() == []
