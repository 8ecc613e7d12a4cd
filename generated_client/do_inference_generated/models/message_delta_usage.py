# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import message_output_tokens_details as _message_output_tokens_details
from . import server_tool_usage as _server_tool_usage

if TYPE_CHECKING:
    from .enums import Speed
    from .message_output_tokens_details import MessageOutputTokensDetails
    from .server_tool_usage import ServerToolUsage


@define(eq=False, repr=False, kw_only=True)
class MessageDeltaUsage(Model):
    """Final token counts. Absent fields keep their values from the first event."""

    output_tokens: int | None = None
    """Number of output tokens, including thinking."""
    input_tokens: int | None = None
    """Number of input tokens, excluding cached tokens."""
    cache_creation_input_tokens: int | None = None
    """Input tokens that were written to the prompt cache."""
    cache_read_input_tokens: int | None = None
    """Input tokens that were read from the prompt cache."""
    server_tool_use: ServerToolUsage | None = None
    """Number of uses of the provider's tools."""
    speed: Speed | None = None
    """The speed tier that processed the request, if the model has several."""
    output_tokens_details: MessageOutputTokensDetails | None = None
    """Breakdown of the output tokens."""
    iterations: list[dict[str, Any]] | None = None
    """Token usage of each model run within the response, such as a compaction."""

    _wire: ClassVar[dict[str, str]] = {
        "output_tokens": "output_tokens",
        "input_tokens": "input_tokens",
        "cache_creation_input_tokens": "cache_creation_input_tokens",
        "cache_read_input_tokens": "cache_read_input_tokens",
        "server_tool_use": "server_tool_use",
        "speed": "speed",
        "output_tokens_details": "output_tokens_details",
        "iterations": "iterations",
    }

    @staticmethod
    def _decode(value: Any) -> MessageDeltaUsage:
        return decode(value)


def decode(value: Any) -> MessageDeltaUsage:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = MessageDeltaUsage.__new__(MessageDeltaUsage)
    self._raw = value
    item: Any
    self.output_tokens = get("output_tokens")
    self.input_tokens = get("input_tokens")
    self.cache_creation_input_tokens = get("cache_creation_input_tokens")
    self.cache_read_input_tokens = get("cache_read_input_tokens")
    item = get("server_tool_use")
    self.server_tool_use = _server_tool_usage.decode(item) if type(item) is dict else None
    self.speed = get("speed")
    item = get("output_tokens_details")
    self.output_tokens_details = _message_output_tokens_details.decode(item) if type(item) is dict else None
    self.iterations = get("iterations")
    decoded: MessageDeltaUsage = self
    return decoded
