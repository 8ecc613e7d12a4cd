"""Answers that a test or a demonstration prescribes: fixed ones, functions, recorded fixtures."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from do_inference.emulator.call import Call
from do_inference.emulator.errors import Refusal
from do_inference.emulator.faults import NO_FAULT, Fault, parse_fault
from do_inference.emulator.replies import BytesReply, JSONReply, Reply, StreamReply
from do_inference.emulator.wire import Event

Match = Callable[[Call], bool] | Mapping[str, Any]
Function = Callable[[Call], "Reply | Mapping[str, Any] | str | None"]


@dataclass(slots=True)
class Rule:
    """One prescribed answer and what it is for."""

    operation: str
    """An operationId, or `*`."""
    match: Match | None = None
    """What the request must be: a function, or fields that its body must have with these values; a field that is
    missing counts as false."""
    times: int | None = None
    """How often the rule applies; None for ever."""
    text: str | None = None
    """The text that a language model answers with; everything else is the emulator's."""
    tool_calls: Sequence[tuple[str, Mapping[str, Any]]] | None = None
    """The tools that a language model calls."""
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

    def fits(self, call: Call) -> bool:
        if self.operation not in ("*", call.operation.id):
            return False
        if self.match is None:
            return True
        if callable(self.match):
            return bool(self.match(call))
        return _contains(call.fields, self.match)

    def reply(self, call: Call) -> Reply | None:
        """The prescribed answer; None where the operation's own behaviour is to answer."""
        status = self.status or call.operation.status
        if self.function is not None:
            return _replied(self.function(call), call, status, self.headers)
        if self.events is not None and (call.wants_stream or self.json is None):
            terminator = call.operation.stream.terminator if call.operation.stream else None
            return StreamReply(
                [_event(e) for e in self.events], terminator, status, self.headers, whole=self.json
            )
        if self.json is not None:
            return JSONReply(self.json, status, self.headers)
        if self.content is not None:
            return BytesReply(self.content, self.content_type, status, self.headers)
        return None


def _event(value: Any) -> Event:
    if isinstance(value, Event):
        return value
    kind = value.get("type") if isinstance(value, Mapping) else None
    return Event(value, kind if isinstance(kind, str) and kind else None)


def _replied(answer: Any, call: Call, status: int, headers: Mapping[str, str]) -> Reply | None:
    if answer is None or isinstance(answer, JSONReply | StreamReply | BytesReply):
        return answer
    if isinstance(answer, str):
        call.script = Rule(call.operation.id, text=answer)
        return None
    return JSONReply(answer, status, headers)


def _contains(actual: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(actual, Mapping) and all(
            _contains(actual.get(key, False), value) for key, value in wanted.items()
        )
    return bool(actual == wanted)


class Script:
    """Rules in the order they were given; the first that fits is used. Safe to change while requests come."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, rule: Rule) -> Rule:
        with self._lock:
            self._rules.append(rule)
        return rule

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def take(self, call: Call) -> Rule | None:
        """The rule for this request, used up by one."""
        if not self._rules:
            return None
        with self._lock:
            for rule in self._rules:
                if rule.fits(call):
                    if rule.times is not None:
                        rule.times -= 1
                        if rule.times <= 0:
                            self._rules.remove(rule)
                    return rule
        return None

    def load(self, path: Path | str, known: Collection[str]) -> int:
        """Add the rules of a JSON file: a list of objects with the fields of `Rule`. Returns how many there were.

        `fault` is written as in the header; `content` cannot be given. `known` are the operations there are. Raises
        ValueError for what is no such file, and adds nothing of it then.
        """
        try:
            entries = json.loads(Path(path).read_bytes())
        except ValueError as error:
            raise ValueError(f"{path} is not JSON: {error}") from None
        if not isinstance(entries, list):
            raise ValueError(f"{path} holds no list of prescribed answers")
        for rule in [_rule(f"answer {n} in {path}", entry, known) for n, entry in enumerate(entries, 1)]:
            self.add(rule)
        return len(entries)


def check_operation(name: str, known: Collection[str]) -> None:
    """Raise ValueError for an operation that there is not: no request would ever be answered by its rule."""
    if name != "*" and name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ValueError(f"the description has no operation {name!r}{hint}")


def _rule(what: str, entry: Any, known: Collection[str]) -> Rule:
    if not isinstance(entry, dict):
        raise ValueError(f"{what} is no object")
    try:
        check_operation(str(entry.get("operation")), known)
        fault = parse_fault(str(entry.get("fault", "")))
        calls = [(c["name"], c.get("arguments", {})) for c in entry.get("tool_calls") or ()] or None
        return Rule(**{**entry, "fault": fault, "tool_calls": calls})
    except (TypeError, KeyError, AttributeError, ValueError, Refusal) as error:
        told = error.text if isinstance(error, Refusal) else error
        raise ValueError(f"{what} cannot be read: {told}") from None
