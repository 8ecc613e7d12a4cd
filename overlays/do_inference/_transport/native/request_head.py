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
    fields = request.headers.raw
    lines = b"".join([b"%b: %b\r\n" % field for field in fields])
    target: bytes = request.extensions.get("target") or request.url.raw_path
    if not (_FIELDS(lines) and _METHOD(request.method) and _TARGET(target)):
        return "a header field, the method or the target has a character that HTTP forbids there"
    known = {name.lower(): value for name, value in fields}
    if b"host" not in known:
        return "Missing mandatory Host: header"
    length = known.get(b"content-length", b"0")
    if not length.isdigit():
        return "bad Content-Length"
    coding = known.get(b"transfer-encoding")
    if coding is not None and coding.lower() != b"chunked":
        return "Only Transfer-Encoding: chunked is supported"
    data = b"%b %b HTTP/1.1\r\n%b\r\n" % (request.method.encode("ascii"), target, lines)
    return RequestHead(Message(data), int(length), coding is not None)
