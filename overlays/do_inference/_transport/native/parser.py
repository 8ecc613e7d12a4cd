"""Parses the responses of one HTTP/1.1 connection, without I/O."""

from __future__ import annotations

import re
from typing import Final

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpResponseParser

from .. import exceptions

MAX_OVERHEAD: Final = 100 * 1024
"""Maximum bytes of a head including interim responses, or of chunk extensions or trailers without body data."""

_MAX_DIGITS: Final = 20
_END: Final = re.compile(rb"[^\r\n]?\r\n\r\n").fullmatch
"""Matches the end of a head, or of a chunked body."""
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]").search


class ResponseParser:
    """Checks and parses responses with llhttp, and applies the rules that llhttp leaves to its users.

    Rejects what different recipients may read differently: two lengths, a length together with a transfer coding, other
    transfer codings than chunked, folded header lines, bare CR or LF, spaces before a colon, unknown versions, and
    unrequested protocol switches. Interim responses (1xx) and trailers are discarded.
    """

    __slots__ = (
        "_framed",
        "_length_known",
        "_overhead",
        "_parser",
        "_tail",
        "begun",
        "chunks",
        "complete",
        "error",
        "head_complete",
        "head_only",
        "headers",
        "keep_alive",
        "on_body",
        "reason",
        "status",
    )

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        """The parts of the body that were received and not taken."""
        self.on_body = self.chunks.append  # Bound here, so that the parser calls it without a Python frame.
        self.head_only = False
        """Whether the response ends with its head, because the method of the request is HEAD."""
        self.reset()
        self._parser: HttpResponseParser | None = HttpResponseParser(self)

    def reset(self) -> None:
        """Expect another response."""
        self.begun = False
        """Whether a byte of the response was received."""
        self._framed = False
        self._length_known = False
        self._overhead = 0
        self._tail = b""
        self.chunks.clear()
        self.status = 0
        self.reason = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.head_complete = False
        """Whether `status`, `reason` and `headers` are final."""
        self.complete = False
        """Whether the whole response was received."""
        self.keep_alive = False
        """Whether the connection can serve another request after this response."""
        self.error: exceptions.TransportError | None = None
        """The error that ends the response, after the chunks that were received before it."""

    def feed(self, data: bytes) -> None:
        """Parse the next received bytes, which must not be empty."""
        if self.error is not None or self._parser is None:
            return
        if self.complete:  # The data belongs to no request.
            self.keep_alive = False
            return
        self.begun = True
        in_body = self.head_complete
        while True:
            if not self._tail and data[0] != 0x48:  # llhttp also accepts empty lines, RTSP and ICE.
                self.error = exceptions.RemoteProtocolError(f"the response is not HTTP: {data[:32]!r}")
                return
            try:
                self._parser.feed_data(data)
                break
            except (HttpParserError, HttpParserUpgrade) as error:
                cause = error.__context__
                if isinstance(cause, _NoBody):
                    self.complete = True
                    more = bool(self._after_head(data))
                    self.keep_alive = self.keep_alive and self.head_only and not more
                    return
                if not isinstance(cause, _Interim):
                    self._stop(error)
                    return
            data = self._after_interim(data)
            if not data or self._exceeds(0):
                return
        if self.complete:
            self.keep_alive = self.keep_alive and self._ends_with(data, in_body)
            return
        self._tail = (self._tail + data)[-4:]
        if self.chunks:
            self._overhead = 0
        else:
            self._exceeds(len(data))

    def _after_interim(self, data: bytes) -> bytes:
        """Return what follows the head of an interim response in `data`, and forget that head."""
        rest = self._after_head(data)
        self._overhead += len(data) - len(rest)
        self._tail = b""
        self.reason = b""
        self.headers = []
        self._framed = self._length_known = False
        return rest

    def _after_head(self, data: bytes) -> bytes:
        """Return what follows the head of a response without a body in `data`, and expect another head."""
        # Another parser, because llhttp would accept empty lines and a body before the next head.
        self._parser = HttpResponseParser(self)
        return data[(self._tail + data).index(b"\r\n\r\n") + 4 - len(self._tail) :]

    def _exceeds(self, more: int) -> bool:
        """Count bytes that contain no body data. Return whether there are too many."""
        self._overhead += more
        if self._overhead <= MAX_OVERHEAD:
            return False
        what = "chunk extensions or trailers" if self.head_complete else "a head"
        self.error = exceptions.RemoteProtocolError(
            f"the response has {what} of more than {MAX_OVERHEAD} bytes"
        )
        return True

    def _ends_with(self, data: bytes, in_body: bool) -> bool:
        """Return whether the complete response ends with `data`. llhttp skips empty lines between responses."""
        if not (self._length_known and self.chunks):
            return _END((self._tail + data)[-5:]) is not None
        body = self.chunks[-1]  # The part of the body in `data`.
        if in_body:
            return len(body) == len(data)
        head = self._tail + data[: len(data) - len(body)]
        return data.endswith(body) and _END(head[-5:]) is not None

    def _stop(self, error: Exception) -> None:
        cause = error.__context__ if isinstance(error, HttpParserCallbackError) else None
        if not self.complete:
            reason = str(cause) if isinstance(cause, _Rejected) else str(error)
            self.error = exceptions.RemoteProtocolError(f"malformed response: {reason}")
        self.keep_alive = False

    def end(self) -> None:
        """Record that the server has closed its side of the connection."""
        if self.complete or self.error is not None:
            self.keep_alive = False
        elif not self.begun:
            self.error = exceptions.RemoteProtocolError("Server disconnected without sending a response.")
        elif self.head_complete and not self._framed:
            self.complete = True  # The body ends with the connection.
        else:
            part = "message body" if self.head_complete else "response head"
            self.error = exceptions.RemoteProtocolError(
                f"peer closed connection without sending complete {part}"
            )

    def take(self) -> bytes:
        """Return and remove the received part of the body."""
        chunks = self.chunks
        data = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        chunks.clear()
        return data

    def close(self) -> None:
        """End the use of this object. It refers to its parser and the parser to it, which delays their collection."""
        self._parser = None
        self.keep_alive = False
        if not self.complete and self.error is None:
            self.error = exceptions.ReadError("the connection was closed")

    # Callbacks of the parser. An exception in them stops it.

    def on_message_begin(self) -> None:
        if self.complete:
            raise _Rejected("another response")

    def on_status(self, text: bytes) -> None:
        self.reason += text

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.head_complete:
            self._check_trailer(name.lower())
            return
        size = len(name)
        if size == 17 and name.lower() == b"transfer-encoding":
            # llhttp ignores a coding before a tab.
            if self._framed or value.rstrip(b" ").lower() != b"chunked":
                raise _Rejected("a transfer coding other than chunked")
            self._framed = True
        elif size == 14 and name.lower() == b"content-length":
            if len(value.rstrip()) > _MAX_DIGITS:
                raise _Rejected("a length of too many digits")
            self._framed = self._length_known = True
        self.headers.append((name, value.rstrip()))

    def _check_trailer(self, name: bytes) -> None:
        if name == b"transfer-encoding":
            raise _Rejected("a transfer coding in a trailer")
        if name in (b"connection", b"proxy-connection"):  # llhttp would apply it to the connection.
            self.keep_alive = False

    def on_headers_complete(self) -> None:
        parser = self._parser
        assert parser is not None
        version = parser.get_http_version()
        if version not in ("1.1", "1.0"):
            raise _Rejected(f"HTTP version {version}")
        if self.reason != b"OK" and _CONTROL(self.reason):
            raise _Rejected("a control character in the reason phrase")
        status = parser.get_status_code()
        if status < 200:
            if status < 100 or status == 101:
                raise _Rejected(f"status {status}, which was not requested")
            raise _Interim
        self.status = status
        # The persistence of HTTP/1.0 is not used, as in httpx.
        self.keep_alive = version == "1.1" and parser.should_keep_alive()
        self.head_complete = True
        chunked = self._framed and not self._length_known
        if self.head_only or (chunked and status in (204, 304)):  # llhttp would wait for chunks.
            raise _NoBody

    def on_message_complete(self) -> None:
        self.complete = True


class _Rejected(Exception):
    """The response breaks a rule that llhttp does not check."""


class _NoBody(Exception):
    """The response ends with its head."""


class _Interim(Exception):
    """The head is that of an interim response."""
