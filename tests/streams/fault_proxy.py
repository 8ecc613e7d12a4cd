"""A TCP proxy on loopback that injects faults into connections according to a plan."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


@dataclass(frozen=True)
class Plan:
    """The fault of one connection. Positions are bytes of the response, delays are seconds."""

    refuse: bool = False
    """Accept, then close immediately."""
    reset: bool = False
    """Accept, then reset immediately."""
    hang: bool = False
    """Accept and read, but never respond."""
    latency: float = 0.0
    """Wait before the first byte."""
    cut: int | None = None
    """Close after so many bytes."""
    cut_reset: int | None = None
    """Reset after so many bytes."""
    freeze: int | None = None
    """Stop sending after so many bytes, without closing."""
    stall: tuple[int, float] | None = None
    """Pause once after so many bytes."""
    dribble: int | None = None
    """The maximum number of bytes in one write."""
    corrupt: int | None = None
    """Flip bits of the byte at this position."""
    drop: tuple[int, int] | None = None
    """Omit the bytes between two positions."""
    double: bool = False
    """Send everything twice."""

    @property
    def stop(self) -> int | None:
        """The position at which the response ends, if it is not forwarded completely."""
        return next((at for at in (self.cut, self.cut_reset, self.freeze) if at is not None), None)


class FaultProxy:
    """A proxy to a port on loopback. The first connection uses the first plan, and so on; the last plan repeats."""

    def __init__(self, port: int, *plans: Plan) -> None:
        self._upstream = port
        self._plans = list(plans)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.connections = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        plan = self._plans[min(self.connections, len(self._plans) - 1)]
        self.connections += 1
        try:
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await self._follow(plan, reader, writer)
        finally:
            writer.close()

    async def _follow(self, plan: Plan, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if plan.refuse:
            return
        if plan.reset:
            _reset(writer)
            return
        if plan.hang:
            await reader.read(-1)
            return
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        forwarding = asyncio.ensure_future(_forward(reader, upstream_writer))
        try:
            await _spoil(plan, upstream_reader, writer)
            if plan.freeze is not None:
                await forwarding
        finally:
            forwarding.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await forwarding


async def _forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Forward requests. If the client closes its connection, close the one to the server."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


async def _spoil(plan: Plan, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Forward the response until its end, or until the position in the plan."""
    await asyncio.sleep(plan.latency)
    taken = sent = 0
    while data := await reader.read(65536):
        spoiled = _spoiled(plan, data, taken)
        taken += len(data)
        for piece in _pieces(plan, spoiled):
            if plan.stall is not None and sent <= plan.stall[0] < sent + len(piece):
                await asyncio.sleep(plan.stall[1])
            if plan.stop is not None and sent + len(piece) > plan.stop:
                writer.write(piece[: plan.stop - sent])
                await writer.drain()
                if plan.cut_reset is not None:
                    _reset(writer)
                return
            writer.write(piece)
            await writer.drain()
            sent += len(piece)


def _spoiled(plan: Plan, data: bytes, start: int) -> bytes:
    if plan.corrupt is not None and start <= plan.corrupt < start + len(data):
        at = plan.corrupt - start
        data = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
    if plan.drop is not None:
        first, last = (max(0, at - start) for at in plan.drop)
        data = data[:first] + data[last:]
    return data * 2 if plan.double else data


def _pieces(plan: Plan, data: bytes) -> list[bytes]:
    size = plan.dribble or max(len(data), 1)
    return [data[start : start + size] for start in range(0, len(data), size)]


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
