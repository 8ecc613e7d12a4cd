"""The accumulator of messages: events that start, extend and stop the content blocks of one message."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Final

from do_inference._content import SERVER_CALLS, text_fragments
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

from .base import Accumulator, Emit, Json, ReportDecoder, reason_of
from .merge import gather, merge, settle
from .output_items import EVENT_CLASSES
from .tool_calls import ArgumentsBuffer, json_text

_BLOCK_OF_DELTA: Final = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "signature_delta": "thinking",
    "input_json_delta": "tool_use",
    "compaction_delta": "compaction",
}
"""The type of block that a delta belongs to. Some servers send deltas without a `content_block_start`."""
_CALLS: Final = (*SERVER_CALLS, "tool_use")
_BLOCKS: Final = frozenset((*_BLOCK_OF_DELTA.values(), *_CALLS))


class ContentBlock:
    """The content of one block received so far."""

    __slots__ = ("call", "closed", "fields", "index", "input", "last", "opened", "predefined")

    def __init__(self, index: int, fields: Json, *, opened: bool) -> None:
        self.index = index
        self.opened = opened
        """Whether `content_block_start` started the block. If not, its first delta did."""
        self.last: str | None = None
        """The type of the last delta."""
        self.fields: dict[str, Any] = merge({}, fields)
        self.input: ArgumentsBuffer | None = None
        self.call: int | None = None
        self.closed = False
        self.predefined = False
        """Whether the block was part of `message_start`. Then empty input is not a placeholder."""

    def is_opened_by(self, fields: Json) -> bool:
        """Return whether a `content_block_start` with the index of this block is about this block.

        Some servers repeat the event, send it after the first delta, or give several blocks the same index.
        """
        held_id, given_id = self.fields.get("id"), fields.get("id")
        if held_id and given_id:
            return bool(held_id == given_id)
        if self.fields.get("type") != fields.get("type"):
            return False
        if not self.opened:
            return not self.closed
        return self.last is None and self.fields == fields and not (self.closed and self.call is not None)

    def accepts(self, kind: str, fragment: str) -> bool:
        """Return whether a delta can belong to this block.

        A delta of another block type cannot, and neither can input that follows a complete JSON object.
        """
        expected, held = _BLOCK_OF_DELTA.get(kind), str(self.fields.get("type"))
        if (
            expected not in (None, held)
            and held in _BLOCKS
            and not (expected == "tool_use" and held in _CALLS)
        ):
            return False
        is_complete = kind == "input_json_delta" and self.input is not None and self.input.complete
        return not (is_complete and fragment.strip())

    def is_repeated_by(self, fragment: str) -> bool:
        """Return whether a fragment repeats the complete input."""
        return self.input is not None and self.input.complete and self.input.repeats(fragment)

    def result(self, *, finished: bool) -> Json:
        """Return the block in the form of the result. Input that is not a complete JSON object remains text.

        `finished` is whether the turn ended without truncation. If so, a call without input has no arguments. If not,
        the empty object in `content_block_start` is a placeholder and becomes an empty string.
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
        """Return the block for a preview, with incomplete input completed."""
        settled: Json = settle(self.fields)
        if self.input is not None:
            text = self.input.getvalue()
            settled["input"] = parse_partial(text, default=text)
        return settled

    def arguments(self) -> str:
        """Return the input of a tool as JSON text."""
        if self.input is not None:
            return self.input.getvalue()
        given = settle(self.fields.get("input"))
        return json.dumps(given, ensure_ascii=False) if given else ""


class MessageAccumulator(Accumulator):
    """The accumulator of messages."""

    final_events: ClassVar[frozenset[str]] = frozenset({"message_stop"})

    def __init__(self, reports: ReportDecoder) -> None:
        super().__init__(reports)
        self._message: dict[str, Any] = {}
        self._blocks: list[ContentBlock] = []
        self._at: dict[int, ContentBlock] = {}
        """The latest block of each index. Some servers start several blocks with the same index."""
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

    def complete(self, choices: int) -> bool:
        return reason_of(self._message.get("stop_reason")) is not None

    def head(self) -> Json:
        return self._message

    def has_result(self) -> bool:
        return bool(self._message or self._blocks)

    def result(self) -> Json:
        reason = reason_of(self._message.get("stop_reason"))
        ended = self._ended and not is_truncated(reason)
        return self._with_content(
            [block.result(finished=ended and (bool(reason) or block.predefined)) for block in self._ordered()]
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

    def _ordered(self) -> list[ContentBlock]:
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
                self._at[index].closed = self._at[index].predefined = True
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

    def _new(self, index: int, fields: Json, emit: Emit | None, *, opened: bool) -> ContentBlock:
        block = self._at[index] = ContentBlock(index, fields, opened=opened)
        self._blocks.append(block)
        if fields.get("type") == "tool_use":
            block.call = self._calls
            self._calls += 1
        if emit is not None:
            if block.call is not None:
                emit.append(ToolCallStarted(block.call, fields.get("id"), str(fields.get("name") or "")))
            emit.extend(EVENT_CLASSES[kind](text) for kind, text in text_fragments(fields))
        return block

    def _add_delta(self, index: int, delta: Json, emit: Emit | None) -> None:
        kind = delta.get("type")
        block = self._at.get(index)
        if block is None or kind != block.last or (block.input is not None and block.input.complete):
            fragment = json_text(delta.get("partial_json"))
            if block is not None and block.is_repeated_by(fragment):
                return
            kind = str(kind)
            if block is None or not block.accepts(kind, fragment):
                block = self._new(index, {"type": _BLOCK_OF_DELTA.get(kind, "unknown")}, emit, opened=False)
            block.last = kind
        if kind == "text_delta":
            _extend(block, "text", delta, TextDelta, emit)
        elif kind == "input_json_delta":
            self._add_input(block, json_text(delta.get("partial_json")), emit)
        elif kind == "thinking_delta":
            _extend(block, "thinking", delta, ReasoningDelta, emit)
        elif kind == "citations_delta":
            block.fields["citations"] = gather(block.fields.get("citations"), [delta.get("citation")])
            if emit is not None:
                self.reports.emit_citation(delta.get("citation"), emit)
        else:
            for name, fragment in delta.items():
                if name != "type":
                    block.fields[name] = gather(block.fields.get(name), fragment)

    def _add_input(self, block: ContentBlock, fragment: str, emit: Emit | None) -> None:
        if not fragment:
            return
        if block.input is None:
            block.input = ArgumentsBuffer()
        block.input.add(fragment)
        if emit is not None and block.call is not None:
            emit.append(ToolCallDelta(block.call, fragment))

    def _close_block(self, index: int) -> None:
        block = self._at.get(index)
        if block is not None:
            block.closed = True

    def _add_message_delta(self, value: Json, emit: Emit | None) -> None:
        delta = value.get("delta")
        if isinstance(delta, dict):
            self._message = merge(self._message, delta)
        rest = {name: field for name, field in value.items() if name not in ("delta", "type", "usage")}
        self._message = merge(self._message, rest)
        self._add_usage(value.get("usage"), emit)
        if isinstance(delta, dict) and reason_of(delta.get("stop_reason")):
            self.close(emit)

    def _add_usage(self, usage: Any, emit: Emit | None) -> None:
        if isinstance(usage, dict):
            self.usage = merge(self.usage, usage)
            if emit is not None and usage:
                self.reports.emit_usage(settle(self.usage), emit)


def _emit_done(block: ContentBlock, reason: Any, emit: Emit) -> None:
    """Emit the end of a tool call if the call is complete. A block also stops if the turn is truncated inside it."""
    arguments = block.arguments()
    if block.call is not None and is_finished(reason or block.predefined, arguments):
        name = str(block.fields.get("name") or "")
        emit.append(ToolCallDone(block.call, block.fields.get("id"), name, arguments))


def _extend(
    block: ContentBlock, name: str, delta: Json, make: type[TextDelta | ReasoningDelta], emit: Emit | None
) -> None:
    fragment = delta.get(name)
    if isinstance(fragment, str) and fragment:
        block.fields[name] = gather(block.fields.get(name), fragment)
        if emit is not None:
            emit.append(make(fragment))
