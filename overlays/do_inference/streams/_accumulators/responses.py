"""Responses: typed `response.*` events, the last of which carries the result, and the older chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from do_inference._content import kind_of
from do_inference._truncation import ending_of, is_truncated
from do_inference_generated._stream import (
    ChoiceDone,
    ReasoningDelta,
    RefusalDelta,
    TextDelta,
)

from .arguments import as_text
from .base import Accumulator, Emit, Json
from .chat import ChatAccumulator
from .items import Items
from .merge import gather, merge, settle
from .output_items import CALLS, EVENT_OF, Item
from .response_chunks import as_response
from .tool_items import add_tool_event

if TYPE_CHECKING:
    from do_inference.streams._reports import Reports


class _Growing(NamedTuple):
    """Where the pieces of one type of event go."""

    parts: str | None
    """The item's list of parts; None for a field of the item itself."""
    kind: str
    """The part's type, or the item's."""
    field: str
    item: str
    """The item's type."""
    means: type[TextDelta | ReasoningDelta | RefusalDelta] | None


def _growing(parts: str | None, kind: str, field: str) -> _Growing:
    said = kind_of(kind)
    if parts is None or said is None:
        return _Growing(parts, kind, field, kind, None)
    return _Growing(parts, kind, field, "reasoning" if said == "reasoning" else "message", EVENT_OF[said])


_GROWING: Final = {
    "response.output_text": _growing("content", "output_text", "text"),
    "response.reasoning_text": _growing("content", "reasoning_text", "text"),
    "response.reasoning": _growing("content", "reasoning_text", "text"),
    "response.reasoning_summary": _growing("summary", "summary_text", "text"),
    "response.reasoning_summary_text": _growing("summary", "summary_text", "text"),
    "response.refusal": _growing("content", "refusal", "refusal"),
    "response.function_call_arguments": _growing(None, "function_call", "arguments"),
    "response.mcp_call_arguments": _growing(None, "mcp_call", "arguments"),
    "response.custom_tool_call_input": _growing(None, "custom_tool_call", "input"),
    "response.code_interpreter_call_code": _growing(None, "code_interpreter_call", "code"),
}
_DELTA: Final = {f"{name}.delta": growing for name, growing in _GROWING.items()}
_DONE: Final = {f"{name}.done": growing for name, growing in _GROWING.items()}
_PARTS: Final = {
    "response.content_part.added": "content",
    "response.content_part.done": "content",
    "response.reasoning_summary_part.added": "summary",
    "response.reasoning_summary_part.done": "summary",
}


class ResponseAccumulator(Accumulator):
    """Adds up the events of a response."""

    final_events: ClassVar[frozenset[str]] = frozenset(
        {"response.completed", "response.failed", "response.incomplete", "response.cancelled"}
    )

    def __init__(self, reports: Reports) -> None:
        super().__init__(reports)
        self._response: Json = {}
        self._items = Items()
        self._calls = 0
        self._chunks: ChatAccumulator | None = None
        self._done = False

    def add(self, value: Json, emit: Emit | None) -> None:
        kind = value.get("type")
        growing = _DELTA.get(kind) if isinstance(kind, str) else None
        if growing is not None:
            self._grow(growing, value, value.get("delta"), emit)
        elif "choices" in value:
            self._add_chunk(value, emit)
        elif isinstance(kind, str):
            self._add_other(kind, value, emit)

    def close(self, emit: Emit | None) -> None:
        if self._chunks is not None:
            self._chunks.close(emit)
        elif emit is not None and not self._done:
            self._done = True
            ending = ending_of(self._response)
            for item in self._items:
                item.emit_done(ending.reason, emit)
            status = self._response.get("status")
            emit.append(ChoiceDone(status if isinstance(status, str) else None))

    def complete(self, answers: int) -> bool:
        return self._chunks is not None and self._chunks.complete(answers)

    def head(self) -> Json:
        return self._response if self._chunks is None else self._chunks.head()

    def has_result(self) -> bool:
        return bool(self._response or self._items) if self._chunks is None else self._chunks.has_result()

    def result(self) -> Json:
        if self._chunks is not None:
            return as_response(self._chunks.result())
        response: Json = settle(self._response)
        if not response.get("output"):
            response["output"] = [item.result() for item in self._items]
        return response

    def event_of(self, result: Json) -> Json:
        status = result.get("status")
        kind = f"response.{status}" if status in ("failed", "incomplete") else "response.completed"
        return {"type": kind, "response": result}

    def _add_chunk(self, value: Json, emit: Emit | None) -> None:
        if self._chunks is None:
            self._chunks = ChatAccumulator(self.reports)
        self._chunks.add(value, emit)
        self.usage = self._chunks.usage

    def _add_other(self, kind: str, value: Json, emit: Emit | None) -> None:
        if isinstance(value.get("response"), dict):
            final = kind in self.final_events
            self._add_response(
                _with_status(value["response"], kind) if final else value["response"], emit, final=final
            )
        elif kind in _DONE:
            self._grown(_DONE[kind], value, emit)
        elif kind in _PARTS:
            self._items.of_part(value).add_part(_PARTS[kind], value, done=kind.endswith(".done"))
        elif kind.startswith("response.output_item.") and isinstance(value.get("item"), dict):
            done = kind.endswith(".done")
            find = self._items.finished if done else self._items.opened
            self._add_item(find(value, value["item"]), value["item"], emit, done=done)
        elif kind == "response.output_text.annotation.added":
            if isinstance(value.get("annotation"), dict):
                part = self._items.of_part(value).part("content", value, "output_text")
                part["annotations"] = gather(part.get("annotations"), [value["annotation"]])
                if emit is not None:
                    self.reports.emit_citation(value["annotation"], emit)
        else:
            add_tool_event(self._items, kind, value)

    def _add_response(self, response: Json, emit: Emit | None, *, final: bool) -> None:
        self._response = response if final else merge(dict(self._response), response)
        usage = response.get("usage")
        if isinstance(usage, dict) and usage:
            self.usage = usage
            if emit is not None:
                self.reports.emit_usage(usage, emit)
        output = response.get("output")
        if final and isinstance(output, list):
            # A server that sends only this event tells here what no event before it told.
            untold = not any(item.told for item in self._items)
            for position, fields in enumerate(output):
                if isinstance(fields, dict):
                    item = self._items.final(position, fields)
                    self._add_item(item, fields, emit if untold else None, done=True)

    def _add_item(self, item: Item, fields: Json, emit: Emit | None, *, done: bool) -> None:
        item.fields = merge({}, fields) if done else merge(item.fields, fields)
        if item.call is None and str(item.fields.get("type")) in CALLS:
            item.call = self._calls
            self._calls += 1
        if emit is not None:
            item.emit_begun(emit)
            if done:
                item.emit_untold(emit)

    def _grow(self, growing: _Growing, value: Json, piece: Any, emit: Emit | None) -> None:
        if growing.parts is None:
            piece = as_text(piece)
        if not isinstance(piece, str) or not piece:
            return
        item = self._items.of_piece(value, growing.item)
        if growing.parts is None:
            self._grow_call(item, growing, piece, emit)
            return
        part = item.part(growing.parts, value, growing.kind)
        part[growing.field] = gather(part.get(growing.field), piece)
        item.told = True
        if emit is not None and growing.means is not None:
            emit.append(growing.means(piece))

    def _grow_call(self, item: Item, growing: _Growing, piece: str, emit: Emit | None) -> None:
        if not item.continues_with(growing.field, piece):
            if item.is_repeated_by(growing.field, piece):
                return
            item = self._items.new(item.index)
            item.fields["type"] = growing.kind
        item.add_arguments(growing.field, piece)
        item.told = True
        if growing.kind in CALLS:
            if item.call is None:
                item.call = self._calls
                self._calls += 1
            if emit is not None:
                item.emit_piece(piece, emit)

    def _grown(self, growing: _Growing, value: Json, emit: Emit | None) -> None:
        """The whole of what came in pieces, told once more; all of it, if no piece came."""
        whole = value.get(growing.field)
        if growing.parts is None and whole is not None:
            whole = as_text(whole)
        if not isinstance(whole, str):
            return
        item = self._items.of_piece(value, growing.item)
        holder = item.fields if growing.parts is None else item.part(growing.parts, value, growing.kind)
        if not holder.get(growing.field):
            self._grow(growing, value, whole, emit)
        elif settle(holder[growing.field]) != whole:
            holder[growing.field] = whole
        if growing.kind in CALLS and item.fields.get("status") == "in_progress":
            # The item said so when it was added. Its arguments are whole now, also if no event says that it is done.
            del item.fields["status"]


def _with_status(response: Json, kind: str) -> Json:
    """A final response with the status that its event states, if it has none or one that claims more."""
    stated, status = kind.rpartition(".")[2], response.get("status")
    if status is None or (is_truncated(stated) and not is_truncated(status)):
        return {**response, "status": stated}
    return response
