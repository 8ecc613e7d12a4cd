"""Comparison of our transports with httpcore on responses over an in-memory connection, chunk by chunk."""

from __future__ import annotations

from typing import Any, NamedTuple

import httpcore
import httpx

from do_inference._tls import untrusting_context
from do_inference._transport.async_pooled import AsyncPooledTransport
from do_inference._transport.pooled import PooledTransport

_URL = "http://127.0.0.1:1/v1/models"


class Outcome(NamedTuple):
    """The outcome of one request."""

    status: int
    """0 if no head was received."""
    body: bytes
    error: str
    """The name of the exception class, which is the same in httpx and httpcore; empty without an error."""


class MemoryBackend(httpcore.MockBackend):
    """A backend whose connections each return the same chunks, one per read, and then end."""

    def __init__(self, chunks: list[bytes]) -> None:
        super().__init__(chunks)
        self.opened = 0

    def connect_tcp(self, *args: Any, **options: Any) -> httpcore.NetworkStream:
        self.opened += 1
        return super().connect_tcp(*args, **options)


class AsyncMemoryBackend(httpcore.AsyncMockBackend):
    """The asynchronous variant of `MemoryBackend`."""

    def __init__(self, chunks: list[bytes]) -> None:
        super().__init__(chunks)
        self.opened = 0

    async def connect_tcp(self, *args: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        self.opened += 1
        return await super().connect_tcp(*args, **options)


Outcomes = tuple[list[Outcome], int]
"""The outcome of each request, and the number of connections that were opened."""


def httpcore_outcomes(chunks: list[bytes], requests: int = 1, method: str = "GET") -> Outcomes:
    """Return the outcomes with httpcore."""
    backend = MemoryBackend(chunks)
    outcomes = []
    with httpcore.ConnectionPool(network_backend=backend) as pool:
        for _ in range(requests):
            status, body, error = 0, b"", ""
            try:
                with pool.stream(method, _URL) as response:
                    status = response.status
                    for data in response.iter_stream():
                        body += data
            except Exception as failed:  # noqa: BLE001 - compared with that of our transports
                error = type(failed).__name__
            outcomes.append(Outcome(status, body, error))
    return outcomes, backend.opened


def transport_outcomes(chunks: list[bytes], requests: int = 1, method: str = "GET") -> Outcomes:
    """Return the outcomes with the synchronous transport."""
    backend = MemoryBackend(chunks)
    outcomes = []
    with PooledTransport(untrusting_context(), backend) as transport:
        for _ in range(requests):
            status, body, error = 0, b"", ""
            try:
                response = transport.handle_request(httpx.Request(method, _URL))
                status = response.status_code
                try:
                    for data in response.iter_raw():
                        body += data
                finally:
                    response.close()
            except Exception as failed:  # noqa: BLE001 - compared with that of httpcore
                error = type(failed).__name__
            outcomes.append(Outcome(status, body, error))
    return outcomes, backend.opened


async def async_transport_outcomes(chunks: list[bytes], requests: int = 1, method: str = "GET") -> Outcomes:
    """Return the outcomes with the asynchronous transport."""
    backend = AsyncMemoryBackend(chunks)
    outcomes = []
    async with AsyncPooledTransport(untrusting_context(), backend) as transport:
        for _ in range(requests):
            status, body, error = 0, b"", ""
            try:
                response = await transport.handle_async_request(httpx.Request(method, _URL))
                status = response.status_code
                try:
                    async for data in response.aiter_raw():
                        body += data
                finally:
                    await response.aclose()
            except Exception as failed:  # noqa: BLE001 - compared with that of httpcore
                error = type(failed).__name__
            outcomes.append(Outcome(status, body, error))
    return outcomes, backend.opened
