# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class FunctionCallItem(Model):
    """A function call that the model requests."""

    type: Literal["function_call"] = "function_call"
    """Type of the item, always `function_call`."""
    id: str | None = None
    """Unique id of the item. The output of the call refers to `call_id` instead."""
    call_id: str
    """Id of the call; the item with its output refers to it."""
    name: str
    """Name of the function."""
    arguments: str
    """The arguments as a JSON string. Models can make errors: parse and validate it before you use it."""
    status: str | None = None
    """`completed`, `in_progress` or `incomplete`."""
    encrypted_content: str | None = None
    """Encrypted reasoning of the call, readable only by the provider. Send it back unchanged."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "name": "name",
        "arguments": "arguments",
        "status": "status",
        "encrypted_content": "encrypted_content",
    }

    @staticmethod
    def _decode(value: Any) -> FunctionCallItem:
        return decode(value)


def decode(value: Any) -> FunctionCallItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = FunctionCallItem.__new__(FunctionCallItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    self.name = get("name")
    self.arguments = get("arguments")
    self.status = get("status")
    self.encrypted_content = get("encrypted_content")
    decoded: FunctionCallItem = self
    return decoded
