"""The open connections of a server, so that a fault can end one in a way HTTP has no word for."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

_LINGER_NOT = struct.pack("ii", 1, 0)


class Connection:
    """One client's connection."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.closed = asyncio.Event()

    @property
    def lost(self) -> bool:
        return self.closed.is_set()

    async def close(self) -> None:
        """Send what is buffered, then close."""
        self._transport.close()
        await self.closed.wait()

    async def reset(self) -> None:
        """Close at once, with a TCP reset."""
        for _ in range(100):  # what was written should arrive before the reset
            if not self._transport.get_write_buffer_size():
                break
            await asyncio.sleep(0.001)
        self.abort()
        await self.closed.wait()

    def abort(self) -> None:
        sock = self._transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        self._transport.abort()


class Connections:
    """Every open connection, by the client's address."""

    def __init__(self) -> None:
        self._open: dict[tuple[Any, ...], Connection] = {}

    def __len__(self) -> int:
        return len(self._open)

    def made(self, transport: asyncio.Transport) -> None:
        peer = transport.get_extra_info("peername")
        if peer:
            self._open[tuple(peer[:2])] = Connection(transport)

    def lost(self, transport: asyncio.Transport) -> None:
        peer = transport.get_extra_info("peername")
        connection = self._open.pop(tuple(peer[:2]), None) if peer else None
        if connection is not None:
            connection.closed.set()

    def find(self, client: Any) -> Connection | None:
        """The connection of an ASGI scope's `client`; None where the application is called without a socket."""
        return self._open.get(tuple(client)) if client else None

    def abort_all(self) -> None:
        for connection in list(self._open.values()):
            connection.abort()
