"""Finds the item of a response's output that an event is about.

Some servers give each item the same `output_index`, or none, or another id in each event. The index or the id names the
item that an event most likely belongs to. The event belongs to it only if nothing contradicts that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .base import Json
from .output_items import Item

_SAID: Final = frozenset({"message", "reasoning"})
"""Types that servers confuse: a piece of one may belong to an item of the other."""


class Items:
    """The items of one response, each with its place."""

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._at: dict[int, Item] = {}
        """The latest item at each index."""
        self._by_id: dict[str, Item] = {}
        self._unique = True
        """Whether each item has an index of its own, as nearly always."""

    def __iter__(self) -> Iterator[Item]:
        return iter(sorted(self._items, key=lambda item: item.index))

    def __bool__(self) -> bool:
        return bool(self._items)

    def of_piece(self, value: Json, kind: str) -> Item:
        """The item of type `kind` that an event adds a piece to."""
        given = value.get("output_index")
        if self._unique and type(given) is int:
            item = self._at.get(given)
            if item is not None and item.fields.get("type") == kind:
                return item
        index = _index(given)
        item = self._named(value.get("item_id"), index) or self._near(index)
        if item is None or (_is_other_kind(item, kind, index) and not item.is_empty()):
            item = self.new(index)
        item.fields.setdefault("type", kind)
        return item

    def of_part(self, value: Json) -> Item:
        """The item that an event about a part or an annotation is about."""
        index = _index(value.get("output_index"))
        return self._named(value.get("item_id"), index) or self._near(index) or self.new(index)

    def opened(self, value: Json, fields: Json) -> Item:
        """The item that an event opens: a new one, unless it was opened already or a piece of it came first."""
        index = _index(value.get("output_index"))
        item = self._named(fields.get("id"), index)
        if item is None or not item.is_same(fields):
            item = self._near(index)
            if item is not None and (item.finished or not item.is_same(fields)):
                item = None
            if item is not None and item.opened and (item.told or index is None):
                item = None
        item = item or self.new(index)
        item.opened = True
        self._name(fields.get("id"), item)
        return item

    def finished(self, value: Json, fields: Json) -> Item:
        """The item that an event completes."""
        index = _index(value.get("output_index"))
        item = self._named(fields.get("id"), index)
        if item is None or not item.is_same(fields):
            near = self._near(index)
            item = near if near is not None and near.is_same(fields) and not near.finished else None
        item = item or self.new(index)
        item.opened = item.finished = True
        self._name(fields.get("id"), item)
        return item

    def final(self, position: int, fields: Json) -> Item:
        """The item that stands at a position of the final output."""
        item = self._named(fields.get("id"), None)
        if item is None or not item.is_same(fields):
            ordered = list(self)
            item = (
                ordered[position] if position < len(ordered) and ordered[position].is_same(fields) else None
            )
        return item or self.new(position)

    def new(self, index: int | None) -> Item:
        """A new item, behind all others if its event has no index."""
        place = max((item.index for item in self._items), default=-1) + 1 if index is None else index
        self._unique = self._unique and place not in self._at
        item = self._at[place] = Item(place)
        self._items.append(item)
        return item

    def _named(self, item_id: Any, index: int | None) -> Item | None:
        item = self._by_id.get(item_id) if isinstance(item_id, str) and item_id else None
        return item if item is None or index in (None, item.index) else None

    def _near(self, index: int | None) -> Item | None:
        if index is not None:
            return self._at.get(index)
        return self._items[-1] if self._items else None

    def _name(self, item_id: Any, item: Item) -> None:
        if isinstance(item_id, str) and item_id:
            self._by_id[item_id] = item


def _is_other_kind(item: Item, kind: str, index: int | None) -> bool:
    """Whether a piece for an item of type `kind` cannot belong to `item`."""
    held = item.fields.get("type")
    if not isinstance(held, str) or held == kind:
        return False
    return index is None or held not in _SAID or kind not in _SAID


def _index(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
