# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class CodeInterpreterOutput(Model):
    """An output of the code interpreter. The fields depend on `type`."""

    type: str | None = None
    """`logs` or `image`."""
    logs: str | None = None
    """Text that the code printed."""
    url: str | None = None
    """URL of the image."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "logs": "logs",
        "url": "url",
    }
    _sensitive: ClassVar[frozenset[str]] = frozenset(
        {
            "url",
        }
    )

    @staticmethod
    def _decode(value: Any) -> CodeInterpreterOutput:
        return decode(value)


def decode(value: Any) -> CodeInterpreterOutput:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CodeInterpreterOutput.__new__(CodeInterpreterOutput)
    self._raw = value
    item: Any
    self.type = get("type")
    self.logs = get("logs")
    self.url = get("url")
    decoded: CodeInterpreterOutput = self
    return decoded
