"""The limits of connection pools, and the options of their sockets."""

from __future__ import annotations

import socket
from typing import Final

MAX_CONNECTIONS: Final = 1000
MAX_IDLE_CONNECTIONS: Final = 100
KEEP_ALIVE_SECONDS: Final = 30.0
"""Seconds after which an idle connection is not reused."""

# The first byte of a response can take minutes, and gateways drop idle connections.
KEEP_ALIVE_PROBES: Final[list[tuple[int, int, int]]] = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    *(
        (socket.IPPROTO_TCP, getattr(socket, name), value)
        for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 60), ("TCP_KEEPCNT", 5))
        if hasattr(socket, name)
    ),
]
