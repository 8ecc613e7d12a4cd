# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class TopLogprob(Model):
    """An alternative token and its log probability."""

    token: str
    """The token as text."""
    logprob: float
    """Natural logarithm of the token's probability."""
    bytes: list[int] | None = None
    """UTF-8 bytes of the token."""

    _wire: ClassVar[dict[str, str]] = {
        "token": "token",
        "logprob": "logprob",
        "bytes": "bytes",
    }

    @staticmethod
    def _decode(value: Any) -> TopLogprob:
        return decode(value)


def decode(value: Any) -> TopLogprob:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = TopLogprob.__new__(TopLogprob)
    self._raw = value
    item: Any
    self.token = get("token")
    self.logprob = get("logprob")
    self.bytes = get("bytes")
    decoded: TopLogprob = self
    return decoded
