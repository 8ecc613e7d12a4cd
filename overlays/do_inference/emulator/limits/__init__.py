"""Rate limits as the services keep them, in virtual or real time."""

from __future__ import annotations

from do_inference.emulator.limits.keeper import Keeper, Verdict, WindowState
from do_inference.emulator.limits.log import FileLog, HitLog, MemoryLog
from do_inference.emulator.limits.rules import Limits, Window

__all__ = ["FileLog", "HitLog", "Keeper", "Limits", "MemoryLog", "Verdict", "Window", "WindowState"]
