"""The native transports reject responses that recipients may read differently, and bound what they read."""

from __future__ import annotations

import asyncio
import socket
from typing import NamedTuple

import httpx
import pytest

from do_inference._tls import untrusting_context
from do_inference._transport import exceptions
from do_inference._transport.adapters import AsyncForHTTPX, ForHTTPX
from do_inference._transport.native.async_transport import AsyncNativeTransport
from do_inference._transport.native.connection import READ_BYTES
from do_inference._transport.native.parser import MAX_OVERHEAD, ResponseParser
from do_inference._transport.native.transport import NativeTransport

from .loopback import Handler, Loopback, Request, reply

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
SIZED = OK + b"Content-Length: 5\r\n"
END = b"0\r\n\r\n"
HELLO = b"5\r\nhello\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Case(NamedTuple):
    """A response and its outcome."""

    response: bytes
    error: str = ""
    """A part of the message of the error; empty if the response is accepted."""
    status: int = 200
    body: bytes = b"hello"
    reused: bool = True
    """Whether the connection serves the next request."""
    closed: bool = False
    """Whether the server closes the connection after the response."""
    method: str = "GET"


CASES = {
    "two different lengths": Case(SIZED + b"Content-Length: 6\r\n\r\nhello!", "Duplicate Content-Length"),
    "two equal lengths": Case(SIZED + b"Content-Length: 5\r\n\r\nhello", "Duplicate Content-Length"),
    "two lengths in one line": Case(OK + b"Content-Length: 5, 5\r\n\r\nhello", "Content-Length"),
    "a signed length": Case(OK + b"Content-Length: +5\r\n\r\nhello", "Content-Length"),
    "an empty length": Case(OK + b"Content-Length:\r\n\r\nhello", "Content-Length"),
    "a length of 22 digits": Case(
        OK + b"Content-Length: " + b"0" * 21 + b"5\r\n\r\nhello", "too many digits"
    ),
    "an overflowing length": Case(OK + b"Content-Length: 99999999999999999999\r\n\r\nhello", "overflow"),
    "a length, then chunks": Case(
        SIZED + b"Transfer-Encoding: chunked\r\n\r\n" + HELLO + END, "Transfer-Encoding can't be present"
    ),
    "chunks, then a length": Case(
        OK + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + HELLO + END,
        "Content-Length can't be present",
    ),
    "another coding": Case(OK + b"Transfer-Encoding: gzip\r\n\r\nhello", "other than chunked", closed=True),
    "two codings": Case(OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + HELLO + END, "other than chunked"),
    "chunked twice": Case(CHUNKED[:-2] + b"Transfer-Encoding: chunked\r\n\r\n" + HELLO + END, "chunked"),
    "no coding": Case(OK + b"Transfer-Encoding:\r\n\r\nhello", "Transfer-Encoding"),
    "a tab after the coding": Case(CHUNKED[:-4] + b"\t\r\n\r\n" + HELLO + END, "other than chunked"),
    "a space before the colon": Case(OK + b"Content-Length : 5\r\n\r\nhello", "Invalid header field char"),
    "an empty name": Case(SIZED + b": x\r\n\r\nhello", "Invalid header token"),
    "a line without a colon": Case(SIZED + b"X\r\n\r\nhello", "Invalid header"),
    "a folded line": Case(SIZED + b"X: a\r\n b\r\n\r\nhello", "Unexpected whitespace"),
    "a line folded with a tab": Case(SIZED + b"X: a\r\n\tb\r\n\r\nhello", "Unexpected whitespace"),
    "a folded first line": Case(OK + b" X: a\r\nContent-Length: 5\r\n\r\nhello", "space"),
    "a bare LF after the status": Case(b"HTTP/1.1 200 OK\nContent-Length: 5\r\n\r\nhello", "CR"),
    "a bare LF after a header": Case(OK + b"Content-Length: 5\n\r\nhello", "CR"),
    "a bare LF as the empty line": Case(SIZED + b"\nhello", "Invalid header"),
    "a bare CR in a value": Case(SIZED + b"X: a\rContent-Length: 9\r\n\r\nhello", "LF"),
    "a bare CR after the status": Case(b"HTTP/1.1 200 OK\rContent-Length: 5\r\n\r\nhello", "LF"),
    "NUL in a value": Case(SIZED + b"X: a\0b\r\n\r\nhello", "Invalid header value char"),
    "a control character in a value": Case(SIZED + b"X: a\x01b\r\n\r\nhello", "Invalid header value char"),
    "a control character in a name": Case(SIZED + b"X\x01: a\r\n\r\nhello", "Invalid header"),
    "a control character in the reason": Case(
        b"HTTP/1.1 200 O\x01K\r\nContent-Length: 5\r\n\r\nhello", "reason phrase"
    ),
    "HTTP/2.0": Case(b"HTTP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP version 2.0"),
    "HTTP/0.9": Case(b"HTTP/0.9 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP version 0.9"),
    "no status line": Case(b"hello", "not HTTP"),
    "RTSP": Case(b"RTSP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "not HTTP"),
    "status 099": Case(b"HTTP/1.1 099 OK\r\nContent-Length: 5\r\n\r\nhello", "status 99"),
    "a status of four digits": Case(b"HTTP/1.1 2000 OK\r\nContent-Length: 5\r\n\r\nhello", "status"),
    "an empty line before": Case(b"\r\n" + SIZED + b"\r\nhello", "not HTTP"),
    "101": Case(b"HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", "status 101"),
    "an empty line after 100": Case(CONTINUE + b"\r\n" + SIZED + b"\r\nhello", "not HTTP"),
    "RTSP after 100": Case(CONTINUE + b"RTSP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "not HTTP"),
    "103 with a body": Case(
        b"HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\nstale" + SIZED + b"\r\nhello", "not HTTP"
    ),
    "103 with a length and no body": Case(
        b"HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\n" + SIZED + b"\r\nhello"
    ),
    "100 and 103": Case(CONTINUE + b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + CHUNKED + HELLO + END),
    "a malformed chunk size": Case(CHUNKED + b"zz\r\nhello\r\n" + END, "chunk size"),
    "a chunk size with 0x": Case(CHUNKED + b"0x5\r\nhello\r\n" + END, "chunk size"),
    "a negative chunk size": Case(CHUNKED + b"-5\r\nhello\r\n" + END, "chunk size"),
    "an overflowing chunk size": Case(CHUNKED + b"10000000000000005\r\nhello\r\n" + END, "overflow"),
    "a space after the chunk size": Case(CHUNKED + b"5 \r\nhello\r\n" + END, "chunk size"),
    "a bare LF after the chunk size": Case(CHUNKED + b"5\nhello\r\n" + END, "CR"),
    "a chunk that is too long": Case(CHUNKED + b"5\r\nhello!\r\n" + END, "malformed"),
    "chunk extensions": Case(CHUNKED + b'5;a;b=c;d="e f"\r\nhello\r\n0;last\r\n\r\n'),
    "trailers": Case(CHUNKED + HELLO + b"0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n"),
    "a length in the trailers": Case(CHUNKED + HELLO + b"0\r\nContent-Length: 9\r\n\r\n", "Content-Length"),
    "a coding in the trailers": Case(
        CHUNKED + HELLO + b"0\r\nTransfer-Encoding: chunked\r\n\r\n", "in a trailer"
    ),
    "Connection in the trailers": Case(CHUNKED + HELLO + b"0\r\nConnection: close\r\n\r\n", reused=False),
    "204": Case(b"HTTP/1.1 204 No Content\r\n\r\n", status=204, body=b""),
    "204 with a length": Case(
        b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", status=204, body=b"", reused=False
    ),
    "204 with chunks": Case(
        b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n" + HELLO + END,
        status=204,
        body=b"",
        reused=False,
    ),
    "304 with a length": Case(
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", status=304, body=b""
    ),
    "304 with a body": Case(
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello", status=304, body=b"", reused=False
    ),
    "304 with a coding": Case(
        b"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
        status=304,
        body=b"",
        reused=False,
    ),
    "HEAD with a length": Case(SIZED + b"\r\n", body=b"", method="HEAD"),
    "HEAD with a body": Case(SIZED + b"\r\nhello", body=b"", reused=False, method="HEAD"),
    "HEAD with another response": Case(
        SIZED + b"\r\n" + SIZED + b"\r\n", body=b"", reused=False, method="HEAD"
    ),
    "HEAD with chunks": Case(CHUNKED + HELLO + END, body=b"", reused=False, method="HEAD"),
    "a response after the response": Case(SIZED + b"\r\nhello" + SIZED + b"\r\nother", reused=False),
    "a byte after the response": Case(CHUNKED + HELLO + END + b"x", reused=False),
    "an empty line after the response": Case(SIZED + b"\r\nhello\r\n", reused=False),
    "empty lines after a body of lines": Case(
        OK + b"Content-Length: 7\r\n\r\nab\r\n\r\nc" + b"\r\n" * 3, body=b"ab\r\n\r\nc", reused=False
    ),
    "a body of empty lines": Case(OK + b"Content-Length: 4\r\n\r\n\r\n\r\n", body=b"\r\n\r\n"),
    "HTTP/1.0 that is kept open": Case(
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello", reused=False
    ),
    "no length": Case(OK + b"\r\nhello", reused=False, closed=True),
    "a length that is not reached": Case(SIZED + b"\r\nhell", "message body", closed=True),
    "chunks without an end": Case(CHUNKED + HELLO, "message body", closed=True),
    "a head without an end": Case(SIZED, "response head", closed=True),
    "no response": Case(b"", "without sending a response", closed=True),
}
LINE = b"X: " + b"a" * 600_000 + b"\r\n"
LARGE = {
    "a large head": Case(SIZED + LINE + b"\r\nhello", "a head of more than"),
    "many headers": Case(SIZED + b"X: y\r\n" * 100_000 + b"\r\nhello", "a head of more than"),
    "many interim responses": Case(CONTINUE * 10_000 + SIZED + b"\r\nhello", "a head of more than"),
    "a large interim response": Case(
        CONTINUE[:-2] + LINE + b"\r\n" + SIZED + b"\r\nhello", "a head of more than"
    ),
    "a large chunk extension": Case(
        CHUNKED + b"5;a=" + b"b" * 600_000, "chunk extensions or trailers of more"
    ),
    "large trailers": Case(CHUNKED + b"0\r\n" + LINE + b"\r\n", "chunk extensions or trailers of more"),
    "a chunk size of many zeros": Case(CHUNKED + b"0" * 600_000, "chunk extensions or trailers of more"),
}


class Outcome(NamedTuple):
    error: str
    status: int
    body: bytes
    reused: bool


def parsed(case: Case, *pieces: bytes) -> Outcome:
    parser = ResponseParser()
    parser.head_only = case.method == "HEAD"
    for piece in pieces:
        if piece:
            parser.feed(piece)
    reused = parser.complete and parser.keep_alive
    if case.closed:
        parser.end()
    assert parser.complete != (parser.error is not None)
    return Outcome(str(parser.error or ""), parser.status, parser.take(), reused)


def check(case: Case, outcome: Outcome) -> None:
    if case.error:
        assert case.error in outcome.error
        assert not outcome.reused
    else:
        assert outcome == Outcome("", case.status, case.body, case.reused)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_outcome_of_a_response_does_not_depend_on_its_pieces(case: Case) -> None:
    response = case.response
    check(case, parsed(case, response))
    check(case, parsed(case, *[response[at : at + 1] for at in range(len(response))]))
    for at in range(1, len(response)):
        check(case, parsed(case, response[:at], response[at:]))


@pytest.mark.parametrize("case", LARGE.values(), ids=LARGE)
def test_the_size_of_heads_extensions_and_trailers_is_bounded(case: Case) -> None:
    parser = ResponseParser()
    fed = 0
    for at in range(0, len(case.response), READ_BYTES):
        if parser.error is not None:
            break
        parser.feed(case.response[at : at + READ_BYTES])
        fed = at + READ_BYTES

    assert case.error in str(parser.error)
    assert fed <= MAX_OVERHEAD + READ_BYTES


def test_the_framing_of_many_chunks_is_not_an_overhead() -> None:
    parser = ResponseParser()
    parser.feed(CHUNKED)
    count = MAX_OVERHEAD // 3 + 1
    for _ in range(count):
        parser.feed(b"1\r\n")
        parser.feed(b"x\r\n")
        assert parser.take() == b"x"
    parser.feed(END)

    assert parser.error is None
    assert parser.complete


@pytest.mark.parametrize(
    "case", [case for case in CASES.values() if not case.error], ids=lambda case: case.response[:60].decode()
)
def test_a_truncated_response_is_complete_only_if_the_connection_ends_it(case: Case) -> None:
    head, _, _ = case.response.rpartition(b"hello")
    for at in range(len(case.response)):
        parser = ResponseParser()
        parser.head_only = case.method == "HEAD"
        if at:
            parser.feed(case.response[:at])
        complete = parser.complete
        parser.end()
        if case.closed:
            assert not complete
            assert parser.complete == (at >= len(head))
            continue
        assert parser.complete == complete
        assert complete or isinstance(parser.error, exceptions.RemoteProtocolError)
        if complete:  # The rest belongs to no request.
            assert (parser.status, parser.take(), case.reused) == (case.status, case.body, False)


def sends(case: Case) -> Handler:
    def handle(request: Request, sock: socket.socket) -> bool:
        sock.sendall(case.response)
        return not case.closed

    return handle


def received(case: Case, server: Loopback) -> Outcome:
    """Make two requests with the synchronous transport. Return the outcome of the first one."""
    error, status, body = "", 0, b""
    with ForHTTPX(NativeTransport(untrusting_context)) as transport:
        try:
            response = transport.handle_request(httpx.Request(case.method, server.url))
            status, body = response.status_code, response.read()
        except httpx.RemoteProtocolError as failure:
            error = str(failure)
        assert transport.handle_request(httpx.Request("GET", server.url)).read() == b"next"
    return Outcome(error, status, body, server.requests[1].connection == 0)


async def received_async(case: Case, server: Loopback) -> Outcome:
    """Make two requests with the asynchronous transport. Return the outcome of the first one."""
    error, status, body = "", 0, b""
    async with AsyncForHTTPX(AsyncNativeTransport(untrusting_context)) as transport:
        try:
            response = await transport.handle_async_request(httpx.Request(case.method, server.url))
            status, body = response.status_code, await response.aread()
        except httpx.RemoteProtocolError as failure:
            error = str(failure)
        response = await transport.handle_async_request(httpx.Request("GET", server.url))
        assert await response.aread() == b"next"
    return Outcome(error, status, body, server.requests[1].connection == 0)


@pytest.mark.parametrize("case", [*CASES.values(), *LARGE.values()], ids=[*CASES, *LARGE])
@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
def test_the_outcome_over_a_socket_is_that_of_the_parser(
    server: Loopback, case: Case, asynchronous: bool
) -> None:
    server.respond_with(sends(case), reply(b"next"))
    outcome = asyncio.run(received_async(case, server)) if asynchronous else received(case, server)

    check(case, outcome)
    assert len(server.requests) == 2
