"""Makes calls, synchronously: prepares them, sends them, repeats what failed, and decodes what came."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from .._no_copy import HoldsConnections
from .._responses.metadata import RawAnswer, ResponseMetadata
from .._transport.guard import closing_late
from .._transport.waits import PoolClock
from ..errors import APIError
from .call import ERROR_BYTES_READ, Call
from .content_coding import BodyReader, readable
from .failures import network_failures
from .logs import logger
from .prepare import Preparation, answers_asked
from .sync_connection import StreamConnection

if TYPE_CHECKING:
    from collections.abc import Callable

    from do_inference_generated._interface import Arguments, Operation, RequestOptions
    from do_inference_generated._stream import Stream

    from .._clock import Clock
    from .._settings.config import Settings
    from .._settings.credentials import Secret
    from .._transport.connection import SyncConnection
    from .._transport.pools import Pool
    from .pacing import Pacing
    from .redirects import Hop
    from .report import CallReport

ResultT = TypeVar("ResultT")
EventT = TypeVar("EventT")
T = TypeVar("T")


class SyncExecutor(HoldsConnections):
    """The executor of the synchronous clients."""

    __slots__ = ("_preparation", "clock", "pacing", "pool", "settings")

    def __init__(self, settings: Settings, pool: Pool, pacing: Pacing) -> None:
        self.settings = settings
        self.pool = pool
        self.pacing = pacing
        self.clock: Clock = PoolClock(pool)
        self._preparation = Preparation(settings, pool, pacing)

    def request(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> ResultT:
        """Make a call and decode its answer."""
        call = self._preparation.call(self.clock, operation, arguments, options, streaming=False)
        result: ResultT = self._whole(call, self._result)
        return result

    def request_raw(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> RawAnswer[ResultT]:
        """Make a call and return its answer undecoded."""
        call = self._preparation.call(self.clock, operation, arguments, options, streaming=False)
        return self._whole(call, self._raw)

    def stream(
        self, operation: Operation[ResultT, EventT], arguments: Arguments, options: RequestOptions
    ) -> Stream[EventT, ResultT]:
        """Make a call and return its event stream as soon as the headers are there."""
        from ..streams import open_stream  # Imported here for start-up time.

        call = self._preparation.call(self.clock, operation, arguments, options, streaming=True)
        connection, report = self._opened(call)
        try:
            return open_stream(
                operation,
                connection,
                max_event_size=call.max_event_size,
                choices=answers_asked(arguments.body),
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
        """Make a call and return its successful answer to be read piece by piece, whatever it consists of."""
        call = self._preparation.call(self.clock, operation, arguments, options, streaming=True)
        connection, report = self._opened(call)
        if report is None:
            return connection
        from .reported_connection import ReportedConnection

        return ReportedConnection(connection, report)

    def _whole(self, call: Call, attempt: Callable[[Call], T]) -> T:
        """The result of a call that is read as a whole."""
        report = call.report(self.settings.on_call)
        if report is None:
            return self._repeat(call, attempt)
        try:
            result = self._repeat(call, attempt)
        except BaseException as error:
            report.finish(error)
            raise
        report.finish(None, result)
        return result

    def _opened(self, call: Call) -> tuple[SyncConnection, CallReport | None]:
        """An open response, and what reports the end of the call."""
        report = call.report(self.settings.on_call)
        try:
            return self._repeat(call, self._connection), report
        except BaseException as error:
            if report is not None:
                report.finish(error)
            raise

    def _repeat(self, call: Call, attempt: Callable[[Call], T]) -> T:
        while True:
            try:
                return attempt(call)
            except APIError as error:
                self._pause(call, error)

    def _pause(self, call: Call, error: APIError) -> None:
        """Wait before the next attempt; raises `error` where there is none."""
        delay = call.pause_after(error)
        if self.settings.on_retry is not None:
            self.settings.on_retry(call.event(error, delay))
        self.clock.sleep(delay)

    def _result(self, call: Call) -> Any:
        response, _ = self._open(call)
        info = call.info(response)
        return call.result(response, info, self._read(call, response, info))

    def _raw(self, call: Call) -> RawAnswer[Any]:
        response, _ = self._open(call)
        info = call.info(response)
        body = self._read(call, response, info)
        return call.raw(response, info, body)

    def _connection(self, call: Call) -> SyncConnection:
        response, request = self._open(call)
        info = call.info(response)
        try:
            return StreamConnection(self._connect_again, call, request, response, info)
        except BaseException:
            response.stream.close()  # type: ignore[union-attr]
            raise

    def _connect_again(self, call: Call, error: APIError) -> SyncConnection:
        self._pause(call, error)
        return self._repeat(call, self._connection)

    def _open(self, call: Call) -> tuple[httpx.Response, httpx.Request]:
        """Send the request, follow redirects, and return a successful answer whose body is not read yet."""
        hop: Hop | None = call.begin_attempt()
        while hop is not None:
            bearer = self.settings.credentials.bearer() if hop.secured else None
            request = call.request(hop, bearer)
            response = self._send(call, hop, request, bearer)
            if 200 <= response.status_code < 300:
                return response, request
            try:
                onward = call.redirected(hop, response)
                if onward is None:
                    # The body, which may repeat the key, is no variable: tracebacks may show those.
                    raise call.refused(response, self._read_error(call, response))
            finally:
                response.stream.close()  # type: ignore[union-attr]
            hop = onward
        raise AssertionError("unreachable")

    def _send(self, call: Call, hop: Hop, request: httpx.Request, bearer: Secret | None) -> httpx.Response:
        transport = self.pool.transport(hop.url.scheme)
        began = time.monotonic()
        status: object = "no answer"
        try:
            if hop.foreign:  # Requests to other hosts count for no limit.
                response = transport.handle_request(request)
            else:
                response = self.pacing.send(transport, request, bearer, hop.headers)
            status = response.status_code
            return response
        except network_failures() as error:
            raise call.failure(error) from error
        finally:
            if logger.isEnabledFor(logging.DEBUG):
                call.log(hop, status, began)

    def _read_error(self, call: Call, response: httpx.Response) -> bytes:
        """The beginning of an error's body, or what came of it before the connection broke: the status counts."""
        stream = response.stream
        assert isinstance(stream, httpx.SyncByteStream)
        body = bytearray()
        try:
            with closing_late(call.deadline, response):
                for piece in stream:
                    body += piece
                    call.check_deadline()
                    if len(body) >= ERROR_BYTES_READ:
                        break
        except network_failures():
            call.check_deadline(call.info(response))
        return call.secrets.clean(readable(bytes(body), call.info(response), ERROR_BYTES_READ))

    def _read(self, call: Call, response: httpx.Response, info: ResponseMetadata) -> bytes:
        stream = response.stream
        assert isinstance(stream, httpx.SyncByteStream)
        try:
            body = BodyReader(info, call.max_body_size)
            with closing_late(call.deadline, response):
                for piece in stream:
                    body.add(piece)
                    call.check_deadline()
            return body.finish()
        except network_failures() as error:
            raise call.failure(error, info) from error
        finally:
            stream.close()
