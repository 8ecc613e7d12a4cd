"""The emulator's own paths: what came, how the limits stand, and a page that shows both."""

from __future__ import annotations

import json
import time
from importlib import resources
from typing import TYPE_CHECKING, Any

from do_inference.emulator.clock import VirtualClock
from do_inference.emulator.errors import Refusal
from do_inference.emulator.reading import Receive, query_of, read_body
from do_inference.emulator.wire import dumps, header_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference.emulator.connections import Connections
    from do_inference.emulator.delivery import Send
    from do_inference.emulator.world import World

ROOT = "/_emulator"
SHOWN = 60
"""Requests that the page shows."""
_SECURE = {
    "content-security-policy": "default-src 'none'; connect-src 'self'; "
    "style-src 'unsafe-inline'; script-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


class Admin:
    """Answers below `/_emulator`. Needs no key, and tells none."""

    def __init__(self, world: World, connections: Connections) -> None:
        self._world = world
        self._connections = connections
        self._started = time.time()

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        path, method = str(scope["path"]).removeprefix(ROOT).strip("/"), str(scope["method"])
        status, kind = 200, "application/json"
        try:
            if (path, method) == ("", "GET"):
                body, kind = (
                    resources.files(__package__ or "").joinpath("page.html").read_bytes(),
                    "text/html; charset=utf-8",
                )
            else:
                body = dumps(await self._answer(path, method, scope, receive))
        except Refusal as refusal:
            status, body = refusal.status, dumps({"error": {"message": refusal.text}})
        except ValueError as error:
            status, body = 400, dumps({"error": {"message": str(error)}})
        headers = {**_SECURE, "content-type": kind, "content-length": str(len(body))}
        await send({"type": "http.response.start", "status": status, "headers": header_list(headers.items())})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    async def _answer(self, path: str, method: str, scope: Mapping[str, Any], receive: Receive) -> Any:
        if path == "requests":
            return self._requests(method, query_of(scope))
        if path == "state" and method == "GET":
            return self.state()
        if path == "openapi.json" and method == "GET":
            return self._world.description.document
        if path == "advance" and method == "POST":
            return await self._advance(receive)
        raise Refusal(404, "There is /_emulator/, and below it requests, state, openapi.json and advance.")

    def _requests(self, method: str, query: Mapping[str, str]) -> Any:
        journal = self._world.journal
        if method == "DELETE":
            journal.clear()
            return {"cleared": True}
        wanted = [e for e in journal if query.get("operation") in (None, e.operation)]
        count = int(query.get("limit", "1000"))
        return {"total": journal.total, "requests": [e.summary() for e in wanted[-count:]]}

    async def _advance(self, receive: Receive) -> Any:
        clock = self._world.clock
        if not isinstance(clock, VirtualClock):
            raise Refusal(
                409, "The clock is the machine's; start the emulator with a virtual one to move it."
            )
        clock.advance(float(json.loads(await read_body(receive, 1024))["seconds"]))
        return {"now": clock.now()}

    def state(self) -> dict[str, Any]:
        """All that the page shows."""
        world, now = self._world, self._world.clock.now()
        return {
            "now": now,
            "started": self._started,
            "total": world.journal.total,
            "connections": len(self._connections),
            "version": world.description.version,
            "windows": [self._window(state, now) for state in world.keeper.states(now)],
            "streams": [self._row(e) for e in world.journal.in_flight if e.streaming],
            "waiting": [self._row(e) for e in world.journal.in_flight if not e.streaming],
            "requests": [self._row(e) for e in list(world.journal)[-SHOWN:]][::-1],
        }

    def _window(self, state: Any, now: float) -> dict[str, Any]:
        """A window with its uses by age, oldest first, in 120 steps."""
        ages = [0] * 120
        for at, amount in self._world.keeper.uses(state.owner, state.name):
            step = int((now - at) / state.seconds * 120)
            if 0 <= step < 120:
                ages[119 - step] += amount
        return {
            "owner": state.owner, "name": state.name, "unit": state.unit, "limit": state.limit, "used": state.used,
            "seconds": state.seconds, "oldest": state.oldest, "ages": ages,
        }  # fmt: skip

    def _row(self, exchange: Any) -> dict[str, Any]:
        return {
            "number": exchange.number, "at": exchange.at, "method": exchange.method, "path": exchange.path,
            "operation": exchange.operation, "key": exchange.key, "status": exchange.status, "events": exchange.events,
            "sent": exchange.sent, "took": exchange.took, "outcome": exchange.outcome, "fault": exchange.fault,
            "streaming": exchange.streaming,
        }  # fmt: skip
