"""Request bodies that are forms, with files in them."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from ..codec import dumps
from .files import file_content, named_file
from .plain_text import text_of
from .uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Mapping


def form_upload(fields: Mapping[str, Any], files: Collection[str] = ()) -> Upload:
    """A multipart form. Bytes, paths, readable files and `(name, content[, type])` are files, the rest is text.

    Raises `TypeError` where one of the fields named in `files` is none.
    """
    parts: list[tuple[str, Any]] = []
    repeatable = True
    for name, value in fields.items():
        for item in value if _is_many(value) else [value]:
            part = _part(name, item, is_file=name in files)
            repeatable = repeatable and _is_repeatable(part[1])
            parts.append((name, part))
    request = httpx.Request("POST", "http://localhost", files=parts)
    headers = [
        (key, value)
        for key, value in request.headers.raw
        if key.lower() in (b"content-type", b"content-length", b"transfer-encoding")
    ]
    return Upload(request.stream, headers, repeatable)


def _is_many(value: object) -> bool:
    """Whether a field is several parts of one name. A tuple that begins with a name is one file."""
    if isinstance(value, str | bytes | bytearray | memoryview):
        return False
    return isinstance(value, Sequence) and not (
        isinstance(value, tuple) and value and isinstance(value[0], str)
    )


def _part(name: str, value: Any, *, is_file: bool) -> tuple[Any, ...]:
    if isinstance(value, tuple):
        head, content, content_type = named_file(value)
        return (head, content) if content_type is None else (head, content, content_type)
    if isinstance(value, bytes | bytearray | memoryview):
        return (name, bytes(value))
    if is_file or isinstance(value, os.PathLike) or hasattr(value, "read"):
        try:
            content = file_content(value)
        except TypeError as error:
            raise TypeError(f"{name}: {error}") from None
        given = getattr(content, "name", None)
        return (Path(given).name if isinstance(given, str) else name, content)
    return (None, _form_text(name, value))


def _form_text(name: str, value: object) -> str:
    if value is None:
        return ""
    try:
        return text_of(name, value)
    except TypeError:
        return dumps(value).decode()


def _is_repeatable(content: Any) -> bool:
    if isinstance(content, bytes | str):
        return True
    seekable = getattr(content, "seekable", None)
    return bool(seekable()) if callable(seekable) else hasattr(content, "seek")
