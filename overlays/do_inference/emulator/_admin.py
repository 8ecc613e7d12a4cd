"""The admin endpoints below `/_emulator`: requests, state, limits, the virtual clock, and a status page."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any

from do_inference.emulator._clock import VirtualClock
from do_inference.emulator._description import EVERY, operation_id
from do_inference.emulator._errors import ErrorReply
from do_inference.emulator._guard import GUARD
from do_inference.emulator._journal import OBJECTS
from do_inference.emulator._limits import LimitState, parse_limits
from do_inference.emulator._replies import dumps, header_list
from do_inference.emulator._request_parsing import Receive, headers_of, query_of, read_body

if TYPE_CHECKING:
    from do_inference.emulator._delivery import Send
    from do_inference.emulator._server import Connections
    from do_inference.emulator._state import EmulatorState

ROOT = "/_emulator"
SHOWN = 60
"""The number of requests on the status page."""
_METHODS: Mapping[str, tuple[str, ...]] = {
    "": ("GET", "HEAD"),
    "advance": ("POST",),
    "limits": ("POST",),
    "openapi.json": ("GET", "HEAD"),
    "requests": ("GET", "HEAD", "DELETE"),
    "state": ("GET", "HEAD"),
}
_SECURE = {
    "content-security-policy": "default-src 'none'; connect-src 'self'; "
    "style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


class Admin:
    """The admin endpoints. They require no API key and contain none."""

    def __init__(self, state: EmulatorState, connections: Connections) -> None:
        self._state = state
        self._connections = connections
        self._started = time.time()

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        path, method = str(scope["path"]).removeprefix(ROOT).strip("/"), str(scope["method"])
        status, kind, more = 200, "application/json", {}
        try:
            if GUARD in scope:
                scope[GUARD].check(scope, headers_of(scope).get("host", ""), own_pages=True)
            allowed = self._methods(path)
            more["allow"] = ", ".join(allowed)
            if method not in allowed:
                raise ErrorReply(405)
            if method == "OPTIONS":
                body = b""
            elif path == "":
                body = resources.files(__package__ or "").joinpath("_page.html").read_bytes()
                kind = "text/html; charset=utf-8"
            else:
                body = dumps(await self._answer(path, method, scope, receive))
        except ErrorReply as error:
            status, body = error.status, dumps({"error": {"message": error.text}})
        except ValueError as error:
            status, body = 400, dumps({"error": {"message": str(error)}})
        headers = {**_SECURE, **more, "content-type": kind, "content-length": str(len(body))}
        await send({"type": "http.response.start", "status": status, "headers": header_list(headers.items())})
        sent = b"" if method == "HEAD" else body
        await send({"type": "http.response.body", "body": sent, "more_body": False})

    def _methods(self, path: str) -> tuple[str, ...]:
        if path not in _METHODS:
            raise ErrorReply(
                404,
                "Unknown path. Use /_emulator/, or requests, state, openapi.json, advance or limits below it.",
            )
        return (*_METHODS[path], "OPTIONS")

    async def _answer(self, path: str, method: str, scope: Mapping[str, Any], receive: Receive) -> Any:
        if path == "requests":
            return self._requests(method, query_of(scope))
        if path == "advance":
            return await self._advance(receive)
        if path == "limits":
            return await self._limits(receive)
        return self.state() if path == "state" else self._state.description.document

    def _requests(self, method: str, query: Mapping[str, str]) -> Any:
        journal = self._state.journal
        if method == "DELETE":
            journal.clear()
            return {"cleared": True}
        operation, text = query.get("operation"), query.get("limit", "1000")
        if operation not in (None, OBJECTS):
            operation = operation_id(str(operation), self._state.description.operations)
        if not text.isascii() or not text.isdecimal():
            raise ValueError(f"limit must be a number of requests, not {text!r}")
        wanted = [e for e in journal if operation in (None, EVERY, e.operation)]
        count = min(int(text), len(wanted))
        return {"total": journal.total, "requests": [e.summary() for e in wanted[len(wanted) - count :]]}

    async def _advance(self, receive: Receive) -> Any:
        clock = self._state.clock
        if not isinstance(clock, VirtualClock):
            raise ErrorReply(
                409, "The emulator uses the system clock; start it with a virtual clock to advance it."
            )
        asked = json.loads(await read_body(receive, 1024))
        seconds = asked.get("seconds") if isinstance(asked, dict) and len(asked) == 1 else None
        if (
            isinstance(seconds, bool)
            or not isinstance(seconds, int | float)
            or not 0 <= seconds < float("inf")
        ):
            raise ValueError('the body must be {"seconds": ...}, with a number of 0 or more')
        clock.advance(seconds)
        return {"now": clock.now()}

    async def _limits(self, receive: Receive) -> Any:
        asked, enforcer = json.loads(await read_body(receive, 4096)), self._state.limit_enforcer
        match asked:
            case {"limits": str(text), **rest} if not rest:
                enforcer.limits = parse_limits(text)
            case {"factor": int() | float() as factor, **rest} if not rest:
                enforcer.limits = self._state.options.limits.multiplied(factor)
            case _:
                raise ValueError('the body must be {"limits": "bucket:120/2"} or {"factor": 0.5}')
        return {"limits": {rule.name: rule.limit for rule in enforcer.limits.rules}}

    def state(self) -> dict[str, Any]:
        """Return the data of the status page."""
        state, now = self._state, self._state.clock.now()
        return {
            "now": now,
            "started": self._started,
            "total": state.journal.total,
            "connections": len(self._connections),
            "version": state.description.version,
            "windows": [self._window(state, now) for state in state.limit_enforcer.states(now)],
            "streams": [self._row(e) for e in state.journal.in_flight if e.streaming],
            "waiting": [self._row(e) for e in state.journal.in_flight if not e.streaming],
            "requests": [self._row(e) for e in list(state.journal)[-SHOWN:]][::-1],
        }

    def _window(self, state: LimitState, now: float) -> dict[str, Any]:
        """Return a limit with its uses by age in 120 steps, oldest first."""
        ages = [0] * 120
        for at, amount in self._state.limit_enforcer.uses(state.owner, state.name):
            step = int((now - at) / state.seconds * 120)
            if 0 <= step < 120:
                ages[119 - step] += amount
        return {
            "owner": state.owner, "name": state.name, "unit": state.unit, "limit": state.limit, "used": state.used,
            "seconds": state.seconds, "bucket": state.bucket, "next_at": state.next_at, "ages": ages,
        }  # fmt: skip

    def _row(self, exchange: Any) -> dict[str, Any]:
        return {
            "number": exchange.number, "at": exchange.at, "method": exchange.method, "path": exchange.path,
            "operation": exchange.operation, "key": exchange.key, "status": exchange.status, "events": exchange.events,
            "sent": exchange.sent, "took": exchange.took, "outcome": exchange.outcome, "fault": exchange.fault,
            "streaming": exchange.streaming,
        }  # fmt: skip
