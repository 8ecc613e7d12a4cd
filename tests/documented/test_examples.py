"""The emulator accepts the example requests of DigitalOcean's pages, and our methods send the same JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from do_inference import (
    AgentClient,
    APIStatusError,
    AsyncAgentClient,
    AsyncClient,
    AsyncStream,
    Client,
    Stream,
)
from do_inference.emulator import Emulator
from do_inference_generated._model import Model, UnknownVariant

from .examples import Example, ExampleError, examples, read_examples

EXAMPLES = examples()
WITH_RESPONSE = [example for example in EXAMPLES if example.response is not None]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """An emulator with its default list of models."""
    with Emulator(limits="none") as emulator:
        yield emulator


def each(shown: Sequence[Example]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("example", [pytest.param(e, id=e.id) for e in shown])


def rejected(example: Example, status: int) -> bool:
    """Return whether a status code is an error. A 404 is expected for the ids of a page, which do not exist here."""
    has_id = example.path or "file_id" in (example.body or {})
    return status >= 400 and not (status == 404 and has_id)


@contextmanager
def accepted(example: Example) -> Iterator[None]:
    try:
        yield
    except APIStatusError as error:
        if rejected(example, error.status_code):
            raise


@each(EXAMPLES)
def test_the_emulator_accepts_the_request_of_a_page(emulator: Emulator, example: Example) -> None:
    agent = example.operation.api == "agent"
    key = emulator.agent_key if agent else emulator.api_key
    response = httpx.request(
        example.operation.method,
        emulator.base_url + example.operation.path.format(**example.path),
        params=dict(example.query),
        headers={"authorization": f"Bearer {key}", **example.headers},
        json=example.body,
        trust_env=False,
    )

    assert not rejected(example, response.status_code), response.text


def last_body(emulator: Emulator) -> Any:
    return emulator.requests[-1].body


@each(EXAMPLES)
def test_a_method_sends_the_json_of_a_page(emulator: Emulator, example: Example) -> None:
    client = (
        AgentClient(endpoint=emulator.agent_url, api_key=emulator.agent_key)
        if example.operation.api == "agent"
        else Client(base_url=emulator.base_url, api_key=emulator.api_key)
    )
    with client:
        with accepted(example):
            result = example.method(client)(**example.arguments())
            if isinstance(result, Stream):
                with result:
                    assert list(result)
    assert last_body(emulator) == example.body


@each(EXAMPLES)
def test_an_asynchronous_method_sends_the_json_of_a_page(emulator: Emulator, example: Example) -> None:
    async def send() -> None:
        client = (
            AsyncAgentClient(endpoint=emulator.agent_url, api_key=emulator.agent_key)
            if example.operation.api == "agent"
            else AsyncClient(base_url=emulator.base_url, api_key=emulator.api_key)
        )
        async with client:
            with accepted(example):
                result = await example.method(client)(**example.arguments())
                if isinstance(result, AsyncStream):
                    async with result:
                        assert [event async for event in result]

    asyncio.run(send())
    assert last_body(emulator) == example.body


@each(WITH_RESPONSE)
def test_the_response_of_a_page_is_typed_and_preserved(example: Example) -> None:
    schema = example.operation.result
    assert schema is not None
    response = schema.decoder()(example.response)

    assert isinstance(response, Model)
    assert response.to_dict() == example.response
    assert unknown(response) == []
    assert undescribed(response) == []


def unknown(value: Any) -> list[UnknownVariant]:
    """Return the objects of unknown types in a result."""
    if isinstance(value, UnknownVariant):
        return [value]
    if isinstance(value, Model):
        value = dict(value._fields())
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for part in inner for found in unknown(part)]


def undescribed(value: Any) -> list[str]:
    """Return the names of the fields of a result that are not described."""
    if isinstance(value, Model):
        own = [f"{type(value).__name__}.{name}" for name in value.model_extra]
        return own + undescribed(list(dict(value._fields()).values()))
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for part in inner for found in undescribed(part)]


def test_an_undescribed_field_of_a_response_is_found() -> None:
    schema = next(e for e in WITH_RESPONSE if e.operation.id == "chat_completions_create").operation.result
    assert schema is not None
    response = schema.decoder()({"choices": [{"message": {"content": "a", "brand_new": 1}}]})

    assert undescribed(response) == ["ChatCompletionMessage.brand_new"]


PAGE = "page: https://docs.example/\nexamples:\n- name: one\n  operation: chat_completions_create\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            PAGE + """  body: '{"model": "m", "messages": [], "new_field": 1}'\n""",
            "has no new_field; describe it",
        ),
        (PAGE + "  body: '{'\n", "not JSON"),
        (PAGE + "  body: '[]'\n", "not a JSON object"),
        (PAGE + "  answer: '{}'\n", "unknown fields answer; use body"),
        (PAGE.replace("chat_completions_create", "chat_create"), "no operationId chat_create"),
        (PAGE.replace("chat_completions_create", "audio_transcriptions_create"), "sends multipart"),
        (PAGE.replace("  operation: chat_completions_create\n", ""), "page and examples are required"),
        ("- one\n", "page and examples are required"),
        ("page: [", "page and examples are required"),
    ],
)
def test_an_invalid_example_raises_an_error_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "some-page.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ExampleError, match="some-page.*" + message):
        [example.arguments() for example in read_examples(tmp_path / "some-page.yaml")]
