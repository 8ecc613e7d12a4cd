"""Where text, reasoning and refusals appear, in the results and the events of every dialect.

A message, a content block, an output item and a delta all hold their text in a string, in a list of parts, or in one of
several fields. This module alone knows the names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

Kind = Literal["text", "reasoning", "refusal"]

_PARTS: Final[Mapping[str | None, tuple[Kind, tuple[str, ...]]]] = {
    None: ("text", ("text",)),
    "text": ("text", ("text",)),
    "output_text": ("text", ("text",)),
    "refusal": ("refusal", ("refusal",)),
    "thinking": ("reasoning", ("thinking", "text")),
    "reasoning": ("reasoning", ("reasoning", "text", "content", "summary")),
    "reasoning_text": ("reasoning", ("text",)),
    "summary_text": ("reasoning", ("text",)),
    "reasoning.text": ("reasoning", ("text",)),
    "reasoning.summary": ("reasoning", ("summary",)),
}
"""What each type of part says, and the fields that may hold it, the first one that does counts."""

REASONING_FIELDS: Final = (
    "reasoning_content",
    "reasoning",
    "thinking",
    "thinking_blocks",
    "reasoning_details",
)
"""The fields of a chat message that may hold its reasoning. Servers that fill several say the same in each."""

PARTS_FIELDS: Final = frozenset({"content", *REASONING_FIELDS})
"""The fields of a chat message that may be lists of parts."""

SERVER_CALLS: Final = ("server_tool_use", "mcp_tool_use")
"""The blocks of a message in which the server reports a tool call that it makes itself. Not a set: types that servers
send need not be hashable.
"""

_DEEPEST: Final = 3


def kind_of(part_type: object) -> Kind | None:
    """What a part of this type says. None for types that are not known: their text may be anything."""
    known = _PARTS.get(part_type) if part_type is None or isinstance(part_type, str) else None
    return None if known is None else known[0]


def text_field(part: Mapping[str, Any]) -> str | None:
    """The field of a part that holds its text, or would hold it. None if the part holds no text."""
    part_type = part.get("type")
    known = _PARTS.get(part_type) if part_type is None or isinstance(part_type, str) else None
    if known is None or (part_type is None and not isinstance(part.get("text"), str)):
        return None
    return next((name for name in known[1] if part.get(name)), known[1][0])


def pieces(content: object, depth: int = 0) -> list[tuple[Kind, str]]:
    """What content says, in its order. Content is a text, a part, or a list of texts and parts."""
    if type(content) is str:
        return [("text", content)] if content else []
    if isinstance(content, list):
        return [piece for part in content for piece in pieces(part, depth + 1)] if depth < _DEEPEST else []
    field = text_field(content) if isinstance(content, Mapping) else None
    if field is None or not isinstance(content, Mapping):
        return []
    kind = kind_of(content.get("type"))
    held = content.get(field)
    texts = [held] if isinstance(held, str) else [text for _, text in pieces(held, depth + 1)]
    return [(kind, text) for text in texts if kind is not None and text]


def reasoning_sources(message: Mapping[str, Any]) -> dict[str, str]:
    """The reasoning in each field of a chat message or delta that holds some, the preferred field first."""
    found: dict[str, str] = {}
    if PARTS_FIELDS.isdisjoint(message):
        return found
    for name in REASONING_FIELDS:
        held = message.get(name)
        if held:
            found[name] = held if isinstance(held, str) else "".join(text for _, text in pieces(held))
    content = message.get("content")
    if content and not isinstance(content, str):
        found["content"] = "".join(text for kind, text in pieces(content) if kind == "reasoning")
    return {name: text for name, text in found.items() if text}


def reasoning_of(message: Mapping[str, Any]) -> str:
    """The reasoning of a chat message, once."""
    return next(iter(reasoning_sources(message).values()), "")
