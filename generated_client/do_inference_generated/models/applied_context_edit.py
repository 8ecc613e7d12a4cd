# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class AppliedContextEdit(Model):
    """An edit that the provider applied to the conversation."""

    type: str
    """Type of the edit, as in the request."""
    cleared_input_tokens: int | None = None
    """Number of input tokens that were removed."""
    cleared_tool_uses: int | None = None
    """Number of tool calls whose results were removed."""
    cleared_thinking_turns: int | None = None
    """Number of turns whose thinking was removed."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "cleared_input_tokens": "cleared_input_tokens",
        "cleared_tool_uses": "cleared_tool_uses",
        "cleared_thinking_turns": "cleared_thinking_turns",
    }

    @staticmethod
    def _decode(value: Any) -> AppliedContextEdit:
        return decode(value)


def decode(value: Any) -> AppliedContextEdit:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AppliedContextEdit.__new__(AppliedContextEdit)
    self._raw = value
    item: Any
    self.type = get("type")
    self.cleared_input_tokens = get("cleared_input_tokens")
    self.cleared_tool_uses = get("cleared_tool_uses")
    self.cleared_thinking_turns = get("cleared_thinking_turns")
    decoded: AppliedContextEdit = self
    return decoded
