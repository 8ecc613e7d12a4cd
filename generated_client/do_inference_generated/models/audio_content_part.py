# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import input_audio as _input_audio

if TYPE_CHECKING:
    from .input_audio import InputAudio


@define(eq=False, repr=False, kw_only=True)
class AudioContentPart(Model):
    """Audio as a part of a message. It is not known which models accept it."""

    type: Literal["input_audio"] = "input_audio"
    """Type of the content part, always `input_audio`."""
    input_audio: InputAudio
    """The audio."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "input_audio": "input_audio",
    }

    @staticmethod
    def _decode(value: Any) -> AudioContentPart:
        return decode(value)


def decode(value: Any) -> AudioContentPart:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AudioContentPart.__new__(AudioContentPart)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("input_audio")
    self.input_audio = _input_audio.decode(item) if type(item) is dict else _input_audio.decode({})
    decoded: AudioContentPart = self
    return decoded
