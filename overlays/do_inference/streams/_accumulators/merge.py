"""How fields add up that arrive again and again, whatever they are called.

Strings that grow are kept as `Text` until `settle` turns all into plain JSON: adding a piece must not copy
what came before. What these functions return belongs to the caller; the pieces they are given never change.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from do_inference._content import kind_of, text_field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .base import Json

_SAID_AGAIN: Final = frozenset({"format", "id", "index", "model", "name", "object", "role", "type"})
"""Strings that servers repeat and do not send in pieces."""

_DEEPEST: Final = 50
"""Objects nested deeper are not put together: the latest one counts whole. Nobody sends such in pieces."""


class Text(StringIO):
    """Grows by `write` in constant time and without an object per piece."""

    __slots__ = ()


class Parts(list[Any]):
    """A list of content parts. A piece of the same part as the last one extends it."""

    def add(self, new: Any) -> None:
        """Add a text, a part, or a list of them."""
        for item in new if isinstance(new, list) else [new]:
            part = {"type": "text", "text": item} if isinstance(item, str) else item
            if part is None or (isinstance(item, str) and not item):
                continue
            if not isinstance(part, dict):
                self.append(part)
            elif self and _is_continued(self[-1], part):
                _extend_part(self[-1], part)
            else:
                self.append(_extend_part({}, part))


def gather_parts(old: Any, new: Any) -> Any:
    """`gather` for a field that may be a list of parts. It stays a text as long as only texts arrive."""
    if not isinstance(old, Parts):
        if not isinstance(new, dict | list) or not _has_parts(new):
            return gather(old, new)
        parts = Parts()
        parts.add(old.getvalue() if isinstance(old, Text) else old)
        old = parts
    old.add(new)
    return old


def _has_parts(new: Any) -> bool:
    items = new if isinstance(new, list) else [new]
    return any(
        bool(item)
        if isinstance(item, str)
        else isinstance(item, dict) and (text_field(item) or item.get("type"))
        for item in items
    )


def _is_continued(last: Any, part: Json) -> bool:
    """Whether a part is a further piece of the last one."""
    if (
        not isinstance(last, dict)
        or kind_of(part.get("type")) is None
        or last.get("type") != part.get("type")
    ):
        return False
    for name in ("index", "id"):
        if None not in (last.get(name), part.get(name)) and last[name] != part[name]:
            return False
    # A signature ends the part that it signs.
    return not (last.get("signature") and part.get(text_field(part) or ""))


def _extend_part(held: Json, piece: Json) -> Json:
    field = text_field(piece)
    for name, value in piece.items():
        if name != field:
            held[name] = merge(held.get(name), value)
        elif isinstance(value, list) or isinstance(held.get(name), Parts):
            held[name] = gather_parts(held.get(name), value)
        else:
            held[name] = gather(held.get(name), value)
    return held


def gather(old: Any, new: Any, depth: int = 0) -> Any:
    """What a field holds that held `old`, when `new` is the next piece of it.

    Strings and lists grow, objects field by field; of other values the latest counts. Null adds nothing, and what
    is of another kind does not push out text.
    """
    match new:
        case None:
            return old
        case str():
            if isinstance(old, Text):
                old.write(new)
                return old
            if isinstance(old, list):
                old.append(new)
                return old
            text = Text()
            text.write(old + new if isinstance(old, str) else new)
            return text
        case dict():
            if depth == _DEEPEST:
                return new
            if isinstance(old, Text):
                return old
            return gather_fields(old if isinstance(old, dict) else {}, new.items(), depth + 1)
        case list():
            if isinstance(old, list):
                old.extend(new)
                return old
            return [old.getvalue(), *new] if isinstance(old, Text) else list(new)
        case _:
            return old if isinstance(old, Text) else new


def gather_fields(
    fields: dict[str, Any], pieces: Iterable[tuple[str, Any]], depth: int = 0
) -> dict[str, Any]:
    """`gather` for each field of an object, in place."""
    for key, piece in pieces:
        held = fields.get(key)
        if type(held) is Text and type(piece) is str:
            held.write(piece)
        elif key in _SAID_AGAIN and not isinstance(piece, dict | list):
            fields[key] = piece or (piece if held is None else held)
        else:
            fields[key] = gather(held, piece, depth)
    return fields


def merge(old: Any, new: Any, depth: int = 0) -> Any:
    """What a field holds that held `old`, when it is told again as `new`.

    The later value counts, but null and empty ones replace nothing, objects are merged, and lists grow unless
    the new one begins with the old one, which then is the whole list told again.
    """
    if new is None or (old is not None and new in ("", [], {})):
        return old
    if isinstance(new, dict) and depth < _DEEPEST:
        fields = old if isinstance(old, dict) else {}
        for key, value in new.items():
            fields[key] = merge(fields.get(key), value, depth + 1)
        return fields
    if isinstance(new, list):
        if not isinstance(old, list) or new[: len(old)] == old:
            return list(new)
        old.extend(new)
        return old
    return new


def settle(value: Any, depth: int = 0) -> Any:
    """Plain JSON from what these functions have put together. The items of lists are as they came."""
    if isinstance(value, Text):
        return value.getvalue()
    if isinstance(value, dict) and depth <= _DEEPEST:
        return {key: settle(item, depth + 1) for key, item in value.items()}
    if isinstance(value, Parts) and depth <= _DEEPEST:
        return [settle(part, depth + 1) for part in value]
    if isinstance(value, list):
        return list(value)
    return value
