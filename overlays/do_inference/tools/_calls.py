"""A call that the model asks for, and its result."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of one tool."""

    id: str
    """Identifies the call in the conversation. Made up if the model gave none, or one that another call has."""
    name: str
    arguments: str
    """A JSON text, as the model wrote it."""
    problem: str | None = None
    """Why the call does not run, such as arguments that are not a JSON object; None if it can run."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """The result of one call."""

    call: ToolCall
    content: str
    """What the model reads."""
    error: Exception | None = None
    """Why the call failed, if it did; `content` says so too."""
