# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class RerankResult(Model):
    """Relevance score of one document."""

    index: int
    """Index of the document in `documents`, from 0."""
    relevance_score: float
    """Relevance score; higher is better. This is the model's raw score, about -11 to 8. Apply the
    logistic function to get a value between 0 and 1.
    """

    _wire: ClassVar[dict[str, str]] = {
        "index": "index",
        "relevance_score": "relevance_score",
    }

    @staticmethod
    def _decode(value: Any) -> RerankResult:
        return decode(value)


def decode(value: Any) -> RerankResult:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = RerankResult.__new__(RerankResult)
    self._raw = value
    item: Any
    self.index = get("index")
    self.relevance_score = get("relevance_score")
    decoded: RerankResult = self
    return decoded
