"""How tools are offered, called and answered in each dialect, told apart by how its streams add up.

A conversation that goes back to the server is well-formed, whatever the model wrote: arguments are JSON objects, names
and ids are there, each call has one result, and no null goes back.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from do_inference._content import SERVER_CALLS
from do_inference._truncation import Ending, is_truncated
from do_inference.structured._response_text import objects
from do_inference_generated._model import without_nulls

from ._arguments import Arguments, read_arguments
from ._calls import ToolCall, ToolResult

if TYPE_CHECKING:
    from ._definition import Tool
    from ._ids import CallIds

Json = dict[str, Any]

_DATA: Final = frozenset({"input", "citations"})
"""Members of blocks whose nulls stay: what a model writes freely, and citations, which need their titles."""
_NOT_IN_NAMES: Final = re.compile(r"[^a-zA-Z0-9_-]+")
_NOT_JSON: Final = "calls of custom tools, whose input is text, cannot be run"


class Dialect(ABC):
    """One way to talk about tools. Results are JSON as it came."""

    conversation: ClassVar[str] = "messages"
    """The argument that holds the conversation."""
    free_choice: ClassVar[Any] = "auto"
    """The `tool_choice` that leaves it to the model."""

    @abstractmethod
    def offer(self, tool: Tool) -> Json:
        """The tool as the request describes it."""

    @abstractmethod
    def answer(self, result: Json, ending: Ending, ids: CallIds) -> tuple[list[Json], list[ToolCall]]:
        """What a result adds to the conversation, and the calls it asks for."""

    @abstractmethod
    def reply(self, results: Sequence[ToolResult]) -> list[Json]:
        """What the results of these calls add to the conversation."""

    def resume(self, turn: Json, said: list[Json]) -> list[Json]:
        """A turn that the server paused, with what the next answer adds to it."""
        return [turn, *said]

    def carry(self, result: Json, body: Mapping[str, Any]) -> Json:
        """The fields of the next request that a result determines, outside of the conversation."""
        return {}


class ChatDialect(Dialect):
    """Chat completions: `tool_calls` of a message, answered by messages of the role `tool`."""

    def offer(self, tool: Tool) -> Json:
        function = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
        return {"type": "function", "function": function}

    def answer(self, result: Json, ending: Ending, ids: CallIds) -> tuple[list[Json], list[ToolCall]]:
        choices = objects(result.get("choices"))
        message = choices[0].get("message") if choices else None
        if not isinstance(message, Mapping):
            return [], []
        calls = [_chat_call(call, ending, ids) for call in objects(message.get("tool_calls"))]
        # Strict servers reject empty lists, `tool_calls` first of all.
        said: Json = {name: value for name, value in without_nulls(message).items() if value != []}
        said["role"] = "assistant"
        said.pop("tool_calls", None)
        audio = said.get("audio")
        if isinstance(audio, dict) and "id" in audio:
            said["audio"] = {"id": audio["id"]}  # The request names a sound; only the answer carries it.
        if calls:
            said["tool_calls"] = [sent for sent, _ in calls]
        elif "content" not in said:
            said["content"] = ""
        return [said], [call for _, call in calls]

    def reply(self, results: Sequence[ToolResult]) -> list[Json]:
        return [
            {"role": "tool", "tool_call_id": result.call.id, "content": result.content} for result in results
        ]


class MessageDialect(Dialect):
    """Messages: blocks of the type `tool_use`, answered by one turn of `tool_result` blocks."""

    free_choice: ClassVar[Any] = {"type": "auto"}

    def offer(self, tool: Tool) -> Json:
        return {"name": tool.name, "description": tool.description, "input_schema": tool.parameters}

    def answer(self, result: Json, ending: Ending, ids: CallIds) -> tuple[list[Json], list[ToolCall]]:
        content = result.get("content")
        if isinstance(content, str):
            content = [{"type": "text", "text": content}]
        blocks: list[Json] = []
        calls: list[ToolCall] = []
        for came in objects(content):
            block = without_nulls(came, _DATA)
            if block.get("type") == "tool_use" or block.get("type") in SERVER_CALLS:
                arguments = read_arguments(came.get("input", ""), ending)
                block["input"] = arguments.value
                if block["type"] == "tool_use":
                    block |= {"id": ids.claim(came.get("id")), "name": _name(came.get("name"))}
                    calls.append(_call(block["id"], came.get("name"), arguments))
            if block.get("type") and not _is_empty_text(block):
                blocks.append(block)
        if ending.truncated:
            blocks = _without_unanswered(blocks)
        return ([{"role": "assistant", "content": blocks}] if blocks else []), calls

    def reply(self, results: Sequence[ToolResult]) -> list[Json]:
        blocks = []
        for result in results:
            block: Json = {"type": "tool_result", "tool_use_id": result.call.id, "content": result.content}
            blocks.append(block if result.error is None else {**block, "is_error": True})
        return [{"role": "user", "content": blocks}]

    def resume(self, turn: Json, said: list[Json]) -> list[Json]:
        first, *rest = said
        return [{**turn, "content": [*turn["content"], *first["content"]]}, *rest]

    def carry(self, result: Json, body: Mapping[str, Any]) -> Json:
        """The container in which the vendor ran code: the vendor refuses to go on without it."""
        container = result.get("container")
        name = container.get("id") if isinstance(container, Mapping) else None
        if not isinstance(name, str):
            return {}
        given = body.get("container")
        return {"container": {**given, "id": name} if isinstance(given, Mapping) else name}


class ResponseDialect(Dialect):
    """Responses: items of the type `function_call`, answered by items of the type `function_call_output`."""

    conversation: ClassVar[str] = "input"

    def offer(self, tool: Tool) -> Json:
        described = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
        return {"type": "function", **described}

    def __init__(self) -> None:
        self._custom: set[str] = set()

    def answer(self, result: Json, ending: Ending, ids: CallIds) -> tuple[list[Json], list[ToolCall]]:
        items: list[Json] = []
        calls: list[ToolCall] = []
        for came in objects(result.get("output")):
            item = without_nulls(came)
            kind = item.get("type")
            if kind in ("function_call", "custom_tool_call"):
                own = (
                    ending if not is_truncated(came.get("status")) else Ending(came["status"], truncated=True)
                )
                calls.append(self._take_call(item, came.get("arguments", ""), own, ids))
            if kind or item.get("role"):
                items.append(item)
        return items, calls

    def reply(self, results: Sequence[ToolResult]) -> list[Json]:
        return [
            {
                "type": f"{'custom_tool' if result.call.id in self._custom else 'function'}_call_output",
                "call_id": result.call.id,
                "output": result.content,
            }
            for result in results
        ]

    def _take_call(self, item: Json, given: Any, ending: Ending, ids: CallIds) -> ToolCall:
        """The call of an item, whose fields are made fit to be sent back."""
        name = item.get("name")
        own = item.pop("id", None)
        item["call_id"] = ids.claim(item.get("call_id") or own)
        if own == item["call_id"] or ids.add(own):
            item["id"] = own  # An item may lack an id, but not have that of another item.
        item["name"] = _name(name)
        if item.get("status") != "completed":
            item.pop("status", None)  # The call is answered like any other, so it is no more in progress.
        if item["type"] == "custom_tool_call":
            self._custom.add(item["call_id"])
            item["input"] = str(item.get("input") or "")
            return _call(item["call_id"], name, Arguments(item["input"], {}, _NOT_JSON))
        arguments = read_arguments(given, ending)
        item["arguments"] = arguments.text
        return _call(item["call_id"], name, arguments)


_DIALECTS: Mapping[str, type[Dialect]] = {
    "chat": ChatDialect,
    "messages": MessageDialect,
    "responses": ResponseDialect,
}


def dialect_of(accumulator: str | None) -> Dialect | None:
    """Return the dialect of an operation by the accumulator of its streams; None if the dialect has no tools."""
    kind = _DIALECTS.get(accumulator or "")
    return None if kind is None else kind()


def _chat_call(came: Mapping[str, Any], ending: Ending, ids: CallIds) -> tuple[Json, ToolCall]:
    """A call of a message: as it goes back, and as it is run."""
    sent = without_nulls({name: value for name, value in came.items() if name != "index"})
    sent["id"] = ids.claim(came.get("id"))
    custom = came.get("custom")
    if came.get("type") == "custom" and isinstance(custom, Mapping):
        text = str(custom.get("input") or "")
        sent["custom"] |= {"name": _name(custom.get("name")), "input": text}
        return sent, _call(sent["id"], custom.get("name"), Arguments(text, {}, _NOT_JSON))
    function = came.get("function")
    function = function if isinstance(function, Mapping) else {}
    arguments = read_arguments(function.get("arguments", ""), ending)
    sent["type"] = "function"
    sent["function"] = {
        **without_nulls(function),
        "name": _name(function.get("name")),
        "arguments": arguments.text,
    }
    return sent, _call(sent["id"], function.get("name"), arguments)


def _call(call_id: str, name: Any, arguments: Arguments) -> ToolCall:
    return ToolCall(call_id, name if isinstance(name, str) else "", arguments.written, arguments.problem)


def _name(given: Any) -> str:
    """A name that strict servers accept in a conversation."""
    text = given if isinstance(given, str) else ""
    return _NOT_IN_NAMES.sub("_", text)[:64] or "unnamed"


def _is_empty_text(block: Json) -> bool:
    """Whether a block is text of spaces alone, which strict servers reject."""
    return block.get("type") == "text" and not str(block.get("text") or "").strip()


def _without_unanswered(blocks: list[Json]) -> list[Json]:
    """The blocks of a truncated turn without the server's calls that have no result: strict servers reject those."""
    answered = [block.get("tool_use_id") for block in blocks]
    return [b for b in blocks if b.get("type") not in SERVER_CALLS or b.get("id") in answered]
