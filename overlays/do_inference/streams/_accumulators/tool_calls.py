"""Puts tool calls together from the pieces in which servers send them.

Servers differ in every respect. The index may be missing, or the same for parallel calls. The id comes with the first
piece, with each, or never. Names are repeated, grow, or come in pieces. `type` may be empty. Arguments are fragments,
objects, or absent. Pieces of parallel calls interleave.

One rule decides for all of them. The id, the index or the order names the call that a piece most likely continues. Then
the piece continues it only if nothing contradicts that; else it starts a new call. See `Call.continues_with`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from do_inference._truncation import is_finished
from do_inference_generated._stream import ToolCallDelta, ToolCallDone, ToolCallStarted

from .arguments import Arguments, as_text
from .merge import gather_fields, settle

if TYPE_CHECKING:
    from .base import Emit, Json

_KNOWN: Final = frozenset({"custom", "function", "id", "index", "type"})
_LONGEST_INDEX: Final = 10


class Piece(NamedTuple):
    """What one piece says of its call. Empty texts say nothing."""

    call_index: int | None
    id: str | None
    name: str
    arguments: str
    opens: bool = False
    """Whether it has what servers send with the first piece of a call: an id or a type."""
    apart: bool = False
    """Whether it came in one list with other pieces."""


class Call:
    """One tool call as far as it has come."""

    __slots__ = (
        "arguments",
        "began",
        "done",
        "extra",
        "id",
        "index",
        "kind",
        "name",
        "order",
        "repeated_name",
    )

    def __init__(self, order: int, index: int | None) -> None:
        self.order = order
        self.index = index
        self.id: str | None = None
        self.kind = ""
        self.name = ""
        self.repeated_name = ""
        """The name that was repeated after the arguments were complete. The next call may be of the same name."""
        self.arguments = Arguments()
        self.extra: dict[str, Any] = {}
        self.began = False
        self.done = False

    def add_name(self, piece: str) -> None:
        """Add a name, a piece of one, or the same name told again."""
        if not self.name or (piece != self.name and piece.startswith(self.name)):
            self.name = piece
        elif piece != self.name:
            self.name += piece
        elif self.is_whole():
            self.repeated_name = piece

    def is_whole(self) -> bool:
        """Whether the arguments are a whole JSON object. The input of custom tools is text of any form."""
        return self.arguments.complete and self.kind != "custom"

    def continues_with(self, piece: Piece) -> bool:
        """Whether a piece can belong to this call.

        Two different names are two calls, unless the second is a piece of the first: no arguments have come, and the
        piece has neither an id nor a type. Two different ids are two calls, if the second comes with a name or after
        whole arguments. Arguments that are a whole JSON object are not continued.
        """
        same_id = piece.id is not None and piece.id == self.id
        if piece.name and self.name and piece.name != self.name:
            in_pieces = same_id or not (piece.opens or piece.apart)
            return in_pieces and not self.arguments.tell()
        other_id = piece.id is not None and self.id is not None and not same_id
        if other_id and (piece.name or self.is_whole()):
            return False
        return not (self.is_whole() and piece.arguments.strip())

    def is_repeated_by(self, piece: Piece) -> bool:
        """Whether a piece sends whole arguments again that have arrived already."""
        same_call = (piece.id == self.id and piece.name in ("", self.name)) if piece.id else not piece.name
        return same_call and self.is_whole() and self.arguments.repeats(piece.arguments)

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
        self._list: list[Call] = []
        """The calls of the last list of several pieces, which the next list may continue."""

    def __bool__(self) -> bool:
        return bool(self._calls)

    def add(self, pieces: Any, emit: Emit | None) -> None:
        """Add the `tool_calls` of one delta."""
        if not isinstance(pieces, list):
            pieces = [pieces]
        if len(pieces) == 1:
            if isinstance(pieces[0], dict) and not self._extend(pieces[0], emit):
                self._add_piece(pieces[0], None, emit)
            return
        given = [fields for fields in pieces if isinstance(fields, dict)]
        self._list = [self._add_piece(fields, position, emit) for position, fields in enumerate(given)]

    def close(self, reason: object, emit: Emit | None) -> None:
        """No more pieces come. `reason` is the choice's, why it ended."""
        if emit is None:
            return
        for call in self._calls:
            if call.done:
                continue
            call.done = True
            self._begin(call, emit)
            arguments = call.arguments.getvalue()
            if is_finished(reason, arguments):
                emit.append(ToolCallDone(call.order, call.id, call.name, arguments, self._choice))

    def result(self) -> list[Json]:
        """The calls in the order of their indices, else of their beginnings."""
        ordered = self._calls
        if all(call.index is not None for call in ordered):
            ordered = sorted(ordered, key=lambda call: call.index or 0)
        return [call.result() for call in ordered]

    def _extend(self, fields: Json, emit: Emit | None) -> bool:
        """Add a fragment of arguments to the call of its index, if it has nothing else: nearly all are like that."""
        texts = fields.get("function")
        if len(fields) != 2 or type(texts) is not dict or len(texts) != 1:
            return False
        index, arguments = fields.get("index"), texts.get("arguments")
        call = self._by_index.get(index) if type(index) is int else None
        if call is None or call.arguments.complete or type(arguments) is not str or not arguments:
            return False
        call.arguments.add(arguments)
        if emit is not None:
            self._begin(call, emit)
            emit.append(ToolCallDelta(call.order, arguments, self._choice))
        return True

    def _add_piece(self, fields: Json, position: int | None, emit: Emit | None) -> Call:
        custom = isinstance(fields.get("custom"), dict)
        piece = _read(fields, custom=custom, apart=position is not None)
        found = self._find(piece, position)
        if found is not None and found.is_repeated_by(piece):
            return found
        call = found
        if call is None or not call.continues_with(piece):
            call = self._new(piece, found)
        if piece.id is not None and call.id is None and piece.id not in self._by_id:
            call.id = piece.id
            self._by_id[piece.id] = call
        kind = fields.get("type")
        call.kind = kind if kind and isinstance(kind, str) else call.kind or ("custom" if custom else "")
        if piece.name:
            call.add_name(piece.name)
        extra = [(key, value) for key, value in fields.items() if key not in _KNOWN]
        if extra:
            gather_fields(call.extra, extra)
        if emit is not None and (piece.name or piece.arguments):
            self._begin(call, emit)
        if piece.arguments:
            call.arguments.add(piece.arguments)
            if emit is not None:
                emit.append(ToolCallDelta(call.order, piece.arguments, self._choice))
        return call

    def _begin(self, call: Call, emit: Emit) -> None:
        if not call.began:
            call.began = True
            emit.append(ToolCallStarted(call.order, call.id, call.name, self._choice))

    def _find(self, piece: Piece, position: int | None) -> Call | None:
        """The call that a piece continues, if nothing contradicts it."""
        known = None if piece.id is None else self._by_id.get(piece.id)
        if known is not None and (piece.call_index is None or known.index in (None, piece.call_index)):
            return known
        last = self._calls[-1] if self._calls else None
        if piece.call_index is not None:
            at_index = self._by_index.get(piece.call_index)
            if at_index is None and last is not None and last.index is None and not piece.name:
                return last
            return at_index
        if position is not None and piece.id is None:
            return self._list[position] if position < len(self._list) else None
        return last

    def _new(self, piece: Piece, before: Call | None) -> Call:
        """A new call, which a piece starts that could not continue `before`."""
        call = Call(len(self._calls), piece.call_index)
        if before is not None and not piece.name:
            call.name = before.repeated_name
        self._calls.append(call)
        if piece.call_index is not None:
            self._by_index[piece.call_index] = call
        return call


def _read(fields: Json, *, custom: bool, apart: bool) -> Piece:
    texts = fields.get("custom" if custom else "function")
    texts = texts if isinstance(texts, dict) else {}
    name, call_id, kind = texts.get("name"), fields.get("id"), fields.get("type")
    return Piece(
        _as_index(fields.get("index")),
        str(call_id) if call_id and call_id != "null" and isinstance(call_id, str | int) else None,
        name if isinstance(name, str) else "",
        as_text(texts.get("input" if custom else "arguments")),
        opens=bool(call_id or kind),
        apart=apart,
    )


def _as_index(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < _LONGEST_INDEX:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
