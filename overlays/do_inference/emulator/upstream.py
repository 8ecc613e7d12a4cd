"""Another server's model behind this API: its words, with this API's keys, limits, errors and shapes.

The only module that reaches another host, and only the one that whoever started the emulator named.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from do_inference.emulator.behaviours.elsewhere import AGENTS_OWN, PATHS
from do_inference.emulator.delivery import produced
from do_inference.emulator.errors import Refusal
from do_inference.emulator.replies import AsyncStreamReply, JSONReply
from do_inference.emulator.wire import Event

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from do_inference.emulator.call import Call
    from do_inference.emulator.world import World

_DONE = "[DONE]"
_LOST = {
    "error": {
        "code": "upstream_unavailable",
        "message": "The upstream server broke off.",
        "param": None,
        "type": "service_unavailable_error",
    },
    "status_code": 503,
}
_TIMEOUT = httpx.Timeout(600.0, connect=10.0)


class Upstream:
    """Asks another server."""

    def __init__(self, world: World) -> None:
        base = str(world.options.upstream).rstrip("/")
        key = world.options.upstream_key
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._base = base
        self._file = Path(world.options.record) if world.options.record is not None else None
        self._fixtures: list[dict[str, Any]] = []
        self._client = httpx.AsyncClient(
            headers=headers, timeout=_TIMEOUT, follow_redirects=False, trust_env=False
        )

    async def reply(self, call: Call) -> JSONReply | AsyncStreamReply | None:
        """The other server's answer; None for an operation that it has no path for.

        Raises Refusal with the other server's status and message where it refuses, and 502 where it does not answer.
        """
        path = PATHS.get(call.operation.id)
        if path is None:
            return None
        body = (
            {k: v for k, v in call.fields.items() if k not in AGENTS_OWN} if call.body is not None else None
        )
        request = self._client.build_request(call.operation.method, self._base + path, json=body)
        try:
            response = await self._client.send(request, stream=True)
            if response.is_success and response.headers.get("content-type", "").startswith(
                "text/event-stream"
            ):
                return AsyncStreamReply(self._recorded(call, response))
            content = await response.aread()
        except httpx.HTTPError as error:
            raise Refusal(502, f"The upstream server did not answer: {type(error).__name__}.") from None
        value = _read(content)
        if not response.is_success:
            raise Refusal(
                response.status_code,
                _message(value) or f"The upstream server answered {response.status_code}.",
            )
        if value is None:
            raise Refusal(502, "The upstream server answered with something that is no JSON.")
        self._record(call, {"json": value})
        return JSONReply(value, tokens=produced(value))

    async def _recorded(self, call: Call, response: httpx.Response) -> AsyncIterator[Event]:
        heard: list[Any] = []
        async for event in _events(response):
            heard.append(event.data)
            yield event
        ended = heard[-1:] == [_DONE]
        self._record(call, {"events": heard[:-1] if ended else heard})

    def _record(self, call: Call, answer: Mapping[str, Any]) -> None:
        """Add what was answered to the file of fixtures, if one is wanted."""
        if self._file is None:
            return
        match = {**call.fields, "stream": call.wants_stream} if call.operation.stream else dict(call.fields)
        self._fixtures.append({"operation": call.operation.id, "match": match, **answer})
        self._file.write_bytes(json.dumps(self._fixtures, indent=1, ensure_ascii=False).encode())


async def _events(response: httpx.Response) -> AsyncIterator[Event]:
    """The events of the other server's stream, its terminator too."""
    name: str | None = None
    data: list[str] = []
    try:
        async for line in response.aiter_lines():
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if not line and data:
                text = "\n".join(data)
                parsed = _read(text.encode())
                yield Event(text if parsed is None else parsed, name)
                name, data = None, []
            elif field == "data":
                data.append(value)
            elif field == "event":
                name = value
    except httpx.HTTPError:
        yield Event(_LOST)
    finally:
        await response.aclose()


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _message(value: Any) -> str:
    error = value.get("error") if isinstance(value, dict) else None
    if isinstance(error, dict):
        return str(error.get("message") or "")
    return str(error or (value.get("message") if isinstance(value, dict) else "") or "")
