# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class AudioData(Model):
    """Audio data in Base64."""

    b64_json: str
    """The audio file in Base64."""

    _wire: ClassVar[dict[str, str]] = {
        "b64_json": "b64_json",
    }

    @staticmethod
    def _decode(value: Any) -> AudioData:
        return decode(value)


def decode(value: Any) -> AudioData:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AudioData.__new__(AudioData)
    self._raw = value
    item: Any
    self.b64_json = get("b64_json")
    decoded: AudioData = self
    return decoded
