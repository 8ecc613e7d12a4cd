"""Rate limits as the services apply them, in virtual or real time."""

from __future__ import annotations

from do_inference.emulator._limits.enforcer import Keeper, LimitState, Verdict
from do_inference.emulator._limits.log import FileLog, HitLog, MemoryLog
from do_inference.emulator._limits.rules import Bucket, Limits, Window
from do_inference.emulator._limits.spec import parse_limits

__all__ = [
    "Bucket", "FileLog", "HitLog", "Keeper", "LimitState", "Limits", "MemoryLog", "Verdict", "Window", "parse_limits",
]  # fmt: skip
