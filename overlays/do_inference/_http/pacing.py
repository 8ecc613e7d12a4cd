"""Connects the requests of a client to their rate limiter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from do_inference_generated._interface import NotGiven
from do_inference_generated._model import Model

from .._settings.header_fields import authorization, has_authorization
from ..errors import RateLimitError
from .token_estimate import TokenEstimator

if TYPE_CHECKING:
    from .._settings.config import Settings
    from .._settings.credentials import Secret
    from .._settings.header_fields import FieldList
    from .._transport.messages import AsyncTransport, Request, Response, Transport
    from ..errors import APIStatusError
    from ..rate_limit import LimiterState, RateLimiter
    from ..rate_limit._registry import SharedLimiters
    from ..rate_limit._sending import PacedSender

_QUOTAS: Final = frozenset({"request_quota", "token_quota", "request_burst", "hourly_quota"})
"""Reasons of rejections after which the limiter waits for a free place."""


class Pacing:
    """Paces the requests of one client, with the limiter that the client was given, or with the one that all clients of
    the same host and key share in this process.

    The key is looked up for each request, because a function can return another key each time.
    """

    def __init__(
        self,
        limiter: RateLimiter | NotGiven | None,
        settings: Settings,
        tokens: TokenEstimator | None = None,
    ) -> None:
        self._given = limiter
        self.tokens = TokenEstimator() if tokens is None else tokens
        """Estimates the tokens of requests. Copies of a client share it, because a model costs the same with any key.
        """
        self._api = settings.api.name
        self._host = settings.endpoint.authority
        self._headers = settings.default_headers
        self._credentials = settings.credentials
        self._latest: tuple[Secret | None, RateLimiter] | None = None
        self._shared: SharedLimiters | None = None
        self._paced: type[PacedSender] | None = None

    def for_settings(self, settings: Settings) -> Pacing:
        """Return the pacing of a copy of the client: this object, unless the key or the host changes. A limiter that
        the caller passed stays.
        """
        same = (
            settings.credentials is self._credentials
            and settings.endpoint.authority == self._host
            and settings.default_headers is self._headers
        )
        return self if same else Pacing(self._given, settings, self.tokens)

    def limiter_of(self, bearer: Secret | None, fields: FieldList) -> RateLimiter | None:
        """Return the limiter of a request by its key, or by the Authorization in its header fields; None without
        pacing.
        """
        if not isinstance(self._given, NotGiven):
            return self._given
        latest = self._latest
        if latest is not None and bearer is not None and latest[0] is bearer:
            return latest[1]
        if self._shared is None:
            from ..rate_limit._registry import SharedLimiters

            self._shared = SharedLimiters(self._api)
        limiter = self._shared.find(self._host, authorization(fields) if bearer is None else bearer.reveal())
        self._latest = (bearer, limiter)
        return limiter

    @property
    def off(self) -> bool:
        """Whether requests are not paced."""
        return self._given is None

    @property
    def limiter(self) -> RateLimiter | None:
        """The limiter of the latest request, or of the client's key before the first one. None without pacing."""
        if not isinstance(self._given, NotGiven):
            return self._given
        if self._latest is not None:
            return self._latest[1]
        own = None if has_authorization(self._headers) else self._credentials.fixed
        return self.limiter_of(own, self._headers)

    @property
    def state(self) -> LimiterState | None:
        """The state of the limits; None without pacing."""
        limiter = self.limiter
        return None if limiter is None else limiter.state

    def send(
        self, transport: Transport, request: Request, bearer: Secret | None, fields: FieldList
    ) -> Response:
        """Send `request` when the limiter of its key permits it."""
        limiter = self.limiter_of(bearer, fields)
        if limiter is None:
            return transport.handle_request(request)
        paced = self._paced or self._load()
        response: Response = paced.send(limiter, transport, request)
        return response

    async def send_async(
        self,
        transport: AsyncTransport,
        request: Request,
        bearer: Secret | None,
        fields: FieldList,
    ) -> Response:
        """Send `request` when the limiter of its key permits it."""
        limiter = self.limiter_of(bearer, fields)
        if limiter is None:
            return await transport.handle_async_request(request)
        paced = self._paced or self._load()
        response: Response = await paced.send_async(limiter, transport, request)
        return response

    def _load(self) -> type[PacedSender]:
        """Import the code that paces requests. The first paced request does so, to keep start-up fast."""
        from ..rate_limit._sending import PacedSender

        self._paced = PacedSender
        return PacedSender


def usage_of(result: object) -> object:
    """Return the usage in a result, as the server sent it."""
    return result._received().get("usage") if isinstance(result, Model) else None


def report_rejection(response: Response, error: APIStatusError) -> bool:
    """Report to the limiter what only a body contains: the daily quota is used up, or a successful status carries a
    rejection.

    Returns whether `error` is a rejection after which the limiter waits for a free place.
    """
    permit = response.extensions.get("rate_limit_permit")
    if permit is None or not isinstance(error, RateLimitError):
        return False
    if 200 <= response.status_code < 300:
        permit.rejected(response.headers)
    if error.reason == "daily_cap":
        permit.daily_cap()
        return False
    waits = error.retry_after is not None and error.reason != "platform_overload"
    return waits or error.reason in _QUOTAS


def wait_to_repeat(response: Response, error: APIStatusError) -> float:
    """Return the seconds until the limiter is expected to start the same request again after a rejection, or else 0."""
    permit = response.extensions.get("rate_limit_permit")
    return permit.repeatable_in() if permit is not None and isinstance(error, RateLimitError) else 0.0
