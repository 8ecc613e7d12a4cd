"""The transports of an asynchronous client, by event loop run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import _process
from .._event_loops import current_run
from .._settings.config import split_transport
from ..errors import ClientClosedError
from .messages import AsyncTransport, abandon
from .patches import Patched, Patches
from .pools import CLOSED, BasePool
from .runs import Run, new_run
from .selection import make_async_transport

if TYPE_CHECKING:
    from ssl import SSLContext

    import httpx

    from .._settings.config import TransportName


class AsyncPool(BasePool[Run]):
    """The transports of an asynchronous client and of the clients that `with_options` returns.

    Connections belong to the event loop run in which they were opened, and are closed when it ends. A client that is
    used in several runs has separate connections in each.
    """

    def __init__(
        self,
        client: httpx.AsyncClient | None = None,
        transport: httpx.AsyncBaseTransport | TransportName | None = None,
        tls: SSLContext | None = None,
    ) -> None:
        requested, own = split_transport(transport)
        super().__init__(_end_all, tls, requested, Patches(asynchronous=True))
        self._given: AsyncTransport | None = None
        if client is not None or own is not None:
            from .adapters import given_async_transport  # For start-up time: it imports httpx.

            self._given = given_async_transport(client, own)

    def transport(self, scheme: str) -> AsyncTransport:
        """Return the transport for URLs of a scheme, in the current event loop run."""
        if self._given is not None:
            self.check_open()
            return self._given
        patched = self._patched()
        run = self._held.get(current_run()) if self._process == _process.forks else None
        found = None if run is None else run.transports.get(patched or scheme)
        return found if found is not None else self._make(scheme, patched)

    def _make(self, scheme: str, patched: Patched | None) -> AsyncTransport:
        with self._lock():
            self._disown()
            self.check_open()
            key = current_run()
            if key not in self._held:
                self._sweep()
                self._held[key] = new_run()
            run = self._held[key]
            made = run.transports[patched or scheme] = make_async_transport(
                self._context(scheme), self._requested, patched
            )
            return made

    def _sweep(self) -> None:
        """Close the sockets of runs that ended without closing them."""
        for key, run in list(self._held.items()):
            if run.has_ended():
                del self._held[key]
                abandon(run.transports.values())

    async def aclose(self) -> None:
        """Close the connections of this run, and schedule closing those of other runs.

        A client or transport that the user passed stays open.
        """
        with self._lock():
            self._disown()
            self.closed = True
            own = self._held.pop(current_run(), None)
            others = [*self._held.values()]
            self._held.clear()
        self._withdrawal.withdraw(ClientClosedError(CLOSED))
        for run in others:
            run.close_soon()
        if own is not None:
            await own.close()


def _end_all(runs: dict[Any, Run], process: int) -> None:
    """Close the runs that a client left open. In a forked process, only close its own file descriptors."""
    while runs:
        _, run = runs.popitem()
        if process == _process.forks:
            run.close_soon()
        else:
            abandon(run.transports.values())
