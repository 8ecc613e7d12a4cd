"""Sends requests when a limiter permits it, over any transport with the methods and messages of httpx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypedDict, TypeVar

if TYPE_CHECKING:
    from do_inference_generated._interface import NotGiven

    from ._limiter import RateLimiter, WaitListener
    from ._permit import Permit
    from ._queue import Priority, Withdrawal

_NOT_SENT: Final = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol"})
"""Exceptions before a request is sent. The libraries and the native transport have the same names for them."""

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


class PacedSender:
    """Sends requests that wait for a limiter."""

    body: ClassVar[type[SentBody]] = SentBody
    """`SentBody`, as a stream of the module that the transport is from."""

    @classmethod
    def send(cls, limiter: RateLimiter, inner: Any, request: Any) -> Any:
        """Wait for `limiter`, send `request` through the transport `inner`, and report the response."""
        permit = limiter.acquire(**acquire_arguments(request.extensions))
        body = request.stream
        request.stream = cls.body(body, permit)
        try:
            response = inner.handle_request(request)
        except BaseException as error:
            cls._unanswered(permit, error)
            raise
        finally:
            request.stream = body
        return _answered(permit, response)

    @classmethod
    async def send_async(cls, limiter: RateLimiter, inner: Any, request: Any) -> Any:
        """Do the same as `send`, with an asynchronous transport."""
        permit = await limiter.acquire_async(**acquire_arguments(request.extensions))
        body = request.stream
        request.stream = cls.body(body, permit)
        try:
            response = await inner.handle_async_request(request)
        except BaseException as error:
            cls._unanswered(permit, error)
            raise
        finally:
            request.stream = body
        return _answered(permit, response)

    @staticmethod
    def _unanswered(permit: Permit, error: BaseException) -> None:
        """Cancel the permit only if the request was certainly not sent."""
        if not _NOT_SENT.isdisjoint(kind.__name__ for kind in type(error).__mro__):
            permit.cancel()
        else:
            permit.lost()


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
    permit.responded(response.status_code, response.headers)
    response.extensions = {**response.extensions, "rate_limit_permit": permit}
    return response
