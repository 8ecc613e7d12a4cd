"""The ASGI application, which receives requests, sends responses and records both in the journal."""

from __future__ import annotations

import logging
import time
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from do_inference.emulator._admin import ROOT, Admin
from do_inference.emulator._delivery import Delivery, DeliveryEnded, Send
from do_inference.emulator._errors import ErrorReply, error_response
from do_inference.emulator._faults import NO_FAULT, Fault
from do_inference.emulator._guard import GUARD
from do_inference.emulator._journal import Exchange
from do_inference.emulator._request_handler import RequestHandler
from do_inference.emulator._request_parsing import ClientDisconnected, Receive, headers_of
from do_inference.emulator._routing import Router
from do_inference.emulator._script import Script
from do_inference.emulator._server import Connections
from do_inference.emulator._stores import ObjectStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, MutableMapping

    from do_inference.emulator._guard import Guard
    from do_inference.emulator._replies import Reply
    from do_inference.emulator._state import EmulatorState
    from do_inference.emulator._upstream import Upstream

_LOG = logging.getLogger("do_inference.emulator")


class Application:
    """The ASGI application that serves all operations of a description."""

    def __init__(self, state: EmulatorState, connections: Connections | None = None) -> None:
        self.state = state
        self.connections = connections or Connections()
        self.script = Script(state.description.operations, strict=state.options.strict)
        self.router = Router(state.description)
        self.objects = ObjectStore(state)
        self._admin = Admin(state, self.connections)
        self.upstream = None if state.options.upstream is None else _upstream(state)
        self._date = (0, "")

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await _lifespan(receive, send)
            return
        if scope["path"] == ROOT or scope["path"].startswith(f"{ROOT}/"):
            await self._admin(scope, receive, send)
            return
        started = time.perf_counter()
        exchange = self._exchange(scope)
        outcome = "done"
        self.state.journal.begin(exchange)
        try:
            await self._serve(exchange, scope, receive, send)
        except DeliveryEnded as end:
            outcome = end.outcome
        except ClientDisconnected:
            outcome = "gone"
        except BaseException:
            outcome = "failed"
            raise
        finally:
            self.state.journal.end(exchange, outcome, time.perf_counter() - started)

    def behind(self, guard: Guard) -> Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]:
        """Return the application with a guard against requests from pages of other sites, for use on a socket."""

        def guarded(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> Awaitable[None]:
            scope[GUARD] = guard
            return self(scope, receive, send)

        return guarded

    def _exchange(self, scope: Mapping[str, Any]) -> Exchange:
        number = self.state.next_number()
        return Exchange(
            number=number,
            at=self.state.clock.now(),
            method=scope["method"],
            path=scope["path"],
            query=scope.get("query_string", b"").decode("latin-1"),
            headers=headers_of(scope),
            request_id=self.state.request_id(number),
        )

    async def _serve(
        self, exchange: Exchange, scope: Mapping[str, Any], receive: Receive, send: Send
    ) -> None:
        handler = RequestHandler(self, exchange, scope, receive)
        reply: Reply
        try:
            reply = await handler.reply()
        except ErrorReply as error:
            reply = error_response(error.shaped(handler.error_shape(error)), exchange.request_id)
        except (DeliveryEnded, ClientDisconnected):
            raise
        except Exception:  # noqa: BLE001 - the client gets a response, the log the traceback
            _LOG.exception(
                "request %d to %s failed with an internal error of the emulator",
                exchange.number,
                exchange.path,
            )
            reply = error_response(
                ErrorReply(500, "Internal error of the emulator; see its log."), exchange.request_id
            )
        fault = handler.fault
        if fault is not NO_FAULT:
            exchange.fault = str(fault)
        connection = self.connections.find(scope.get("client"))
        delivery = Delivery(send, exchange, fault, connection, self.state.options.event_delay)
        if fault is not NO_FAULT:
            await delivery.before()
        await delivery.reply(reply, self._headers(exchange, handler, fault))

    def _headers(self, exchange: Exchange, handler: RequestHandler, fault: Fault) -> dict[str, str]:
        now = int(self.state.clock.now())
        if self._date[0] != now:
            self._date = (now, formatdate(now, usegmt=True))
        headers = {"date": self._date[1]}
        if not fault.no_limit_headers:
            headers |= handler.limit_headers
        if not fault.no_request_id:
            headers["x-request-id"] = exchange.request_id
        if "origin" in exchange.headers and handler.guard is not None:
            headers |= handler.guard.cross_origin(exchange.headers)
        return headers


def _upstream(state: EmulatorState) -> Upstream:
    from do_inference.emulator._upstream import Upstream

    return Upstream(state)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        kind = str(message["type"])
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return
