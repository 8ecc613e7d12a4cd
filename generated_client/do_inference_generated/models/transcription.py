# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Result, define


@define(eq=False, repr=False, kw_only=True)
class Transcription(Result):
    """The transcript of an audio file."""

    text: str
    """The transcript."""

    _wire: ClassVar[dict[str, str]] = {
        "text": "text",
    }

    @staticmethod
    def _decode(value: Any) -> Transcription:
        return decode(value)


def decode(value: Any) -> Transcription:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = Transcription.__new__(Transcription)
    self._raw = value
    item: Any
    self.text = get("text")
    decoded: Transcription = self
    return decoded
