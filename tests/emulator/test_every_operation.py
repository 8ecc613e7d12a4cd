"""Every operation of the description is served with responses that match its schemas."""

from __future__ import annotations

import copy
from typing import Any

import httpx
import pytest

from do_inference.emulator import Emulator
from do_inference.emulator._description import DescribedOperation, Description, packaged
from do_inference.emulator._filler_text import seeded
from do_inference.emulator._sample_data import SampleBuilder
from do_inference.emulator._validation import Validators

from .api_client import APIClient, form, parse

OPERATIONS = sorted(packaged().operations)


def nameless() -> dict[str, Any]:
    """Return the description with other operationIds, so that no operation has a behaviour."""
    document: dict[str, Any] = copy.deepcopy(dict(packaged().document))
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "operationId" in operation:
                operation["operationId"] = "new_" + operation["operationId"]
    return document


@pytest.fixture(scope="module")
def undescribed() -> Any:
    with Emulator(description=nameless(), limits="none", any_model=True) as emulator:
        with httpx.Client(base_url=emulator.base_url, timeout=10, trust_env=False) as client:
            yield APIClient(emulator, client)


def request_of(api: APIClient, name: str) -> dict[str, Any]:
    operation = api.emulator.state.description.operations[name]
    body = next(iter(operation.bodies.values()), None)
    agent = operation.api == "agent"
    key = api.emulator.agent_key if agent else api.emulator.api_key
    request: dict[str, Any] = {"headers": {"authorization": f"Bearer {key}"}}
    if body is None:
        return request
    value = SampleBuilder(api.emulator.state.description.resolve).build(body, seeded("request", name))
    for field in ("stream", "stream_options"):
        value.pop(field, None)
    return {**request, **sent_as(operation, value)}


def sent_as(operation: DescribedOperation, value: Any) -> dict[str, Any]:
    """Return the arguments of httpx that send a body as JSON or as a form."""
    return form(operation, value) if operation.form_fields else {"json": value}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_without_a_behaviour_returns_a_response_that_matches_its_schema(
    undescribed: APIClient, name: str
) -> None:
    operation = undescribed.emulator.state.description.operations[f"new_{name}"]
    path = operation.path.replace("{", "").replace("}", "")
    response = undescribed.client.request(operation.method, path, **request_of(undescribed, f"new_{name}"))
    assert response.status_code == operation.status, response.text
    if operation.result is not None:
        undescribed.fits(f"new_{name}", response.json())
    else:
        assert response.headers["content-type"].split(";")[0] in operation.binary
        assert response.content


@pytest.mark.parametrize("name", [n for n in OPERATIONS if packaged().operations[n].stream])
def test_a_stream_without_a_behaviour_has_events_that_match_their_schema_and_an_end(
    undescribed: APIClient, name: str
) -> None:
    known = undescribed.emulator.state.description
    operation = known.operations[f"new_{name}"]
    request = request_of(undescribed, f"new_{name}")
    if operation.form_fields:
        request["data"]["stream"] = "true"
    else:
        request["json"]["stream"] = True
    response = undescribed.client.request(operation.method, operation.path, **request)
    events = parse(response.text)
    assert operation.stream is not None
    if operation.stream.terminator is not None:
        assert events.pop()[1] == operation.stream.terminator
    assert len(events) > 1
    for _, data in events:
        assert Validators(known).issues(operation.stream.schema, data) == []
    if operation.stream.final_events:
        assert events[-1][1]["type"] in operation.stream.final_events


def test_an_operation_added_to_the_description_is_served_without_code() -> None:
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/v1/poems/{name}": {
                "post": {
                    "operationId": "poems_create",
                    "parameters": [{"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}],
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Wish"}}},
                    },
                    "responses": {
                        "201": {
                            "content": {
                                "application/json": {"schema": {"$ref": "#/components/schemas/Poem"}},
                                "text/event-stream": {
                                    "schema": {"$ref": "#/components/schemas/Line"},
                                    "x-event-stream": {"terminator": "END", "accumulator": "none"},
                                },
                            }
                        }
                    },
                }
            }
        },
        "components": {
            "schemas": {
                "Wish": {"type": "object", "required": ["lines"], "properties": {
                    "lines": {"type": "integer", "minimum": 1}}},
                "Poem": {"type": "object", "required": ["name", "lines"], "properties": {
                    "name": {"type": "string"},
                    "lines": {"type": "array", "minItems": 2, "items": {"type": "string"}}}},
                "Line": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
            }
        },
    }  # fmt: skip
    with Emulator(description=Description(document)) as emulator:
        url, key = f"{emulator.base_url}/v1/poems/spring", {"authorization": f"Bearer {emulator.api_key}"}
        created = httpx.post(url, json={"lines": 2}, headers=key, trust_env=False)
        assert created.status_code == 201
        assert created.json()["name"] == "spring"
        assert len(created.json()["lines"]) == 2
        streamed = httpx.post(url, json={"lines": 2, "stream": True}, headers=key, trust_env=False)
        assert streamed.text.endswith("data: END\n\n")
        rejected = httpx.post(url, json={"lines": 0}, headers=key, trust_env=False)
        assert rejected.status_code == 400
        assert "/lines" in rejected.json()["message"]


def test_the_seed_determines_the_responses(start: Any) -> None:
    def content(seed: int) -> str:
        return str(start(seed=seed).chat()["choices"][0]["message"]["content"])

    assert content(1) == content(1)
    assert content(1) != content(2)
