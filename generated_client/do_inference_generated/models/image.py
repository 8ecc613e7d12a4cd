# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class Image(Model):
    """A generated image."""

    b64_json: str
    """The image file in Base64."""
    revised_prompt: str | None = None
    """The prompt as revised by the model. Absent for models that do not revise it."""

    _wire: ClassVar[dict[str, str]] = {
        "b64_json": "b64_json",
        "revised_prompt": "revised_prompt",
    }

    @staticmethod
    def _decode(value: Any) -> Image:
        return decode(value)


def decode(value: Any) -> Image:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = Image.__new__(Image)
    self._raw = value
    item: Any
    self.b64_json = get("b64_json")
    self.revised_prompt = get("revised_prompt")
    decoded: Image = self
    return decoded
