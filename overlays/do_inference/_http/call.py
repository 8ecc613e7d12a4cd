"""The state of one call and all decisions about it, without I/O. Both executors use it."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from do_inference_generated._interface import NotGiven

from .._json.codec import loads
from .._response.content_coding import DEFAULT_MAX_BODY_SIZE
from .._response.decoding import decode
from .._response.error_bodies import error_from_response
from .._response.metadata import ResponseMetadata, UndecodedResponse
from .._response.reasons import advice_for
from .._settings.config import Settings
from .._settings.credentials import Secret
from .._settings.redaction import Secrets, forms_of_fields, forms_of_query
from .._settings.timeouts import DeadlineTimeout, phases, seconds, shorter, until, wait_bound
from .._transport.messages import Request
from ..errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    ClientClosedError,
    DeadlineError,
    DecodingError,
    InferenceError,
    RateLimitError,
)
from ..retry import RetryEvent, retries
from .bodies import Payload, UploadBody
from .failures import explain, late, timed_out
from .pacing import report_rejection, usage_of, wait_to_repeat
from .redirects import REDIRECTS, Hop, RedirectError, hint_of, next_hop, origin_of, place_of
from .reporting import CallReport, log_retry, logger, wait_log
from .token_estimate import tokens_used

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference_generated._interface import Operation

    from .._call_event import AsyncCallHook
    from .._clock import Clock
    from .._transport.async_pools import AsyncPool
    from .._transport.messages import Response
    from .._transport.pools import Pool
    from ..rate_limit import Waiting
    from ..rate_limit._wait_log import WaitLog
    from .token_estimate import Estimate, TokenEstimator

ERROR_BYTES_READ: Final = 1024 * 1024
"""Bytes of an error body that are read."""

_NO_SECRETS: Final = Secrets()

PRIORITIES: Final = ("interactive", "bulk")


class Call:
    """One call: its request, its limits in time, its attempts and what is known of the responses. Does no I/O."""

    __slots__ = (
        "_deadline_seconds",
        "_estimate",
        "_estimator",
        "_extensions",
        "_hop",
        "_limits",
        "_pool",
        "_queue_wait",
        "_rejection",
        "_rejections",
        "_wait_log",
        "as_text",
        "attempts",
        "body",
        "clock",
        "deadline",
        "event_timeout",
        "idle",
        "last_response",
        "max_body_size",
        "max_event_size",
        "max_retries",
        "model",
        "operation",
        "queued",
        "read_timeout",
        "secrets",
        "settings",
        "start",
        "streaming",
        "waited",
    )

    def __init__(
        self,
        settings: Settings,
        pool: Pool | AsyncPool,
        clock: Clock,
        operation: Operation[Any, Any],
        start: Hop,
        body: bytes | UploadBody | None,
        options: Mapping[str, Any],
        *,
        streaming: bool,
    ) -> None:
        self.settings = settings
        self._pool = pool
        self.clock = clock
        self.operation = operation
        self.start = start
        self.body = body
        self.streaming = streaming
        self._hop = start
        self.as_text = False
        """Whether the request asks for plain text instead of JSON."""
        self.model: str | None = None
        """The model that the request names."""
        self.secrets = _NO_SECRETS
        """Secrets of the last request, which errors must not show."""
        self.attempts = 0
        self._estimator: TokenEstimator | None = None
        self._estimate: Estimate | None = None
        self.waited = 0.0
        self._wait_log: WaitLog | None = None
        self.queued = 0.0
        """Seconds in the queue of the limiter."""
        self.last_response: ResponseMetadata | None = None
        self._rejection: APIStatusError | None = None
        self._rejections = 0
        self._queue_wait = 0.0
        self.max_retries = settings.retry.max_retries
        self.deadline: float | None = None
        self.idle: float | None = None
        self.event_timeout = settings.event_timeout
        self.max_event_size: int | None = None
        """None for the default of event streams."""
        self.max_body_size = DEFAULT_MAX_BODY_SIZE
        self._limits = settings.timeout
        self.read_timeout: float | None = None
        """The read timeout of the last request. For streams it is a `DeadlineTimeout`, which can be shortened."""
        self._extensions: dict[str, Any] = {"withdrawal": pool.withdrawal}
        if not isinstance(settings.max_wait, NotGiven):
            self._extensions["max_wait"] = settings.max_wait
        deadline = settings.deadline
        if options:
            deadline = self._apply(options, deadline)
        self._deadline_seconds = deadline
        if deadline is not None:
            self.deadline = time.monotonic() + deadline
            self._extensions["deadline"] = self.deadline

    def _apply(self, options: Mapping[str, Any], deadline: float | None) -> float | None:
        if "max_retries" in options:
            self.max_retries = retries(options["max_retries"])
        if "timeout" in options:
            self._limits = phases(options["timeout"])
        if "idle_timeout" in options:
            self.idle = seconds(options["idle_timeout"], "idle_timeout")
        if "event_timeout" in options:
            self.event_timeout = seconds(options["event_timeout"], "event_timeout")
        if "max_event_size" in options:
            self.max_event_size = _size(options, "max_event_size")
        if "max_body_size" in options:
            self.max_body_size = _size(options, "max_body_size")
        if "priority" in options:
            if options["priority"] not in PRIORITIES:
                raise ValueError(
                    f"priority must be one of {', '.join(PRIORITIES)}, not {options['priority']!r}"
                )
            self._extensions["priority"] = options["priority"]
            if options["priority"] == "bulk":
                self._extensions.setdefault("max_wait", None)
        if "max_wait" in options:
            self._extensions["max_wait"] = wait_bound(options["max_wait"], "max_wait")
        return seconds(options["deadline"], "deadline") if "deadline" in options else deadline

    def reserve(self, estimator: TokenEstimator, estimate: Estimate) -> None:
        """Set the estimate that is reserved in the token limits until the response reports its usage."""
        self._estimator = estimator
        self._estimate = estimate
        self._extensions["tokens"] = estimate.tokens

    def settle(self, response: Response, usage: object, *, complete: bool = True) -> None:
        """Record the usage of a response. The estimator learns only from complete ones, not from a stream that was
        closed.
        """
        used = None if usage is None else tokens_used(usage)
        if used is None:
            return
        permit = response.extensions.get("rate_limit_permit")
        if permit is not None:
            permit.used(used.total)
        if complete and self._estimator is not None and self._estimate is not None:
            self._estimator.learn(self._estimate, used)

    @property
    def host(self) -> str:
        """The host and port of the last request, for messages."""
        return place_of(self._hop, self.start)

    def begin_attempt(self) -> Hop:
        """Count an attempt and return its first hop."""
        self.attempts += 1
        self._queue_wait = 0.0
        return self.start

    def request(self, hop: Hop, bearer: Secret | None) -> Request:
        """Return the HTTP request of one hop."""
        self.secrets = self._secrets(hop, bearer)
        if hop is not self._hop:
            self._hop = hop
        limits = self._limits
        if self.deadline is not None:
            limits = until(self.deadline, limits)
        elif self.streaming:
            limits = {**limits, "read": DeadlineTimeout(limits["read"], None)}
        self.read_timeout = limits["read"]
        headers = hop.headers
        if bearer is not None:
            headers = [*headers, (b"Authorization", bearer.encoded())]
        body = self.body
        stream = body.stream if isinstance(body, UploadBody) else Payload(body or b"")
        extensions = {**self._extensions, "timeout": limits, "listener": self}
        if hop.foreign:
            extensions["anonymous"] = True
        if self.operation.idempotent or hop.method == "GET":  # A redirect can turn POST into GET.
            extensions["repeatable"] = True
        return Request(hop.method, hop.url, headers, stream, extensions)

    def _secrets(self, hop: Hop, bearer: Secret | None) -> Secrets:
        forms = forms_of_fields(hop.headers)
        if self.operation.absolute_url is not None:
            forms += forms_of_query(hop.url.query)
        if bearer is None:
            return Secrets(forms)
        return bearer.secrets.including(forms)

    def left(self) -> float | None:
        """Return the seconds until the deadline; None without one."""
        return None if self.deadline is None else self.deadline - time.monotonic()

    def event_end(self, within: float | None) -> float | None:
        """Return the moment at which the event timeout ends a read, if it leaves `within` seconds. None if the read
        timeout ends it first.
        """
        limit = self._limits["read"] if self.idle is None else self.idle
        if within is None or (limit is not None and limit <= within):
            return None
        return time.monotonic() + within

    def read_limit(self, event_end: float | None) -> float | None:
        """Return the seconds that the next read of a stream may take; None if the transport enforces the limits."""
        end = shorter(self.deadline, event_end)
        if end is None:
            return self.idle
        left = max(end - time.monotonic(), 0.0)
        return shorter(left, self.idle)

    def check_deadline(self, info: ResponseMetadata | None = None) -> None:
        """Raise `DeadlineError` if the deadline has passed."""
        if self.deadline is not None and time.monotonic() >= self.deadline - 0.001:
            raise self.late(info)

    def late(self, info: ResponseMetadata | None = None) -> DeadlineError:
        """Return the error of a call whose deadline has passed."""
        return late(self.host, self._deadline_seconds, info)

    def silence(self, info: ResponseMetadata, event_end: float | None) -> APIError:
        """Return the error of a read that exceeded `read_limit`."""
        left = self.left()
        if left is not None and left <= 0.001:
            return self.late(info)
        if event_end is not None and time.monotonic() >= event_end - 0.001:
            return timed_out("event", self.host, self.event_timeout, info)
        if self.idle is None:
            return timed_out("read", self.host, self._limits["read"], info)
        return timed_out("idle", self.host, self.idle, info)

    def info(self, response: Response) -> ResponseMetadata:
        """Return the metadata of a response, without the secrets of the request."""
        fields = self.secrets.clean_fields(response.headers.raw)
        info = ResponseMetadata(response.status_code, fields, self.attempts, self.model)
        self.last_response = info
        return info

    def failure(self, error: Exception, info: ResponseMetadata | None = None) -> InferenceError:
        """Return the error for a failure of the transport."""
        left = self.left()
        if left is not None and left <= 0.001:
            return self.late(info)
        if self._pool.closed:
            message = f"the client was closed during a call to {self.host}"
            opened = self.streaming and info is not None
            return APIConnectionError(message, response=info) if opened else ClientClosedError(message)
        return explain(error, self.host, self._limits, info)

    def redirected(self, hop: Hop, response: Response) -> Hop | None:
        """Return the next hop if a response redirects, or else None.

        Raises `APIStatusError` for a redirect that is not followed.
        """
        status = response.status_code
        if status not in REDIRECTS:
            return None
        location = response.headers.get("location")
        try:
            return next_hop(hop, status, location, allow_http=self.settings.allow_http)
        except RedirectError as rejection:
            info = self.info(response)
            raise APIStatusError(
                str(rejection), status_code=status, response=info, request_id=info.request_id
            ) from None

    def rejected(self, response: Response, body: bytes) -> APIStatusError:
        """Return the error for an unsuccessful response. `body` contains none of the call's secrets."""
        info = self.info(response)
        error = error_from_response(info.status_code, info.headers, body, info)
        self.explain(response, error)
        return error

    def result(self, response: Response, info: ResponseMetadata, body: bytes) -> Any:
        """Return the result in a successful response, or raise the error that its body reports."""
        try:
            result = decode(self.operation, info, body, self.secrets, as_text=self.as_text)
        except APIError as error:
            self.explain(response, error)
            raise
        self.settle(response, usage_of(result))
        return result

    def undecoded(self, response: Response, info: ResponseMetadata, body: bytes) -> UndecodedResponse[Any]:
        """Return a successful response that is not decoded. Its usage is read if tokens were reserved for it."""
        if self._estimate is not None and b'"usage"' in body:
            with suppress(DecodingError):
                value = loads(body)
                self.settle(response, value.get("usage") if isinstance(value, dict) else None)
        redacted = self.secrets.clean(body)
        return UndecodedResponse(
            info, body, partial(decode, self.operation, info, body, redacted=redacted, as_text=self.as_text)
        )

    def explain(self, response: Response, error: APIError) -> None:
        """Add what the client knows to the error of a response, and report a rejection to the limiter."""
        if isinstance(error, APIStatusError):
            known = hint_of(error.status_code, self._hop, self.start, self.settings)
            error.hint = "; ".join(filter(None, (advice_for(error.reason), known)))
            rejected_by_limit = report_rejection(response, error)
            self._queue_wait = wait_to_repeat(response, error)
            if rejected_by_limit:
                self._rejection = error
                self._rejections += 1
        elif isinstance(error, DecodingError):
            origin = origin_of(self._hop, self.start)
            if origin:
                error.args = (f"{error.message}; {origin}",)

    def pause_after(self, error: APIError) -> float:
        """Return the seconds to wait before the next attempt.

        Raises `error` if the retry policy permits no attempt, and `ClientClosedError` if the client is closed.
        """
        rejected_by_limit, self._rejection = error is self._rejection, None
        decision = self.settings.retry.decide(
            error,
            attempt=self.attempts - self._rejections,
            waited=self.waited,
            now=self.clock.now(),
            left=self.left(),
            max_retries=self.max_retries,
            rejections=self._rejections if rejected_by_limit else 0,
        )
        if decision.delay is None:
            if isinstance(error, RateLimitError) and error.retry_after is None:
                error.retry_after = decision.requested
            if decision.reason:
                _explain_end(error, decision.reason)
            raise error
        self._pool.check_open()
        self.waited += decision.delay
        log_retry(self.operation.id, self.attempts, error, self._next_in(decision.delay), decision.requested)
        return decision.delay

    def wait_began(self, waiting: Waiting) -> None:
        """Log a wait of the call in the queue of the limiter."""
        self._wait_log = wait_log(self.operation.id, self.last_response)
        self._wait_log.wait_began(waiting)

    def wait_ended(self, seconds: float) -> None:
        """Record that the call waited so many seconds in the queue of the limiter."""
        self.queued += seconds
        if self._wait_log is not None:
            self._wait_log.wait_ended(seconds)

    def report(self, hook: AsyncCallHook | None) -> CallReport | None:
        """Return what reports the end of this call to `hook`; None without a hook."""
        return None if hook is None else CallReport(self, hook)

    def event(self, error: APIError, delay: float) -> RetryEvent:
        """Return the argument of `on_retry`."""
        return RetryEvent(self.operation.id, self.attempts, self.max_retries, self._next_in(delay), error)

    def _next_in(self, delay: float) -> float:
        """Return the seconds until the next attempt: `delay`, or longer if the limiter probably starts it later."""
        return max(delay, self._queue_wait)

    def log(self, hop: Hop, status: object, began: float) -> None:
        """Log one request, without its query, headers and body, which can be secret."""
        place = hop.url.host if hop.foreign else hop.url.path
        took = time.monotonic() - began
        logger.debug("%s %s: %s in %.3f s (attempt %d)", hop.method, place, status, took, self.attempts)


def _explain_end(error: APIError, reason: str) -> None:
    """Add the reason for giving up to the hint or to the notes of an error."""
    if isinstance(error, APIStatusError):
        error.hint = "; ".join(filter(None, (error.hint, reason)))
    else:
        error.add_note(reason)


def _size(options: Mapping[str, Any], name: str) -> int:
    value = options[name]
    if type(value) is not int:
        raise TypeError(f"{name} must be a number of bytes, not {type(value).__name__}")
    if value <= 0:
        raise ValueError(f"{name} must be more than 0 bytes")
    return value
