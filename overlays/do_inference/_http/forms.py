"""Request bodies that are forms, with files in them (RFC 7578)."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .._json.codec import dumps
from .files import Source, file_content, named_file, source_of
from .plain_text import encodable, text_of
from .uploads import Upload, upload_of

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Part(NamedTuple):
    """A field of a form as it is sent."""

    content: Any
    filename: str | None = None
    content_type: str | None = None


def form_upload(fields: Mapping[str, Any], files: Collection[str] = ()) -> Upload:
    """A multipart form. Bytes, paths, readable files and `(name, content[, type])` are files, the rest is text.

    Files that can go back are sent from their beginning. Raises `TypeError` if one of the fields named in `files` is no
    file.
    """
    boundary = os.urandom(16).hex()
    sources: list[bytes | Source] = []
    for name, value in fields.items():
        for item in value if _is_many(value) else [value]:
            part = _part(name, item, is_file=name in files)
            sources += [_head(boundary, name, part), source_of(part.content, whole=True), b"\r\n"]
    sources.append(f"--{boundary}--\r\n".encode())
    return upload_of(sources, f"multipart/form-data; boundary={boundary}")


def _head(boundary: str, name: str, part: _Part) -> bytes:
    """The line between two parts and the header fields of a part."""
    lines = [f"--{boundary}", f'Content-Disposition: form-data; name="{_quoted(name)}"']
    if part.filename is not None:
        lines[-1] += f'; filename="{_quoted(part.filename)}"'
        lines.append(f"Content-Type: {part.content_type or _guess(part.filename)}")
    return "\r\n".join([*lines, "", ""]).encode()


def _quoted(text: str) -> str:
    """A name as browsers write it (HTML, multipart/form-data encoding); control characters cannot end the field."""
    encodable("the name of a field or file", text)
    return "".join(f"%{ord(sign):02X}" if sign < " " or sign in '"\x7f' else sign for sign in text)


def _guess(filename: str) -> str:
    from mimetypes import guess_type

    return guess_type(filename)[0] or "application/octet-stream"


def _is_many(value: object) -> bool:
    """Whether a field is several parts of one name. A tuple that begins with a name is one file."""
    if isinstance(value, str | bytes | bytearray | memoryview):
        return False
    return isinstance(value, Sequence) and not (
        isinstance(value, tuple) and value and isinstance(value[0], str)
    )


def _part(name: str, value: Any, *, is_file: bool) -> _Part:
    if isinstance(value, tuple):
        filename, content, content_type = named_file(value)
        return _Part(content, filename, content_type)
    if isinstance(value, bytes | bytearray | memoryview):
        return _Part(bytes(value), name)
    if is_file or isinstance(value, os.PathLike) or hasattr(value, "read"):
        try:
            content = file_content(value)
        except (TypeError, ValueError) as error:
            raise type(error)(f"{name}: {error}") from None
        given = getattr(content, "name", None)
        return _Part(content, Path(given).name if isinstance(given, str) else name)
    return _Part(_form_text(name, value).encode())


def _form_text(name: str, value: object) -> str:
    if value is None:
        return ""
    try:
        return text_of(name, value)
    except TypeError:
        return dumps(value).decode()
