"""Transports that add the limiter to any httpx client. `transport_httpx2` uses the same base class for httpx2."""

from __future__ import annotations

import threading
from typing import Any, ClassVar, Final, Generic, TypeVar

import httpx

from ._limiter import RateLimiter
from ._registry import SharedLimiters
from ._sending import PacedSender, SentBody

_KEY_HEADERS: Final = ("authorization", "x-api-key")
"""The headers that contain the key. Anthropic's clients use the second one."""

RequestT = TypeVar("RequestT", bound=Any)
ResponseT = TypeVar("ResponseT", bound=Any)


class PacingTransport(PacedSender, Generic[RequestT, ResponseT]):
    """The common base of the transports for httpx and httpx2, which add only the base classes of their package."""

    http: ClassVar[Any]
    """The module: httpx or httpx2."""

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

    def close(self) -> None:
        if self._sync is not None:
            self._sync.close()

    async def aclose(self) -> None:
        if self._async is not None:
            await self._async.aclose()

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


AsyncRateLimitTransport = RateLimitTransport
