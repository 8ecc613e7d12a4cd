"""The transports of a client: created on first use, shared with clients from `with_options`, closed once."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from weakref import finalize

from .. import _process
from .._settings.config import split_transport
from .._tls import shared_context, untrusting_context
from ..errors import ClientClosedError
from ..rate_limit._queue import Withdrawal
from .messages import Transport, abandon
from .patches import Patched, Patches
from .selection import make_transport

if TYPE_CHECKING:
    from collections.abc import Callable
    from ssl import SSLContext

    import httpx

    from .._settings.config import TransportName

HeldT = TypeVar("HeldT")

CLOSED: Final = "the client is closed; create a new one"


class BasePool(Generic[HeldT]):
    """The common part of both pools: connections belong to one process, and are closed with the client.

    A forked process does not use the connections of its parent, because two processes cannot read from one connection.
    """

    def __init__(
        self,
        end: Callable[[dict[Any, HeldT], int], None],
        tls: SSLContext | None,
        requested: TransportName | None,
        patches: Patches,
    ) -> None:
        self._requested: TransportName | None = requested
        self._patches = patches
        self._end = end
        self._tls = tls
        self._locks: dict[int, Lock] = {}
        self._inherited: list[dict[Any, HeldT]] = []
        self.closed = False
        self._hold()

    def _hold(self) -> None:
        self._held: dict[Any, HeldT] = {}
        self._withdrawal = Withdrawal()
        # Set last, so that threads that read it without the lock find the new connections.
        self._process = _process.forks
        self._finalizer = finalize(self, self._end, self._held, self._process)

    def _lock(self) -> Lock:
        """Return the lock of this process. The parent's lock may be held by a thread that does not exist here."""
        return self._locks.setdefault(_process.forks, Lock())

    def _disown(self) -> None:
        """Stop using the connections of the parent process. The caller holds the lock."""
        if self._process == _process.forks:
            return
        self._finalizer.detach()
        self._inherited.append(self._held)  # Referenced, so that they are not finalized and closed.
        self._end(dict(self._held), self._process)
        self._hold()

    @property
    def withdrawal(self) -> Withdrawal:
        """Ends the waits of calls with `ClientClosedError` when the pool is closed."""
        if self._process != _process.forks:
            with self._lock():
                self._disown()
        return self._withdrawal

    def _context(self, scheme: str) -> Callable[[], SSLContext]:
        """Return a function that returns the TLS context. Raises `ConfigurationError` for unreadable certificates."""
        if scheme != "https":
            return untrusting_context  # Created only if it is used: plain HTTP over the native transport needs none.
        context = shared_context() if self._tls is None else self._tls
        return lambda: context

    def _patched(self) -> Patched | None:
        """Return the current patches of httpx, unless the native transport is requested."""
        return None if self._requested == "native" else self._patches.found()

    def check_open(self) -> None:
        """Raise `ClientClosedError` if the pool is closed."""
        if self.closed:
            raise ClientClosedError(CLOSED)


class Pool(BasePool[Transport]):
    """The transports of a client and of the clients that `with_options` returns.

    They are closed with the client, or when it is garbage-collected, or when the program ends.
    """

    def __init__(
        self,
        client: httpx.Client | None = None,
        transport: httpx.BaseTransport | TransportName | None = None,
        tls: SSLContext | None = None,
    ) -> None:
        requested, own = split_transport(transport)
        super().__init__(_close_all, tls, requested, Patches(asynchronous=False))
        self._given: Transport | None = None
        if client is not None or own is not None:
            from .adapters import given_transport  # For start-up time: it imports httpx.

            self._given = given_transport(client, own)

    def transport(self, scheme: str) -> Transport:
        """Return the transport for URLs of a scheme."""
        if self._given is not None:
            self.check_open()
            return self._given
        patched = self._patched()
        found = self._held.get(patched or scheme) if self._process == _process.forks else None
        return found if found is not None else self._make(scheme, patched)

    def _make(self, scheme: str, patched: Patched | None) -> Transport:
        with self._lock():
            self._disown()
            self.check_open()
            key = patched or scheme
            if key not in self._held:
                for old in _retired(self._held):
                    old.close()
                self._held[key] = make_transport(self._context(scheme), self._requested, patched)
            return self._held[key]

    def close(self) -> None:
        """Close all connections. A client or transport that the user passed stays open."""
        with self._lock():
            self._disown()
            self.closed = True
            transports = [*self._held.values()]
            self._held.clear()
        self._withdrawal.withdraw(ClientClosedError(CLOSED))
        for transport in transports:
            transport.close()


def _close_all(transports: dict[Any, Transport], process: int) -> None:
    """Close the transports that a client left open. In a forked process, only close its own file descriptors."""
    if process != _process.forks:
        abandon(transports.values())
        return
    while transports:
        _, transport = transports.popitem()
        with suppress(Exception):
            transport.close()


def _retired(transports: dict[Any, Transport]) -> list[Transport]:
    """Remove and return the transports of old patches, except the latest one, whose responses may still be read."""
    patches = [key for key in transports if isinstance(key, Patched)]
    return [transports.pop(key) for key in patches[:-1]]
