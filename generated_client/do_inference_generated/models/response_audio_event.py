# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseAudioEvent(Model):
    """Sent for each new fragment of the audio or its transcript, and at their end."""

    type: Literal[
        "response.audio.delta",
        "response.audio.done",
        "response.audio.transcript.delta",
        "response.audio.transcript.done",
    ]
    """Type of the event."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    delta: str | None = None
    """Next fragment: Base64 of the audio, or text of the transcript."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "delta": "delta",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseAudioEvent:
        return decode(value)


def decode(value: Any) -> ResponseAudioEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseAudioEvent.__new__(ResponseAudioEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.delta = get("delta")
    decoded: ResponseAudioEvent = self
    return decoded
