# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Result, define


@define(eq=False, repr=False, kw_only=True)
class AgentDescription(Result):
    """The OpenAPI document that an agent generates of its own API."""

    openapi: str
    """OpenAPI version, such as `3.1.0`."""
    info: dict[str, Any]
    """Title and version of the document."""
    paths: dict[str, Any]
    """Operations by path and HTTP method."""
    components: dict[str, Any] | None = None
    """Schemas and security schemes that the paths refer to."""

    _wire: ClassVar[dict[str, str]] = {
        "openapi": "openapi",
        "info": "info",
        "paths": "paths",
        "components": "components",
    }

    @staticmethod
    def _decode(value: Any) -> AgentDescription:
        return decode(value)


def decode(value: Any) -> AgentDescription:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AgentDescription.__new__(AgentDescription)
    self._raw = value
    item: Any
    self.openapi = get("openapi")
    item = get("info")
    self.info = item if type(item) is dict else None
    item = get("paths")
    self.paths = item if type(item) is dict else None
    self.components = get("components")
    decoded: AgentDescription = self
    return decoded
