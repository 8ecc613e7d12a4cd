"""How tools are offered, called and answered in each dialect, told apart by how its streams add up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from do_inference.codec import dumps
from do_inference.structured.reading import objects

from .calls import ToolCall, ToolResult

if TYPE_CHECKING:
    from .definition import Tool

Json = dict[str, Any]


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
    def answer(self, result: Json) -> tuple[list[Json], list[ToolCall]]:
        """What a result adds to the conversation, and the calls it asks for."""

    @abstractmethod
    def reply(self, results: Sequence[ToolResult]) -> list[Json]:
        """What the results of these calls add to the conversation."""


class ChatDialect(Dialect):
    """Chat completions: `tool_calls` of a message, answered by messages of the role `tool`."""

    def offer(self, tool: Tool) -> Json:
        function = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
        return {"type": "function", "function": function}

    def answer(self, result: Json) -> tuple[list[Json], list[ToolCall]]:
        choices = objects(result.get("choices"))
        message = choices[0].get("message") if choices else None
        if not isinstance(message, Mapping):
            return [], []
        said = {key: value for key, value in message.items() if value is not None}
        said.setdefault("role", "assistant")
        asked = [dict(call) for call in objects(message.get("tool_calls"))]
        calls = []
        for position, call in enumerate(asked):
            call["id"] = call.get("id") or f"call_{position}"
            function = call.get("function")
            function = function if isinstance(function, Mapping) else {}
            calls.append(
                ToolCall(str(call["id"]), str(function.get("name")), _text(function.get("arguments")))
            )
        if asked:
            said["tool_calls"] = asked
        return [said], calls

    def reply(self, results: Sequence[ToolResult]) -> list[Json]:
        return [
            {"role": "tool", "tool_call_id": result.call.id, "content": result.content} for result in results
        ]


class MessageDialect(Dialect):
    """Messages: blocks of the type `tool_use`, answered by one turn of `tool_result` blocks."""

    free_choice: ClassVar[Any] = {"type": "auto"}

    def offer(self, tool: Tool) -> Json:
        return {"name": tool.name, "description": tool.description, "input_schema": tool.parameters}

    def answer(self, result: Json) -> tuple[list[Json], list[ToolCall]]:
        blocks = [dict(block) for block in objects(result.get("content"))]
        calls = []
        for position, block in enumerate(blocks):
            if block.get("type") == "tool_use":
                block["id"] = block.get("id") or f"call_{position}"
                calls.append(ToolCall(str(block["id"]), str(block.get("name")), _text(block.get("input"))))
                if not isinstance(block.get("input"), Mapping):
                    block["input"] = {}
        return ([{"role": "assistant", "content": blocks}] if blocks else []), calls

    def reply(self, results: Sequence[ToolResult]) -> list[Json]:
        blocks = []
        for result in results:
            block: Json = {"type": "tool_result", "tool_use_id": result.call.id, "content": result.content}
            blocks.append(block if result.error is None else {**block, "is_error": True})
        return [{"role": "user", "content": blocks}]


class ResponseDialect(Dialect):
    """Responses: items of the type `function_call`, answered by items of the type `function_call_output`."""

    conversation: ClassVar[str] = "input"

    def offer(self, tool: Tool) -> Json:
        described = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
        return {"type": "function", **described}

    def answer(self, result: Json) -> tuple[list[Json], list[ToolCall]]:
        items = [dict(item) for item in objects(result.get("output"))]
        calls = []
        for position, item in enumerate(items):
            if item.get("type") == "function_call":
                item["call_id"] = item.get("call_id") or item.get("id") or f"call_{position}"
                calls.append(
                    ToolCall(str(item["call_id"]), str(item.get("name")), _text(item.get("arguments")))
                )
        return items, calls

    def reply(self, results: Sequence[ToolResult]) -> list[Json]:
        return [
            {"type": "function_call_output", "call_id": result.call.id, "output": result.content}
            for result in results
        ]


_DIALECTS: Mapping[str, type[Dialect]] = {
    "deltas": ChatDialect,
    "blocks": MessageDialect,
    "response": ResponseDialect,
}


def dialect_of(fold: str | None) -> Dialect | None:
    """The dialect of an operation whose streams add up like this; None where it knows no tools."""
    kind = _DIALECTS.get(fold or "")
    return None if kind is None else kind()


def _text(arguments: Any) -> str:
    if isinstance(arguments, str):
        return arguments
    return "" if arguments is None else dumps(arguments).decode()
