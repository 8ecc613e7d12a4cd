"""Identification of the running event loop."""

from __future__ import annotations

import asyncio
import sys
from typing import Any


def current_run() -> Any:
    """Return an object that identifies the current run of an event loop: the asyncio loop or the trio token.

    Raises `RuntimeError` if no event loop is running.
    """
    # Trio comes first, because it can run as a guest of an asyncio loop.
    if in_trio():
        return sys.modules["trio"].lowlevel.current_trio_token()
    return asyncio.get_running_loop()


def in_trio() -> bool:
    """Return whether the current task is one of trio."""
    trio: Any = sys.modules.get("trio")
    return trio is not None and trio.lowlevel.in_trio_task()
