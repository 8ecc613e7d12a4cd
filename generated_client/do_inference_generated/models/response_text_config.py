# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import response_text_format as _response_text_format

if TYPE_CHECKING:
    from .enums import Verbosity
    from .response_text_format import ResponseTextFormat


@define(eq=False, repr=False, kw_only=True)
class ResponseTextConfig(Model):
    """Options of the text of a response."""

    format: ResponseTextFormat | None = None
    """Format of the text. Default: plain text. Not every model enforces it, so validate the output."""
    verbosity: Verbosity | None = None
    """Length of the text. OpenAI models only."""

    _wire: ClassVar[dict[str, str]] = {
        "format": "format",
        "verbosity": "verbosity",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseTextConfig:
        return decode(value)


def decode(value: Any) -> ResponseTextConfig:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseTextConfig.__new__(ResponseTextConfig)
    self._raw = value
    item: Any
    item = get("format")
    self.format = _response_text_format.decode(item) if type(item) is dict else None
    self.verbosity = get("verbosity")
    decoded: ResponseTextConfig = self
    return decoded
