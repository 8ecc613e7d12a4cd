"""Compares the native parser of responses with h11 on mutated responses.

`python -m tests.runtime.fuzz_http [COUNT] [SEED] [PROCESSES]`, with both packages on the path, prints how often each
reason of `STRICTER` occurred. A failure contains the seed of its execution: `python -m tests.runtime.fuzz_http 1 SEED`
repeats that execution alone. The test suite runs a short session of it, and `nox -s soak` a long one.

The two may differ in one way: the native parser rejects what h11 accepts, for a reason in `STRICTER`. What the native
parser returns before it rejects a response, or before the response is truncated, h11 returns too. A connection that the
native parser keeps for the next request, h11 keeps too.
"""

from __future__ import annotations

import concurrent.futures
import itertools
import multiprocessing
import random
import re
import sys
import time
from collections import Counter
from typing import NamedTuple

import h11

from do_inference._transport.native.connection import READ_BYTES
from do_inference._transport.native.parser import MAX_OVERHEAD, ResponseParser

_OK = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_SIZED = _OK + b"Content-Length: 5\r\n"
_LARGE_LINE = b"X: %b\r\n" % (b"a" * 80_000)

STRICTER: dict[str, bytes] = {
    "Missing expected CR after response line": b"HTTP/1.1 200 OK\nContent-Length: 1\r\n\r\nx",
    "Missing expected CR after header value": _OK + b"Content-Length: 1\n\r\nx",
    "Invalid response status": b"HTTP/1.1 200\nContent-Length: 1\r\n\r\nx",
    "Invalid HTTP version": b"HTTP/8.1 200 OK\r\n\r\n",
    "HTTP version 2.0": b"HTTP/2.0 200 OK\r\n\r\n",
    "HTTP version 0.9": b"HTTP/0.9 200 OK\r\n\r\n",
    "a control character in the reason phrase": b"HTTP/1.1 200 O\x01K\r\n\r\n",
    "Invalid header value char": _SIZED + b"X: a\x01b\r\n\r\nhello",
    "Invalid header field char": _SIZED + b"\nhello",
    "Unexpected whitespace after header value": _SIZED + b"X: a\r\n b\r\n\r\nhello",
    "Duplicate Content-Length": _SIZED + b"Content-Length: 5\r\n\r\nhello",
    "Invalid character in Content-Length": _OK + b"Content-Length: 5, 5\r\n\r\nhello",
    "Content-Length can't be present with Transfer-Encoding": _OK
    + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "Transfer-Encoding can't be present with Content-Length": _SIZED
    + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "Invalid character in chunk size": _CHUNKED + b"5 \r\nhello\r\n0\r\n\r\n",
    "Expected LF after chunk size": _CHUNKED + b"5;a\r\r\nhello\r\n0\r\n\r\n",
    "Invalid character in chunk extensions": _CHUNKED + b"5;\r\nhello\r\n0\r\n\r\n",
    "Invalid character in chunk extensions name": _CHUNKED + b"5;a b\r\nhello\r\n0\r\n\r\n",
    "Invalid character in chunk extensions value": _CHUNKED + b"5;a=b c\r\nhello\r\n0\r\n\r\n",
    "Invalid character in chunk extensions quoted value": _CHUNKED + b'5;a="b\r\nhello\r\n0\r\n\r\n',
    "Invalid character in chunk extensions quote value": _CHUNKED + b'5;a="b"c\r\nhello\r\n0\r\n\r\n',
    "Invalid quoted-pair in chunk extensions quoted value": _CHUNKED + b'5;a="\\\x01"\r\nhello\r\n0\r\n\r\n',
    "a transfer coding other than chunked": _OK
    + b"Transfer-Encoding: chunked\t\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "a transfer coding in a trailer": _CHUNKED + b"0\r\nTransfer-Encoding: chunked\r\n\r\n",
    "Content-Length overflow": b"HTTP/1.1 204 No Content\r\nContent-Length: 99999999999999999999\r\n\r\n",
    f"the response has a head of more than {MAX_OVERHEAD} bytes": _SIZED + _LARGE_LINE * 2 + b"\r\nhello",
    f"the response has chunk extensions or trailers of more than {MAX_OVERHEAD} bytes": _CHUNKED
    + b"0\r\n"
    + _LARGE_LINE * 2
    + b"\r\n",
}
"""For each reason for which the native parser rejects what h11 accepts, by its message: an example."""

RESPONSES = (
    _OK + b"Content-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello",
    _OK + b"Content-Length: 0\r\n\r\n",
    _OK + b"Server: x\r\nconnection: keep-alive\r\ncontent-length: 12\r\n\r\na\r\n\r\nbc\r\n\r\n\r\n",
    _CHUNKED + b"5\r\nhello\r\n0\r\n\r\n",
    _CHUNKED + b"1\r\na\r\n0A\r\n0123\r\n\r\n89\r\n0\r\n\r\n",
    _CHUNKED + b'5;a=b;c="d \\" e"\r\nhello\r\n1 ; x\r\n!\r\n0;last\r\n\r\n',
    _CHUNKED + b'5;a="\\a\\b\\c\\d\\e\\f\\g\\h"\r\nhello\r\n0\r\n\r\n',
    _CHUNKED + b"5\r\nhello\r\n0\r\nX-One: 1\r\nContent-Length: 3\r\nTransfer-Encoding: gzip\r\n\r\n",
    _CHUNKED + b"5\r\nhello\r\n0\r\n" + b"X-Trailer: value\r\n" * 9 + b"\r\n",
    _CHUNKED + b'5;a\r\nhello\r\n1;b="c"\r\n!\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n',
    b"HTTP/1.1 100 Continue\r\n\r\n" + _SIZED + b"\r\nhello",
    b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nContent-Length: 7\r\n\r\n" * 2
    + _CHUNKED
    + b"1\r\na\r\n0\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    b"HTTP/1.1 204 No Content\r\nX: y\r\n\r\n",
    b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
    b'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: "a"\r\n\r\n',
    b"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello",
    b"HTTP/1.0 200 OK\r\n\r\nuntil the end",
    b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    _OK + b"\r\nuntil the end\r\n\r\n",
    _OK + b"Connection: close\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 2\r\nUpgrade: h2c\r\n\r\nno",
    b"HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx",
    b"HTTP/1.1 429 \r\nX:\r\nX: \t a b\xff\t \r\nContent-Length: 0\r\n\r\n",
    _SIZED + b"\r\nhello" + _SIZED + b"\r\nother",
    _CHUNKED + b"5\r\nhello\r\n0\r\n\r\n" + _CHUNKED + b"5\r\nother\r\n0\r\n\r\n",
)
"""The responses before their mutation."""

_TOKENS = (
    *(
        b"\r",
        b"\n",
        b"\0",
        b" ",
        b":",
        b"0",
        b"1",
        b"9",
        b"\t",
        b"\x01",
        b"\x0b",
        b"\x7f",
        b"\x80",
        b"\xff",
        b";",
        b",",
    ),
    *(
        b"\r\n",
        b"\n\n",
        b"\r\n\r\n",
        b"\r\n ",
        b"\r\n\t",
        b"\r\r\n",
        b"HTTP/1.1",
        b"HTTP/1.0",
        b"HTTP/2.0",
        b"RTSP/1.0",
    ),
    *(
        b"0\r\n\r\n",
        b"-",
        b"+",
        b"0x",
        b"_",
        b"chunked",
        b"gzip",
        b"identity",
        b"close",
        b"keep-alive",
        b"ICE/1.0 ",
        b"=",
        b'"',
        b"\\",
        b";a",
    ),
    *(
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"99999999999999999999",
        b"ffffffffffffffff1",
    ),
)
_LINES = (
    *(
        b"Content-Length: 5",
        b"Content-Length: 0",
        b"content-length: 6",
        b"Content-Length: 5, 5",
        b"Content-Length:",
    ),
    *(b"Transfer-Encoding: chunked", b"transfer-encoding: CHUNKED", b"Transfer-Encoding: gzip, chunked"),
    *(b"Transfer-Encoding: identity", b"Transfer-Encoding:", b"Connection: close", b"Connection: keep-alive"),
    *(
        b"Connection: upgrade",
        b"Upgrade: h2c",
        b" folded",
        b"\tfolded",
        b": nameless",
        b"X : y",
        b"X",
        b"",
        b"X: \0",
    ),
    *(b"Connection: Keep-Alive, Close", b"Proxy-Connection: close", b"Trailer: X", b"0", b"5", b"hello"),
)
_ZEROS = re.compile(rb"(?<=\n)0+(?=[0-9A-Fa-f]{20})")
_NUMBER = re.compile(rb"(?<=HTTP/)\d\.\d|(?<=Length: )\d+|(?<=\n)[0-9A-Fa-f]+(?=[\r;])| \d\d\d ")


class Exchange(NamedTuple):
    """A request, and the response in pieces as a socket would return them."""

    method: str
    pieces: list[bytes]


class Outcome(NamedTuple):
    """What a parser makes of a response."""

    end: str
    """`complete`, `truncated` or `rejected`."""
    head: tuple[int, list[tuple[bytes, bytes]]] | None
    """The status and the headers, with names in lower case; None if there is no complete head."""
    body: bytes
    reusable: bool
    reason: str
    """The message of the error, if the response is rejected."""


class NativeClient:
    """A connection with the native parser."""

    def __init__(self) -> None:
        self._parser = ResponseParser()

    def receive(self, exchange: Exchange, *, buffered: bool) -> Outcome:
        """Return the outcome of a response. Bodies are taken at the end if `buffered`, otherwise with each piece."""
        parser = self._parser
        parser.head_only = exchange.method == "HEAD"
        body = b""
        for piece in exchange.pieces:
            parser.feed(piece)
            if not buffered:
                body += parser.take()
        reusable = parser.complete and parser.keep_alive
        rejected = parser.error is not None
        if not parser.complete:
            parser.end()
        body += parser.take()
        end = "complete" if parser.complete else "rejected" if rejected else "truncated"
        headers = [
            (name.lower(), value.lower() if name.lower() == b"transfer-encoding" else value)
            for name, value in parser.headers
        ]
        head = (parser.status, headers) if parser.head_complete else None
        return Outcome(end, head, body, reusable, str(parser.error) if rejected else "")

    def prepare_next(self) -> None:
        self._parser.reset()


class ReferenceClient:
    """A connection with h11."""

    def __init__(self) -> None:
        # The limit of the size of a head is a rule of the native parser.
        self._connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=1024 * 1024)

    def receive(self, exchange: Exchange) -> Outcome:
        """Return the outcome of a response."""
        connection = self._connection
        connection.send(h11.Request(method=exchange.method, target="/", headers=[("Host", "x")]))
        connection.send(h11.EndOfMessage())
        end, head, body = "truncated", None, b""
        reusable = False
        try:
            for piece in [*exchange.pieces, b""]:
                if not piece:
                    reusable = self._is_reusable()
                    if end == "complete":
                        break
                connection.receive_data(piece)
                while end != "complete":
                    event = connection.next_event()
                    if isinstance(event, h11.Response):
                        head = (event.status_code, list(event.headers))
                    elif isinstance(event, h11.Data):
                        body += event.data
                    elif isinstance(event, h11.EndOfMessage):
                        end = "complete"
                    elif not isinstance(event, h11.InformationalResponse):
                        break
        except h11.RemoteProtocolError as error:
            return Outcome("rejected", head, body, False, str(error))
        return Outcome(end, head, body, reusable, "")

    def _is_reusable(self) -> bool:
        connection = self._connection
        done = connection.our_state is h11.DONE and connection.their_state is h11.DONE
        return done and connection.trailing_data == (b"", False)

    def prepare_next(self) -> None:
        self._connection.start_next_cycle()


def compare(exchanges: list[Exchange], *, buffered: bool = False) -> list[str]:
    """Fail if the outcomes differ in another way than the permitted one. Return the reasons."""
    native, reference = NativeClient(), ReferenceClient()
    reasons = []
    for exchange in exchanges:
        found, expected = native.receive(exchange, buffered=buffered), reference.receive(exchange)
        unlimited = expected.reason.startswith("illegal chunk header: bytearray(b'00")
        if unlimited:
            # h11 limits chunk sizes to 20 digits. The native parser permits leading zeros, as the standard does.
            response = _ZEROS.sub(b"", b"".join(exchange.pieces))
            expected = ReferenceClient().receive(Exchange(exchange.method, [response]))
        problem = _problem(found, expected)
        assert not problem, f"{problem}: {found} instead of {expected} for {exchange}"
        if found.end != "complete" and expected.end == "complete":
            reasons.append(_listed(found.reason))
            assert reasons[-1], f"the reason is not in STRICTER: {found} instead of {expected} for {exchange}"
        if unlimited or not found.reusable:
            break
        native.prepare_next()
        reference.prepare_next()
    return reasons


def _problem(found: Outcome, expected: Outcome) -> str:
    if found.head is not None and found.head != expected.head:
        return "the heads differ"
    if not expected.body.startswith(found.body):
        return "the bodies differ"
    if found.end == "complete" and (expected.end != "complete" or found.body != expected.body):
        return "only the native parser accepts the response"
    if found.reusable and not expected.reusable:
        return "only the native parser keeps the connection"
    return ""


def _listed(reason: str) -> str:
    reason = reason.removeprefix("malformed response: ")
    return reason if reason in STRICTER else ""


def mutated(chance: random.Random, response: bytes) -> bytes:
    """Return a response with a few mutations."""
    for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3, 5))):
        response = _mutated_once(chance, response)
    return response


def _mutated_once(chance: random.Random, response: bytes) -> bytes:
    at = chance.randint(0, len(response))
    kind = chance.random()
    if kind < 0.1:
        return response[:at] + bytes([chance.randrange(256)]) + response[at + 1 :]
    if kind < 0.35:
        return response[:at] + chance.choice(_TOKENS) + response[at + chance.choice((0, 0, 0, 1, 2)) :]
    if kind < 0.45:
        return response[:at] + response[at + chance.randint(1, 4) :]
    if kind < 0.55:
        return response[:at]
    if kind < 0.7:
        return _renumbered(chance, response)
    if kind < 0.703:
        return response[:at] + _LARGE_LINE * chance.randint(1, 3) + response[at:]
    lines = response.split(b"\r\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    if kind < 0.85:
        lines.insert(at, chance.choice(_LINES))
    elif kind < 0.9:
        lines.insert(at, lines[other])
    elif kind < 0.95:
        del lines[at]
    else:
        lines[at], lines[other] = lines[other], lines[at]
    return b"\r\n".join(lines)


def _renumbered(chance: random.Random, response: bytes) -> bytes:
    """Change a version, a length, a chunk size or a status."""
    numbers = list(_NUMBER.finditer(response))
    if not numbers:
        return response
    number = chance.choice(numbers)
    if number[0][1:2] == b".":
        new = chance.choice((b"0.9", b"1.0", b"1.1", b"1.2", b"2.0", b"3.0"))
    elif number[0].startswith(b" "):
        new = b" %03d " % chance.choice((0, 99, 100, 101, 102, 199, 200, 204, 205, 304, 599, 999))
    else:
        new = chance.choice(
            (b"", b"0", b"1", b"4", b"5", b"6", b"A", b"05", b"+5", b"-1", b"0x5", b"5_0", b"5 ", b"5 5")
        )
        if chance.random() < 0.2:
            new = chance.choice((b"0", b"9", b"f", b"1")) * chance.randint(15, 25)
    return response[: number.start()] + new + response[number.end() :]


def cut(chance: random.Random, response: bytes) -> list[bytes]:
    """Divide a response into random pieces, which are not empty and at most as large as a read."""
    if chance.random() < 0.05 and len(response) < 1000:
        return [response[at : at + 1] for at in range(len(response))]
    cuts = sorted(
        [chance.randint(0, len(response)) for _ in range(chance.choice((0, 0, 1, 1, 2, 4)))]
        + [*range(READ_BYTES, len(response), READ_BYTES)]
    )
    pieces = [response[start:end] for start, end in itertools.pairwise([0, *cuts, len(response)])]
    return [piece for piece in pieces if piece]


def execute(seed: int) -> list[str]:
    """Compare the parsers on one connection. Return the reasons for which only the native one rejects a response."""
    chance = random.Random(seed)
    exchanges = []
    for position in range(chance.choice((1, 1, 2))):
        response = chance.choice(RESPONSES)
        if position or chance.random() < 0.9:
            response = mutated(chance, response)
        exchanges.append(Exchange("HEAD" if chance.random() < 0.1 else "GET", cut(chance, response)))
    try:
        return compare(exchanges, buffered=chance.random() < 0.5)
    except BaseException as error:
        error.add_note(f"execution of seed {seed}")
        raise


def fuzz(count: int, seed: int) -> Counter[str]:
    """Run `count` executions, whose seeds begin with `seed`. Return how often each reason occurred."""
    reasons: Counter[str] = Counter()
    for number in range(seed, seed + count):
        reasons.update(execute(number))
    return reasons


def _fuzz_range(seeds: range) -> Counter[str]:
    return fuzz(len(seeds), seeds.start)


def main(count: int, seed: int, processes: int) -> None:
    """Run the fuzzer in several processes, and print a table of the reasons."""
    size = max(1, min(10_000, -(-count // processes)))
    ranges = [range(start, min(start + size, seed + count)) for start in range(seed, seed + count, size)]
    reasons: Counter[str] = Counter()
    # Not forked: the child processes begin without the threads and sockets of this one.
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(processes, mp_context=context) as pool:
        for result in pool.map(_fuzz_range, ranges):
            reasons.update(result)
    for reason in STRICTER:
        print(f"{reasons[reason]:9,}  {reason}")
    print(
        f"{count:,} executions, seed {seed}: the native parser accepts nothing that h11 rejects or reads differently"
    )
    if count >= 1_000_000:
        assert not (missing := STRICTER.keys() - reasons.keys()), f"reasons that never occurred: {missing}"


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 100_000,
        int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time()),
        int(sys.argv[3]) if len(sys.argv) > 3 else 2,
    )
