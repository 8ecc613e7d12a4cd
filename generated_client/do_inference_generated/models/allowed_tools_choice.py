# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class AllowedToolsChoice(Model):
    """Restricts the model to a subset of the request's tools. The prompt does not change, so its
    cached prefix remains valid.
    """

    type: Literal["allowed_tools"] = "allowed_tools"
    """Type of the tool choice, always `allowed_tools`."""
    mode: str
    """`auto` lets the model decide whether to call a tool, `required` makes it call at least one."""
    tools: list[dict[str, Any]]
    """The tools, each by type and name, such as `{"type": "function", "name": "f"}`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "mode": "mode",
        "tools": "tools",
    }

    @staticmethod
    def _decode(value: Any) -> AllowedToolsChoice:
        return decode(value)


def decode(value: Any) -> AllowedToolsChoice:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AllowedToolsChoice.__new__(AllowedToolsChoice)
    self._raw = value
    item: Any
    self.type = get("type")
    self.mode = get("mode")
    item = get("tools")
    self.tools = item if type(item) is list else []
    decoded: AllowedToolsChoice = self
    return decoded
