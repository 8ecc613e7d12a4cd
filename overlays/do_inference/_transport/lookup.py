"""DNS lookups with a timeout.

`socket.getaddrinfo` cannot be interrupted, and can take longer than the timeout of a call. It therefore runs in a
separate thread, which continues when the timeout passes. There are at most `MAX_LOOKUPS` such threads. Calls that look
up the same name at the same time share one.
"""

from __future__ import annotations

import socket
from threading import BoundedSemaphore, Event, Lock, Thread
from time import monotonic
from typing import Any, Final

MAX_LOOKUPS: Final = 32


class Resolver:
    """Resolves host names in threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: dict[tuple[str, int], _Lookup] = {}
        self._room = BoundedSemaphore(MAX_LOOKUPS)

    def addresses(self, host: str, port: int, timeout: float) -> list[str]:
        """Return the addresses of a host in order of preference. Raises `TimeoutError`, or `OSError` if it has none."""
        end = monotonic() + timeout
        lookup = self._running.get((host, port))
        if lookup is None:
            if not self._room.acquire(timeout=timeout):
                raise TimeoutError(f"{MAX_LOOKUPS} other DNS lookups have not completed")
            lookup = self._start(host, port)
        if not lookup.done.wait(max(end - monotonic(), 0)):
            raise TimeoutError(f"the DNS lookup of {host} timed out")
        if lookup.error is not None:
            raise OSError(*lookup.error.args) from lookup.error
        return lookup.found

    def _start(self, host: str, port: int) -> _Lookup:
        """Start a lookup in the acquired slot, or return the one that another thread has started in the meantime."""
        with self._lock:
            lookup = self._running.get((host, port))
            if lookup is not None:
                self._room.release()
                return lookup
            lookup = _Lookup(host, port)
            # A daemon thread, so that the program can exit during a lookup.
            thread = Thread(target=self._run, args=(lookup,), name="do-inference-lookup", daemon=True)
            try:
                thread.start()
            except RuntimeError as error:  # The system has no more threads.
                self._room.release()
                raise OSError(f"cannot start a thread for the DNS lookup of {host}: {error}") from error
            self._running[host, port] = lookup
        return lookup

    def _run(self, lookup: _Lookup) -> None:
        try:
            lookup.run()
        finally:
            with self._lock:
                del self._running[lookup.host, lookup.port]
            self._room.release()
            lookup.done.set()


class _Lookup:
    """A lookup that several calls may wait for."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.done = Event()
        self.found: list[str] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            # Positional arguments, because replacements of this function use different parameter names.
            rows = socket.getaddrinfo(self.host, self.port, 0, socket.SOCK_STREAM)
            self.found = list(dict.fromkeys(_address(row[4]) for row in rows))
        except Exception as error:  # noqa: BLE001 - re-raised in the waiting threads
            self.error = error


def _address(place: tuple[Any, ...]) -> str:
    """Return the address from a socket address: (address, port), for IPv6 also flow information and scope ID."""
    address, scope = str(place[0]), place[3] if len(place) > 3 else 0
    return f"{address}%{scope}" if scope and "%" not in address else address


def is_address(host: str) -> bool:
    """Return whether a host is an IP address, which needs no lookup."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host.partition("%")[0])
        except OSError:
            continue
        return True
    return False
