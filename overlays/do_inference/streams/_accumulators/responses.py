"""The accumulator of responses: typed `response.*` events, of which the last contains the result.

The service also streams responses as chat chunks. These are combined as a chat completion and converted.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, NamedTuple

from do_inference._content import reasoning_of, text_fragments, text_kind
from do_inference._truncation import ending_of, is_truncated
from do_inference_generated._stream import (
    ChoiceDone,
    ReasoningDelta,
    RefusalDelta,
    TextDelta,
)

from .base import Accumulator, Emit, Json, ReportDecoder, reason_of
from .chat import ChatAccumulator
from .merge import gather, merge, settle
from .output_items import CALL_INPUT_FIELDS, EVENT_CLASSES, OutputItem, OutputItems, add_tool_event
from .tool_calls import json_text


class _DeltaTarget(NamedTuple):
    """The field that the fragments of one type of event extend."""

    parts: str | None
    """The list of parts in the item; None for a field of the item."""
    kind: str
    """The type of the part, or of the item."""
    field: str
    item: str
    """The type of the item."""
    event_class: type[TextDelta | ReasoningDelta | RefusalDelta] | None


def _delta_target(parts: str | None, kind: str, field: str) -> _DeltaTarget:
    content_kind = text_kind(kind)
    if parts is None or content_kind is None:
        return _DeltaTarget(parts, kind, field, kind, None)
    return _DeltaTarget(
        parts,
        kind,
        field,
        "reasoning" if content_kind == "reasoning" else "message",
        EVENT_CLASSES[content_kind],
    )


_TARGETS: Final = {
    "response.output_text": _delta_target("content", "output_text", "text"),
    "response.reasoning_text": _delta_target("content", "reasoning_text", "text"),
    "response.reasoning": _delta_target("content", "reasoning_text", "text"),
    "response.reasoning_summary": _delta_target("summary", "summary_text", "text"),
    "response.reasoning_summary_text": _delta_target("summary", "summary_text", "text"),
    "response.refusal": _delta_target("content", "refusal", "refusal"),
    "response.function_call_arguments": _delta_target(None, "function_call", "arguments"),
    "response.mcp_call_arguments": _delta_target(None, "mcp_call", "arguments"),
    "response.custom_tool_call_input": _delta_target(None, "custom_tool_call", "input"),
    "response.code_interpreter_call_code": _delta_target(None, "code_interpreter_call", "code"),
}
_DELTA: Final = {f"{name}.delta": target for name, target in _TARGETS.items()}
_DONE: Final = {f"{name}.done": target for name, target in _TARGETS.items()}
_PARTS: Final = {
    "response.content_part.added": "content",
    "response.content_part.done": "content",
    "response.reasoning_summary_part.added": "summary",
    "response.reasoning_summary_part.done": "summary",
}


class ResponseAccumulator(Accumulator):
    """The accumulator of responses."""

    final_events: ClassVar[frozenset[str]] = frozenset(
        {"response.completed", "response.failed", "response.incomplete", "response.cancelled"}
    )

    def __init__(self, reports: ReportDecoder) -> None:
        super().__init__(reports)
        self._response: Json = {}
        self._items = OutputItems()
        self._calls = 0
        self._chunks: ChatAccumulator | None = None
        self._done = False

    def add(self, value: Json, emit: Emit | None) -> None:
        kind = value.get("type")
        target = _DELTA.get(kind) if isinstance(kind, str) else None
        if target is not None:
            self._add_fragment(target, value, value.get("delta"), emit)
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

    def complete(self, choices: int) -> bool:
        return self._chunks is not None and self._chunks.complete(choices)

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
            self._add_complete(_DONE[kind], value, emit)
        elif kind in _PARTS:
            self._items.for_part(value).add_part(_PARTS[kind], value, done=kind.endswith(".done"))
        elif kind.startswith("response.output_item.") and isinstance(value.get("item"), dict):
            done = kind.endswith(".done")
            find = self._items.finished if done else self._items.opened
            self._add_item(find(value, value["item"]), value["item"], emit, done=done)
        elif kind == "response.output_text.annotation.added":
            if isinstance(value.get("annotation"), dict):
                part = self._items.for_part(value).part("content", value, "output_text")
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
            # Some servers send only the final event. Emit its content, because no fragments were received.
            unreported = not any(item.has_fragments for item in self._items)
            for position, fields in enumerate(output):
                if isinstance(fields, dict):
                    item = self._items.final(position, fields)
                    self._add_item(item, fields, emit if unreported else None, done=True)

    def _add_item(self, item: OutputItem, fields: Json, emit: Emit | None, *, done: bool) -> None:
        item.fields = merge({}, fields) if done else merge(item.fields, fields)
        if item.call is None and str(item.fields.get("type")) in CALL_INPUT_FIELDS:
            item.call = self._calls
            self._calls += 1
        if emit is not None:
            item.emit_started(emit)
            if done:
                item.emit_unreported(emit)

    def _add_fragment(self, target: _DeltaTarget, value: Json, fragment: Any, emit: Emit | None) -> None:
        if target.parts is None:
            fragment = json_text(fragment)
        if not isinstance(fragment, str) or not fragment:
            return
        item = self._items.for_fragment(value, target.item)
        if target.parts is None:
            self._add_input(item, target, fragment, emit)
            return
        part = item.part(target.parts, value, target.kind)
        part[target.field] = gather(part.get(target.field), fragment)
        item.has_fragments = True
        if emit is not None and target.event_class is not None:
            emit.append(target.event_class(fragment))

    def _add_input(self, item: OutputItem, target: _DeltaTarget, fragment: str, emit: Emit | None) -> None:
        if not item.accepts(target.field, fragment):
            if item.is_repeated_by(target.field, fragment):
                return
            item = self._items.new(item.index)
            item.fields["type"] = target.kind
        item.add_arguments(target.field, fragment)
        item.has_fragments = True
        if target.kind in CALL_INPUT_FIELDS:
            if item.call is None:
                item.call = self._calls
                self._calls += 1
            if emit is not None:
                item.emit_fragment(fragment, emit)

    def _add_complete(self, target: _DeltaTarget, value: Json, emit: Emit | None) -> None:
        """Add the complete text that follows its fragments. If no fragments were received, it is added as one."""
        complete = value.get(target.field)
        if target.parts is None and complete is not None:
            complete = json_text(complete)
        if not isinstance(complete, str):
            return
        item = self._items.for_fragment(value, target.item)
        holder = item.fields if target.parts is None else item.part(target.parts, value, target.kind)
        if not holder.get(target.field):
            self._add_fragment(target, value, complete, emit)
        elif settle(holder[target.field]) != complete:
            holder[target.field] = complete
        if target.kind in CALL_INPUT_FIELDS and item.fields.get("status") == "in_progress":
            # The status is from `response.output_item.added`. The arguments are complete now, and some servers do not
            # send `response.output_item.done`.
            del item.fields["status"]


def _with_status(response: Json, kind: str) -> Json:
    """Return a final response with the status of its event.

    The status in the response remains, unless the event reports a truncation that the response does not.
    """
    reported, status = kind.rpartition(".")[2], response.get("status")
    if status is None or (is_truncated(reported) and not is_truncated(status)):
        return {**response, "status": reported}
    return response


_COMPLETED: Final = frozenset(
    {"end_turn", "eos", "function_call", "stop", "stop_sequence", "tool_calls", "tool_use"}
)
"""The finish reasons of complete responses. With another reason, or none, the response has no status."""


def as_response(completion: Json) -> Json:
    """Convert a chat completion to a response."""
    head = {name: value for name, value in completion.items() if name != "choices"}
    output = [item for choice in completion["choices"] for item in _items(choice["message"])]
    reasons = {(reason_of(choice["finish_reason"]) or "").lower() for choice in completion["choices"]}
    if any(map(is_truncated, reasons)):
        head.setdefault("status", "incomplete")
    elif reasons and reasons <= _COMPLETED:
        head.setdefault("status", "completed")
    if head.get("object") == "chat.completion":
        head["object"] = "response"
    return {**head, "output": output}


def _items(message: Json) -> list[Json]:
    items: list[Json] = []
    reasoning = reasoning_of(message)
    if reasoning:
        items.append({"type": "reasoning", "summary": [], "content": [_part("reasoning_text", reasoning)]})
    parts = _parts(message.get("content"))
    if message.get("refusal"):
        parts.append(_part("refusal", message["refusal"]))
    if parts:
        items.append({"type": "message", "role": message["role"], "content": parts})
    for call in message.get("tool_calls", []):
        kind, texts = (
            ("custom_tool_call", call["custom"]) if "custom" in call else ("function_call", call["function"])
        )
        items.append({"type": kind, "call_id": call.get("id"), **texts})
    return items


def _parts(content: Any) -> list[Json]:
    if not isinstance(content, list):
        return [_part("output_text", content)] if content else []
    parts: list[Json] = []
    for part in content:
        content_kind = text_fragments(part)
        if not content_kind:
            parts.append(part)
        parts += [
            _part("output_text" if kind == "text" else kind, text)
            for kind, text in content_kind
            if kind != "reasoning"
        ]
    return parts


def _part(kind: str, text: Any) -> Json:
    return {"type": kind, "refusal" if kind == "refusal" else "text": text}
