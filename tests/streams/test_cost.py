"""The cost of a chunk does not depend on the number of chunks before it."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from do_inference.streams import open_stream
from do_inference.structured import OutputFormat
from do_inference_generated import operations

from ..work import assert_linear
from .scripted import ScriptedConnection, sse

if TYPE_CHECKING:
    from do_inference_generated._interface import Operation

Make = Callable[[int], Iterator[bytes]]


def _chat(count: int) -> Iterator[bytes]:
    piece = sse({"id": "c", "model": "m", "choices": [{"index": 0, "delta": {"content": "tok "}}]}) * 100
    yield from (piece for _ in range(count // 100))
    yield sse({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}, "[DONE]")


def _extras(count: int) -> Iterator[bytes]:
    for i in range(count):
        call = {"index": 0, "id": "c", "function": {"name": "f", "arguments": "{}"}}
        delta = {"tool_calls": [call], "reasoning_content": "r", "novelty": "n", "audio": {"data": "d"}}
        choice = {"index": 0, "delta": delta, "token_ids": [i], "logprobs": {"content": [{"token": "t"}]}}
        yield sse({"choices": [choice], "citations": [{"id": str(i)}], "usage": {"total_tokens": i}})
    yield sse("[DONE]")


def _nameless_calls(count: int) -> Iterator[bytes]:
    for _ in range(count):
        call = {"function": {"name": "f", "arguments": "{}"}}
        yield sse({"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]})
    yield sse("[DONE]")


def _message(count: int) -> Iterator[bytes]:
    yield sse({"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "name": "f"}})
    delta = {"type": "input_json_delta", "partial_json": '{"a":'}
    piece = sse({"type": "content_block_delta", "index": 0, "delta": delta})
    yield from (piece for _ in range(count))
    yield sse({"type": "message_stop"})


def _response(count: int) -> Iterator[bytes]:
    piece = sse(
        {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "tok "}
    )
    yield from (piece for _ in range(count))
    yield sse({"type": "response.completed", "response": {"id": "r", "output": []}})


def _arguments(count: int) -> list[str]:
    """Return a JSON object in fragments of 10 characters."""
    text = json.dumps({"lines": ["word " * 9] * (count // 5)})
    return [text[at : at + 10] for at in range(0, len(text), 10)]


def _chat_arguments(count: int) -> Iterator[bytes]:
    head = {"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": ""}}
    yield sse({"choices": [{"index": 0, "delta": {"role": "assistant", "tool_calls": [head]}}]})
    for fragment in _arguments(count):
        call = {"index": 0, "function": {"arguments": fragment}}
        yield sse({"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]})
    yield sse({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}, "[DONE]")


def _message_input(count: int) -> Iterator[bytes]:
    yield sse({"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "name": "f"}})
    for fragment in _arguments(count):
        delta = {"type": "input_json_delta", "partial_json": fragment}
        yield sse({"type": "content_block_delta", "index": 0, "delta": delta})
    yield sse({"type": "content_block_stop", "index": 0}, {"type": "message_stop"})


def _response_arguments(count: int) -> Iterator[bytes]:
    item = {"type": "function_call", "id": "i", "call_id": "c", "name": "f", "arguments": ""}
    yield sse({"type": "response.output_item.added", "output_index": 0, "item": item})
    for fragment in _arguments(count):
        kind = "response.function_call_arguments.delta"
        yield sse({"type": kind, "output_index": 0, "item_id": "i", "delta": fragment})
    yield sse({"type": "response.completed", "response": {"id": "r", "output": []}})


KINDS: dict[str, tuple[Operation[Any, Any], Make]] = {
    "chat": (operations.CHAT_COMPLETIONS_CREATE, _chat),
    "chat with everything": (operations.CHAT_COMPLETIONS_CREATE, _extras),
    "chat with nameless calls": (operations.CHAT_COMPLETIONS_CREATE, _nameless_calls),
    "chat with long arguments": (operations.CHAT_COMPLETIONS_CREATE, _chat_arguments),
    "message": (operations.MESSAGES_CREATE, _message),
    "message with a long input": (operations.MESSAGES_CREATE, _message_input),
    "response": (operations.RESPONSES_CREATE, _response),
    "response with long arguments": (operations.RESPONSES_CREATE, _response_arguments),
}


@pytest.mark.parametrize(("operation", "make"), KINDS.values(), ids=KINDS)
def test_cost_is_linear_in_the_number_of_chunks(operation: Operation[Any, Any], make: Make) -> None:
    def prepare(count: int) -> Callable[[], object]:
        script = list(make(count))

        def read() -> None:
            with open_stream(operation, ScriptedConnection(script)) as stream:
                for _ in islice(stream, count // 2):
                    pass
                assert stream.snapshot()
                deque(stream.events(), maxlen=0)
                assert stream.result()

        return read

    assert_linear(prepare, 1200)


def test_drafts_are_made_less_often_the_longer_the_text_is() -> None:
    def prepare(count: int) -> Callable[[], object]:
        class Pieces:
            text = iter(_arguments(count))

        def read() -> None:
            *_, last = OutputFormat({"type": "object"}).drafts(Pieces())  # type: ignore[arg-type]
            assert len(last["lines"]) == count // 5

        return read

    assert_linear(prepare, 8000)


def test_memory_grows_only_by_the_text() -> None:
    count = 60_000
    connection = ScriptedConnection(_chat(count))
    with open_stream(operations.CHAT_COMPLETIONS_CREATE, connection) as stream:
        for _ in range(1000):
            next(stream)
        gc.collect()
        tracemalloc.start()
        try:
            deque(stream, maxlen=0)
            kept, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert len(stream.result().choices[0].message.content) == 4 * count
    # The text has 0.2 MB; all chunks together would have about 100 MB.
    assert kept < 6_000_000
    assert peak < 12_000_000
