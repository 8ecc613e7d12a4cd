# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import json_object_response_format as _json_object_response_format
from . import response_json_schema_format as _response_json_schema_format
from . import text_response_format as _text_response_format

if TYPE_CHECKING:
    from .json_object_response_format import JsonObjectResponseFormat
    from .response_json_schema_format import ResponseJsonSchemaFormat
    from .text_response_format import TextResponseFormat

    ResponseTextFormat: TypeAlias = (
        "TextResponseFormat | JsonObjectResponseFormat | ResponseJsonSchemaFormat | UnknownVariant"
    )
    """Output format of a response. The `type` field distinguishes the variants."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ResponseTextFormat":
            return (
                _text_response_format.TextResponseFormat
                | _json_object_response_format.JsonObjectResponseFormat
                | _response_json_schema_format.ResponseJsonSchemaFormat
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "text": _text_response_format,
    "json_object": _json_object_response_format,
    "json_schema": _response_json_schema_format,
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
