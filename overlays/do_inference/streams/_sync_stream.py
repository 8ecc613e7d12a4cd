# Generated from overlays/do_inference/streams/_async_stream.py by `nox -s generate`. Do not edit.
"""The synchronous event stream: reads a connection and returns the events of a `StreamCore`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from do_inference._transport.connection import SyncConnection
from do_inference.errors import APIConnectionError, APIError, DecodingError, InferenceError
from do_inference_generated._stream import ReasoningDelta, Stream, StreamEvent, TextDelta

from ._core import StreamState, warn_of_leak
from ._sync_io import close_leaked, events_of, fragments_of

if TYPE_CHECKING:
    from ._core import StreamCore

EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")


class EventStream(StreamState[EventT, ResultT, SyncConnection], Stream[EventT, ResultT]):
    """The implementation of `Stream` over an open connection."""

    def __iter__(self) -> Iterator[EventT]:
        return self

    def __next__(self) -> EventT:
        core = self._core
        value = core.take(None) if core.queue else None
        if value is None:
            value = self._wait(None)
            if value is None:
                raise StopIteration
            core = self._core
        return core.decode(value)

    @property
    def text(self) -> Iterator[str]:
        return fragments_of(self, TextDelta)

    @property
    def reasoning_text(self) -> Iterator[str]:
        return fragments_of(self, ReasoningDelta)

    def events(self) -> Iterator[StreamEvent]:
        return events_of(self)

    def result(self) -> ResultT:
        if not self._core.handed_over:
            return self.finish()
        self._core.raise_failure(self.response)
        return self._core.result(self.response)

    def finish(self) -> ResultT:
        while self._next(None) is not None:
            pass
        return self._core.result(self.response)

    def close(self) -> None:
        self._end(None)

    def _end(self, error: BaseException | None) -> None:
        """Close the stream. `error` is the error that ended it, if the core does not have it."""
        if not self._closed:
            has_ended = self._core.close()
            self._closed = True
            self._connection.used(self._core.raw_usage, complete=self._core.finished)
            if has_ended:
                self._connection.release()
            else:
                self._connection.close()
            self._report_end(error)

    def _report_end(self, error: BaseException | None) -> None:
        """Report the end of the call to the hook."""
        if self._report is not None:
            self._report.finish(error or self._core.error(self.response), usage=self._core.usage)

    def __del__(self) -> None:
        if getattr(self, "_closed", True):
            return
        warn_of_leak(self)
        self._core.close()
        if self._report is None or sys.is_finalizing():  # Nothing can be imported when the interpreter ends.
            close_leaked(self._connection, None, None, None)
        else:
            close_leaked(self._connection, self._report, self._core.error(self.response), self._core.usage)

    def _next(self, emit: list[StreamEvent] | None) -> Any:
        """Return the next event; None at the end."""
        core = self._core
        value = core.take(emit) if core.queue else None
        return self._wait(emit) if value is None else value

    def _wait(self, emit: list[StreamEvent] | None) -> Any:
        """Read the next event from the connection and return it; None at the end."""
        while True:
            core = self._core
            if self._closed:
                core.raise_failure(self.response)
                return None
            if core.failure is not None:
                self._fail(core.failure)
                continue
            if core.ended:
                self.close()
                continue
            if not core.received_all:
                self._receive(core)
            value = core.take(emit)
            if core.progress.awaited:
                core.progress.stop()
            if value is not None:
                if self._report is not None:
                    self._report.handed_over()
                return value

    def _receive(self, core: StreamCore[EventT, ResultT]) -> None:
        """Read the next chunk from the connection."""
        if self._reading:
            raise InferenceError(
                "two threads read the same stream at the same time; read a stream in one thread only"
            )
        self._reading = True
        try:
            core.receive(self._connection.read(core.progress.begin()))
        except (APIConnectionError, DecodingError) as error:
            core.interrupt(error)
        except BaseException as error:
            self._end(error)
            raise
        finally:
            self._reading = False

    def _fail(self, error: APIError) -> None:
        """Retry the call if the caller has not received an event and the retry policy allows it; otherwise raise."""
        failed = self._core
        failed.complete(error, self.response)
        if failed.handed_over:
            self.close()
            raise error
        self._connection.close()
        try:
            self._connection = self._connection.reopen(error)
        except BaseException as last:
            self._closed = True
            if isinstance(last, APIError):
                failed.failure = last
            self._report_end(last)
            raise
        self._core = failed.renewed()
        self._core.begin(self._connection.content_type)
