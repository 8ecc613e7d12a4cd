# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define

if TYPE_CHECKING:
    from .enums import CacheTtl


@define(eq=False, repr=False, kw_only=True)
class CacheControl(Model):
    """A cache breakpoint: the prompt up to and including the marked element can be cached. A request
    can have up to four. Prefixes below a minimum of 512 to 4096 tokens, depending on the model, are
    not cached.
    """

    type: Literal["ephemeral"] = "ephemeral"
    """Type of the cache, always `ephemeral`."""
    ttl: CacheTtl | None = None
    """Time to live of the cached prefix after its last use. Default: `5m`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "ttl": "ttl",
    }

    @staticmethod
    def _decode(value: Any) -> CacheControl:
        return decode(value)


def decode(value: Any) -> CacheControl:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CacheControl.__new__(CacheControl)
    self._raw = value
    item: Any
    self.type = get("type")
    self.ttl = get("ttl")
    decoded: CacheControl = self
    return decoded
