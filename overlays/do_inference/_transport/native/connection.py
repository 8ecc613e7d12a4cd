"""One HTTP/1.1 connection for synchronous calls."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Any, Final

from ..._settings.timeouts import Phases, remaining
from .. import exceptions
from .connect import is_readable
from .parser import ResponseParser
from .request_head import Message

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from .connect import Connector
    from .pool import Origin

READ_BYTES: Final = 64 * 1024
"""Maximum number of bytes of one read."""


class HTTPConnection:
    """A connected socket and the parser of its responses. It serves one request at a time."""

    keeps_deadlines = True
    """Whether waits end at the deadline of a `DeadlineTimeout`."""

    __slots__ = ("_sock", "_timeout", "idle_since", "origin", "parser", "reused", "sent")

    def __init__(self, sock: socket.socket, origin: Origin) -> None:
        self._sock = sock
        self._timeout: float | None = None
        self.origin = origin
        self.parser = ResponseParser()
        self.idle_since = 0.0
        self.reused = False
        """Whether the connection has served a request before."""
        self.sent = False
        """Whether a byte of the current request was sent."""

    def send(self, message: Message, timeout: float | None) -> None:
        """Send a message. Raises `WriteTimeout` or `WriteError`."""
        try:
            self._limit(remaining(timeout, exceptions.WriteTimeout))
            size = self._sock.send(message.data)
            self.sent = True
            while size < len(message.data):
                self._limit(remaining(timeout, exceptions.WriteTimeout))
                size += self._sock.send(memoryview(message.data)[size:])
        except TimeoutError as error:
            raise exceptions.WriteTimeout(str(error)) from error
        except OSError as error:
            raise exceptions.WriteError(str(error)) from error

    def receive(self, timeout: float | None) -> None:
        """Read once and parse what has arrived. Raises `ReadTimeout` or `ReadError`."""
        try:
            self._limit(remaining(timeout, exceptions.ReadTimeout))
            data = self._sock.recv(READ_BYTES)
        except TimeoutError as error:
            raise exceptions.ReadTimeout(str(error)) from error
        except OSError as error:
            raise exceptions.ReadError(str(error)) from error
        if data:
            self.parser.feed(data)
        else:
            self.parser.end()

    def take(self) -> bytes:
        """Return and remove the received part of the body."""
        return self.parser.take()

    def _limit(self, timeout: float | None) -> None:
        if timeout != self._timeout:
            self._sock.settimeout(timeout)
            self._timeout = timeout

    def rest(self) -> None:
        """Expect no data until the next request."""
        self.parser.reset()

    def is_reusable(self) -> bool:
        """Return whether an idle connection is open and has received nothing: such bytes would belong to no request."""
        return not is_readable(self._sock) or self._has_only_tls_messages()

    def _has_only_tls_messages(self) -> bool:
        """Return whether the connection is open and has only received messages of TLS, such as session tickets."""
        if not hasattr(self._sock, "pending"):  # Not TLS.
            return False
        import ssl  # It is loaded already.

        try:
            self._limit(0.0)
            self._sock.recv(1)
        except ssl.SSLWantReadError:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Close the connection. A thread that reads from it wakes up."""
        self.parser.close()  # First, so that the thread does not take the end of the data for the end of the body.
        with contextlib.suppress(Exception):  # Substitutes of sockets may lack it.
            _shut_down(self._sock)
        self._sock.close()

    def abandon(self) -> None:
        """Close the socket in this process only."""
        with contextlib.suppress(OSError):
            self._sock.close()

    def get_extra_info(self, info: str) -> Any:
        """Return a detail of the connection, by httpcore's names: `socket`, `ssl_object`, `client_addr` and others."""
        match info:
            case "socket":
                return self._sock
            case "ssl_object":
                return self._sock if hasattr(self._sock, "getpeercert") else None
            case "client_addr":
                return self._sock.getsockname()
            case "server_addr":
                return self._sock.getpeername()
            case "is_readable":
                return is_readable(self._sock)
        return None


def _shut_down(sock: socket.socket) -> None:
    """End both directions. A thread that waits for the socket wakes up."""
    if hasattr(sock, "pending"):
        # The method of TLS sockets removes their encryption first, and another thread may be about to send.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    else:
        sock.shutdown(socket.SHUT_RDWR)


def connect(
    connector: Connector, origin: Origin, context: ssl.SSLContext | None, timeouts: Phases
) -> HTTPConnection:
    """Open a connection, with TLS if there is a context. Raises `ConnectTimeout` or `ConnectError`."""
    timeout = timeouts.get("connect")
    sock = connector.connect(origin.host, origin.port, timeout)
    if context is None:
        return HTTPConnection(sock, origin)
    try:
        sock.settimeout(remaining(timeout, exceptions.ConnectTimeout))
        secured = context.wrap_socket(sock, server_hostname=origin.server_name)
        secured.settimeout(None)
        protocol = secured.selected_alpn_protocol()
        if protocol not in (None, "http/1.1"):
            secured.close()
            raise exceptions.ConnectError(f"the server selected the protocol {protocol}")
    except TimeoutError as error:
        raise exceptions.ConnectTimeout(str(error)) from error
    except (OSError, ValueError) as error:  # A name that TLS cannot send is a ValueError.
        raise exceptions.ConnectError(str(error)) from error
    finally:
        sock.close()  # TLS has taken over the file descriptor, or it failed.
    return HTTPConnection(secured, origin)


def wait_closed(connections: Iterable[HTTPConnection]) -> None:
    """Do nothing: sockets close immediately."""


class PlaceWaiter:
    """A thread that waits for a place in the pool."""

    __slots__ = ("_granted",)

    def __init__(self) -> None:
        self._granted = threading.Event()

    def grant(self) -> None:
        self._granted.set()

    def wait(self, seconds: float | None) -> None:
        """Wait for the place. Raises `PoolTimeout`."""
        if not self._granted.wait(seconds):
            raise exceptions.PoolTimeout("no connection became free")
