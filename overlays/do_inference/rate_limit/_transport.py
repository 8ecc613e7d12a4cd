"""Transports that add the limiter to any httpx client. `transport_httpx2` uses the same base class for httpx2."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, ClassVar, Final, Generic, TypedDict, TypeVar

import httpx

from do_inference_generated._interface import NotGiven

from ._limiter import RateLimiter, WaitListener
from ._permit import Permit
from ._queue import Priority, Withdrawal
from ._registry import SharedLimiters

_KEY_HEADERS: Final = ("authorization", "x-api-key")
"""The headers that contain the key. Anthropic's clients use the second one."""

RequestT = TypeVar("RequestT", bound=Any)
ResponseT = TypeVar("ResponseT", bound=Any)


class SentBody:
    """A request body that reports to the permit when it is read, which is when the request is sent.

    A request may wait for a connection long after its release, and must then count from a later time. (A hook of
    httpcore reports the same, but costs twelve calls for each request. Requests without a body over HTTP/2 do not
    report; they hardly wait, because requests share connections there.)
    """

    def __init__(self, body: Any, permit: Permit) -> None:
        self._body = body
        self._permit = permit

    def __iter__(self) -> Any:
        self._permit.sent()
        return iter(self._body)

    def __aiter__(self) -> Any:
        self._permit.sent()
        return self._body.__aiter__()

    def close(self) -> None:
        if hasattr(self._body, "close"):
            self._body.close()

    async def aclose(self) -> None:
        if hasattr(self._body, "aclose"):
            await self._body.aclose()


class PacingTransport(Generic[RequestT, ResponseT]):
    """The common base of the transports for httpx and httpx2, which add only the base classes of their package."""

    http: ClassVar[Any]
    """The module: httpx or httpx2."""
    body: ClassVar[type[SentBody]]
    """`SentBody` as a stream of that module."""

    def __init__(self, inner: Any = None, limiter: RateLimiter | None = None) -> None:
        self._sync: Any = inner if isinstance(inner, self.http.BaseTransport) else None
        self._async: Any = inner if isinstance(inner, self.http.AsyncBaseTransport) else None
        self._given = inner is not None
        self._lock = threading.Lock()
        self._limiter = limiter
        self._shared = SharedLimiters()
        self._latest: RateLimiter | None = None

    def handle_request(self, request: RequestT) -> ResponseT:
        response: ResponseT = self.send(self._limiter_of(request), self._sync or self._make_sync(), request)
        return response

    async def handle_async_request(self, request: RequestT) -> ResponseT:
        inner = self._async or self._make_async()
        response: ResponseT = await self.send_async(self._limiter_of(request), inner, request)
        return response

    @property
    def limiter(self) -> RateLimiter | None:
        """The limiter passed on creation, otherwise that of the latest request; None before the first request."""
        return self._limiter or self._latest

    def _limiter_of(self, request: RequestT) -> RateLimiter:
        if self._limiter is not None:
            return self._limiter
        key = next((request.headers[name] for name in _KEY_HEADERS if name in request.headers), "")
        self._latest = self._shared.find(request.url.netloc.decode("ascii"), key)
        return self._latest

    @classmethod
    def send(cls, limiter: RateLimiter, inner: Any, request: RequestT) -> ResponseT:
        """Wait for `limiter`, send `request` through the transport `inner`, and report the response."""
        permit = limiter.acquire(**acquire_arguments(request.extensions))
        body = request.stream
        request.stream = cls.body(body, permit)
        try:
            response: ResponseT = inner.handle_request(request)
        except BaseException as error:
            cls._unanswered(permit, error)
            raise
        finally:
            request.stream = body
        return _answered(permit, response)

    @classmethod
    async def send_async(cls, limiter: RateLimiter, inner: Any, request: RequestT) -> ResponseT:
        """Do the same as `send`, with an asynchronous transport."""
        permit = await limiter.acquire_async(**acquire_arguments(request.extensions))
        body = request.stream
        request.stream = cls.body(body, permit)
        try:
            response: ResponseT = await inner.handle_async_request(request)
        except BaseException as error:
            cls._unanswered(permit, error)
            raise
        finally:
            request.stream = body
        return _answered(permit, response)

    def close(self) -> None:
        if self._sync is not None:
            self._sync.close()

    async def aclose(self) -> None:
        if self._async is not None:
            await self._async.aclose()

    @classmethod
    def _unanswered(cls, permit: Permit, error: BaseException) -> None:
        """Cancel the permit only if the request was certainly not sent."""
        http = cls.http
        if isinstance(
            error, (http.ConnectError, http.ConnectTimeout, http.PoolTimeout, http.UnsupportedProtocol)
        ):
            permit.cancel()
        else:
            permit.lost()

    def _make_sync(self) -> Any:
        with self._lock:
            self._only_without_inner()
            self._sync = self._sync or self.http.HTTPTransport()
            return self._sync

    def _make_async(self) -> Any:
        with self._lock:
            self._only_without_inner()
            self._async = self._async or self.http.AsyncHTTPTransport()
            return self._async

    def _only_without_inner(self) -> None:
        if self._given:
            raise TypeError(
                "the inner transport supports only the other type of client: use that, or pass no inner transport"
            )


class _Body(SentBody, httpx.SyncByteStream, httpx.AsyncByteStream):
    pass


class RateLimitTransport(
    PacingTransport[httpx.Request, httpx.Response], httpx.BaseTransport, httpx.AsyncBaseTransport
):
    """A transport for `httpx.Client` and `httpx.AsyncClient` that waits for a limiter before each request.

    It supports these extensions of requests:

    - `priority`: "interactive" (default) or "bulk".
    - `deadline`: `time.monotonic()` seconds at which the request must have started.
    - `max_wait`: seconds that the request may wait in the queue, or None for no bound.
    - `tokens`: an estimate of the tokens that the request uses.
    - `withdrawal`: a `Withdrawal`, with which another thread or task can end the wait.
    - `listener`: a `WaitListener` with callbacks for the wait.

    The response contains the `Permit` in the extension `rate_limit_permit`. A response with status 429 is returned like
    any other; a repeated request waits in the queue again.

    Args:
        inner: The transport that sends the requests. Default: a new transport of httpx.
        limiter: The limiter of all requests. Default: for each host and key, the limiter that this process shares
        between clients. It is in memory and starts with the published limits. The key is in the header `Authorization`
        or `x-api-key`.

    Raises:
        RateLimitDeadlineError: A request cannot start before its `deadline` or within `max_wait`.

    Example:
        ```python
        client = httpx.Client(transport=RateLimitTransport())
        client.get("https://inference.do-ai.run/v1/models", extensions={"priority": "bulk", "max_wait": None})
        ```
    """

    http: ClassVar[Any] = httpx
    body = _Body

    def __init__(
        self,
        inner: httpx.BaseTransport | httpx.AsyncBaseTransport | None = None,
        limiter: RateLimiter | None = None,
    ) -> None:
        super().__init__(inner, limiter)


class AcquireArguments(TypedDict, total=False):
    """The arguments of `RateLimiter.acquire`."""

    priority: Priority
    deadline: float | None
    max_wait: float | NotGiven | None
    tokens: int
    withdrawal: Withdrawal | None
    listener: WaitListener | None


_READ = ("deadline", "max_wait", "withdrawal", "listener")


def acquire_arguments(extensions: Mapping[str, Any]) -> AcquireArguments:
    """Return the arguments of `RateLimiter.acquire` from the extensions of a request."""
    found: Any = {}
    for name in _READ:
        if name in extensions:
            found[name] = extensions[name]
    if extensions.get("priority") == "bulk":
        found["priority"] = "bulk"
    if extensions.get("tokens"):
        found["tokens"] = int(extensions["tokens"])
    result: AcquireArguments = found
    return result


def _answered(permit: Permit, response: ResponseT) -> ResponseT:
    # Responses of the native transport have headers that are not parsed yet.
    permit.responded(response.status_code, getattr(response, "unparsed", None) or response.headers)
    response.extensions = {**response.extensions, "rate_limit_permit": permit}
    return response


AsyncRateLimitTransport = RateLimitTransport
