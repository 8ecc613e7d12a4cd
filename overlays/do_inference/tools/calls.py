"""A call that the model asks for, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of one tool."""

    id: str
    """Names the call, so that its result can be told apart. Made up where the model gave none."""
    name: str
    arguments: str
    """A JSON text, as the model wrote it."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What one call came to."""

    call: ToolCall
    content: str
    """What the model is told."""
    error: Exception | None = None
    """Why the call failed, where it did; the model is told so."""
