"""Prompts: what a request asks of a language model, independent of its API, and which part of it is cached."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from do_inference.emulator import _filler_text as filler_text

if TYPE_CHECKING:
    from do_inference.emulator._call import Call
    from do_inference.emulator._description import Schema

IMAGE_TOKENS = 85
"""What an image, a sound or a document counts for in a prompt."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may call."""

    name: str
    description: str
    schema: Schema


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: str
    text: str
    tokens: int
    result: bool = False
    """It carries what a tool returned."""
    cached: float | None = None
    """The prompt up to here is to be cached, for this many seconds."""


@dataclass(slots=True)
class Prompt:
    """All that shapes an answer."""

    turns: list[Turn]
    tools: list[Tool] = field(default_factory=list)
    choice: str = "auto"
    """`none`, `auto`, `required`, or `=` and the name of a tool."""
    parallel: bool = True
    most: int | None = None
    """Tokens that the answer may have, reasoning included."""
    stops: tuple[str, ...] = ()
    form: Literal["text", "json", "schema"] = "text"
    schema: Schema = field(default_factory=dict)
    reasoning: bool = False
    reasoning_most: int | None = None

    @property
    def tokens(self) -> int:
        """Tokens of the prompt: its turns, a few for each of them, and its tools."""
        tools = sum(
            8 + filler_text.count(tool.description) + len(str(tool.schema)) // 4 for tool in self.tools
        )
        return sum(turn.tokens + 4 for turn in self.turns) + tools

    @property
    def asked(self) -> str:
        """The last thing that the user said."""
        return next((turn.text for turn in reversed(self.turns) if turn.role == "user" and turn.text), "")

    @property
    def answers_tool(self) -> bool:
        """Whether the turn is the model's because a tool has returned something."""
        return bool(self.turns) and self.turns[-1].result


def turn(role: str, content: Any, **more: Any) -> Turn:
    """A turn from content of any API: text, one part, or a list of parts."""
    texts, extra, result, cached = _read(content)
    text = "\n".join(texts)
    return Turn(
        role,
        text,
        filler_text.count(text) + extra,
        **{"result": result or role == "tool", "cached": cached, **more},
    )


def _read(content: Any) -> tuple[list[str], int, bool, float | None]:
    if content is None:
        return [], 0, False, None
    if isinstance(content, str):
        return [content], 0, False, None
    texts: list[str] = []
    extra, result, cached = 0, False, None
    for part in (
        [content]
        if isinstance(content, Mapping)
        else content
        if isinstance(content, list)
        else [str(content)]
    ):
        if not isinstance(part, Mapping):
            texts.append(str(part))
            continue
        cached = lifetime(part) or cached
        kind = str(part.get("type", ""))
        if kind in ("tool_result", "function_call_output"):
            inner = _read(part.get("content", part.get("output")))
            texts, extra, result = texts + inner[0], extra + inner[1], True
        elif isinstance(part.get("text"), str):
            texts.append(part["text"])
        elif kind in ("tool_use", "function_call", "thinking"):
            extra += len(str(part)) // 4
        else:
            extra += IMAGE_TOKENS
    return texts, extra, result, cached


def lifetime(part: Mapping[str, Any]) -> float | None:
    """How long `cache_control` asks a part to be cached, in seconds; None where it does not."""
    control = part.get("cache_control")
    if not isinstance(control, Mapping):
        return None
    return 3600.0 if control.get("ttl") == "1h" else 300.0


def stops(value: Any) -> tuple[str, ...]:
    """Stop strings, given as one, several or none."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(stop) for stop in value if stop) if isinstance(value, Iterable) else ()


LEAST = 512
"""Tokens that a prefix must have to be cached."""
AUTOMATIC_SECONDS = 300.0


class Cached(NamedTuple):
    """Tokens of a prompt by where they came from."""

    read: int = 0
    created_5m: int = 0
    created_1h: int = 0

    @property
    def created(self) -> int:
        return self.created_5m + self.created_1h


def cached_tokens(call: Call, prompt: Prompt) -> Cached:
    """Tokens that came from the cache and that went into it, by key and model.

    If the request marks prefixes, those count: as read if one was cached before, else as created. Without marks, the
    whole prompt is cached, and created tokens are not counted. Models of Anthropic do so only behind a router, which
    marks the prompt itself: then created tokens are counted.
    """
    anthropic = call.model.startswith("anthropic")
    automatic = call.route is not None or not anthropic
    drawer = call.world.shelf.drawer("cached prompts")
    digest = hashlib.sha256(
        f"{call.key}\0{call.model}\0{[tool.name for tool in prompt.tools]}".encode("utf-8", "replace")
    )
    tokens, read, created = 0, 0, {300.0: 0, 3600.0: 0}
    marked = any(turn.cached for turn in prompt.turns)
    for turn in prompt.turns:
        tokens += turn.tokens + 4
        digest.update(f"{turn.role}\0{turn.text}\0".encode("utf-8", "replace"))
        lifetime = turn.cached
        if lifetime is None and automatic and not marked:
            lifetime = AUTOMATIC_SECONDS
        if lifetime is None or tokens < LEAST:
            continue
        name = digest.hexdigest()
        if (drawer.get(name) or 0) > call.now:
            read, created = tokens, {300.0: 0, 3600.0: 0}
        elif marked or anthropic:
            created[lifetime] += tokens - read - sum(created.values())
        drawer.put(name, call.now + lifetime)
    return Cached(read, created[300.0], created[3600.0])
