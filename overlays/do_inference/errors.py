"""What can go wrong, as one tree with `InferenceError` at its root.

Every error can be copied and pickled, and none holds a key. What the server said is kept whole in `body`; the
message is one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference_generated._interface import ResponseInfo

Phase = Literal["connect", "read", "write", "pool", "deadline"]
ErrorReason: TypeAlias = Literal[
    "request_quota",
    "token_quota",
    "daily_cap",
    "request_burst",
    "hourly_quota",
    "quota",
    "model_capacity",
    "platform_overload",
    "upstream",
    "insufficient_balance",
    "model_not_in_tier",
    "model_retired",
    "unauthorized",
    "unknown",
]
"""Why the server refused a request. Later versions may add values.

- `request_quota`: 429, the account's bucket of requests is used up (`x-ratelimit-remaining-requests: 0`).
- `token_quota`: 429, the model's bucket of tokens per minute is used up.
- `daily_cap`: 429, the model's tokens of the day are used up. Not retried.
- `request_burst`: 429, the requests of a minute are used up (`ratelimit-remaining: 0`, `retry-after` up to 60).
- `hourly_quota`: 429, the requests of an hour are used up (`ratelimit-remaining: 0` without it).
- `quota`: 429 with the identifier `too_many_requests`, without evidence for one quota.
- `model_capacity`: 429 with the type `rate_limit_exceeded_error` below every quota: the model is short of capacity.
- `platform_overload`: the message says that the platform is overloaded.
- `upstream`: a vendor behind the service refused: a forwarded `retry-after`, or an error in the vendor's shape.
- `insufficient_balance`: 402, or 403 and 503 with a message about the balance. Not retried.
- `model_not_in_tier`: 403 with a message about the subscription tier.
- `model_retired`: 404 or 410 with a message that the model is retired.
- `unauthorized`: 401.
- `unknown`: there is no evidence for another reason, or the pieces of the answer contradict each other.
"""
ErrorT = TypeVar("ErrorT", bound="InferenceError")


class InferenceError(Exception):
    """The root of everything this package raises of its own."""

    @property
    def message(self) -> str:
        """What went wrong, in one line."""
        return str(self.args[0]) if self.args else ""

    def __reduce__(self) -> tuple[Any, ...]:
        # Left to itself, Exception rebuilds from `args` alone and loses everything kept beside them.
        from do_inference_generated._deep import is_deep, rows

        state = self.__dict__.copy()
        deep = {name: rows(value) for name, value in state.items() if is_deep(value)}
        if deep:
            return _restore_deep, (type(self), self.args, {**state, **dict.fromkeys(deep)}, deep)
        return _restore, (type(self), self.args, state)

    def __copy__(self) -> Self:
        return _restore(type(self), self.args, self.__dict__.copy())


def _restore(kind: type[ErrorT], args: tuple[Any, ...], state: Mapping[str, Any]) -> ErrorT:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


def _restore_deep(
    kind: type[ErrorT], args: tuple[Any, ...], state: Mapping[str, Any], deep: Mapping[str, Any]
) -> ErrorT:
    from do_inference_generated._deep import from_rows

    return _restore(kind, args, {**state, **{name: from_rows(flat) for name, flat in deep.items()}})


class ConfigurationError(InferenceError, ValueError):
    """The client cannot work as it was set up: no key, or an endpoint that is no URL."""


class ClientClosedError(InferenceError, RuntimeError):
    """A call on a client that has been closed, or whose `http_client` has been. Make another one.

    Also raised by calls that wait for the rate limit or for a retry when another thread or task closes the client.
    """


class UploadError(InferenceError):
    """A file could not be read while it was sent. The request was not completed."""


class FileChangedError(UploadError):
    """A file became longer or shorter while it was sent. The request was not completed.

    `expected` is its size in bytes when the call was made, `actual` its size now.
    """

    def __init__(self, message: str, *, expected: int, actual: int) -> None:
        super().__init__(message)
        self.expected = expected
        self.actual = actual


class APIError(InferenceError):
    """A call failed. `response` is what was known of the answer, None where none came."""

    def __init__(self, message: str, *, response: ResponseInfo | None = None) -> None:
        super().__init__(message)
        self.response = response

    @property
    def request_id(self) -> str | None:
        """The server's name for the request, for support."""
        return None if self.response is None else self.response.request_id


class APIConnectionError(APIError):
    """The connection could not be made, or broke. Whether the server acted on the request is not known.

    `partial` and `usage` are what a stream had added up to when it broke; None for anything but streams.
    """

    def __init__(
        self,
        message: str,
        *,
        response: ResponseInfo | None = None,
        partial: Any = None,
        usage: Any = None,
    ) -> None:
        super().__init__(message, response=response)
        self.partial = partial
        self.usage = usage


class APITimeoutError(APIConnectionError):
    """A phase of the request took longer than its timeout. `phase` names it: `connect`, `write`, `pool` (the wait for a
    free connection) or `read` (silence before or amid the answer).
    """

    def __init__(
        self,
        message: str,
        *,
        phase: Phase = "read",
        response: ResponseInfo | None = None,
        partial: Any = None,
        usage: Any = None,
    ) -> None:
        super().__init__(message, response=response, partial=partial, usage=usage)
        self.phase: Phase = phase


class DeadlineError(APITimeoutError):
    """The whole call, with its retries and the reading of its stream, took longer than its `deadline`."""

    def __init__(
        self,
        message: str,
        *,
        phase: Phase = "deadline",
        response: ResponseInfo | None = None,
        partial: Any = None,
        usage: Any = None,
    ) -> None:
        super().__init__(message, phase=phase, response=response, partial=partial, usage=usage)


class DecodingError(APIError):
    """A successful answer that is not what was promised: no JSON, empty, or the wrong kind of JSON.

    `content_excerpt` is its beginning as text; empty where the answer was.
    """

    def __init__(
        self, message: str, *, content_excerpt: str = "", response: ResponseInfo | None = None
    ) -> None:
        super().__init__(message, response=response)
        self.content_excerpt = content_excerpt


class APIStatusError(APIError):
    """The server answered with an error.

    The subclass says which; `str()` is status, message, hint and request id.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        code: str | None = None,
        type: str | None = None,  # noqa: A002 - the server's word for it
        param: str | None = None,
        request_id: str | None = None,
        body: object = None,
        response: ResponseInfo | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, response=response)
        self.status_code = status_code
        """The HTTP status; for an error told under status 200, the one its body names."""
        self.code = code
        """The server's name for what went wrong, such as `context_length_exceeded`; None where it gave none."""
        self.type = type
        """The server's name for the kind of it, such as `invalid_request_error`; None where it gave none."""
        self.param = param
        """The field of the request that it is about; None where the server does not say."""
        self._request_id = request_id
        self.body = body
        """The parsed JSON, or the text where it was none."""
        self.retry_after = retry_after
        """Seconds that the server asks to wait, from the arrival of the response: `retry-after`; for a `RateLimitError`
        that is not retried also the time until a used-up limit resets. None if the server asks for no wait.
        """
        self.reason: ErrorReason = "unknown"
        """Why the server refused; `ErrorReason` documents each value. `unknown` if the answer does not tell."""
        self.model: str | None = None
        """The model that `reason` concerns: the one that the error names, else the request. None if it is unknown, and
        for reasons that concern no single model, such as `request_quota`.
        """
        self.hint = ""
        """What to do: a sentence on `reason`, and what the client knows, such as the URL of a 404, the origin of the
        key of a 401, the host after a redirect. Part of `str()`, not of `message`; empty if there is nothing to add.
        """

    @property
    def request_id(self) -> str | None:
        return self._request_id or super().request_id

    def __str__(self) -> str:
        kind = self.type if self.code is None or self.code.isdigit() else self.code
        tail = f" (request id {self.request_id})" if self.request_id else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.status_code}{f' {kind}' if kind else ''}: {self.message}{hint}{tail}"


class BadRequestError(APIStatusError):
    """400: the request makes no sense to the model or the gateway. Context too long comes as this."""


class AuthenticationError(APIStatusError):
    """401: the key is missing, wrong, or of the other API.

    Agent keys and model keys are not interchangeable.
    """


class PermissionDeniedError(APIStatusError):
    """403: the key may not do this: the model is not open to the account or its tier, or the key is bound to
    a VPC.
    """


class NotFoundError(APIStatusError):
    """404: no such thing, or a model that does not serve this endpoint."""


class MethodNotAllowedError(APIStatusError):
    """405: the path exists, for another method."""


class RequestTimeoutError(APIStatusError):
    """408: the server gave up waiting for the request. Retried."""


class ConflictError(APIStatusError):
    """409: the thing is not in a state that allows this, such as a batch that has ended. Never retried."""


class PreconditionFailedError(APIStatusError):
    """412: what is asked for does not exist yet, such as the results of a running batch."""


class RequestTooLargeError(APIStatusError):
    """413: the request body is larger than the server takes."""


class UnprocessableEntityError(APIStatusError):
    """422: a field is missing or wrong; the message names it where the server did."""


class RateLimitError(APIStatusError):
    """429: the server refuses for now. `reason` says which quota is used up, or what else is short of capacity.

    Retried, except for the reason `daily_cap` and for waits beyond `RetryPolicy.budget` (60 seconds). It is then raised
    immediately, and `retry_after` is the wait that the server asks for.
    """


class InternalServerError(APIStatusError):
    """500 and above: the server failed. Retried."""


class StreamError(APIStatusError):
    """The server told an error in the middle of a stream. `partial` and `usage` are what had come by then."""

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        code: str | None = None,
        type: str | None = None,  # noqa: A002 - the server's word for it
        param: str | None = None,
        request_id: str | None = None,
        body: object = None,
        response: ResponseInfo | None = None,
        retry_after: float | None = None,
        partial: Any = None,
        usage: Any = None,
    ) -> None:
        super().__init__(
            message,
            status_code=status_code,
            code=code,
            type=type,
            param=param,
            request_id=request_id,
            body=body,
            response=response,
            retry_after=retry_after,
        )
        self.partial = partial
        self.usage = usage


class StreamTruncated(APIError):
    """The stream ended without the sign that it was complete. `partial` and `usage` are what had come by
    then.
    """

    def __init__(
        self,
        message: str,
        *,
        response: ResponseInfo | None = None,
        partial: Any = None,
        usage: Any = None,
    ) -> None:
        super().__init__(message, response=response)
        self.partial = partial
        self.usage = usage


class StreamInterrupted(APIConnectionError):
    """The connection broke in the middle of a stream. `partial` and `usage` are what had come by then."""


_CLASS_OF_STATUS: Final[Mapping[int, type[APIStatusError]]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    408: RequestTimeoutError,
    409: ConflictError,
    412: PreconditionFailedError,
    413: RequestTooLargeError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def class_of_status(status: int) -> type[APIStatusError]:
    """The error class of an HTTP status."""
    if status >= 500:
        return InternalServerError
    return _CLASS_OF_STATUS.get(status, APIStatusError)
