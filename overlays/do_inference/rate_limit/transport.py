"""The limiter beneath any httpx client. `transport_httpx2` binds the same class to httpx2."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, Final, Generic, Protocol, TypedDict, TypeVar

import httpx

from do_inference_generated._seam import NotGiven

from .limiter import RateLimiter
from .permit import Permit
from .queue import Priority, Withdrawal

_SENDING = ".send_request_headers.started"
"""How httpcore names the moment at which a request has a connection and leaves."""


class _Message(Protocol):
    """What requests and responses of httpx and httpx2 have in common."""

    extensions: Any


RequestT = TypeVar("RequestT", bound=_Message)
ResponseT = TypeVar("ResponseT", bound=Any)


class PacingTransport(Generic[RequestT, ResponseT]):
    """What the transports for httpx and httpx2 have in common: everything but their base classes."""

    http: ClassVar[Any]
    """The module: httpx or httpx2."""

    def __init__(self, inner: Any = None, limiter: RateLimiter | None = None) -> None:
        self._sync: Any = inner if isinstance(inner, self.http.BaseTransport) else None
        self._async: Any = inner if isinstance(inner, self.http.AsyncBaseTransport) else None
        self._given = inner is not None
        self._making = threading.Lock()
        self.limiter: Final = limiter or RateLimiter()

    def handle_request(self, request: RequestT) -> ResponseT:
        permit = self.limiter.acquire(**wanted(request.extensions))
        request.extensions = {**request.extensions, "trace": watch(permit, request.extensions.get("trace"))}
        try:
            response: ResponseT = (self._sync or self._make_sync()).handle_request(request)
        except BaseException as error:
            self._unanswered(permit, error)
            raise
        return self._answered(permit, response)

    async def handle_async_request(self, request: RequestT) -> ResponseT:
        permit = await self.limiter.acquire_async(**wanted(request.extensions))
        trace = watch_async(permit, request.extensions.get("trace"))
        request.extensions = {**request.extensions, "trace": trace}
        try:
            response: ResponseT = await (self._async or self._make_async()).handle_async_request(request)
        except BaseException as error:
            self._unanswered(permit, error)
            raise
        return self._answered(permit, response)

    def close(self) -> None:
        if self._sync is not None:
            self._sync.close()

    async def aclose(self) -> None:
        if self._async is not None:
            await self._async.aclose()

    def _answered(self, permit: Permit, response: ResponseT) -> ResponseT:
        permit.answered(response.status_code, response.headers)
        response.extensions = {**response.extensions, "rate_limit_permit": permit}
        return response

    def _unanswered(self, permit: Permit, error: BaseException) -> None:
        """The place is free again only if the request certainly never left."""
        http = self.http
        if isinstance(
            error, (http.ConnectError, http.ConnectTimeout, http.PoolTimeout, http.UnsupportedProtocol)
        ):
            permit.cancel()
        else:
            permit.lost()

    def _make_sync(self) -> Any:
        with self._making:
            self._only_without_inner()
            self._sync = self._sync or self.http.HTTPTransport()
            return self._sync

    def _make_async(self) -> Any:
        with self._making:
            self._only_without_inner()
            self._async = self._async or self.http.AsyncHTTPTransport()
            return self._async

    def _only_without_inner(self) -> None:
        if self._given:
            raise TypeError("the inner transport serves the other kind of client only")


class RateLimitTransport(
    PacingTransport[httpx.Request, httpx.Response], httpx.BaseTransport, httpx.AsyncBaseTransport
):
    """Waits for the limiter before each request and reports each response to it. Serves `Client` and `AsyncClient`.

    Reads from the extensions of a request:

    - `priority`: "interactive" (default) or "bulk".
    - `deadline`: `time.monotonic()` seconds at which the request must have started.
    - `max_wait`: seconds that the request may wait in the queue, or None for no bound.
    - `tokens`: an estimate of the tokens that the request uses.
    - `withdrawal`: a `Withdrawal` that lets another thread or task end the wait.

    The response carries the `Permit` in the extension `rate_limit_permit`. A response with status 429 is returned like
    any other; a client that repeats the request waits in the queue again.

    Args:
        inner: The transport that sends. Default: that of httpx, for the kind of client that uses this one first.
        limiter: Default: a new one, in memory, with the published limits.

    Raises:
        RateLimitDeadlineError: A request cannot start before its `deadline` or within `max_wait`.

    Example:
        ```python
        client = httpx.Client(transport=RateLimitTransport())
        client.get("https://inference.do-ai.run/v1/models", extensions={"priority": "bulk", "max_wait": None})
        ```
    """

    http: ClassVar[Any] = httpx

    def __init__(
        self,
        inner: httpx.BaseTransport | httpx.AsyncBaseTransport | None = None,
        limiter: RateLimiter | None = None,
    ) -> None:
        super().__init__(inner, limiter)


class Wanted(TypedDict, total=False):
    """The arguments of `acquire`."""

    priority: Priority
    deadline: float | None
    max_wait: float | NotGiven | None
    tokens: int
    withdrawal: Withdrawal | None


_READ = ("deadline", "max_wait", "withdrawal")


def wanted(extensions: Mapping[str, Any]) -> Wanted:
    """The arguments of `acquire` from the extensions of a request."""
    found: Any = {name: extensions[name] for name in _READ if name in extensions}
    if extensions.get("priority") == "bulk":
        found["priority"] = "bulk"
    if extensions.get("tokens"):
        found["tokens"] = int(extensions["tokens"])
    result: Wanted = found
    return result


def watch(permit: Permit, trace: Callable[[str, Any], None] | None) -> Callable[[str, Any], None]:
    """A trace hook that reports when the request leaves, which may be late: connections are limited too."""

    def hook(name: str, info: Any) -> None:
        if name.endswith(_SENDING):
            permit.sent()
        if trace is not None:
            trace(name, info)

    return hook


def watch_async(
    permit: Permit, trace: Callable[[str, Any], Awaitable[None]] | None
) -> Callable[[str, Any], Awaitable[None]]:
    """The same for a transport that awaits its hooks."""

    async def hook(name: str, info: Any) -> None:
        if name.endswith(_SENDING):
            permit.sent()
        if trace is not None:
            await trace(name, info)

    return hook


AsyncRateLimitTransport = RateLimitTransport
