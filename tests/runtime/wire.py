"""What a transport makes of answers that come over a connection in memory, piece by piece."""

from __future__ import annotations

from typing import Any, NamedTuple

import httpcore
import httpx

from do_inference._tls import untrusting_context
from do_inference._transport.async_pooled import AsyncPooledTransport
from do_inference._transport.pooled import PooledTransport

_URL = "http://127.0.0.1:1/v1/models"


class Outcome(NamedTuple):
    """What came of one request."""

    status: int
    """0 where no head came."""
    body: bytes
    error: str
    """The name of its class, which httpx and httpcore have in common."""


class Line(httpcore.MockBackend):
    """Every connection gives the same pieces, one for each read, and then ends."""

    def __init__(self, pieces: list[bytes]) -> None:
        super().__init__(pieces)
        self.opened = 0

    def connect_tcp(self, *args: Any, **options: Any) -> httpcore.NetworkStream:
        self.opened += 1
        return super().connect_tcp(*args, **options)


class AsyncLine(httpcore.AsyncMockBackend):
    """The same, for `async`."""

    def __init__(self, pieces: list[bytes]) -> None:
        super().__init__(pieces)
        self.opened = 0

    async def connect_tcp(self, *args: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        self.opened += 1
        return await super().connect_tcp(*args, **options)


Outcomes = tuple[list[Outcome], int]
"""What came of each request, and how many connections were opened for them."""


def of_httpcore(pieces: list[bytes], requests: int = 1, method: str = "GET") -> Outcomes:
    """What httpcore alone makes of the pieces."""
    line = Line(pieces)
    outcomes = []
    with httpcore.ConnectionPool(network_backend=line) as pool:
        for _ in range(requests):
            status, body, error = 0, b"", ""
            try:
                with pool.stream(method, _URL) as response:
                    status = response.status
                    for piece in response.iter_stream():
                        body += piece
            except Exception as failed:  # noqa: BLE001 - whatever it is, ours is the same
                error = type(failed).__name__
            outcomes.append(Outcome(status, body, error))
    return outcomes, line.opened


def of_ours(pieces: list[bytes], requests: int = 1, method: str = "GET") -> Outcomes:
    """What the synchronous transport makes of them."""
    line = Line(pieces)
    outcomes = []
    with PooledTransport(untrusting_context(), line) as transport:
        for _ in range(requests):
            status, body, error = 0, b"", ""
            try:
                response = transport.handle_request(httpx.Request(method, _URL))
                status = response.status_code
                try:
                    for piece in response.iter_raw():
                        body += piece
                finally:
                    response.close()
            except Exception as failed:  # noqa: BLE001 - whatever it is, httpcore's is the same
                error = type(failed).__name__
            outcomes.append(Outcome(status, body, error))
    return outcomes, line.opened


async def of_ours_async(pieces: list[bytes], requests: int = 1, method: str = "GET") -> Outcomes:
    """What the asynchronous transport makes of them."""
    line = AsyncLine(pieces)
    outcomes = []
    async with AsyncPooledTransport(untrusting_context(), line) as transport:
        for _ in range(requests):
            status, body, error = 0, b"", ""
            try:
                response = await transport.handle_async_request(httpx.Request(method, _URL))
                status = response.status_code
                try:
                    async for piece in response.aiter_raw():
                        body += piece
                finally:
                    await response.aclose()
            except Exception as failed:  # noqa: BLE001 - whatever it is, httpcore's is the same
                error = type(failed).__name__
            outcomes.append(Outcome(status, body, error))
    return outcomes, line.opened
