"""The handler of one request: routing, faults, authentication, limits, parsing, validation, then the reply.

The order decides which error a request with several errors receives: an unknown path comes before a missing key, a
missing key before an exceeded limit, and an exceeded limit before an invalid body.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import aclosing
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from do_inference.emulator._behaviours import routers
from do_inference.emulator._behaviours.generic import generic_reply
from do_inference.emulator._behaviours.registry import (
    ACCEPTS_X_API_KEY,
    BAD_REQUEST_SHAPES,
    BEHAVIOURS,
    KEY_OPTIONAL,
)
from do_inference.emulator._delivery import reshapes
from do_inference.emulator._deviations.apply import LIVE_FAULT, deviate, expanded
from do_inference.emulator._errors import PAGE, ErrorReply, ErrorShape, Issue, error_body
from do_inference.emulator._faults import NO_FAULT, Fault, forced_error, parse_fault
from do_inference.emulator._guard import GUARD
from do_inference.emulator._journal import BODY_KEPT, OBJECTS, Exchange
from do_inference.emulator._options import ANY, Options
from do_inference.emulator._replies import (
    AsyncStreamReply,
    BytesReply,
    Event,
    JSONReply,
    Reply,
    StreamReply,
    used_tokens,
)
from do_inference.emulator._request import EmulatedRequest, named
from do_inference.emulator._request_parsing import Receive, parse_body, queries_of, read_body
from do_inference.emulator._routing import path_of
from do_inference.emulator._validation import parameter_issues, parameter_texts

if TYPE_CHECKING:
    from do_inference.emulator._description import DescribedOperation
    from do_inference.emulator._guard import Guard
    from do_inference.emulator._routing import RouteMatch, Router
    from do_inference.emulator._rule import Rule
    from do_inference.emulator._script import Script
    from do_inference.emulator._state import EmulatorState
    from do_inference.emulator._stores import ObjectStore
    from do_inference.emulator._upstream import Upstream

FAULT_HEADER = "x-emulator-fault"


class RequestServices(Protocol):
    """What a request handler uses of the application."""

    state: EmulatorState
    objects: ObjectStore
    router: Router
    script: Script
    upstream: Upstream | None


class RequestHandler:
    """Handles one request, and stores the fault and the headers that apply to its response."""

    def __init__(
        self, app: RequestServices, exchange: Exchange, scope: Mapping[str, Any], receive: Receive
    ) -> None:
        self.app = app
        self.state = app.state
        self.exchange = exchange
        self.scope = scope
        self.receive = receive
        self.operation: DescribedOperation | None = None
        self.guard: Guard | None = scope.get(GUARD)
        self.fault = NO_FAULT
        self.limit_headers: dict[str, str] = {}

    async def reply(self) -> Reply:
        """Return the reply. Raises ErrorReply for an error response."""
        options = self.state.options
        if self.guard is not None:
            self.guard.check(self.scope, self.exchange.headers.get("host", ""))
        if self.app.objects.serves(self.scope["path"]):
            self.exchange.operation = OBJECTS
            body = await read_body(self.receive, self.app.objects.max_bytes)
            return self.app.objects.reply(self.scope, self.exchange.headers, body)
        asked = self.exchange.headers.get(FAULT_HEADER) if options.fault_header else None
        path = path_of(self.scope)
        matched = self.app.router.match(self.scope["method"], path)
        self.operation = matched.operation if matched else None
        self.exchange.operation = matched.operation.id if matched else None
        if matched is None and self.scope["method"] == "OPTIONS":
            return self.app.router.options(path)
        if options.live:
            self.fault = LIVE_FAULT
        if options.faults is not NO_FAULT:
            self._add_fault(options.faults)
        if asked is not None:
            self._add_fault(_parse_fault_header(asked))
        if self.fault.html is not None:
            return BytesReply(PAGE, "text/html; charset=utf-8", self.fault.html)
        body = await read_body(self.receive, options.body_limit)
        self.exchange.raw = body[:BODY_KEPT]
        if matched is None:
            raise self.app.router.error_reply(self.scope["method"], path, options.live_errors)
        return await self._answer(matched, body)

    async def _answer(self, matched: RouteMatch, body: bytes) -> Reply:
        operation, headers = matched.operation, self.exchange.headers
        key = authenticate(operation, headers, self.state.options)
        owner = self.exchange.key = key_name(key)
        now = self.state.clock.now()
        enforcer, holder = self.state.limit_enforcer, f"{operation.api} {owner}"
        estimate = len(body) // 4 if operation.bodies else 0
        decision = enforcer.admit(holder, now, estimate)
        self.limit_headers = decision.headers
        if decision.error is not None:
            raise decision.error
        call = EmulatedRequest(operation, self.state, self.exchange.number, self.exchange.request_id, key, now,
                    matched.path, queries_of(self.scope), headers,
                    await parse_body(operation, headers, body), body)  # fmt: skip
        if len(body) <= BODY_KEPT:
            self.exchange.parsed = call.body
        rule = self.app.script.take(call)
        if rule is not None or self.fault is not NO_FAULT:
            self._follow(rule, NO_FAULT if rule is None else self._triggered(rule.fault), call)
        self._validate(call, matched.encoded)
        call, rule = self._routed(call, rule)
        reply = await self._reply_to(call, rule)
        if isinstance(reply, AsyncStreamReply):
            reply.settle = lambda tokens: enforcer.settle(holder, now, estimate + tokens, estimate)
            if reshapes(self.fault):
                reply = await _collected(reply)
        if enforcer.limits_tokens:
            shown = None if isinstance(reply, StreamReply) else decision.headers
            enforcer.settle(holder, now, used_tokens(reply, estimate), estimate, shown)
        return reply if self.fault is NO_FAULT else self._with_faults(reply, call)

    def _add_fault(self, fault: Fault) -> None:
        self.fault |= self._triggered(fault)

    def _triggered(self, fault: Fault) -> Fault:
        """Return the fault if its trigger selects this request, else no fault."""
        name = self.operation.id if self.operation else ""
        if fault is NO_FAULT or not self.state.triggers.applies(fault, self.exchange.key, name):
            return NO_FAULT
        return expanded(fault.without_trigger())

    def _follow(self, rule: Rule | None, fault: Fault, call: EmulatedRequest) -> None:
        """Apply a rule and its fault to the request. Raises ErrorReply if the fault causes an error response."""
        if rule is not None:
            call.script = rule
            self.fault |= fault
        call.tokens, call.deviations = self.fault.tokens, self.fault.deviations
        if self.fault.error_event is None or not call.wants_stream:
            self._raise_forced_error(call)

    def _routed(self, call: EmulatedRequest, rule: Rule | None) -> tuple[EmulatedRequest, Rule | None]:
        """The request as it goes to the model that its router chooses, if it names one, and the rule that answers it.

        If a rule makes a model fail, the router tries the next one. The failure of the last one is the response.
        """
        tried = routers.candidates(call)
        for one in tried:
            own = None if rule is not None else self.app.script.take(one)
            fault = NO_FAULT if own is None else self._triggered(own.fault)
            failed = own is not None and routers.is_failure(fault.status or own.status)
            if failed and one is not tried[-1]:
                continue
            if not failed:
                routers.remember_model(call, one)
            self._follow(own, fault, one)
            return one, own if rule is None else rule
        return call, rule

    def _raise_forced_error(self, call: EmulatedRequest) -> None:
        """Raise the error response that the fault causes, if any."""
        limits, own = self.state.limit_enforcer.limits, BAD_REQUEST_SHAPES.get(call.operation.id)
        forced = forced_error(self.fault, limits, call.now, own)
        if forced is None:
            return
        if any("ratelimit" in name for name in forced.headers):
            self.limit_headers = {}  # The error has headers for the limit that it names.
        raise forced

    def _validate(self, call: EmulatedRequest, encoded: Mapping[str, str]) -> None:
        validators, operation = self.state.validators, call.operation
        issues: list[Issue] = []
        for parameter, texts in parameter_texts(operation, encoded, call.queries, call.headers):
            if texts or parameter.required:
                issues += parameter_issues(validators, parameter, texts)
        if self.exchange.raw and not isinstance(call.body, bytes) and operation.bodies:
            body = call.body
            if operation.form_fields and isinstance(body, Mapping):
                body = {key: named(value) for key, value in body.items()}
            issues += validators.issues(next(iter(operation.bodies.values())), body)
        if issues:
            raise ErrorReply(422 if operation.api == "agent" else 400, issues=tuple(issues))

    async def _reply_to(self, call: EmulatedRequest, rule: Rule | None) -> Reply:
        if rule is not None:
            reply = self.app.script.reply(rule, call)
            return (
                reply if reply is not None else rule.with_status_and_headers(await self._default_reply(call))
            )
        if self.state.options.strict:
            raise self.app.script.error_reply(call)
        return await self._default_reply(call)

    async def _default_reply(self, call: EmulatedRequest) -> Reply:
        """Return the reply of the upstream server or of the operation's behaviour."""
        if self.app.upstream is not None:
            reply = await self.app.upstream.reply(call)
            if reply is not None:
                return reply
        behaviour = BEHAVIOURS.get(call.operation.id)
        return behaviour(call) if behaviour is not None else generic_reply(call)

    def _with_faults(self, reply: Reply, call: EmulatedRequest) -> Reply:
        """Apply the faults that change the complete reply."""
        fault = self.fault
        if isinstance(reply, StreamReply):
            if fault.stream_status is not None:
                error = ErrorReply(fault.stream_status, fault.message or "", shape=fault.shape or "E2")
                data = error_body(error, error.shape or "E2", call.request_id)
                return StreamReply([Event(data)], None, fault.stream_status)
            if (fault.json_instead or "S16" in fault.deviations) and reply.whole is not None:
                reply = JSONReply(reply.whole, reply.status, reply.headers)
        if fault.status is not None and fault.status < 400:
            reply.status = fault.status
        return deviate(reply, fault.deviations, call) if fault.deviations else reply

    def error_shape(self, error: ErrorReply) -> ErrorShape:
        """The shape that this API gives a error."""
        if self.fault.shape is not None:
            return self.fault.shape
        operation, live = self.operation, self.state.options.live_errors
        if operation is not None and operation.api == "agent":
            return "E6" if live or error.issues else "E1"
        if operation is not None and operation.id in BAD_REQUEST_SHAPES and error.status == 400:
            return BAD_REQUEST_SHAPES[operation.id]
        return "E2" if live else "E1"


def _parse_fault_header(text: str) -> Fault:
    """Parse the fault header. Raises ErrorReply 400 for an invalid one."""
    try:
        return parse_fault(text)
    except ValueError as error:
        raise ErrorReply(400, f"{FAULT_HEADER}: {error}") from None


async def _collected(reply: AsyncStreamReply) -> StreamReply:
    """Collect an upstream stream, for faults that change its events."""
    async with aclosing(reply.events) as coming:
        events = [event async for event in coming]
    ended = bool(events) and isinstance(events[-1].data, str)
    return StreamReply(
        events[:-1] if ended else events, events[-1].data if ended else None, reply.status, reply.headers
    )


def authenticate(operation: DescribedOperation, headers: Mapping[str, str], options: Options) -> str:
    """Return the API key of a request, or an empty string if the operation requires none.

    Raises ErrorReply 401 if the key is missing, unknown or belongs to the other API.
    """
    key = _bearer(headers)
    if not key and operation.id in ACCEPTS_X_API_KEY:
        key = headers.get("x-api-key", "")
    if not operation.secured or (not key and operation.id in KEY_OPTIONAL):
        return key
    known = options.agent_keys if operation.api == "agent" else options.api_keys
    if not key or not (key in known or ANY in known):
        raise ErrorReply(401)
    return key


def _bearer(headers: Mapping[str, str]) -> str:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


@lru_cache(maxsize=1024)
def key_name(key: str) -> str:
    """Return a digest that identifies a key without revealing it."""
    return (
        f"key {hashlib.sha256(key.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}" if key else "no key"
    )
