# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import batch as _batch

if TYPE_CHECKING:
    from .batch import Batch


@define(eq=False, repr=False, kw_only=True)
class BatchEdge(Model):
    """One batch of a page and its cursor."""

    node: Batch
    """The batch. It can have fewer fields than a batch that is retrieved individually."""
    cursor: str | None = None
    """Cursor of the batch. Pass it as `after` to continue after this batch."""

    _wire: ClassVar[dict[str, str]] = {
        "node": "node",
        "cursor": "cursor",
    }

    @staticmethod
    def _decode(value: Any) -> BatchEdge:
        return decode(value)


def decode(value: Any) -> BatchEdge:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = BatchEdge.__new__(BatchEdge)
    self._raw = value
    item: Any
    item = get("node")
    self.node = _batch.decode(item) if type(item) is dict else _batch.decode({})
    self.cursor = get("cursor")
    decoded: BatchEdge = self
    return decoded
