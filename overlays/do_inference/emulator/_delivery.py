"""The delivery of a reply over ASGI, with the faults of the connection and of the event stream."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import aclosing
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from do_inference.emulator._errors import ERROR_KIND_ALIASES, ERROR_KINDS, ErrorReply, error_body
from do_inference.emulator._faults import NO_FAULT
from do_inference.emulator._replies import (
    AsyncStreamReply,
    BytesReply,
    Event,
    JSONReply,
    Reply,
    StreamReply,
    data_lines,
    dumps,
    frame,
    header_list,
)

if TYPE_CHECKING:
    from do_inference.emulator._faults import Fault
    from do_inference.emulator._journal import Exchange
    from do_inference.emulator._server import Connection

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
BATCH_EVENTS = 64
"""The largest number of events in one write, if events have no delay."""
_TWICE = ("ratelimit", "x-ratelimit", "retry-after", "x-request-id")


def produced(value: Any) -> int:
    """Return the number of generated tokens that a body or a chunk reports, else 0."""
    usage = value.get("usage") if isinstance(value, dict) else None
    if not isinstance(usage, dict):
        return 0
    count = usage.get("completion_tokens") or usage.get("output_tokens")
    return count if isinstance(count, int) else 0


_WITHOUT_BODY = (204, 304)
"""Statuses of responses that have no body (RFC 9110, 6.4.1)."""


_AT_BYTES = ("cut_byte", "reset_byte", "stall_byte")
_AT_EVENTS = ("cut_event", "reset_event", "stall_event", "end_event")


def _is_set(fault: Fault, names: Iterable[str]) -> bool:
    return any(getattr(fault, name) is not None for name in names)


class DeliveryEnded(Exception):
    """Raised if a fault or the client ends a response early. `outcome` is the reason."""

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome


class Delivery:
    """The delivery of one response to its client."""

    def __init__(
        self, send: Send, exchange: Exchange, fault: Fault, connection: Connection | None, pace: float
    ) -> None:
        self._send = send
        self._exchange = exchange
        self._fault = fault
        self._connection = connection
        self._pace = max(pace, fault.delay)
        self._sent = 0
        self._is_whole = fault is NO_FAULT or not (fault.dribble or _is_set(fault, _AT_BYTES))
        """Whether no fault splits or interrupts the body at a byte."""
        self._is_immediate = self._is_whole and not self._pace and (
            fault is NO_FAULT or not (fault.jitter or _is_set(fault, _AT_EVENTS))
        )  # fmt: skip
        """Whether events follow each other without a pause and without an interruption."""

    async def before(self) -> None:
        """Apply the faults that precede the response."""
        if self._fault.latency:
            await self._wait(self._fault.latency)
        if self._fault.refuse:
            await self._end("reset")
        if self._fault.hang:
            await self.stall()

    async def reply(self, reply: Reply, headers: dict[str, str]) -> None:
        """Send a complete response. Raises DeliveryEnded if a fault or the client ends it early."""
        if reply.status in _WITHOUT_BODY and not isinstance(reply, AsyncStreamReply):
            await self._start(reply.status, "", {**headers, **reply.headers})
            await self._finish()
        elif isinstance(reply, StreamReply):
            await self._stream(reply, headers)
        elif isinstance(reply, AsyncStreamReply):
            await self._passed_on(reply, headers)
        elif isinstance(reply, JSONReply):
            body = dumps(reply.body)
            if self._fault.not_json and reply.status < 300:
                body = body[: len(body) // 2]
            if self._fault.invalid_utf8:
                body = _with_stray_byte(body)
            await self._whole(body, "application/json", reply, headers)
        else:
            await self._whole(reply.content, reply.content_type, reply, headers)

    async def stall(self) -> None:
        """Wait for the duration of a stall, or until the client disconnects."""
        await self._wait(self._fault.stall)

    async def _whole(
        self, body: bytes, content_type: str, reply: JSONReply | BytesReply, headers: dict[str, str]
    ) -> None:
        start = {**headers, **reply.headers}
        if not self._fault.chunked:
            start["content-length"] = str(len(body))
        await self._start(reply.status, content_type, start)
        await self._write(body, last=True)

    async def _stream(self, reply: StreamReply, headers: dict[str, str]) -> None:
        self._exchange.streaming = True
        start = {"cache-control": "no-cache", **headers, **reply.headers}
        await self._start(reply.status, "text/event-stream", start)
        stream = frames(reply, self._fault)
        if self._is_immediate:
            await self._in_batches(stream)
        else:
            await self._one_by_one(stream)
            await self._finish()

    async def _passed_on(self, reply: AsyncStreamReply, headers: dict[str, str]) -> None:
        """Forward each event of an upstream stream as it arrives, with the faults of the connection."""
        self._exchange.streaming = True
        await self._start(
            reply.status, "text/event-stream", {"cache-control": "no-cache", **headers, **reply.headers}
        )
        index = tokens = 0
        async with aclosing(reply.events) as events:
            async for event in events:
                if index == self._fault.end_event:
                    break
                await self._event_fault(index)
                if self._pace:
                    await self._wait(self._pace)
                tokens = produced(event.data) or tokens
                index += 1
                self._exchange.events = index
                await self._write(frame(event))
        if reply.settle is not None:
            reply.settle(tokens or index)
        await self._finish()

    async def _in_batches(self, stream: Iterator[bytes]) -> None:
        batch = list(islice(stream, BATCH_EVENTS))
        while len(batch) == BATCH_EVENTS:
            self._exchange.events += len(batch)
            await self._write(b"".join(batch))
            await asyncio.sleep(0)  # let other requests proceed
            batch = list(islice(stream, BATCH_EVENTS))
        self._exchange.events += len(batch)
        await self._write(b"".join(batch), last=True)

    async def _one_by_one(self, stream: Iterator[bytes]) -> None:
        rng = random.Random(self._exchange.number) if self._fault.jitter else None
        for index, piece in enumerate(stream):
            if index == self._fault.end_event:
                return
            await self._event_fault(index)
            pause = self._pace + (0.0 if rng is None else rng.uniform(0, self._fault.jitter))
            if pause:
                await self._wait(pause)
            self._exchange.events += 1
            await self._write(piece)
            if not pause:
                await asyncio.sleep(0)

    async def _event_fault(self, index: int) -> None:
        if index == self._fault.cut_event:
            await self._end("cut")
        if index == self._fault.reset_event:
            await self._end("reset")
        if index == self._fault.stall_event:
            await self.stall()

    async def _start(self, status: int, content_type: str, headers: dict[str, str]) -> None:
        self._exchange.status = status
        self._exchange.response_headers = headers
        fault = self._fault
        kind = fault.content_type or content_type
        pairs = list(headers.items())
        if kind and kind != "none":
            pairs.append(("content-type", kind))
        if fault.duplicate_headers:
            pairs += [(name, value) for name, value in headers.items() if name.startswith(_TWICE)]
        if fault.close:
            pairs.append(("connection", "close"))
        await self._send({"type": "http.response.start", "status": status, "headers": header_list(pairs)})
        if fault.first_byte:
            await self._send({"type": "http.response.body", "body": b"", "more_body": True})
            await self._wait(fault.first_byte)

    def _finish(self, data: bytes = b"") -> Awaitable[None]:
        # Before the last write, so that a client with the complete response sees this outcome.
        self._exchange.outcome = "done"
        return self._send({"type": "http.response.body", "body": data, "more_body": False})

    async def _write(self, data: bytes, *, last: bool = False) -> None:
        """Write a part of the body. The `last` one ends the response, in the same message if no fault splits it."""
        if self._connection is not None and self._connection.lost:
            raise DeliveryEnded("gone")
        if self._is_whole and last:
            self._count(data)
            await self._finish(data)
            return
        if self._is_whole:
            await self._put(data)
            return
        while data:
            size = self._fault.dribble or len(data)
            for at, outcome in self._breaks():
                if at == self._sent:
                    await (self.stall() if outcome == "stall" else self._end(outcome))
                elif at > self._sent:
                    size = min(size, at - self._sent)
            await self._put(data[:size])
            data = data[size:]
            await asyncio.sleep(0)
        if last:
            await self._finish()

    def _breaks(self) -> list[tuple[int, str]]:
        fault = self._fault
        named = ((fault.stall_byte, "stall"), (fault.cut_byte, "cut"), (fault.reset_byte, "reset"))
        return [(at, outcome) for at, outcome in named if at is not None]

    async def _put(self, data: bytes) -> None:
        if data:
            self._count(data)
            await self._send({"type": "http.response.body", "body": data, "more_body": True})

    def _count(self, data: bytes) -> None:
        self._sent += len(data)
        self._exchange.sent += len(data)

    async def _end(self, outcome: str) -> None:
        if self._connection is None:
            raise ConnectionResetError(outcome)
        self._exchange.outcome = outcome
        await asyncio.sleep(0)
        await (self._connection.close() if outcome == "cut" else self._connection.reset())
        raise DeliveryEnded(outcome)

    async def _wait(self, seconds: float) -> None:
        """Wait for seconds of real time. Raises DeliveryEnded if the client disconnects meanwhile."""
        if self._connection is None:
            await asyncio.sleep(seconds)
            return
        try:
            await asyncio.wait_for(self._connection.closed.wait(), seconds)
        except TimeoutError:
            return
        raise DeliveryEnded("gone")


def _with_stray_byte(body: bytes) -> bytes:
    """Insert a byte that is not valid UTF-8 into the last string of a JSON body."""
    end = body.rfind(b'"')
    return body if end < 0 else body[:end] + b"\xff" + body[end:]


_BREAKS = {"crlf": b"\r\n", "cr": b"\r", "lf": b"\n"}


def frames(reply: StreamReply, fault: Fault) -> Iterator[bytes]:
    """Encode the events of a stream and its terminator, with the faults of the framing."""
    if fault is NO_FAULT:
        return map(frame, chain(reply.events, () if reply.terminator is None else (Event(reply.terminator),)))
    events = _events(reply, fault)
    if not _odd(fault):
        return map(frame, events)
    made: Iterator[bytes] = (_odd_frame(index, event, fault) for index, event in enumerate(events))
    return _last_open(made) if fault.last_open else made


def reshapes(fault: Fault) -> bool:
    """Return whether a fault changes the events of a stream, and not only their timing and number."""
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
    """Return an error event in the format of the stream that it interrupts."""
    known = ERROR_KINDS.get(ERROR_KIND_ALIASES.get(fault.kind or "", fault.kind or ""))
    status = fault.status or (known.status if known else 503)
    message = fault.message or (known.message if known else "The upstream model is unavailable.")
    name = known.name if known else fault.kind
    if fault.shape is not None:
        reply = ErrorReply(status, fault.message or (known.message if known else ""), kind=name or "")
        return Event(error_body(reply, fault.shape, ""), "error" if instead_of.name else None)
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
    """Split JSON into two lines where white space is allowed."""
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
