# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class CompactionDelta(Model):
    """The complete summary of a compaction block."""

    type: Literal["compaction_delta"] = "compaction_delta"
    """Type of the delta, always `compaction_delta`."""
    content: str | None = None
    """The summary, if it is not encrypted and the provider could create one."""
    encrypted_content: str | None = None
    """The encrypted summary, readable only by the model."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "content": "content",
        "encrypted_content": "encrypted_content",
    }

    @staticmethod
    def _decode(value: Any) -> CompactionDelta:
        return decode(value)


def decode(value: Any) -> CompactionDelta:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CompactionDelta.__new__(CompactionDelta)
    self._raw = value
    item: Any
    self.type = get("type")
    self.content = get("content")
    self.encrypted_content = get("encrypted_content")
    decoded: CompactionDelta = self
    return decoded
