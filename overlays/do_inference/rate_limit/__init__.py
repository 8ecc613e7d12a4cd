"""Rate limits: uses all of a quota and waits before the server has to reject a request.

`docs/rate-limits.md` explains it. Each name is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .errors import DeadlineReason as DeadlineReason
    from .errors import RateLimitDeadlineError as RateLimitDeadlineError
    from .errors import RateLimitStoreError as RateLimitStoreError
    from .headers import parse_rate_limit as parse_rate_limit
    from .limiter import RateLimiter as RateLimiter
    from .limiter import Released as Released
    from .limiter import Waiting as Waiting
    from .limiter import WaitListener as WaitListener
    from .limits import PUBLISHED_LIMITS as PUBLISHED_LIMITS
    from .limits import Limit as Limit
    from .permit import Permit as Permit
    from .queue import Withdrawal as Withdrawal
    from .registry import hashed_scope as hashed_scope
    from .state import Counters as Counters
    from .state import LimiterState as LimiterState
    from .state import QueueState as QueueState
    from .state import WindowState as WindowState
    from .stores.base import Store as Store
    from .stores.base import StoreHealth as StoreHealth
    from .stores.file import FileStore as FileStore
    from .stores.memory import MemoryStore as MemoryStore
    from .stores.redis import RedisStore as RedisStore
    from .transport import AsyncRateLimitTransport as AsyncRateLimitTransport
    from .transport import RateLimitTransport as RateLimitTransport

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

_HOMES: Final = {
    "PUBLISHED_LIMITS": "limits",
    "AsyncRateLimitTransport": "transport",
    "Counters": "state",
    "DeadlineReason": "errors",
    "FileStore": "stores.file",
    "Limit": "limits",
    "LimiterState": "state",
    "MemoryStore": "stores.memory",
    "Permit": "permit",
    "QueueState": "state",
    "RateLimitDeadlineError": "errors",
    "RateLimitStoreError": "errors",
    "RateLimitTransport": "transport",
    "RateLimiter": "limiter",
    "RedisStore": "stores.redis",
    "Released": "limiter",
    "Store": "stores.base",
    "StoreHealth": "stores.base",
    "WaitListener": "limiter",
    "Waiting": "limiter",
    "WindowState": "state",
    "Withdrawal": "queue",
    "hashed_scope": "registry",
    "parse_rate_limit": "headers",
}


if not TYPE_CHECKING:  # So that type checkers report a name that does not exist.

    def __getattr__(name: str) -> Any:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{home}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
