"""The cost of a chunk does not depend on the number of chunks before it."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from do_inference.streams import open_stream
from do_inference_generated import operations

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


KINDS: dict[str, tuple[Operation[Any, Any], Make]] = {
    "chat": (operations.CHAT_COMPLETIONS_CREATE, _chat),
    "chat with everything": (operations.CHAT_COMPLETIONS_CREATE, _extras),
    "chat with nameless calls": (operations.CHAT_COMPLETIONS_CREATE, _nameless_calls),
    "message": (operations.MESSAGES_CREATE, _message),
    "response": (operations.RESPONSES_CREATE, _response),
}


def seconds(operation: Operation[Any, Any], make: Make, count: int) -> float:
    """Return the CPU time for reading the semantic events and the result of a stream."""
    script = list(make(count))
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        with open_stream(operation, ScriptedConnection(script)) as stream:
            deque(stream.events(), maxlen=0)
            stream.result()
        best = min(best, time.process_time() - started)
    return best


@pytest.mark.parametrize(("operation", "make"), KINDS.values(), ids=KINDS)
def test_cost_is_linear_in_the_number_of_chunks(operation: Operation[Any, Any], make: Make) -> None:
    # Quadratic cost would be a factor of 100. The margin allows for a busy machine.
    assert seconds(operation, make, 20_000) < 50 * seconds(operation, make, 2_000)


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
