"""The client of an upstream server, which generates responses behind the keys, limits and errors of the emulator.

No other module connects to a host, and this one connects only to `Options.upstream`.
"""

from __future__ import annotations

import json
import re
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import httpx

from do_inference.emulator._behaviours.registry import AGENT_ONLY_FIELDS, UPSTREAM_PATHS
from do_inference.emulator._delivery import produced
from do_inference.emulator._errors import ErrorReply
from do_inference.emulator._recordings import Recording
from do_inference.emulator._replies import AsyncStreamReply, BytesReply, Event, JSONReply
from do_inference.sse import EventStreamDecoder, EventTooLargeError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from do_inference.emulator._recordings import RecordingSlot
    from do_inference.emulator._request import EmulatedRequest
    from do_inference.emulator._state import EmulatorState

_STREAM_LOST = {
    "error": {
        "code": "upstream_unavailable",
        "message": "The upstream server interrupted the stream.",
        "param": None,
        "type": "service_unavailable_error",
    },
    "status_code": 503,
}
_WAITING = ("retry-after",)
_JSON = re.compile(r"application/(.+\+)?json\b", re.IGNORECASE)
_TIMEOUT = httpx.Timeout(600.0, connect=10.0)


class Upstream:
    """Forwards requests to an OpenAI-compatible server."""

    def __init__(self, state: EmulatorState) -> None:
        base = str(state.options.upstream).rstrip("/")
        key = state.options.upstream_key
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._base = base
        self._recording = Recording(state.options.record) if state.options.record is not None else None
        self._own_limits = bool(state.options.limits.rules)
        self._client = httpx.AsyncClient(
            headers=headers, timeout=_TIMEOUT, follow_redirects=False, trust_env=False
        )

    async def reply(self, call: EmulatedRequest) -> JSONReply | BytesReply | AsyncStreamReply | None:
        """Return the response of the upstream server; None for an operation that it does not have.

        Raises ErrorReply with the status and message of an error response, and 502 if there is no response.
        """
        path = UPSTREAM_PATHS.get(call.operation.id)
        if path is None:
            return None
        slot = self._recording.begin(call) if self._recording is not None else None
        try:
            return await self._send(call, path, slot)
        except ErrorReply as error:
            if slot is not None:
                slot.record_error(error)
            raise

    async def _send(
        self, call: EmulatedRequest, path: str, slot: RecordingSlot | None
    ) -> JSONReply | BytesReply | AsyncStreamReply:
        request = self._client.build_request(call.operation.method, self._base + path, **_body(call))
        try:
            response = await self._client.send(request, stream=True)
            status, headers = response.status_code, self._passed_on(response.headers)
            kind = response.headers.get("content-type", "")
            if response.is_success and kind.startswith("text/event-stream"):
                return AsyncStreamReply(_recorded(response, headers, slot), status, headers)
            content = await response.aread()
        except httpx.HTTPError as error:
            raise ErrorReply(502, f"The upstream server did not respond: {type(error).__name__}.") from None
        operation = call.operation
        if response.is_success and (operation.binary or operation.plain_text) and not _JSON.match(kind):
            if slot is not None:
                slot.record_bytes(content, kind, status, headers)
            return BytesReply(content, kind, status, headers)
        value = _read(content)
        if not response.is_success:
            text = _message(value) or f"The upstream server returned {status}."
            raise ErrorReply(status if status >= 400 else 502, text, headers=headers)
        if value is None:
            raise ErrorReply(502, "The response of the upstream server is not JSON.")
        if slot is not None:
            slot.record_json(value, status, headers)
        return JSONReply(value, status, headers, tokens=produced(value))

    def _passed_on(self, headers: httpx.Headers) -> dict[str, str]:
        """Return `retry-after`, and the rate-limit headers unless the emulator has limits itself."""
        names = _WAITING if self._own_limits else (*_WAITING, "ratelimit-", "x-ratelimit-")
        return {name: value for name, value in headers.items() if name.startswith(names)}


def _body(call: EmulatedRequest) -> dict[str, Any]:
    """Return the body of the upstream request: unchanged, except for fields that only agents accept."""
    if call.body is None:
        return {}
    content = call.raw
    if call.fields.keys() & AGENT_ONLY_FIELDS:
        kept = {name: value for name, value in call.fields.items() if name not in AGENT_ONLY_FIELDS}
        content = json.dumps(kept).encode()
    return {
        "content": content,
        "headers": {"content-type": call.headers.get("content-type", "application/json")},
    }


async def _recorded(
    response: httpx.Response, headers: Mapping[str, str], slot: RecordingSlot | None
) -> AsyncGenerator[Event, None]:
    """Forward the events of a stream, and record them when it ends or the client disconnects."""
    sent: list[Event] = []
    try:
        async with aclosing(_events(response)) as events:
            async for event in events:
                if slot is not None:
                    sent.append(event)
                yield event
    finally:
        if slot is not None:
            slot.record_stream(sent, response.status_code, headers)


async def _events(response: httpx.Response) -> AsyncGenerator[Event, None]:
    """Parse the events of an upstream stream, including its terminator."""
    decoder = EventStreamDecoder()
    try:
        async for piece in response.aiter_bytes():
            for event in decoder.feed(piece):
                parsed = _read(event.data.encode())
                yield Event(event.data if parsed is None else parsed, event.event)
    except (httpx.HTTPError, EventTooLargeError):
        yield Event(_STREAM_LOST)
    finally:
        await response.aclose()


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _message(value: Any) -> str:
    error = value.get("error") if isinstance(value, dict) else None
    if isinstance(error, dict):
        return str(error.get("message") or "")
    return str(error or (value.get("message") if isinstance(value, dict) else "") or "")
