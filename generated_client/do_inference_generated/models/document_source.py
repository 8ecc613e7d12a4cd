# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import base64_source as _base64_source
from . import content_block_source as _content_block_source
from . import file_source as _file_source
from . import plain_text_source as _plain_text_source
from . import url_source as _url_source

if TYPE_CHECKING:
    from .base64_source import Base64Source
    from .content_block_source import ContentBlockSource
    from .file_source import FileSource
    from .plain_text_source import PlainTextSource
    from .url_source import UrlSource

    DocumentSource: TypeAlias = (
        "Base64Source | PlainTextSource | UrlSource | ContentBlockSource | FileSource | UnknownVariant"
    )
    """A document, embedded or by reference. The `type` field distinguishes the variants."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "DocumentSource":
            return (
                _base64_source.Base64Source
                | _plain_text_source.PlainTextSource
                | _url_source.UrlSource
                | _content_block_source.ContentBlockSource
                | _file_source.FileSource
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "base64": _base64_source,
    "text": _plain_text_source,
    "url": _url_source,
    "content": _content_block_source,
    "file": _file_source,
}


def decode(value: Any) -> Any:
    """Decode any parsed JSON. Never raises. An unknown member becomes an `UnknownVariant`."""
    if type(value) is dict:
        tag = value.get("type")
        member = _MEMBERS.get(tag) if type(tag) is str else None
        if member is not None:
            return member.decode(value)
        return UnknownVariant(value)
    return UnknownVariant()
