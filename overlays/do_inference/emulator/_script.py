"""The script of an emulator: its rules in order, from code and from JSON files."""

from __future__ import annotations

import base64
import json
import logging
import threading
from asyncio import CancelledError
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from do_inference.emulator._description import operation_id
from do_inference.emulator._errors import ErrorReply
from do_inference.emulator._faults import parse_fault
from do_inference.emulator._recordings import differences, recorded_request
from do_inference.emulator._replies import Event, Reply, StreamReply
from do_inference.emulator._rule import Rule, checked_event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from do_inference.emulator._description import DescribedOperation
    from do_inference.emulator._request import EmulatedRequest

_LOG = logging.getLogger("do_inference.emulator")
T = TypeVar("T")


class Script:
    """Rules in the order of their addition; the first one that matches responds. All methods are thread-safe."""

    def __init__(self, operations: Mapping[str, DescribedOperation], *, strict: bool = False) -> None:
        """Create an empty script.

        A recorded response whose request comes more often than it was recorded is repeated, unless `strict` is set.
        """
        self._operations = operations
        self._strict = strict
        self._rules: list[Rule] = []
        self._failures: list[BaseException] = []
        self._lock = threading.RLock()

    def add(self, rule: Rule) -> Rule:
        """Add a rule. Raises ValueError for an operation that the description does not have."""
        rule.operation = operation_id(rule.operation, self._operations)
        with self._lock:
            self._rules.append(rule)
        return rule

    def clear(self) -> None:
        """Remove all rules, and the exceptions that they raised."""
        with self._lock:
            self._rules.clear()
            self._failures.clear()

    @property
    def unused(self) -> tuple[Rule, ...]:
        """The rules that no request used, or fewer than their `times`."""
        with self._lock:
            return tuple(rule for rule in self._rules if rule.used < (rule.times or 1))

    @property
    def failures(self) -> tuple[BaseException, ...]:
        """The exceptions that `match` and `function` raised, oldest first."""
        with self._lock:
            return tuple(self._failures)

    def take(self, call: EmulatedRequest) -> Rule | None:
        """Return the rule for this request, or None, and count its use.

        Raises ErrorReply with status 500 if a `match` function fails.
        """
        if not self._rules:
            return None
        request: Mapping[str, Any] | None = None
        last: Rule | None = None
        with self._lock:
            for rule in self._rules:
                if rule.request is None and rule.exhausted:
                    continue
                if rule.request is not None and request is None:
                    request = recorded_request(call)
                if not self._matches(rule, call, request):
                    continue
                if not rule.exhausted:
                    rule.used += 1
                    return rule
                last = rule
        return None if self._strict else last

    def _matches(self, rule: Rule, call: EmulatedRequest, request: Mapping[str, Any] | None) -> bool:
        if rule.request is not None and rule.request != request:
            return False
        return self._guarded(rule, lambda: rule.matches(call))

    def reply(self, rule: Rule, call: EmulatedRequest) -> Reply | None:
        """Return the response of a rule; None if the operation's behaviour responds.

        Raises ErrorReply with status 500 if its `function` fails.
        """
        reply = self._guarded(rule, lambda: rule.reply(call))
        if isinstance(reply, StreamReply) and rule.function is not None:
            reply.events = self._events(rule, iter(reply.events))
        return reply

    def _events(self, rule: Rule, events: Iterator[Event]) -> Iterator[Event]:
        checked = map(checked_event, events)
        while (event := self._guarded(rule, lambda: next(checked, None))) is not None:
            yield event

    def _guarded(self, rule: Rule, function: Callable[[], T]) -> T:
        """EmulatedRequest a user's function. Its exception is stored for `failures`, and raised as ErrorReply."""
        try:
            return function()
        except (ErrorReply, CancelledError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # failures of pytest do not derive from `Exception`
            error.add_note(f"raised in {rule.name} of the emulator")
            with self._lock:
                self._failures.append(error)
            _LOG.exception("%s raised %s", rule.name, type(error).__name__)
            text = f"{rule.name} raised {type(error).__name__}: {error}"
            raise ErrorReply(500, text[0].upper() + text[1:]) from error

    def error_reply(self, call: EmulatedRequest) -> ErrorReply:
        """Return the error for a request without a rule. It names the most similar rule and the differences."""
        request = recorded_request(call)
        with self._lock:
            rules = [rule for rule in self._rules if rule.operation in ("*", call.operation.id)]
        start = f"No rule matches this request of {call.operation.id}"
        if not rules:
            return ErrorReply(404, f"{start}: no rule is for this operation.", kind="no_rule")
        closest = min(rules, key=lambda rule: len(differences(rule, request)))
        differs = differences(closest, request)
        why = (
            f"it differs in {', '.join(differs[:5])}"
            if differs
            else f"it was already used {closest.used} times"
        )
        return ErrorReply(404, f"{start}. The most similar is {closest.name}: {why}.", kind="no_rule")


_FIELDS_OF_CODE = frozenset({"function", "origin", "used"})
FIELDS = frozenset({field.name for field in fields(Rule)} - _FIELDS_OF_CODE | {"stream", "content_base64"})
"""The fields that a rule in a file can have. Functions are possible in code only."""


def load(path: Path | str, operations: Mapping[str, DescribedOperation]) -> list[Rule]:
    """Return the rules in a JSON file: a list of objects with the fields of `Rule`.

    `fault` has the syntax of the header `x-emulator-fault`. A rule with `request` is a recorded response, and its
    default for `times` is 1. `stream` contains the events of a stream including its terminator, each as
    `{"event": ..., "data": ...}`. `content` is text, and `content_base64` is bytes.

    Raises OSError if the file cannot be read, and ValueError with the path and the number of an invalid rule.
    """
    try:
        entries = json.loads(Path(path).read_bytes())
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not JSON: {error}") from None
    if not isinstance(entries, list):
        raise ValueError(f"{path} does not contain a list of rules")
    return [_rule(f"rule {n} in {path}", entry, operations) for n, entry in enumerate(entries, 1)]


def _rule(what: str, entry: Any, operations: Mapping[str, DescribedOperation]) -> Rule:
    if not isinstance(entry, dict):
        raise ValueError(f"{what} is not an object")
    try:
        if "operation" not in entry:
            raise ValueError("it has no operation; use * for all operations")
        unknown = sorted(entry.keys() - FIELDS)
        if unknown:
            raise ValueError(
                f"it has the unknown field {unknown[0]!r}; the fields are {', '.join(sorted(FIELDS))}"
            )
        values = {**entry, "origin": what, "operation": operation_id(entry.get("operation"), operations)}
        if "fault" in entry:
            values["fault"] = parse_fault(entry["fault"])
        if "request" in entry:
            values.setdefault("times", 1)
        if "stream" in values:
            values |= _stream(values)
        if values.keys() & {"content", "content_base64"}:
            values["content"] = _content(values.get("content"), values.pop("content_base64", None))
        return Rule(**values)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{what} is invalid: {error}") from None


def _content(text: Any, encoded: Any) -> bytes:
    """Return the bytes of `content` or `content_base64`."""
    if text is not None and encoded is not None:
        raise ValueError("content and content_base64 are each a complete response; give one of them")
    name, value = ("content", text) if encoded is None else ("content_base64", encoded)
    if not isinstance(value, str):
        raise TypeError(f"{name} must be text, not {value!r}")
    try:
        return value.encode() if encoded is None else base64.b64decode(value, validate=True)
    except ValueError as error:
        raise ValueError(f"{name} cannot be decoded: {error}") from None


def _stream(values: dict[str, Any]) -> dict[str, Any]:
    """Remove `stream` from the values, and return the fields of a rule for it."""
    stream = values.pop("stream")
    if values.get("events") is not None:
        raise ValueError("stream and events are each a complete response; give one of them")
    if not isinstance(stream, list):
        raise TypeError(f"stream must be a list of events, not {stream!r}")
    return {"events": [_event(event) for event in stream], "terminator": False}


def _event(value: Any) -> Event:
    if not isinstance(value, dict) or "data" not in value or value.keys() - {"event", "data"}:
        raise ValueError(f"an event of stream must be {{'event': ..., 'data': ...}}, not {value!r}")
    if not isinstance(value.get("event"), str | None):
        raise TypeError(f"the name of an event must be text, not {value['event']!r}")
    return Event(value["data"], value.get("event"))
