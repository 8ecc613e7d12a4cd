# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import output_text_part as _output_text_part
from . import reasoning_text_part as _reasoning_text_part
from . import refusal_part as _refusal_part
from . import summary_text_part as _summary_text_part

if TYPE_CHECKING:
    from .output_text_part import OutputTextPart
    from .reasoning_text_part import ReasoningTextPart
    from .refusal_part import RefusalPart
    from .summary_text_part import SummaryTextPart

    ResponseContentPart: TypeAlias = (
        "OutputTextPart | RefusalPart | ReasoningTextPart | SummaryTextPart | UnknownVariant"
    )
    """A content part of the model's output or reasoning. The `type` field distinguishes the variants."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ResponseContentPart":
            return (
                _output_text_part.OutputTextPart
                | _refusal_part.RefusalPart
                | _reasoning_text_part.ReasoningTextPart
                | _summary_text_part.SummaryTextPart
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "output_text": _output_text_part,
    "refusal": _refusal_part,
    "reasoning_text": _reasoning_text_part,
    "summary_text": _summary_text_part,
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
