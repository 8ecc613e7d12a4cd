"""The listening socket: its connections send small writes at once, and the writes of one iteration together."""

from __future__ import annotations

import asyncio
import socket
from typing import cast

from do_inference.emulator._server import JoinedWrites, listen


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


class Recorder(asyncio.Transport):
    """A transport that records the calls of the one above it."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[bytes | str] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.calls.append(bytes(data))

    def get_write_buffer_size(self) -> int:
        return 100

    def is_closing(self) -> bool:
        return "close" in self.calls or "abort" in self.calls

    def close(self) -> None:
        self.calls.append("close")

    def abort(self) -> None:
        self.calls.append("abort")


def test_the_writes_of_an_iteration_are_sent_together() -> None:
    async def written() -> list[bytes | str]:
        recorder = Recorder()
        transport = JoinedWrites(recorder)
        transport.write(b"head ")
        transport.write(b"body")
        assert (recorder.calls, transport.get_write_buffer_size()) == ([], 109)
        await asyncio.sleep(0)
        transport.write(b"more")
        await asyncio.sleep(0)
        return recorder.calls

    assert asyncio.run(written()) == [b"head body", b"more"]


def test_a_closed_connection_sends_what_was_written_before() -> None:
    async def written() -> list[bytes | str]:
        recorder = Recorder()
        transport = JoinedWrites(recorder)
        transport.write(b"body")
        transport.close()
        transport.write(b"late")
        await asyncio.sleep(0)
        return recorder.calls

    assert asyncio.run(written()) == [b"body", "close"]


def test_an_aborted_connection_sends_nothing_more() -> None:
    async def written() -> list[bytes | str]:
        recorder = Recorder()
        transport = JoinedWrites(recorder)
        transport.write(b"body")
        transport.abort()
        await asyncio.sleep(0)
        return recorder.calls

    assert asyncio.run(written()) == ["abort"]
