"""Against mock-ai-api: chat, messages and responses, with errors in the middle of streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from do_inference.errors import RateLimitError, StreamError
from do_inference_generated._stream import ToolCallDone

from ..clients import client_for

if TYPE_CHECKING:
    from .conftest import Ports


def ask(dialect: str, client: Any, model: str, **options: Any) -> Any:
    messages = [{"role": "user", "content": "hello there"}]
    match dialect:
        case "message":
            return client.messages.create(model=model, max_tokens=99, messages=messages, **options)
        case "response":
            return client.responses.create(model=model, input="hello there", **options)
        case _:
            return client.chat.completions.create(model=model, messages=messages, **options)


def url(ports: Ports, dialect: str) -> str:
    return f"http://127.0.0.1:{ports.anthropic if dialect == 'message' else ports.openai}"


each_dialect = pytest.mark.parametrize("dialect", ["chat", "message", "response"])


@each_dialect
def test_text_and_usage(mock_ai_api: Ports, dialect: str) -> None:
    with client_for(dialect, url(mock_ai_api, dialect)) as client:
        with ask(dialect, client, "some-model", stream=True) as stream:
            assert "hello" in "".join(stream.text).lower()
        assert stream.finished
        assert stream.usage
        assert stream.result().usage is not None


@pytest.mark.parametrize("dialect", ["chat", "message"])
def test_tool_call(mock_ai_api: Ports, dialect: str) -> None:
    with client_for(dialect, url(mock_ai_api, dialect)) as client:
        with ask(dialect, client, "some-model:mock-tool-stream", stream=True) as stream:
            (call,) = [event for event in stream.events() if isinstance(event, ToolCallDone)]
    assert "mock-file.txt" in call.arguments
    assert call.id


def test_error_as_the_first_event(mock_ai_api: Ports) -> None:
    with client_for("message", url(mock_ai_api, "message")) as client:
        stream = ask("message", client, "some-model:mock-stream-error", stream=True)
        with pytest.raises(StreamError, match="Mock streaming failure") as caught:
            stream.result()
    assert (caught.value.type, caught.value.status_code) == ("api_error", 500)


@each_dialect
def test_refused(mock_ai_api: Ports, dialect: str) -> None:
    with client_for(dialect, url(mock_ai_api, dialect)) as client, pytest.raises(RateLimitError):
        ask(dialect, client, "some-model:mock-429", stream=True)
