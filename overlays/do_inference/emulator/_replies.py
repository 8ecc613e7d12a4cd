"""What the emulator answers, before it is put on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Mapping

    from do_inference.emulator._wire import Event


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
