"""The formats of tool definitions, calls and results in each API. The accumulator of its streams identifies an API.

The conversation in the next request is well-formed, whatever the model wrote: arguments are JSON objects, each call has
a name, a unique id and one result, and there are no nulls.
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

from ._calls import ToolArguments, ToolCall, ToolResult, parse_arguments

if TYPE_CHECKING:
    from ._calls import CallIds
    from ._definition import Tool

Json = dict[str, Any]

_FREE_FORM_FIELDS: Final = frozenset({"input", "citations"})
"""Fields of blocks whose nulls stay: free-form input of the model, and citations, whose `title` is required."""
_INVALID_NAME_CHARACTERS: Final = re.compile(r"[^a-zA-Z0-9_-]+")
_CUSTOM_TOOL: Final = "custom tools, whose input is text, are not supported"


class Dialect(ABC):
    """The format of tools in one API. Results are the JSON values of the server, unchanged."""

    conversation_field: ClassVar[str] = "messages"
    """The field of the request that contains the conversation."""
    unforced_choice: ClassVar[Any] = "auto"
    """The `tool_choice` that lets the model decide."""

    @abstractmethod
    def define(self, tool: Tool) -> Json:
        """Return the definition of a tool for the request."""

    @abstractmethod
    def parse(self, result: Json, ending: Ending, ids: CallIds) -> tuple[list[Json], list[ToolCall]]:
        """Return the messages that a result adds to the conversation, and the calls that it requests."""

    @abstractmethod
    def format_results(self, results: Sequence[ToolResult]) -> list[Json]:
        """Return the messages that the results of calls add to the conversation."""

    def resume(self, paused: Json, turn: list[Json]) -> list[Json]:
        """Return a turn that the server paused, extended by the next turn."""
        return [paused, *turn]

    def next_fields(self, result: Json, body: Mapping[str, Any]) -> Json:
        """Return the fields of the next request, other than the conversation, that a result determines."""
        return {}


class ChatDialect(Dialect):
    """Chat completions: `tool_calls` in a message, results in messages with the role `tool`."""

    def define(self, tool: Tool) -> Json:
        function = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
        return {"type": "function", "function": function}

    def parse(self, result: Json, ending: Ending, ids: CallIds) -> tuple[list[Json], list[ToolCall]]:
        choices = objects(result.get("choices"))
        message = choices[0].get("message") if choices else None
        if not isinstance(message, Mapping):
            return [], []
        calls = [_chat_call(call, ending, ids) for call in objects(message.get("tool_calls"))]
        # Strict servers reject empty lists, especially an empty `tool_calls`.
        turn: Json = {name: value for name, value in without_nulls(message).items() if value != []}
        turn["role"] = "assistant"
        turn.pop("tool_calls", None)
        audio = turn.get("audio")
        if isinstance(audio, dict) and "id" in audio:
            turn["audio"] = {"id": audio["id"]}  # A request contains only the id of an audio response.
        if calls:
            turn["tool_calls"] = [sent for sent, _ in calls]
        elif "content" not in turn:
            turn["content"] = ""
        return [turn], [call for _, call in calls]

    def format_results(self, results: Sequence[ToolResult]) -> list[Json]:
        return [
            {"role": "tool", "tool_call_id": result.call.id, "content": result.content} for result in results
        ]


class MessageDialect(Dialect):
    """Messages: blocks of the type `tool_use`, results in one user message of `tool_result` blocks."""

    unforced_choice: ClassVar[Any] = {"type": "auto"}

    def define(self, tool: Tool) -> Json:
        return {"name": tool.name, "description": tool.description, "input_schema": tool.parameters}

    def parse(self, result: Json, ending: Ending, ids: CallIds) -> tuple[list[Json], list[ToolCall]]:
        content = result.get("content")
        if isinstance(content, str):
            content = [{"type": "text", "text": content}]
        blocks: list[Json] = []
        calls: list[ToolCall] = []
        for received in objects(content):
            block = without_nulls(received, _FREE_FORM_FIELDS)
            if block.get("type") == "tool_use" or block.get("type") in SERVER_CALLS:
                arguments = parse_arguments(received.get("input", ""), ending)
                block["input"] = arguments.value
                if block["type"] == "tool_use":
                    block |= {"id": ids.claim(received.get("id")), "name": _valid_name(received.get("name"))}
                    calls.append(_call(block["id"], received.get("name"), arguments))
            if block.get("type") and not _is_empty_text(block):
                blocks.append(block)
        if ending.truncated:
            blocks = _without_unfinished_calls(blocks)
        return ([{"role": "assistant", "content": blocks}] if blocks else []), calls

    def format_results(self, results: Sequence[ToolResult]) -> list[Json]:
        blocks = []
        for result in results:
            block: Json = {"type": "tool_result", "tool_use_id": result.call.id, "content": result.content}
            blocks.append(block if result.error is None else {**block, "is_error": True})
        return [{"role": "user", "content": blocks}]

    def resume(self, paused: Json, turn: list[Json]) -> list[Json]:
        first, *rest = turn
        return [{**paused, "content": [*paused["content"], *first["content"]]}, *rest]

    def next_fields(self, result: Json, body: Mapping[str, Any]) -> Json:
        """Return the container in which the vendor ran code. The vendor requires it in the next request."""
        container = result.get("container")
        name = container.get("id") if isinstance(container, Mapping) else None
        if not isinstance(name, str):
            return {}
        given = body.get("container")
        return {"container": {**given, "id": name} if isinstance(given, Mapping) else name}


class ResponseDialect(Dialect):
    """Responses: items of the type `function_call`, results in items of the type `function_call_output`."""

    conversation_field: ClassVar[str] = "input"

    def define(self, tool: Tool) -> Json:
        definition = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
        return {"type": "function", **definition}

    def __init__(self) -> None:
        self._custom: set[str] = set()

    def parse(self, result: Json, ending: Ending, ids: CallIds) -> tuple[list[Json], list[ToolCall]]:
        items: list[Json] = []
        calls: list[ToolCall] = []
        for received in objects(result.get("output")):
            item = without_nulls(received)
            type_ = item.get("type")
            if type_ in ("function_call", "custom_tool_call"):
                status = received.get("status")
                own_ending = Ending(status, truncated=True) if is_truncated(status) else ending
                calls.append(self._prepare_call(item, received.get("arguments", ""), own_ending, ids))
            if type_ or item.get("role"):
                items.append(item)
        return items, calls

    def format_results(self, results: Sequence[ToolResult]) -> list[Json]:
        return [
            {
                "type": f"{'custom_tool' if result.call.id in self._custom else 'function'}_call_output",
                "call_id": result.call.id,
                "output": result.content,
            }
            for result in results
        ]

    def _prepare_call(self, item: Json, raw_arguments: Any, ending: Ending, ids: CallIds) -> ToolCall:
        """Return the call of an item, after making the item valid for the next request."""
        name = item.get("name")
        own = item.pop("id", None)
        item["call_id"] = ids.claim(item.get("call_id") or own)
        if own == item["call_id"] or ids.add(own):
            item["id"] = own  # The id of an item is optional, but must be unique.
        item["name"] = _valid_name(name)
        if item.get("status") != "completed":
            item.pop("status", None)  # The call gets a result, so it is no longer in progress.
        if item["type"] == "custom_tool_call":
            self._custom.add(item["call_id"])
            item["input"] = str(item.get("input") or "")
            return _call(item["call_id"], name, ToolArguments(item["input"], {}, _CUSTOM_TOOL))
        arguments = parse_arguments(raw_arguments, ending)
        item["arguments"] = arguments.text
        return _call(item["call_id"], name, arguments)


_DIALECTS: Mapping[str, type[Dialect]] = {
    "chat": ChatDialect,
    "messages": MessageDialect,
    "responses": ResponseDialect,
}


def dialect_of(accumulator: str | None) -> Dialect | None:
    """Return the dialect of an operation by the accumulator of its streams; None if it does not support tools."""
    class_ = _DIALECTS.get(accumulator or "")
    return None if class_ is None else class_()


def _chat_call(received: Mapping[str, Any], ending: Ending, ids: CallIds) -> tuple[Json, ToolCall]:
    """Return a call of a message as JSON for the next request, and as a call to run."""
    sent = without_nulls({name: value for name, value in received.items() if name != "index"})
    sent["id"] = ids.claim(received.get("id"))
    custom = received.get("custom")
    if received.get("type") == "custom" and isinstance(custom, Mapping):
        text = str(custom.get("input") or "")
        sent["custom"] |= {"name": _valid_name(custom.get("name")), "input": text}
        return sent, _call(sent["id"], custom.get("name"), ToolArguments(text, {}, _CUSTOM_TOOL))
    function = received.get("function")
    function = function if isinstance(function, Mapping) else {}
    arguments = parse_arguments(function.get("arguments", ""), ending)
    sent["type"] = "function"
    sent["function"] = {
        **without_nulls(function),
        "name": _valid_name(function.get("name")),
        "arguments": arguments.text,
    }
    return sent, _call(sent["id"], function.get("name"), arguments)


def _call(call_id: str, name: Any, arguments: ToolArguments) -> ToolCall:
    return ToolCall(call_id, name if isinstance(name, str) else "", arguments.raw, arguments.problem)


def _valid_name(name: Any) -> str:
    """Return a name that strict servers accept in a conversation."""
    text = name if isinstance(name, str) else ""
    return _INVALID_NAME_CHARACTERS.sub("_", text)[:64] or "unnamed"


def _is_empty_text(block: Json) -> bool:
    """Return whether a block is text that contains only whitespace, which strict servers reject."""
    return block.get("type") == "text" and not str(block.get("text") or "").strip()


def _without_unfinished_calls(blocks: list[Json]) -> list[Json]:
    """Remove server-side calls without a result from a truncated turn: strict servers reject them."""
    finished = [block.get("tool_use_id") for block in blocks]
    return [b for b in blocks if b.get("type") not in SERVER_CALLS or b.get("id") in finished]
