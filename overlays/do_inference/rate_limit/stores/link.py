"""The script on a Redis or Valkey server: asking it, and comparing its clock with ours."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from importlib.resources import files
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import redis

_DRIFT = 20.0
"""Seconds after which the server's clock is compared with ours anew."""


class Reply(NamedTuple):
    """What the script answers. Times are the server's."""

    there: float
    version: int
    """Of what is known of the limits."""
    text: str | bytes | None
    """What is known of the limits, where it is not what was said to be known here."""
    peers: int
    """Processes heard of in the last five minutes."""
    stamps: list[float]
    retry_at: float
    counts: list[int]
    """How many requests are stamped after each of the moments asked about."""
    log: list[float] | None
    """All stamps on record, where they were asked for."""
    tokens: list[Any] | None
    """Names and values of the tokens on record."""


class Link:
    """Asks the script in one step. Not locked: its owner does that."""

    def __init__(self, client: redis.Redis, scope: str, now: Callable[[], float]) -> None:
        self._client = client
        self._keys = [f"do-inference:{{{scope}}}:{part}" for part in ("log", "doc", "tokens", "peers")]
        self._now = now
        script = (files("do_inference.rate_limit.stores") / "exchange.lua").read_text("utf-8")
        self._script: Callable[..., Any] = client.register_script(script)
        self._begin()

    def _begin(self) -> None:
        self._peer = f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self.known = False
        """Whether the clocks were compared."""
        self.low = self.high = 0.0
        """The least and the most that the server's clock minus ours can be."""
        self._compared_at = -inf

    def after_fork(self) -> None:
        self._client.connection_pool.reset()
        self._begin()

    def ask(self, question: dict[str, Any]) -> Reply:
        """One exchange. Raises what the redis package raises."""
        asked = self._now()
        answer: list[Any] = self._script(keys=self._keys, args=[json.dumps({**question, "peer": self._peer})])
        there, version, text, peers, stamps, retry_at, counts, log, tokens = answer
        self._compare_clocks(float(there), asked, self._now())
        return Reply(
            float(there),
            int(version),
            text or None,
            int(peers),
            [float(stamp) for stamp in stamps],
            float(retry_at),
            counts,
            [float(stamp) for stamp in log] if log else None,
            tokens or None,
        )

    def there(self, here: float) -> float:
        """The latest that a moment of our clock can be by the server's, to its microseconds."""
        return round(here + self.high, 6)

    def assume(self, offset: float) -> None:
        """Go by `offset` where the clocks were never compared."""
        if not self.known:
            self.known, self.low, self.high = True, offset, offset

    def _compare_clocks(self, there: float, asked: float, answered: float) -> None:
        """Bracket the server's clock minus ours; anew every while, since clocks drift."""
        low, high = there - answered, there - asked
        fresh = answered - self._compared_at > _DRIFT
        if not self.known or fresh or low > self.high or high < self.low:
            self.known, self._compared_at, self.low, self.high = True, answered, low, high
        else:
            self.low, self.high = max(low, self.low), min(high, self.high)
