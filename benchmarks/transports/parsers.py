"""Two parsers of HTTP/1.1 responses with the same interface, for the same connections.

They parse what the server of the benchmark sends, and reject what RFC 9112 forbids in it. They lack what a client of
hostile servers needs: limits of size, 1xx, 101, responses without a body, and bodies that end with the connection.
"""

from __future__ import annotations

import re
from typing import Protocol


class Parser(Protocol):
    """Parses the responses of one connection, one after the other."""

    headers: list[tuple[bytes, bytes]]
    head_complete: bool
    complete: bool
    keep_alive: bool

    def start(self) -> None:
        """Expect a response."""
        ...

    def feed(self, data: bytes) -> bytes:
        """Parse `data`, and return the content of the body in it."""
        ...


class HttptoolsParser:
    """The parser of `httptools`, which is the one of Node (llhttp)."""

    def __init__(self) -> None:
        from httptools import HttpResponseParser

        self.headers: list[tuple[bytes, bytes]] = []
        self._parts: list[bytes] = []
        self.on_body = self._parts.append
        self._parser = HttpResponseParser(self)
        self._feed = self._parser.feed_data

    def start(self) -> None:
        self.headers = []
        self.head_complete = self.complete = False

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self.head_complete = True
        self.status = self._parser.get_status_code()
        self.keep_alive = self._parser.should_keep_alive()

    def on_message_complete(self) -> None:
        self.complete = True

    def feed(self, data: bytes) -> bytes:
        self._feed(data)
        body = b"".join(self._parts)
        self._parts.clear()
        return body


_VALUE = rb"[\t\x20-\x7e\x80-\xff]*"
_HEAD = re.compile(
    rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?: %b)?\r\n((?:[!#$%%&'*+\-.^_`|~0-9A-Za-z]+:%b\r\n)*)\r\n"
    % (_VALUE, _VALUE)
).fullmatch
_FIELDS = re.compile(rb"([^:]+):[ \t]*([^\r]*[^\r \t]|)[ \t]*\r\n").findall
_SIZE = re.compile(rb"\r\n([0-9A-Fa-f]{1,15})(?:;%b)?\r\n" % _VALUE).match
"""Matches the end of a chunk and the size of the next one."""
_SIZE_PREFIX = re.compile(rb"\r?|\r\n[0-9A-Fa-f]{0,15}(?:;%b)?\r?" % _VALUE).fullmatch


class HandwrittenParser:
    """A parser of regular expressions. It checks a head with one, and decodes all chunks of a read in one loop."""

    def start(self) -> None:
        self.head_complete = self.complete = False
        self._held = b""
        self._left = 0
        self._feed_body = self._feed_length

    def feed(self, data: bytes) -> bytes:
        if self.head_complete:
            return self._feed_body(data)
        data = self._held + data
        end = data.find(b"\r\n\r\n") + 4
        if end == 3:
            self._held = data
            return b""
        self._parse_head(data[:end])
        return self._feed_body(data[end:])

    def _parse_head(self, head: bytes) -> None:
        match = _HEAD(head)
        if match is None:
            raise ValueError("malformed head")
        self.status = int(match[2])
        self.headers = _FIELDS(match[3])
        self.head_complete = True
        fields: dict[bytes, bytes] = {}
        for field, value in self.headers:
            name = field.lower()
            if name in fields and name in {b"content-length", b"transfer-encoding"}:
                raise ValueError("two lengths")
            fields[name] = value
        self.keep_alive = match[1] == b"1" and fields.get(b"connection", b"").lower() != b"close"
        coding, length = fields.get(b"transfer-encoding"), fields.get(b"content-length", b"")
        if coding is None and length.isdigit():
            self._left = int(length)
        elif coding is not None and coding.lower() == b"chunked" and not length:
            self._held = b"\r\n"  # The state after a chunk.
            self._feed_body = self._feed_chunks
        else:
            raise ValueError("no length, or two")

    def _feed_length(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise ValueError("bytes after the body")
        self.complete = not self._left
        return data

    def _feed_chunks(self, data: bytes) -> bytes:
        position = self._left
        if len(data) <= position:
            self._left -= len(data)
            return data
        data = self._held + data
        parts = [data[:position]]
        while (line := _SIZE(data, position)) is not None:
            size = int(line[1], 16)
            begin = line.end()
            if not size:
                return self._end_chunks(data, position, begin, parts)
            position = begin + size
            parts.append(data[begin:position])
        self._left = max(position - len(data), 0)
        self._held = data[position:]
        if not _SIZE_PREFIX(self._held):
            raise ValueError("malformed chunk")
        return b"".join(parts)

    def _end_chunks(self, data: bytes, position: int, begin: int, parts: list[bytes]) -> bytes:
        end = data[begin:]
        if not b"\r\n".startswith(end) and end != b"\r\n":
            raise ValueError("trailers, or bytes after the body")
        self.complete = end == b"\r\n"
        self._left = 0
        self._held = data[position:]
        return b"".join(parts)


class CopyingParser(HandwrittenParser):
    """Parses views, which regular expressions accept and concatenation does not."""

    def feed(self, data: bytes) -> bytes:
        return super().feed(bytes(data))
