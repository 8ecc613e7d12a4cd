"""Through the proxy of litellm, which speaks every dialect with encoders of its own; behind it, the emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from do_inference.errors import BadRequestError, RateLimitError
from do_inference_generated._stream import ToolCallDone

from ..clients import HELLO, client_for

if TYPE_CHECKING:
    from .conftest import Proxy

each_dialect = pytest.mark.parametrize("dialect", ["chat", "message", "response"])


def ask(dialect: str, client: Any, model: str, **options: Any) -> Any:
    match dialect:
        case "message":
            return client.messages.create(model=model, max_tokens=200, messages=HELLO, **options)
        case "response":
            return client.responses.create(model=model, input="hi", **options)
        case _:
            return client.chat.completions.create(model=model, messages=HELLO, **options)


@each_dialect
def test_whole_and_streamed(litellm_proxy: Proxy, dialect: str) -> None:
    with client_for(dialect, litellm_proxy.url, api_key=litellm_proxy.key) as client:
        assert "Hello there" in str(ask(dialect, client, "emulated").to_dict())
        for _ in range(3):
            with ask(dialect, client, "emulated", stream=True) as stream:
                assert "".join(stream.text) == "Hello there, said the emulator."
            assert stream.finished
            assert stream.result().to_dict()


def test_tool_calls(litellm_proxy: Proxy) -> None:
    parameters = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    function = {"name": "get_weather", "description": "The weather.", "parameters": parameters}
    with client_for("chat", litellm_proxy.url, api_key=litellm_proxy.key) as client:
        stream = client.chat.completions.create(
            model="calling",
            messages=[{"role": "user", "content": "What is the weather in Paris and in Rome?"}],
            tools=[{"type": "function", "function": function}],
            stream=True,
        )
        with stream:
            calls = [event for event in stream.events() if isinstance(event, ToolCallDone)]
    assert [(call.name, call.arguments) for call in calls] == [
        ("get_weather", '{"city": "Paris"}'),
        ("get_weather", '{"city": "Rome"}'),
    ]
    assert all(call.id for call in calls)


@pytest.mark.parametrize("dialect", ["chat", "message"])
def test_refused(litellm_proxy: Proxy, dialect: str) -> None:
    with client_for(dialect, litellm_proxy.url, api_key=litellm_proxy.key) as client:
        with pytest.raises(RateLimitError):
            ask(dialect, client, "limited", stream=True)
        with pytest.raises(BadRequestError, match="no-such-model"):
            ask(dialect, client, "no-such-model", stream=True)
