"""One conversation with a model: the call that is sent in each round, and the messages so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from do_inference._json.codec import dumps, loads
from do_inference._truncation import Ending, ending_of

from ._ids import CallIds

if TYPE_CHECKING:
    from ._calls import ToolCall, ToolResult
    from ._capture import Captured
    from ._definition import Tool
    from ._dialects import Dialect

_FREE: Final = ("auto", "none")
_OPTIONS: Final = ("disable_parallel_tool_use",)
"""What a forced choice may say beside what it forces."""


@dataclass(frozen=True, slots=True)
class Step:
    """One round: what the model answered, and the results of the calls it asked for."""

    round: int
    """Counted from 1."""
    result: Any
    """The answer, of the type that the method returns."""
    results: Sequence[ToolResult]
    """Of each call; none in the last round, and in a round that the server paused."""
    conversation: list[Any] = field(default_factory=list)
    """Everything up to here, with the answer and the results of its calls, as plain JSON: save it with `json.dumps`,
    and pass it as `messages` (in the Responses API as `input`) to go on from here.
    """


class Talk:
    """The messages to a model, and its answers."""

    def __init__(self, captured: Captured, dialect: Dialect, tools: Sequence[Tool]) -> None:
        self.executor = captured.executor
        self.steps: list[Step] = []
        self._captured = captured
        self._dialect = dialect
        body = dict(captured.arguments.body)
        said = body.get(dialect.conversation, [])
        self.conversation: list[Any] = (
            [{"role": "user", "content": said}] if isinstance(said, str) else loads(dumps(list(said)))
        )
        """Plain JSON, also where the caller passes models."""
        self.ending = Ending(None)
        """How the last answer ended."""
        self.done = False
        """Whether the last answer ends the loop: it calls no tool, and the server did not pause it."""
        self._paused_turn = False
        """Whether the conversation ends with a turn that the server paused."""
        self._ids = CallIds(self.conversation)
        given = body.get("tools")
        described = list(given) if isinstance(given, list | tuple) else []
        names = {_name_of(one) for one in described}
        body["tools"] = [*described, *(dialect.offer(one) for one in tools if one.name not in names)]
        if not body["tools"]:
            del body["tools"]  # Servers refuse an empty list.
        self._body = body

    def next_call(self) -> tuple[Any, Any, Any]:
        """Operation, arguments and options of the next request."""
        body = {**self._body, self._dialect.conversation: list(self.conversation)}
        return self._captured.operation, self._captured.arguments._replace(body=body), self._captured.options

    def hear(self, result: Any) -> list[ToolCall]:
        """Take in an answer. Returns the calls it asks for."""
        value = result.to_dict()
        self.ending = ending_of(value)
        said, calls = self._dialect.answer(value, self.ending, self._ids)
        if self._paused_turn and said:
            said = self._dialect.resume(self.conversation.pop(), said)
        self.conversation += said
        self._paused_turn = self.ending.paused and bool(said or self._paused_turn)
        self._body |= self._dialect.carry(value, self._body)
        return calls

    def take_step(self, result: Any, results: Sequence[ToolResult]) -> Step:
        """Add the results of an answer's calls to the conversation."""
        self.done = not results and not self.ending.paused
        if results:
            self.answer(results)
            self._free_choice()
        self.steps.append(Step(len(self.steps) + 1, result, results, list(self.conversation)))
        return self.steps[-1]

    def answer(self, results: Sequence[ToolResult]) -> None:
        """Add the results of calls to the conversation."""
        self._paused_turn = False
        self.conversation += self._dialect.reply(results)

    def _free_choice(self) -> None:
        """Leave it to the model whether it calls a tool: the call that was forced has been made, and forcing one each
        time would never end.
        """
        choice = self._body.get("tool_choice")
        if isinstance(choice, str) and choice not in _FREE:
            self._body["tool_choice"] = self._dialect.free_choice
        elif isinstance(choice, Mapping) and choice.get("type") not in _FREE:
            kept = {name: choice[name] for name in _OPTIONS if name in choice}
            self._body["tool_choice"] = {"type": "auto", **kept} if kept else self._dialect.free_choice


def _name_of(described: Any) -> str | None:
    """The name of a tool as a request describes it: in the tool itself, or in its function."""
    if not isinstance(described, Mapping):
        return None
    function = described.get("function")
    name = described.get("name") or (function.get("name") if isinstance(function, Mapping) else None)
    return name if isinstance(name, str) else None
