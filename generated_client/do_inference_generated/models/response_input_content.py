# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from . import response_input_part as _response_input_part

if TYPE_CHECKING:
    from .response_input_part import ResponseInputPart

    ResponseInputContent: TypeAlias = "str | list[ResponseInputPart]"
    """Text, or content parts of several types."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ResponseInputContent":
            return str | list[_response_input_part.ResponseInputPart]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def decode(value: Any) -> Any:
    """Decode any parsed JSON. Never raises."""
    return (
        [_response_input_part.decode(x) for x in value if type(x) is dict] if type(value) is list else value
    )
