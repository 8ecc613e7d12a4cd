"""What the emulator answers, before it is put on the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Mapping

_COUNTED = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
"""The parts of a usage without a total: in Messages, `input_tokens` leaves out what the cache was asked about."""


@dataclass(slots=True)
class JSONReply:
    """A JSON body."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    tokens: int = 0
    """Tokens that were produced, for the token limits."""


@dataclass(slots=True)
class StreamReply:
    """An event stream. Events are made as they are sent."""

    events: Iterable[Event]
    terminator: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    whole: Any = None
    """The same answer unstreamed, for when a fault asks for JSON in place of a stream."""
    tokens: int = 0


@dataclass(slots=True)
class BytesReply:
    """A body of bytes."""

    content: bytes
    content_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    tokens: int = 0


@dataclass(slots=True)
class AsyncStreamReply:
    """An event stream that comes from elsewhere, its terminator among its events. Passed on as it comes."""

    events: AsyncGenerator[Event, None]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    tokens: int = 0
    settle: Callable[[int], None] | None = None
    """Called at the end with the tokens that were produced, as far as the stream told."""


Reply = JSONReply | StreamReply | BytesReply | AsyncStreamReply


def used_tokens(reply: Reply, estimate: int) -> int:
    """The tokens of a request and its reply, by the usage in the reply.

    Without a usage, `estimate` stands for the request. A stream from elsewhere is counted at its end.
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
        total = sum(count for count in counts if isinstance(count, int))
        if total > 0:
            return total
    return estimate + reply.tokens


_NO_BREAKS = bytes(byte if byte >= 32 or byte == 9 else 32 for byte in range(256))
"""What a request sends back in a header must not begin another one."""


def dumps(value: Any) -> bytes:
    """JSON as bytes. What a fast encoder refuses (huge integers, half characters) is written all the same."""
    try:
        return msgspec.json.encode(value)
    except (OverflowError, UnicodeEncodeError):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


class Event(NamedTuple):
    """One event of a stream. `data` is a JSON value, or text that goes out as it is, line by line."""

    data: Any
    name: str | None = None


def data_lines(event: Event) -> list[bytes]:
    """The data of an event in lines; JSON is one line."""
    if isinstance(event.data, str):
        return event.data.encode("utf-8", "replace").split(b"\n")
    return [dumps(event.data)]


def frame(event: Event) -> bytes:
    """The event as it goes on the wire, its blank line included."""
    data = b"\ndata: ".join(data_lines(event))
    if event.name is None:
        return b"data: %b\n\n" % data
    return b"event: %b\ndata: %b\n\n" % (event.name.encode(), data)


def header_list(pairs: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI wants them. A name may come twice."""
    return [
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace").translate(_NO_BREAKS))
        for name, value in pairs
    ]


__all__ = ["Event", "dumps", "frame", "header_list"]
