"""Rate limits: all of the quota, never past it."""

from .headers import parse_rate_limit

__all__ = ["parse_rate_limit"]
