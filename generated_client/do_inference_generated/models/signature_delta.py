# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class SignatureDelta(Model):
    """The signature of a thinking block, sent before the block stops."""

    type: Literal["signature_delta"] = "signature_delta"
    """Type of the delta, always `signature_delta`."""
    signature: str
    """The complete signature."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "signature": "signature",
    }

    @staticmethod
    def _decode(value: Any) -> SignatureDelta:
        return decode(value)


def decode(value: Any) -> SignatureDelta:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = SignatureDelta.__new__(SignatureDelta)
    self._raw = value
    item: Any
    self.type = get("type")
    self.signature = get("signature")
    decoded: SignatureDelta = self
    return decoded
