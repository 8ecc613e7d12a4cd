"""The steps of one request, from its path to its reply."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Protocol

from do_inference.emulator import _errors as errors
from do_inference.emulator._auth import authenticate, shown
from do_inference.emulator._behaviours import routers
from do_inference.emulator._behaviours.generic import generic_reply
from do_inference.emulator._behaviours.registry import BAD_REQUEST_SHAPES, BEHAVIOURS
from do_inference.emulator._call import Call
from do_inference.emulator._deviations.apply import LIVE, deviate, expanded
from do_inference.emulator._errors import PAGE, Issue, Refusal, Shape
from do_inference.emulator._faults import NO_FAULT, Fault, parse_fault, refusal_of
from do_inference.emulator._forms import named
from do_inference.emulator._framing import reshapes
from do_inference.emulator._guard import GUARD
from do_inference.emulator._journal import BODY_KEPT, OBJECTS, Exchange
from do_inference.emulator._reading import Receive, parse_body, queries_of, read_body
from do_inference.emulator._replies import (
    AsyncStreamReply,
    BytesReply,
    JSONReply,
    Reply,
    StreamReply,
    used_tokens,
)
from do_inference.emulator._routing import path_of
from do_inference.emulator._validation import parameter_issues, parameter_texts
from do_inference.emulator._wire import Event

if TYPE_CHECKING:
    from do_inference.emulator._description import Operation
    from do_inference.emulator._guard import Guard
    from do_inference.emulator._routing import Match, Router
    from do_inference.emulator._rule import Rule
    from do_inference.emulator._script import Script
    from do_inference.emulator._state import World
    from do_inference.emulator._stores import ObjectStore
    from do_inference.emulator._upstream import Upstream

FAULT_HEADER = "x-emulator-fault"


class Parts(Protocol):
    """What a visit needs of the application."""

    world: World
    objects: ObjectStore
    router: Router
    script: Script
    upstream: Upstream | None


class Visit:
    """The steps of one request, and what they found out on the way."""

    def __init__(self, app: Parts, exchange: Exchange, scope: Mapping[str, Any], receive: Receive) -> None:
        self.app = app
        self.world = app.world
        self.exchange = exchange
        self.scope = scope
        self.receive = receive
        self.operation: Operation | None = None
        self.guard: Guard | None = scope.get(GUARD)
        self.fault = NO_FAULT
        self.limit_headers: dict[str, str] = {}

    async def reply(self) -> Reply:
        """The answer. Raises Refusal where there is none."""
        options = self.world.options
        if self.guard is not None:
            self.guard.check(self.scope, own_pages=False)
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
            self.fault = Fault(deviations=LIVE)
        self._suffer(options.faults)
        if asked is not None:
            self._suffer(_asked_for(asked))
        if self.fault.html is not None:
            return BytesReply(PAGE, "text/html; charset=utf-8", self.fault.html)
        body = await read_body(self.receive, options.body_limit)
        self.exchange.raw = body[:BODY_KEPT]
        if matched is None:
            raise self.app.router.refusal(self.scope["method"], path, options.live_errors)
        return await self._answer(matched, body)

    async def _answer(self, matched: Match, body: bytes) -> Reply:
        operation, headers = matched.operation, self.exchange.headers
        key = authenticate(operation, headers, self.world.options)
        owner = self.exchange.key = shown(key)
        now = self.world.clock.now()
        keeper, holder, estimate = (
            self.world.keeper,
            f"{operation.api} {owner}",
            len(body) // 4 if operation.bodies else 0,
        )
        verdict = keeper.admit(holder, now, estimate)
        self.limit_headers = verdict.headers
        if verdict.refusal is not None:
            raise verdict.refusal
        call = Call(operation, self.world, self.exchange.number, self.exchange.request_id, key, now,
                    matched.path, queries_of(self.scope), headers)  # fmt: skip
        call.body, call.raw = await parse_body(operation, headers, body), body
        if len(body) <= BODY_KEPT:
            self.exchange.parsed = call.body
        rule = self.app.script.take(call)
        self._follow(rule, NO_FAULT if rule is None else self._met(rule.fault), call)
        self._validate(call, matched.encoded)
        call, rule = self._routed(call, rule)
        reply = await self._made(call, rule)
        if isinstance(reply, AsyncStreamReply):
            reply.settle = lambda tokens: keeper.settle(holder, now, estimate + tokens, estimate)
            if reshapes(self.fault):
                reply = await _gathered(reply)
        streamed = isinstance(reply, StreamReply)
        keeper.settle(
            holder, now, used_tokens(reply, estimate), estimate, None if streamed else verdict.headers
        )
        return self._bent(reply, call)

    def _suffer(self, fault: Fault) -> None:
        self.fault |= self._met(fault)

    def _met(self, fault: Fault) -> Fault:
        """What of a fault concerns this request, by its trigger."""
        name = self.operation.id if self.operation else ""
        if fault is NO_FAULT or not self.world.triggers.applies(fault, self.exchange.key, name):
            return NO_FAULT
        return expanded(fault.without_trigger())

    def _follow(self, rule: Rule | None, fault: Fault, call: Call) -> None:
        """Answer as the rule and the faults say. Raises Refusal if a fault refuses the request."""
        if rule is not None:
            call.script = rule
            self.fault |= fault
        call.tokens, call.deviations = self.fault.tokens, self.fault.deviations
        if self.fault.error_event is None or not call.wants_stream:
            self._refuse(call)

    def _routed(self, call: Call, rule: Rule | None) -> tuple[Call, Rule | None]:
        """The request as it goes to the model that its router chooses, if it names one, and the rule that answers it.

        If a rule makes a model fail, the router tries the next one. The failure of the last one is the answer.
        """
        tried = routers.candidates(call)
        for one in tried:
            own = None if rule is not None else self.app.script.take(one)
            fault = NO_FAULT if own is None else self._met(own.fault)
            failed = own is not None and routers.is_failure(fault.status or own.status)
            if failed and one is not tried[-1]:
                continue
            if not failed:
                routers.keep(call, one)
            self._follow(own, fault, one)
            return one, own if rule is None else rule
        return call, rule

    def _refuse(self, call: Call) -> None:
        """Raise the refusal that the fault asks for."""
        limits, own = self.world.keeper.limits, BAD_REQUEST_SHAPES.get(call.operation.id)
        forced = refusal_of(self.fault, limits, call.now, own)
        if forced is None:
            return
        if any("ratelimit" in name for name in forced.headers):
            self.limit_headers = {}  # Those of the refusal are about the limit that it names.
        raise forced

    def _validate(self, call: Call, encoded: Mapping[str, str]) -> None:
        validators, operation = self.world.validators, call.operation
        issues: list[Issue] = []
        for parameter, texts in parameter_texts(operation, encoded, call.queries, call.headers):
            issues += parameter_issues(validators, parameter, texts)
        if self.exchange.raw and not isinstance(call.body, bytes) and operation.bodies:
            body = call.body
            if isinstance(body, Mapping):
                body = {key: named(value) for key, value in body.items()}
            for schema in list(operation.bodies.values())[:1]:
                issues += validators.issues(schema, body)
        if issues:
            raise Refusal(422 if operation.api == "agent" else 400, issues=tuple(issues))

    async def _made(self, call: Call, rule: Rule | None) -> Reply:
        if rule is not None:
            reply = self.app.script.reply(rule, call)
            return reply if reply is not None else rule.with_status_and_headers(await self._own(call))
        if self.world.options.strict:
            raise self.app.script.refusal(call)
        return await self._own(call)

    async def _own(self, call: Call) -> Reply:
        """The answer that no rule prescribes."""
        if self.app.upstream is not None:
            answer = await self.app.upstream.reply(call)
            if answer is not None:
                return answer
        behaviour = BEHAVIOURS.get(call.operation.id)
        return behaviour(call) if behaviour is not None else generic_reply(call)

    def _bent(self, reply: Reply, call: Call) -> Reply:
        """The reply as the faults that change it as a whole want it."""
        fault = self.fault
        if isinstance(reply, StreamReply):
            if fault.stream_status is not None:
                refusal = Refusal(fault.stream_status, fault.message or "", shape=fault.shape or "E2")
                data = errors.body(refusal, refusal.shape or "E2", call.request_id)
                return StreamReply([Event(data)], None, fault.stream_status)
            if (fault.json_instead or "S16" in fault.deviations) and reply.whole is not None:
                reply = JSONReply(reply.whole, reply.status, reply.headers)
        if fault.status is not None and fault.status < 400:
            reply.status = fault.status
        return deviate(reply, fault.deviations, call) if fault.deviations else reply

    def error_shape(self, refusal: Refusal) -> Shape:
        """The shape that this API gives a refusal."""
        if self.fault.shape is not None:
            return self.fault.shape
        operation, live = self.operation, self.world.options.live_errors
        if operation is not None and operation.api == "agent":
            return "E6" if live or refusal.issues else "E1"
        if operation is not None and operation.id in BAD_REQUEST_SHAPES and refusal.status == 400:
            return BAD_REQUEST_SHAPES[operation.id]
        return "E2" if live else "E1"


def _asked_for(text: str) -> Fault:
    """The fault that a header asks for. Raises Refusal 400 for a text that is not a fault."""
    try:
        return parse_fault(text)
    except ValueError as error:
        raise Refusal(400, f"{FAULT_HEADER}: {error}") from None


async def _gathered(reply: AsyncStreamReply) -> StreamReply:
    """A stream from elsewhere, once all of it has come: for faults that change its events."""
    async with aclosing(reply.events) as coming:
        events = [event async for event in coming]
    ended = bool(events) and isinstance(events[-1].data, str)
    return StreamReply(
        events[:-1] if ended else events, events[-1].data if ended else None, reply.status, reply.headers
    )
