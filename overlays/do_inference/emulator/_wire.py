"""JSON and event-stream frames as bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

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
