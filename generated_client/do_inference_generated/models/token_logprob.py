# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import top_logprob as _top_logprob

if TYPE_CHECKING:
    from .top_logprob import TopLogprob


@define(eq=False, repr=False, kw_only=True)
class TokenLogprob(Model):
    """An output token and its log probability."""

    token: str
    """The token as text."""
    logprob: float
    """Natural logarithm of the token's probability."""
    bytes: list[int] | None = None
    """UTF-8 bytes of the token. One character can be split over several tokens."""
    top_logprobs: list[TopLogprob] | None = None
    """The most likely tokens at this position, as many as requested with `top_logprobs`."""

    _wire: ClassVar[dict[str, str]] = {
        "token": "token",
        "logprob": "logprob",
        "bytes": "bytes",
        "top_logprobs": "top_logprobs",
    }

    @staticmethod
    def _decode(value: Any) -> TokenLogprob:
        return decode(value)


def decode(value: Any) -> TokenLogprob:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = TokenLogprob.__new__(TokenLogprob)
    self._raw = value
    item: Any
    self.token = get("token")
    self.logprob = get("logprob")
    self.bytes = get("bytes")
    item = get("top_logprobs")
    self.top_logprobs = (
        [_top_logprob.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    decoded: TokenLogprob = self
    return decoded
