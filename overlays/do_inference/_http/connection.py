# Generated from overlays/do_inference/_http/async_connection.py by `nox -s generate`. Do not edit.
"""Open responses of synchronous calls, which are read chunk by chunk."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .._response.content_coding import ContentDecoder, content_codings, decode_chunks
from .._transport.connection import DRAIN_BYTES, SyncConnection
from .._transport.messages import is_received
from ..errors import APIError
from ..streams import StreamClosedError
from .failures import network_failures
from .sync_io import ReadTimer, chunks_of, end_response, read_timeouts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from do_inference_generated._interface import ResponseInfo

    from .._response.metadata import ResponseMetadata
    from .._transport.messages import Response
    from .call import Call
    from .reporting import CallReport


class ResponseConnection:
    """Implements `SyncConnection` over a response."""

    __slots__ = ("_call", "_chunks", "_open", "_reopen", "_response", "_timer", "content_type", "info")

    def __init__(
        self,
        reopen: Callable[[Call, APIError], SyncConnection],
        call: Call,
        response: Response,
        info: ResponseMetadata,
    ) -> None:
        self._reopen = reopen
        self._call = call
        self._response = response
        self._open = True
        self._chunks: Iterator[bytes] = chunks_of(response)
        names = content_codings(info)
        if names:
            decoder = ContentDecoder(info, names, limited=not call.operation.binary)
            self._chunks = decode_chunks(self._chunks, decoder)
        self._timer = ReadTimer(call, response)
        self.info = info
        self.content_type = info.media_type

    def read(self, within: float | None = None) -> bytes:
        """Return the next chunk, `b""` at the end. `within` is how many seconds the event timeout leaves for it."""
        if not self._open:
            return b""
        end = self._call.event_end(within)
        try:
            limit = self._timer.limit(end)
            if limit is None:
                return self._next()
            with self._timer.enforce(limit):
                chunk = self._next()
            if chunk or end is None or time.monotonic() < end:
                return chunk
            # A connection that `enforce` has shut down looks as if it had ended.
            raise self._call.silence(self.info, end)
        except read_timeouts() as error:
            self.close()
            raise self._call.silence(self.info, end) from error
        except network_failures() as error:
            self.close()
            if end is not None and time.monotonic() >= end:
                raise self._call.silence(self.info, end) from error
            raise self._call.failure(error, self.info) from error
        except BaseException:
            self.close()
            raise

    def _next(self) -> bytes:
        for chunk in self._chunks:
            if chunk:
                return chunk
        self.close()
        return b""

    def used(self, usage: Mapping[str, object] | None, *, complete: bool) -> None:
        """Record the usage that the stream has reported."""
        self._call.settle(self._response, usage, complete=complete)

    def release(self) -> None:
        """Read a short rest, so that the connection can be reused."""
        if not self._open:
            return
        if is_received(self._response):
            self.close()
            return
        rest = 0
        try:
            with self._timer.draining():
                for chunk in self._chunks:
                    rest += len(chunk)
                    if rest > DRAIN_BYTES:
                        break
        except Exception:  # noqa: BLE001, S110 - the events are complete; only the connection is lost
            pass
        finally:
            self.close()

    def close(self) -> None:
        """Return the connection to the pool if its body was read to the end, or else close it."""
        if self._open:
            self._open = False
            self._timer.stop()
            end_response(self._response, self._chunks)

    def reopen(self, error: Exception) -> SyncConnection:
        """Make another attempt instead of this one."""
        self.close()
        if not isinstance(error, APIError):
            raise error
        self._call.explain(self._response, error)
        return self._reopen(self._call, error)


class ReportedConnection:
    """Implements `SyncConnection` over another one, and reports the end of the call to `on_call`."""

    def __init__(self, inner: SyncConnection, report: CallReport) -> None:
        self._inner = inner
        self._report = report
        self._error: BaseException | None = None

    @property
    def info(self) -> ResponseInfo:
        return self._inner.info

    @property
    def content_type(self) -> str:
        return self._inner.content_type

    def used(self, usage: Mapping[str, object] | None, *, complete: bool) -> None:
        self._inner.used(usage, complete=complete)

    def read(self, within: float | None = None) -> bytes:
        try:
            chunk = self._inner.read(within)
        except BaseException as error:
            self._error = error  # The call goes on if `reopen` follows.
            raise
        if not chunk:
            self._report.finish(None)
        return chunk

    def release(self) -> None:
        self._inner.release()
        self._report.finish(None)

    def close(self) -> None:
        self._inner.close()
        error = self._error or StreamClosedError("the response was closed before its end")
        self._report.finish(error)

    def reopen(self, error: Exception) -> SyncConnection:
        try:
            return ReportedConnection(self._inner.reopen(error), self._report)
        except BaseException as last:
            self._report.finish(last)
            raise
