"""Which run of an event loop the present code belongs to."""

from __future__ import annotations

import asyncio
import sys
from typing import Any


def current_run() -> Any:
    """What identifies the present run of an event loop: asyncio's loop or trio's token.

    Raises `RuntimeError` outside of both.
    """
    trio: Any = sys.modules.get("trio")
    # Asked first, as trio can run inside a loop of asyncio.
    if trio is not None and trio.lowlevel.in_trio_task():
        return trio.lowlevel.current_trio_token()
    return asyncio.get_running_loop()
