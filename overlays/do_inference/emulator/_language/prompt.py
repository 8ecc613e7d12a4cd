"""Prompts: what a request asks of a language model, independent of its API, and how much of it is cached."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from do_inference.emulator import _filler_text as filler_text

if TYPE_CHECKING:
    from do_inference.emulator._description import Schema
    from do_inference.emulator._request import EmulatedRequest

MEDIA_TOKENS: Final = 85
"""The tokens that an image, a sound or a document counts for, whatever its size: those of a low-detail image at
OpenAI."""
_TOKENS_PER_TURN: Final = 4
"""Chat templates mark the role and the end of each turn."""
_TOKENS_PER_TOOL: Final = 8
MIN_CACHED_TOKENS: Final = 512
"""The shortest prefix of a prompt that is cached."""
_CACHE_SECONDS: Final = 300.0
"""The default lifetime of a cached prefix; `ttl: 1h` is the other."""
_LONG_CACHE_SECONDS: Final = 3600.0


@dataclass(frozen=True, slots=True)
class OfferedTool:
    """A function that the model may call."""

    name: str
    description: str
    schema: Schema


class Turn(NamedTuple):
    """One message of a conversation."""

    role: str
    text: str
    token_count: int
    is_tool_result: bool = False
    cache_seconds: float | None = None
    """How long the prompt up to here is to be cached; None if the turn has no `cache_control`."""


@dataclass(slots=True)
class Prompt:
    """Everything in a request that influences the completion."""

    turns: list[Turn]
    tools: list[OfferedTool] = field(default_factory=list)
    tool_choice: str = "auto"
    """`none`, `auto`, `required`, or `=` and the name of a tool."""
    parallel_tool_calls: bool = True
    max_tokens: int | None = None
    """The limit for the completion, reasoning included."""
    stop_sequences: tuple[str, ...] = ()
    response_format: Literal["text", "json", "schema"] = "text"
    schema: Schema = field(default_factory=dict)
    """The schema of the response, if `response_format` is `schema`."""
    reasoning: bool = False
    max_reasoning_tokens: int | None = None
    token_count: int = field(init=False)
    """The tokens of all turns and tools."""

    def __post_init__(self) -> None:
        """Count the tokens."""
        self.token_count = len(self.turns) * _TOKENS_PER_TURN + len(self.tools) * _TOKENS_PER_TOOL
        for turn in self.turns:
            self.token_count += turn.token_count
        for tool in self.tools:
            self.token_count += filler_text.count_tokens(tool.description) + len(str(tool.schema)) // 4

    @property
    def last_user_text(self) -> str:
        """The text of the last user turn that has any."""
        return next((turn.text for turn in reversed(self.turns) if turn.role == "user" and turn.text), "")

    @property
    def follows_tool_result(self) -> bool:
        """Whether the last turn contains the result of a tool, so that the model continues with it."""
        return bool(self.turns) and self.turns[-1].is_tool_result


def parse_turn(role: str, content: Any) -> Turn:
    """Return a turn for the content of any API: text, one part, or a list of parts."""
    if isinstance(content, str):
        return Turn(role, content, filler_text.count_tokens(content), is_tool_result=role == "tool")
    found = _Content()
    found.add(content)
    text = "\n".join(found.texts)
    return Turn(
        role,
        text,
        filler_text.count_tokens(text) + found.extra_tokens,
        is_tool_result=found.is_tool_result or role == "tool",
        cache_seconds=found.cache_seconds,
    )


class _Content:
    """The text of a content and what else counts in it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.extra_tokens = 0
        """The tokens of parts without text."""
        self.is_tool_result = False
        self.cache_seconds: float | None = None

    def add(self, content: Any) -> None:
        """Add text, a part or a list of parts."""
        if content is None:
            return
        for part in content if isinstance(content, list) else [content]:
            if isinstance(part, Mapping):
                self._add_part(part)
            else:
                self.texts.append(str(part))

    def _add_part(self, part: Mapping[str, Any]) -> None:
        outer = _cache_seconds(part) or self.cache_seconds
        kind = str(part.get("type", ""))
        if kind in ("tool_result", "function_call_output"):
            self.add(part.get("content", part.get("output")))
            self.is_tool_result = True
        elif isinstance(part.get("text"), str):
            self.texts.append(part["text"])
        elif kind in ("tool_use", "function_call", "thinking"):
            self.extra_tokens += len(str(part)) // 4
        else:
            self.extra_tokens += MEDIA_TOKENS
        self.cache_seconds = outer  # Marks inside of a tool result do not count.


def _cache_seconds(part: Mapping[str, Any]) -> float | None:
    control = part.get("cache_control")
    if not isinstance(control, Mapping):
        return None
    return _LONG_CACHE_SECONDS if control.get("ttl") == "1h" else _CACHE_SECONDS


def parse_stop(value: Any) -> tuple[str, ...]:
    """Return the stop sequences of a request, which are one string, several or none."""
    if not value:
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(str(stop) for stop in value if stop) if isinstance(value, Iterable) else ()


class CacheUse(NamedTuple):
    """How many tokens of a prompt came from the cache, and how many were written to it, by their lifetime."""

    read: int = 0
    created_5m: int = 0
    created_1h: int = 0

    @property
    def created(self) -> int:
        """All tokens that were written."""
        return self.created_5m + self.created_1h


def cache_use(call: EmulatedRequest, prompt: Prompt) -> CacheUse:
    """Look up the prefixes of a prompt in the cache of the request's key and model, and store them there.

    If the request marks prefixes, only those are cached: tokens of one that was cached before count as read, the others
    as created. Without marks the complete prompt is cached, and created tokens are not reported. Models of Anthropic
    need marks; behind a router they do not, since the router marks the prompt itself, and created tokens are reported.
    """
    anthropic = call.model.startswith("anthropic")
    automatic = call.route is not None or not anthropic
    if prompt.token_count < MIN_CACHED_TOKENS:
        return CacheUse()
    cache = call.state.stores["cached prompts"]
    tools = [tool.name for tool in prompt.tools]
    digest = hashlib.sha256(f"{call.key}\0{call.model}\0{tools}".encode("utf-8", "replace"))
    tokens, read = 0, 0
    created = {_CACHE_SECONDS: 0, _LONG_CACHE_SECONDS: 0}
    marked = any(turn.cache_seconds for turn in prompt.turns)
    for turn in prompt.turns:
        tokens += turn.token_count + _TOKENS_PER_TURN
        digest.update(f"{turn.role}\0{turn.text}\0".encode("utf-8", "replace"))
        seconds = turn.cache_seconds
        if seconds is None and automatic and not marked:
            seconds = _CACHE_SECONDS
        if seconds is None or tokens < MIN_CACHED_TOKENS:
            continue
        prefix = digest.hexdigest()
        if (cache.get(prefix) or 0) > call.now:
            read, created = tokens, dict.fromkeys(created, 0)
        elif marked or anthropic:
            created[seconds] += tokens - read - sum(created.values())
        cache.put(prefix, call.now + seconds)
    return CacheUse(read, created[_CACHE_SECONDS], created[_LONG_CACHE_SECONDS])
