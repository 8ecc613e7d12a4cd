"""The listening socket: its connections send small writes at once."""

from __future__ import annotations

import asyncio
import socket
from typing import cast

from do_inference.emulator._server import listen


def test_accepted_connections_send_each_write_at_once() -> None:
    async def option() -> int:
        accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        class Accepted(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                connection: socket.socket = transport.get_extra_info("socket")
                accepted.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
                cast("asyncio.Transport", transport).abort()

        server = await asyncio.get_running_loop().create_server(Accepted, sock=listen("127.0.0.1", 0))
        async with server:
            with socket.create_connection(server.sockets[0].getsockname()):
                return await accepted

    assert asyncio.run(option()) != 0
