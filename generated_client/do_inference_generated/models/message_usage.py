# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import cache_creation as _cache_creation
from . import message_output_tokens_details as _message_output_tokens_details
from . import server_tool_usage as _server_tool_usage

if TYPE_CHECKING:
    from .cache_creation import CacheCreation
    from .enums import Speed
    from .message_output_tokens_details import MessageOutputTokensDetails
    from .server_tool_usage import ServerToolUsage


@define(eq=False, repr=False, kw_only=True)
class MessageUsage(Model):
    """Token usage of a message."""

    input_tokens: int
    """Number of input tokens, excluding cached tokens."""
    output_tokens: int
    """Number of output tokens, including thinking."""
    cache_creation_input_tokens: int | None = None
    """Input tokens that were written to the prompt cache."""
    cache_read_input_tokens: int | None = None
    """Input tokens that were read from the prompt cache."""
    cache_creation: CacheCreation | None = None
    """Tokens written to the prompt cache, by time to live."""
    server_tool_use: ServerToolUsage | None = None
    """Number of uses of the provider's tools."""
    service_tier: str | None = None
    """The provider's service tier that processed the request."""
    speed: Speed | None = None
    """The speed tier that processed the request, if the model has several."""
    output_tokens_details: MessageOutputTokensDetails | None = None
    """Breakdown of the output tokens."""
    iterations: list[dict[str, Any]] | None = None
    """Token usage of each model run within the response, such as a compaction."""
    inference_geo: str | None = None
    """Region in which the provider ran the model."""

    _wire: ClassVar[dict[str, str]] = {
        "input_tokens": "input_tokens",
        "output_tokens": "output_tokens",
        "cache_creation_input_tokens": "cache_creation_input_tokens",
        "cache_read_input_tokens": "cache_read_input_tokens",
        "cache_creation": "cache_creation",
        "server_tool_use": "server_tool_use",
        "service_tier": "service_tier",
        "speed": "speed",
        "output_tokens_details": "output_tokens_details",
        "iterations": "iterations",
        "inference_geo": "inference_geo",
    }

    @staticmethod
    def _decode(value: Any) -> MessageUsage:
        return decode(value)


def decode(value: Any) -> MessageUsage:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = MessageUsage.__new__(MessageUsage)
    self._raw = value
    item: Any
    self.input_tokens = get("input_tokens")
    self.output_tokens = get("output_tokens")
    self.cache_creation_input_tokens = get("cache_creation_input_tokens")
    self.cache_read_input_tokens = get("cache_read_input_tokens")
    item = get("cache_creation")
    self.cache_creation = _cache_creation.decode(item) if type(item) is dict else None
    item = get("server_tool_use")
    self.server_tool_use = _server_tool_usage.decode(item) if type(item) is dict else None
    self.service_tier = get("service_tier")
    self.speed = get("speed")
    item = get("output_tokens_details")
    self.output_tokens_details = _message_output_tokens_details.decode(item) if type(item) is dict else None
    self.iterations = get("iterations")
    self.inference_geo = get("inference_geo")
    decoded: MessageUsage = self
    return decoded
