"""Messages: events that open, extend and close the blocks of one message."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, Final

from do_inference._content import SERVER_CALLS, pieces
from do_inference._json.partial import parse_partial
from do_inference._json.strict import parse_object
from do_inference._truncation import is_finished, is_truncated
from do_inference_generated._stream import (
    ChoiceDone,
    ReasoningDelta,
    TextDelta,
    ToolCallDelta,
    ToolCallDone,
    ToolCallStarted,
)

from .arguments import Arguments, as_text
from .base import Accumulator, Emit, Json, reason_of
from .merge import gather, merge, settle
from .output_items import EVENT_OF

if TYPE_CHECKING:
    from do_inference.streams._reports import Reports

_BLOCK_OF_DELTA: Final = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "signature_delta": "thinking",
    "input_json_delta": "tool_use",
    "compaction_delta": "compaction",
}
"""What a delta opens whose block nothing opened."""
_CALLS: Final = (*SERVER_CALLS, "tool_use")
_BLOCKS: Final = frozenset((*_BLOCK_OF_DELTA.values(), *_CALLS))


class Block:
    """One block of the content as far as it has come."""

    __slots__ = ("call", "closed", "fields", "index", "input", "last", "opened", "whole")

    def __init__(self, index: int, fields: Json, *, opened: bool) -> None:
        self.index = index
        self.opened = opened
        """Whether an event has opened it. If not, its first delta did."""
        self.last: str | None = None
        """The type of the last delta."""
        self.fields: dict[str, Any] = merge({}, fields)
        self.input: Arguments | None = None
        self.call: int | None = None
        self.closed = False
        self.whole = False
        """Whether it came in the message itself. Then an empty input is the model's, and not a placeholder."""

    def is_opened_by(self, fields: Json) -> bool:
        """Whether an event that opens a block at the index of this one opens this one again, or at last."""
        held_id, given_id = self.fields.get("id"), fields.get("id")
        if held_id and given_id:
            return bool(held_id == given_id)
        if self.fields.get("type") != fields.get("type"):
            return False
        if not self.opened:
            return not self.closed
        return self.last is None and self.fields == fields and not (self.closed and self.call is not None)

    def continues_with(self, kind: str, piece: str) -> bool:
        """Whether a delta can belong to this block: one of another type of block does not, nor does input after a whole
        JSON object.
        """
        expected, held = _BLOCK_OF_DELTA.get(kind), str(self.fields.get("type"))
        if (
            expected not in (None, held)
            and held in _BLOCKS
            and not (expected == "tool_use" and held in _CALLS)
        ):
            return False
        is_whole = kind == "input_json_delta" and self.input is not None and self.input.complete
        return not (is_whole and piece.strip())

    def is_repeated_by(self, piece: str) -> bool:
        """Whether a piece of input sends the whole input again."""
        return self.input is not None and self.input.complete and self.input.repeats(piece)

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


class MessageAccumulator(Accumulator):
    """Adds up the events of a message."""

    final_events: ClassVar[frozenset[str]] = frozenset({"message_stop"})

    def __init__(self, reports: Reports) -> None:
        super().__init__(reports)
        self._message: dict[str, Any] = {}
        self._blocks: list[Block] = []
        self._at: dict[int, Block] = {}
        """The latest block at each index. Some servers open several at one index."""
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
            for block in self._ordered():
                _emit_done(block, reason, emit)
            emit.append(ChoiceDone(reason))

    def complete(self, answers: int) -> bool:
        return reason_of(self._message.get("stop_reason")) is not None

    def head(self) -> Json:
        return self._message

    def has_result(self) -> bool:
        return bool(self._message or self._blocks)

    def result(self) -> Json:
        reason = reason_of(self._message.get("stop_reason"))
        ended = self._ended and not is_truncated(reason)
        return self._with_content(
            [block.result(finished=ended and (bool(reason) or block.whole)) for block in self._ordered()]
        )

    def draft(self) -> Json:
        return self._with_content([block.draft() for block in self._ordered()])

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
        if opening or not self._blocks:
            return max(self._at, default=-1) + 1
        return self._blocks[-1].index

    def _ordered(self) -> list[Block]:
        return sorted(self._blocks, key=lambda block: block.index)

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
            if index in self._at:
                self._at[index].closed = self._at[index].whole = True
        if reason_of(message.get("stop_reason")):
            self.close(emit)

    def _open(self, index: int, fields: Any, emit: Emit | None) -> None:
        if not isinstance(fields, dict):
            return
        known = self._at.get(index)
        if known is not None and known.is_opened_by(fields):
            known.opened = True
            for name, value in fields.items():
                known.fields[name] = known.fields.get(name) or merge(None, value)
            return
        self._new(index, fields, emit, opened=True)

    def _new(self, index: int, fields: Json, emit: Emit | None, *, opened: bool) -> Block:
        block = self._at[index] = Block(index, fields, opened=opened)
        self._blocks.append(block)
        if fields.get("type") == "tool_use":
            block.call = self._calls
            self._calls += 1
        if emit is not None:
            if block.call is not None:
                emit.append(ToolCallStarted(block.call, fields.get("id"), str(fields.get("name") or "")))
            emit.extend(EVENT_OF[said](text) for said, text in pieces(fields))
        return block

    def _add_delta(self, index: int, delta: Json, emit: Emit | None) -> None:
        kind = delta.get("type")
        block = self._at.get(index)
        if block is None or kind != block.last or (block.input is not None and block.input.complete):
            piece = as_text(delta.get("partial_json"))
            if block is not None and block.is_repeated_by(piece):
                return
            kind = str(kind)
            if block is None or not block.continues_with(kind, piece):
                block = self._new(index, {"type": _BLOCK_OF_DELTA.get(kind, "unknown")}, emit, opened=False)
            block.last = kind
        if kind == "text_delta":
            _extend(block, "text", delta, TextDelta, emit)
        elif kind == "input_json_delta":
            self._add_input(block, as_text(delta.get("partial_json")), emit)
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

    def _add_input(self, block: Block, piece: str, emit: Emit | None) -> None:
        if not piece:
            return
        if block.input is None:
            block.input = Arguments()
        block.input.add(piece)
        if emit is not None and block.call is not None:
            emit.append(ToolCallDelta(block.call, piece))

    def _close_block(self, index: int) -> None:
        block = self._at.get(index)
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
    if block.call is not None and is_finished(reason or block.whole, arguments):
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
