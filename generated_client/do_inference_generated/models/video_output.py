# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class VideoOutput(Model):
    """Location of the file of a completed video."""

    url: str | None = None
    """URL of the file, which needs no key. Null or absent if only the content operation returns the
    file.
    """

    _wire: ClassVar[dict[str, str]] = {
        "url": "url",
    }
    _sensitive: ClassVar[frozenset[str]] = frozenset(
        {
            "url",
        }
    )

    @staticmethod
    def _decode(value: Any) -> VideoOutput:
        return decode(value)


def decode(value: Any) -> VideoOutput:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = VideoOutput.__new__(VideoOutput)
    self._raw = value
    item: Any
    self.url = get("url")
    decoded: VideoOutput = self
    return decoded
