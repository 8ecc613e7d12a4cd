# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Result, define
from . import model_info as _model_info

if TYPE_CHECKING:
    from .model_info import ModelInfo


@define(eq=False, repr=False, kw_only=True)
class ModelList(Result):
    """The models of the service."""

    object: Literal["list"] = "list"
    """Object type, always `list`."""
    data: list[ModelInfo]
    """The models, in no guaranteed order."""

    _wire: ClassVar[dict[str, str]] = {
        "object": "object",
        "data": "data",
    }

    @staticmethod
    def _decode(value: Any) -> ModelList:
        return decode(value)


def decode(value: Any) -> ModelList:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ModelList.__new__(ModelList)
    self._raw = value
    item: Any
    self.object = get("object")
    item = get("data")
    self.data = [_model_info.decode(x) for x in item if type(x) is dict] if type(item) is list else []
    decoded: ModelList = self
    return decoded
