# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Result, define, sort_by_field
from . import embedding as _embedding
from . import embedding_usage as _embedding_usage

if TYPE_CHECKING:
    from .embedding import Embedding
    from .embedding_usage import EmbeddingUsage


@define(eq=False, repr=False, kw_only=True)
class EmbeddingResponse(Result):
    """The embedding vectors of a request."""

    object: Literal["list"] = "list"
    """Object type, always `list`."""
    data: list[Embedding]
    """The embedding vectors, one for each text."""
    model: str
    """The model that created the vectors. Its name can differ from the one in the request."""
    usage: EmbeddingUsage | None = None
    """Token usage of the request."""

    _wire: ClassVar[dict[str, str]] = {
        "object": "object",
        "data": "data",
        "model": "model",
        "usage": "usage",
    }

    @staticmethod
    def _decode(value: Any) -> EmbeddingResponse:
        return decode(value)


def decode(value: Any) -> EmbeddingResponse:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = EmbeddingResponse.__new__(EmbeddingResponse)
    self._raw = value
    item: Any
    self.object = get("object")
    item = get("data")
    self.data = (
        sort_by_field([_embedding.decode(x) for x in item if type(x) is dict], "index")
        if type(item) is list
        else []
    )
    self.model = get("model")
    item = get("usage")
    self.usage = _embedding_usage.decode(item) if type(item) is dict else None
    decoded: EmbeddingResponse = self
    return decoded
