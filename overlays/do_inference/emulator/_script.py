"""The prescribed answers of an emulator: which one a request gets, and what went wrong in them."""

from __future__ import annotations

import logging
import threading
from asyncio import CancelledError
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from do_inference.emulator._errors import Refusal
from do_inference.emulator._operation_names import operation_id
from do_inference.emulator._recorded import difference, recorded_request
from do_inference.emulator._replies import Reply, StreamReply
from do_inference.emulator._sendable import checked_event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from do_inference.emulator._call import Call
    from do_inference.emulator._description import Operation
    from do_inference.emulator._rule import Rule
    from do_inference.emulator._wire import Event

_LOG = logging.getLogger("do_inference.emulator")
T = TypeVar("T")


class Script:
    """Rules in the order in which they were added; the first that fits answers. Safe to change while requests come."""

    def __init__(self, operations: Mapping[str, Operation], *, strict: bool = False) -> None:
        """With `strict` a recorded answer is given as often as it was recorded, and its last one is not repeated."""
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
        """Forget all rules, and the exceptions in them."""
        with self._lock:
            self._rules.clear()
            self._failures.clear()

    @property
    def unused(self) -> tuple[Rule, ...]:
        """The rules that answered no request, or fewer than their `times`."""
        with self._lock:
            return tuple(rule for rule in self._rules if rule.used < (rule.times or 1))

    @property
    def failures(self) -> tuple[BaseException, ...]:
        """The exceptions that `match` and `function` raised, oldest first."""
        with self._lock:
            return tuple(self._failures)

    def take(self, call: Call) -> Rule | None:
        """The rule that answers this request, which counts as used. Raises Refusal 500 where its `match` fails."""
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
                if not self._fits(rule, call, request):
                    continue
                if not rule.exhausted:
                    rule.used += 1
                    return rule
                last = rule
        return None if self._strict else last

    def _fits(self, rule: Rule, call: Call, request: Mapping[str, Any] | None) -> bool:
        if rule.request is not None and rule.request != request:
            return False
        return self._guarded(rule, lambda: rule.fits(call))

    def reply(self, rule: Rule, call: Call) -> Reply | None:
        """The answer of a rule. Raises Refusal 500 where its `function` fails."""
        reply = self._guarded(rule, lambda: rule.reply(call))
        if isinstance(reply, StreamReply) and rule.function is not None:
            reply.events = self._events(rule, iter(reply.events))
        return reply

    def _events(self, rule: Rule, events: Iterator[Event]) -> Iterator[Event]:
        checked = map(checked_event, events)
        while (event := self._guarded(rule, lambda: next(checked, None))) is not None:
            yield event

    def _guarded(self, rule: Rule, function: Callable[[], T]) -> T:
        """What the function returns. An exception in it is kept as the caller's own, and becomes a Refusal."""
        try:
            return function()
        except (Refusal, CancelledError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a test framework's own failures are no `Exception`
            error.add_note(f"raised in {rule.name} of the emulator")
            with self._lock:
                self._failures.append(error)
            _LOG.exception("%s raised %s", rule.name, type(error).__name__)
            text = f"{rule.name} raised {type(error).__name__}: {error}"
            raise Refusal(500, text[0].upper() + text[1:]) from error

    def refusal(self, call: Call) -> Refusal:
        """Why a strict emulator does not answer a request that no rule is for, and which rule is closest."""
        request = recorded_request(call)
        with self._lock:
            rules = [rule for rule in self._rules if rule.operation in ("*", call.operation.id)]
        start = f"No rule answers this request of {call.operation.id}"
        if not rules:
            return Refusal(404, f"{start}: no rule names the operation.", kind="no_rule")
        closest = min(rules, key=lambda rule: len(difference(rule, request)))
        differs = difference(closest, request)
        why = f"it differs in {', '.join(differs[:5])}" if differs else f"it was used {closest.used} times"
        return Refusal(404, f"{start}. The closest is {closest.name}: {why}.", kind="no_rule")
