# Generated from overlays/do_inference/_http/async_executor.py by `nox -s generate`. Do not edit.
"""Makes synchronous calls: builds a request, sends it, retries failed attempts, and decodes the response."""

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
from .call import ERROR_BYTES_READ, Call
from .failures import network_failures
from .reporting import logger
from .request import RequestBuilder, number_of_results
from .sync_io import call_hook, chunks_of, end_response, reading, run_blocking, time_limit

if TYPE_CHECKING:
    from collections.abc import Callable

    from do_inference_generated._interface import Arguments, Operation, RequestOptions
    from do_inference_generated._pagination import PageT
    from do_inference_generated._stream import Stream

    from .._clock import Clock
    from .._settings.config import Settings
    from .._settings.credentials import Secret
    from .._transport.connection import SyncConnection
    from .._transport.messages import Request, Response
    from .._transport.pools import Pool
    from .pacing import Pacing
    from .pages import PageFetcher
    from .redirects import Hop
    from .reporting import CallReport

_WITH_FILES: Final = ("multipart", "binary")

ResultT = TypeVar("ResultT")
EventT = TypeVar("EventT")
T = TypeVar("T")


class HTTPExecutor(HoldsConnections):
    """Implements the executor of the generated client over HTTP."""

    __slots__ = ("_requests", "clock", "pacing", "pool", "settings")

    def __init__(self, settings: Settings, pool: Pool, pacing: Pacing) -> None:
        self.settings = settings
        self.pool = pool
        self.pacing = pacing
        self.clock: Clock = PoolClock(pool)
        self._requests = RequestBuilder(settings, pool, pacing)

    def request(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> ResultT:
        """Make a call and return its result."""
        call = self._build(operation, arguments, options, streaming=False)
        result: ResultT = self._reported(call, self._result)
        return result

    def request_raw(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> UndecodedResponse[ResultT]:
        """Make a call and return its response, not decoded."""
        call = self._build(operation, arguments, options, streaming=False)
        return self._reported(call, self._undecoded)

    def first_page(
        self,
        kind: type[PageT],
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
    ) -> PageT:
        """Make the call of a list and return its first page."""
        return self._pages(kind, operation, arguments, options).fetch()

    def first_page_raw(
        self,
        kind: type[PageT],
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
    ) -> UndecodedResponse[PageT]:
        """Make the call of a list and return the response of its first page, not decoded."""
        return self._pages(kind, operation, arguments, options).fetch_raw()

    def _pages(
        self,
        kind: type[PageT],
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
    ) -> PageFetcher[PageT]:
        # Imported here for start-up time: few operations return lists in pages.
        from .._pagination import PageRequest
        from .pages import PageFetcher

        return PageFetcher(self, kind, PageRequest.first(operation, arguments, options))

    def stream(
        self, operation: Operation[ResultT, EventT], arguments: Arguments, options: RequestOptions
    ) -> Stream[EventT, ResultT]:
        """Make a call and return its event stream once the headers have arrived."""
        # Imported here for start-up time: a program without streams does not load them.
        from ..sse import DEFAULT_MAX_EVENT_SIZE
        from ..streams import open_stream

        call = self._build(operation, arguments, options, streaming=True)
        connection, report = self._opened(call)
        try:
            return open_stream(
                operation,
                connection,
                max_event_size=call.max_event_size or DEFAULT_MAX_EVENT_SIZE,
                choices=number_of_results(arguments.body),
                secrets=call.secrets,
                event_timeout=call.event_timeout,
                report=report,
            )
        except BaseException as error:
            connection.close()
            if report is not None:
                report.finish(error)
            raise

    def open(
        self, operation: Operation[Any, Any], arguments: Arguments, options: RequestOptions
    ) -> SyncConnection:
        """Make a call and return its successful response, to be read chunk by chunk."""
        call = self._build(operation, arguments, options, streaming=True)
        connection, report = self._opened(call)
        if report is None:
            return connection
        from .connection import ReportedConnection  # For start-up time.

        return ReportedConnection(connection, report)

    def _build(
        self,
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
        *,
        streaming: bool,
    ) -> Call:
        build = partial(self._requests.build, self.clock, operation, arguments, options, streaming=streaming)
        # Files of unknown size are read to their end.
        return run_blocking(build) if operation.body in _WITH_FILES else build()

    def _reported(self, call: Call, attempt: Callable[[Call], T]) -> T:
        """Make a call whose response is read completely, and report its end to `on_call`."""
        report = call.report(self.settings.on_call)
        if report is None:
            return self._with_retries(call, attempt)
        try:
            result = self._with_retries(call, attempt)
        except BaseException as error:
            report.finish(error)
            raise
        report.finish(None, result)
        return result

    def _opened(self, call: Call) -> tuple[SyncConnection, CallReport | None]:
        """Make a call, and return its open response with what reports the end of the call."""
        report = call.report(self.settings.on_call)
        try:
            return self._with_retries(call, self._connection), report
        except BaseException as error:
            if report is not None:
                report.finish(error)
            raise

    def _with_retries(self, call: Call, attempt: Callable[[Call], T]) -> T:
        """Make attempts until one succeeds, the retry policy permits no more, or the deadline passes."""
        left = call.left()
        if left is None:
            return self._attempts(call, attempt)
        with time_limit(left):
            return self._attempts(call, attempt)
        raise call.late()

    def _attempts(self, call: Call, attempt: Callable[[Call], T]) -> T:
        while True:
            try:
                return attempt(call)
            except APIError as error:
                self._back_off(call, error)

    def _back_off(self, call: Call, error: APIError) -> None:
        """Wait before the next attempt. Raises `error` if the retry policy permits none."""
        delay = call.pause_after(error)
        if self.settings.on_retry is not None:
            call_hook(self.settings.on_retry, call.event(error, delay))
        self.clock.sleep(delay)

    def _result(self, call: Call) -> Any:
        response = self._send(call)
        info = call.info(response)
        return call.result(response, info, self._read(call, response, info))

    def _undecoded(self, call: Call) -> UndecodedResponse[Any]:
        response = self._send(call)
        info = call.info(response)
        body = self._read(call, response, info)
        return call.undecoded(response, info, body)

    def _connection(self, call: Call) -> SyncConnection:
        from .connection import ResponseConnection  # For start-up time.

        response = self._send(call)
        info = call.info(response)
        try:
            return ResponseConnection(self._reopen, call, response, info)
        except BaseException:
            end_response(response)
            raise

    def _reopen(self, call: Call, error: APIError) -> SyncConnection:
        self._back_off(call, error)
        return self._with_retries(call, self._connection)

    def _send(self, call: Call) -> Response:
        """Send the request, follow redirects, and return a successful response whose body is not read yet."""
        hop: Hop | None = call.begin_attempt()
        while hop is not None:
            key = self.settings.credentials.bearer() if hop.secured else None
            response = self._send_hop(call, hop, call.request(hop, key), key)
            if 200 <= response.status_code < 300:
                return response
            try:
                next_hop = call.redirected(hop, response)
                if next_hop is None:
                    # The body may repeat the key. It is in no variable here, because tracebacks may show variables.
                    raise call.rejected(response, self._read_error(call, response))
            finally:
                end_response(response)
            hop = next_hop
        raise AssertionError("unreachable")

    def _send_hop(self, call: Call, hop: Hop, request: Request, key: Secret | None) -> Response:
        transport = self.pool.transport(hop.url.scheme)
        began = time.monotonic()
        status: object = "no response"
        try:
            if hop.foreign:  # Requests to other hosts do not count for the limits of the key.
                response = transport.handle_request(request)
            else:
                response = self.pacing.send(transport, request, key, hop.headers)
            status = response.status_code
            return response
        except network_failures() as error:
            raise call.failure(error) from error
        finally:
            if logger.isEnabledFor(logging.DEBUG):
                call.log(hop, status, began)

    def _read_error(self, call: Call, response: Response) -> bytes:
        """Return the beginning of an error body. If the connection breaks, the status and what has arrived suffice."""
        body = bytearray()
        chunks = chunks_of(response)
        try:
            with reading(call, response):
                for chunk in chunks:
                    body += chunk
                    call.check_deadline()
                    if len(body) >= ERROR_BYTES_READ:
                        break
        except network_failures():
            call.check_deadline(call.info(response))
        finally:
            end_response(response, chunks)
        return call.secrets.clean(error_excerpt(bytes(body), call.info(response), ERROR_BYTES_READ))

    def _read(self, call: Call, response: Response, info: ResponseMetadata) -> bytes:
        if is_received(response):
            rest = response.stream.take_rest()
            return BodyReader(info, call.max_body_size).complete(rest)
        chunks = chunks_of(response)
        try:
            body = BodyReader(info, call.max_body_size)
            with reading(call, response):
                for chunk in chunks:
                    body.add(chunk)
                    call.check_deadline()
            return body.finish()
        except network_failures() as error:
            raise call.failure(error, info) from error
        finally:
            end_response(response, chunks)
