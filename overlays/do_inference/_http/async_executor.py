"""Makes asynchronous calls: builds a request, sends it, retries failed attempts, and decodes the response."""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from .._no_copy import HoldsConnections
from .._response.content_coding import BodyReader, error_excerpt
from .._response.metadata import ResponseMetadata, UndecodedResponse
from .._transport.messages import is_received
from .._transport.waits import PoolClock
from ..errors import APIError
from .async_io import call_hook, chunks_of, end_response, reading, run_blocking, time_limit
from .call import ERROR_BYTES_READ, Call
from .failures import network_failures
from .reporting import logger
from .request import RequestBuilder, number_of_results

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from do_inference_generated._interface import Arguments, Operation, RequestOptions
    from do_inference_generated._pagination import AsyncPageT
    from do_inference_generated._stream import AsyncStream

    from .._clock import Clock
    from .._settings.config import Settings
    from .._settings.credentials import Secret
    from .._transport.async_pools import AsyncPool
    from .._transport.connection import AsyncConnection
    from .._transport.messages import Request, Response
    from .async_pages import AsyncPageFetcher
    from .pacing import Pacing
    from .redirects import Hop
    from .reporting import CallReport

_WITH_FILES: Final = ("multipart", "binary")

ResultT = TypeVar("ResultT")
EventT = TypeVar("EventT")
T = TypeVar("T")


class AsyncHTTPExecutor(HoldsConnections):
    """Implements the executor of the generated client over HTTP."""

    __slots__ = ("_requests", "clock", "pacing", "pool", "settings")

    def __init__(self, settings: Settings, pool: AsyncPool, pacing: Pacing) -> None:
        self.settings = settings
        self.pool = pool
        self.pacing = pacing
        self.clock: Clock = PoolClock(pool)
        self._requests = RequestBuilder(settings, pool, pacing)

    async def request(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> ResultT:
        """Make a call and return its result."""
        call = await self._build(operation, arguments, options, streaming=False)
        result: ResultT = await self._reported(call, self._result)
        return result

    async def request_raw(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> UndecodedResponse[ResultT]:
        """Make a call and return its response, not decoded."""
        call = await self._build(operation, arguments, options, streaming=False)
        return await self._reported(call, self._undecoded)

    async def first_page(
        self,
        kind: type[AsyncPageT],
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
    ) -> AsyncPageT:
        """Make the call of a list and return its first page."""
        return await self._pages(kind, operation, arguments, options).fetch()

    async def first_page_raw(
        self,
        kind: type[AsyncPageT],
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
    ) -> UndecodedResponse[AsyncPageT]:
        """Make the call of a list and return the response of its first page, not decoded."""
        return await self._pages(kind, operation, arguments, options).fetch_raw()

    def _pages(
        self,
        kind: type[AsyncPageT],
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
    ) -> AsyncPageFetcher[AsyncPageT]:
        # Imported here for start-up time: few operations return lists in pages.
        from .._pagination import PageRequest
        from .async_pages import AsyncPageFetcher

        return AsyncPageFetcher(self, kind, PageRequest.first(operation, arguments, options))

    async def stream(
        self, operation: Operation[ResultT, EventT], arguments: Arguments, options: RequestOptions
    ) -> AsyncStream[EventT, ResultT]:
        """Make a call and return its event stream once the headers have arrived."""
        # Imported here for start-up time: a program without streams does not load them.
        from ..sse import DEFAULT_MAX_EVENT_SIZE
        from ..streams import open_async_stream

        call = await self._build(operation, arguments, options, streaming=True)
        connection, report = await self._opened(call)
        try:
            return open_async_stream(
                operation,
                connection,
                max_event_size=call.max_event_size or DEFAULT_MAX_EVENT_SIZE,
                choices=number_of_results(arguments.body),
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
        """Make a call and return its successful response, to be read chunk by chunk."""
        call = await self._build(operation, arguments, options, streaming=True)
        connection, report = await self._opened(call)
        if report is None:
            return connection
        from .async_connection import AsyncReportedConnection  # For start-up time.

        return AsyncReportedConnection(connection, report)

    async def _build(
        self,
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
        *,
        streaming: bool,
    ) -> Call:
        build = partial(self._requests.build, self.clock, operation, arguments, options, streaming=streaming)
        # Files of unknown size are read to their end.
        return await run_blocking(build) if operation.body in _WITH_FILES else build()

    async def _reported(self, call: Call, attempt: Callable[[Call], Awaitable[T]]) -> T:
        """Make a call whose response is read completely, and report its end to `on_call`."""
        report = call.report(self.settings.on_call)
        if report is None:
            return await self._with_retries(call, attempt)
        try:
            result = await self._with_retries(call, attempt)
        except BaseException as error:
            await report.finish_async(error)
            raise
        await report.finish_async(None, result)
        return result

    async def _opened(self, call: Call) -> tuple[AsyncConnection, CallReport | None]:
        """Make a call, and return its open response with what reports the end of the call."""
        report = call.report(self.settings.on_call)
        try:
            return await self._with_retries(call, self._connection), report
        except BaseException as error:
            if report is not None:
                await report.finish_async(error)
            raise

    async def _with_retries(self, call: Call, attempt: Callable[[Call], Awaitable[T]]) -> T:
        """Make attempts until one succeeds, the retry policy permits no more, or the deadline passes."""
        left = call.left()
        if left is None:
            return await self._attempts(call, attempt)
        with time_limit(left):
            return await self._attempts(call, attempt)
        raise call.late()

    async def _attempts(self, call: Call, attempt: Callable[[Call], Awaitable[T]]) -> T:
        while True:
            try:
                return await attempt(call)
            except APIError as error:
                await self._back_off(call, error)

    async def _back_off(self, call: Call, error: APIError) -> None:
        """Wait before the next attempt. Raises `error` if the retry policy permits none."""
        delay = call.pause_after(error)
        if self.settings.on_retry is not None:
            await call_hook(self.settings.on_retry, call.event(error, delay))
        await self.clock.sleep_async(delay)

    async def _result(self, call: Call) -> Any:
        response = await self._send(call)
        info = call.info(response)
        return call.result(response, info, await self._read(call, response, info))

    async def _undecoded(self, call: Call) -> UndecodedResponse[Any]:
        response = await self._send(call)
        info = call.info(response)
        body = await self._read(call, response, info)
        return call.undecoded(response, info, body)

    async def _connection(self, call: Call) -> AsyncConnection:
        from .async_connection import AsyncResponseConnection  # For start-up time.

        response = await self._send(call)
        info = call.info(response)
        try:
            return AsyncResponseConnection(self._reopen, call, response, info)
        except BaseException:
            await end_response(response)
            raise

    async def _reopen(self, call: Call, error: APIError) -> AsyncConnection:
        await self._back_off(call, error)
        return await self._with_retries(call, self._connection)

    async def _send(self, call: Call) -> Response:
        """Send the request, follow redirects, and return a successful response whose body is not read yet."""
        hop: Hop | None = call.begin_attempt()
        while hop is not None:
            key = await self.settings.credentials.bearer_async() if hop.secured else None
            response = await self._send_hop(call, hop, call.request(hop, key), key)
            if 200 <= response.status_code < 300:
                return response
            try:
                next_hop = call.redirected(hop, response)
                if next_hop is None:
                    # The body may repeat the key. It is in no variable here, because tracebacks may show variables.
                    raise call.rejected(response, await self._read_error(call, response))
            finally:
                await end_response(response)
            hop = next_hop
        raise AssertionError("unreachable")

    async def _send_hop(self, call: Call, hop: Hop, request: Request, key: Secret | None) -> Response:
        transport = self.pool.transport(hop.url.scheme)
        began = time.monotonic()
        status: object = "no response"
        try:
            if hop.foreign:  # Requests to other hosts do not count for the limits of the key.
                response = await transport.handle_async_request(request)
            else:
                response = await self.pacing.send_async(transport, request, key, hop.headers)
            status = response.status_code
            return response
        except network_failures() as error:
            raise call.failure(error) from error
        finally:
            if logger.isEnabledFor(logging.DEBUG):
                call.log(hop, status, began)

    async def _read_error(self, call: Call, response: Response) -> bytes:
        """Return the beginning of an error body. If the connection breaks, the status and what has arrived suffice."""
        body = bytearray()
        chunks = chunks_of(response)
        try:
            with reading(call, response):
                async for chunk in chunks:
                    body += chunk
                    call.check_deadline()
                    if len(body) >= ERROR_BYTES_READ:
                        break
        except network_failures():
            call.check_deadline(call.info(response))
        finally:
            await end_response(response, chunks)
        return call.secrets.clean(error_excerpt(bytes(body), call.info(response), ERROR_BYTES_READ))

    async def _read(self, call: Call, response: Response, info: ResponseMetadata) -> bytes:
        if is_received(response):
            rest = response.stream.take_rest()
            return BodyReader(info, call.max_body_size).complete(rest)
        chunks = chunks_of(response)
        try:
            body = BodyReader(info, call.max_body_size)
            with reading(call, response):
                async for chunk in chunks:
                    body.add(chunk)
                    call.check_deadline()
            return body.finish()
        except network_failures() as error:
            raise call.failure(error, info) from error
        finally:
            await end_response(response, chunks)
