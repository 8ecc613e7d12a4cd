# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import citations_delta as _citations_delta
from . import compaction_delta as _compaction_delta
from . import input_json_delta as _input_json_delta
from . import signature_delta as _signature_delta
from . import text_delta as _text_delta
from . import thinking_delta as _thinking_delta

if TYPE_CHECKING:
    from .citations_delta import CitationsDelta
    from .compaction_delta import CompactionDelta
    from .input_json_delta import InputJsonDelta
    from .signature_delta import SignatureDelta
    from .text_delta import TextDelta
    from .thinking_delta import ThinkingDelta

    ContentBlockDelta: TypeAlias = "TextDelta | InputJsonDelta | ThinkingDelta | SignatureDelta | CitationsDelta | CompactionDelta | UnknownVariant"
    """An incremental part of a content block. The `type` field distinguishes the variants."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ContentBlockDelta":
            return (
                _text_delta.TextDelta
                | _input_json_delta.InputJsonDelta
                | _thinking_delta.ThinkingDelta
                | _signature_delta.SignatureDelta
                | _citations_delta.CitationsDelta
                | _compaction_delta.CompactionDelta
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "text_delta": _text_delta,
    "input_json_delta": _input_json_delta,
    "thinking_delta": _thinking_delta,
    "signature_delta": _signature_delta,
    "citations_delta": _citations_delta,
    "compaction_delta": _compaction_delta,
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
