"""Rules: responses that users prescribe, and the checks that they can be sent."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from do_inference.emulator._behaviours.registry import PRESCRIBABLE_PARTS
from do_inference.emulator._call import Call
from do_inference.emulator._errors import Refusal
from do_inference.emulator._faults import NO_FAULT, Fault
from do_inference.emulator._fields import check_fields
from do_inference.emulator._replies import BytesReply, JSONReply, Reply, StreamReply
from do_inference.emulator._scripted_calls import ScriptedCall, scripted_calls
from do_inference.emulator._wire import Event, dumps, header_list

Match = Callable[[Call], bool] | Mapping[str, Any]
Function = Callable[[Call], "Reply | Mapping[str, Any] | str | None"]
_SPOKEN = ("text", "reasoning", "tool_calls")
_WHOLE = ("json", "events", "content", "function")


@dataclass(slots=True)
class Rule:
    """One prescribed answer and what it is for. Raises TypeError or ValueError for what cannot be answered."""

    operation: str = "*"
    """An operationId, or `*`."""
    match: Match | None = None
    """What the request must be: a function, or fields that its body must have with these values; a field that is
    missing counts as false."""
    times: int | None = None
    """How often the rule applies; None for ever."""
    text: str | None = None
    """The text that a language model answers with; everything else is the emulator's. With a `status` of 400 or
    more: the message of the refusal."""
    tool_calls: Sequence[ScriptedCall] | None = None
    """The tools that a language model calls, in any form that `scripted_calls` reads."""
    reasoning: str | None = None
    json: Any = None
    """The whole JSON body."""
    events: Sequence[Any] | None = None
    """The data of each event of a stream: JSON values, or text sent as it is."""
    content: bytes | None = None
    content_type: str = "application/octet-stream"
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: Fault = NO_FAULT
    function: Function | None = None
    terminator: bool = True
    """Whether the end marker of the operation's stream follows `events`."""
    request: Mapping[str, Any] | None = None
    """The whole request that a recorded answer belongs to, as `recorded_request` writes it."""
    origin: str = ""
    """Where the rule comes from, for messages."""
    used: int = 0
    """How many requests it has answered."""

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
        self._check_parts()
        check_json(self.json, "json")
        if self.events is not None:
            self.events = [checked_event(event) for event in self.events]
        check_headers(self.headers, self.content_type)

    @property
    def name(self) -> str:
        """How messages name the rule."""
        return f"the answer for {self.operation}" + (f" ({self.origin})" if self.origin else "")

    @property
    def exhausted(self) -> bool:
        return self.times is not None and self.used >= self.times

    def _check_parts(self) -> None:
        """Parts of an answer that contradict each other, or that the operation's answers do not have."""
        whole = [name for name in _WHOLE if getattr(self, name) is not None]
        spoken = [name for name in _SPOKEN if getattr(self, name) is not None]
        if len(whole) > 1 and whole != ["json", "events"]:
            raise ValueError(f"{whole[0]} and {whole[1]} are each the whole answer; give one of them")
        if whole and spoken:
            raise ValueError(f"{whole[0]} is the whole answer; {spoken[0]} has no place in it")
        if self.status is not None and self.status >= 400:
            spoken = [name for name in spoken if name != "text"]
            if spoken:
                raise ValueError(f"an answer with status {self.status} has no {spoken[0]}")
        elif self.operation != "*":
            for name in spoken:
                if name not in PRESCRIBABLE_PARTS.get(self.operation, ()):
                    raise ValueError(f"answers of {self.operation} have no {name}; prescribe json or content")

    def fits(self, call: Call) -> bool:
        """Whether the request is one that this rule answers."""
        if self.operation not in ("*", call.operation.id):
            return False
        if self.match is None:
            return True
        if callable(self.match):
            return bool(self.match(call))
        return _contains(call.fields, self.match)

    def reply(self, call: Call) -> Reply | None:
        """The prescribed answer; None where the operation's own behaviour answers.

        Raises Refusal for a status of 400 or more without a body.
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
            raise Refusal(status, self.text or "", headers=dict(self.headers))
        return None

    def dressed(self, reply: Reply) -> Reply:
        """The answer of the operation's own behaviour, with the status and headers of this rule."""
        if self.status is not None:
            reply.status = self.status
        if self.headers:
            reply.headers = {**reply.headers, **self.headers}
        return reply

    def _from_function(self, answer: Any, call: Call, status: int) -> Reply | None:
        if answer is None:
            return None
        if isinstance(answer, JSONReply | StreamReply | BytesReply):
            check_reply(answer)
            return answer
        if isinstance(answer, str):
            call.script = replace(self, operation=call.operation.id, function=None, text=answer)
            return None
        if not isinstance(answer, Mapping | list):
            raise TypeError(
                f"a function returns a text, a JSON object, a reply or None, not {type(answer).__name__}"
            )
        check_json(answer, "what a function returns")
        return JSONReply(answer, status, self.headers)


def _check_function(function: Callable[..., Any]) -> None:
    if inspect.iscoroutinefunction(function):
        raise TypeError("match and function must be plain functions, not coroutine functions")
    try:
        signature = inspect.signature(function)
    except ValueError:  # of a function written in C
        return
    try:
        signature.bind(None)
    except TypeError:
        raise TypeError("match and function take one argument, the Call") from None


def _contains(actual: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(actual, Mapping) and all(
            _contains(actual.get(key, False), value) for key, value in wanted.items()
        )
    return bool(actual == wanted)


_OF_THE_SERVER = frozenset({"connection", "content-length", "content-type", "transfer-encoding"})


def check_json(value: Any, name: str) -> None:
    """Raise TypeError for what is not a JSON value, such as NaN or an object of a class."""
    try:
        dumps(value)
        _check_values(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"{name} must be JSON values: {error}") from None


def checked_event(value: Any) -> Event:
    """The event for its data, named by its `type`. Raises TypeError or ValueError for what cannot be sent."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    named = kind if isinstance(kind, str) and kind else None
    event = value if isinstance(value, Event) else Event(value, named)
    check_json(event.data, "events")
    name: Any = event.name
    if name is not None and (not isinstance(name, str) or set(name) & {"\n", "\r"}):
        raise ValueError(f"the name of an event is one line of text, not {name!r}")
    return event


def check_headers(headers: Mapping[str, str], content_type: str) -> None:
    """Raise ValueError for a header that cannot be sent, or that the emulator sends itself."""
    for name in {name.lower() for name in headers} & _OF_THE_SERVER:
        raise ValueError(f"the header {name} is the emulator's own; content_type and fault change it")
    for name, value in (*headers.items(), ("content-type", content_type)):
        if not name or not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
            raise ValueError(f"{name!r} is not the name of a header")
        try:
            clean = header_list([(name, value)])[0][1] == value.encode("latin-1")
        except (UnicodeEncodeError, AttributeError):
            clean = False
        if not clean:
            raise ValueError(f"the header {name} has a value that cannot be sent: {value!r}")


def check_status(status: Any) -> None:
    """Raise ValueError for a status that no final response has."""
    if not isinstance(status, int) or isinstance(status, bool) or not 200 <= status <= 599:
        raise ValueError(f"status must be an HTTP status from 200 to 599, not {status!r}")


def check_reply(reply: JSONReply | StreamReply | BytesReply) -> None:
    """Raise TypeError or ValueError for a reply that cannot be sent. Events are checked as they are made."""
    check_status(reply.status)
    check_headers(reply.headers, reply.content_type if isinstance(reply, BytesReply) else "")
    if isinstance(reply, JSONReply):
        check_json(reply.body, "the body of a JSONReply")
    elif isinstance(reply, BytesReply) and not isinstance(reply.content, bytes):
        raise TypeError(f"the content of a BytesReply must be bytes, not {type(reply.content).__name__}")
    elif isinstance(reply, StreamReply):
        iter(reply.events)


def _check_values(value: Any) -> None:
    """Raise for NaN and the infinities, which would be sent as null."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is not JSON")
    if isinstance(value, Mapping):
        value = list(value.values())
    for inner in value if isinstance(value, list | tuple) else ():
        _check_values(inner)
