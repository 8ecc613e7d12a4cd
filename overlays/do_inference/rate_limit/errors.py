"""What goes wrong before a request is even sent."""

from __future__ import annotations

from time import monotonic
from typing import Literal

from ..errors import ConfigurationError, DeadlineError

Reason = Literal["deadline", "daily-cap"]
StoreSetting = Literal[
    "url", "host", "tls", "password", "permission", "database", "client", "server", "scope", "path"
]


class RateLimitDeadlineError(DeadlineError):
    """The rate limit would have kept the call waiting past its deadline, or for the rest of the day.

    Nothing was sent.
    """

    def __init__(self, available_at: float, available_at_unix: float, reason: Reason = "deadline") -> None:
        wait = f"{max(0.0, available_at - monotonic()):.1f} s"
        super().__init__(
            f"the daily quota is used up; it is available again in {wait}"
            if reason == "daily-cap"
            else f"the rate limit frees a place only in {wait}, past the deadline"
        )
        self.available_at = available_at
        """When the call could go, as far as is known: `time.monotonic()` seconds."""
        self.available_at_unix = available_at_unix
        """The same as Unix time."""
        self.reason: Reason = reason
        """`deadline`, or `daily-cap`: the day's quota is used up, which waiting minutes does not change."""


class RateLimitStoreError(ConfigurationError, RuntimeError):
    """The store of a rate limiter cannot work until someone changes a setting, a file or the server. Nothing was sent.

    The message names what to change and never holds a password. A server that is only unavailable raises nothing:
    the store falls back, and its `health` says so.
    """

    def __init__(self, message: str, *, setting: StoreSetting) -> None:
        super().__init__(message)
        self.setting: StoreSetting = setting
        """What to change:

        - `url`, `host`, `tls`, `password` (or the user name), `permission`, `database`: how to connect to Redis.
        - `client`: the client object given to `RedisStore`.
        - `server`: the server at that address cannot keep a ledger.
        - `scope`: the keys of this name in Redis, or their format.
        - `path`: the file of a `FileStore`.
        """
