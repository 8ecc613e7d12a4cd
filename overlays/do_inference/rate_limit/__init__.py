"""Client-side rate limiting that uses the complete quota of a key and avoids rejected requests.

See `docs/rate-limits.md`. Each name is imported on first use, which keeps start-up fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ._errors import DeadlineReason as DeadlineReason
    from ._errors import RateLimitDeadlineError as RateLimitDeadlineError
    from ._errors import RateLimitStoreError as RateLimitStoreError
    from ._headers import parse_rate_limit as parse_rate_limit
    from ._limiter import RateLimiter as RateLimiter
    from ._limiter import Released as Released
    from ._limiter import Waiting as Waiting
    from ._limiter import WaitListener as WaitListener
    from ._limits import PUBLISHED_LIMITS as PUBLISHED_LIMITS
    from ._limits import Limit as Limit
    from ._permit import Permit as Permit
    from ._queue import Withdrawal as Withdrawal
    from ._registry import hashed_scope as hashed_scope
    from ._state import Counters as Counters
    from ._state import LimiterState as LimiterState
    from ._state import QueueState as QueueState
    from ._state import WindowState as WindowState
    from ._stores.base import Store as Store
    from ._stores.base import StoreHealth as StoreHealth
    from ._stores.file import FileStore as FileStore
    from ._stores.memory import MemoryStore as MemoryStore
    from ._stores.redis import RedisStore as RedisStore
    from ._transport import AsyncRateLimitTransport as AsyncRateLimitTransport
    from ._transport import RateLimitTransport as RateLimitTransport

__all__ = [
    "PUBLISHED_LIMITS",
    "AsyncRateLimitTransport",
    "Counters",
    "DeadlineReason",
    "FileStore",
    "Limit",
    "LimiterState",
    "MemoryStore",
    "Permit",
    "QueueState",
    "RateLimitDeadlineError",
    "RateLimitStoreError",
    "RateLimitTransport",
    "RateLimiter",
    "RedisStore",
    "Released",
    "Store",
    "StoreHealth",
    "WaitListener",
    "Waiting",
    "WindowState",
    "Withdrawal",
    "hashed_scope",
    "parse_rate_limit",
]

_MODULES: Final = {
    "PUBLISHED_LIMITS": "_limits",
    "AsyncRateLimitTransport": "_transport",
    "Counters": "_state",
    "DeadlineReason": "_errors",
    "FileStore": "_stores.file",
    "Limit": "_limits",
    "LimiterState": "_state",
    "MemoryStore": "_stores.memory",
    "Permit": "_permit",
    "QueueState": "_state",
    "RateLimitDeadlineError": "_errors",
    "RateLimitStoreError": "_errors",
    "RateLimitTransport": "_transport",
    "RateLimiter": "_limiter",
    "RedisStore": "_stores.redis",
    "Released": "_limiter",
    "Store": "_stores.base",
    "StoreHealth": "_stores.base",
    "WaitListener": "_limiter",
    "Waiting": "_limiter",
    "WindowState": "_state",
    "Withdrawal": "_queue",
    "hashed_scope": "_registry",
    "parse_rate_limit": "_headers",
}


if not TYPE_CHECKING:  # So that type checkers report a name that does not exist.

    def __getattr__(name: str) -> Any:
        home = _MODULES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{home}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
