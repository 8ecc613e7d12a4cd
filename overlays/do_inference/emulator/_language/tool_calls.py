"""Tool calls: which tools the simulated language model calls, and with which arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from do_inference.emulator._description import Schema, resolved
from do_inference.emulator._language.schemas import value_for

if TYPE_CHECKING:
    import random

    from do_inference.emulator._language.prompt import Prompt, Tool

_NAMED = re.compile(r"\b(?:in|for|at|of|to|from|about|and|or|near)\s+([A-Z][\w'-]+(?:\s[A-Z][\w'-]+)*)")
_QUOTED = re.compile(r"[\"“'‘]([^\"”'’]{1,80})[\"”'’]")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_WORD = re.compile(r"[a-z]{3,}")
_COMMON = frozenset(
    [
        "get",
        "set",
        "the",
        "and",
        "for",
        "with",
        "from",
        "that",
        "this",
        "what",
        "which",
        "are",
        "you",
        "your",
        "given",
        "into",
        "any",
        "all",
        "can",
    ]
)


def tools_to_call(prompt: Prompt) -> list[Tool]:
    """The tools that an answer calls: as forced, or those that what was asked is about."""
    if not prompt.tools or prompt.choice == "none":
        return []
    if prompt.choice.startswith("="):
        return [tool for tool in prompt.tools if tool.name == prompt.choice[1:]][:1]
    if prompt.answers_tool and prompt.choice == "auto":
        return []
    chosen = [
        tool for tool in prompt.tools if _words(tool.name + " " + tool.description) & _words(prompt.asked)
    ]
    if not chosen and prompt.choice == "required":
        chosen = prompt.tools[:1]
    if len(chosen) == 1 and len(_subjects(prompt.asked)) > 1:
        chosen = chosen * len(_subjects(prompt.asked)[:4])
    return chosen if prompt.parallel else chosen[:1]


def arguments(tool: Tool, prompt: Prompt, nth: int, rng: random.Random) -> dict[str, Any]:
    """Arguments that fit the tool's schema, taken from what was asked where it has them."""
    made = value_for(tool.schema, rng, "tools")
    values = dict(made) if isinstance(made, Mapping) else {}
    resolve = partial(resolved, tool.schema)
    properties = resolve(tool.schema).get("properties", {})
    subjects = _subjects(prompt.asked)
    numbers = _NUMBER.findall(prompt.asked)
    used = 0
    for name, value in values.items():
        node = resolve(properties.get(name, {}))
        if isinstance(value, str) and "const" not in node:
            values[name], used = _text(value, node, prompt.asked, subjects, nth, used)
        elif isinstance(value, int | float) and not isinstance(value, bool) and numbers:
            values[name] = _number(value, node, numbers)
    return values


def _text(made: str, node: Schema, asked: str, subjects: list[str], nth: int, used: int) -> tuple[str, int]:
    if node.get("enum"):
        said = next((str(v) for v in node["enum"] if isinstance(v, str) and v.lower() in asked.lower()), made)
        return said, used
    if node.get("pattern") or node.get("format") or used or not subjects:
        return made, used
    return subjects[nth % len(subjects)][: node.get("maxLength", 1000)], used + 1


def _number(made: float, node: Schema, numbers: list[str]) -> float:
    text = numbers.pop(0)
    value = float(text)
    low, high = node.get("minimum", value), node.get("maximum", value)
    if (
        not low <= value <= high
        or "multipleOf" in node
        or "exclusiveMinimum" in node
        or "exclusiveMaximum" in node
    ):
        return made
    return int(value) if isinstance(made, int) else value


def _words(text: str) -> frozenset[str]:
    found = _WORD.findall(text.lower().replace("_", " "))
    return frozenset(word.rstrip("s") for word in found if word not in _COMMON)


def _subjects(text: str) -> list[str]:
    """Names and quotations in a text, in order, each once."""
    return list(dict.fromkeys([*_QUOTED.findall(text), *_NAMED.findall(text)]))
