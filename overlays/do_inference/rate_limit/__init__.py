"""Rate limits: all of the quota, never past it."""

from .errors import RateLimitDeadlineError
from .grant import Grant
from .headers import parse_rate_limit
from .limiter import RateLimiter, Released, Waiting
from .limits import PUBLISHED_LIMITS, Limit
from .state import LimiterState, WindowState
from .transport import AsyncRateLimitTransport, RateLimitTransport

__all__ = [
    "PUBLISHED_LIMITS",
    "AsyncRateLimitTransport",
    "Grant",
    "Limit",
    "LimiterState",
    "RateLimitDeadlineError",
    "RateLimitTransport",
    "RateLimiter",
    "Released",
    "Waiting",
    "WindowState",
    "parse_rate_limit",
]
