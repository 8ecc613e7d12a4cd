# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ComputerAction(Model):
    """An action on the screen. The fields depend on `type`."""

    type: str
    """`click`, `double_click`, `drag`, `keypress`, `move`, `screenshot`, `scroll`, `type` or `wait`."""
    x: int | None = None
    """Horizontal position in pixels from the left edge."""
    y: int | None = None
    """Vertical position in pixels from the top edge."""
    button: str | None = None
    """Mouse button of a click: `left`, `right`, `wheel`, `back` or `forward`."""
    scroll_x: int | None = None
    """Horizontal scroll distance in pixels."""
    scroll_y: int | None = None
    """Vertical scroll distance in pixels."""
    keys: list[str] | None = None
    """Keys to press, or to hold during the action."""
    path: list[dict[str, int]] | None = None
    """Points of a drag, each with `x` and `y`."""
    text: str | None = None
    """Text to type."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "x": "x",
        "y": "y",
        "button": "button",
        "scroll_x": "scroll_x",
        "scroll_y": "scroll_y",
        "keys": "keys",
        "path": "path",
        "text": "text",
    }

    @staticmethod
    def _decode(value: Any) -> ComputerAction:
        return decode(value)


def decode(value: Any) -> ComputerAction:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ComputerAction.__new__(ComputerAction)
    self._raw = value
    item: Any
    self.type = get("type")
    self.x = get("x")
    self.y = get("y")
    self.button = get("button")
    self.scroll_x = get("scroll_x")
    self.scroll_y = get("scroll_y")
    self.keys = get("keys")
    self.path = get("path")
    self.text = get("text")
    decoded: ComputerAction = self
    return decoded
