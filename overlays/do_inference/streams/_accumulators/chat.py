"""The accumulator of chat completions: `choices[].delta` of all chunks combine into `choices[].message`."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from do_inference._content import PARTS_FIELDS, reasoning_sources, text_fragments
from do_inference_generated._stream import (
    ChoiceDone,
    ReasoningDelta,
    RefusalDelta,
    TextDelta,
)

from .base import Accumulator, Emit, Json, ReportDecoder, reason_of
from .merge import ContentParts, TextBuffer, gather, gather_fields, gather_parts, merge, settle
from .output_items import EVENT_CLASSES
from .tool_calls import ToolCalls

_HEAD: Final = frozenset({"choices", "created", "id", "model", "object", "usage"})
_CHOICE: Final = frozenset({"delta", "finish_reason", "index", "logprobs", "message", "usage"})
_PLAIN: Final = frozenset({"delta", "finish_reason", "index", "logprobs"})


class ReasoningReader:
    """Reads the reasoning of a choice from its deltas.

    Some servers send each fragment twice, for example in `reasoning` and in `reasoning_content`. Only one of the fields
    is read, so that users receive each fragment once.
    """

    __slots__ = ("source", "text")

    def __init__(self) -> None:
        self.source = ""
        self.text = TextBuffer()

    def of(self, delta: Json) -> str:
        """Return the reasoning that a delta adds. The field that contained the reasoning before takes precedence."""
        again = delta.get(self.source)
        if again and type(again) is str and self.source != "content":
            self.text.write(again)
            return again
        found = reasoning_sources(delta)
        if not found:
            return ""
        if self.source not in found:
            source, fragment = next(iter(found.items()))
            if self.text.tell() == len(fragment) and self.text.getvalue() == fragment:
                return ""  # The server repeats the complete reasoning in another field.
            self.source = source
        fragment = found[self.source]
        self.text.write(fragment)
        return fragment


class ChoiceState:
    """The content of one choice received so far."""

    __slots__ = ("calls", "done", "extra", "finish_reason", "index", "message", "plain", "reasoning", "text")

    def __init__(self, index: int) -> None:
        self.index = index
        self.message: dict[str, Any] = {}
        self.calls = ToolCalls(index)
        self.done = False
        self.reasoning = ReasoningReader()
        self.finish_reason: Any = None
        self.extra: dict[str, Any] = {}
        self.text: TextBuffer | None = None
        """The content, while it is plain text."""
        self.plain: tuple[str, ...] = ()
        """The fields of the last chunk that added only a fragment of text. A chunk with the same fields takes
        the fast path of `_add_choice`.
        """

    def result(self) -> Json:
        """Return the choice in the form of the result."""
        message: Json = {"role": "assistant", "content": None, **settle(self.message)}
        if self.calls:
            message["tool_calls"] = self.calls.result()
            message["content"] = message["content"] or None
        extra: Json = settle(self.extra)
        return {"index": self.index, "message": message, "finish_reason": self.finish_reason, **extra}


class ChatAccumulator(Accumulator):
    """The accumulator of chat completions, including those of agents."""

    typed: ClassVar[bool] = False

    def __init__(self, reports: ReportDecoder) -> None:
        super().__init__(reports)
        self._choices: dict[int, ChoiceState] = {}
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

    def complete(self, choices: int) -> bool:
        ended = [reason_of(choice.finish_reason) is not None for choice in self._choices.values()]
        return len(ended) >= choices and all(ended)

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
        """Add all fields except choices and usage.

        Once the ID and the model are known, chunks that have only known fields need not be read again. `_plain` stores
        their fields for the comparison in `add`.
        """
        self._add_head(value)
        if not _HEAD.issuperset(fields):
            self._add_extra(value, emit)
        elif self._head.get("id") and self._head.get("model"):
            self._plain = fields

    def _add_head(self, value: Json) -> None:
        for name in ("id", "object", "created", "model"):
            content = value.get(name)
            if name in value and not self._head.get(name):
                self._head[name] = content

    def _add_extra(self, value: Json, emit: Emit | None) -> None:
        for name, content in value.items():
            if name in _HEAD or (name in self._last and self._last[name] == content):
                continue
            self._last[name] = content
            self._extra[name] = merge(self._extra.get(name), content)
            if emit is not None and content and isinstance(content, dict | list):
                self.reports.emit_field(name, content, emit)

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
            fragment = delta.get("content") if type(delta) is dict and len(delta) == 1 else None
            if type(fragment) is str and choice.get("logprobs") is None:
                # The fast path: a fragment of text and nothing else, like nearly all chunks.
                state.text.write(fragment)
                if emit is not None and fragment:
                    emit.append(TextDelta(fragment, state.index))
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

    def _choice_at(self, index: int) -> ChoiceState:
        if index not in self._choices:
            self._choices[index] = ChoiceState(index)
        return self._choices[index]

    def _add_delta(self, choice: ChoiceState, delta: Json, emit: Emit | None) -> None:
        if emit is not None:
            _emit_delta(choice, delta, emit)
        message = choice.message
        for name, fragment in delta.items():
            held = message.get(name)
            if type(held) is TextBuffer and type(fragment) is str:
                held.write(fragment)
            elif name == "tool_calls":
                if fragment:
                    choice.calls.add(fragment, emit)
            elif name in PARTS_FIELDS and (type(held) is ContentParts or isinstance(fragment, dict | list)):
                message[name] = gather_parts(held, fragment)
            else:
                gather_fields(message, ((name, fragment),))
                if name == "annotations" and emit is not None and isinstance(fragment, list):
                    for annotation in fragment:
                        self.reports.emit_citation(annotation, emit)


def _expect_more_text(state: ChoiceState, choice: Json) -> None:
    held = state.message.get("content")
    state.text = held if type(held) is TextBuffer else None
    if _PLAIN.issuperset(choice):
        state.plain = tuple(choice)


def _add_choice_extra(state: ChoiceState, choice: Json) -> None:
    for name, content in choice.items():
        if name == "logprobs" or name not in _CHOICE:
            add_up = gather if name == "logprobs" or isinstance(content, list) else merge
            state.extra[name] = add_up(state.extra.get(name), content)


def _emit_delta(choice: ChoiceState, delta: Json, emit: Emit) -> None:
    reasoning = choice.reasoning.of(delta)
    if reasoning:
        emit.append(ReasoningDelta(reasoning, choice.index))
    content = delta.get("content")
    if content:
        for kind, text in text_fragments(content):
            if kind != "reasoning":
                emit.append(EVENT_CLASSES[kind](text, choice.index))
    refusal = delta.get("refusal")
    if refusal and isinstance(refusal, str):
        emit.append(RefusalDelta(refusal, choice.index))


def _emit_done(choice: ChoiceState, emit: Emit) -> None:
    reason = reason_of(choice.finish_reason)
    choice.calls.close(reason, emit)
    if not choice.done:
        choice.done = True
        emit.append(ChoiceDone(reason, choice.index))


def _as_delta(choice: Any) -> Any:
    """Convert a choice of a result to the choice of a chunk."""
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        return choice
    message = dict(choice["message"])
    calls = message.get("tool_calls")
    if isinstance(calls, list):
        message["tool_calls"] = [
            {"index": index, **call} if isinstance(call, dict) else call for index, call in enumerate(calls)
        ]
    return {**{name: content for name, content in choice.items() if name != "message"}, "delta": message}
