"""The result of a stream equals the result of the call without `stream`."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from do_inference_generated._stream import ReasoningDelta, TextDelta

from .recordings import RECORDINGS, Recording
from .scripted import decoded, open_async_scripted, open_scripted, result_of, semantic_events, sse

each_recording = pytest.mark.parametrize("recording", RECORDINGS.values(), ids=RECORDINGS)


def pieces(stream: bytes, size: int) -> list[bytes]:
    return [stream[start : start + size] for start in range(0, len(stream), size)]


@each_recording
@pytest.mark.parametrize("size", [1, 13, 1 << 20])
def test_result_equals_the_unstreamed_one_for_all_chunk_sizes(recording: Recording, size: int) -> None:
    result = result_of(recording.operation, *pieces(recording.stream, size))
    assert result == decoded(recording.operation, recording.result)
    assert result.response.request_id == "req_1"


@each_recording
@pytest.mark.parametrize("line_end", [b"\r\n", b"\r"])
def test_result_does_not_depend_on_line_ends(recording: Recording, line_end: bytes) -> None:
    stream = recording.stream.replace(b"\n", line_end)
    assert result_of(recording.operation, *pieces(stream, 7)) == decoded(
        recording.operation, recording.result
    )


@each_recording
def test_text_and_reasoning_are_in_order(recording: Recording) -> None:
    stream, _ = open_scripted(recording.operation, recording.stream)
    with stream:
        assert "".join(stream.text) == recording.text
        assert stream.finished
    stream, _ = open_scripted(recording.operation, recording.stream)
    with stream:
        assert "".join(stream.reasoning_text) == recording.reasoning


@each_recording
def test_every_way_of_reading_has_the_same_result(recording: Recording) -> None:
    expected = decoded(recording.operation, recording.result)
    for read in (list, lambda stream: list(stream.text), lambda stream: list(stream.events())):
        stream, _ = open_scripted(recording.operation, recording.stream)
        with stream:
            read(stream)
            assert stream.result() == expected
    stream, _ = open_scripted(recording.operation, recording.stream)
    with stream:
        next(stream)
        assert stream.finish() == expected


@each_recording
def test_async_streams_return_the_same(recording: Recording) -> None:
    script = pieces(recording.stream, 29)

    async def read() -> tuple[list[Any], list[Any], list[str], list[str], Any]:
        found: list[list[Any]] = []
        for part in ("typed", "events", "text", "reasoning_text"):
            stream, connection = open_async_scripted(recording.operation, *script)
            async with stream:
                source = {"typed": stream, "events": stream.events()}.get(part) or getattr(stream, part)
                found.append([item async for item in source])
                assert stream.finished
                result = await stream.result()
            assert connection.left == ["released"]
        stream, _ = open_async_scripted(recording.operation, *script)
        async with stream:
            assert await stream.result() == result
        return found[0], found[1], found[2], found[3], result

    typed, events, text, reasoning, result = asyncio.run(read())
    stream, _ = open_scripted(recording.operation, *script)
    with stream:
        assert typed == list(stream)
        assert result == stream.result()
    assert events == semantic_events(recording.operation, recording.stream)
    assert ("".join(text), "".join(reasoning)) == (recording.text, recording.reasoning)


@each_recording
def test_snapshot_within_a_stream_reads_and_changes_nothing(recording: Recording) -> None:
    stream, connection = open_scripted(recording.operation, *pieces(recording.stream, 40))
    seen = 0
    with stream:
        for _ in stream:
            reads = connection.reads
            first, second = stream.result(), stream.snapshot()
            # A preview completes incomplete JSON, a result does not.
            unfinished = [
                block for block in getattr(first, "content", ()) if getattr(block, "input", ...) is None
            ]
            assert first == second or unfinished
            assert connection.reads == reads
            seen += 1
        assert stream.result() == decoded(recording.operation, recording.result)
    assert seen > 1


def test_snapshots_do_not_change() -> None:
    recording = RECORDINGS["chat"]
    stream, _ = open_scripted(recording.operation, *pieces(recording.stream, 40))
    taken: list[tuple[Any, str]] = []
    with stream:
        for _ in stream:
            snapshot = stream.snapshot()
            taken.append((snapshot, json.dumps(snapshot.to_dict())))
    assert all(json.dumps(snapshot.to_dict()) == then for snapshot, then in taken)
    assert taken[3][0].choices[0].message.content == "Héllo"


@each_recording
def test_semantic_events_contain_all_text(recording: Recording) -> None:
    events = semantic_events(recording.operation, recording.stream)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == recording.text
    reasoning = "".join(event.text for event in events if isinstance(event, ReasoningDelta))
    assert reasoning == recording.reasoning


@each_recording
def test_result_does_not_modify_returned_events(recording: Recording) -> None:
    stream, _ = open_scripted(recording.operation, recording.stream)
    with stream:
        events = list(stream)
        before = [str(event) for event in events]
        stream.result()
    assert [str(event) for event in events] == before


@each_recording
@pytest.mark.parametrize("content_type", ["application/json", "text/event-stream", "", "text/plain"])
def test_json_instead_of_a_stream_is_one_event_and_the_result(
    recording: Recording, content_type: str
) -> None:
    body = json.dumps(recording.result).encode()
    stream, connection = open_scripted(
        recording.operation, b" \n", *pieces(body, 50), content_type=content_type
    )
    with stream:
        assert len(list(stream)) == 1
        assert stream.result() == decoded(recording.operation, recording.result)
        assert stream.finished
        assert stream.usage == stream.result().usage
        assert stream.usage.to_dict() == recording.result["usage"]
    assert connection.left == ["released"]
    stream, _ = open_scripted(recording.operation, body, content_type=content_type)
    with stream:
        assert "".join(stream.text) == recording.text


def test_json_instead_of_a_chat_stream_is_returned_as_a_chunk() -> None:
    recording = RECORDINGS["chat tools"]
    stream, _ = open_scripted(recording.operation, json.dumps(recording.result).encode())
    with stream:
        (chunk,) = stream
    assert [call.function.name for call in chunk.choices[0].delta.tool_calls] == ["weather", "time"]
    assert chunk.choices[0].finish_reason == "tool_calls"


def test_streams_without_an_accumulator_return_events_and_have_no_result() -> None:
    from do_inference.errors import InferenceError

    operation = RECORDINGS["chat"].operation
    assert operation.stream is not None
    bare = operation._replace(stream=operation.stream._replace(accumulator="none", terminator=None))
    stream, _ = open_scripted(bare, sse({"choices": []}, {"choices": []}))
    with stream:
        assert len(list(stream)) == 2
        assert stream.finished
        with pytest.raises(InferenceError, match="do not combine into a result"):
            stream.result()
