"""Combining the values of a field that arrives in several events.

`gather` appends fragments, `merge` replaces repeated values. Growing strings are stored as `TextBuffer`, so that adding
a fragment does not copy the text before it. `settle` converts buffers to plain JSON. The functions return values that
they may modify later; they never modify their `new` argument.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from do_inference._content import text_field, text_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .base import Json

_REPEATED: Final = frozenset({"format", "id", "index", "model", "name", "object", "role", "type"})
"""Fields whose strings servers repeat in each event and never send in fragments."""

_MAX_DEPTH: Final = 50
"""The depth of nesting below which objects are replaced and not merged. Servers do not send deeper ones in fragments;
the limit prevents a `RecursionError`.
"""


class TextBuffer(StringIO):
    """A target string. `write` appends in constant time and without an object per fragment."""

    __slots__ = ()


class ContentParts(list[Any]):
    """A list of content parts. A fragment of the last part extends that part."""

    def add(self, new: Any) -> None:
        """Add a string, a part, or a list of both."""
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
    """Combine like `gather` a field that may be a list of parts. It remains a string until a part arrives."""
    if not isinstance(old, ContentParts):
        if not isinstance(new, dict | list) or not _has_parts(new):
            return gather(old, new)
        parts = ContentParts()
        parts.add(old.getvalue() if isinstance(old, TextBuffer) else old)
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
    """Return whether a part is a fragment of the last part."""
    if (
        not isinstance(last, dict)
        or text_kind(part.get("type")) is None
        or last.get("type") != part.get("type")
    ):
        return False
    for name in ("index", "id"):
        if None not in (last.get(name), part.get(name)) and last[name] != part[name]:
            return False
    # The signature is sent last: text that follows a signature belongs to the next part.
    return not (last.get("signature") and part.get(text_field(part) or ""))


def _extend_part(held: Json, fragment: Json) -> Json:
    field = text_field(fragment)
    for name, value in fragment.items():
        if name != field:
            held[name] = merge(held.get(name), value)
        elif isinstance(value, list) or isinstance(held.get(name), ContentParts):
            held[name] = gather_parts(held.get(name), value)
        else:
            held[name] = gather(held.get(name), value)
    return held


def gather(old: Any, new: Any, depth: int = 0) -> Any:
    """Append the fragment `new` to the value `old` of a field, and return the value.

    Strings and lists grow, objects grow field by field, and other values are replaced. Null adds nothing. A value of
    another type does not replace text.
    """
    match new:
        case None:
            return old
        case str():
            if isinstance(old, TextBuffer):
                old.write(new)
                return old
            if isinstance(old, list):
                old.append(new)
                return old
            text = TextBuffer()
            text.write(old + new if isinstance(old, str) else new)
            return text
        case dict():
            if depth == _MAX_DEPTH:
                return new
            if isinstance(old, TextBuffer):
                return old
            return gather_fields(old if isinstance(old, dict) else {}, new.items(), depth + 1)
        case list():
            if isinstance(old, list):
                old.extend(new)
                return old
            return [old.getvalue(), *new] if isinstance(old, TextBuffer) else list(new)
        case _:
            return old if isinstance(old, TextBuffer) else new


def gather_fields(
    fields: dict[str, Any], pieces: Iterable[tuple[str, Any]], depth: int = 0
) -> dict[str, Any]:
    """Append a fragment to each field of an object, in place."""
    for key, fragment in pieces:
        held = fields.get(key)
        if type(held) is TextBuffer and type(fragment) is str:
            held.write(fragment)
        elif key in _REPEATED and not isinstance(fragment, dict | list):
            fields[key] = fragment or (fragment if held is None else held)
        else:
            fields[key] = gather(held, fragment, depth)
    return fields


def merge(old: Any, new: Any, depth: int = 0) -> Any:
    """Update the value `old` of a field with its repeated value `new`, and return the value.

    The later value applies. Null and empty values replace nothing, and objects are merged. Lists grow, unless the new
    list starts with the old one: then the server has repeated the complete list.
    """
    if new is None or (old is not None and new in ("", [], {})):
        return old
    if isinstance(new, dict) and depth < _MAX_DEPTH:
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
    """Convert the value of `gather` or `merge` to plain JSON. The items of plain lists are not converted."""
    if isinstance(value, TextBuffer):
        return value.getvalue()
    if isinstance(value, dict) and depth <= _MAX_DEPTH:
        return {key: settle(item, depth + 1) for key, item in value.items()}
    if isinstance(value, ContentParts) and depth <= _MAX_DEPTH:
        return [settle(part, depth + 1) for part in value]
    if isinstance(value, list):
        return list(value)
    return value
