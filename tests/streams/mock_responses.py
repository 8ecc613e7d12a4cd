"""Real clients with a mock transport that returns the responses of a test, as JSON or as event streams."""

from __future__ import annotations

import json
from typing import Any

import httpx

from do_inference import AsyncClient, Client

from .clients import KEY
from .scripted import sse


class MockResponses:
    """A mock transport that returns one response after the other and stores the JSON of the requests."""

    def __init__(self, *responses: Any) -> None:
        self.requests: list[dict[str, Any]] = []
        self._responses = list(responses)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(json.loads(request.content))
        response = self._responses.pop(0)
        if isinstance(response, bytes):
            return httpx.Response(200, content=response, headers={"content-type": "text/event-stream"})
        # Not `json=`, which rejects NaN: servers send it.
        return httpx.Response(200, content=json.dumps(response), headers={"content-type": "application/json"})

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self)

    def client(self) -> Client:
        return Client(api_key=KEY, max_retries=0, transport=self.transport)

    def async_client(self) -> AsyncClient:
        return AsyncClient(api_key=KEY, max_retries=0, transport=self.transport)


def completion(
    content: str | None, calls: list[tuple[str, str, str]] | None = None, finish: str = "stop"
) -> dict[str, Any]:
    """Create a chat completion. `calls` are tuples of ID, name and arguments."""
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if calls:
        message["tool_calls"] = [
            {"id": id_, "type": "function", "function": {"name": name, "arguments": arguments}}
            for id_, name, arguments in calls
        ]
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if calls else finish}
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def message(*blocks: dict[str, Any], stop_reason: str = "end_turn") -> dict[str, Any]:
    """Create a message of these blocks."""
    head = {"id": "m", "type": "message", "role": "assistant", "model": "m", "stop_reason": stop_reason}
    return {**head, "content": list(blocks), "usage": {"input_tokens": 1, "output_tokens": 1}}


def chunks(content: str | None, calls: list[tuple[str, str, str]] | None = None) -> bytes:
    """Create the stream of a `completion`, in fragments of three characters."""
    deltas: list[dict[str, Any]] = [{"role": "assistant"}]
    deltas += [{"content": piece} for piece in _pieces(content or "")]
    for index, (id_, name, arguments) in enumerate(calls or []):
        deltas.append(
            {"tool_calls": [{"index": index, "id": id_, "function": {"name": name, "arguments": ""}}]}
        )
        for piece in _pieces(arguments):
            deltas.append({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    made = [{"id": "c", "choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls" if calls else "stop"}]}
    return sse(*made, end, "[DONE]")


def _pieces(text: str) -> list[str]:
    return [text[start : start + 3] for start in range(0, len(text), 3)]
