"""Streams that end inside an event are truncated, even if the data before that event looks complete."""

from __future__ import annotations

import json
from typing import Any

import pytest

from do_inference.errors import StreamError, StreamTruncated
from do_inference.sse import EventSplitter

from .recordings import CHAT, CHAT_TOOLS, MESSAGE, RECORDINGS, USAGE, Recording
from .scripted import decoded, open_scripted, read_all, result_of, sse

each_recording = pytest.mark.parametrize("recording", RECORDINGS.values(), ids=RECORDINGS)


def is_whole(rest: bytes) -> bool:
    """Return whether the data after the last blank line is empty, or an event that lacks only its blank line."""
    lines = [line for line in rest.split(b"\n") if line.strip()]
    if not lines:
        return True
    data = lines[-1].removeprefix(b"data:").strip()
    if not lines[-1].startswith(b"data:"):
        return False
    try:
        return data == b"[DONE]" or isinstance(json.loads(data), dict)
    except ValueError:
        return False


@each_recording
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_stream_truncated_at_any_byte_is_complete_only_if_its_last_event_is(
    recording: Recording, line_end: str
) -> None:
    whole = decoded(recording.operation, recording.result)
    text = recording.stream.replace(b"\n", line_end.encode())
    completed = 0
    for end in range(len(text)):
        stream, _ = open_scripted(recording.operation, text[:end])
        rest = text[:end].replace(b"\r\n", b"\n").replace(b"\r", b"\n").rpartition(b"\n\n")[2]
        with stream:
            try:
                result = stream.result()
            except StreamTruncated:
                assert not stream.finished
                continue
        completed += 1
        assert is_whole(rest)
        assert stream.finished
        if stream.usage == recording.result["usage"]:
            assert result == whole
    assert completed


def test_truncated_usage_is_not_silently_lost() -> None:
    usage = CHAT.stream.index(b'"usage": {')
    event = CHAT.stream.rindex(b"data: ", 0, usage)
    end = CHAT.stream.index(b"\n\n", usage)
    for cut in range(event + 1, end):
        outcome = read_all(CHAT.operation, CHAT.stream[:cut])
        assert type(outcome.error) is StreamTruncated
        assert "in the middle of an event" in str(outcome.error)
        assert outcome.error.partial.choices[0].finish_reason == "stop"
        assert outcome.error.usage is None
    assert read_all(CHAT.operation, CHAT.stream[:event]).error is None
    assert result_of(CHAT.operation, CHAT.stream[:end]).usage.total_tokens == USAGE["total_tokens"]


FINISHED = sse({"choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": "stop"}]})
TORN = {
    "field name": b"d",
    "whole field name": b"data",
    "colon": b"data:",
    "space": b"data: ",
    "empty data line": b"data:\n",
    "JSON": b'data: {"choices": [], "usage": {"total_tokens": 1',
    "JSON at the end of a line": b'data: {"choices": [\n',
    "second line of data": b'data: {"choices":\ndata: []',
    "name of the field after the data": b'data: {"choices": []}\nda',
    "event name after the data": b'data: {"detail": "x"}\nevent: err',
    "number": b"data: 12",
    "terminator": b"data: [DO",
    "event name": b"event: err",
    "whole event name": b"event: error\n",
    "id": b"id: 7",
    "whole id": b"id: 7\n",
    "retry": b"retry: 1\n",
    "text of a proxy": b"upstream connect error",
}
HARMLESS = {
    "nothing": b"",
    "comment": b": keep-al",
    "whole comment": b": keep-alive\n",
    "colon": b":",
    "line ends": b"\n\r\n",
    "space": b"  ",
    "whole object": b'data: {"choices": []}',
    "whole object with a line end": b'data: {"choices": []}\n',
    "whole object and a comment": b'data: {"choices": []}\n: x',
    "empty object": b"data: {}",
    "terminator": b"data: [DONE]",
    "terminator with a name": b"event: done\ndata: [DONE]\n",
}


@pytest.mark.parametrize("rest", TORN.values(), ids=TORN)
def test_incomplete_event_makes_the_stream_truncated(rest: bytes) -> None:
    error = read_all(CHAT.operation, FINISHED + rest).error
    assert type(error) is StreamTruncated
    assert error.partial.choices[0].message.content == "a"


@pytest.mark.parametrize("rest", HARMLESS.values(), ids=HARMLESS)
def test_complete_event_or_comment_at_the_end_is_not_a_truncation(rest: bytes) -> None:
    assert read_all(CHAT.operation, FINISHED + rest).error is None


def test_incomplete_error_event_is_an_error() -> None:
    error = read_all(CHAT.operation, FINISHED + b"event: error\ndata: overloaded").error
    assert isinstance(error, StreamError)
    assert error.message == "overloaded"


def test_usage_that_was_requested_and_not_sent_is_unknown() -> None:
    stream, _ = open_scripted(CHAT_TOOLS.operation, FINISHED)
    with stream:
        assert stream.result().choices[0].finish_reason == "stop"
        assert stream.usage is None


def test_message_with_an_incomplete_last_event_is_truncated() -> None:
    last = MESSAGE.stream.index(b"event: message_stop")
    assert read_all(MESSAGE.operation, MESSAGE.stream[:last]).error is None
    for cut in range(last + 1, MESSAGE.stream.rindex(b"}")):
        assert type(read_all(MESSAGE.operation, MESSAGE.stream[:cut]).error) is StreamTruncated


@pytest.mark.parametrize("size", [1, 2, 1 << 10])
@pytest.mark.parametrize(("rest", "began"), [*((rest, True) for rest in TORN.values()), (b": x\n", False)])
def test_splitter_detects_an_incomplete_event_for_all_chunk_sizes(
    rest: bytes, began: bool, size: int
) -> None:
    text: Any = b"id: 7\ndata: 1\n\n" + rest
    splitter = EventSplitter()
    for start in range(0, len(text), size):
        splitter.feed(text[start : start + size])
    assert (splitter.unfinished() is not None) == began
