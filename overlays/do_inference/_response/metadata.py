"""What is known of an answer: its metadata, the answer before decoding, and answers of bytes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from .._atomic_write import replacing

if TYPE_CHECKING:
    import os

    from do_inference_generated._interface import RateLimitState, ResponseInfo

ResultT = TypeVar("ResultT")


class Headers(Mapping[str, str]):
    """Header fields, looked up by names in any case. Fields that came twice are joined by a comma."""

    __slots__ = ("_fields",)

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        fields: dict[str, str] = {}
        for name, value in raw:
            key = name.decode("latin-1").lower()
            text = value.decode("latin-1")
            fields[key] = f"{fields[key]}, {text}" if key in fields else text
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        # Values may be secret, such as cookies; names are enough to know what there is to ask for.
        return f"Headers({', '.join(self._fields)})"


class ResponseMetadata:
    """Status, headers and what they tell. On results as `.response`, on errors and streams as well."""

    __slots__ = ("_headers", "_raw", "attempts", "requested_model", "status_code")

    def __init__(
        self,
        status_code: int,
        raw_headers: list[tuple[bytes, bytes]],
        attempts: int = 1,
        requested_model: str | None = None,
    ) -> None:
        self.status_code = status_code
        self.attempts = attempts
        """How many requests it took, 1 without retries."""
        self.requested_model = requested_model
        """The model that the request named; None where it named none."""
        self._raw = raw_headers
        self._headers: Headers | None = None

    @property
    def headers(self) -> Mapping[str, str]:
        """Header fields; names are looked up in any case."""
        # Most answers are never asked for their headers, so they are read when they are.
        if self._headers is None:
            self._headers = Headers(self._raw)
        return self._headers

    def field(self, name: bytes) -> str:
        """One header field, by its lower-case name; empty where there is none."""
        for key, value in self._raw:
            if key.lower() == name:
                return value.decode("latin-1")
        return ""

    def fields(self, name: bytes) -> list[str]:
        """The values of each header field with a lower-case name."""
        return [value.decode("latin-1") for key, value in self._raw if key.lower() == name]

    @property
    def media_type(self) -> str:
        """The content type in lower case, without parameters; empty if the server named none."""
        return self.field(b"content-type").partition(";")[0].strip().lower()

    @property
    def request_id(self) -> str | None:
        """The server's name for this request, for support."""
        return self.headers.get("x-request-id")

    @property
    def rate_limit(self) -> RateLimitState | None:
        """What the headers said of the rate limit; None where they said nothing."""
        from ..rate_limit._headers import parse_rate_limit

        return parse_rate_limit(self.headers)

    @property
    def route(self) -> str | None:
        """The route that an inference router chose; None if no header names one."""
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
    """An answer before decoding, from `with_raw_response`."""

    __slots__ = ("_parse", "content", "info")

    def __init__(self, info: ResponseMetadata, content: bytes, parse: Callable[[], ResultT]) -> None:
        self.info = info
        self.content = content
        """The body as it came, decompressed."""
        self._parse = parse

    @property
    def status_code(self) -> int:
        return self.info.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """Header fields; names are looked up in any case."""
        return self.info.headers

    def parse(self) -> ResultT:
        """The result that the call without `with_raw_response` would have returned, or the error it would
        raise.
        """
        return self._parse()

    def __repr__(self) -> str:
        return f"UndecodedResponse({self.status_code}, {len(self.content)} bytes)"


class Content:
    """An answer of bytes: a sound, a video, a file of results. Held in memory whole."""

    __slots__ = ("_content_type", "_response", "content")

    def __init__(self, content: bytes, response: ResponseMetadata, content_type: str | None = None) -> None:
        self.content = content
        self._response = response
        self._content_type = response.headers.get("content-type") if content_type is None else content_type

    @property
    def content_type(self) -> str | None:
        """The media type of the bytes as the server named it, with its parameters; None where it named none.

        Bytes that came as Base64 in JSON have one only if the JSON held a `data:` URL.
        """
        return self._content_type or None

    @property
    def response(self) -> ResponseMetadata:
        return self._response

    @property
    def text(self) -> str:
        """The bytes as UTF-8, what is none replaced."""
        return self.content.decode("utf-8", "replace")

    def write_to_file(self, path: str | os.PathLike[str]) -> None:
        """Write the bytes to `path`, replacing the file there only once all are written."""
        with replacing(Path(path)) as partial, partial.open("xb") as file:
            file.write(self.content)

    def __len__(self) -> int:
        return len(self.content)

    def __repr__(self) -> str:
        return f"Content({self.content_type}, {len(self.content)} bytes)"


def attach(result: ResultT, info: ResponseInfo) -> ResultT:
    """`result`, knowing the answer it came from where it is something that can know."""
    with contextlib.suppress(AttributeError):  # A list or a mapping has no place for it.
        result._response = info  # type: ignore[attr-defined]
    return result
