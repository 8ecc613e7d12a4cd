# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class CompactionItem(Model):
    """A compacted conversation, readable only by the provider. Send it back instead of the items that
    it replaces.
    """

    type: Literal["compaction"] = "compaction"
    """Type of the item, always `compaction`."""
    id: str | None = None
    """Unique id of the item."""
    encrypted_content: str | None = None
    """The encrypted compacted conversation."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "encrypted_content": "encrypted_content",
    }

    @staticmethod
    def _decode(value: Any) -> CompactionItem:
        return decode(value)


def decode(value: Any) -> CompactionItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CompactionItem.__new__(CompactionItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.encrypted_content = get("encrypted_content")
    decoded: CompactionItem = self
    return decoded
