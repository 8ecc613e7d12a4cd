# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control

if TYPE_CHECKING:
    from .cache_control import CacheControl


@define(eq=False, repr=False, kw_only=True)
class CompactionBlock(Model):
    """A summary that replaces all previous turns. Send it back unchanged; the provider then ignores
    the turns that it summarizes.
    """

    type: Literal["compaction"] = "compaction"
    """Type of the content block, always `compaction`."""
    content: str | None = None
    """The summary. Null if the provider could not create one, or encrypts it."""
    encrypted_content: str | None = None
    """The encrypted summary, readable only by the model."""
    signature: str | None = None
    """Signature with which the provider verifies the summary."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block. In requests only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "content": "content",
        "encrypted_content": "encrypted_content",
        "signature": "signature",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> CompactionBlock:
        return decode(value)


def decode(value: Any) -> CompactionBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CompactionBlock.__new__(CompactionBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.content = get("content")
    self.encrypted_content = get("encrypted_content")
    self.signature = get("signature")
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: CompactionBlock = self
    return decoded
