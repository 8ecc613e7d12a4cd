"""Writes the heads of HTTP/1.1 requests, without I/O."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from .. import exceptions

if TYPE_CHECKING:
    from ..messages import Request

_FIELDS: Final = re.compile(rb"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+: [\t\x20-\x7e\x80-\xff]*\r\n)*").fullmatch
_METHOD: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch
_TARGET: Final = re.compile(rb"[\x21-\x7e]+").fullmatch


class Message:
    """Bytes to send. Tracebacks that show variables do not show them: they contain the key."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data


class RequestHead(NamedTuple):
    """The head of a request and the framing of its body."""

    message: Message
    length: int
    """The length of the body in bytes, unless it is chunked."""
    chunked: bool


def request_head(request: Request) -> RequestHead:
    """Return the head of a request.

    Raises `LocalProtocolError` for fields that would change the meaning of the request on the wire.
    """
    head = _request_head(request)
    if isinstance(head, str):  # Raised here, where no variable contains the key.
        raise exceptions.LocalProtocolError(head)
    return head


def _request_head(request: Request) -> RequestHead | str:
    """Return the head of a request, or why it cannot be sent."""
    length, chunked, host = 0, False, False
    lines = []
    for name, value in request.headers.raw:
        lines.append(b"%b: %b\r\n" % (name, value))
        size = len(name)
        if size == 4:
            host = host or name.lower() == b"host"
        elif size == 14 and name.lower() == b"content-length":
            if not value.isdigit():
                return "bad Content-Length"
            length = int(value)
        elif size == 17 and name.lower() == b"transfer-encoding":
            if value.lower() != b"chunked":
                return "Only Transfer-Encoding: chunked is supported"
            chunked = True
    fields = b"".join(lines)
    target: bytes = request.extensions.get("target") or request.url.raw_path
    if not host:
        return "Missing mandatory Host: header"
    if not (_FIELDS(fields) and _METHOD(request.method) and _TARGET(target)):
        return "a header field, the method or the target has a character that HTTP forbids there"
    data = b"%b %b HTTP/1.1\r\n%b\r\n" % (request.method.encode("ascii"), target, fields)
    return RequestHead(Message(data), length, chunked)
