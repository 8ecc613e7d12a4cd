# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Result, define
from . import batch as _batch
from . import batch_edge as _batch_edge
from . import page_info as _page_info

if TYPE_CHECKING:
    from .batch import Batch
    from .batch_edge import BatchEdge
    from .page_info import PageInfo


@define(eq=False, repr=False, kw_only=True)
class BatchList(Result):
    """One page of batches in one of two formats: either `data` or `edges` is set."""

    object: Literal["list"] | None = None
    """Always `list`, if `data` is set."""
    data: list[Batch] | None = None
    """The batches, newest first. Absent if `edges` is set."""
    first_id: str | None = None
    """Id of the first batch in `data`."""
    last_id: str | None = None
    """Id of the last batch in `data`. Pass it as `after` to get the next page."""
    has_more: bool | None = None
    """Whether there are more batches after `data`."""
    edges: list[BatchEdge] | None = None
    """The batches with their cursors, newest first. Absent if `data` is set."""
    page_info: PageInfo | None = None
    """Pagination of `edges`."""

    _wire: ClassVar[dict[str, str]] = {
        "object": "object",
        "data": "data",
        "first_id": "first_id",
        "last_id": "last_id",
        "has_more": "has_more",
        "edges": "edges",
        "page_info": "page_info",
    }

    @staticmethod
    def _decode(value: Any) -> BatchList:
        return decode(value)


def decode(value: Any) -> BatchList:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = BatchList.__new__(BatchList)
    self._raw = value
    item: Any
    self.object = get("object")
    item = get("data")
    self.data = [_batch.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    self.first_id = get("first_id")
    self.last_id = get("last_id")
    self.has_more = get("has_more")
    item = get("edges")
    self.edges = [_batch_edge.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    item = get("page_info")
    self.page_info = _page_info.decode(item) if type(item) is dict else None
    decoded: BatchList = self
    return decoded
