"""Messages: events that open, extend and close the blocks of one message."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, Final

from do_inference.content import pieces
from do_inference.partial_json import parse_partial
from do_inference.strict_json import parse_object
from do_inference.truncation import is_finished, is_truncated
from do_inference_generated._stream import (
    ChoiceDone,
    ReasoningDelta,
    TextDelta,
    ToolCallDelta,
    ToolCallDone,
    ToolCallStarted,
)

from .base import Emit, Fold, Json, reason_of
from .merge import Text, gather, merge, settle
from .output_items import EVENT_OF

if TYPE_CHECKING:
    from do_inference.streams.reports import Reports

_BLOCK_OF_DELTA: Final = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "signature_delta": "thinking",
    "input_json_delta": "tool_use",
}
"""What a delta opens whose block nothing opened."""
_CALLS: Final = ("tool_use", "server_tool_use")


class Block:
    """One block of the content as far as it has come."""

    __slots__ = ("call", "closed", "fields", "input")

    def __init__(self, fields: Json) -> None:
        self.fields: dict[str, Any] = merge({}, fields)
        self.input: Text | None = None
        self.call: int | None = None
        self.closed = False

    def result(self, *, finished: bool) -> Json:
        """The block in the form of the unstreamed result. Input that is not a whole JSON object stays text.

        `finished` says whether the turn ended, and not by truncation. If so, a call without any input is one without
        arguments. If not, the empty object that opens a block is not the model's: it becomes an empty text.
        """
        settled: Json = settle(self.fields)
        if self.input is not None:
            text = self.input.getvalue()
            try:
                settled["input"] = parse_object(text)
            except ValueError:
                settled["input"] = text
        elif settled.get("type") in _CALLS and settled.get("input") in (None, "", {}):
            settled["input"] = {} if finished else ""
        return settled

    def draft(self) -> Json:
        """The block with as much of its input as can be read."""
        settled: Json = settle(self.fields)
        if self.input is not None:
            text = self.input.getvalue()
            settled["input"] = parse_partial(text, default=text)
        return settled

    def arguments(self) -> str:
        """The input of a tool as JSON text."""
        if self.input is not None:
            return self.input.getvalue()
        given = settle(self.fields.get("input"))
        return json.dumps(given, ensure_ascii=False) if given else ""


class BlocksFold(Fold):
    """Adds up the events of a message."""

    final_events: ClassVar[frozenset[str]] = frozenset({"message_stop"})

    def __init__(self, reports: Reports) -> None:
        super().__init__(reports)
        self._message: dict[str, Any] = {}
        self._blocks: dict[int, Block] = {}
        self._calls = 0
        self._done = False
        self._ended = False

    def add(self, value: Json, emit: Emit | None) -> None:
        match value.get("type"):
            case "content_block_delta":
                delta = value.get("delta")
                if isinstance(delta, dict):
                    self._add_delta(self._index(value), delta, emit)
            case "content_block_start":
                self._open(self._index(value, opening=True), value.get("content_block"), emit)
            case "content_block_stop":
                self._close_block(self._index(value))
            case "message_start":
                self._start(value.get("message"), emit)
            case "message_delta":
                self._add_message_delta(value, emit)

    def close(self, emit: Emit | None) -> None:
        self._ended = True
        if emit is not None and not self._done:
            self._done = True
            reason = reason_of(self._message.get("stop_reason"))
            for _, block in sorted(self._blocks.items()):
                _emit_done(block, reason, emit)
            emit.append(ChoiceDone(reason))

    def complete(self, answers: int) -> bool:
        return reason_of(self._message.get("stop_reason")) is not None

    def has_result(self) -> bool:
        return bool(self._message or self._blocks)

    def result(self) -> Json:
        reason = reason_of(self._message.get("stop_reason"))
        ended = self._ended and not is_truncated(reason)
        return self._with_content(
            [
                block.result(finished=ended and (bool(reason) or block.closed))
                for _, block in sorted(self._blocks.items())
            ]
        )

    def draft(self) -> Json:
        return self._with_content([block.draft() for _, block in sorted(self._blocks.items())])

    def _with_content(self, blocks: list[Json]) -> Json:
        message: Json = {"type": "message", "role": "assistant", **settle(self._message), "content": blocks}
        if self.usage is not None:
            message["usage"] = settle(self.usage)
        return message

    def event_of(self, result: Json) -> Json:
        return {"type": "message_start", "message": result}

    def _index(self, value: Json, *, opening: bool = False) -> int:
        index = value.get("index")
        if isinstance(index, int):
            return index
        last = max(self._blocks, default=-1)
        return last + 1 if opening or last < 0 else last

    def _start(self, message: Any, emit: Emit | None) -> None:
        if not isinstance(message, dict):
            return
        content = message.get("content")
        self._message = merge(
            self._message, {k: v for k, v in message.items() if k not in ("content", "usage")}
        )
        for name in ("stop_reason", "stop_sequence"):
            if name in message:
                self._message.setdefault(name, message[name])
        self._add_usage(message.get("usage"), emit)
        for index, block in enumerate(content if isinstance(content, list) else []):
            self._open(index, block, emit)
            self._close_block(index)
        if reason_of(message.get("stop_reason")):
            self.close(emit)

    def _open(self, index: int, fields: Any, emit: Emit | None) -> None:
        if not isinstance(fields, dict):
            return
        block = self._blocks[index] = Block(fields)
        kind = fields.get("type")
        if kind == "tool_use":
            block.call = self._calls
            self._calls += 1
        if emit is None:
            return
        if block.call is not None:
            emit.append(ToolCallStarted(block.call, fields.get("id"), str(fields.get("name") or "")))
        emit.extend(EVENT_OF[said](text) for said, text in pieces(fields))

    def _add_delta(self, index: int, delta: Json, emit: Emit | None) -> None:
        kind = delta.get("type")
        block = self._blocks.get(index)
        if block is None:
            self._open(index, {"type": _BLOCK_OF_DELTA.get(str(kind), "unknown")}, emit)
            block = self._blocks[index]
        if kind == "text_delta":
            _extend(block, "text", delta, TextDelta, emit)
        elif kind == "input_json_delta":
            self._add_input(block, delta.get("partial_json"), emit)
        elif kind == "thinking_delta":
            _extend(block, "thinking", delta, ReasoningDelta, emit)
        elif kind == "citations_delta":
            block.fields["citations"] = gather(block.fields.get("citations"), [delta.get("citation")])
            if emit is not None:
                self.reports.emit_citation(delta.get("citation"), emit)
        else:
            for name, piece in delta.items():
                if name != "type":
                    block.fields[name] = gather(block.fields.get(name), piece)

    def _add_input(self, block: Block, piece: Any, emit: Emit | None) -> None:
        if not isinstance(piece, str) or not piece:
            return
        if block.input is None:
            block.input = Text()
        block.input.write(piece)
        if emit is not None and block.call is not None:
            emit.append(ToolCallDelta(block.call, piece))

    def _close_block(self, index: int) -> None:
        block = self._blocks.get(index)
        if block is not None:
            block.closed = True

    def _add_message_delta(self, value: Json, emit: Emit | None) -> None:
        delta = value.get("delta")
        if isinstance(delta, dict):
            self._message = merge(self._message, delta)
        rest = {name: told for name, told in value.items() if name not in ("delta", "type", "usage")}
        self._message = merge(self._message, rest)
        self._add_usage(value.get("usage"), emit)
        if isinstance(delta, dict) and reason_of(delta.get("stop_reason")):
            self.close(emit)

    def _add_usage(self, usage: Any, emit: Emit | None) -> None:
        if isinstance(usage, dict):
            self.usage = merge(self.usage, usage)
            if emit is not None and usage:
                self.reports.emit_usage(settle(self.usage), emit)


def _emit_done(block: Block, reason: Any, emit: Emit) -> None:
    """Tell that a tool call is complete, if it is: a block closes in the same way when the turn is cut off in it."""
    arguments = block.arguments()
    if block.call is not None and is_finished(reason or block.closed, arguments):
        name = str(block.fields.get("name") or "")
        emit.append(ToolCallDone(block.call, block.fields.get("id"), name, arguments))


def _extend(
    block: Block, name: str, delta: Json, make: type[TextDelta | ReasoningDelta], emit: Emit | None
) -> None:
    piece = delta.get(name)
    if isinstance(piece, str) and piece:
        block.fields[name] = gather(block.fields.get(name), piece)
        if emit is not None:
            emit.append(make(piece))
