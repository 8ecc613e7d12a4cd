# ruff: noqa: ASYNC109 - the timeouts are what httpcore asks for.
"""Asynchronous sockets for httpcore, whose reads end where a head ends. Deadlines are kept further up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import anyio
import httpcore

from .heads import Heads

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

_CLOSING_SECONDS: Final = 0.25


class AsyncHeadedStream(httpcore.AsyncNetworkStream):
    """A socket whose reads end where a head ends, so that a body can be read past what parses heads."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self.heads = Heads()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self.heads.kept:
            return self.heads.take(max_bytes)
        return self.heads.cut(await self._stream.read(max_bytes, timeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.heads.expect()
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            return AsyncHeadedStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))
        except BaseException:  # Cancelled, say, which httpcore lets pass without closing the socket.
            with anyio.move_on_after(_CLOSING_SECONDS, shield=True):
                await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable" and self.heads.kept:
            return True
        return self._stream.get_extra_info(info)


class AsyncHeadedBackend(httpcore.AsyncNetworkBackend):
    """Opens `AsyncHeadedStream`s, under asyncio and trio."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend | None = None) -> None:
        # Without anyio httpcore has a stand-in of this name, which is all that pyright sees.
        self._backend = backend or cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return AsyncHeadedStream(
            await self._backend.connect_tcp(host, port, timeout, local_address, socket_options or ())
        )
