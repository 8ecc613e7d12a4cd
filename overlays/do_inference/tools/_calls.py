"""Tool calls: their ids, their arguments and their results."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from do_inference._json.codec import dumps
from do_inference._json.strict import json_type, parse_object

if TYPE_CHECKING:
    from do_inference._truncation import Ending

_EXCERPT_SIZE: Final = 200
_ID_FIELDS: Final = ("id", "call_id", "tool_call_id", "tool_use_id")


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of a tool, requested by the model."""

    id: str
    """Identifies the call in the conversation. Generated if the model sent no id, or the id of another call."""
    name: str
    """The name of the tool."""
    arguments: str
    """The arguments as JSON text, unchanged."""
    problem: str | None = None
    """Why the call cannot run, such as arguments that are not a JSON object; None if it can."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """The result of one call."""

    call: ToolCall
    content: str
    """The text for the model: the return value, or the error message."""
    error: Exception | None = None
    """Why the call failed; None if it succeeded."""


class ToolArguments(NamedTuple):
    """The arguments of a call."""

    raw: str
    """The arguments as JSON text, unchanged."""
    value: dict[str, Any]
    """The object for the conversation; empty if the model did not write an object."""
    problem: str | None
    """Why the call cannot run; None if it can."""

    @property
    def text(self) -> str:
        """The JSON text for the conversation: the raw text if it is strict JSON, so that prompt caches still match."""
        try:
            if json.loads(self.raw) == self.value:
                return self.raw
        except (ValueError, RecursionError):
            pass
        return dumps(self.value).decode()


def parse_arguments(arguments: Any, ending: Ending) -> ToolArguments:
    """Parse the arguments of a call in a turn with this ending.

    An empty text means no arguments, if the server reports that the turn is finished.
    """
    raw, value, problem = _parse(arguments, ending)
    if ending.truncated:
        reason = ending.reason or "no reason given"
        problem = f"the response was cut off ({reason}), so this call may be incomplete and was not run"
    return ToolArguments(raw, value, problem)


def _parse(arguments: Any, ending: Ending) -> tuple[str, dict[str, Any], str | None]:
    if isinstance(arguments, str):
        if not arguments.strip():
            unfinished = "the arguments are missing; send {} for a call without arguments"
            return arguments, {}, None if ending.reason else unfinished
        try:
            return arguments, parse_object(arguments), None
        except ValueError as error:
            return (
                arguments,
                {},
                f"the arguments are not a JSON object: {error}; they begin with {arguments[:_EXCERPT_SIZE]!r}",
            )
    if not isinstance(arguments, dict):
        text = json.dumps(arguments, ensure_ascii=False, default=str)
        return text, {}, f"the arguments are not a JSON object, but {json_type(arguments)}"
    try:
        return dumps(arguments).decode(), arguments, None
    except ValueError as error:
        text = json.dumps(arguments, ensure_ascii=False, default=str)
        return text, {}, f"the arguments are not valid JSON: {error}"


class CallIds:
    """The ids in a conversation. Each call gets a unique one."""

    def __init__(self, conversation: list[Any]) -> None:
        self._used = _ids_in(conversation)
        self._generated = 0

    def claim(self, proposed: Any) -> str:
        """Return the id of a new call: the proposed one, or a generated one if that is missing or already used."""
        text = str(proposed) if isinstance(proposed, str | int) and not isinstance(proposed, bool) else ""
        while not text.strip() or text in self._used:
            text = f"call_{self._generated}"
            self._generated += 1
        self._used.add(text)
        return text

    def add(self, proposed: Any) -> bool:
        """Register the id of another item. Return whether it is a valid id that is not used yet."""
        is_new = isinstance(proposed, str) and bool(proposed.strip()) and proposed not in self._used
        if is_new:
            self._used.add(proposed)
        return is_new


def _ids_in(conversation: list[Any]) -> set[str]:
    found: set[str] = set()
    pending: list[Any] = [conversation]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            found.update(value[name] for name in _ID_FIELDS if isinstance(value.get(name), str))
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    return found
