"""The frames of an event stream, as plain as can be or as odd as a fault wants them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from do_inference.emulator._errors import Refusal
from do_inference.emulator._errors import body as error_body
from do_inference.emulator._kinds import KINDS, OTHER_NAMES
from do_inference.emulator._wire import Event, data_lines, frame

if TYPE_CHECKING:
    from do_inference.emulator._faults import Fault
    from do_inference.emulator._replies import StreamReply

_BREAKS = {"crlf": b"\r\n", "cr": b"\r", "lf": b"\n"}


def frames(reply: StreamReply, fault: Fault) -> Iterator[bytes]:
    """Each event of the stream as it goes on the wire, its terminator last."""
    events = _events(reply, fault)
    if not _odd(fault):
        yield from map(frame, events)
        return
    made: Iterator[bytes] = (_odd_frame(index, event, fault) for index, event in enumerate(events))
    if fault.last_open:
        made = _last_open(made)
    yield from made


def reshapes(fault: Fault) -> bool:
    """Whether a fault changes the events of a stream, and not only when and how far they go."""
    other = (
        fault.error_event is not None or fault.no_terminator or bool(fault.deviations) or fault.json_instead
    )
    return other or fault.stream_status is not None or _odd(fault)


def _odd(fault: Fault) -> bool:
    return bool(
        fault.newline or fault.no_space or fault.multiline or fault.last_open or fault.bom or fault.pings
        or fault.comments or fault.ids or fault.event_names is not None or fault.invalid_utf8
        or fault.deviations & {"S8", "S17"}
    )  # fmt: skip


def _events(reply: StreamReply, fault: Fault) -> Iterator[Event]:
    events = iter(reply.events)
    at = 2 if fault.error_event is None and "S6" in fault.deviations else fault.error_event
    terminated = reply.terminator is not None and not fault.no_terminator
    for index, event in enumerate(events):
        if index != at:
            yield event
            continue
        yield _error_event(event, fault)
        if fault.error_last:
            return
        if "S6" not in fault.deviations:
            break
    if terminated and reply.terminator is not None:
        yield Event(reply.terminator)


def _error_event(instead_of: Event, fault: Fault) -> Event:
    """An error in the words of the stream it breaks into."""
    known = KINDS.get(OTHER_NAMES.get(fault.kind or "", fault.kind or ""))
    status = fault.status or (known.status if known else 503)
    message = fault.message or (known.message if known else "The upstream model is unavailable.")
    name = known.name if known else fault.kind
    if fault.shape is not None:
        refusal = Refusal(status, fault.message or (known.message if known else ""), kind=name or "")
        return Event(error_body(refusal, fault.shape, ""), "error" if instead_of.name else None)
    code = known.code if known else None
    kind = instead_of.data.get("type") if isinstance(instead_of.data, Mapping) else None
    if instead_of.name and str(kind).startswith("response."):
        data: Any = {
            "type": "error",
            "code": code or (name if known else None) or "server_error",
            "message": message,
            "param": None,
            "sequence_number": 0,
        }
        return Event(data, "error")
    if instead_of.name and not str(kind).startswith("image"):
        return Event(
            {"type": "error", "error": {"type": name or "overloaded_error", "message": message}}, "error"
        )
    error = {
        "code": code if known else "upstream_unavailable",
        "message": message,
        "param": None,
        "type": name if known else "service_unavailable_error",
    }
    return Event({"error": error, "status_code": status})


def _odd_frame(index: int, event: Event, fault: Fault) -> bytes:
    end = _BREAKS[fault.newline or "lf"]
    colon = b"data:" if fault.no_space else b"data: "
    parts = data_lines(event)
    data = b"\n".join(parts)
    if fault.invalid_utf8 and not isinstance(event.data, str):
        data = _stray(data)
        parts = [data]
    if "S17" in fault.deviations:
        return data
    lines: list[bytes] = []
    if fault.comments or "S8" in fault.deviations:
        lines += [b": keep-alive", b""]
    if fault.pings:
        lines += [b"event: ping", b'data: {"type":"ping"}', b""]
    if fault.ids:
        lines += [b"id: %d" % index, b"retry: 1000"]
    if event.name is not None and fault.event_names is not False:
        lines.append(b"event: " + event.name.encode())
    elif fault.event_names and event.name is None and not isinstance(event.data, str):
        lines.append(b"event: message")
    lines += [colon + part for part in (_split(data) if fault.multiline else parts)]
    whole = end.join([*lines, b"", b""])
    return b"\xef\xbb\xbf" + whole if fault.bom and index == 0 else whole


def _split(data: bytes) -> list[bytes]:
    """JSON over several lines, cut where white space may stand."""
    head, comma, rest = data.partition(b',"')
    return [head + b",", b'"' + rest] if comma else [data]


def _stray(data: bytes) -> bytes:
    at = data.find(b'"content":"')
    start = at + 11 if at >= 0 else data.rfind(b'"')
    return data[:start] + b"\xff" + data[start:]


def _last_open(made: Iterator[bytes]) -> Iterator[bytes]:
    last: bytes | None = None
    for piece in made:
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last.rstrip(b"\r\n")
