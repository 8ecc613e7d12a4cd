"""Name lookups that end in time.

The system's lookup cannot be interrupted, and can take longer than a call may. It therefore runs in a thread of its
own, which is left behind when time is up. There are at most `MOST_LOOKUPS` such threads; calls that look for the same
name share one.
"""

from __future__ import annotations

import socket
from threading import BoundedSemaphore, Event, Lock, Thread
from time import monotonic
from typing import Any, Final

MOST_LOOKUPS: Final = 32


class Lookups:
    """Looks names up in threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: dict[tuple[str, int], _Lookup] = {}
        self._room = BoundedSemaphore(MOST_LOOKUPS)

    def addresses(self, host: str, port: int, timeout: float) -> list[str]:
        """The addresses of a host, in the order of preference. Raises `TimeoutError`, or `OSError` if it has none."""
        end = monotonic() + timeout
        lookup = self._running.get((host, port))
        if lookup is None:
            if not self._room.acquire(timeout=timeout):
                raise TimeoutError("too many name lookups wait for an answer")
            lookup = self._start(host, port)
        if not lookup.done.wait(max(end - monotonic(), 0)):
            raise TimeoutError(f"the lookup of {host} took too long")
        if lookup.error is not None:
            raise OSError(*lookup.error.args) from lookup.error
        return lookup.found

    def _start(self, host: str, port: int) -> _Lookup:
        """Begin a lookup, which takes the room that was acquired, or join one that another thread has begun since."""
        with self._lock:
            lookup = self._running.get((host, port))
            if lookup is not None:
                self._room.release()
                return lookup
            lookup = _Lookup(host, port)
            # A daemon: the program may end while the system still waits for an answer.
            thread = Thread(target=self._run, args=(lookup,), name="do-inference-lookup", daemon=True)
            try:
                thread.start()
            except RuntimeError as error:  # The system has no more threads.
                self._room.release()
                raise OSError(f"no thread for the lookup of {host}: {error}") from error
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
    """One lookup, which several calls may wait for."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.done = Event()
        self.found: list[str] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            # By position, since replacements of this function do not all have the same names.
            rows = socket.getaddrinfo(self.host, self.port, 0, socket.SOCK_STREAM)
            self.found = list(dict.fromkeys(_address(row[4]) for row in rows))
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            self.error = error


def _address(place: tuple[Any, ...]) -> str:
    """The address in what the system returns: (address, port), for IPv6 also the flow and the scope."""
    address, scope = str(place[0]), place[3] if len(place) > 3 else 0
    return f"{address}%{scope}" if scope and "%" not in address else address


def is_address(host: str) -> bool:
    """Whether a host is an address, which needs no lookup."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host.partition("%")[0])
        except OSError:
            continue
        return True
    return False
