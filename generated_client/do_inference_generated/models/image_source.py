# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import base64_source as _base64_source
from . import file_source as _file_source
from . import url_source as _url_source

if TYPE_CHECKING:
    from .base64_source import Base64Source
    from .file_source import FileSource
    from .url_source import UrlSource

    ImageSource: TypeAlias = "Base64Source | UrlSource | FileSource | UnknownVariant"
    """An image, embedded or by reference. The `type` field distinguishes the variants."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ImageSource":
            return (
                _base64_source.Base64Source | _url_source.UrlSource | _file_source.FileSource | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "base64": _base64_source,
    "url": _url_source,
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
