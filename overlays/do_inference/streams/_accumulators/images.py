"""The accumulator of generated images: previews, and final events that contain the images of the result."""

from __future__ import annotations

from typing import Final

from do_inference_generated._stream import ImageReceived

from .base import Accumulator, Emit, Json, ReportDecoder

_OF_ONE_IMAGE: Final = ("b64_json", "revised_prompt", "url")
_OF_EVENTS: Final = ("created_at", "partial_image_index", "sequence_number", "type")
_FINAL_SUFFIX: Final = ".completed"


class ImageAccumulator(Accumulator):
    """The accumulator of generated images. It stores the final events and, until there is one, the last preview.

    An event is final if the description lists its type. An event with an image is also final if its type ends in
    `.completed`, or if it has neither a type nor an index of a preview: some models send their images without a type.
    Only the usage of other events is used.
    """

    def __init__(self, reports: ReportDecoder, final_events: frozenset[str] = frozenset()) -> None:
        super().__init__(reports)
        self._named = final_events
        self._preview: Json = {}
        self._finals: list[Json] = []

    def add(self, value: Json, emit: Emit | None) -> None:
        final = self._is_final(value)
        if final:
            self._finals.append(value)
        elif _has_image(value):
            self._preview = value
        image = value.get("b64_json")
        if emit is not None and isinstance(image, str) and image:
            index = len(self._finals) - 1 if final else value.get("partial_image_index")
            emit.append(ImageReceived(image, not final, index if isinstance(index, int) else 0))
        usage = value.get("usage")
        if isinstance(usage, dict) and usage:
            self.usage = usage
            if emit is not None:
                self.reports.emit_usage(usage, emit)

    def close(self, emit: Emit | None) -> None:
        pass

    def complete(self, choices: int) -> bool:
        # A server may generate fewer images than requested.
        return self.has_result()

    def has_result(self) -> bool:
        return bool(self._finals)

    def result(self) -> Json:
        images = self._finals or [self._preview]
        last = images[-1]
        result = {name: value for name, value in last.items() if name not in (*_OF_ONE_IMAGE, *_OF_EVENTS)}
        if "created_at" in last:
            result.setdefault("created", last["created_at"])
        if self.usage is not None:
            result.setdefault("usage", self.usage)
        if "data" not in result:
            result["data"] = [
                {name: image[name] for name in _OF_ONE_IMAGE if name in image}
                for image in images
                if _has_image(image)
            ]
        return result

    def event_of(self, result: Json) -> Json:
        images = result.get("data")
        if not isinstance(images, list) or not images or not isinstance(images[0], dict):
            return result
        fields = {name: value for name, value in result.items() if name not in ("created", "data")}
        return {**fields, **images[0], "created_at": result.get("created")}

    def _is_final(self, value: Json) -> bool:
        kind = value.get("type")
        if isinstance(kind, str) and kind in self._named:
            return True
        if not _has_image(value) or value.get("partial_image_index") is not None:
            return False
        return kind is None or (isinstance(kind, str) and kind.endswith(_FINAL_SUFFIX))


def _has_image(value: Json) -> bool:
    return any(isinstance(value.get(name), str) and value[name] for name in ("b64_json", "url"))
