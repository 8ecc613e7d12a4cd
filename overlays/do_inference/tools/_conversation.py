"""A conversation with tools: the request of each round, and the messages so far."""

from __future__ import annotations

import contextlib
import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from do_inference._json.codec import dumps, loads
from do_inference._truncation import Ending, ending_of
from do_inference.errors import ConfigurationError

from ._calls import CallIds

if TYPE_CHECKING:
    from do_inference_generated._interface import Arguments, Operation, RequestOptions

    from ._calls import ToolCall, ToolResult
    from ._definition import Tool
    from ._dialects import Dialect

_UNFORCED_CHOICES: Final = ("auto", "none")
_CHOICE_OPTIONS: Final = ("disable_parallel_tool_use",)
"""Options of a `tool_choice` that stay when the choice is no longer forced."""


@dataclass(frozen=True, slots=True)
class Step:
    """One round of a loop: a result of the model, and the results of the calls that it requested."""

    round: int
    """The number of the round, from 1."""
    result: Any
    """The result, of the type that the method returns."""
    results: Sequence[ToolResult]
    """The results of the calls; empty in the last round, and in a round that the server paused."""
    conversation: list[Any] = field(default_factory=list)
    """The messages up to this round, including the results of its calls, as plain JSON. Save it with `json.dumps`, and
    pass it as `messages` (for `client.responses`: as `input`) to continue the conversation.
    """


class RecordedCall(NamedTuple):
    """A call that a method of the client would make: the parameters of the executor."""

    operation: Operation[Any, Any]
    arguments: Arguments
    options: RequestOptions
    executor: Any


class _RecordingExecutor:
    """An executor that records the call instead of sending a request."""

    def __init__(self) -> None:
        self.call: tuple[Operation[Any, Any], Arguments, RequestOptions] | None = None

    def request(self, operation: Operation[Any, Any], arguments: Arguments, options: RequestOptions) -> Any:
        self.call = (operation, arguments, options)

    stream = request


class _AsyncRecordingExecutor(_RecordingExecutor):
    """A recording executor for async methods."""

    async def request(
        self, operation: Operation[Any, Any], arguments: Arguments, options: RequestOptions
    ) -> Any:
        self.call = (operation, arguments, options)

    stream = request


def record_call(create: Callable[..., Any], arguments: dict[str, Any]) -> RecordedCall:
    """Return the call that `create(**arguments)` would make; `create` is a method of a resource of a client.

    Raises:
        ConfigurationError: `create` is not such a method.
        TypeError: The method does not have these parameters.
    """
    resource = getattr(create, "__self__", None)
    executor = getattr(resource, "_executor", None)
    if resource is None or executor is None:
        raise ConfigurationError("tools need a method of a client, such as client.chat.completions.create")
    is_async = inspect.iscoroutinefunction(create)
    recorder = _AsyncRecordingExecutor() if is_async else _RecordingExecutor()
    method = getattr(type(resource)(recorder), create.__name__)
    returned = method(**arguments)
    if is_async:  # The coroutine never suspends, so a single step completes it.
        with contextlib.suppress(StopIteration):
            returned.send(None)
    if recorder.call is None:
        raise ConfigurationError(f"{create.__name__} does not support tools")
    return RecordedCall(*recorder.call, executor)


class Conversation:
    """The messages between the caller and a model, and the next request."""

    def __init__(self, call: RecordedCall, dialect: Dialect, tools: Sequence[Tool]) -> None:
        self.executor = call.executor
        self.steps: list[Step] = []
        self._call = call
        self._dialect = dialect
        body = dict(call.arguments.body)
        initial = body.get(dialect.conversation_field, [])
        self.messages: list[Any] = (
            [{"role": "user", "content": initial}]
            if isinstance(initial, str)
            else loads(dumps(list(initial)))
        )
        """Plain JSON, even if the caller passed models."""
        self.ending = Ending(None)
        """How the last turn ended."""
        self.done = False
        """Whether the last turn ends the loop: it calls no tool, and the server did not pause it."""
        self._ends_paused = False
        """Whether the last message is a turn that the server paused."""
        self._ids = CallIds(self.messages)
        own_tools = body.get("tools")
        definitions = list(own_tools) if isinstance(own_tools, list | tuple) else []
        names = {_name_of(definition) for definition in definitions}
        body["tools"] = [*definitions, *(dialect.define(item) for item in tools if item.name not in names)]
        if not body["tools"]:
            del body["tools"]  # Servers reject an empty list.
        self._body = body

    def next_request(self) -> tuple[Any, Any, Any]:
        """Return operation, arguments and options of the next request."""
        body = {**self._body, self._dialect.conversation_field: list(self.messages)}
        return self._call.operation, self._call.arguments._replace(body=body), self._call.options

    def add_result(self, result: Any) -> list[ToolCall]:
        """Add a result of the model. Return the calls that it requests."""
        value = result.to_dict()
        self.ending = ending_of(value)
        turn, calls = self._dialect.parse(value, self.ending, self._ids)
        turn = _without_non_finite(turn)
        if self._ends_paused and turn:
            turn = self._dialect.resume(self.messages.pop(), turn)
        self.messages += turn
        self._ends_paused = self.ending.paused and bool(turn or self._ends_paused)
        self._body |= self._dialect.next_fields(value, self._body)
        return calls

    def complete_round(self, result: Any, results: Sequence[ToolResult]) -> Step:
        """Add the results of the calls, and return the step."""
        self.done = not results and not self.ending.paused
        if results:
            self.add_tool_results(results)
            self._unforce_choice()
        self.steps.append(Step(len(self.steps) + 1, result, results, list(self.messages)))
        return self.steps[-1]

    def add_tool_results(self, results: Sequence[ToolResult]) -> None:
        """Add the results of calls to the messages."""
        self._ends_paused = False
        self.messages += self._dialect.format_results(results)

    def _unforce_choice(self) -> None:
        """Let the model choose whether to call a tool. If every round forced a call, the loop would never end."""
        choice = self._body.get("tool_choice")
        if isinstance(choice, str) and choice not in _UNFORCED_CHOICES:
            self._body["tool_choice"] = self._dialect.unforced_choice
        elif isinstance(choice, Mapping) and choice.get("type") not in _UNFORCED_CHOICES:
            options = {name: choice[name] for name in _CHOICE_OPTIONS if name in choice}
            self._body["tool_choice"] = (
                {"type": "auto", **options} if options else self._dialect.unforced_choice
            )


def _without_non_finite(value: Any) -> Any:
    """Remove infinities and NaN, which the decoder accepts in responses, but which requests cannot contain."""
    if isinstance(value, dict):
        return {name: _without_non_finite(item) for name, item in value.items() if not _is_non_finite(item)}
    if isinstance(value, list):
        return [_without_non_finite(item) for item in value if not _is_non_finite(item)]
    return value


def _is_non_finite(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _name_of(definition: Any) -> str | None:
    """Return the name in the definition of a tool, which may be nested in `function`."""
    if not isinstance(definition, Mapping):
        return None
    function = definition.get("function")
    name = definition.get("name") or (function.get("name") if isinstance(function, Mapping) else None)
    return name if isinstance(name, str) else None
