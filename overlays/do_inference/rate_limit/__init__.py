"""Rate limits: all of the quota, never past it."""

from .errors import RateLimitDeadlineError
from .grant import Grant
from .headers import parse_rate_limit
from .limiter import RateLimiter, Released, Waiting
from .limits import PUBLISHED_LIMITS, Limit
from .scope import hashed_scope
from .state import LimiterState, WindowState
from .stores import FileStore, MemoryStore, RedisStore, Store
from .transport import AsyncRateLimitTransport, RateLimitTransport

__all__ = [
    "PUBLISHED_LIMITS",
    "AsyncRateLimitTransport",
    "FileStore",
    "Grant",
    "Limit",
    "LimiterState",
    "MemoryStore",
    "RateLimitDeadlineError",
    "RateLimitTransport",
    "RateLimiter",
    "RedisStore",
    "Released",
    "Store",
    "Waiting",
    "WindowState",
    "hashed_scope",
    "parse_rate_limit",
]
