"""Requests and responses whose headers are parsed on first use. Most are never read through httpx's `Headers`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

if TYPE_CHECKING:
    from .._settings.header_fields import FieldList


class EndsAtOnce:
    """The stream of a body whose end does not wait."""

    def end(self) -> None:
        """Return the connection to the pool if the body was read to its end, or else close it."""
        raise NotImplementedError


class UnparsedHeaders(NamedTuple):
    """Header fields with the attribute of `httpx.Headers` that contains them."""

    raw: FieldList


def _parsed(message: LazyRequest | LazyResponse) -> httpx.Headers:
    return httpx.Headers(message.unparsed.raw)


class LazyRequest(httpx.Request):
    """An `httpx.Request` whose headers are parsed on first access."""

    headers = cached_property(_parsed)

    def __init__(
        self, method: str, url: httpx.URL, fields: FieldList, stream: Any, extensions: dict[str, Any]
    ) -> None:
        super().__init__(method, url, stream=stream, extensions=extensions)
        self.unparsed = UnparsedHeaders(fields)
        del self.__dict__["headers"]


class LazyResponse(httpx.Response):
    """An `httpx.Response` whose headers are parsed on first access."""

    headers = cached_property(_parsed)

    def __init__(self, status: int, fields: FieldList, stream: Any, extensions: dict[str, Any]) -> None:
        super().__init__(status, stream=stream, extensions=extensions)
        self.unparsed = UnparsedHeaders(fields)
        del self.__dict__["headers"]


def header_fields(message: httpx.Request | httpx.Response) -> FieldList:
    """Return the header fields of a request or response, without parsing them."""
    if isinstance(message, LazyRequest | LazyResponse) and "headers" not in message.__dict__:
        return message.unparsed.raw
    return message.headers.raw
