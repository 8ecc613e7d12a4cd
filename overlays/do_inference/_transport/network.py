"""Sockets for httpcore that respect deadlines, and whose reads end at the end of a response head."""

from __future__ import annotations

import contextlib
import socket
import ssl
from _socket import SocketType
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import httpcore

from .._settings.timeouts import remaining
from .lookup import Resolver, is_address
from .lost import ReusedConnectionLost, closed_while_connecting, ended_without_response
from .response_head import ResponseFraming

if TYPE_CHECKING:
    from collections.abc import Iterable


class DeadlineStream(httpcore.NetworkStream):
    """A socket that computes the remaining time of a `DeadlineTimeout` before each wait.

    Reads end at the end of a head, so that a body can be read without passing through h11.
    """

    keeps_deadlines = True

    def __init__(self, stream: httpcore.NetworkStream, streams: WeakSet[DeadlineStream]) -> None:
        self._stream = stream
        self._streams = streams
        streams.add(self)
        self._socket: socket.socket | None = stream.get_extra_info("socket")
        # The sockets of tests only have the methods that httpcore calls.
        self._direct = self._socket if isinstance(self._socket, SocketType) else None
        self._unsent = False
        self.framing = ResponseFraming()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self.framing.stored:
            return self.framing.take(max_bytes)
        timeout = remaining(timeout, httpcore.ReadTimeout)
        if not (self.framing.untouched and self.framing.served):
            return self.framing.cut(self._receive(max_bytes, timeout))
        return self.framing.cut(self._first_of_another(max_bytes, timeout))

    def _first_of_another(self, max_bytes: int, timeout: float | None) -> bytes:
        """Read the start of a response on a reused connection."""
        if self._unsent:  # Bytes that arrive now do not belong to a response.
            raise ReusedConnectionLost(ended_without_response(), unsent=True)
        try:
            data = self._receive(max_bytes, timeout)
        except httpcore.ReadError as error:
            raise ReusedConnectionLost(error, unsent=False) from error
        if not data:
            raise ReusedConnectionLost(ended_without_response(), unsent=False)
        return data

    def _receive(self, max_bytes: int, timeout: float | None) -> bytes:
        sock = self._direct
        if sock is None:
            return self._stream.read(max_bytes, timeout)
        # The same as httpcore, without its context managers for errors, which take longer than the rest, and without a
        # system call for an unchanged timeout.
        try:
            if sock.gettimeout() != timeout:
                sock.settimeout(timeout)
            return sock.recv(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        first = self.framing.expect()
        timeout = remaining(timeout, httpcore.WriteTimeout)
        try:
            self._stream.write(buffer, timeout)
        except httpcore.WriteError:
            self._unsent = first
            raise

    def close(self) -> None:
        if self._socket is not None:
            # Wakes a thread that is blocked in recv, which close alone does not. Substitutes of sockets may lack it.
            with contextlib.suppress(Exception):
                self._socket.shutdown(socket.SHUT_RDWR)
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = remaining(timeout, httpcore.ConnectTimeout)
        return DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._streams)

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable" and (self.framing.stored or _holds_decrypted(self._socket)):
            return True
        return self._stream.get_extra_info(info)

    def abandon(self) -> None:
        """Close the socket in this process only. A process that shares it can continue to use it."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()


class DeadlineBackend(httpcore.NetworkBackend):
    """Opens instances of `DeadlineStream`."""

    def __init__(self, backend: httpcore.NetworkBackend | None = None) -> None:
        self._backend = backend or httpcore.SyncBackend()
        # Other backends, such as those of tests, resolve names themselves.
        self._resolver = Resolver() if backend is None else None
        self._streams: WeakSet[DeadlineStream] = WeakSet()
        self._closed = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        options = list(socket_options or ())
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._addresses(host, port, timeout):
            left = remaining(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._backend.connect_tcp(address, port, left, local_address, options)
                break
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = failure or error
        else:
            raise failure or httpcore.ConnectError(f"{host} has no address")
        if self._closed:
            stream.close()
            raise closed_while_connecting()
        return DeadlineStream(stream, self._streams)

    def _addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        if self._resolver is None or timeout is None or is_address(host):
            return [host]
        left = remaining(timeout, httpcore.ConnectTimeout)
        if left is None:
            return [host]
        try:
            return self._resolver.addresses(host, port, left)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error

    def close(self) -> None:
        """Reject new sockets, because the closed pool would not close them."""
        self._closed = True

    def abandon(self) -> None:
        """Close the sockets in this process only."""
        for stream in list(self._streams):
            stream.abandon()


def _holds_decrypted(sock: socket.socket | None) -> bool:
    """Return whether the TLS buffer contains data, which the operating system does not show."""
    return isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
