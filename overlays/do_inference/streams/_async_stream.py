"""The asynchronous event stream: reads a connection and returns the events of a `StreamCore`."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, TypeVar

from do_inference._transport.connection import AsyncConnection
from do_inference.errors import APIConnectionError, APIError, DecodingError, InferenceError
from do_inference_generated._stream import AsyncStream, ReasoningDelta, StreamEvent, TextDelta

from ._async_io import close_leaked, events_of, fragments_of
from ._core import StreamState, warn_of_leak

if TYPE_CHECKING:
    from ._core import StreamCore

EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")


class AsyncEventStream(StreamState[EventT, ResultT, AsyncConnection], AsyncStream[EventT, ResultT]):
    """The implementation of `AsyncStream` over an open connection."""

    def __aiter__(self) -> AsyncIterator[EventT]:
        return self

    async def __anext__(self) -> EventT:
        core = self._core
        value = core.take(None) if core.queue else None
        if value is None:
            value = await self._wait(None)
            if value is None:
                raise StopAsyncIteration
            core = self._core
        return core.decode(value)

    @property
    def text(self) -> AsyncIterator[str]:
        return fragments_of(self, TextDelta)

    @property
    def reasoning_text(self) -> AsyncIterator[str]:
        return fragments_of(self, ReasoningDelta)

    def events(self) -> AsyncIterator[StreamEvent]:
        return events_of(self)

    async def result(self) -> ResultT:
        if not self._core.handed_over:
            return await self.finish()
        self._core.raise_failure(self.response)
        return self._core.result(self.response)

    async def finish(self) -> ResultT:
        while await self._next(None) is not None:
            pass
        return self._core.result(self.response)

    async def close(self) -> None:
        await self._end(None)

    async def _end(self, error: BaseException | None) -> None:
        """Close the stream. `error` is the error that ended it, if the core does not have it."""
        if not self._closed:
            has_ended = self._core.close()
            self._closed = True
            self._connection.used(self._core.raw_usage, complete=self._core.finished)
            if has_ended:
                await self._connection.release()
            else:
                await self._connection.close()
            await self._report_end(error)

    async def _report_end(self, error: BaseException | None) -> None:
        """Report the end of the call to the hook."""
        if self._report is not None:
            await self._report.finish_async(error or self._core.error(self.response), usage=self._core.usage)

    def __del__(self) -> None:
        if getattr(self, "_closed", True):
            return
        warn_of_leak(self)
        self._core.close()
        if self._report is None or sys.is_finalizing():  # Nothing can be imported when the interpreter ends.
            close_leaked(self._connection, None, None, None)
        else:
            close_leaked(self._connection, self._report, self._core.error(self.response), self._core.usage)

    async def _next(self, emit: list[StreamEvent] | None) -> Any:
        """Return the next event; None at the end."""
        core = self._core
        value = core.take(emit) if core.queue else None
        return await self._wait(emit) if value is None else value

    async def _wait(self, emit: list[StreamEvent] | None) -> Any:
        """Read the next event from the connection and return it; None at the end."""
        while True:
            core = self._core
            if self._closed:
                core.raise_failure(self.response)
                return None
            if core.failure is not None:
                await self._fail(core.failure)
                continue
            if core.ended:
                await self.close()
                continue
            if not core.received_all:
                await self._receive(core)
            value = core.take(emit)
            if core.progress.awaited:
                core.progress.stop()
            if value is not None:
                if self._report is not None:
                    self._report.handed_over()
                return value

    async def _receive(self, core: StreamCore[EventT, ResultT]) -> None:
        """Read the next chunk from the connection."""
        if self._reading:
            raise InferenceError(
                "two tasks read the same stream at the same time; read a stream in one task only"
            )
        self._reading = True
        try:
            core.receive(await self._connection.read(core.progress.begin()))
        except (APIConnectionError, DecodingError) as error:
            core.interrupt(error)
        except BaseException as error:
            await self._end(error)
            raise
        finally:
            self._reading = False

    async def _fail(self, error: APIError) -> None:
        """Retry the call if the caller has not received an event and the retry policy allows it; otherwise raise."""
        failed = self._core
        failed.complete(error, self.response)
        if failed.handed_over:
            await self.close()
            raise error
        await self._connection.close()
        try:
            self._connection = await self._connection.reopen(error)
        except BaseException as last:
            self._closed = True
            if isinstance(last, APIError):
                failed.failure = last
            await self._report_end(last)
            raise
        self._core = failed.renewed()
        self._core.begin(self._connection.content_type)
