"""Identification of the running event loop."""

from __future__ import annotations

import asyncio
import contextlib
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


def close_without_loop(transport: Any, loop: asyncio.AbstractEventLoop) -> None:
    """Close the socket of an asyncio transport whose loop has ended or belongs to another process. Never raises."""
    sock = getattr(transport, "_sock", None)
    if sock is None:
        return
    number = sock.fileno()
    # The last step of asyncio's close, which normally runs in a callback of the loop.
    transport._closing = True
    with contextlib.suppress(Exception):
        transport._call_connection_lost(None)
    # A forked process may continue with a copy of the loop, which must treat the file descriptor as free. This comes
    # after closing it, so that the loop of the parent process, which shares the selector, still watches it.
    with contextlib.suppress(Exception):
        loop.remove_reader(number)
