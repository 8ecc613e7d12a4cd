"""What DigitalOcean's pages show works as it stands: the emulator accepts it, and our methods send the same JSON."""

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

from .examples import Example, ExampleError, examples, of

EXAMPLES = examples()
ANSWERED = [example for example in EXAMPLES if example.response is not None]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """An emulator as users start it, with its own list of models."""
    with Emulator(limits="none") as emulator:
        yield emulator


def each(shown: Sequence[Example]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("example", [pytest.param(e, id=e.id) for e in shown])


def refused(example: Example, status: int) -> bool:
    """Whether a status is a refusal. The ids of a page name nothing here, which is a 404."""
    named = example.path or "file_id" in (example.body or {})
    return status >= 400 and not (status == 404 and named)


@contextmanager
def accepted(example: Example) -> Iterator[None]:
    try:
        yield
    except APIStatusError as error:
        if refused(example, error.status_code):
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

    assert not refused(example, response.status_code), response.text


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


@each(ANSWERED)
def test_the_answer_of_a_page_is_typed_and_preserved(example: Example) -> None:
    schema = example.operation.result
    assert schema is not None
    answer = schema.decoder()(example.response)

    assert isinstance(answer, Model)
    assert answer.to_dict() == example.response
    assert unknown(answer) == []
    assert undescribed(answer) == []


def unknown(value: Any) -> list[UnknownVariant]:
    """The objects of unknown types in a result."""
    if isinstance(value, UnknownVariant):
        return [value]
    if isinstance(value, Model):
        value = dict(value._fields())
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for part in inner for found in unknown(part)]


def undescribed(value: Any) -> list[str]:
    """The fields of a result that the description lacks."""
    if isinstance(value, Model):
        own = [f"{type(value).__name__}.{name}" for name in value.model_extra]
        return own + undescribed(list(dict(value._fields()).values()))
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for part in inner for found in undescribed(part)]


def test_an_undescribed_field_of_an_answer_is_named() -> None:
    schema = next(e for e in ANSWERED if e.operation.id == "chat_completions_create").operation.result
    assert schema is not None
    answer = schema.decoder()({"choices": [{"message": {"content": "a", "brand_new": 1}}]})

    assert undescribed(answer) == ["ChatCompletionMessage.brand_new"]


PAGE = "page: https://docs.example/\nexamples:\n- name: one\n  operation: chat_completions_create\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            PAGE + """  body: '{"model": "m", "messages": [], "new_field": 1}'\n""",
            "has no new_field; describe it",
        ),
        (PAGE + "  body: '{'\n", "not JSON"),
        (PAGE + "  body: '[]'\n", "not a JSON object"),
        (PAGE + "  answer: '{}'\n", "there is no answer; give body"),
        (PAGE.replace("chat_completions_create", "chat_create"), "no operationId chat_create"),
        (PAGE.replace("chat_completions_create", "audio_transcriptions_create"), "sends multipart"),
        (PAGE.replace("  operation: chat_completions_create\n", ""), "give page and examples"),
        ("- one\n", "give page and examples"),
        ("page: [", "give page and examples"),
    ],
)
def test_an_example_that_cannot_be_checked_is_reported_with_its_place(
    tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "some-page.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ExampleError, match="some-page.*" + words):
        [example.arguments() for example in of(tmp_path / "some-page.yaml")]
