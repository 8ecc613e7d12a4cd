# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control

if TYPE_CHECKING:
    from .cache_control import CacheControl


@define(eq=False, repr=False, kw_only=True)
class ContainerUploadBlock(Model):
    """A file in the code execution container. In a user message it uploads the file to the container."""

    type: Literal["container_upload"] = "container_upload"
    """Type of the content block, always `container_upload`."""
    file_id: str
    """Id of the file in the provider's file storage."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block. In requests only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "file_id": "file_id",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> ContainerUploadBlock:
        return decode(value)


def decode(value: Any) -> ContainerUploadBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ContainerUploadBlock.__new__(ContainerUploadBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.file_id = get("file_id")
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: ContainerUploadBlock = self
    return decoded
