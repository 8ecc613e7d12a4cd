# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class CitationsConfig(Model):
    """Citation settings of a document."""

    enabled: bool | None = None
    """Whether citations are enabled."""

    _wire: ClassVar[dict[str, str]] = {
        "enabled": "enabled",
    }

    @staticmethod
    def _decode(value: Any) -> CitationsConfig:
        return decode(value)


def decode(value: Any) -> CitationsConfig:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CitationsConfig.__new__(CitationsConfig)
    self._raw = value
    item: Any
    self.enabled = get("enabled")
    decoded: CitationsConfig = self
    return decoded
