# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import audio_data as _audio_data

if TYPE_CHECKING:
    from .audio_data import AudioData


@define(eq=False, repr=False, kw_only=True)
class SpeechResponse(Model):
    """Audio in Base64 in a JSON response."""

    created: int | None = None
    """Creation time of the audio as a Unix timestamp in seconds."""
    data: list[AudioData]
    """One entry with the audio."""

    _wire: ClassVar[dict[str, str]] = {
        "created": "created",
        "data": "data",
    }

    @staticmethod
    def _decode(value: Any) -> SpeechResponse:
        return decode(value)


def decode(value: Any) -> SpeechResponse:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = SpeechResponse.__new__(SpeechResponse)
    self._raw = value
    item: Any
    self.created = get("created")
    item = get("data")
    self.data = [_audio_data.decode(x) for x in item if type(x) is dict] if type(item) is list else []
    decoded: SpeechResponse = self
    return decoded
