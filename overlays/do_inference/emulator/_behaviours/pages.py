"""Pages of a list without a behaviour: sample items that are the same in every request, and opaque cursors."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from do_inference.emulator._errors import ErrorReply, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from do_inference.emulator._description import PagedList
    from do_inference.emulator._request import EmulatedRequest

_ITEMS: Final = 25
"""The number of items of a list."""
_PAGE_SIZE: Final = 10
"""The number of items on a page if neither the request nor the description has it."""
_ABSENT: Final = object()


def page_of_samples(call: EmulatedRequest, pages: PagedList, sample: Callable[[str], Any]) -> Any:
    """Return the requested page. `sample` returns a response with one item, which depends on the given text only."""
    samples = [sample(f"item {index}") for index in range(_ITEMS)]
    items = [_array(one, pages.items)[0] for one in samples]
    in_items = _array(samples[0], pages.cursor) is not None
    cursors = _cursors(call, pages, samples, in_items=in_items)
    size = max(1, int(call.query.get(pages.limit) or pages.size or _PAGE_SIZE))
    start = _start(call, pages, [str(cursor) for cursor in cursors], size)
    shown = slice(start, start + size)
    page, more = samples[0], shown.stop < _ITEMS
    array = _array(page, pages.items)
    array[:] = items[shown]
    for name in pages.others:
        _set(call, page, (name,), _ABSENT, None)
    if pages.more:
        _set(call, page, pages.more, more)
    if pages.cursor and not in_items:
        continued = array and (more or pages.more)
        _set(call, page, pages.cursor, *(cursors[shown][-1:] if continued else (None, _ABSENT, "")))
    return page


def _cursors(call: EmulatedRequest, pages: PagedList, samples: Sequence[Any], *, in_items: bool) -> list[Any]:
    """Return the cursor of each item, which leads to the items after it.

    It is a value of the item if that identifies it. Otherwise it is a number if the sample has one, or opaque text.
    """
    found = [_value(one, pages.cursor) for one in samples]
    if in_items and len(set(found)) == len(found):
        return found
    for index, (one, value) in enumerate(zip(samples, found, strict=True)):
        text = base64.urlsafe_b64encode(f"{call.operation.id}:{index}".encode()).decode()
        found[index] = index + 1 if isinstance(value, int) else text
        if in_items:
            _value(one, pages.cursor[:-1])[pages.cursor[-1]] = found[index]
    return found


def _start(call: EmulatedRequest, pages: PagedList, cursors: Sequence[str], size: int) -> int:
    """Return the index of the first item on the page. Raise an error reply for an unknown cursor."""
    given = call.query.get(pages.parameter)
    if not given:
        return 0
    if pages.by == "cursor":
        if given not in cursors:
            raise ErrorReply(400, issues=(Issue(("query", pages.parameter), "no such cursor"),))
        return cursors.index(given) + 1
    skipped = max(0, int(given) - pages.start)
    return skipped * size if pages.by == "page" else skipped


def _array(value: Any, path: Sequence[str]) -> Any:
    """Return the first array on a path of properties, or None."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, list):
            return value
    return None


def _value(value: Any, path: Sequence[str]) -> Any:
    """Return the value at a path of properties. Of an array on the path, the first item counts."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
        value = value[0] if isinstance(value, list) and value else value
    return value


def _set(call: EmulatedRequest, page: Any, path: Sequence[str], *values: Any) -> None:
    """Set a property to the only value, or to the first one that its schema allows; otherwise keep it."""
    holder, name = _value(page, path[:-1]), path[-1]
    before = holder.get(name, _ABSENT)
    for value in (*values, before):
        holder.pop(name, None)
        if value is not _ABSENT:
            holder[name] = value
        if len(values) == 1 or not call.state.validators.issues(call.operation.result or {}, page):
            return
