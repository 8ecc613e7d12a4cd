"""Reads forms. What comes as text is read as the JSON type that the description gives the field."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from do_inference.emulator._errors import Issue, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

_KINDS = {bool: "boolean", dict: "object", float: "number", int: "integer", list: "array", type(None): "null"}


@dataclass(slots=True)
class Upload:
    """A file that came in a form."""

    name: str
    content: bytes
    content_type: str


def named(value: Any) -> Any:
    """A field of a body with the names of files in place of them, as JSON could have it."""
    if isinstance(value, list):
        return [named(item) if isinstance(item, Upload) else item for item in value]
    return value.name if isinstance(value, Upload) else value


class FormField(NamedTuple):
    """What a field of a form may be."""

    kinds: frozenset[str]
    """JSON types of a single value; none where it can only be an array."""
    item_kinds: frozenset[str] | None
    """JSON types of the items where it may be an array, else None."""
    is_file: bool


_ANYTHING = FormField(frozenset(), None, is_file=False)


async def read_form(described: Mapping[str, FormField], content_type: str, body: bytes) -> dict[str, Any]:
    """The fields of a multipart form, files as `Upload`. Raises Refusal 400 for what is none, and for a file that came
    as text.
    """
    from starlette.datastructures import UploadFile
    from starlette.requests import Request

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    raw = [(b"content-type", content_type.encode("latin-1"))]
    fields: dict[str, list[Any]] = {}
    try:
        form = await Request({"type": "http", "headers": raw}, receive).form()
    except Exception as error:  # noqa: BLE001 - the form parser raises a dozen kinds
        raise Refusal(400, f"invalid request body: {error}") from None
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            part: Any = Upload(value.filename or "", content, value.content_type or "")
        else:
            part = value
        fields.setdefault(name.removesuffix("[]"), []).append(part)
    await form.close()
    return {name: _value(name, parts, described.get(name, _ANYTHING)) for name, parts in fields.items()}


def _value(name: str, parts: list[Any], field: FormField) -> Any:
    """A field's parts as an array where it is one, else the last."""
    if field.is_file and any(isinstance(part, str) for part in parts):
        told = "is a file, and came as text; a part that is a file has a file name"
        raise Refusal(400, issues=(Issue(("body", name), told, "type_error"),))
    if field.item_kinds is not None and (len(parts) > 1 or not field.kinds):
        return [_read(part, field.item_kinds) for part in parts]
    return _read(parts[-1], field.kinds)


def _read(part: Any, kinds: frozenset[str]) -> Any:
    """A part as one of the JSON types; as the text that came where it is none of them, and where it may be text."""
    if not isinstance(part, str) or not kinds or "string" in kinds:
        return part
    try:
        value = json.loads(part, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return part
    kind = _KINDS.get(type(value))
    return value if kind in kinds or (kind == "integer" and "number" in kinds) else part


def refuse_constant(name: str) -> Any:
    """Raise ValueError for NaN and the infinities, which the reader of JSON would let pass."""
    raise ValueError(f"{name} is no JSON")
