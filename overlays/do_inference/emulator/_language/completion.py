"""Completions: what the simulated language model generates for a prompt, and why it stops."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._language.schemas import value_for
from do_inference.emulator._language.tool_calls import arguments, tools_to_call
from do_inference.emulator._scripted_calls import ScriptedCall

if TYPE_CHECKING:
    import random

    from do_inference.emulator._call import Call
    from do_inference.emulator._description import Schema
    from do_inference.emulator._language.prompt import Prompt

Ending = Literal["stop", "length", "tools"]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a tool."""

    id: str
    name: str
    arguments: str
    """JSON, cut short where the answer ran out of tokens."""
    is_complete: bool = True

    @property
    def pieces(self) -> list[str]:
        return filler_text.pieces(self.arguments)


@dataclass(slots=True)
class Speech:
    """One answer, in pieces such as a stream carries."""

    reasoning: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    ending: Ending = "stop"
    stop: str | None = None
    """The stop string that ended it."""

    @property
    def reasoning_tokens(self) -> int:
        return len(self.reasoning)

    @property
    def ends_in_reasoning(self) -> bool:
        """Whether the tokens ended before the answer itself began, so that nothing else happened."""
        return self.ending == "length" and not self.text and not self.calls

    @property
    def tokens(self) -> int:
        """All tokens of the answer; its text counts as many as it has pieces."""
        return len(self.reasoning) + len(self.text) + sum(len(call.pieces) + 4 for call in self.calls)


def speak(call: Call, prompt: Prompt, index: int = 0) -> Speech:
    """An answer to `prompt`: what a script says, else what the seed gives. `index` tells choices apart."""
    rng = call.rng(f"speech {index}")
    script = call.script
    speech = Speech()
    scripted = script is not None and (script.text is not None or script.tool_calls is not None)
    if script is not None and script.reasoning is not None:
        speech.reasoning = filler_text.pieces(script.reasoning)
    elif prompt.reasoning and not scripted:
        speech.reasoning = filler_text.pieces(
            f"The question is: {_topic(prompt)} {filler_text.paragraph(rng, 1)}"
        )
        speech.reasoning = speech.reasoning[: prompt.reasoning_most]
    if script is not None and scripted:
        speech.text = filler_text.pieces(script.text or "")
        wanted = [*(script.tool_calls or ())]
    else:
        tools = tools_to_call(prompt)
        wanted = [
            ScriptedCall(t.name, json.dumps(arguments(t, prompt, nth, rng), ensure_ascii=False))
            for nth, t in enumerate(tools)
        ]
        if not wanted:
            speech.text = _text(call, prompt, rng)
    speech.calls = [
        ToolCall(made_up if one.id is None else one.id, one.name, one.arguments)
        for one in wanted
        for made_up in [f"call_{rng.getrandbits(96):024x}"]
    ]
    if speech.calls:
        speech.ending = "tools"
    return _bounded(speech, prompt)


def _text(call: Call, prompt: Prompt, rng: random.Random) -> list[str]:
    if call.tokens is not None:
        return _exactly(call.tokens, rng)
    if prompt.form == "schema":
        value = value_for(prompt.schema, rng, "response_format")
        return filler_text.pieces(json.dumps(value, ensure_ascii=False))
    described = _described(prompt) if prompt.form == "json" else None
    if described is not None:
        return filler_text.pieces(json.dumps(value_for(described, rng, "messages"), ensure_ascii=False))
    if prompt.form == "json":
        return filler_text.pieces(
            json.dumps({"answer": filler_text.sentence(rng), "asked": _topic(prompt)}, ensure_ascii=False)
        )
    if prompt.answers_tool:
        return filler_text.pieces(
            f"The tool says: {prompt.turns[-1].text[:200].strip()} {filler_text.sentence(rng)}"
        )
    return filler_text.pieces(filler_text.paragraph(rng))


def _described(prompt: Prompt) -> Schema | None:
    """The JSON Schema that the words of a prompt ask for, as clients write it that know no better way."""
    for turn in prompt.turns:
        at = turn.text.find("{") if turn.role in ("system", "developer") else -1
        if at < 0:
            continue
        try:
            value, _ = json.JSONDecoder().raw_decode(turn.text[at:])
        except ValueError:
            continue
        if isinstance(value, dict) and isinstance(value.get("properties"), dict):
            return value
    return None


def _exactly(count: int, rng: random.Random) -> list[str]:
    some = filler_text.pieces(" ".join(filler_text.sentence(rng) for _ in range(12)) + " ")
    return (some * (count // len(some) + 1))[:count]


def _topic(prompt: Prompt) -> str:
    text = prompt.asked.strip().replace("\n", " ")
    return text if len(text) <= 80 else f"{text[:77]}..."


def _bounded(speech: Speech, prompt: Prompt) -> Speech:
    """The speech up to its first stop string and within its tokens."""
    whole = "".join(speech.text) if prompt.stops else ""
    found = [(whole.find(stop), stop) for stop in prompt.stops if stop in whole]
    if found:
        at, speech.stop = min(found)
        speech.text = filler_text.pieces(whole[:at])
    if prompt.most is None or speech.tokens <= prompt.most:
        return speech
    left = prompt.most
    speech.ending, speech.stop = "length", None
    speech.reasoning = speech.reasoning[:left]
    left -= len(speech.reasoning)
    speech.text = speech.text[:left]
    left -= len(speech.text)
    kept: list[ToolCall] = []
    for one in speech.calls:
        room = left - 4
        if room <= 0:
            break
        pieces = one.pieces
        kept.append(replace(one, arguments="".join(pieces[:room]), is_complete=len(pieces) <= room))
        left -= 4 + len(kept[-1].pieces)
    speech.calls = kept
    return speech
