"""The interface between the generated methods and the code that sends their requests.

A generated method describes its call with an `Operation` and `Arguments` and passes both to an executor, which owns the
connections. This package contains the descriptions; the executors are in `do_inference`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from os import PathLike
from typing import (
    IO,
    Any,
    Final,
    Generic,
    Literal,
    NamedTuple,
    Protocol,
    TypeAlias,
    TypedDict,
    TypeVar,
)

ResultT = TypeVar("ResultT")
EventT = TypeVar("EventT")
ResultT_co = TypeVar("ResultT_co", covariant=True)
T = TypeVar("T")


class NotGiven(enum.Enum):
    """The type of `NOT_GIVEN`, the default of optional arguments. An argument that is `NOT_GIVEN` is not sent.

    An explicit `None` is sent as null if the API accepts null for the field, and is left out otherwise.

    Example:
        def complete(prompt: str, temperature: float | NotGiven = NOT_GIVEN) -> ChatCompletion:
            return client.chat.completions.create(
                model="llama3.3-70b-instruct",
                messages=[{"role": "user", "content": prompt}],
                temperature=temperature,
            )
    """

    NOT_GIVEN = "NOT_GIVEN"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NOT_GIVEN: Final = NotGiven.NOT_GIVEN
"""The value of an argument that is not sent. It is false in a boolean context."""


FileInput: TypeAlias = (
    bytes | IO[bytes] | PathLike[str] | tuple[str, bytes | IO[bytes]] | tuple[str, bytes | IO[bytes], str]
)
"""A file to send: bytes, a file opened in binary mode, a `pathlib.Path`, `(name, content)`, or `(name, content, content
type)`. A `str` is not accepted: encode text, and wrap a path in `pathlib.Path`.

Example:
    client.audio.transcriptions.create(model="whisper-large-v3", file=Path("speech.wav"))
    client.audio.transcriptions.create(model="whisper-large-v3", file=("speech.wav", data, "audio/wav"))

Any object with a `read` method that returns bytes is accepted, such as a pipe, a response of `urlopen` or the result of
`gzip.open`. If its length is unknown, the content is copied before it is sent, to disk if it is large, so that a retry
can send it again. A form sends a seekable file from its start; a binary body starts at the current position. If the
file changes while it is sent, the call raises `FileChangedError`; if it cannot be read, `UploadError`.
"""


class Timeout(NamedTuple):
    """The time limit of each phase of a request, in seconds. `None` means no limit.

    `read` limits the time between two reads, not the time of the complete response: use `deadline` for that.

    Example:
        client.models.list(timeout=Timeout(connect=5.0, read=30.0))
    """

    connect: float | None = 10.0
    """Seconds to establish a connection, including TLS."""
    read: float | None = 600.0
    """Seconds to wait for data from the server."""
    write: float | None = 60.0
    """Seconds to wait until the server accepts data."""
    pool: float | None = 60.0
    """Seconds to wait for a free connection of the pool."""


class RequestOptions(TypedDict, total=False):
    """The keyword arguments that every method accepts in addition to its own.

    `None` disables `timeout`, `deadline`, `idle_timeout`, `event_timeout` and `max_wait`. For the other options, `None`
    means the same as omitting the option.

    Example:
        patient: RequestOptions = {"timeout": 120.0, "max_retries": 5}
        client.models.list(**patient)
    """

    timeout: float | Timeout | None
    """Seconds for each of connecting, reading, writing and waiting for a connection, or a `Timeout` with one limit for
    each.
    """
    deadline: float | None
    """Seconds that the complete call may take, including waits, retries and reading a stream."""
    idle_timeout: float | None
    """Seconds that may pass between two reads of a stream."""
    event_timeout: float | None
    """Seconds that a stream may wait for its next event with content. Comments, pings and empty chunks do not count.
    Default: the client's `event_timeout`, which is 600 unless set.
    """
    max_event_size: int | None
    """Maximum size of one event of a stream, in bytes. Default: 64 MiB."""
    max_body_size: int | None
    """Maximum size of a response body, in bytes after decompression. Default: 256 MiB. Does not apply to files that
    `workflows.download` and the command line write to disk in chunks.
    """
    max_retries: int | None
    """Maximum number of retries after a failed attempt. Default: the client's `max_retries`, which is 2 unless set."""
    extra_headers: Mapping[str, str] | None
    """Headers to add to the request. They replace headers of the SDK with the same name."""
    extra_query: Mapping[str, object] | None
    """Query parameters to add to the request."""
    extra_body: Mapping[str, object] | None
    """Fields to add to the JSON body of the request. They replace fields with the same name."""
    priority: Literal["interactive", "bulk"] | None
    """The priority of the request while it waits for the rate limit. Default: `interactive`, which goes first."""
    max_wait: float | None
    """Seconds that a request may wait in the queue for the rate limit. If the predicted wait is longer, the call raises
    `RateLimitDeadlineError` immediately. Default: the client's `max_wait`, which is 600 unless set; no limit for
    `priority="bulk"`.
    """


class Shape(NamedTuple):
    """The properties that identify a JSON object as an instance of a schema. Nested properties are not included."""

    required: Mapping[str, str] = {}
    """The JSON type of each required property: `array`, `object`, `string`, `number`, `boolean` or `any`."""
    constants: Mapping[str, object] = {}
    """The value of each required property that has only one."""
    optional: tuple[str, ...] = ()
    """The other properties."""
    alternatives: tuple[str, ...] = ()
    """Optional properties of which every object has at least one, possibly with the value null."""


@cache
def _decoder(module: str) -> Callable[[Any], Any]:
    """Import a module of `models` and return its decoder."""
    # Not from `sys.modules`, where another thread may find the module before it is complete.
    decode: Callable[[Any], Any] = import_module(f"{__package__}.models.{module}").decode
    return decode


class Schema(NamedTuple, Generic[T]):
    """A schema of the API description, identified by the module of `models` that decodes it."""

    module: str
    shapes: tuple[Shape, ...] = ()
    """The shapes of its objects. For a union, only the shapes of the members that no tag identifies."""
    tag: str | None = None
    """The property that identifies the member of a union (the discriminator)."""
    arrays: tuple[str, ...] = ()
    """The arrays that a shape requires. If one of them has items, the object is a result and not an error."""

    def decoder(self) -> Callable[[Any], T]:
        """Import the module of the schema and return its decoder.

        The decoder accepts any parsed JSON and never raises.
        """
        decode: Callable[[Any], T] = _decoder(self.module)
        return decode


class EventStreamSpec(NamedTuple, Generic[EventT]):
    """The description of the event stream that an operation can return."""

    event: Schema[EventT]
    accumulator: str
    """The rule by which events add up to the result of the call without `stream`: `chat`, `completions`, `messages`,
    `responses`, `images` or `none`.
    """
    terminator: str | None = None
    """The data that marks the end of the stream and is not an event, such as `[DONE]`."""
    final_events: tuple[str, ...] = ()
    """The event types after which the stream ends."""
    citation: Schema[Any] | None = None
    """The schema of a source that the result cites."""


class PageFormat(NamedTuple):
    """Where a page of a list has its items and the way to the next page, as paths of properties through arrays."""

    items: tuple[str, ...]
    cursor: tuple[str, ...] = ()
    """The cursor of the next page. Of an array on the path, the last item counts."""
    more: tuple[str, ...] = ()
    """A boolean: whether there are more pages."""


class Pagination(NamedTuple):
    """How a list continues after a page."""

    by: Literal["cursor", "page", "offset"]
    """What the parameter contains: a cursor from the page before, the number of the page, or the number of items before
    the page.
    """
    parameter: str
    """The query parameter that selects the page."""
    formats: tuple[PageFormat, ...]
    """The formats that a page can have. The one that fits best counts."""
    start: int = 0
    """The number of the first page, or the offset of the first item."""


class Operation(NamedTuple, Generic[ResultT, EventT]):
    """One operation of the API: everything that an executor needs to know to perform it."""

    id: str
    """The operationId."""
    resource: str
    """The path of the resource on the client, such as `chat.completions`. Empty for methods of the client itself."""
    name: str
    """The name of the method, such as `create`."""
    api: Literal["serverless", "agent"]
    method: str
    """The HTTP method."""
    path: str
    """The path template, with the wire names of its parameters in braces."""
    query: tuple[str, ...] = ()
    """The names of the query parameters."""
    result: Schema[ResultT] | None = None
    """The schema of a JSON response. None if the response is binary or has no body."""
    binary: bool = False
    """Whether the response is bytes, regardless of its content type."""
    media: tuple[str, ...] = ()
    """The described media types of a binary response."""
    encoded: tuple[str, ...] = ()
    """The path of properties to the bytes, for servers that return them as Base64 in JSON."""
    plain_text: tuple[str, tuple[str, ...]] | None = None
    """A request field, and the values for which the response is plain text instead of JSON."""
    body: Literal["json", "multipart", "binary"] | None = None
    """The encoding of the request body. None if the request has no body."""
    files: tuple[str, ...] = ()
    """The fields of a form that contain files or arrays of files."""
    stream: EventStreamSpec[EventT] | None = None
    """The event stream. None if the operation does not stream."""
    pagination: Pagination | None = None
    """How the list continues after a page. None if the result is not a page of a list."""
    secured: bool = True
    """Whether the request carries the API key. False for presigned URLs."""
    absolute_url: str | None = None
    """The path parameter that contains the complete URL, which replaces server and path."""
    idempotent: bool = False
    """Whether a request can be repeated without a second effect if its outcome is unknown."""
    experimental: bool = False
    """Whether the operation can change or disappear without notice."""
    probe: bool = False
    """Whether the operation is suitable for reading the rate limit: it is cheap and changes nothing."""


class Arguments(NamedTuple):
    """The arguments of one call, by their place in the request. The executor leaves out values that are `NOT_GIVEN`."""

    path: Mapping[str, object] = {}
    query: Mapping[str, object] = {}
    headers: Mapping[str, object] = {}
    body: Any = NOT_GIVEN
    """A mapping of fields for `json` and `multipart` (`json` also accepts any other value), or bytes or a readable file
    for `binary`.
    """


class RateLimit(NamedTuple):
    """A published rate limit: at most `amount` of `unit` in any period of `seconds`."""

    name: str
    amount: int
    seconds: float
    unit: Literal["requests", "tokens"] = "requests"


class RateLimitWindow(NamedTuple):
    """One rate limit, as reported in the headers of a response."""

    limit: int | None
    """The size of a sliding window (`ratelimit-*` headers) or the capacity of a bucket (`x-ratelimit-*` headers)."""
    remaining: int | None
    """The amount left after this request."""
    reset: float | None
    """Unix time in seconds. For a window: the time when its oldest request leaves the window. For a bucket, which
    refills continuously: the projected time when it holds enough for a request of the same size. None if the header is
    0, which means that the bucket still held enough, or, after a rejected request, that the time is unknown.
    """


class RateLimitState(NamedTuple):
    """The rate limits that the headers of one response report.

    Example:
        info = client.models.list().response
        if info is not None and info.rate_limit is not None and info.rate_limit.requests is not None:
            print(info.rate_limit.requests.remaining)
    """

    windows: Mapping[str, RateLimitWindow]
    """The limits by name: `requests`, `tokens-per-minute`, `tokens-per-day`."""
    retry_after: float | None = None
    """Seconds to wait before the next request. None if the server did not ask for a wait."""

    @property
    def requests(self) -> RateLimitWindow | None:
        """The limit on requests, or None if the headers do not report it."""
        return self.windows.get("requests")


class ResponseInfo(Protocol):
    """Metadata of an HTTP response: the `response` of results, streams and errors.

    Example:
        result = client.chat.completions.create(model="llama3.3-70b-instruct", messages=messages)
        if result.response is not None:
            print(result.response.request_id, result.response.attempts)
    """

    @property
    def status_code(self) -> int:
        """The HTTP status code, such as 200."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The response headers. Names are case-insensitive."""
        ...

    @property
    def request_id(self) -> str | None:
        """The ID that the server assigned to the request. Include it in support requests."""
        ...

    @property
    def rate_limit(self) -> RateLimitState | None:
        """The rate limits that the headers report, or None if they report none."""
        ...

    @property
    def route(self) -> str | None:
        """The route (name of a task) that an inference router selected, or None if no header names one."""
        ...

    @property
    def attempts(self) -> int:
        """The number of requests sent for this call: 1 if there was no retry."""
        ...


class RawResponse(Protocol[ResultT_co]):
    """A response before decoding, as returned by the methods of `with_raw_response`.

    Example:
        raw = client.models.with_raw_response.list()
        print(raw.status_code, raw.headers["content-type"])
        models = raw.parse()
    """

    @property
    def info(self) -> ResponseInfo:
        """Status code, headers, request ID, rate limits and route."""
        ...

    @property
    def status_code(self) -> int:
        """The HTTP status code, such as 200. Error statuses raise an exception, as without `with_raw_response`."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The response headers. Names are case-insensitive."""
        ...

    @property
    def content(self) -> bytes:
        """The body as received, after decompression."""
        ...

    def parse(self) -> ResultT_co:
        """Return the result that the call without `with_raw_response` returns.

        Raises:
            DecodingError: The body does not match the described format.
        """
        ...


class BinaryContent(Protocol):
    """A binary response, such as an audio or video file. The complete body is in memory.

    Example:
        audio = client.audio.speech.create(model="tts-1", input="Hello", voice="alloy")
        audio.write_to_file("hello.mp3")
    """

    @property
    def content(self) -> bytes:
        """The complete body."""
        ...

    @property
    def content_type(self) -> str | None:
        """The media type of the response with its parameters, or None if the server did not send one."""
        ...

    @property
    def response(self) -> ResponseInfo:
        """Status code, headers, request ID and rate limits of the response."""
        ...

    def write_to_file(self, path: str | PathLike[str]) -> None:
        """Write the content to `path`. An existing file is replaced only after everything is written.

        Raises:
            OSError: The file cannot be written.
        """
        ...
