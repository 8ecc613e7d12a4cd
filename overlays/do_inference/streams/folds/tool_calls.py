"""Puts tool calls together from the pieces in which chat servers send them.

Servers differ in every respect: the index may be missing, or the same for parallel calls; the id comes with
the first piece, with each, or never; names are repeated, grow, or come in pieces; `type` may be empty;
arguments are fragments, objects, or absent; pieces of parallel calls interleave.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from do_inference_generated._stream import ToolCallDelta, ToolCallDone, ToolCallStarted

from .merge import Text, gather_fields, settle

if TYPE_CHECKING:
    from .base import Emit, Json

_LONGEST_CHECKED: Final = 1 << 16


class Call:
    """One tool call as far as it has come."""

    __slots__ = ("arguments", "began", "done", "extra", "id", "index", "kind", "last", "name", "order")

    def __init__(self, order: int, index: int | None) -> None:
        self.order = order
        self.index = index
        self.id: str | None = None
        self.kind = ""
        self.name = ""
        self.arguments = Text()
        self.last = ""
        self.extra: dict[str, Any] = {}
        self.began = False
        self.done = False

    def add_name(self, piece: str) -> None:
        """Add a name, a piece of one, or the same name told again."""
        if not self.name or (piece != self.name and piece.startswith(self.name)):
            self.name = piece
        elif piece != self.name:
            self.name += piece

    def has_whole_arguments(self) -> bool:
        """Whether the arguments are a whole JSON object, so that another name means another call."""
        if not self.last.rstrip().endswith("}") or self.arguments.tell() > _LONGEST_CHECKED:
            return False
        try:
            json.loads(self.arguments.getvalue())
        except ValueError:
            return False
        return True

    def result(self) -> Json:
        """The call in the form of the unstreamed result."""
        kind = self.kind or "function"
        texts = {"name": self.name, "input" if kind == "custom" else "arguments": self.arguments.getvalue()}
        told = {} if self.id is None else {"id": self.id}
        return {
            **told,
            "type": kind,
            "custom" if kind == "custom" else "function": texts,
            **settle(self.extra),
        }


class ToolCalls:
    """The tool calls of one choice."""

    def __init__(self, choice: int) -> None:
        self._choice = choice
        self._calls: list[Call] = []
        self._by_index: dict[int, Call] = {}
        self._by_id: dict[str, Call] = {}

    def __bool__(self) -> bool:
        return bool(self._calls)

    def add(self, pieces: Any, emit: Emit | None) -> None:
        """Add the `tool_calls` of one delta."""
        if not isinstance(pieces, list):
            pieces = [pieces]
        for position, piece in enumerate(pieces):
            if isinstance(piece, dict):
                self._add_piece(piece, None if len(pieces) == 1 else position, emit)

    def close(self, emit: Emit | None) -> None:
        """No more pieces come."""
        if emit is None:
            return
        for call in self._calls:
            if call.done:
                continue
            call.done = True
            self._begin(call, emit)
            emit.append(ToolCallDone(call.order, call.id, call.name, call.arguments.getvalue(), self._choice))

    def result(self) -> list[Json]:
        """The calls in the order of their indices, else of their beginnings."""
        ordered = self._calls
        if all(call.index is not None for call in ordered):
            ordered = sorted(ordered, key=lambda call: call.index or 0)
        return [call.result() for call in ordered]

    def _add_piece(self, piece: Json, position: int | None, emit: Emit | None) -> None:
        custom = isinstance(piece.get("custom"), dict)
        texts = piece.get("custom" if custom else "function")
        texts = texts if isinstance(texts, dict) else {}
        name = texts.get("name")
        name = name if isinstance(name, str) else ""
        told = piece.get("id")
        call_id = str(told) if told else None
        arguments = _as_text(texts.get("input" if custom else "arguments"))
        call = self._call_of(_as_index(piece.get("index")), call_id, name, arguments, position)
        if call_id is not None and call.id is None:
            call.id = call_id
            self._by_id[call_id] = call
        call.kind = piece.get("type") or call.kind or ("custom" if custom else "")
        if name:
            call.add_name(name)
        extra = [(key, value) for key, value in piece.items() if key not in _KNOWN]
        if extra:
            gather_fields(call.extra, extra)
        if emit is not None and (name or arguments):
            self._begin(call, emit)
        if arguments:
            call.arguments.write(arguments)
            call.last = arguments
            if emit is not None:
                emit.append(ToolCallDelta(call.order, arguments, self._choice))

    def _begin(self, call: Call, emit: Emit) -> None:
        if not call.began:
            call.began = True
            emit.append(ToolCallStarted(call.order, call.id, call.name, self._choice))

    def _call_of(
        self, index: int | None, call_id: str | None, name: str, arguments: str, position: int | None
    ) -> Call:
        """The call that a piece belongs to."""
        if index is not None:
            call = self._by_index.get(index)
            taken = call is not None and call_id and call.id and call_id != call.id and name
            return self._new(index) if call is None or taken else call
        if call_id is not None:
            known = self._by_id.get(call_id)
            if known is not None:
                return known
            nameless = not name and self._calls and self._calls[-1].id is None
            return self._calls[-1] if nameless else self._new(None)
        if position is not None:
            return self._calls[position] if position < len(self._calls) else self._new(None)
        if not self._calls:
            return self._new(None)
        last = self._calls[-1]
        if name and last.name and last.arguments.tell():
            another = name != last.name or (arguments and last.has_whole_arguments())
            return self._new(None) if another else last
        return last

    def _new(self, index: int | None) -> Call:
        call = Call(len(self._calls), index)
        self._calls.append(call)
        if index is not None:
            self._by_index[index] = call
        return call


_KNOWN: Final = frozenset({"custom", "function", "id", "index", "type"})


def _as_index(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
