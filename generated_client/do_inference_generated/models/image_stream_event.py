# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import image_completed_event as _image_completed_event
from . import image_partial_event as _image_partial_event

if TYPE_CHECKING:
    from .image_completed_event import ImageCompletedEvent
    from .image_partial_event import ImagePartialEvent

    ImageStreamEvent: TypeAlias = "ImagePartialEvent | ImageCompletedEvent | UnknownVariant"
    """An event of an image stream."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ImageStreamEvent":
            return (
                _image_partial_event.ImagePartialEvent
                | _image_completed_event.ImageCompletedEvent
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "image_generation.partial_image": _image_partial_event,
    "image_generation.completed": _image_completed_event,
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
