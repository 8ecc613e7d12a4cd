"""Rate limits: their definitions, the enforcer, and the log of uses, in real or virtual time."""

from __future__ import annotations

from do_inference.emulator._limits.enforcer import LimitDecision, LimitEnforcer, LimitState
from do_inference.emulator._limits.rules import BucketLimit, Limits, WindowLimit, parse_limits
from do_inference.emulator._limits.usage import FileUsageLog, MemoryUsageLog, UsageLog

__all__ = [
    "BucketLimit",
    "FileUsageLog",
    "LimitDecision",
    "LimitEnforcer",
    "LimitState",
    "Limits",
    "MemoryUsageLog",
    "UsageLog",
    "WindowLimit",
    "parse_limits",
]  # fmt: skip
