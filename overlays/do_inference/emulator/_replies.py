"""The responses of the emulator before they are sent, and their encoding as JSON and event streams."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Mapping

_COUNTED = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
"""The counts to add if a usage has no total. In Messages, `input_tokens` excludes the tokens of the cache."""


@dataclass(slots=True)
class JSONReply:
    """A response with a JSON body.

    emulator.respond("models.list", function=lambda request: JSONReply({"object": "list", "data": []}))
    """

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    tokens: int = 0
    """The number of generated tokens, for the token limits."""


@dataclass(slots=True)
class StreamReply:
    """A response with an event stream. Events are generated as they are sent.

    StreamReply([Event({"choices": []})], terminator="[DONE]")
    """

    events: Iterable[Event]
    terminator: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    whole: Any = None
    """The complete response as JSON, for faults that send JSON instead of a stream."""
    tokens: int = 0


@dataclass(slots=True)
class BytesReply:
    """A response with a binary body.

    BytesReply(b"...", "audio/mpeg")
    """

    content: bytes
    content_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    tokens: int = 0


@dataclass(slots=True)
class AsyncStreamReply:
    """The event stream of an upstream server, forwarded as it arrives. Its terminator is one of its events."""

    events: AsyncGenerator[Event, None]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    tokens: int = 0
    settle: Callable[[int], None] | None = None
    """Called at the end with the number of generated tokens, if the stream reports it."""


Reply = JSONReply | StreamReply | BytesReply | AsyncStreamReply


def used_tokens(reply: Reply, estimate: int) -> int:
    """Return the tokens of a request and its reply, from the usage in the reply.

    Without a usage, the request counts as `estimate`. A forwarded stream is counted at its end.
    """
    whole = (
        reply.body
        if isinstance(reply, JSONReply)
        else reply.whole
        if isinstance(reply, StreamReply)
        else None
    )
    usage = whole.get("usage") if isinstance(whole, dict) else None
    if isinstance(usage, dict):
        counts = (
            [usage.get(name) for name in _COUNTED]
            if usage.get("total_tokens") is None
            else [usage["total_tokens"]]
        )
        total = sum([count for count in counts if isinstance(count, int)])
        if total > 0:
            return total
    return estimate + reply.tokens


_NO_BREAKS = bytes(byte if byte >= 32 or byte == 9 else 32 for byte in range(256))
"""Replaces control characters, so that text of a request cannot start another header field in the response."""


_ENCODE = msgspec.json.Encoder().encode


def dumps(value: Any) -> bytes:
    """Encode a value as JSON. The slower encoder of the standard library accepts huge integers and lone surrogates."""
    try:
        return _ENCODE(value)
    except (OverflowError, UnicodeEncodeError):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


class Event(NamedTuple):
    """One event of a stream. `data` is a JSON value, or text that is sent unchanged, line by line.

    Event({"type": "ping"}, name="ping")
    """

    data: Any
    name: str | None = None


def data_lines(event: Event) -> list[bytes]:
    """Return the lines of an event's data; JSON is one line."""
    if isinstance(event.data, str):
        return event.data.encode("utf-8", "replace").split(b"\n")
    return [dumps(event.data)]


def frame(event: Event) -> bytes:
    """Encode an event, with the blank line that ends it."""
    value, name = event
    data = b"\ndata: ".join(data_lines(event)) if isinstance(value, str) else dumps(value)
    if name is None:
        return b"data: %b\n\n" % data
    return b"event: %b\ndata: %b\n\n" % (name.encode(), data)


def header_list(pairs: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """Encode header fields for ASGI. Names may be repeated."""
    return [
        (_field_name(name), value.encode("latin-1", "replace").translate(_NO_BREAKS)) for name, value in pairs
    ]


@lru_cache(maxsize=256)
def _field_name(name: str) -> bytes:
    return name.lower().encode("latin-1")


__all__ = ["Event", "dumps", "frame", "header_list"]
