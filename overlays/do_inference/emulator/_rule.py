"""Rules: prescribed responses with the requests that they are for, and the checks that a response can be sent."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from do_inference.emulator._behaviours.registry import PRESCRIBABLE_PARTS
from do_inference.emulator._errors import ErrorReply
from do_inference.emulator._faults import NO_FAULT, Fault
from do_inference.emulator._fields import check_fields
from do_inference.emulator._replies import (
    BytesReply,
    Event,
    JSONReply,
    Reply,
    StreamReply,
    dumps,
    header_list,
)
from do_inference.emulator._request import EmulatedRequest
from do_inference.emulator._scripted_calls import ScriptedCall, scripted_calls

Matcher = Callable[[EmulatedRequest], bool] | Mapping[str, Any]
Responder = Callable[[EmulatedRequest], "Reply | Mapping[str, Any] | str | None"]
_MODEL_PARTS = ("text", "reasoning", "tool_calls")
_COMPLETE_BODIES = ("json", "events", "content", "function")


@dataclass(slots=True)
class Rule:
    """One prescribed response and the requests that it is for.

    Raises TypeError or ValueError for a response that cannot be sent.
    """

    operation: str = "*"
    """An operationId, or `*` for all operations."""
    match: Matcher | None = None
    """Which requests the rule is for: a function of the request, or the values of fields in its body. A missing field
    counts as false."""
    times: int | None = None
    """How many requests get the response; None for all."""
    text: str | None = None
    """The text of the completion; the emulator generates the rest of the body. With a `status` of 400 or more: the
    message of the error."""
    tool_calls: Sequence[ScriptedCall] | None = None
    """The tool calls of the completion, in any form that `scripted_calls` accepts."""
    reasoning: str | None = None
    """The reasoning of the completion."""
    json: Any = None
    """The complete JSON body."""
    events: Sequence[Any] | None = None
    """The data of each event of a stream: JSON values, or text that is sent unchanged."""
    content: bytes | None = None
    """The complete body as bytes."""
    content_type: str = "application/octet-stream"
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: Fault = NO_FAULT
    """How the response is damaged or delayed."""
    function: Responder | None = None
    """Makes the response: a text for the completion, a JSON object, a reply, or None for the emulator's own."""
    terminator: bool = True
    """Whether the terminator of the operation's stream follows `events`."""
    request: Mapping[str, Any] | None = None
    """The complete request that a recorded response belongs to, as `recorded_request` returns it."""
    origin: str = ""
    """Where the rule was defined, for messages."""
    used: int = 0
    """How many requests got the response."""

    def __post_init__(self) -> None:
        if self.tool_calls is not None:
            self.tool_calls = scripted_calls(self.tool_calls)
        check_fields(self)
        if self.times is not None and self.times < 1:
            raise ValueError(f"times must be 1 or more, or None, not {self.times}")
        if self.status is not None:
            check_status(self.status)
        for function in (self.match, self.function):
            if callable(function):
                _check_function(function)
        self.headers = {name.lower(): value for name, value in self.headers.items()}
        self._check_combination()
        check_json(self.json, "json")
        if self.events is not None:
            self.events = [checked_event(event) for event in self.events]
        check_headers(self.headers, self.content_type)

    @property
    def name(self) -> str:
        """The name of the rule in messages."""
        return f"the rule for {self.operation}" + (f" ({self.origin})" if self.origin else "")

    @property
    def exhausted(self) -> bool:
        """Whether the rule has been used `times` times."""
        return self.times is not None and self.used >= self.times

    def _check_combination(self) -> None:
        """Raise ValueError for parts that exclude each other or that responses of the operation do not have."""
        bodies = [name for name in _COMPLETE_BODIES if getattr(self, name) is not None]
        parts = [name for name in _MODEL_PARTS if getattr(self, name) is not None]
        if len(bodies) > 1 and bodies != ["json", "events"]:
            raise ValueError(f"{bodies[0]} and {bodies[1]} are each a complete response; give one of them")
        if bodies and parts:
            raise ValueError(f"{bodies[0]} is the complete response; remove {parts[0]}")
        if self.status is not None and self.status >= 400:
            parts = [name for name in parts if name != "text"]
            if parts:
                raise ValueError(f"a response with status {self.status} has no {parts[0]}")
        elif self.operation != "*":
            for name in parts:
                if name not in PRESCRIBABLE_PARTS.get(self.operation, ()):
                    raise ValueError(
                        f"responses of {self.operation} have no {name}; prescribe json or content"
                    )

    def matches(self, call: EmulatedRequest) -> bool:
        """Return whether the rule is for this request."""
        if self.operation not in ("*", call.operation.id):
            return False
        if self.match is None:
            return True
        if callable(self.match):
            return bool(self.match(call))
        return _contains(call.fields, self.match)

    def reply(self, call: EmulatedRequest) -> Reply | None:
        """Return the prescribed response, or None if the behaviour of the operation responds.

        Raises ErrorReply for a status of 400 or more without a body.
        """
        status = self.status or call.operation.status
        if self.function is not None:
            return self._from_function(self.function(call), call, status)
        if self.events is not None and (call.wants_stream or self.json is None):
            stream = call.operation.stream
            terminator = stream.terminator if stream and self.terminator else None
            return StreamReply(self.events, terminator, status, self.headers, whole=self.json)
        if self.json is not None:
            return JSONReply(self.json, status, self.headers)
        if self.content is not None:
            return BytesReply(self.content, self.content_type, status, self.headers)
        if status >= 400:
            raise ErrorReply(status, self.text or "", headers=dict(self.headers))
        return None

    def with_status_and_headers(self, reply: Reply) -> Reply:
        """Return a reply of the operation's behaviour with the status and headers of this rule."""
        if self.status is not None:
            reply.status = self.status
        if self.headers:
            reply.headers = {**reply.headers, **self.headers}
        return reply

    def _from_function(self, result: Any, call: EmulatedRequest, status: int) -> Reply | None:
        if result is None:
            return None
        if isinstance(result, JSONReply | StreamReply | BytesReply):
            check_reply(result)
            return result
        if isinstance(result, str):
            call.script = replace(self, operation=call.operation.id, function=None, text=result)
            return None
        if not isinstance(result, Mapping | list):
            raise TypeError(
                f"function must return a text, a JSON object, a reply or None, not {type(result).__name__}"
            )
        check_json(result, "the result of function")
        return JSONReply(result, status, self.headers)


def _check_function(function: Callable[..., Any]) -> None:
    if inspect.iscoroutinefunction(function):
        raise TypeError("match and function must be plain functions, not coroutine functions")
    try:
        signature = inspect.signature(function)
    except ValueError:  # a function written in C has no signature
        return
    try:
        signature.bind(None)
    except TypeError:
        raise TypeError("match and function must take one argument, the request") from None


def _contains(actual: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(actual, Mapping) and all(
            _contains(actual.get(key, False), value) for key, value in wanted.items()
        )
    return bool(actual == wanted)


_RESERVED_HEADERS = frozenset({"connection", "content-length", "content-type", "transfer-encoding"})


def check_json(value: Any, name: str) -> None:
    """Raise TypeError if the value is not a JSON value, such as NaN or an object of a class."""
    try:
        dumps(value)
        _check_values(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"{name} must be JSON values: {error}") from None


def checked_event(value: Any) -> Event:
    """Return the event with this data, named by its `type`. Raises TypeError or ValueError if it cannot be sent."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    named = kind if isinstance(kind, str) and kind else None
    event = value if isinstance(value, Event) else Event(value, named)
    check_json(event.data, "events")
    name: Any = event.name
    if name is not None and (not isinstance(name, str) or set(name) & {"\n", "\r"}):
        raise ValueError(f"the name of an event must be one line of text, not {name!r}")
    return event


def check_headers(headers: Mapping[str, str], content_type: str) -> None:
    """Raise ValueError for a header that cannot be sent, or that the emulator sets itself."""
    for name in {name.lower() for name in headers} & _RESERVED_HEADERS:
        raise ValueError(
            f"the emulator sets the header {name} itself; use content_type or fault to change it"
        )
    for name, value in (*headers.items(), ("content-type", content_type)):
        if not name or not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
            raise ValueError(f"{name!r} is not a valid header name")
        try:
            clean = header_list([(name, value)])[0][1] == value.encode("latin-1")
        except (UnicodeEncodeError, AttributeError):
            clean = False
        if not clean:
            raise ValueError(f"the header {name} has a value that cannot be sent: {value!r}")


def check_status(status: Any) -> None:
    """Raise ValueError unless `status` is the status of a final response."""
    if not isinstance(status, int) or isinstance(status, bool) or not 200 <= status <= 599:
        raise ValueError(f"status must be an HTTP status from 200 to 599, not {status!r}")


def check_reply(reply: JSONReply | StreamReply | BytesReply) -> None:
    """Raise TypeError or ValueError for a reply that cannot be sent. Events are checked when they are generated."""
    check_status(reply.status)
    check_headers(reply.headers, reply.content_type if isinstance(reply, BytesReply) else "")
    if isinstance(reply, JSONReply):
        check_json(reply.body, "the body of a JSONReply")
    elif isinstance(reply, BytesReply) and not isinstance(reply.content, bytes):
        raise TypeError(f"the content of a BytesReply must be bytes, not {type(reply.content).__name__}")
    elif isinstance(reply, StreamReply):
        iter(reply.events)


def _check_values(value: Any) -> None:
    """Raise ValueError for NaN and infinities, which the encoder would write as null."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is not JSON")
    if isinstance(value, Mapping):
        value = list(value.values())
    for inner in value if isinstance(value, list | tuple) else ():
        _check_values(inner)
