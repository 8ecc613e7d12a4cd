# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import document_block as _document_block
from . import image_block as _image_block
from . import search_result_block as _search_result_block
from . import text_block as _text_block
from . import tool_reference_block as _tool_reference_block

if TYPE_CHECKING:
    from .document_block import DocumentBlock
    from .image_block import ImageBlock
    from .search_result_block import SearchResultBlock
    from .text_block import TextBlock
    from .tool_reference_block import ToolReferenceBlock

    ToolResultContentBlock: TypeAlias = (
        "TextBlock | ImageBlock | DocumentBlock | SearchResultBlock | ToolReferenceBlock | UnknownVariant"
    )
    """A content block of a tool result. The `type` field distinguishes the variants."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ToolResultContentBlock":
            return (
                _text_block.TextBlock
                | _image_block.ImageBlock
                | _document_block.DocumentBlock
                | _search_result_block.SearchResultBlock
                | _tool_reference_block.ToolReferenceBlock
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "text": _text_block,
    "image": _image_block,
    "document": _document_block,
    "search_result": _search_result_block,
    "tool_reference": _tool_reference_block,
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
