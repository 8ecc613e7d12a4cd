# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Result, define
from . import rerank_result as _rerank_result

if TYPE_CHECKING:
    from .rerank_result import RerankResult


@define(eq=False, repr=False, kw_only=True)
class RerankResponse(Result):
    """Relevance scores of documents for a query."""

    results: list[RerankResult]
    """One score per document. Identify the document by `index` and not by the order."""

    _wire: ClassVar[dict[str, str]] = {
        "results": "results",
    }

    @staticmethod
    def _decode(value: Any) -> RerankResponse:
        return decode(value)


def decode(value: Any) -> RerankResponse:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = RerankResponse.__new__(RerankResponse)
    self._raw = value
    item: Any
    item = get("results")
    self.results = [_rerank_result.decode(x) for x in item if type(x) is dict] if type(item) is list else []
    decoded: RerankResponse = self
    return decoded
