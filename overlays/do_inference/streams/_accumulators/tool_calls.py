"""Combining the fragments of tool calls.

The servers behind the API differ in every respect. The index is missing, or is the same for parallel calls. The ID is
sent with the first fragment, with each fragment, or never. Names are repeated, grow, or are sent in fragments. `type`
may be empty. Arguments are fragments of text, complete objects, or absent. Fragments of parallel calls interleave.

One rule covers all of these. The ID, the index or the order selects the call that a fragment most likely continues. The
fragment continues that call unless something contradicts it; otherwise it starts a new call. See
`PendingToolCall.accepts`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from do_inference._truncation import is_finished
from do_inference_generated._stream import ToolCallDelta, ToolCallDone, ToolCallStarted

from .merge import TextBuffer, gather_fields, settle

if TYPE_CHECKING:
    from .base import Emit, Json

_KNOWN: Final = frozenset({"custom", "function", "id", "index", "type"})
_MAX_INDEX_DIGITS: Final = 10
_IN_STRING: Final = re.compile(r'["\\]')
_OUTSIDE_STRING: Final = re.compile(r'["{}\[\]]')


class ArgumentsBuffer(TextBuffer):
    """The arguments of a tool call as text, with a flag that shows whether they are a complete JSON object.

    Each character is examined once, when it arrives, so the cost of a fragment does not depend on the text before it.
    Only brackets and strings are examined; the JSON is not validated.
    """

    __slots__ = ("_depth", "_escaped", "_in_string", "_other", "complete")

    def __init__(self) -> None:
        super().__init__()
        self.complete = False
        """Whether the text is one JSON object, followed by nothing but white space."""
        self._depth = 0
        self._in_string = False
        self._escaped = False
        self._other = False
        """Whether the text can no longer become a single object."""

    def add(self, fragment: str) -> None:
        """Append a fragment."""
        self.write(fragment)
        if not self._other:
            self._scan(fragment)

    def repeats(self, fragment: object) -> bool:
        """Return whether a fragment is equal to the complete text."""
        return isinstance(fragment, str) and self.tell() == len(fragment) and self.getvalue() == fragment

    def _scan(self, fragment: str) -> None:
        start = 0
        if self._depth == 0:
            rest = fragment.lstrip()
            if not rest:
                return
            if self.complete or rest[0] != "{":
                self._other, self.complete = True, False
                return
            start = len(fragment) - len(rest)
        while start < len(fragment):
            if self._escaped:
                self._escaped = False
                start += 1
                continue
            found = (_IN_STRING if self._in_string else _OUTSIDE_STRING).search(fragment, start)
            if found is None:
                return
            start = found.end()
            mark = found[0]
            if mark == '"':
                self._in_string = not self._in_string
            elif mark == "\\":
                self._escaped = True
            else:
                self._depth += 1 if mark in "{[" else -1
                if self._depth == 0:
                    self.complete = not fragment[start:].strip()
                    self._other = not self.complete
                    return


def json_text(value: Any) -> str:
    """Return arguments as JSON text. Some servers send an object instead of its text."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class ToolCallFragment(NamedTuple):
    """One fragment of a tool call. Empty strings stand for missing values."""

    call_index: int | None
    id: str | None
    name: str
    arguments: str
    opens: bool = False
    """Whether the fragment has an ID or a type, which servers send with the first fragment of a call."""
    in_list: bool = False
    """Whether the fragment was sent in one list with others."""


class PendingToolCall:
    """The fragments of one tool call received so far."""

    __slots__ = (
        "arguments",
        "done",
        "extra",
        "id",
        "index",
        "kind",
        "name",
        "order",
        "repeated_name",
        "started",
    )

    def __init__(self, order: int, index: int | None) -> None:
        self.order = order
        self.index = index
        self.id: str | None = None
        self.kind = ""
        self.name = ""
        self.repeated_name = ""
        """The name, if it was repeated after the arguments were complete. It may be the name of the next call."""
        self.arguments = ArgumentsBuffer()
        self.extra: dict[str, Any] = {}
        self.started = False
        self.done = False

    def add_name(self, fragment: str) -> None:
        """Add a name, a fragment of it, or its repetition."""
        if not self.name or (fragment != self.name and fragment.startswith(self.name)):
            self.name = fragment
        elif fragment != self.name:
            self.name += fragment
        elif self.is_complete():
            self.repeated_name = fragment

    def is_complete(self) -> bool:
        """Return whether the arguments are a complete JSON object. The input of custom tools is arbitrary text."""
        return self.arguments.complete and self.kind != "custom"

    def accepts(self, fragment: ToolCallFragment) -> bool:
        """Return whether a fragment can belong to this call.

        Two different names mean two calls, unless the second is a fragment of the first name: no arguments have
        arrived, and the fragment has neither an ID nor a type. Two different IDs mean two calls if the second has a
        name or follows complete arguments; otherwise the server sends a new ID with each fragment. Arguments that are
        a complete JSON object are not continued.
        """
        same_id = fragment.id is not None and fragment.id == self.id
        if fragment.name and self.name and fragment.name != self.name:
            in_pieces = same_id or not (fragment.opens or fragment.in_list)
            return in_pieces and not self.arguments.tell()
        other_id = fragment.id is not None and self.id is not None and not same_id
        if other_id and (fragment.name or self.is_complete()):
            return False
        return not (self.is_complete() and fragment.arguments.strip())

    def is_repeated_by(self, fragment: ToolCallFragment) -> bool:
        """Return whether a fragment repeats the complete arguments. Some servers send them again at the end."""
        same_call = (
            (fragment.id == self.id and fragment.name in ("", self.name))
            if fragment.id
            else not fragment.name
        )
        return same_call and self.is_complete() and self.arguments.repeats(fragment.arguments)

    def result(self) -> Json:
        """Return the call in the form of the result."""
        kind = self.kind or "function"
        texts = {"name": self.name, "input" if kind == "custom" else "arguments": self.arguments.getvalue()}
        call_id = {} if self.id is None else {"id": self.id}
        return {
            **call_id,
            "type": kind,
            "custom" if kind == "custom" else "function": texts,
            **settle(self.extra),
        }


class ToolCalls:
    """The tool calls of one choice."""

    def __init__(self, choice: int) -> None:
        self._choice = choice
        self._calls: list[PendingToolCall] = []
        self._by_index: dict[int, PendingToolCall] = {}
        self._by_id: dict[str, PendingToolCall] = {}
        self._list: list[PendingToolCall] = []
        """The calls of the last list of several fragments. The next list may continue them by position."""

    def __bool__(self) -> bool:
        return bool(self._calls)

    def add(self, pieces: Any, emit: Emit | None) -> None:
        """Add the `tool_calls` of one delta."""
        if not isinstance(pieces, list):
            pieces = [pieces]
        if len(pieces) == 1:
            if isinstance(pieces[0], dict) and not self._extend(pieces[0], emit):
                self._add_call_fragment(pieces[0], None, emit)
            return
        given = [fields for fields in pieces if isinstance(fields, dict)]
        self._list = [
            self._add_call_fragment(fields, position, emit) for position, fields in enumerate(given)
        ]

    def close(self, reason: object, emit: Emit | None) -> None:
        """Emit the end of each complete call. `reason` is the finish reason of the choice."""
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
        """Return the calls in the order of their indices or, if one has no index, of their arrival."""
        ordered = self._calls
        if all(call.index is not None for call in ordered):
            ordered = sorted(ordered, key=lambda call: call.index or 0)
        return [call.result() for call in ordered]

    def _extend(self, fields: Json, emit: Emit | None) -> bool:
        """Add a fragment with only an index and arguments, like nearly all. Return False for other fragments."""
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

    def _add_call_fragment(self, fields: Json, position: int | None, emit: Emit | None) -> PendingToolCall:
        custom = isinstance(fields.get("custom"), dict)
        fragment = _read(fields, custom=custom, in_list=position is not None)
        found = self._find(fragment, position)
        if found is not None and found.is_repeated_by(fragment):
            return found
        call = found
        if call is None or not call.accepts(fragment):
            call = self._new(fragment, found)
        if fragment.id is not None and call.id is None and fragment.id not in self._by_id:
            call.id = fragment.id
            self._by_id[fragment.id] = call
        kind = fields.get("type")
        call.kind = kind if kind and isinstance(kind, str) else call.kind or ("custom" if custom else "")
        if fragment.name:
            call.add_name(fragment.name)
        extra = [(key, value) for key, value in fields.items() if key not in _KNOWN]
        if extra:
            gather_fields(call.extra, extra)
        if emit is not None and (fragment.name or fragment.arguments):
            self._begin(call, emit)
        if fragment.arguments:
            call.arguments.add(fragment.arguments)
            if emit is not None:
                emit.append(ToolCallDelta(call.order, fragment.arguments, self._choice))
        return call

    def _begin(self, call: PendingToolCall, emit: Emit) -> None:
        if not call.started:
            call.started = True
            emit.append(ToolCallStarted(call.order, call.id, call.name, self._choice))

    def _find(self, fragment: ToolCallFragment, position: int | None) -> PendingToolCall | None:
        """Return the call that a fragment most likely continues."""
        known = None if fragment.id is None else self._by_id.get(fragment.id)
        if known is not None and (fragment.call_index is None or known.index in (None, fragment.call_index)):
            return known
        last = self._calls[-1] if self._calls else None
        if fragment.call_index is not None:
            at_index = self._by_index.get(fragment.call_index)
            if at_index is None and last is not None and last.index is None and not fragment.name:
                return last
            return at_index
        if position is not None and fragment.id is None:
            return self._list[position] if position < len(self._list) else None
        return last

    def _new(self, fragment: ToolCallFragment, before: PendingToolCall | None) -> PendingToolCall:
        """Start a new call with a fragment that cannot continue `before`."""
        call = PendingToolCall(len(self._calls), fragment.call_index)
        if before is not None and not fragment.name:
            call.name = before.repeated_name
        self._calls.append(call)
        if fragment.call_index is not None:
            self._by_index[fragment.call_index] = call
        return call


def _read(fields: Json, *, custom: bool, in_list: bool) -> ToolCallFragment:
    texts = fields.get("custom" if custom else "function")
    texts = texts if isinstance(texts, dict) else {}
    name, call_id, kind = texts.get("name"), fields.get("id"), fields.get("type")
    return ToolCallFragment(
        _as_index(fields.get("index")),
        str(call_id) if call_id and call_id != "null" and isinstance(call_id, str | int) else None,
        name if isinstance(name, str) else "",
        json_text(texts.get("input" if custom else "arguments")),
        opens=bool(call_id or kind),
        in_list=in_list,
    )


def _as_index(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < _MAX_INDEX_DIGITS:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
