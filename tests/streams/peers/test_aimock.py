"""Against aimock: chat, agent chat, messages, responses and images, whole and broken off."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

from do_inference.errors import (
    APIConnectionError,
    APIStatusError,
    InferenceError,
    StreamInterrupted,
    StreamTruncated,
)
from do_inference_generated._stream import ToolCallDone

from ..clients import client_for, with_async_client
from ..fault_proxy import FaultProxy, Plan

SALUT = "Salut, 世界 🎉: ça va?"


def ask(dialect: str, client: Any, text: str, **options: Any) -> Any:
    messages = [{"role": "user", "content": text}]
    match dialect:
        case "message":
            return client.messages.create(model="m", max_tokens=99, messages=messages, **options)
        case "response":
            return client.responses.create(model="m", input=text, **options)
        case _:
            return client.chat.completions.create(model="m", messages=messages, **options)


def without_ids(value: Any) -> Any:
    """JSON without what differs from call to call, or what aimock tells only without a stream (`reasoning`)."""
    if isinstance(value, dict):
        changing = ("id", "created", "created_at", "call_id", "usage", "completed_at", "reasoning")
        return {
            key: without_ids(item) for key, item in value.items() if key not in changing and item is not None
        }
    return [without_ids(item) for item in value] if isinstance(value, list) else value


each_dialect = pytest.mark.parametrize("dialect", ["chat", "agent", "message", "response"])


@each_dialect
@pytest.mark.parametrize("word", ["HELLO", "THINK", "LONG", "PINGS", "TOOLS"])
def test_streamed_and_unstreamed_results_are_equal(aimock: int, dialect: str, word: str) -> None:
    with client_for(dialect, f"http://127.0.0.1:{aimock}") as client:
        whole = ask(dialect, client, word)
        with ask(dialect, client, word, stream=True) as stream:
            text = "".join(stream.text)
            streamed = stream.result()
    assert stream.finished
    assert without_ids(streamed.to_dict()) == without_ids(whole.to_dict())
    if word == "HELLO":
        assert text == SALUT


@each_dialect
def test_parallel_tool_calls(aimock: int, dialect: str) -> None:
    with (
        client_for(dialect, f"http://127.0.0.1:{aimock}") as client,
        ask(dialect, client, "TOOLS", stream=True) as stream,
    ):
        calls = [event for event in stream.events() if isinstance(event, ToolCallDone)]
    assert [(call.name, call.arguments) for call in calls] == [
        ("get_weather", '{"city":"Zürich"}'),
        ("get_time", '{"tz":"CET"}'),
    ]


@each_dialect
def test_reasoning(aimock: int, dialect: str) -> None:
    with (
        client_for(dialect, f"http://127.0.0.1:{aimock}") as client,
        ask(dialect, client, "THINK", stream=True) as stream,
    ):
        assert "".join(stream.reasoning_text) == "Is it so? It is."


@each_dialect
@pytest.mark.parametrize("word", ["TRUNCATE", "HANGUP"])
def test_stream_broken_off_by_the_server(aimock: int, dialect: str, word: str) -> None:
    texts: list[str] = []
    with client_for(dialect, f"http://127.0.0.1:{aimock}") as client:
        stream = ask(dialect, client, word, stream=True)
        with pytest.raises((StreamTruncated, StreamInterrupted)) as caught, stream:
            texts.extend(stream.text)
    assert "This sentence ".startswith("".join(texts)[:14])
    assert caught.value.partial is not None or not texts


@each_dialect
@pytest.mark.parametrize(("word", "status"), [("REFUSE", 429), ("OVERLOAD", 529)])
def test_refused_before_the_stream(aimock: int, dialect: str, word: str, status: int) -> None:
    with client_for(dialect, f"http://127.0.0.1:{aimock}") as client, pytest.raises(APIStatusError) as caught:
        ask(dialect, client, word, stream=True)
    assert caught.value.status_code == status


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@each_dialect
def test_async_text(aimock: int, dialect: str, backend: str) -> None:
    async def read(client: Any) -> None:
        for _ in range(2):
            async with await ask(dialect, client, "HELLO", stream=True) as stream:
                assert "".join([text async for text in stream.text]) == SALUT

    anyio.run(with_async_client, dialect, f"http://127.0.0.1:{aimock}", read, backend=backend)


@pytest.mark.parametrize("stream", [True, False])
def test_image_that_comes_as_json(aimock: int, stream: bool) -> None:
    with client_for("image", f"http://127.0.0.1:{aimock}") as client:
        answer = client.images.generate(model="m", prompt="a cat", n=1, stream=stream)
        image = answer.result() if stream else answer
    assert image.data[0].b64_json == "iVBORw0KGgo="


PLANS: dict[str, Plan] = {
    "cut": Plan(cut=900),
    "reset": Plan(cut_reset=900),
    "freeze": Plan(freeze=900),
    "dribble": Plan(dribble=7),
    "stall": Plan(stall=(900, 0.05)),
    "drop": Plan(drop=(600, 700)),
    "corrupt": Plan(corrupt=650),
    "refuse": Plan(refuse=True),
    "double": Plan(double=True),
}


@each_dialect
@pytest.mark.parametrize("name", PLANS)
def test_spoiled_connection(aimock: int, dialect: str, name: str) -> None:
    texts: list[str] = []
    ended: Exception | None = None
    with FaultProxy(aimock, PLANS[name]) as proxy, client_for(dialect, proxy.url, timeout=0.5) as client:
        try:
            with ask(dialect, client, "HELLO", stream=True) as stream:
                texts.extend(stream.text)
        except InferenceError as error:
            ended = error
    if name in ("dribble", "stall"):
        assert (ended, "".join(texts)) == (None, SALUT)
    elif name in ("cut", "reset", "freeze", "refuse"):
        assert isinstance(ended, APIConnectionError)
        assert SALUT.startswith("".join(texts))
