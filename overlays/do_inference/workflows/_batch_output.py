"""The output of a batch: where it is, and what its lines say. Reads no network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from do_inference._json.codec import loads
from do_inference._responses.error_bodies import describe, model_of, status_of, unwrapped
from do_inference._responses.reasons import reason_of
from do_inference.errors import DecodingError

from ._batch_lines import MESSAGES
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
    """Where the results of a batch are. Each is None where there is no such file."""

    output: str | None
    errors: str | None


def find_urls(results: models.BatchResults) -> ResultUrls:
    """The URLs in an answer about results, in whichever of the known shapes it came."""
    whole = results.to_dict()
    return ResultUrls(_find(whole, _OUTPUT_KEYS), _find(whole, _ERROR_KEYS))


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
    """What became of one request of a batch: either `value` or `error` is set."""

    custom_id: str
    """Empty where the line has none, or cannot be read."""
    value: T_co | None = None
    error: BatchLineError | None = None
    status_code: int | None = None
    """The HTTP status that the request was answered with, where one was told."""
    request_id: str | None = None
    """The server's name for the request, for support."""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The line as it came."""

    def result(self) -> T_co:
        """The value. Raises the error where there is none."""
        if self.error is not None:
            raise self.error
        assert self.value is not None
        return self.value


@dataclass(frozen=True, slots=True)
class BatchOutcome(Generic[T_co]):
    """The results of a batch, by the custom_id of each request."""

    batch: models.Batch
    results: Mapping[str, BatchResult[T_co]]
    missing: tuple[str, ...] = ()
    """Requests that nothing came back for. Known only where the requests are: in `run_batch`."""
    unassigned: tuple[BatchResult[T_co], ...] = ()
    """Lines without a custom_id, or that cannot be read."""

    @property
    def succeeded(self) -> dict[str, T_co]:
        """The answers, by custom_id."""
        return {name: r.value for name, r in self.results.items() if r.error is None and r.value is not None}

    @property
    def failed(self) -> dict[str, BatchLineError]:
        """The errors, by custom_id."""
        return {name: r.error for name, r in self.results.items() if r.error is not None}

    def __getitem__(self, custom_id: str) -> T_co:
        """The answer to a request. Raises its error where it failed, `KeyError` where nothing came back."""
        return self.results[custom_id].result()

    def __len__(self) -> int:
        return len(self.results)

    def __iter__(self) -> Iterator[str]:
        return iter(self.results)


# The tags of answers, for batches that do not say where their requests went.
_ENDPOINT_OF_TAG: Final[Mapping[str, str]] = {
    "chat.completion": "/v1/chat/completions",
    "response": "/v1/responses",
    "message": MESSAGES,
}


def endpoint_of(batch: models.Batch) -> str | None:
    """Where the requests of a batch went, as far as the batch tells."""
    if batch.endpoint:
        return batch.endpoint
    return MESSAGES if batch.provider == "anthropic" else None


# What the body of an error consists of. One with any other field is an answer that has an `error`, such as a
# response that failed.
_FIELDS_OF_ERRORS: Final = frozenset({"error", "status_code", "message", "type", "code", "request_id"})


class LineReader:
    """Reads lines of results. Answers are decoded as the endpoint's operation decodes its own."""

    def __init__(self, endpoint: str | None) -> None:
        self._endpoint = endpoint
        self._decoders: dict[str, Decoder] = {}

    def lines(self, file: IO[bytes]) -> Iterator[BatchResult[Any]]:
        """The result on each line that is not empty."""
        for text in file:
            if text.strip():
                yield self.line(text)

    def line(self, text: bytes) -> BatchResult[Any]:
        """What one line says. Never raises: a line that cannot be read is an error of its own."""
        try:
            value = loads(text)
        except DecodingError as error:
            return BatchResult("", error=BatchLineError(error.message, body=error.content_excerpt))
        if not isinstance(value, dict):
            return BatchResult("", error=BatchLineError("the line is no JSON object", body=value))
        return self._result(value)

    def _result(self, line: dict[str, Any]) -> BatchResult[Any]:
        told = line.get("custom_id")
        custom_id = told if isinstance(told, str) else ""
        answer = _mapping(line.get("response"))
        status, request_id = answer.get("status_code"), answer.get("request_id")
        status = status if isinstance(status, int) else None
        body, failure = _parts(line)
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
            return operation.result.decoder() if operation.result is not None else _as_it_came
    return _as_it_came


def _as_it_came(value: Any) -> Any:
    return value


def _parts(line: Mapping[str, Any]) -> tuple[dict[str, Any] | None, object]:
    """The answer and the failure of a line, each None where there is none.

    Providers differ: `response.body` and `error`, or `result` with `message` or `error`.
    """
    result = _mapping(line.get("result"))
    response = _mapping(line.get("response"))
    failure = line.get("error") or result.get("error")
    kind = result.get("type")
    if failure is None and kind in ("errored", "canceled", "cancelled", "expired"):
        failure = {"code": kind, "message": f"the request {'failed' if kind == 'errored' else f'was {kind}'}"}
    for body in (response.get("body"), result.get("message"), line.get("body"), line.get("message")):
        if isinstance(body, dict) and body:
            if body.get("error") and _FIELDS_OF_ERRORS.issuperset(body):
                return None, failure or body
            return body, failure or None
    return None, failure or None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _error(custom_id: str, status: int | None, said: object) -> BatchLineError:
    told = describe(said)
    message = told.message or (
        f"refused with status {status}" if status else "there is neither answer nor error"
    )
    error = BatchLineError(
        message, custom_id=custom_id, status_code=status, code=told.code, type=told.type, body=said
    )
    refused = status if status is not None and status >= 400 else status_of(said)
    error.reason = reason_of(refused, unwrapped(said), told, {})
    error.model = model_of(error.reason, said)
    return error
