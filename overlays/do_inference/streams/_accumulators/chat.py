"""Chat: chunks whose `choices[].delta` add up to `choices[].message`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from do_inference._content import PARTS_FIELDS, pieces, reasoning_sources
from do_inference_generated._stream import (
    ChoiceDone,
    ReasoningDelta,
    RefusalDelta,
    TextDelta,
)

from .base import Accumulator, Emit, Json, reason_of
from .merge import Parts, Text, gather, gather_fields, gather_parts, merge, settle
from .output_items import EVENT_OF
from .tool_calls import ToolCalls

if TYPE_CHECKING:
    from do_inference.streams._reports import Reports

_HEAD: Final = frozenset({"choices", "created", "id", "model", "object", "usage"})
_CHOICE: Final = frozenset({"delta", "finish_reason", "index", "logprobs", "message", "usage"})
_PLAIN: Final = frozenset({"delta", "finish_reason", "index", "logprobs"})


class Reasoning:
    """Tells the reasoning of a choice once, if its server sends it in several fields."""

    __slots__ = ("source", "text")

    def __init__(self) -> None:
        self.source = ""
        self.text = Text()

    def of(self, delta: Json) -> str:
        """What a delta adds. The field that the reasoning came in before is the one that counts."""
        again = delta.get(self.source)
        if again and type(again) is str and self.source != "content":
            self.text.write(again)
            return again
        found = reasoning_sources(delta)
        if not found:
            return ""
        if self.source not in found:
            source, piece = next(iter(found.items()))
            if self.text.tell() == len(piece) and self.text.getvalue() == piece:
                return ""  # The whole of it again, in another field.
            self.source = source
        piece = found[self.source]
        self.text.write(piece)
        return piece


class Choice:
    """One choice as far as it has come."""

    __slots__ = ("calls", "done", "extra", "finish_reason", "index", "message", "plain", "reasoning", "text")

    def __init__(self, index: int) -> None:
        self.index = index
        self.message: dict[str, Any] = {}
        self.calls = ToolCalls(index)
        self.done = False
        self.reasoning = Reasoning()
        self.finish_reason: Any = None
        self.extra: dict[str, Any] = {}
        self.text: Text | None = None
        """The content, as long as it is text."""
        self.plain: tuple[str, ...] = ()
        """The fields of a choice that may be nothing but a piece of text."""

    def result(self) -> Json:
        """The choice in the form of the unstreamed result."""
        message: Json = {"role": "assistant", "content": None, **settle(self.message)}
        if self.calls:
            message["tool_calls"] = self.calls.result()
            message["content"] = message["content"] or None
        extra: Json = settle(self.extra)
        return {"index": self.index, "message": message, "finish_reason": self.finish_reason, **extra}


class ChatAccumulator(Accumulator):
    """Adds up chat chunks, of agents too."""

    typed: ClassVar[bool] = False

    def __init__(self, reports: Reports) -> None:
        super().__init__(reports)
        self._choices: dict[int, Choice] = {}
        self._head: Json = {}
        self._extra: dict[str, Any] = {}
        self._last: dict[str, Any] = {}
        self._plain: tuple[str, ...] = ()

    def add(self, value: Json, emit: Emit | None) -> None:
        fields = tuple(value)
        if fields != self._plain:
            self._add_fields(value, fields, emit)
        choices = value.get("choices")
        if isinstance(choices, list):
            for position, choice in enumerate(choices):
                if isinstance(choice, dict):
                    self._add_choice(choice, position, emit)
        usage = value.get("usage")
        if usage and isinstance(usage, dict):
            self._add_usage(usage, emit)

    def head(self) -> Json:
        return self._head

    def close(self, emit: Emit | None) -> None:
        for choice in self._choices.values():
            if emit is not None:
                _emit_done(choice, emit)

    def complete(self, answers: int) -> bool:
        ended = [reason_of(choice.finish_reason) is not None for choice in self._choices.values()]
        return len(ended) >= answers and all(ended)

    def has_result(self) -> bool:
        return bool(self._choices)

    def result(self) -> Json:
        head = {"object": "chat.completion"} | self._head
        head["object"] = str(head["object"]).removesuffix(".chunk")
        choices = [choice.result() for _, choice in sorted(self._choices.items())]
        usage = {} if self.usage is None else {"usage": self.usage}
        return {**head, "choices": choices, **settle(self._extra), **settle(usage)}

    def event_of(self, result: Json) -> Json:
        choices = result.get("choices")
        if not isinstance(choices, list):
            return result
        return {**result, "choices": [_as_delta(choice) for choice in choices]}

    def _add_fields(self, value: Json, fields: tuple[str, ...], emit: Emit | None) -> None:
        """Everything beside choices and usage. Chunks of the fields of the last one are passed over, if those are
        all known and told.
        """
        self._add_head(value)
        if not _HEAD.issuperset(fields):
            self._add_extra(value, emit)
        elif self._head.get("id") and self._head.get("model"):
            self._plain = fields

    def _add_head(self, value: Json) -> None:
        for name in ("id", "object", "created", "model"):
            told = value.get(name)
            if name in value and not self._head.get(name):
                self._head[name] = told

    def _add_extra(self, value: Json, emit: Emit | None) -> None:
        for name, told in value.items():
            if name in _HEAD or (name in self._last and self._last[name] == told):
                continue
            self._last[name] = told
            self._extra[name] = merge(self._extra.get(name), told)
            if emit is not None and told and isinstance(told, dict | list):
                self.reports.emit_field(name, told, emit)

    def _add_usage(self, usage: Json, emit: Emit | None) -> None:
        self.usage = usage
        if emit is not None:
            self.reports.emit_usage(usage, emit)

    def _add_choice(self, choice: Json, position: int, emit: Emit | None) -> None:
        index = choice.get("index", position)
        state = self._choices.get(index) if type(index) is int else None
        delta = choice.get("delta")
        finish = choice.get("finish_reason")
        if state is not None and state.text is not None and finish is None and tuple(choice) == state.plain:
            piece = delta.get("content") if type(delta) is dict and len(delta) == 1 else None
            if type(piece) is str and choice.get("logprobs") is None:
                # A further piece of text and nothing else: nearly all are.
                state.text.write(piece)
                if emit is not None and piece:
                    emit.append(TextDelta(piece, state.index))
                return
        if state is None:
            if delta is None and finish is None and "message" not in choice:
                return
            state = self._choice_at(index if type(index) is int else position)
        if delta is None:
            delta = choice.get("message")
        if isinstance(delta, dict):
            self._add_delta(state, delta, emit)
        _add_choice_extra(state, choice)
        _expect_more_text(state, choice)
        if finish:
            state.finish_reason = finish
            if emit is not None and reason_of(finish):
                _emit_done(state, emit)
        usage = choice.get("usage")
        if usage and isinstance(usage, dict):
            self._add_usage(usage, emit)

    def _choice_at(self, index: int) -> Choice:
        if index not in self._choices:
            self._choices[index] = Choice(index)
        return self._choices[index]

    def _add_delta(self, choice: Choice, delta: Json, emit: Emit | None) -> None:
        if emit is not None:
            _emit_delta(choice, delta, emit)
        message = choice.message
        for name, piece in delta.items():
            held = message.get(name)
            if type(held) is Text and type(piece) is str:
                held.write(piece)
            elif name == "tool_calls":
                if piece:
                    choice.calls.add(piece, emit)
            elif name in PARTS_FIELDS and (type(held) is Parts or isinstance(piece, dict | list)):
                message[name] = gather_parts(held, piece)
            else:
                gather_fields(message, ((name, piece),))
                if name == "annotations" and emit is not None and isinstance(piece, list):
                    for annotation in piece:
                        self.reports.emit_citation(annotation, emit)


def _expect_more_text(state: Choice, choice: Json) -> None:
    held = state.message.get("content")
    state.text = held if type(held) is Text else None
    if _PLAIN.issuperset(choice):
        state.plain = tuple(choice)


def _add_choice_extra(state: Choice, choice: Json) -> None:
    for name, told in choice.items():
        if name == "logprobs" or name not in _CHOICE:
            add_up = gather if name == "logprobs" or isinstance(told, list) else merge
            state.extra[name] = add_up(state.extra.get(name), told)


def _emit_delta(choice: Choice, delta: Json, emit: Emit) -> None:
    reasoning = choice.reasoning.of(delta)
    if reasoning:
        emit.append(ReasoningDelta(reasoning, choice.index))
    content = delta.get("content")
    if content:
        for kind, text in pieces(content):
            if kind != "reasoning":
                emit.append(EVENT_OF[kind](text, choice.index))
    refusal = delta.get("refusal")
    if refusal and isinstance(refusal, str):
        emit.append(RefusalDelta(refusal, choice.index))


def _emit_done(choice: Choice, emit: Emit) -> None:
    reason = reason_of(choice.finish_reason)
    choice.calls.close(reason, emit)
    if not choice.done:
        choice.done = True
        emit.append(ChoiceDone(reason, choice.index))


def _as_delta(choice: Any) -> Any:
    """An unstreamed choice as the choice of a chunk."""
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        return choice
    message = dict(choice["message"])
    calls = message.get("tool_calls")
    if isinstance(calls, list):
        message["tool_calls"] = [
            {"index": index, **call} if isinstance(call, dict) else call for index, call in enumerate(calls)
        ]
    return {**{name: told for name, told in choice.items() if name != "message"}, "delta": message}
