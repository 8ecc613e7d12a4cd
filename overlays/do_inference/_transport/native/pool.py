"""The open connections of a transport: reuse, expiry and limits, without I/O."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from time import monotonic
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from .. import exceptions
from ..limits import KEEP_ALIVE_SECONDS, MAX_CONNECTIONS, MAX_IDLE_CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable


class Origin(NamedTuple):
    """Where a connection leads."""

    scheme: bytes
    host: str
    port: int
    server_name: str
    """The name that TLS sends and verifies."""


class Pooled(Protocol):
    """What the pool needs of a connection."""

    origin: Origin
    idle_since: float

    def is_reusable(self) -> bool:
        """Return whether an idle connection is open and has received nothing."""
        ...

    def close(self) -> None: ...
    def abandon(self) -> None: ...


class Grantable(Protocol):
    """A waiter for a place in the pool."""

    def grant(self) -> None: ...


ConnectionT = TypeVar("ConnectionT", bound=Pooled)
PlaceT = TypeVar("PlaceT", bound=Grantable)


class ConnectionPool(Generic[ConnectionT, PlaceT]):
    """All connections of a transport. Thread-safe.

    The last idle connection of an origin is reused first, so that superfluous ones expire.
    """

    def __init__(
        self,
        max_connections: int | None = MAX_CONNECTIONS,
        max_idle: int | None = MAX_IDLE_CONNECTIONS,
        keep_alive: float | None = KEEP_ALIVE_SECONDS,
    ) -> None:
        self._max_connections = float("inf") if max_connections is None else max_connections
        self._max_idle = float("inf") if max_idle is None else max_idle
        self._keep_alive = float("inf") if keep_alive is None else keep_alive
        self._lock = threading.Lock()
        self._idle: dict[Origin, deque[ConnectionT]] = {}
        self._by_age: OrderedDict[ConnectionT, None] = OrderedDict()
        """The idle connections of all origins, beginning with the one that has been idle for the longest time."""
        self._open: set[ConnectionT] = set()
        self._connecting = 0
        self._waiting: OrderedDict[PlaceT, None] = OrderedDict()
        self.closed = False

    @property
    def connections(self) -> list[ConnectionT]:
        """The open connections, idle and in use."""
        return list(self._open)

    def take(self, origin: Origin) -> ConnectionT | None:
        """Return an idle connection; None if none is usable."""
        with self._lock:
            idle = self._idle.get(origin)
            while idle:
                connection = idle.pop()
                del self._by_age[connection]
                if not idle:
                    del self._idle[origin]
                if monotonic() - connection.idle_since < self._keep_alive and connection.is_reusable():
                    return connection
                self._drop(connection)
        return None

    def reserve(self, origin: Origin, make_place: Callable[[], PlaceT]) -> PlaceT | None:
        """Reserve a place for a new connection. If all are taken, return a waiter for the next one instead.

        If a connection of the origin became idle since `take`, the waiter does not wait, so that `take` finds it.
        """
        with self._lock:
            if self.closed:
                raise exceptions.ConnectError("the connection pool is closed")
            if len(self._open) + self._connecting < self._max_connections:
                self._connecting += 1
                return None
            if origin in self._idle:
                place = make_place()
                place.grant()
                return place
            if self._evict():
                self._connecting += 1
                return None
            place = make_place()
            self._waiting[place] = None
            return place

    def withdraw(self, place: PlaceT) -> None:
        """End the wait of a waiter. A place that it was granted goes to the next one."""
        with self._lock:
            if place in self._waiting:
                del self._waiting[place]
            else:
                self._grant()

    def cancel(self) -> None:
        """Give back a reserved place, because no connection was opened."""
        with self._lock:
            self._connecting -= 1
            self._grant()

    def add(self, connection: ConnectionT) -> None:
        """Put a new connection into the reserved place.

        Closes it and raises `ConnectError` if the pool was closed in the meantime.
        """
        with self._lock:
            self._connecting -= 1
            if not self.closed:
                self._open.add(connection)
                return
        connection.close()
        raise exceptions.ConnectError("the connection pool was closed")

    def release(self, connection: ConnectionT) -> None:
        """Keep a connection for the next request."""
        now = connection.idle_since = monotonic()
        with self._lock:
            if self.closed or self._max_idle < 1 or self._keep_alive <= 0:
                self._drop(connection)
                return
            idle = self._idle.setdefault(connection.origin, deque())
            idle.append(connection)
            self._by_age[connection] = None
            oldest = next(iter(self._by_age))
            if len(self._by_age) > self._max_idle or now - oldest.idle_since >= self._keep_alive:
                self._evict()
            self._grant()

    def discard(self, connection: ConnectionT) -> None:
        """Close a connection that cannot be reused."""
        with self._lock:
            self._drop(connection)

    def _drop(self, connection: ConnectionT) -> None:
        self._open.discard(connection)
        connection.close()
        self._grant()

    def _evict(self) -> bool:
        """Close the connection that has been idle for the longest time. Return whether there was one."""
        if not self._by_age:
            return False
        connection, _ = self._by_age.popitem(last=False)
        idle = self._idle[connection.origin]
        idle.popleft()
        if not idle:
            del self._idle[connection.origin]
        self._drop(connection)
        return True

    def _grant(self) -> None:
        if self._waiting:
            self._waiting.popitem(last=False)[0].grant()

    def close(self) -> list[ConnectionT]:
        """Close all connections, also those in use, and return them."""
        with self._lock:
            self.closed = True
            connections = [*self._open]
            self._open.clear()
            self._idle.clear()
            self._by_age.clear()
            while self._waiting:
                self._grant()
        for connection in connections:
            connection.close()
        return connections

    def abandon(self) -> None:
        """Close the connections in this process only. A process that shares them can continue to use them."""
        for connection in [*self._open]:
            connection.abandon()
