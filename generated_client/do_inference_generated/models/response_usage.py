# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import response_input_tokens_details as _response_input_tokens_details
from . import response_output_tokens_details as _response_output_tokens_details

if TYPE_CHECKING:
    from .response_input_tokens_details import ResponseInputTokensDetails
    from .response_output_tokens_details import ResponseOutputTokensDetails


@define(eq=False, repr=False, kw_only=True)
class ResponseUsage(Model):
    """Token usage of a response."""

    input_tokens: int
    """Number of input tokens."""
    output_tokens: int
    """Number of output tokens, including reasoning tokens."""
    total_tokens: int
    """Sum of input and output tokens."""
    input_tokens_details: ResponseInputTokensDetails | None = None
    """Breakdown of `input_tokens`. Absent or empty for some models."""
    output_tokens_details: ResponseOutputTokensDetails | None = None
    """Breakdown of `output_tokens`. Absent or empty for some models."""

    _wire: ClassVar[dict[str, str]] = {
        "input_tokens": "input_tokens",
        "output_tokens": "output_tokens",
        "total_tokens": "total_tokens",
        "input_tokens_details": "input_tokens_details",
        "output_tokens_details": "output_tokens_details",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseUsage:
        return decode(value)


def decode(value: Any) -> ResponseUsage:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseUsage.__new__(ResponseUsage)
    self._raw = value
    item: Any
    self.input_tokens = get("input_tokens")
    self.output_tokens = get("output_tokens")
    self.total_tokens = get("total_tokens")
    item = get("input_tokens_details")
    self.input_tokens_details = _response_input_tokens_details.decode(item) if type(item) is dict else None
    item = get("output_tokens_details")
    self.output_tokens_details = _response_output_tokens_details.decode(item) if type(item) is dict else None
    decoded: ResponseUsage = self
    return decoded
