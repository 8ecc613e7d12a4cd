# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define, parse_datetime

if TYPE_CHECKING:
    from datetime import datetime


@define(eq=False, repr=False, kw_only=True)
class Container(Model):
    """The container in which the provider ran code."""

    id: str
    """Id of the container. Send it as `container` to use the container again."""
    expires_at: datetime | None = None
    """Time at which the container expires."""
    skills: list[dict[str, Any]] | None = None
    """Skills loaded in the container."""

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "expires_at": "expires_at",
        "skills": "skills",
    }

    @staticmethod
    def _decode(value: Any) -> Container:
        return decode(value)


def decode(value: Any) -> Container:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = Container.__new__(Container)
    self._raw = value
    item: Any
    self.id = get("id")
    item = get("expires_at")
    self.expires_at = parse_datetime(item) if type(item) is str else None
    self.skills = get("skills")
    decoded: Container = self
    return decoded
