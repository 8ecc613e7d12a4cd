"""Checks that what a user prescribes can be sent: bodies, events, headers and whole replies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from do_inference.emulator._replies import BytesReply, JSONReply, StreamReply
from do_inference.emulator._wire import Event, dumps, header_list

_OF_THE_SERVER = frozenset({"connection", "content-length", "content-type", "transfer-encoding"})


def check_json(value: Any, name: str) -> None:
    """Raise TypeError for what is not a JSON value, such as NaN or an object of a class."""
    try:
        dumps(value)
        _check_values(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"{name} must be JSON values: {error}") from None


def checked_event(value: Any) -> Event:
    """The event for its data, named by its `type`. Raises TypeError or ValueError for what cannot be sent."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    named = kind if isinstance(kind, str) and kind else None
    event = value if isinstance(value, Event) else Event(value, named)
    check_json(event.data, "events")
    name: Any = event.name
    if name is not None and (not isinstance(name, str) or set(name) & {"\n", "\r"}):
        raise ValueError(f"the name of an event is one line of text, not {name!r}")
    return event


def check_headers(headers: Mapping[str, str], content_type: str) -> None:
    """Raise ValueError for a header that cannot be sent, or that the emulator sends itself."""
    for name in {name.lower() for name in headers} & _OF_THE_SERVER:
        raise ValueError(f"the header {name} is the emulator's own; content_type and fault change it")
    for name, value in (*headers.items(), ("content-type", content_type)):
        if not name or not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
            raise ValueError(f"{name!r} is not the name of a header")
        try:
            clean = header_list([(name, value)])[0][1] == value.encode("latin-1")
        except (UnicodeEncodeError, AttributeError):
            clean = False
        if not clean:
            raise ValueError(f"the header {name} has a value that cannot be sent: {value!r}")


def check_status(status: Any) -> None:
    """Raise ValueError for a status that no final response has."""
    if not isinstance(status, int) or isinstance(status, bool) or not 200 <= status <= 599:
        raise ValueError(f"status must be an HTTP status from 200 to 599, not {status!r}")


def check_reply(reply: JSONReply | StreamReply | BytesReply) -> None:
    """Raise TypeError or ValueError for a reply that cannot be sent. Events are checked as they are made."""
    check_status(reply.status)
    check_headers(reply.headers, reply.content_type if isinstance(reply, BytesReply) else "")
    if isinstance(reply, JSONReply):
        check_json(reply.body, "the body of a JSONReply")
    elif isinstance(reply, BytesReply) and not isinstance(reply.content, bytes):
        raise TypeError(f"the content of a BytesReply must be bytes, not {type(reply.content).__name__}")
    elif isinstance(reply, StreamReply):
        iter(reply.events)


def _check_values(value: Any) -> None:
    """Raise for NaN and the infinities, which would be sent as null."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is not JSON")
    if isinstance(value, Mapping):
        value = list(value.values())
    for inner in value if isinstance(value, list | tuple) else ():
        _check_values(inner)
