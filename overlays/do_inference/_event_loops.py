"""Identification of the running event loop."""

from __future__ import annotations

import asyncio
import sys
from typing import Any


def current_run() -> Any:
    """Return an object that identifies the current run of an event loop: the asyncio loop or the trio token.

    Raises `RuntimeError` if no event loop is running.
    """
    trio: Any = sys.modules.get("trio")
    # Trio comes first, because it can run as a guest of an asyncio loop.
    if trio is not None and trio.lowlevel.in_trio_task():
        return trio.lowlevel.current_trio_token()
    return asyncio.get_running_loop()
