"""The end of streams: complete, truncated, interrupted or failed, without loss of the data received."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from do_inference._settings.redaction import Secrets, forms_of
from do_inference.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    DeadlineError,
    DecodingError,
    InferenceError,
    StreamError,
    StreamInterrupted,
    StreamTruncated,
)
from do_inference.streams import StreamDecodingError, open_stream
from do_inference_generated import operations

from .recordings import CHAT, IMAGE, MESSAGE, RECORDINGS, RESPONSE, USAGE, Recording
from .scripted import Outcome, ScriptedConnection, decoded, field, open_scripted, read_all, sse

CREATE = operations.CHAT_COMPLETIONS_CREATE
each_recording = pytest.mark.parametrize("recording", RECORDINGS.values(), ids=RECORDINGS)


def delta(text: str, finish: str | None = None) -> dict[str, Any]:
    return {"id": "c", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}


def text_of(result: Any) -> str:
    """Return the text of a result of any API."""
    if result is None:
        return ""
    value = result.to_dict()
    if "choices" in value:
        said = [choice.get("text") or choice.get("message", {}).get("content") for choice in value["choices"]]
        return "".join(text or "" for text in said)
    parts = list(value.get("content") or [])
    for item in value.get("output") or []:
        if item.get("type") == "message":
            parts += item.get("content") or []
    return "".join(part["text"] for part in parts if part.get("type") in ("text", "output_text"))


def test_usage_after_an_error_is_counted_and_text_is_not() -> None:
    usage = {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}
    late = {**delta("late"), "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}}
    told = [
        delta("Hi"),
        {"error": {"message": "overloaded", "code": 529}},
        late,
        {"choices": [], "usage": usage},
    ]
    stream, _ = open_scripted(CREATE, b"".join(map(sse, told)))
    with stream, pytest.raises(InferenceError) as caught:
        stream.finish()
    assert text_of(caught.value.partial) == "Hi"  # type: ignore[attr-defined]
    assert caught.value.partial.usage.total_tokens == 4  # type: ignore[attr-defined]


def read_text(recording: Recording, *script: bytes | BaseException) -> tuple[str, Outcome]:
    stream, connection = open_scripted(recording.operation, *script)
    outcome = Outcome()
    with stream:
        try:
            outcome.events.extend(stream.text)
        except InferenceError as error:
            outcome.error = error  # type: ignore[assignment]
    outcome.finished, outcome.left = stream.finished, connection.left
    return "".join(outcome.events), outcome


@each_recording
def test_stream_truncated_at_every_byte(recording: Recording) -> None:
    whole = decoded(recording.operation, recording.result)
    texts = []
    for end in range(len(recording.stream)):
        text, outcome = read_text(recording, recording.stream[:end])
        assert recording.text.startswith(text)
        texts.append(text)
        if outcome.error is None:
            assert outcome.finished
            assert text == recording.text
            assert outcome.left == ["released"]
        else:
            assert type(outcome.error) is StreamTruncated
            assert text_of(outcome.error.partial) == text
            assert not outcome.finished
            assert outcome.left == ["closed"]
    assert texts == sorted(texts, key=len)
    assert texts[-1] == recording.text
    last = read_all(recording.operation, recording.stream)
    assert (last.error, last.finished, last.left) == (None, True, ["released"])
    assert whole == decoded(recording.operation, recording.result)


@each_recording
def test_connection_lost_at_every_byte(recording: Recording) -> None:
    for end in range(1, len(recording.stream), 3):
        broken = APIConnectionError("connection reset")
        text, outcome = read_text(recording, recording.stream[:end], broken)
        assert recording.text.startswith(text)
        if outcome.error is None:
            assert outcome.finished
            continue
        assert type(outcome.error) is StreamInterrupted
        assert outcome.error.__cause__ is broken
        assert text_of(outcome.error.partial) == text
        assert outcome.left == ["closed"]


@each_recording
@pytest.mark.parametrize(
    ("error", "kinds"),
    [
        (APITimeoutError("no bytes for 5 s"), (StreamInterrupted, APITimeoutError)),
        (DeadlineError("not done after 9 s"), (StreamInterrupted, APITimeoutError, DeadlineError)),
    ],
    ids=["idle", "deadline"],
)
def test_timeouts_within_a_stream_are_interruptions_and_timeouts(
    recording: Recording, error: APITimeoutError, kinds: tuple[type[Exception], ...]
) -> None:
    outcome = read_all(recording.operation, recording.stream[:-80], error)
    assert isinstance(outcome.error, StreamInterrupted)
    assert all(isinstance(outcome.error, kind) for kind in kinds)
    assert isinstance(outcome.error, DeadlineError) is (DeadlineError in kinds)
    assert outcome.error.partial is not None


@each_recording
def test_body_that_cannot_be_decompressed_is_an_error_with_the_partial_result(recording: Recording) -> None:
    spoiled = DecodingError("the answer cannot be decompressed", content_excerpt="x")
    outcome = read_all(recording.operation, recording.stream[:-80], spoiled)
    assert isinstance(outcome.error, StreamDecodingError)
    assert outcome.error.__cause__ is spoiled
    assert outcome.error.partial is not None


@each_recording
def test_stream_stops_at_its_end_without_waiting_for_the_body(recording: Recording) -> None:
    never = AssertionError("read beyond the end")
    outcome = read_all(recording.operation, recording.stream, never)
    assert (outcome.error, outcome.finished, outcome.left) == (None, True, ["released"])


@each_recording
def test_leaving_the_context_early_closes_the_connection(recording: Recording) -> None:
    stream, connection = open_scripted(recording.operation, recording.stream[:300], recording.stream[300:])
    with stream:
        for _ in stream:
            break
    assert connection.left == ["closed"]
    assert not stream.finished


def test_leaving_after_the_last_event_releases_the_connection() -> None:
    stream, connection = open_scripted(CREATE, sse(delta("a", "stop"), "[DONE]"))
    with stream:
        next(stream)
    assert connection.left == ["released"]
    stream, connection = open_scripted(MESSAGE.operation, MESSAGE.stream)
    with stream:
        for event in stream:
            if event.type == "message_stop":
                break
    assert connection.left == ["released"]


def test_exception_of_the_caller_closes_the_connection() -> None:
    stream, connection = open_scripted(CREATE, sse(delta("a"), delta("b")))
    with pytest.raises(ZeroDivisionError), stream:
        _ = 1 / len(next(stream).id[1:])
    assert connection.left == ["closed"]


def test_keyboard_interrupt_closes_the_connection() -> None:
    stream, connection = open_scripted(CREATE, sse(delta("a")), KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        list(stream)
    assert connection.left == ["closed"]


def test_unclosed_stream_warns_and_closes_the_connection() -> None:
    stream, connection = open_scripted(CREATE, sse(delta("a")))
    with pytest.warns(ResourceWarning, match="was not closed"):
        del stream
    assert connection.left == ["closed"]


def test_finish_reasons_replace_a_missing_terminator() -> None:
    outcome = read_all(CREATE, sse(delta("a"), delta("", "length")))
    assert (outcome.error, outcome.finished) == (None, True)


def test_stream_with_one_of_two_choices_incomplete_is_truncated() -> None:
    second = {"choices": [{"index": 1, "delta": {"content": "b"}, "finish_reason": None}]}
    outcome = read_all(CREATE, sse(delta("a"), second, delta("", "stop")))
    assert type(outcome.error) is StreamTruncated
    assert [choice.message.content for choice in outcome.error.partial.choices] == ["a", "b"]


def test_regular_end_completes_a_stream_without_an_end_marker() -> None:
    assert CREATE.stream is not None
    bare = CREATE._replace(stream=CREATE.stream._replace(terminator=None))
    outcome = read_all(bare, sse(delta("a"), delta("b")))
    assert (outcome.error, outcome.finished) == (None, True)
    torn = read_all(bare, sse(delta("a")) + b'data: {"choi')
    assert type(torn.error) is StreamTruncated


@pytest.mark.parametrize("end", ["\n\n", "\n", ""])
def test_last_event_does_not_need_its_blank_line(end: str) -> None:
    stream = sse(delta("a"), delta("b", "stop")).rstrip(b"\n") + end.encode()
    assert [chunk.choices[0].delta.content for chunk in read_all(CREATE, stream).events] == ["a", "b"]


@pytest.mark.parametrize("terminator", ["[DONE]", " [DONE]", "[DONE] ", "[DONE]\n"])
def test_terminator_is_recognized(terminator: str) -> None:
    stream = sse(delta("a")) + b"data:" + terminator.encode() + b"\n\n" + sse(delta("never"))
    outcome = read_all(CREATE, stream)
    assert (len(outcome.events), outcome.error, outcome.finished) == (1, None, True)


def test_pings_comments_and_nulls_are_not_events() -> None:
    stream = (
        b":\n\n: keep-alive\n\nevent: ping\ndata: {}\n\nevent: ping\ndata: pong\n\ndata\n\ndata: null\n\n"
        + sse({"type": "ping"}, delta("a"))
        + b": more\n\n"
        + sse(delta("", "stop"), "[DONE]")
    )
    outcome = read_all(CREATE, stream)
    assert (len(outcome.events), outcome.error) == (2, None)


def test_unknown_events_are_passed_through() -> None:
    stream = sse({"type": "response.novelty", "value": 7}, ("from.its.name", {"value": 8})) + RESPONSE.stream
    outcome = read_all(RESPONSE.operation, stream)
    assert [event.type for event in outcome.events[:2]] == ["response.novelty", "from.its.name"]
    assert [event.value for event in outcome.events[:2]] == [7, 8]
    assert outcome.finished


# --- errors that the server reports

GATEWAY = {
    "error": {
        "code": "upstream_unavailable",
        "message": "x",
        "param": None,
        "type": "service_unavailable_error",
    },
    "status_code": 503,
}
TOLD = {
    "gateway": (GATEWAY, 503, "upstream_unavailable", "service_unavailable_error"),
    "text": ({"error": "went wrong"}, 500, None, None),
    "number for a code": ({"error": {"message": "slow down", "code": 429}}, 429, "429", None),
    "messages": (
        {"type": "error", "error": {"type": "overloaded_error", "message": "o"}},
        529,
        None,
        "overloaded_error",
    ),
    "responses": (
        {"type": "error", "code": "server_error", "message": "m", "param": None},
        500,
        "server_error",
        None,
    ),
    "responses' limit": (
        {"type": "error", "code": "rate_limit_exceeded", "message": "m", "param": None},
        429,
        "rate_limit_exceeded",
        None,
    ),
    "engine": (
        {"object": "error", "message": "bad", "type": "BadRequestError", "code": 400},
        400,
        "400",
        "BadRequestError",
    ),
    "detail": ({"detail": "Not authenticated"}, 500, None, None),
    "identified": (
        {"id": "too_many_requests", "message": "m", "request_id": "r9"},
        429,
        "too_many_requests",
        None,
    ),
    "beside choices": (
        {"choices": [], "error": {"message": "late", "type": "server_error"}},
        500,
        None,
        "server_error",
    ),
}


@pytest.mark.parametrize(
    "recording", [CHAT, MESSAGE, RESPONSE, IMAGE], ids=["chat", "message", "response", "image"]
)
@pytest.mark.parametrize(("body", "status", "code", "kind"), TOLD.values(), ids=TOLD)
def test_error_event_is_raised_with_the_partial_result(
    recording: Recording, body: dict[str, Any], status: int, code: str | None, kind: str | None
) -> None:
    stream = recording.stream[: recording.stream.index(b"\n\n") + 2]
    outcome = read_all(recording.operation, stream + sse(body))
    error = outcome.error
    assert isinstance(error, StreamError)
    assert (error.status_code, error.code, error.type) == (status, code, kind)
    assert error.request_id == ("r9" if "request_id" in body else "req_1")
    assert error.body == body
    assert error.partial is not None
    assert len(outcome.events) == 1
    assert outcome.left == ["closed"]


@pytest.mark.parametrize(
    "data", ['{"detail": "no"}', '{"message": "no"}', "no", '{"error": {"message": "no"}}']
)
def test_event_named_error_is_an_error_with_any_data(data: str) -> None:
    error = read_all(CREATE, sse(delta("a"), ("error", data))).error
    assert isinstance(error, StreamError)
    assert error.message == "no"


def test_error_has_the_usage_after_it_and_the_connection_is_released() -> None:
    after = {"choices": [], "usage": USAGE}
    outcome = read_all(CREATE, sse(delta("ab"), GATEWAY, after, "[DONE]"))
    assert isinstance(outcome.error, StreamError)
    assert outcome.error.usage == outcome.error.partial.usage == field(CREATE, "usage", USAGE)
    assert text_of(outcome.error.partial) == "ab"
    assert outcome.left == ["released"]


def test_failed_response_is_a_result_with_its_status() -> None:
    failed = {"id": "r", "status": "failed", "error": {"code": "server_error", "message": "m"}, "output": []}
    stream, _ = open_scripted(RESPONSE.operation, sse({"type": "response.failed", "response": failed}))
    with stream:
        assert stream.result().status == "failed"
        assert stream.finished


def test_null_errors_are_not_errors() -> None:
    assert read_all(CREATE, sse({**delta("a", "stop"), "error": None}, "[DONE]")).error is None


@pytest.mark.parametrize("error", ["truncated", "interrupted", "told", "unreadable"])
def test_errors_of_streams_can_be_pickled_and_copied_with_their_attributes(error: str) -> None:
    tail = {"told": sse(GATEWAY), "unreadable": b"data: {oops\n\n"}.get(error, b"")
    steps = [APIConnectionError("reset")] if error == "interrupted" else []
    raised = read_all(CREATE, sse(delta("ab")) + tail, *steps).error
    assert raised is not None
    for twin in (pickle.loads(pickle.dumps(raised)), copy.copy(raised), copy.deepcopy(raised)):
        assert type(twin) is type(raised)
        assert text_of(twin.partial) == "ab"
        assert str(twin) == str(raised)


def test_failed_stream_keeps_raising_its_error() -> None:
    stream, _ = open_scripted(CREATE, sse(delta("a")))
    with stream:
        with pytest.raises(StreamTruncated):
            list(stream)
        for again in (stream.result, stream.finish, lambda: next(stream), lambda: list(stream.text)):
            with pytest.raises(StreamTruncated):
                again()
        assert text_of(stream.snapshot()) == "a"


# --- bodies that are not event streams


def test_event_that_is_not_json_is_an_error_with_an_excerpt() -> None:
    outcome = read_all(CREATE, sse(delta("a")) + b"data: {oops\n\n" + sse(delta("b")))
    assert isinstance(outcome.error, DecodingError)
    assert outcome.error.content_excerpt == "{oops"
    assert text_of(outcome.error.partial) == "a"  # type: ignore[attr-defined]


def test_html_page_instead_of_a_stream_is_an_error_with_an_excerpt() -> None:
    outcome = read_all(CREATE, b"<!DOCTYPE html>\n<title>Maintenance</title>", content_type="text/html")
    assert isinstance(outcome.error, DecodingError)
    assert "Maintenance" in outcome.error.content_excerpt
    assert "text/html" in str(outcome.error)
    assert "Maintenance" in str(outcome.error)


def test_json_error_instead_of_a_stream_is_raised() -> None:
    outcome = read_all(CREATE, json.dumps(GATEWAY).encode(), content_type="application/json")
    assert isinstance(outcome.error, StreamError)
    assert outcome.error.status_code == 503


@pytest.mark.parametrize("body", [b"[]", b'[{"choices": []}]'])
def test_json_instead_of_a_stream_that_is_not_an_object_is_an_error(body: bytes) -> None:
    outcome = read_all(CREATE, body, content_type="application/json")
    assert isinstance(outcome.error, DecodingError)
    assert outcome.error.content_excerpt.startswith("[")


def test_truncated_json_instead_of_a_stream_is_an_error() -> None:
    outcome = read_all(CREATE, b'{"choices": [', content_type="application/json")
    assert isinstance(outcome.error, DecodingError)


@pytest.mark.parametrize("content_type", ["text/event-stream", "application/json", ""])
def test_empty_body_is_a_truncated_stream(content_type: str) -> None:
    outcome = read_all(CREATE, content_type=content_type)
    assert type(outcome.error) is StreamTruncated
    assert outcome.error.partial is None


def test_event_above_the_maximum_size_is_an_error_with_the_partial_result() -> None:
    connection = ScriptedConnection([sse(delta("a")) + b"data: " + b"x" * 5000])
    with open_stream(CREATE, connection, max_event_size=1000) as stream:
        assert next(stream).choices[0].delta.content == "a"
        with pytest.raises(DecodingError, match="larger than 1000 bytes") as caught:
            next(stream)
    assert text_of(caught.value.partial) == "a"  # type: ignore[attr-defined]
    assert connection.left == ["closed"]


def test_json_nested_too_deeply_is_an_error() -> None:
    deep = b'data: {"choices": [], "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n\n"
    assert isinstance(read_all(CREATE, sse(delta("a")) + deep).error, DecodingError)


def test_json_nested_as_deeply_as_can_be_decoded_is_preserved() -> None:
    deep = b'data: {"choices": [], "x": ' + b'{"x":' * 400 + b"1" + b"}" * 400 + b"}\n\n"
    stream, _ = open_scripted(CREATE, deep + deep + GOOD)
    with stream:
        assert json.dumps(stream.result().x).count("x") == 400


# --- retries

GOOD = sse(delta("a", "stop"), "[DONE]")
FIRST_FAILURES: dict[str, list[bytes | BaseException]] = {
    "connection lost": [b": ping\n\n", APIConnectionError("reset")],
    "timeout": [APITimeoutError("silence")],
    "nothing": [],
    "half an event": [sse(delta("a"))[:20]],
    "error event": [sse(GATEWAY)],
    "page": [b"<html>"],
}


@pytest.mark.parametrize("script", FIRST_FAILURES.values(), ids=FIRST_FAILURES)
def test_failure_before_the_first_event_is_retried(script: list[bytes | BaseException]) -> None:
    following = ScriptedConnection([GOOD])
    connection = ScriptedConnection(script, content_type="", then=[following])
    with open_stream(CREATE, connection) as stream:
        assert [chunk.choices[0].delta.content for chunk in stream] == ["a"]
        assert stream.finished
    assert len(connection.errors) == 1
    assert (connection.left, following.left) == (["closed"], ["released"])
    assert stream.response is following.info


@pytest.mark.parametrize("script", FIRST_FAILURES.values(), ids=FIRST_FAILURES)
def test_failure_of_the_last_attempt_is_raised(script: list[bytes | BaseException]) -> None:
    connection = ScriptedConnection(script, content_type="")
    stream = open_stream(CREATE, connection)
    with pytest.raises(InferenceError) as caught:
        list(stream)
    assert caught.value is connection.errors[0]
    assert connection.left == ["closed"]
    with pytest.raises(type(caught.value)):
        stream.result()


@pytest.mark.parametrize(
    "tail", [[], [APIConnectionError("reset")], [sse(GATEWAY)]], ids=["end", "lost", "told"]
)
def test_failure_after_the_first_event_is_not_retried(tail: list[bytes | BaseException]) -> None:
    connection = ScriptedConnection([sse(delta("a")), *tail], then=[ScriptedConnection([GOOD])])
    with pytest.raises(InferenceError), open_stream(CREATE, connection) as stream:
        list(stream)
    assert connection.errors == []


def test_first_event_without_text_prevents_a_retry() -> None:
    role = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}
    connection = ScriptedConnection([sse(role)], then=[ScriptedConnection([GOOD])])
    with pytest.raises(StreamTruncated), open_stream(CREATE, connection) as stream:
        list(stream.text)
    assert connection.errors == []


def test_repr_contains_the_operation_and_the_state() -> None:
    stream, _ = open_scripted(CREATE, sse(delta("a", "stop")) + b"data: [DONE]\n\n")
    assert repr(stream) == "<EventStream of chat_completions_create, status 200, open>"
    with stream:
        list(stream)
    assert repr(stream).endswith(", finished>")


def test_repr_of_a_failed_or_closed_stream() -> None:
    stream, _ = open_scripted(CREATE, sse(delta("a")))
    with pytest.raises(StreamTruncated), stream:
        list(stream)
    assert repr(stream).endswith(", failed with StreamTruncated>")
    left, _ = open_scripted(CREATE, sse(delta("a")))
    left.close()
    assert repr(left).endswith(", closed early>")


@pytest.mark.parametrize("secret", ["!secret-of-the-caller", "~secret-of-the-caller"])
def test_error_event_that_repeats_a_secret_does_not_reveal_it(secret: str) -> None:
    connection = ScriptedConnection([sse({"error": {"message": f"bad {secret}"}})])
    with (
        open_stream(CREATE, connection, secrets=Secrets(forms_of(secret))) as stream,
        pytest.raises(APIError) as caught,
    ):
        stream.finish()
    assert caught.value.body == {"error": {"message": "bad [key]"}}
