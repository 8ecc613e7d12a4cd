# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseIncompleteDetails(Model):
    """Why a response is incomplete."""

    reason: str | None = None
    """`max_output_tokens` or `content_filter`."""

    _wire: ClassVar[dict[str, str]] = {
        "reason": "reason",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseIncompleteDetails:
        return decode(value)


def decode(value: Any) -> ResponseIncompleteDetails:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseIncompleteDetails.__new__(ResponseIncompleteDetails)
    self._raw = value
    item: Any
    self.reason = get("reason")
    decoded: ResponseIncompleteDetails = self
    return decoded
