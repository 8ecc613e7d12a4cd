"""The exceptions of this package. All of them inherit from `InferenceError`.

Errors can be copied and pickled, and contain no keys. The message is one line; `APIStatusError.body` contains the
complete error body that the server returned.

    InferenceError
    +-- ConfigurationError (also a ValueError)
    +-- ClientClosedError (also a RuntimeError)
    +-- UploadError
    |   +-- FileChangedError
    +-- APIError
        +-- APIConnectionError
        |   +-- APITimeoutError
        |   |   +-- DeadlineError
        |   +-- StreamInterrupted
        +-- APIStatusError
        |   +-- BadRequestError, AuthenticationError, RateLimitError and the other classes for one status
        |   +-- StreamError
        +-- DecodingError
        +-- StreamTruncated
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
"""Why the server rejected a request. Later versions may add values.

- `request_quota`: 429, the account has used up its bucket of requests (`x-ratelimit-remaining-requests: 0`).
- `token_quota`: 429, the model's tokens per minute are used up.
- `daily_cap`: 429, the model's tokens per day are used up. Not retried.
- `request_burst`: 429, the requests per minute are used up: `ratelimit-remaining: 0` with a `retry-after` of at most a
  minute.
- `hourly_quota`: 429, the requests per hour are used up: `ratelimit-remaining: 0` without such a `retry-after`.
- `quota`: 429 with the error code `too_many_requests`, and no evidence of which quota is used up.
- `model_capacity`: 429 with the type `rate_limit_exceeded_error` while every quota has room: the model lacks capacity.
- `platform_overload`: the message reports that the platform is overloaded.
- `upstream`: a vendor behind the service rejected the request: a forwarded `retry-after`, or the vendor's error format.
- `insufficient_balance`: 402, or 403 or 503 with a message about the balance. Not retried.
- `model_not_in_tier`: 403 with a message about the subscription tier.
- `model_retired`: 404 or 410 with a message that the model is retired.
- `unauthorized`: 401.
- `unknown`: nothing in the response indicates another reason, or its parts contradict each other.

Example:
    try:
        client.models.list()
    except APIStatusError as error:
        if error.reason == "insufficient_balance":
            notify_billing(error.message)
        raise
"""
ErrorT = TypeVar("ErrorT", bound="InferenceError")


class InferenceError(Exception):
    """Base class of all exceptions that this package defines.

    Example:
        try:
            completion = client.chat.completions.create(
                model="llama3.3-70b-instruct", messages=[{"role": "user", "content": "Hello"}]
            )
        except InferenceError as error:
            print(error.message)
    """

    @property
    def message(self) -> str:
        """Description of the error, in one line."""
        return str(self.args[0]) if self.args else ""

    def __reduce__(self) -> tuple[Any, ...]:
        # By default, exceptions are rebuilt from `args` alone and lose all other attributes. Deeply nested bodies are
        # stored flat, because pickle recurses and would raise RecursionError.
        from do_inference_generated._deep import is_deep, rows

        state = self.__dict__.copy()
        deep = {name: rows(value) for name, value in state.items() if is_deep(value)}
        if deep:
            return _restore_deep, (type(self), self.args, {**state, **dict.fromkeys(deep)}, deep)
        return _restore, (type(self), self.args, state)

    def __copy__(self) -> Self:
        return _restore(type(self), self.args, self.__dict__.copy())


def _restore(cls: type[ErrorT], args: tuple[Any, ...], state: Mapping[str, Any]) -> ErrorT:
    error = cls.__new__(cls, *args)
    error.__dict__.update(state)
    return error


def _restore_deep(
    cls: type[ErrorT], args: tuple[Any, ...], state: Mapping[str, Any], deep: Mapping[str, Any]
) -> ErrorT:
    from do_inference_generated._deep import from_rows

    return _restore(cls, args, {**state, **{name: from_rows(flat) for name, flat in deep.items()}})


class ConfigurationError(InferenceError, ValueError):
    """The arguments or environment variables of a client are missing or invalid, such as no key or a malformed URL.

    Example:
        try:
            client = Client()
        except ConfigurationError as error:
            sys.exit(f"{error}")  # "no model access key: pass api_key=..., ..."
    """


class ClientClosedError(InferenceError, RuntimeError):
    """The client, or the `http_client` that it uses, is closed. Create a new client.

    Calls that wait for the rate limit or for a retry raise it when another thread or task closes the client.

    Example:
        with Client() as client:
            models = client.models.list()
        client.models.list()  # raises ClientClosedError: the with statement has closed the client
    """


class UploadError(InferenceError):
    """A file cannot be read while it is uploaded. The request is not completed; `__cause__` is the original error.

    Example:
        try:
            client.audio.transcriptions.create(model="whisper-large-v3", file=Path("speech.wav"))
        except UploadError as error:
            print(error.message, error.__cause__)
    """


class FileChangedError(UploadError):
    """The size of a file changes while it is uploaded. The request is not completed.

    `expected` is the size in bytes at the start of the call, `actual` the size when the change was detected.

    Example:
        try:
            client.audio.transcriptions.create(model="whisper-large-v3", file=Path("recording.wav"))
        except FileChangedError as error:
            print(f"still being written: {error.actual - error.expected} bytes more")
    """

    def __init__(self, message: str, *, expected: int, actual: int) -> None:
        super().__init__(message)
        self.expected = expected
        self.actual = actual


class APIError(InferenceError):
    """A call failed. `response` contains status, headers and request ID; None if no response was received.

    Example:
        try:
            client.models.list()
        except APIError as error:
            print(error.message, error.request_id)
    """

    def __init__(self, message: str, *, response: ResponseInfo | None = None) -> None:
        super().__init__(message)
        self.response = response

    @property
    def request_id(self) -> str | None:
        """The ID that the server assigned to the request, for support; None if it reported none."""
        return None if self.response is None else self.response.request_id


class APIConnectionError(APIError):
    """The connection could not be established, or was lost. The server may have processed the request. Retried.

    `partial` and `usage` contain the result and the usage that a stream had accumulated; None for other calls.

    Example:
        try:
            client.models.list()
        except APIConnectionError as error:
            print(f"{error.message}: {error.__cause__!r}")
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
    """A phase of the request took longer than its timeout. Retried, unless it is a `DeadlineError`.

    `phase` is `connect`, `write`, `pool` (waiting for a free connection) or `read` (waiting for the response or its
    next chunk).

    Example:
        try:
            client.models.list(timeout=Timeout(connect=5, read=30))
        except APITimeoutError as error:
            print(f"timeout in phase {error.phase}")
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
    """A call took longer than its `deadline`, which includes retries, waits and reading the stream. Not retried.

    Example:
        try:
            client.models.list(deadline=10)  # seconds
        except DeadlineError:
            print("no list of models within 10 seconds")
    """

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
    """A successful response cannot be decoded: it is empty, is not JSON, or is JSON of the wrong type.

    `content_excerpt` is the beginning of the body as text; empty for an empty body.

    Example:
        try:
            client.models.list()
        except DecodingError as error:
            print(error.message, error.content_excerpt)  # such as the HTML page of a proxy
    """

    def __init__(
        self, message: str, *, content_excerpt: str = "", response: ResponseInfo | None = None
    ) -> None:
        super().__init__(message, response=response)
        self.content_excerpt = content_excerpt


class APIStatusError(APIError):
    """The server returned an error response. Each common status has a subclass.

    `str(error)` contains the status, the error code or type, the message, the hint and the request ID.

    Example:
        try:
            client.chat.completions.create(
                model="llama3.3-70b-instruct", messages=[{"role": "user", "content": "Hello"}]
            )
        except RateLimitError as error:
            print(error.reason, error.retry_after)
        except APIStatusError as error:
            print(error.status_code, error.code, error.message, error.hint)
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        code: str | None = None,
        type: str | None = None,  # noqa: A002 - the API's name for the field
        param: str | None = None,
        request_id: str | None = None,
        body: object = None,
        response: ResponseInfo | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, response=response)
        self.status_code = status_code
        """The HTTP status. For an error in the body of a response with status 200, the status that the body names."""
        self.code = code
        """The error code that the server reports, such as `context_length_exceeded`; None if it reports none."""
        self.type = type
        """The error type that the server reports, such as `invalid_request_error`; None if it reports none."""
        self.param = param
        """The request field that caused the error; None if the server does not name one."""
        self._request_id = request_id
        self.body = body
        """The body of the response: parsed JSON, or a string if it is not JSON."""
        self.retry_after = retry_after
        """Seconds to wait, counted from the arrival of the response: `retry-after`, or, for a `RateLimitError` that is
        not retried, the time until an exhausted limit resets. None if the server reports neither.
        """
        self.reason: ErrorReason = "unknown"
        """Why the server rejected the request; `ErrorReason` documents each value."""
        self.model: str | None = None
        """The model that `reason` concerns: the one named in the error, otherwise the one in the request. None if it is
        unknown, and for reasons that do not concern a single model, such as `request_quota`.
        """
        self.hint = ""
        """What to do: a sentence about `reason`, and details that the client knows, such as the URL for a 404, the
        source of the key for a 401, or the host after a redirect. Part of `str()`, not of `message`; may be empty.
        """

    @property
    def request_id(self) -> str | None:
        return self._request_id or super().request_id

    def __str__(self) -> str:
        # Some errors repeat the status as their code; the type is then more informative.
        name = self.type if self.code is None or self.code.isdigit() else self.code
        tail = f" (request id {self.request_id})" if self.request_id else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.status_code}{f' {name}' if name else ''}: {self.message}{hint}{tail}"


class BadRequestError(APIStatusError):
    """400: the request is invalid, or too long for the context of the model.

    Example:
        try:
            client.chat.completions.create(model="llama3.3-70b-instruct", messages=messages)
        except BadRequestError as error:
            if error.code == "context_length_exceeded":
                messages = messages[-10:]
    """


class AuthenticationError(APIStatusError):
    """401: the key is missing, invalid, or belongs to the other API.

    Agents do not accept model access keys, and serverless inference does not accept the keys of agents.

    Example:
        try:
            client.models.list()
        except AuthenticationError as error:
            print(error.hint)  # where the key came from
    """


class PermissionDeniedError(APIStatusError):
    """403: the key does not permit the request.

    The model is not available to the account or its tier, or the key is restricted to a VPC.

    Example:
        try:
            client.models.list()
        except PermissionDeniedError as error:
            print(error.reason, error.model)
    """


class NotFoundError(APIStatusError):
    """404: the resource does not exist, or the model does not support this endpoint.

    Example:
        try:
            client.batches.retrieve("batch_1")
        except NotFoundError as error:
            print(error.hint)  # the URL that was requested
    """


class MethodNotAllowedError(APIStatusError):
    """405: the path exists, but does not accept this HTTP method. Usually the base URL is wrong.

    Example:
        try:
            client.models.list()
        except MethodNotAllowedError as error:
            print(error.hint)
    """


class RequestTimeoutError(APIStatusError):
    """408: the server did not receive the complete request in time. Retried.

    Example:
        try:
            client.models.list(max_retries=5)
        except RequestTimeoutError as error:
            print(error.request_id)
    """


class ConflictError(APIStatusError):
    """409: the state of the resource does not allow the request, such as cancelling a completed batch. Not retried.

    Example:
        try:
            client.batches.cancel("batch_1")
        except ConflictError:
            batch = client.batches.retrieve("batch_1")
    """


class PreconditionFailedError(APIStatusError):
    """412: the requested data does not exist yet, such as the results of a running batch. Not retried.

    Example:
        try:
            client.batches.results("batch_1")
        except PreconditionFailedError:
            print("the batch is still running")
    """


class RequestTooLargeError(APIStatusError):
    """413: the request body exceeds the size that the server accepts.

    Example:
        try:
            client.embeddings.create(model="qwen3-embedding-0.6b", input=texts)
        except RequestTooLargeError:
            print("send the texts in several requests")
    """


class UnprocessableEntityError(APIStatusError):
    """422: a field is missing or invalid. The message names the field if the server reports it.

    Example:
        try:
            client.chat.completions.create(model="llama3.3-70b-instruct", messages=[])
        except UnprocessableEntityError as error:
            print(error.message, error.param)
    """


class RateLimitError(APIStatusError):
    """429: a rate limit or a lack of capacity. `reason` distinguishes them.

    Retried, except for the reason `daily_cap` and for waits that exceed `RetryPolicy.budget` (60 seconds by default).
    It is then raised immediately, and `retry_after` is the wait in seconds that the server requests.

    Example:
        try:
            client.models.list()
        except RateLimitError as error:
            print(error.reason, error.model, error.retry_after)
    """


class InternalServerError(APIStatusError):
    """500 or above: the server failed. Retried.

    Example:
        try:
            client.models.list()
        except InternalServerError as error:
            print(f"report request ID {error.request_id} to support")
    """


class StreamError(APIStatusError):
    """The server reported an error within a stream. `partial` and `usage` contain the data received before it.

    `partial` is the accumulated result, of the type that a completed stream returns; None if there was no event.

    Example:
        try:
            for event in stream:
                show(event)
        except StreamError as error:
            print(error.message, error.partial)
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        code: str | None = None,
        type: str | None = None,  # noqa: A002 - the API's name for the field
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
    """A stream ended without its final event. `partial` and `usage` contain the data received until then.

    `partial` is the accumulated result, of the type that a completed stream returns; None if there was no event.

    Example:
        try:
            for event in stream:
                show(event)
        except StreamTruncated as error:
            print("incomplete:", error.partial)
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
    """The connection was lost within a stream. `partial` and `usage` contain the data received until then.

    `partial` is the accumulated result, of the type that a completed stream returns; None if there was no event.

    Example:
        try:
            for event in stream:
                show(event)
        except StreamInterrupted as error:
            print("connection lost:", error.partial)
    """


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
    """Return the error class for an HTTP status."""
    if status >= 500:
        return InternalServerError
    return _CLASS_OF_STATUS.get(status, APIStatusError)
