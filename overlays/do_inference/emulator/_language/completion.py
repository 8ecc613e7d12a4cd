"""Completions: what the simulated language model generates for a prompt, and why it stops."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._language.schemas import sample_for
from do_inference.emulator._language.tool_calls import choose_tools, fill_arguments
from do_inference.emulator._scripted_calls import ScriptedCall

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from do_inference.emulator._description import Schema
    from do_inference.emulator._language.prompt import Prompt
    from do_inference.emulator._request import EmulatedRequest

FinishReason = Literal["stop", "length", "tools"]
_TOKENS_PER_CALL: Final = 4
"""The tokens of a tool call in addition to those of its arguments."""


@dataclass(frozen=True, slots=True)
class EmulatedToolCall:
    """A tool call of a completion."""

    id: str
    name: str
    arguments: str
    """A JSON object as text; its beginning if the completion reached its token limit."""
    is_complete: bool = True

    @property
    def argument_tokens(self) -> list[str]:
        """The arguments as tokens."""
        return filler_text.tokenize(self.arguments)


@dataclass(slots=True)
class SimulatedCompletion:
    """One completion, in tokens, as streams deliver it."""

    reasoning: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    tool_calls: list[EmulatedToolCall] = field(default_factory=list)
    finish_reason: FinishReason = "stop"
    stop_sequence: str | None = None
    """The stop sequence at which the text ends."""

    @property
    def reasoning_tokens(self) -> int:
        """The number of reasoning tokens."""
        return len(self.reasoning)

    @property
    def ends_in_reasoning(self) -> bool:
        """Whether the model reached its token limit while it was reasoning, so that it did nothing else."""
        return self.finish_reason == "length" and not self.text and not self.tool_calls

    @property
    def token_count(self) -> int:
        """The number of all tokens, those of reasoning and tool calls included."""
        total = len(self.reasoning) + len(self.text)
        for call in self.tool_calls:
            total += len(call.argument_tokens) + _TOKENS_PER_CALL
        return total


def complete(call: EmulatedRequest, prompt: Prompt, index: int = 0) -> SimulatedCompletion:
    """Return the completion of a prompt: the parts that a rule prescribes, and generated ones otherwise.

    `index` distinguishes the choices of a request with several. Prescribed text or tool calls suppress all generated
    parts, so that a test gets exactly what it asked for.
    """
    seed = call.seed(f"speech {index}")
    script = call.script
    completion = SimulatedCompletion()
    is_prescribed = script is not None and (script.text is not None or script.tool_calls is not None)
    if script is not None and script.reasoning is not None:
        completion.reasoning = filler_text.tokenize(script.reasoning)
    elif prompt.reasoning and not is_prescribed:
        thoughts = f"The question is: {_topic(prompt)} {_sentence(seed)}"
        completion.reasoning = filler_text.tokenize(thoughts)[: prompt.max_reasoning_tokens]
    if script is not None and is_prescribed:
        completion.text = filler_text.tokenize(script.text or "")
        completion.tool_calls = _call_tools(script.tool_calls or (), filler_text.generator(seed))
    elif tools := choose_tools(prompt):
        rng = filler_text.generator(seed)
        wanted = [
            ScriptedCall(tool.name, _dumps(fill_arguments(tool, prompt, number, rng)))
            for number, tool in enumerate(tools)
        ]
        completion.tool_calls = _call_tools(wanted, rng)
    else:
        completion.text = _generate_text(call, prompt, seed)
    if completion.tool_calls:
        completion.finish_reason = "tools"
    _stop_at_sequence(completion, prompt)
    _limit_tokens(completion, prompt)
    return completion


def _call_tools(wanted: Sequence[ScriptedCall], rng: random.Random) -> list[EmulatedToolCall]:
    # An id is drawn for each call, also for one with its own id, so that the others stay the same.
    generated = [f"call_{rng.getrandbits(96):024x}" for _ in wanted]
    return [
        EmulatedToolCall(made if one.id is None else one.id, one.name, one.arguments)
        for made, one in zip(generated, wanted, strict=True)
    ]


def _generate_text(call: EmulatedRequest, prompt: Prompt, seed: bytes) -> list[str]:
    if call.tokens is not None:
        return _repeat_to_length(call.tokens, seed)
    if prompt.response_format == "schema":
        text = _sample(prompt.schema, seed, "response_format")
    elif prompt.response_format == "json":
        schema = _schema_in_text(prompt)
        if schema is None:
            text = _dumps({"answer": _sentence(seed), "asked": _topic(prompt)})
        else:
            text = _sample(schema, seed, "messages")
    elif prompt.follows_tool_result:
        text = f"The tool says: {prompt.turns[-1].text[:200].strip()} {_sentence(seed)}"
    else:
        return filler_text.paragraph_tokens(seed)
    return filler_text.tokenize(text)


def _sample(schema: Schema, seed: bytes, field: str) -> str:
    return _dumps(sample_for(schema, filler_text.generator(seed), field))


def _sentence(seed: bytes) -> str:
    return "".join(filler_text.paragraph_tokens(seed, 1))


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _schema_in_text(prompt: Prompt) -> Schema | None:
    """Return the JSON Schema in a system turn, or None.

    Clients of models without structured output put the schema into the system prompt.
    """
    for turn in prompt.turns:
        start = turn.text.find("{") if turn.role in ("system", "developer") else -1
        if start < 0:
            continue
        try:
            value, _ = json.JSONDecoder().raw_decode(turn.text[start:])
        except ValueError:
            continue
        if isinstance(value, dict) and isinstance(value.get("properties"), dict):
            return value
    return None


def _repeat_to_length(count: int, seed: bytes) -> list[str]:
    """Return exactly `count` tokens."""
    tokens = [*filler_text.paragraph_tokens(seed, 12), " "]
    return (tokens * (count // len(tokens) + 1))[:count]


def _topic(prompt: Prompt) -> str:
    text = prompt.last_user_text.strip().replace("\n", " ")
    return text if len(text) <= 80 else f"{text[:77]}..."


def _stop_at_sequence(completion: SimulatedCompletion, prompt: Prompt) -> None:
    """End the text before the stop sequence that occurs first."""
    if not prompt.stop_sequences:
        return
    text = "".join(completion.text)
    found = [(text.find(stop), stop) for stop in prompt.stop_sequences if stop in text]
    if found:
        end, completion.stop_sequence = min(found)
        completion.text = filler_text.tokenize(text[:end])


def _limit_tokens(completion: SimulatedCompletion, prompt: Prompt) -> None:
    """Cut the completion at the token limit: reasoning comes first, then text, then tool calls."""
    if prompt.max_tokens is None or completion.token_count <= prompt.max_tokens:
        return
    completion.finish_reason, completion.stop_sequence = "length", None
    remaining = prompt.max_tokens
    completion.reasoning = completion.reasoning[:remaining]
    remaining -= len(completion.reasoning)
    completion.text = completion.text[:remaining]
    remaining -= len(completion.text)
    calls: list[EmulatedToolCall] = []
    for call in completion.tool_calls:
        remaining -= _TOKENS_PER_CALL
        if remaining <= 0:
            break
        tokens = call.argument_tokens
        calls.append(
            replace(call, arguments="".join(tokens[:remaining]), is_complete=len(tokens) <= remaining)
        )
        remaining -= len(calls[-1].argument_tokens)
    completion.tool_calls = calls
