"""The output items of a response, and which item an event belongs to.

Some servers give each item the same `output_index`, or no index, or another ID in each event. The index or the ID
selects the item that an event most likely belongs to. The event belongs to it unless something contradicts that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from do_inference._content import TextKind, text_fragments
from do_inference._truncation import is_finished
from do_inference_generated._stream import (
    ReasoningDelta,
    RefusalDelta,
    TextDelta,
    ToolCallDelta,
    ToolCallDone,
    ToolCallStarted,
)

from .merge import ContentParts, gather, merge, settle
from .tool_calls import ArgumentsBuffer, json_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .base import Emit, Json

CALL_INPUT_FIELDS: Final = {"function_call": "arguments", "custom_tool_call": "input"}
"""The item types with which the model calls a tool of the user, and the field that contains the input of each."""

EVENT_CLASSES: Final[Mapping[TextKind, type[TextDelta | ReasoningDelta | RefusalDelta]]] = {
    "text": TextDelta,
    "reasoning": ReasoningDelta,
    "refusal": RefusalDelta,
}
_INDEX_OF: Final = {"content": "content_index", "summary": "summary_index"}


class OutputItem:
    """The content of one output item received so far: a message, reasoning, a tool call or another type."""

    __slots__ = ("call", "fields", "finished", "has_fragments", "index", "opened", "parts", "started")

    def __init__(self, index: int) -> None:
        self.index = index
        self.fields: dict[str, Any] = {}
        self.parts: dict[str, dict[int, dict[str, Any]]] = {}
        self.call: int | None = None
        """The position of the item among the tool calls of the response. None if the item is not one of them."""
        self.has_fragments = False
        """Whether fragments of its text or its arguments were received."""
        self.started = False
        self.opened = False
        """Whether `response.output_item.added` was received."""
        self.finished = False
        """Whether `response.output_item.done` was received."""

    def is_empty(self) -> bool:
        """Return whether nothing but the type is known."""
        return (
            not self.has_fragments and not self.parts and self.fields.keys() <= {"type"} and not self.opened
        )

    def is_same(self, fields: Json) -> bool:
        """Return whether `fields` can describe this item. Different types, call IDs or names mean different items."""
        for name in ("type", "call_id", "name"):
            held, given = self.fields.get(name), fields.get(name)
            if held and given and held != given:
                return False
        return True

    def add_arguments(self, field: str, fragment: str) -> None:
        """Append a fragment of the arguments of a call, or of another input of a tool."""
        held = self.fields.get(field)
        if not isinstance(held, ArgumentsBuffer):
            given, held = settle(held), ArgumentsBuffer()
            held.add(given if isinstance(given, str) else "")
            self.fields[field] = held
        held.add(fragment)

    def accepts(self, field: str, fragment: str) -> bool:
        """Return whether a fragment can belong to the arguments. A complete JSON object is not continued."""
        held = self.fields.get(field)
        is_complete = (
            isinstance(held, ArgumentsBuffer) and held.complete and self.fields.get("type") == "function_call"
        )
        return not (is_complete and fragment.strip())

    def is_repeated_by(self, field: str, fragment: str) -> bool:
        """Return whether a fragment repeats the complete arguments."""
        held = self.fields.get(field)
        return isinstance(held, ArgumentsBuffer) and held.repeats(fragment)

    def part(self, parts: str, value: Json, kind: str) -> dict[str, Any]:
        """Return the part that an event belongs to."""
        index = value.get(_INDEX_OF[parts])
        held = self.parts.setdefault(parts, {})
        return held.setdefault(index if isinstance(index, int) else 0, {"type": kind})

    def add_part(self, parts: str, value: Json, *, done: bool) -> None:
        """Add the event that starts a part or, if `done`, the event that completes it."""
        fields = value.get("part")
        if isinstance(fields, dict):
            part = self.part(parts, value, str(fields.get("type")))
            complete = merge({}, fields)
            if not done:
                # The event is repeated, or follows the first fragment: keep the content received.
                complete = merge(complete, settle(part))
            part.clear()
            part.update(complete)

    def result(self) -> Json:
        """Return the item in the form of the result."""
        settled: Json = settle(self.fields)
        for name, held in self.parts.items():
            if not settled.get(name):
                settled[name] = [settle(part) for _, part in sorted(held.items())]
        return settled

    def emit_started(self, emit: Emit) -> None:
        """Emit the start of a tool call."""
        if self.call is not None and not self.started:
            self.started = True
            emit.append(ToolCallStarted(self.call, self._call_id(), str(self.fields.get("name") or "")))

    def emit_fragment(self, fragment: str, emit: Emit) -> None:
        """Emit a fragment of the arguments of a tool call."""
        self.emit_started(emit)
        if self.call is not None:
            emit.append(ToolCallDelta(self.call, fragment))

    def emit_done(self, reason: object, emit: Emit) -> None:
        """Emit the end of a tool call if the call is complete. `reason` is the finish reason of the response."""
        if self.call is None:
            return
        self.emit_started(emit)
        text = self._arguments()
        if is_finished(reason, text, self.fields.get("status")):
            emit.append(ToolCallDone(self.call, self._call_id(), str(self.fields.get("name") or ""), text))

    def emit_unreported(self, emit: Emit) -> None:
        """Emit the content of a complete item of which no fragments were received."""
        if self.has_fragments:
            return
        self.has_fragments = True
        if self.call is not None:
            arguments = self._arguments()
            if arguments:
                self.emit_fragment(arguments, emit)
        for name in ("summary", "content"):
            _emit_content(settle(self.fields.get(name)), emit)
        if self.fields.get("type") != "reasoning":
            _emit_content(settle(self.fields), emit)

    def _arguments(self) -> str:
        """Return the arguments of a tool call as JSON text, or the input of a custom tool."""
        return json_text(
            settle(self.fields.get(CALL_INPUT_FIELDS.get(str(self.fields.get("type")), "arguments")))
        )

    def _call_id(self) -> str | None:
        call_id = self.fields.get("call_id") or self.fields.get("id")
        return call_id if isinstance(call_id, str) else None


def _emit_content(content: Any, emit: Emit) -> None:
    emit.extend(EVENT_CLASSES[kind](text) for kind, text in text_fragments(content))


_CONFUSED_TYPES: Final = frozenset({"message", "reasoning"})
"""OutputItem types that servers confuse: a fragment for one of them may belong to an item of the other type."""


class OutputItems:
    """The output items of one response, in the order of their indices."""

    def __init__(self) -> None:
        self._items: list[OutputItem] = []
        self._at: dict[int, OutputItem] = {}
        """The latest item of each index."""
        self._by_id: dict[str, OutputItem] = {}
        self._unique = True
        """Whether all items have different indices, as in nearly all streams."""

    def __iter__(self) -> Iterator[OutputItem]:
        return iter(sorted(self._items, key=lambda item: item.index))

    def __bool__(self) -> bool:
        return bool(self._items)

    def for_fragment(self, value: Json, kind: str) -> OutputItem:
        """Return the item of type `kind` that a fragment belongs to."""
        given = value.get("output_index")
        if self._unique and type(given) is int:
            item = self._at.get(given)
            if item is not None and item.fields.get("type") == kind:
                return item
        index = _index(given)
        item = self._with_id(value.get("item_id"), index) or self._at_index(index)
        if item is None or (_is_other_type(item, kind, index) and not item.is_empty()):
            item = self.new(index)
        item.fields.setdefault("type", kind)
        return item

    def for_part(self, value: Json) -> OutputItem:
        """Return the item that an event about a part or an annotation belongs to."""
        index = _index(value.get("output_index"))
        return self._with_id(value.get("item_id"), index) or self._at_index(index) or self.new(index)

    def opened(self, value: Json, fields: Json) -> OutputItem:
        """Return the item that `response.output_item.added` starts.

        It is a new item, unless the event is repeated or follows the first fragment of the item.
        """
        index = _index(value.get("output_index"))
        item = self._with_id(fields.get("id"), index)
        if item is None or not item.is_same(fields):
            item = self._at_index(index)
            if item is not None and (item.finished or not item.is_same(fields)):
                item = None
            if item is not None and item.opened and (item.has_fragments or index is None):
                item = None
        item = item or self.new(index)
        item.opened = True
        self._register(fields.get("id"), item)
        return item

    def finished(self, value: Json, fields: Json) -> OutputItem:
        """Return the item that `response.output_item.done` completes."""
        index = _index(value.get("output_index"))
        item = self._with_id(fields.get("id"), index)
        if item is None or not item.is_same(fields):
            near = self._at_index(index)
            item = near if near is not None and near.is_same(fields) and not near.finished else None
        item = item or self.new(index)
        item.opened = item.finished = True
        self._register(fields.get("id"), item)
        return item

    def final(self, position: int, fields: Json) -> OutputItem:
        """Return the item at a position of the output in the final event."""
        item = self._with_id(fields.get("id"), None)
        if item is None or not item.is_same(fields):
            ordered = list(self)
            item = (
                ordered[position] if position < len(ordered) and ordered[position].is_same(fields) else None
            )
        return item or self.new(position)

    def new(self, index: int | None) -> OutputItem:
        """Add a new item. Without an index, it follows all other items."""
        place = max((item.index for item in self._items), default=-1) + 1 if index is None else index
        self._unique = self._unique and place not in self._at
        item = self._at[place] = OutputItem(place)
        self._items.append(item)
        return item

    def _with_id(self, item_id: Any, index: int | None) -> OutputItem | None:
        item = self._by_id.get(item_id) if isinstance(item_id, str) and item_id else None
        return item if item is None or index in (None, item.index) else None

    def _at_index(self, index: int | None) -> OutputItem | None:
        if index is not None:
            return self._at.get(index)
        return self._items[-1] if self._items else None

    def _register(self, item_id: Any, item: OutputItem) -> None:
        if isinstance(item_id, str) and item_id:
            self._by_id[item_id] = item


def _is_other_type(item: OutputItem, kind: str, index: int | None) -> bool:
    """Return whether a fragment for an item of type `kind` cannot belong to `item`."""
    held = item.fields.get("type")
    if not isinstance(held, str) or held == kind:
        return False
    return index is None or held not in _CONFUSED_TYPES or kind not in _CONFUSED_TYPES


def _index(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


_STAGES: Final = frozenset(
    {"in_progress", "searching", "interpreting", "generating", "calling", "completed", "failed", "incomplete"}
)
_WITHOUT_STATUS: Final = frozenset({"compaction", "mcp_list_tools"})


def add_tool_event(items: OutputItems, kind: str, value: Json) -> None:
    """Add an event about a tool that the server runs, such as `response.web_search_call.searching`.

    Events of other types change nothing.
    """
    about, _, stage = kind.removeprefix("response.").rpartition(".")
    if about == "shell_call_command":
        _add_command(items.for_fragment(value, "shell_call"), value, stage)
    elif about == "shell_call_output_content":
        _add_output(items.for_fragment(value, "shell_call_output"), value)
    elif about.endswith("_call") or about in _WITHOUT_STATUS:
        item = items.for_fragment(value, about)
        # An event about the progress can arrive after the complete item. The status of the item takes precedence.
        if stage in _STAGES and about not in _WITHOUT_STATUS and not item.finished:
            item.fields["status"] = stage


def _add_command(item: OutputItem, value: Json, stage: str) -> None:
    if item.finished:
        return
    action = item.fields.get("action")
    if not isinstance(action, dict):
        action = item.fields["action"] = {}
    commands, index = _slot(action, "commands", value, "")
    if stage == "delta" and isinstance(value.get("delta"), str):
        commands[index] = gather(commands[index], value["delta"])
    elif isinstance(value.get("command"), str):
        commands[index] = value["command"]


def _add_output(item: OutputItem, value: Json) -> None:
    if item.finished:
        return
    outputs, index = _slot(item.fields, "output", value, {})
    complete, delta = value.get("output"), value.get("delta")
    if isinstance(complete, list) and complete:
        outputs[index : index + 1] = complete
    elif isinstance(delta, dict):
        held = outputs[index] if isinstance(outputs[index], dict) else {}
        combined = {
            name: gather(held.get(name), delta[name]) for name in ("stdout", "stderr") if name in delta
        }
        outputs[index] = {**held, **combined}


def _slot(holder: Json, field: str, value: Json, empty: Any) -> tuple[ContentParts, int]:
    """Return the list in a field, and the position that `command_index` selects. An index past the end appends."""
    held = holder.get(field)
    if not isinstance(held, ContentParts):
        held = holder[field] = ContentParts(held if isinstance(held, list) else ())
    given = value.get("command_index")
    index = min(given, len(held)) if type(given) is int and given >= 0 else max(len(held) - 1, 0)
    if index == len(held):
        held.append(empty)
    return held, index
