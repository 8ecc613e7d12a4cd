"""What the generated client knows of a call, and what it asks of the code that makes it.

The resources of this package describe calls; they never touch a connection. `Operation` says what a call is,
`Arguments` what this one carries, and an executor (the overlay's) knows how to make it.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from os import PathLike
from typing import (
    IO,
    TYPE_CHECKING,
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

if TYPE_CHECKING:
    from ._stream import AsyncStream, Stream

ResultT = TypeVar("ResultT")
EventT = TypeVar("EventT")
ResultT_co = TypeVar("ResultT_co", covariant=True)
T = TypeVar("T")


class NotGiven(enum.Enum):
    """The type of `NOT_GIVEN`: an argument that is left out and never sent.

    An explicit `None` is sent as null where the description allows null, and is left out elsewhere.
    """

    NOT_GIVEN = "NOT_GIVEN"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NOT_GIVEN: Final = NotGiven.NOT_GIVEN


FileInput: TypeAlias = (
    bytes | IO[bytes] | PathLike[str] | tuple[str, bytes | IO[bytes]] | tuple[str, bytes | IO[bytes], str]
)
"""A file to send: its bytes, a file opened in binary mode, a `pathlib.Path`, or (name, content) or (name, content,
content type). A text is none: neither a content, which has to be encoded, nor a path.

Anything with a `read` that returns bytes is such a file: a pipe, a response of `urlopen`, `gzip.open`. One that cannot
tell its length is copied first, to the disk if it is large, so that a retry can send it again. A
form sends a file from its beginning if it can go back; a body begins at the current position. A file that changes while
it is sent raises `FileChangedError`, one that cannot be read `UploadError`.
"""


class Timeout(NamedTuple):
    """How long each phase of a request may take, in seconds; None waits without a limit.

    `read` bounds the silence between two reads, not the whole answer: for that there is `deadline`.
    """

    connect: float | None = 10.0
    read: float | None = 600.0
    write: float | None = 60.0
    pool: float | None = 60.0


class RequestOptions(TypedDict, total=False):
    """What every call accepts in addition to its own arguments.

    None turns off `timeout`, `deadline`, `idle_timeout`, `event_timeout` and `max_wait`. For the others it means the
    same as leaving them out.
    """

    timeout: float | Timeout | None
    """Seconds for each of connect, read, write and waiting for a connection; or one `Timeout` for each phase."""
    deadline: float | None
    """Seconds that the whole call may take, with waiting, retries and the reading of a stream."""
    idle_timeout: float | None
    """Seconds that may pass between two reads of a stream."""
    event_timeout: float | None
    """Seconds that a stream may wait for its first event with content, and for each further one. Comments, pings and
    empty chunks do not count as content. Default: the client's, 600 unless set.
    """
    max_event_size: int | None
    """Bytes that one event of a stream may have. Default, also for None: 64 MiB."""
    max_body_size: int | None
    """Bytes that a body which is returned whole may have, decompressed. Default, also for None: 256 MiB. Files that
    `workflows.download` or the command line write piece by piece are exempt.
    """
    max_retries: int | None
    """How often a failed attempt is repeated. Default, also for None: the client's, 2 unless set."""
    extra_headers: Mapping[str, str] | None
    """Headers added to this request; they replace the SDK's own."""
    extra_query: Mapping[str, object] | None
    """Query parameters added to this request."""
    extra_body: Mapping[str, object] | None
    """Fields added to the JSON body of this request; they replace those of the same name."""
    priority: Literal["interactive", "bulk"] | None
    """Which calls go first when they wait for the rate limit. Default, also for None: `interactive`."""
    max_wait: float | None
    """Seconds that a request may wait in the queue for the rate limit. If the predicted wait is longer, the call raises
    `RateLimitDeadlineError` immediately. Default: the client's, 600 unless set, and no bound for `priority="bulk"`.
    """


class Shape(NamedTuple):
    """How to recognize a JSON object of a schema: its properties, without what is inside them."""

    required: Mapping[str, str] = {}
    """Each required property and its JSON type: `array`, `object`, `string`, `number`, `boolean`, or `any`."""
    constants: Mapping[str, object] = {}
    """Each required property that has one fixed value, and that value."""
    optional: tuple[str, ...] = ()
    """The other properties."""
    alternatives: tuple[str, ...] = ()
    """Optional properties of which each object has at least one, which may be null."""


class Schema(NamedTuple, Generic[T]):
    """A schema of the description, by the module of `models` that decodes it. Imported on first use."""

    module: str
    shapes: tuple[Shape, ...] = ()
    """The objects of the schema. For a union, the members that no tag identifies."""
    tag: str | None = None
    """The property that identifies the members of a union."""
    arrays: tuple[str, ...] = ()
    """Arrays that the shapes require. One with items shows that an object is a result."""

    def decoder(self) -> Callable[[Any], T]:
        """The total decoder of this schema: takes parsed JSON of any shape, never raises."""
        from importlib import import_module

        decode: Callable[[Any], T] = import_module(f"{__package__}.models.{self.module}").decode
        return decode


class EventStream(NamedTuple, Generic[EventT]):
    """The event stream an operation can answer with, as its description says."""

    event: Schema[EventT]
    fold: str
    """How events add up to the unstreamed result: `deltas`, `blocks`, `response`, `final` or `none`."""
    terminator: str | None = None
    """Event data that ends the stream and is no event itself."""
    final_events: tuple[str, ...] = ()
    """Values of an event's `type` after which nothing follows."""
    citation: Schema[Any] | None = None
    """A source that a part of the result's text rests on."""


class Operation(NamedTuple, Generic[ResultT, EventT]):
    """One operation of the description: all that a generic executor has to know of it."""

    id: str
    """The operationId."""
    resource: str
    """Where the method is found on the client, such as `chat.completions`; empty for the client itself."""
    name: str
    """The method's name, such as `create`."""
    api: Literal["serverless", "agent"]
    method: str
    path: str
    """Path template, its parameters in braces by their names on the wire."""
    query: tuple[str, ...] = ()
    """The names of its query parameters."""
    result: Schema[ResultT] | None = None
    """What a JSON answer decodes to. None for a binary answer or none at all."""
    binary: bool = False
    """The answer is bytes, whatever their content type."""
    media: tuple[str, ...] = ()
    """The described media types of an answer of bytes."""
    encoded: tuple[str, ...] = ()
    """The properties that lead to the bytes where the server sends them as Base64 in JSON."""
    plain_text: tuple[str, tuple[str, ...]] | None = None
    """A request field, and its values for which the answer is a text instead of JSON."""
    body: Literal["json", "multipart", "binary"] | None = None
    files: tuple[str, ...] = ()
    """Fields of a form that are files, or arrays of files."""
    stream: EventStream[EventT] | None = None
    secured: bool = True
    """Whether the key goes along. Never for presigned URLs."""
    absolute_url: str | None = None
    """The path parameter that is the whole URL, instead of server and path."""
    idempotent: bool = False
    """Whether an attempt whose fate is unknown may be repeated without a second effect."""
    experimental: bool = False
    probe: bool = False
    """Costs little and changes nothing: fit to ask how the rate limit stands."""


class Arguments(NamedTuple):
    """What one call carries. Values that are NOT_GIVEN are left out by the executor."""

    path: Mapping[str, object] = {}
    query: Mapping[str, object] = {}
    headers: Mapping[str, object] = {}
    body: Any = NOT_GIVEN
    """For `json` and `multipart` a mapping of fields (for `json` any value), for `binary` bytes or a readable file."""


class RateLimit(NamedTuple):
    """A published limit: at most `amount` of `unit` in any stretch of `seconds`."""

    name: str
    amount: int
    seconds: float
    unit: Literal["requests", "tokens"] = "requests"


class RateLimitWindow(NamedTuple):
    """One limit as the server's headers told it."""

    limit: int | None
    """The amount of a sliding window (`ratelimit-*`), or the capacity of a bucket (`x-ratelimit-*`)."""
    remaining: int | None
    """What is left after the request was evaluated."""
    reset: float | None
    """Unix time in seconds. Of a window: when its oldest request leaves it. Of a bucket, which refills continuously:
    when it is projected to hold enough for a request of the same size. None if the server says 0: there was enough for
    an accepted request, and the time is unknown after a refusal.
    """


class RateLimitState(NamedTuple):
    """What the headers of one answer said of the rate limit."""

    windows: Mapping[str, RateLimitWindow]
    """By name: `requests`, `tokens-per-minute`, `tokens-per-day`."""
    retry_after: float | None = None
    """Seconds to wait, where the server asked for it."""

    @property
    def requests(self) -> RateLimitWindow | None:
        """The limit on requests, or None where the headers did not tell one."""
        return self.windows.get("requests")


class ResponseInfo(Protocol):
    """What is known of the HTTP response behind a result, a stream or an error."""

    @property
    def status_code(self) -> int:
        """The HTTP status, such as 200."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Header fields; names are looked up in any case."""
        ...

    @property
    def request_id(self) -> str | None:
        """The server's name for this request, for support."""
        ...

    @property
    def rate_limit(self) -> RateLimitState | None:
        """What the headers said of the rate limit; None where they said nothing."""
        ...

    @property
    def route(self) -> str | None:
        """The route that an inference router chose, the name of a task; None if no header names one."""
        ...

    @property
    def attempts(self) -> int:
        """How many requests it took, 1 without retries."""
        ...


class RawResponse(Protocol[ResultT_co]):
    """An answer before decoding, from `with_raw_response`."""

    @property
    def info(self) -> ResponseInfo:
        """Status, headers, request id, rate-limit state and route."""
        ...

    @property
    def status_code(self) -> int:
        """The HTTP status, such as 200. An error status is raised, as by the call without `with_raw_response`."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Header fields; names are looked up in any case."""
        ...

    @property
    def content(self) -> bytes:
        """The body as it came, decompressed."""
        ...

    def parse(self) -> ResultT_co:
        """The result that the call without `with_raw_response` would have returned.

        Raises `DecodingError` where the body is not what was promised.
        """
        ...


class BinaryContent(Protocol):
    """An answer of bytes: a sound or a video file. Read whole before it is handed over."""

    @property
    def content(self) -> bytes:
        """All bytes."""
        ...

    @property
    def content_type(self) -> str | None:
        """The media type the server named, with its parameters; None where it named none."""
        ...

    @property
    def response(self) -> ResponseInfo:
        """Status, headers, request id and rate-limit state of the answer."""
        ...

    def write_to_file(self, path: str | PathLike[str]) -> None:
        """Write the bytes to `path`, replacing the file there only once all are written. Raises `OSError`."""
        ...


class Executor(Protocol):
    """Makes calls. Bound to one API, its host and its key."""

    def request(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> ResultT: ...
    def request_raw(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> RawResponse[ResultT]: ...
    def stream(
        self, operation: Operation[ResultT, EventT], arguments: Arguments, options: RequestOptions
    ) -> Stream[EventT, ResultT]: ...


class AsyncExecutor(Protocol):
    """Makes calls. Bound to one API, its host and its key."""

    async def request(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> ResultT: ...
    async def request_raw(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> RawResponse[ResultT]: ...
    async def stream(
        self, operation: Operation[ResultT, EventT], arguments: Arguments, options: RequestOptions
    ) -> AsyncStream[EventT, ResultT]: ...
