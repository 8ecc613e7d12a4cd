"""The errors of calls that cannot wait for the rate limit, and of stores that cannot work."""

from __future__ import annotations

from math import ceil, isfinite
from time import monotonic
from typing import Literal, TypeAlias

from ..errors import ConfigurationError, DeadlineError

DeadlineReason: TypeAlias = Literal["deadline", "max_wait", "daily_cap"]
"""The reason why a call does not wait for the rate limit.

- `deadline`: its start is predicted after the deadline of the call.
- `max_wait`: its start is predicted later than `max_wait` allows (600 seconds by default).
- `daily_cap`: the daily quota is used up. No call waits for the next day.
"""
StoreSetting = Literal[
    "url", "host", "tls", "password", "permission", "database", "client", "server", "scope", "path"
]


class RateLimitDeadlineError(DeadlineError):
    """The call cannot start before its deadline or within `max_wait`, or the daily quota is used up.

    The request was not sent. The call fails immediately if its predicted start is too late, or during its wait if the
    prediction changes.

    Example:
        ```python
        try:
            permit = limiter.acquire(max_wait=5)
        except RateLimitDeadlineError as error:
            print(error.reason, error.available_at_unix)
        ```
    """

    def __init__(
        self,
        available_at: float,
        available_at_unix: float,
        reason: DeadlineReason = "deadline",
        *,
        wait: float | None = None,
        max_wait: float | None = None,
        waited: float = 0.0,
    ) -> None:
        wait = max(0.0, available_at - monotonic() if wait is None else wait)
        super().__init__(_message(reason, wait, max_wait or 0.0, waited))
        self.available_at = available_at
        """The predicted start of the call in `time.monotonic()` seconds."""
        self.available_at_unix = available_at_unix
        """The same as Unix time."""
        self.reason: DeadlineReason = reason
        """Why the call does not wait: `deadline`, `max_wait` or `daily_cap`."""


def _message(reason: DeadlineReason, wait: float, max_wait: float, waited: float) -> str:
    free = f"in {wait:.1f} s" if isfinite(wait) else "at an unknown time"
    if reason == "daily_cap":
        return f"the daily quota is used up; it is available again {free}"
    if reason == "deadline":
        return f"the rate limit has a place for this call {free}, past the deadline; pass a later deadline or None"
    enough = f"max_wait={ceil(waited + wait) + 1} or more, or " if isfinite(wait) else ""
    return (
        f"the rate limit has a place for this call {free}, and max_wait allows {max_wait:g} s; "
        f"pass {enough}max_wait=None to wait as long as necessary"
    )


class RateLimitStoreError(ConfigurationError, RuntimeError):
    """The store of a rate limiter cannot work until a setting, a file or the server is changed. No request was sent.

    The message names what to change and never contains a password. An unavailable server does not raise this error: the
    store then uses its fallback, and its `health` reports that.

    Example:
        ```python
        try:
            client.models.list()
        except RateLimitStoreError as error:
            print("change", error.setting, error)
        ```
    """

    def __init__(self, message: str, *, setting: StoreSetting) -> None:
        super().__init__(message)
        self.setting: StoreSetting = setting
        """What to change:

        - `url`, `host`, `tls`, `password` (or the user name), `permission`, `database`: how to connect to Redis.
        - `client`: the client object given to `RedisStore`.
        - `server`: the server at that address cannot store a ledger.
        - `scope`: the keys of this name in Redis, or their format.
        - `path`: the file of a `FileStore`.
        """
