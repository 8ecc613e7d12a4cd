# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ComputerUsePreviewTool(Model):
    """Lets an OpenAI model operate a screen that you control. The model requests actions and your code
    performs them.
    """

    type: Literal["computer_use_preview"] = "computer_use_preview"
    """Type of the tool, always `computer_use_preview`."""
    display_width: int
    """Width of the screen in pixels."""
    display_height: int
    """Height of the screen in pixels."""
    environment: str
    """Environment to control: `browser`, `windows`, `mac`, `linux` or `ubuntu`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "display_width": "display_width",
        "display_height": "display_height",
        "environment": "environment",
    }

    @staticmethod
    def _decode(value: Any) -> ComputerUsePreviewTool:
        return decode(value)


def decode(value: Any) -> ComputerUsePreviewTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ComputerUsePreviewTool.__new__(ComputerUsePreviewTool)
    self._raw = value
    item: Any
    self.type = get("type")
    self.display_width = get("display_width")
    self.display_height = get("display_height")
    self.environment = get("environment")
    decoded: ComputerUsePreviewTool = self
    return decoded
