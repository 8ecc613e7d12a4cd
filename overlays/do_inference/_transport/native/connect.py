"""Opens TCP connections: name resolution and Happy Eyeballs (RFC 8305) within a time limit."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import selectors
import socket
from functools import lru_cache
from itertools import chain, zip_longest
from math import inf
from time import monotonic
from typing import Any, Final, NamedTuple, cast

from ..._settings.timeouts import remaining
from .. import exceptions
from ..limits import KEEP_ALIVE_PROBES
from ..lookup import Resolver, is_address

ATTEMPT_DELAY: Final = 0.25
"""Seconds after which the next address is tried as well. RFC 8305 recommends this value."""
_OPTIONS: Final = ((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1), *KEEP_ALIVE_PROBES)


class Address(NamedTuple):
    """Where to connect to."""

    family: int
    place: tuple[Any, ...]


class Connector:
    """Opens connections to host names and addresses."""

    def __init__(self) -> None:
        self._resolver = Resolver()

    def connect(self, host: str, port: int, timeout: float | None) -> socket.socket:
        """Return a connected blocking socket.

        Raises `ConnectTimeout` or `ConnectError`.
        """
        left = remaining(timeout, exceptions.ConnectTimeout)
        end = None if left is None else monotonic() + left
        try:
            addresses = of_address(host, port)
            if not addresses:
                names = [host] if left is None else self._resolver.addresses(host, port, left)
                addresses = resolved(names, port)
            if len(addresses) == 1:
                return _prepared(socket.create_connection(addresses[0].place[:2], _left(end)))
            return _prepared(_first_connected(addresses, end))
        except TimeoutError as error:
            raise exceptions.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise exceptions.ConnectError(str(error)) from error


def _left(end: float | None) -> float | None:
    return None if end is None else max(end - monotonic(), 0.001)


def _prepared(sock: socket.socket) -> socket.socket:
    """Return the socket, blocking and with its options set."""
    sock.settimeout(None)
    set_options(sock)
    return sock


def set_options(sock: socket.socket) -> None:
    """Send small messages immediately, and keep idle connections alive."""
    with contextlib.suppress(OSError):  # The connection works without them.
        for option in _OPTIONS:
            sock.setsockopt(*option)


@lru_cache(maxsize=64)
def of_address(host: str, port: int) -> list[Address]:
    """Return the places of an IP address; an empty list for a host name. Callers must not change the list."""
    return resolved([host], port) if is_address(host) else []


def resolved(names: list[str], port: int) -> list[Address]:
    """Return the addresses of host names or IP addresses, with alternating families, beginning with the preferred one.

    Raises `OSError` if there is none.
    """
    rows = [row for name in names for row in socket.getaddrinfo(name, port, 0, socket.SOCK_STREAM)]
    addresses = list(dict.fromkeys([Address(row[0], row[4]) for row in rows]))
    if len(addresses) == 1:
        return addresses
    if not addresses:
        raise OSError("the host has no address")
    preferred = [address for address in addresses if address.family == addresses[0].family]
    others = [address for address in addresses if address.family != addresses[0].family]
    pairs = chain.from_iterable(zip_longest(preferred, others))
    return [address for address in pairs if address is not None]


def _first_connected(addresses: list[Address], end: float | None) -> socket.socket:
    """Return a socket that is connected to one of the addresses.

    Another address is tried when the previous attempt fails, or has not succeeded after `ATTEMPT_DELAY`. Raises the
    first failure if all attempts fail, and `TimeoutError` at the moment `end`.
    """
    waiting = addresses[::-1]
    failure: OSError | None = None
    next_attempt = 0.0
    with selectors.DefaultSelector() as selector:
        pending = selector.get_map()
        try:
            while waiting or pending:
                now = monotonic()
                if end is not None and now >= end:
                    raise TimeoutError("timed out")
                if waiting and (now >= next_attempt or not pending):
                    next_attempt = now + ATTEMPT_DELAY
                    try:
                        selector.register(_begin(waiting.pop()), selectors.EVENT_WRITE)
                    except OSError as error:
                        failure = failure or error
                        continue
                until = min(next_attempt if waiting else inf, inf if end is None else end)
                wait = None if until == inf else max(until - monotonic(), 0.0)
                for key, _ in selector.select(wait):
                    sock = cast("socket.socket", selector.unregister(key.fileobj).fileobj)
                    code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    if not code:
                        return sock
                    sock.close()
                    failure = failure or OSError(code, os.strerror(code))
                    next_attempt = 0.0
        finally:
            for key in list(pending.values()):
                cast("socket.socket", key.fileobj).close()
    raise failure or OSError("no address could be connected")


def _begin(address: Address) -> socket.socket:
    """Return a socket whose connection is being established."""
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        code = sock.connect_ex(address.place)
        if code not in (0, errno.EINPROGRESS, errno.EWOULDBLOCK):
            raise OSError(code, os.strerror(code))
    except BaseException:
        sock.close()
        raise
    return sock


def is_readable(sock: socket.socket) -> bool:
    """Return whether the socket has data, decrypted data, or has ended."""
    pending = getattr(sock, "pending", None)  # The method of TLS sockets.
    if sock.fileno() < 0 or (pending is not None and pending()):
        return True
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([sock], [], [], 0)[0])
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
