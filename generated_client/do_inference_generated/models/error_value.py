# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from . import error_object as _error_object

if TYPE_CHECKING:
    from .error_object import ErrorObject

    ErrorValue: TypeAlias = "ErrorObject | str"
    """An error, as an object or as plain text."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ErrorValue":
            return _error_object.ErrorObject | str
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def decode(value: Any) -> Any:
    """Decode any parsed JSON. Never raises."""
    return _error_object.decode(value) if type(value) is dict else value
