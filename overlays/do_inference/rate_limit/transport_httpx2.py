"""The limiter beneath an httpx2 client, such as `openai` 3 uses. Needs the httpx2 package, which it comes with."""

from __future__ import annotations

import threading

import httpx2

from .limiter import RateLimiter
from .transport import asked_for, unanswered, watch, watch_async

_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)


class RateLimitTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """The same as `do_inference.RateLimitTransport`, for httpx2."""

    def __init__(
        self,
        inner: httpx2.BaseTransport | httpx2.AsyncBaseTransport | None = None,
        limiter: RateLimiter | None = None,
    ) -> None:
        self._sync: httpx2.BaseTransport | None = inner if isinstance(inner, httpx2.BaseTransport) else None
        self._async: httpx2.AsyncBaseTransport | None = (
            inner if isinstance(inner, httpx2.AsyncBaseTransport) else None
        )
        self._given = inner is not None
        self._making = threading.Lock()
        self.limiter = limiter or RateLimiter()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        priority, deadline, tokens = asked_for(request.extensions)
        grant = self.limiter.acquire(priority=priority, deadline=deadline, tokens=tokens)
        request.extensions = {**request.extensions, "trace": watch(grant, request.extensions.get("trace"))}
        try:
            response = (self._sync or self._make_sync()).handle_request(request)
        except BaseException as error:
            unanswered(grant, error, _NEVER_SENT)
            raise
        grant.answered(response.status_code, response.headers)
        response.extensions = {**response.extensions, "rate_limit_grant": grant}
        return response

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        priority, deadline, tokens = asked_for(request.extensions)
        grant = await self.limiter.acquire_async(priority=priority, deadline=deadline, tokens=tokens)
        trace = watch_async(grant, request.extensions.get("trace"))
        request.extensions = {**request.extensions, "trace": trace}
        try:
            response = await (self._async or self._make_async()).handle_async_request(request)
        except BaseException as error:
            unanswered(grant, error, _NEVER_SENT)
            raise
        grant.answered(response.status_code, response.headers)
        response.extensions = {**response.extensions, "rate_limit_grant": grant}
        return response

    def _make_sync(self) -> httpx2.BaseTransport:
        with self._making:
            self._only_if_none_was_given()
            self._sync = self._sync or httpx2.HTTPTransport()
            return self._sync

    def _make_async(self) -> httpx2.AsyncBaseTransport:
        with self._making:
            self._only_if_none_was_given()
            self._async = self._async or httpx2.AsyncHTTPTransport()
            return self._async

    def _only_if_none_was_given(self) -> None:
        if self._given:
            raise TypeError("the inner transport serves the other kind of client only")

    def close(self) -> None:
        if self._sync is not None:
            self._sync.close()

    async def aclose(self) -> None:
        if self._async is not None:
            await self._async.aclose()
