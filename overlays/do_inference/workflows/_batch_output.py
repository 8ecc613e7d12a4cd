"""The output of a batch: the URLs of its files, and the parsing of their lines. Performs no network I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from do_inference._json.codec import loads
from do_inference._response.error_bodies import describe, model_of, status_of, unwrap_error_list
from do_inference._response.reasons import rejection_reason
from do_inference.errors import DecodingError

from ._batch_input import MESSAGES
from ._errors import BatchLineError

if TYPE_CHECKING:
    from do_inference import models

T_co = TypeVar("T_co", covariant=True)
Decoder: TypeAlias = Callable[[Any], Any]

_OUTPUT_KEYS: Final = (
    "output_file_url",
    "presigned_url",
    "download_url",
    "output_location",
    "output_url",
    "url",
)
_ERROR_KEYS: Final = ("error_file_url", "error_presigned_url", "error_download_url", "error_url")
_NESTED: Final = ("download", "output", "results", "data")


class ResultUrls(NamedTuple):
    """The URLs of the result files. Each is None if the file does not exist."""

    output: str | None
    errors: str | None


def find_urls(results: models.BatchResults) -> ResultUrls:
    """Return the URLs in a response of the results endpoint, which has several formats."""
    value = results.to_dict()
    return ResultUrls(_find(value, _OUTPUT_KEYS), _find(value, _ERROR_KEYS))


def _find(value: Mapping[str, object], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        url = value.get(key)
        if isinstance(url, str) and url:
            return url
    for name in _NESTED:
        inner = value.get(name)
        if isinstance(inner, Mapping):
            found = _find(inner, keys)
            if found is not None:
                return found
        elif isinstance(inner, str) and keys is _OUTPUT_KEYS and inner.startswith(("https://", "http://")):
            return inner
    return None


@dataclass(frozen=True, slots=True)
class BatchResult(Generic[T_co]):
    """The result of one request of a batch: either `value` or `error` is set.

    Example:
        for result in read_results("batch_1-output.jsonl", endpoint="/v1/chat/completions"):
            print(result.custom_id, result.error or result.result().choices[0].message.content)
    """

    custom_id: str
    """Empty if the line has none, or is malformed."""
    value: T_co | None = None
    error: BatchLineError | None = None
    status_code: int | None = None
    """The HTTP status of the response to the request; None if the line contains none."""
    request_id: str | None = None
    """The id of the request at the server, for support."""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The line as JSON, unchanged."""

    def result(self) -> T_co:
        """Return the value, or raise the error."""
        if self.error is not None:
            raise self.error
        assert self.value is not None
        return self.value


@dataclass(frozen=True, slots=True)
class BatchOutcome(Generic[T_co]):
    """The results of a batch, by the custom_id of each request.

    Example:
        outcome = run_batch(client, "requests.jsonl", endpoint="/v1/chat/completions")
        for custom_id, completion in outcome.succeeded.items():
            print(custom_id, completion.choices[0].message.content)
        print(len(outcome.failed), "requests failed,", len(outcome.missing), "have no result")
    """

    batch: models.Batch
    results: Mapping[str, BatchResult[T_co]]
    missing: tuple[str, ...] = ()
    """The custom_ids of requests without a result. Only `run_batch` knows the requests; otherwise empty."""
    unassigned: tuple[BatchResult[T_co], ...] = ()
    """Malformed lines, and lines without a custom_id."""

    @property
    def succeeded(self) -> dict[str, T_co]:
        """The values of successful requests, by custom_id."""
        return {name: r.value for name, r in self.results.items() if r.error is None and r.value is not None}

    @property
    def failed(self) -> dict[str, BatchLineError]:
        """The errors of failed requests, by custom_id."""
        return {name: r.error for name, r in self.results.items() if r.error is not None}

    def __getitem__(self, custom_id: str) -> T_co:
        """Return the value of a request. Raise its error if it failed, `KeyError` if there is no result."""
        return self.results[custom_id].result()

    def __len__(self) -> int:
        return len(self.results)

    def __iter__(self) -> Iterator[str]:
        return iter(self.results)


# The tags of response bodies, for batches whose endpoint is unknown.
_ENDPOINT_OF_TAG: Final[Mapping[str, str]] = {
    "chat.completion": "/v1/chat/completions",
    "response": "/v1/responses",
    "message": MESSAGES,
}


def endpoint_of(batch: models.Batch) -> str | None:
    """Return the endpoint of the requests of a batch, if the batch contains it."""
    if batch.endpoint:
        return batch.endpoint
    return MESSAGES if batch.provider == "anthropic" else None


# A body with an `error` and only these fields is an error. A body with other fields is a result that contains an
# `error`, such as a response with the status `failed`.
_ERROR_FIELDS: Final = frozenset({"error", "status_code", "message", "type", "code", "request_id"})


class ResultParser:
    """Parses the lines of result files. Decodes values as the operation of the endpoint does."""

    def __init__(self, endpoint: str | None) -> None:
        self._endpoint = endpoint
        self._decoders: dict[str, Decoder] = {}

    def lines(self, file: IO[bytes]) -> Iterator[BatchResult[Any]]:
        """Yield the result of each non-empty line."""
        for text in file:
            if text.strip():
                yield self.line(text)

    def line(self, text: bytes) -> BatchResult[Any]:
        """Parse one line. A malformed line becomes a result with an error, not an exception."""
        try:
            value = loads(text)
        except DecodingError as error:
            return BatchResult("", error=BatchLineError(error.message, body=error.content_excerpt))
        if not isinstance(value, dict):
            return BatchResult("", error=BatchLineError("the line is not a JSON object", body=value))
        return self._result(value)

    def _result(self, line: dict[str, Any]) -> BatchResult[Any]:
        raw_id = line.get("custom_id")
        custom_id = raw_id if isinstance(raw_id, str) else ""
        response = _mapping(line.get("response"))
        status, request_id = response.get("status_code"), response.get("request_id")
        status = status if isinstance(status, int) else None
        body, failure = _body_and_failure(line)
        error: BatchLineError | None = None
        if body is None or failure is not None or (status is not None and not 200 <= status < 300):
            error = _error(custom_id, status, body if failure is None else failure)
        return BatchResult(
            custom_id,
            value=self._decode(body) if error is None else None,
            error=error,
            status_code=status,
            request_id=request_id if isinstance(request_id, str) else None,
            raw=line,
        )

    def _decode(self, body: Any) -> Any:
        tag = body.get("object") or body.get("type")
        endpoint = self._endpoint or (_ENDPOINT_OF_TAG.get(tag) if isinstance(tag, str) else None)
        if endpoint is None:
            return body
        decoder = self._decoders.get(endpoint)
        if decoder is None:
            decoder = self._decoders[endpoint] = _decoder(endpoint)
        return decoder(body)


def _decoder(endpoint: str) -> Decoder:
    from do_inference_generated.operations import OPERATIONS

    for operation in OPERATIONS.values():
        if operation.api == "serverless" and operation.path == endpoint and operation.method == "POST":
            return operation.result.decoder() if operation.result is not None else _unchanged
    return _unchanged


def _unchanged(value: Any) -> Any:
    return value


def _body_and_failure(line: Mapping[str, Any]) -> tuple[dict[str, Any] | None, object]:
    """Return the response body and the failure of a line, each None if absent.

    The format depends on the provider: `response.body` and `error`, or `result` with `message` or `error`.
    """
    result = _mapping(line.get("result"))
    response = _mapping(line.get("response"))
    failure = line.get("error") or result.get("error")
    outcome = result.get("type")
    if failure is None and outcome in ("errored", "canceled", "cancelled", "expired"):
        verb = {"errored": "failed", "expired": "expired"}.get(outcome, f"was {outcome}")
        failure = {"code": outcome, "message": f"the request {verb}"}
    for body in (response.get("body"), result.get("message"), line.get("body"), line.get("message")):
        if isinstance(body, dict) and body:
            if body.get("error") and _ERROR_FIELDS.issuperset(body):
                return None, failure or body
            return body, failure or None
    return None, failure or None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _error(custom_id: str, status: int | None, body: object) -> BatchLineError:
    description = describe(body)
    message = description.message or (
        f"the request failed with status {status}"
        if status
        else "the line contains neither a response nor an error"
    )
    error = BatchLineError(
        message,
        custom_id=custom_id,
        status_code=status,
        code=description.code,
        type=description.type,
        body=body,
    )
    error_status = status if status is not None and status >= 400 else status_of(body)
    error.reason = rejection_reason(error_status, unwrap_error_list(body), description, {})
    error.model = model_of(error.reason, body)
    return error
