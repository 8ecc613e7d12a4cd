# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define

if TYPE_CHECKING:
    from .enums import ImageDetail


@define(eq=False, repr=False, kw_only=True)
class InputFilePart(Model):
    """A file as a content part of a message, such as a PDF. Set one of `file_url`, `file_data` and
    `file_id`.
    """

    type: Literal["input_file"] = "input_file"
    """Type of the content part, always `input_file`."""
    file_url: str | None = None
    """URL of the file."""
    file_data: str | None = None
    """The file as a `data:` URL in Base64. Requires `filename`."""
    file_id: str | None = None
    """Id of a file that the provider stores."""
    filename: str | None = None
    """Name of the file, visible to the model."""
    detail: ImageDetail | None = None
    """Resolution at which the model processes the pages. OpenAI models only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "file_url": "file_url",
        "file_data": "file_data",
        "file_id": "file_id",
        "filename": "filename",
        "detail": "detail",
    }

    @staticmethod
    def _decode(value: Any) -> InputFilePart:
        return decode(value)


def decode(value: Any) -> InputFilePart:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = InputFilePart.__new__(InputFilePart)
    self._raw = value
    item: Any
    self.type = get("type")
    self.file_url = get("file_url")
    self.file_data = get("file_data")
    self.file_id = get("file_id")
    self.filename = get("filename")
    self.detail = get("detail")
    decoded: InputFilePart = self
    return decoded
