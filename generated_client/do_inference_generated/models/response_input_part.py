# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import audio_content_part as _audio_content_part
from . import input_file_part as _input_file_part
from . import input_image_part as _input_image_part
from . import input_text_part as _input_text_part
from . import output_text_part as _output_text_part
from . import refusal_part as _refusal_part

if TYPE_CHECKING:
    from .audio_content_part import AudioContentPart
    from .input_file_part import InputFilePart
    from .input_image_part import InputImagePart
    from .input_text_part import InputTextPart
    from .output_text_part import OutputTextPart
    from .refusal_part import RefusalPart

    ResponseInputPart: TypeAlias = "InputTextPart | InputImagePart | InputFilePart | AudioContentPart | OutputTextPart | RefusalPart | UnknownVariant"
    """A content part of a message. The `type` field distinguishes the variants. The model's own
    messages have output parts.
    """
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ResponseInputPart":
            return (
                _input_text_part.InputTextPart
                | _input_image_part.InputImagePart
                | _input_file_part.InputFilePart
                | _audio_content_part.AudioContentPart
                | _output_text_part.OutputTextPart
                | _refusal_part.RefusalPart
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "input_text": _input_text_part,
    "input_image": _input_image_part,
    "input_file": _input_file_part,
    "input_audio": _audio_content_part,
    "output_text": _output_text_part,
    "refusal": _refusal_part,
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
