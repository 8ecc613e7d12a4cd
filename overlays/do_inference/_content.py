"""The fields that contain text, reasoning and refusals, in the results and events of all dialects.

Messages, content blocks, output items and deltas contain text as a string, as a list of parts, or in one of several
fields. All of these field names are defined here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

TextKind = Literal["text", "reasoning", "refusal"]

_PARTS: Final[Mapping[str | None, tuple[TextKind, tuple[str, ...]]]] = {
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
"""For each type of part: the kind of text, and the fields that may contain it, in order of preference."""

REASONING_FIELDS: Final = (
    "reasoning_content",
    "reasoning",
    "thinking",
    "thinking_blocks",
    "reasoning_details",
)
"""The fields of a chat message that may contain its reasoning. Servers that use several repeat the text in each."""

PARTS_FIELDS: Final = frozenset({"content", *REASONING_FIELDS})
"""The fields of a chat message that may be lists of parts."""

SERVER_CALLS: Final = ("server_tool_use", "mcp_tool_use")
"""The types of content blocks in which the server reports a tool call that it runs itself. This is a tuple, because
lookups in a set fail for unhashable values, which servers may send as a type.
"""

_MAX_DEPTH: Final = 3
"""Nesting of parts within parts. Servers nest them once: a reasoning part that contains a list of summary parts."""


def text_kind(part_type: object) -> TextKind | None:
    """Return the kind of text in parts of this type; None for unknown types, whose text has an unknown meaning."""
    known = _PARTS.get(part_type) if part_type is None or isinstance(part_type, str) else None
    return None if known is None else known[0]


def text_field(part: Mapping[str, Any]) -> str | None:
    """Return the name of the field for the text of a part, which may be empty; None if the part has no text."""
    part_type = part.get("type")
    known = _PARTS.get(part_type) if part_type is None or isinstance(part_type, str) else None
    if known is None or (part_type is None and not isinstance(part.get("text"), str)):
        return None
    return next((name for name in known[1] if part.get(name)), known[1][0])


def text_fragments(content: object, depth: int = 0) -> list[tuple[TextKind, str]]:
    """Return the texts in `content` with their kinds, in order. `content` is a string, a part, or a list of both."""
    if type(content) is str:
        return [("text", content)] if content else []
    if isinstance(content, list):
        return (
            [piece for part in content for piece in text_fragments(part, depth + 1)]
            if depth < _MAX_DEPTH
            else []
        )
    field = text_field(content) if isinstance(content, Mapping) else None
    if field is None or not isinstance(content, Mapping):
        return []
    kind = text_kind(content.get("type"))
    held = content.get(field)
    texts = [held] if isinstance(held, str) else [text for _, text in text_fragments(held, depth + 1)]
    return [(kind, text) for text in texts if kind is not None and text]


def reasoning_sources(message: Mapping[str, Any]) -> dict[str, str]:
    """Return the reasoning in each field of a chat message or delta that contains any, the preferred field first."""
    found: dict[str, str] = {}
    if PARTS_FIELDS.isdisjoint(message):
        return found
    for name in REASONING_FIELDS:
        held = message.get(name)
        if held:
            found[name] = held if isinstance(held, str) else "".join(text for _, text in text_fragments(held))
    content = message.get("content")
    if content and not isinstance(content, str):
        found["content"] = "".join(text for kind, text in text_fragments(content) if kind == "reasoning")
    return {name: text for name, text in found.items() if text}


def reasoning_of(message: Mapping[str, Any]) -> str:
    """Return the reasoning of a chat message. Text that several fields repeat is returned once."""
    return next(iter(reasoning_sources(message).values()), "")
