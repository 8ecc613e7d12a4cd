"""Deadlines for transports without deadline support: the httpx transports that users pass."""

from __future__ import annotations

import contextlib
import socket
import time
from contextlib import AbstractContextManager, nullcontext
from threading import Timer
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .messages import Response

_UNBOUNDED: Final = nullcontext()


def closing_late(deadline: float | None, response: Response) -> AbstractContextManager[object]:
    """Return a context manager that shuts the connection of a response down if the deadline passes within the block.

    The default transport enforces deadlines without such a guard, which needs a thread.
    """
    if deadline is None:
        return _UNBOUNDED
    network = response.extensions.get("network_stream")
    if network is None or getattr(network, "keeps_deadlines", False):
        return _UNBOUNDED
    sock = network.get_extra_info("socket")
    return _UNBOUNDED if sock is None else _Guard(sock, deadline)


class _Guard(AbstractContextManager[object]):
    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self._timer = Timer(max(deadline - time.monotonic(), 0.0), self._shut_down)
        self._timer.daemon = True

    def __enter__(self) -> object:
        self._timer.start()
        return self

    def __exit__(self, *details: object) -> None:
        self._timer.cancel()

    def _shut_down(self) -> None:
        # shutdown, unlike close, wakes a thread that is blocked in recv.
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
