# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class HostedToolChoice(Model):
    """Forces the model to use a tool that is identified by its type."""

    type: Literal[
        "apply_patch",
        "code_interpreter",
        "computer",
        "computer_use",
        "computer_use_preview",
        "file_search",
        "image_generation",
        "programmatic_tool_calling",
        "shell",
        "web_search_preview",
        "web_search_preview_2025_03_11",
    ]
    """Type of the tool."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
    }

    @staticmethod
    def _decode(value: Any) -> HostedToolChoice:
        return decode(value)


def decode(value: Any) -> HostedToolChoice:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = HostedToolChoice.__new__(HostedToolChoice)
    self._raw = value
    item: Any
    self.type = get("type")
    decoded: HostedToolChoice = self
    return decoded
