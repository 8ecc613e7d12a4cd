# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from . import validation_error as _validation_error

if TYPE_CHECKING:
    from .validation_error import ValidationError

    ErrorDetail: TypeAlias = "str | list[ValidationError]"
    """An error message, or one entry per validation error."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ErrorDetail":
            return str | list[_validation_error.ValidationError]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def decode(value: Any) -> Any:
    """Decode any parsed JSON. Never raises."""
    return [_validation_error.decode(x) for x in value if type(x) is dict] if type(value) is list else value
