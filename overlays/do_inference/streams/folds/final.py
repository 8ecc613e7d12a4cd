"""Images: previews, and one last event that is the result."""

from __future__ import annotations

from typing import Final

from do_inference_generated._stream import ImageReceived, UsageReported

from .base import Emit, Fold, Json

_OF_ONE_IMAGE: Final = ("b64_json", "revised_prompt", "url")
_OF_EVENTS: Final = ("created_at", "partial_image_index", "sequence_number", "type")


class FinalFold(Fold):
    """Keeps the last event, or as long as that has not come, the last preview."""

    def __init__(self) -> None:
        super().__init__()
        self._last: Json = {}
        self._finals: list[Json] = []

    def add(self, value: Json, emit: Emit | None) -> None:
        partial = "partial" in str(value.get("type"))
        self._last = value
        if not partial:
            self._finals.append(value)
        image = value.get("b64_json")
        if emit is not None and isinstance(image, str) and image:
            index = value.get("partial_image_index") if partial else len(self._finals) - 1
            emit.append(ImageReceived(image, partial, index if isinstance(index, int) else 0))
        usage = value.get("usage")
        if isinstance(usage, dict) and usage:
            self.usage = usage
            if emit is not None:
                emit.append(UsageReported(usage))

    def close(self, emit: Emit | None) -> None:
        pass

    def complete(self) -> bool:
        return bool(self._finals)

    def result(self) -> Json:
        image_events = self._finals or ([self._last] if self._last else [])
        told = {
            name: value for name, value in self._last.items() if name not in (*_OF_ONE_IMAGE, *_OF_EVENTS)
        }
        if "created_at" in self._last:
            told.setdefault("created", self._last["created_at"])
        if "data" not in told:
            told["data"] = [
                {name: event[name] for name in _OF_ONE_IMAGE if name in event} for event in image_events
            ]
        return told

    def event_of(self, result: Json) -> Json:
        images = result.get("data")
        if not isinstance(images, list) or not images or not isinstance(images[0], dict):
            return result
        told = {name: value for name, value in result.items() if name not in ("created", "data")}
        return {**told, **images[0], "created_at": result.get("created")}
