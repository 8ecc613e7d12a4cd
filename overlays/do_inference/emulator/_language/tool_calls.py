"""Tool calls: which tools the simulated language model calls, and with which arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from do_inference.emulator._description import Schema, resolved
from do_inference.emulator._language.schemas import sample_for

if TYPE_CHECKING:
    import random

    from do_inference.emulator._language.prompt import OfferedTool, Prompt

_NAME: Final = re.compile(r"\b(?:in|for|at|of|to|from|about|and|or|near)\s+([A-Z][\w'-]+(?:\s[A-Z][\w'-]+)*)")
"""Capitalised words after a preposition or a conjunction: names, mostly."""
_QUOTATION: Final = re.compile(r"[\"“'‘]([^\"”'’]{1,80})[\"”'’]")
_NUMBER: Final = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_WORD: Final = re.compile(r"[a-z]{3,}")
_STOP_WORDS: Final = frozenset([
    "get", "set", "the", "and", "for", "with", "from", "that", "this", "what", "which", "are", "you", "your",
    "given", "into", "any", "all", "can",
])  # fmt: skip
"""Words that say nothing about the purpose of a tool."""
_MAX_PARALLEL_CALLS: Final = 4


def choose_tools(prompt: Prompt) -> list[OfferedTool]:
    """Return the tools to call: the forced one, or those whose name or description shares a word with the question.

    One matching tool and several subjects make a call for each subject.
    """
    if not prompt.tools or prompt.tool_choice == "none":
        return []
    if prompt.tool_choice.startswith("="):
        return [tool for tool in prompt.tools if tool.name == prompt.tool_choice[1:]][:1]
    if prompt.follows_tool_result and prompt.tool_choice == "auto":
        return []
    question = _keywords(prompt.last_user_text)
    chosen = [tool for tool in prompt.tools if _keywords(f"{tool.name} {tool.description}") & question]
    if not chosen and prompt.tool_choice == "required":
        chosen = prompt.tools[:1]
    subjects = _subjects(prompt.last_user_text)
    if len(chosen) == 1 and len(subjects) > 1:
        chosen = chosen * len(subjects[:_MAX_PARALLEL_CALLS])
    return chosen if prompt.parallel_tool_calls else chosen[:1]


def fill_arguments(tool: OfferedTool, prompt: Prompt, number: int, rng: random.Random) -> dict[str, Any]:
    """Return arguments that match the tool's schema, with names and numbers of the question where they fit.

    `number` is the position of the call among those of the completion.
    """
    sample = sample_for(tool.schema, rng, "tools")
    arguments = dict(sample) if isinstance(sample, Mapping) else {}
    resolve = partial(resolved, tool.schema)
    properties = resolve(tool.schema).get("properties", {})
    question = prompt.last_user_text
    subjects = _subjects(question)
    subject = subjects[number % len(subjects)] if subjects else None
    numbers = _NUMBER.findall(question)
    for name, value in arguments.items():
        schema = resolve(properties.get(name, {}))
        if isinstance(value, str) and schema.get("enum") and "const" not in schema:
            arguments[name] = _matching_member(schema["enum"], question, value)
        elif (
            isinstance(value, str)
            and subject is not None
            and not schema.keys() & {"const", "pattern", "format"}
        ):
            arguments[name] = subject[: schema.get("maxLength", 1000)]
            subject = None  # Only the first text of the arguments is the subject.
        elif isinstance(value, int | float) and not isinstance(value, bool) and numbers:
            arguments[name] = _fitting_number(value, schema, float(numbers.pop(0)))
    return arguments


def _matching_member(members: list[Any], question: str, default: str) -> str:
    return next((m for m in members if isinstance(m, str) and m.lower() in question.lower()), default)


def _fitting_number(sample: float, schema: Schema, number: float) -> float:
    """Return `number` if the schema accepts it, and the sample otherwise."""
    in_range = schema.get("minimum", number) <= number <= schema.get("maximum", number)
    if not in_range or schema.keys() & {"multipleOf", "exclusiveMinimum", "exclusiveMaximum"}:
        return sample
    return int(number) if isinstance(sample, int) else number


def _keywords(text: str) -> frozenset[str]:
    words = _WORD.findall(text.lower().replace("_", " "))
    return frozenset(word.rstrip("s") for word in words if word not in _STOP_WORDS)


def _subjects(text: str) -> list[str]:
    """Return the quotations and names in a text, each once."""
    return list(dict.fromkeys([*_QUOTATION.findall(text), *_NAME.findall(text)]))
