# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import ClassVar

from .._pagination import AsyncPage, Page
from .batch import Batch
from .batch_list import BatchList


class BatchListPage(BatchList, Page[Batch]):
    """A `BatchList` that fetches the pages after it: `for` walks the items of all of them."""

    __slots__ = ("_source",)

    _item_paths: ClassVar[tuple[tuple[str, ...], ...]] = (("data",), ("edges", "node"))


class AsyncBatchListPage(BatchList, AsyncPage[Batch]):
    """A `BatchList` that fetches the pages after it: `async for` walks the items of all of them."""

    __slots__ = ("_source",)

    _item_paths: ClassVar[tuple[tuple[str, ...], ...]] = (("data",), ("edges", "node"))
