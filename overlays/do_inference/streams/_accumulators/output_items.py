"""One item of a response's output as far as it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from do_inference._content import Kind, pieces
from do_inference._truncation import is_finished
from do_inference_generated._stream import (
    ReasoningDelta,
    RefusalDelta,
    TextDelta,
    ToolCallDelta,
    ToolCallDone,
    ToolCallStarted,
)

from .arguments import Arguments, as_text
from .merge import merge, settle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .base import Emit, Json

CALLS: Final = {"function_call": "arguments", "custom_tool_call": "input"}
"""Items that ask the caller to run a tool, and the field that says with what."""

EVENT_OF: Final[Mapping[Kind, type[TextDelta | ReasoningDelta | RefusalDelta]]] = {
    "text": TextDelta,
    "reasoning": ReasoningDelta,
    "refusal": RefusalDelta,
}
_INDEX_OF: Final = {"content": "content_index", "summary": "summary_index"}


class Item:
    """A message, a piece of reasoning, a tool call, or whatever a server adds."""

    __slots__ = ("begun", "call", "fields", "finished", "index", "opened", "parts", "told")

    def __init__(self, index: int) -> None:
        self.index = index
        self.fields: dict[str, Any] = {}
        self.parts: dict[str, dict[int, dict[str, Any]]] = {}
        self.call: int | None = None
        """Which tool call of the response this is."""
        self.told = False
        """Whether its text, or its arguments, came in pieces."""
        self.begun = False
        self.opened = False
        """Whether an event has opened it."""
        self.finished = False
        """Whether an event has completed it."""

    def is_empty(self) -> bool:
        """Whether nothing is known of it but its type."""
        return not self.told and not self.parts and self.fields.keys() <= {"type"} and not self.opened

    def is_same(self, fields: Json) -> bool:
        """Whether `fields` may describe this item again. Two types, call ids or names are two items."""
        for name in ("type", "call_id", "name"):
            held, given = self.fields.get(name), fields.get(name)
            if held and given and held != given:
                return False
        return True

    def add_arguments(self, field: str, piece: str) -> None:
        """Add a piece of a call's arguments, or of other input of a tool."""
        held = self.fields.get(field)
        if not isinstance(held, Arguments):
            given, held = settle(held), Arguments()
            held.add(given if isinstance(given, str) else "")
            self.fields[field] = held
        held.add(piece)

    def continues_with(self, field: str, piece: str) -> bool:
        """Whether a piece can belong to the arguments: those that are a whole object are not continued."""
        held = self.fields.get(field)
        is_whole = (
            isinstance(held, Arguments) and held.complete and self.fields.get("type") == "function_call"
        )
        return not (is_whole and piece.strip())

    def is_repeated_by(self, field: str, piece: str) -> bool:
        """Whether a piece sends the whole arguments again."""
        held = self.fields.get(field)
        return isinstance(held, Arguments) and held.repeats(piece)

    def part(self, parts: str, value: Json, kind: str) -> dict[str, Any]:
        """The part that an event is about."""
        index = value.get(_INDEX_OF[parts])
        held = self.parts.setdefault(parts, {})
        return held.setdefault(index if isinstance(index, int) else 0, {"type": kind})

    def add_part(self, parts: str, value: Json, *, done: bool) -> None:
        """A part was opened, or is complete."""
        fields = value.get("part")
        if isinstance(fields, dict):
            part = self.part(parts, value, str(fields.get("type")))
            whole = merge({}, fields)
            if not done:
                # Opened twice, or after its first piece: what has come stays.
                whole = merge(whole, settle(part))
            part.clear()
            part.update(whole)

    def result(self) -> Json:
        """The item in the form of the unstreamed result."""
        settled: Json = settle(self.fields)
        for name, held in self.parts.items():
            if not settled.get(name):
                settled[name] = [settle(part) for _, part in sorted(held.items())]
        return settled

    def emit_begun(self, emit: Emit) -> None:
        """Tell that a tool call begins."""
        if self.call is not None and not self.begun:
            self.begun = True
            emit.append(ToolCallStarted(self.call, self._call_id(), str(self.fields.get("name") or "")))

    def emit_piece(self, piece: str, emit: Emit) -> None:
        """Tell a piece of a tool call's arguments."""
        self.emit_begun(emit)
        if self.call is not None:
            emit.append(ToolCallDelta(self.call, piece))

    def emit_done(self, reason: object, emit: Emit) -> None:
        """Tell that a tool call is complete, if it is. `reason` is why the response ended."""
        if self.call is None:
            return
        self.emit_begun(emit)
        text = self._arguments()
        if is_finished(reason, text, self.fields.get("status")):
            emit.append(ToolCallDone(self.call, self._call_id(), str(self.fields.get("name") or ""), text))

    def emit_untold(self, emit: Emit) -> None:
        """Tell what the complete item holds and no piece has told."""
        if self.told:
            return
        self.told = True
        if self.call is not None:
            arguments = self._arguments()
            if arguments:
                self.emit_piece(arguments, emit)
        for name in ("summary", "content"):
            _emit_pieces(settle(self.fields.get(name)), emit)
        if self.fields.get("type") != "reasoning":
            _emit_pieces(settle(self.fields), emit)

    def _arguments(self) -> str:
        """The arguments of a tool call as JSON text, or the input of a custom tool."""
        return as_text(settle(self.fields.get(CALLS.get(str(self.fields.get("type")), "arguments"))))

    def _call_id(self) -> str | None:
        told = self.fields.get("call_id") or self.fields.get("id")
        return told if isinstance(told, str) else None


def _emit_pieces(content: Any, emit: Emit) -> None:
    emit.extend(EVENT_OF[kind](text) for kind, text in pieces(content))
