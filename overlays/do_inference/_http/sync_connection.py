"""The open connection of a synchronous stream."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import httpx

from .._settings.timeouts import Patience, shorter
from .._transport.connection import DRAIN_BYTES, DRAIN_SECONDS, SyncConnection
from .._transport.guard import closing_late
from ..errors import APIError
from .content_coding import ContentDecoder, codings, decoded
from .failures import network_failures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .._responses.metadata import ResponseMetadata
    from .call import Call


class StreamConnection:
    """Implements `SyncConnection` over an httpx response."""

    __slots__ = (
        "_again",
        "_call",
        "_event_end",
        "_guard",
        "_open",
        "_patience",
        "_pieces",
        "_response",
        "_stream",
        "content_type",
        "info",
    )

    def __init__(
        self,
        again: Callable[[Call, APIError], SyncConnection],
        call: Call,
        request: httpx.Request,
        response: httpx.Response,
        info: ResponseMetadata,
    ) -> None:
        stream = response.stream
        assert isinstance(stream, httpx.SyncByteStream)
        self._again = again
        self._call = call
        self._response = response
        self._stream = stream
        self._open = True
        self._pieces: Iterator[bytes] = iter(stream)
        names = codings(info)
        if names:
            decoder = ContentDecoder(info, names, limited=not call.operation.binary)
            self._pieces = decoded(self._pieces, decoder)
        patience = request.extensions["timeout"]["read"]
        assert isinstance(patience, Patience)
        self._patience = patience
        if call.idle is not None:
            patience.limit = call.idle
        self._event_end: float | None = None
        self._guard = closing_late(call.deadline, response)
        self._guard.__enter__()
        self.info = info
        self.content_type = info.media_type

    def read(self, within: float | None = None) -> bytes:
        """The next piece, `b""` at the end. `within` is how many seconds the event timeout leaves for it."""
        if not self._open:
            return b""
        end = self._call.event_end(within)
        try:
            if self._call.deadline is not None:
                self._call.check_deadline(self.info)
            if end is None and self._event_end is None:
                return self._next()
            return self._next_before(end)
        except httpx.ReadTimeout as error:
            self.close()
            raise self._call.silence(self.info, end) from error
        except network_failures() as error:
            self.close()
            if end is not None and time.monotonic() >= end:  # The guard has shut the connection down.
                raise self._call.silence(self.info, end) from error
            raise self._call.failure(error, self.info) from error
        except BaseException:
            self.close()
            raise

    def _next(self) -> bytes:
        for piece in self._pieces:
            if piece:
                return piece
        self.close()
        return b""

    def _next_before(self, end: float | None) -> bytes:
        """The next piece, if it arrives before the event timeout ends; None: the event timeout no longer matters."""
        self._event_end = end
        self._patience.deadline = shorter(self._call.deadline, end)
        if end is None:
            return self._next()
        with closing_late(end, self._response):
            piece = self._next()
        if not piece and time.monotonic() >= end:  # A connection that the guard has shut down can look ended.
            raise httpx.ReadTimeout("the event timeout has passed")
        return piece

    def used(self, usage: Mapping[str, object] | None, *, complete: bool) -> None:
        """Take in the usage that the stream has reported."""
        self._call.settle(self._response, usage, complete=complete)

    def release(self) -> None:
        """Read a short rest, so that the connection serves again."""
        if not self._open:
            return
        self._patience.hurry(DRAIN_SECONDS)
        rest = 0
        try:
            with closing_late(time.monotonic() + DRAIN_SECONDS, self._response):
                for piece in self._pieces:
                    rest += len(piece)
                    if rest > DRAIN_BYTES:
                        break
        except Exception:  # noqa: BLE001, S110 - the events are complete; it is merely not kept
            pass
        finally:
            self.close()

    def close(self) -> None:
        """Give the connection back if its answer was read to the end, else close it."""
        if self._open:
            self._open = False
            self._guard.__exit__(None, None, None)
            with contextlib.suppress(Exception):  # There is nobody left whom it could concern.
                self._stream.close()

    def reopen(self, error: Exception) -> SyncConnection:
        """Make another attempt in place of this one."""
        self.close()
        if not isinstance(error, APIError):
            raise error
        self._call.explain(self._response, error)
        return self._again(self._call, error)
