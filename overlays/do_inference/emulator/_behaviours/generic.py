"""Responses for operations without a behaviour, generated from the schemas of the description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._behaviours.pages import page_of_samples
from do_inference.emulator._replies import BytesReply, Event, JSONReply, Reply, StreamReply
from do_inference.emulator._sample_data import SampleBuilder

if TYPE_CHECKING:
    from do_inference.emulator._request import EmulatedRequest

EVENTS_OF_ONE_TYPE = 3


def generic_reply(call: EmulatedRequest) -> Reply:
    """Return JSON, an event stream or bytes, depending on the operation and the request."""
    operation = call.operation
    if operation.stream is not None and (call.wants_stream or operation.result is None):
        whole = _result(call) if operation.result is not None else None
        events = list(_events(call))
        return StreamReply(
            events, operation.stream.terminator, operation.status, whole=whole, tokens=len(events)
        )
    if any(call.fields.get(name) in values for name, values in operation.plain_text.items()):
        text = filler_text.paragraph(call.rng("text")).encode()
        return BytesReply(text, "text/plain; charset=utf-8", operation.status)
    if operation.pages is not None:
        return JSONReply(page_of_samples(call, operation.pages, partial(_result, call)), operation.status)
    if operation.result is not None:
        return JSONReply(_result(call), operation.status)
    if operation.binary:
        return BytesReply(
            filler_text.paragraph(call.rng("bytes")).encode(), operation.binary[0], operation.status
        )
    return BytesReply(b"", "", operation.status)


def _builder(call: EmulatedRequest) -> SampleBuilder:
    named = {key: value for key, value in call.fields.items() if isinstance(value, str | int | float)}
    return SampleBuilder(call.description.resolve, call.now, {**named, **call.path})


def _result(call: EmulatedRequest, purpose: str = "result") -> Any:
    return _builder(call).build(call.operation.result, call.rng(purpose))


def _events(call: EmulatedRequest) -> Iterator[Event]:
    stream = call.operation.stream
    assert stream is not None
    builder, rng = _builder(call), call.rng("events")
    members = builder.members(stream.schema)
    if len(members) == 1:
        made = [builder.build(members[0], rng) for _ in range(EVENTS_OF_ONE_TYPE)]
        values = _as_deltas(made, call) if stream.accumulator == "chat" else made
    else:
        made = [builder.build(member, rng) for member in members]
        values = _in_order(made, stream.final_events)
    for value in values:
        kind = value.get("type") if isinstance(value, Mapping) else None
        yield Event(value, kind if isinstance(kind, str) and stream.accumulator != "chat" else None)


def _in_order(made: list[Any], final: tuple[str, ...]) -> list[Any]:
    """Return one event of each type except errors; one that ends the stream is last."""
    typed = [value for value in made if isinstance(value, Mapping) and value.get("type") != "error"]
    last = [value for value in typed if value.get("type") in final][:1]
    return [value for value in typed if value.get("type") not in final] + last


def _as_deltas(made: list[Any], call: EmulatedRequest) -> list[Any]:
    """Return the chunks of one completion: each has a token, and the last one the finish reason."""
    text = filler_text.tokenize(filler_text.sentence(call.rng("text")))
    chunks: list[Any] = []
    for index, token in enumerate([*text, None]):
        chunk = dict(made[0])
        choices = chunk.get("choices")
        if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
            return made
        delta = {"role": "assistant", "content": token} if index == 0 else {"content": token}
        ended = token is None
        chunk["choices"] = [
            {"index": 0, "delta": {} if ended else delta, "finish_reason": "stop" if ended else None}
        ]
        chunk.pop("usage", None)
        chunks.append(chunk)
    return chunks
