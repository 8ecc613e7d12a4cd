"""Response metadata, responses before decoding, and binary responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import os

    from do_inference_generated._interface import RateLimitState, ResponseInfo

ResultT = TypeVar("ResultT")


class Headers(Mapping[str, str]):
    """Response headers as a read-only mapping from names to values.

    Names are case-insensitive and are listed in lower case. The values of a repeated header are joined with a comma and
    a space, as RFC 9110, section 5.3 describes.

    Example:
        headers = client.models.list().response.headers
        print(headers["Content-Type"], headers.get("x-request-id"))
    """

    __slots__ = ("_fields",)

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        found: dict[str, list[str]] = {}
        for name, value in raw:
            found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        self._fields = {name: ", ".join(values) for name, values in found.items()}

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        # Only the names: values such as cookies can be secret.
        return f"Headers({', '.join(self._fields)})"


class ResponseMetadata:
    """Status code, headers, and the values derived from them.

    Results, errors and streams have it as `response`, and `UndecodedResponse` as `info`.

    Example:
        response = client.models.list().response
        print(response.status_code, response.request_id, response.attempts)
        if response.rate_limit and response.rate_limit.requests:
            print(response.rate_limit.requests.remaining)
    """

    __slots__ = ("_headers", "_names", "_raw", "attempts", "requested_model", "status_code")

    def __init__(
        self,
        status_code: int,
        raw_headers: list[tuple[bytes, bytes]],
        attempts: int = 1,
        requested_model: str | None = None,
    ) -> None:
        self.status_code = status_code
        self.attempts = attempts
        """The number of requests sent for this call: 1 without retries."""
        self.requested_model = requested_model
        """The `model` of the request, or None if the request has none."""
        self._raw = raw_headers
        self._names = [name.lower() for name, _ in raw_headers]
        self._headers: Headers | None = None

    @property
    def headers(self) -> Mapping[str, str]:
        """The response headers. Names are case-insensitive."""
        # Parsed on first access, because most callers never read the headers of a response.
        if self._headers is None:
            self._headers = Headers(self._raw)
        return self._headers

    def field(self, name: bytes) -> str:
        """Return the first header with a lower-case name, or an empty string. Faster than parsing all headers."""
        return self._raw[self._names.index(name)][1].decode("latin-1") if name in self._names else ""

    def fields(self, name: bytes) -> list[str]:
        """Return the values of all headers with a lower-case name, one for each occurrence."""
        if name not in self._names:
            return []
        return [
            value.decode("latin-1")
            for key, (_, value) in zip(self._names, self._raw, strict=True)
            if key == name
        ]

    @property
    def media_type(self) -> str:
        """The media type in lower case and without parameters. Empty if there is no `content-type` header."""
        return self.field(b"content-type").partition(";")[0].strip().lower()

    @property
    def request_id(self) -> str | None:
        """The ID that the server assigned to the request. Include it in support requests."""
        return self.headers.get("x-request-id")

    @property
    def rate_limit(self) -> RateLimitState | None:
        """The rate limits that the headers report, or None if they report none."""
        from ..rate_limit._headers import parse_rate_limit  # Imported here to keep start-up fast.

        return parse_rate_limit(self.headers)

    @property
    def route(self) -> str | None:
        """The route (name of a task) that an inference router selected, or None if no header names one."""
        return self.headers.get("x-model-router-selected-route")

    def __repr__(self) -> str:
        return (
            f"ResponseMetadata(status_code={self.status_code}, request_id={self.request_id!r}, "
            f"attempts={self.attempts})"
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ResponseMetadata):
            return NotImplemented
        return (self.status_code, self._raw, self.attempts) == (other.status_code, other._raw, other.attempts)

    def __hash__(self) -> int:
        return hash((self.status_code, self.attempts, len(self._raw)))


class UndecodedResponse(Generic[ResultT]):
    """A successful response before decoding, as returned by the methods of `with_raw_response`.

    Error statuses raise an exception, as without `with_raw_response`.

    Example:
        raw = client.models.with_raw_response.list()
        print(raw.status_code, raw.headers["content-type"], len(raw.content))
        models = raw.parse()
    """

    __slots__ = ("_parse", "content", "info")

    def __init__(self, info: ResponseMetadata, content: bytes, parse: Callable[[], ResultT]) -> None:
        self.info = info
        """Status code, headers, request ID, rate limits and route."""
        self.content = content
        """The body as received, after decompression."""
        self._parse = parse

    @property
    def status_code(self) -> int:
        """The HTTP status code, such as 200."""
        return self.info.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The response headers. Names are case-insensitive."""
        return self.info.headers

    def parse(self) -> ResultT:
        """Return the result that the call without `with_raw_response` returns.

        Each call decodes the body again.

        Raises:
            DecodingError: The body does not match the described format.
            APIStatusError: The body reports an error although the status is successful.
        """
        return self._parse()

    def __repr__(self) -> str:
        return f"UndecodedResponse({self.status_code}, {len(self.content)} bytes)"


class Content:
    """A binary response, such as audio, a video or a file of results. The complete body is in memory.

    `len()` returns its size in bytes.

    Example:
        speech = client.audio.speech.create(model="qwen3-tts-voicedesign", input="Hello", response_format="wav")
        print(speech.content_type, len(speech))
        speech.write_to_file("hello.wav")
    """

    __slots__ = ("_content_type", "_response", "content")

    def __init__(self, content: bytes, response: ResponseMetadata, content_type: str | None = None) -> None:
        self.content = content
        """The bytes of the body."""
        self._response = response
        self._content_type = response.headers.get("content-type") if content_type is None else content_type

    @property
    def content_type(self) -> str | None:
        """The media type that the server reports, with its parameters, or None if it reports none.

        For bytes that the server returned as Base64 in JSON, it is the media type of their `data:` URL, or None if they
        are not in a `data:` URL.
        """
        return self._content_type or None

    @property
    def response(self) -> ResponseMetadata:
        """Status code, headers, request ID and rate limits."""
        return self._response

    @property
    def text(self) -> str:
        """The content decoded as UTF-8. Invalid bytes are replaced with U+FFFD."""
        return self.content.decode("utf-8", "replace")

    def write_to_file(self, path: str | os.PathLike[str]) -> None:
        """Write the content to a file. An existing file is replaced only after all bytes are written.

        Raises:
            OSError: The file cannot be written, for example because `path` is a directory.

        Example:
            client.videos.content(video.id).write_to_file("rain.mp4")
        """
        # Imported here for start-up time.
        from pathlib import Path

        from .._atomic_write import replacing

        with replacing(Path(path)) as partial, partial.open("xb") as file:
            file.write(self.content)

    def __len__(self) -> int:
        return len(self.content)

    def __repr__(self) -> str:
        return f"Content({self.content_type}, {len(self.content)} bytes)"


def attach(result: ResultT, info: ResponseInfo) -> ResultT:
    """Set the `response` of a result and return the result. Lists and mappings are returned unchanged."""
    try:  # noqa: SIM105 - `suppress` takes longer than the rest
        result._response = info  # type: ignore[attr-defined]
    except AttributeError:  # Lists and mappings have no such attribute.
        pass
    return result
