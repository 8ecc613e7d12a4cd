"""Makes calls, asynchronously: the same decisions as in `executor`, with the waiting done by the event loop."""

from __future__ import annotations

import logging
import time
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import anyio
import httpx

from .._no_copy import HoldsConnections
from .._responses.metadata import RawAnswer, ResponseMetadata
from .._transport.waits import PoolClock
from ..errors import APIError
from .async_connection import AsyncStreamConnection, abandon
from .call import ERROR_BYTES_READ, Call
from .content_coding import BodyReader, readable
from .failures import network_failures
from .logs import logger
from .prepare import Preparation, answers_asked

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from do_inference_generated._interface import Arguments, Operation, RequestOptions
    from do_inference_generated._stream import AsyncStream

    from .._clock import Clock
    from .._settings.config import Settings
    from .._settings.credentials import Secret
    from .._transport.connection import AsyncConnection
    from .._transport.pools import AsyncPool
    from .pacing import Pacing
    from .redirects import Hop
    from .report import CallReport

_WITH_FILES: Final = ("multipart", "binary")

ResultT = TypeVar("ResultT")
EventT = TypeVar("EventT")
T = TypeVar("T")


class AsyncExecutor(HoldsConnections):
    """The executor of the asynchronous clients. Works under asyncio and trio."""

    __slots__ = ("_preparation", "clock", "pacing", "pool", "settings")

    def __init__(self, settings: Settings, pool: AsyncPool, pacing: Pacing) -> None:
        self.settings = settings
        self.pool = pool
        self.pacing = pacing
        self.clock: Clock = PoolClock(pool)
        self._preparation = Preparation(settings, pool, pacing)

    async def request(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> ResultT:
        """Make a call and decode its answer."""
        call = await self._prepared(operation, arguments, options, streaming=False)
        result: ResultT = await self._whole(call, self._result)
        return result

    async def request_raw(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> RawAnswer[ResultT]:
        """Make a call and return its answer undecoded."""
        call = await self._prepared(operation, arguments, options, streaming=False)
        return await self._whole(call, self._raw)

    async def stream(
        self, operation: Operation[ResultT, EventT], arguments: Arguments, options: RequestOptions
    ) -> AsyncStream[EventT, ResultT]:
        """Make a call and return its event stream as soon as the headers are there."""
        from ..streams import open_async_stream  # Imported here for start-up time.

        call = await self._prepared(operation, arguments, options, streaming=True)
        connection, report = await self._opened(call)
        try:
            return open_async_stream(
                operation,
                connection,
                max_event_size=call.max_event_size,
                choices=answers_asked(arguments.body),
                secrets=call.secrets,
                event_timeout=call.event_timeout,
                report=report,
            )
        except BaseException as error:
            await connection.close()
            if report is not None:
                await report.finish_async(error)
            raise

    async def open(
        self, operation: Operation[Any, Any], arguments: Arguments, options: RequestOptions
    ) -> AsyncConnection:
        """Make a call and return its successful answer to be read piece by piece, whatever it consists of."""
        call = await self._prepared(operation, arguments, options, streaming=True)
        connection, report = await self._opened(call)
        if report is None:
            return connection
        from .reported_connection import AsyncReportedConnection

        return AsyncReportedConnection(connection, report)

    async def _prepared(
        self,
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
        *,
        streaming: bool,
    ) -> Call:
        prepare = partial(
            self._preparation.call, self.clock, operation, arguments, options, streaming=streaming
        )
        if operation.body not in _WITH_FILES:
            return prepare()
        # Files of unknown size are read to their end, which must not stop the event loop: it may be what fills a pipe.
        return await anyio.to_thread.run_sync(prepare, abandon_on_cancel=True)

    async def _whole(self, call: Call, attempt: Callable[[Call], Awaitable[T]]) -> T:
        """The result of a call that is read as a whole."""
        report = call.report(self.settings.on_call)
        if report is None:
            return await self._repeat(call, attempt)
        try:
            result = await self._repeat(call, attempt)
        except BaseException as error:
            await report.finish_async(error)
            raise
        await report.finish_async(None, result)
        return result

    async def _opened(self, call: Call) -> tuple[AsyncConnection, CallReport | None]:
        """An open response, and what reports the end of the call."""
        report = call.report(self.settings.on_call)
        try:
            return await self._repeat(call, self._connection), report
        except BaseException as error:
            if report is not None:
                await report.finish_async(error)
            raise

    async def _repeat(self, call: Call, attempt: Callable[[Call], Awaitable[T]]) -> T:
        left = call.left()
        if left is None:
            return await self._attempts(call, attempt)
        with anyio.move_on_after(left):
            return await self._attempts(call, attempt)
        raise call.late()

    async def _attempts(self, call: Call, attempt: Callable[[Call], Awaitable[T]]) -> T:
        while True:
            try:
                return await attempt(call)
            except APIError as error:
                await self._pause(call, error)

    async def _pause(self, call: Call, error: APIError) -> None:
        """Wait before the next attempt; raises `error` where there is none."""
        delay = call.pause_after(error)
        if self.settings.on_retry is not None:
            told = self.settings.on_retry(call.event(error, delay))
            if isawaitable(told):
                await told
        await self.clock.sleep_async(delay)

    async def _result(self, call: Call) -> Any:
        response = await self._open(call)
        info = call.info(response)
        return call.result(response, info, await self._read(call, response, info))

    async def _raw(self, call: Call) -> RawAnswer[Any]:
        response = await self._open(call)
        info = call.info(response)
        body = await self._read(call, response, info)
        return call.raw(response, info, body)

    async def _connection(self, call: Call) -> AsyncConnection:
        response = await self._open(call)
        info = call.info(response)
        try:
            return AsyncStreamConnection(self._connect_again, call, response, info)
        except BaseException:
            await abandon(response.stream, None)
            raise

    async def _connect_again(self, call: Call, error: APIError) -> AsyncConnection:
        await self._pause(call, error)
        return await self._repeat(call, self._connection)

    async def _open(self, call: Call) -> httpx.Response:
        """Send the request, follow redirects, and return a successful answer whose body is not read yet."""
        hop: Hop | None = call.begin_attempt()
        while hop is not None:
            bearer = await self.settings.credentials.bearer_async() if hop.secured else None
            response = await self._send(call, hop, call.request(hop, bearer), bearer)
            if 200 <= response.status_code < 300:
                return response
            try:
                onward = call.redirected(hop, response)
                if onward is None:
                    # The body, which may repeat the key, is no variable: tracebacks may show those.
                    raise call.refused(response, await self._read_error(call, response))
            finally:
                await abandon(response.stream, None)
            hop = onward
        raise AssertionError("unreachable")

    async def _send(
        self, call: Call, hop: Hop, request: httpx.Request, bearer: Secret | None
    ) -> httpx.Response:
        transport = self.pool.transport(hop.url.scheme)
        began = time.monotonic()
        status: object = "no answer"
        try:
            if hop.foreign:  # Requests to other hosts count for no limit.
                response = await transport.handle_async_request(request)
            else:
                response = await self.pacing.send_async(transport, request, bearer, hop.headers)
            status = response.status_code
            return response
        except network_failures() as error:
            raise call.failure(error) from error
        finally:
            if logger.isEnabledFor(logging.DEBUG):
                call.log(hop, status, began)

    async def _read_error(self, call: Call, response: httpx.Response) -> bytes:
        """The beginning of an error's body, or what came of it before the connection broke: the status counts."""
        stream = response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        pieces = aiter(stream)
        body = bytearray()
        try:
            async for piece in pieces:
                body += piece
                if len(body) >= ERROR_BYTES_READ:
                    break
        except network_failures():
            call.check_deadline(call.info(response))
        finally:
            await abandon(stream, pieces)
        return call.secrets.clean(readable(bytes(body), call.info(response), ERROR_BYTES_READ))

    async def _read(self, call: Call, response: httpx.Response, info: ResponseMetadata) -> bytes:
        stream = response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        pieces = aiter(stream)
        try:
            body = BodyReader(info, call.max_body_size)
            async for piece in pieces:
                body.add(piece)
            return body.finish()
        except network_failures() as error:
            raise call.failure(error, info) from error
        finally:
            await abandon(stream, pieces)
