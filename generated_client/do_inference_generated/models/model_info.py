# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ModelInfo(Model):
    """A model of the service."""

    id: str
    """Id of the model. Pass it as `model`, or as `model_id` for the `fal-ai/*` models of asynchronous
    invocations.
    """
    object: Literal["model"] = "model"
    """Object type, always `model`."""
    created: int | None = None
    """Time at which the model was added, as a Unix timestamp in seconds."""
    owned_by: str | None = None
    """Owner of the model, such as `digitalocean`, `anthropic`, `openai` or `fal`."""
    context_length: int | None = None
    """Advertised context length: maximum number of input and output tokens together. Some models
    enforce far less, others support far more. Absent for routers and for some models.
    """
    max_output_tokens: int | None = None
    """Advertised maximum number of output tokens. No more reliable than `context_length`."""

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "object": "object",
        "created": "created",
        "owned_by": "owned_by",
        "context_length": "context_length",
        "max_output_tokens": "max_output_tokens",
    }

    @staticmethod
    def _decode(value: Any) -> ModelInfo:
        return decode(value)


def decode(value: Any) -> ModelInfo:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ModelInfo.__new__(ModelInfo)
    self._raw = value
    item: Any
    self.id = get("id")
    self.object = get("object")
    self.created = get("created")
    self.owned_by = get("owned_by")
    self.context_length = get("context_length")
    self.max_output_tokens = get("max_output_tokens")
    decoded: ModelInfo = self
    return decoded
