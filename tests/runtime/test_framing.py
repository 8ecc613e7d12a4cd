"""Bodies bypass httpcore and h11. The outcome is the same as with httpcore for the same bytes."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from do_inference._tls import untrusting_context
from do_inference._transport.async_pooled import AsyncPooledTransport
from do_inference._transport.chunked import ChunkedDecoder
from do_inference._transport.pooled import PooledTransport
from do_inference._transport.response_head import ResponseFraming

from .wire import (
    AsyncMemoryBackend,
    MemoryBackend,
    async_transport_outcomes,
    httpcore_outcomes,
    transport_outcomes,
)

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
NEXT = b"HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nnext"
END = b"0\r\n\r\n"

ANSWERS = {
    "chunks": CHUNKED + b"5\r\nhello\r\n1\r\n,\r\n6\r\n world\r\n" + END,
    "no chunk at all": CHUNKED + END,
    "a chunk of many digits": CHUNKED + b"000000005\r\nhello\r\n" + END,
    "a chunk of too many digits": CHUNKED + b"0" * 21 + b"5\r\nhello\r\n" + END,
    "upper and lower case": CHUNKED + b"A\r\n0123456789\r\nb\r\n0123456789a\r\n" + END,
    "chunks that look like their end": CHUNKED + b"9\r\n\r\n0\r\n\r\nHT\r\n4\r\n\r\n\r\n\r\n" + END,
    "blank lines in chunks": CHUNKED + b"8\r\ndata: 1\n\r\n1\r\n\n\r\n" + END,
    "an extension": CHUNKED + b'5\r\nhello\r\n6;name="a b"\r\n world\r\n1\r\n!\r\n' + END,
    "an extension of the last": CHUNKED + b"5\r\nhello\r\n0;last\r\n\r\n",
    "space behind a size": CHUNKED + b"5 \r\nhello\r\n" + END,
    "zeros for the last": CHUNKED + b"5\r\nhello\r\n000\r\n\r\n",
    "trailers": CHUNKED + b"5\r\nhello\r\n0\r\nX-One: 1\r\nX-Two: 2\r\n\r\n",
    "a nonsensical trailer": CHUNKED + b"5\r\nhello\r\n0\r\nnonsense\r\n\r\n",
    "a size that is none": CHUNKED + b"5\r\nhello\r\nzz\r\nworld\r\n" + END,
    "a negative size": CHUNKED + b"5\r\nhello\r\n-1\r\nworld\r\n" + END,
    "a size as Python writes it": CHUNKED + b"0x5\r\nhello\r\n" + END,
    "a size with an underscore": CHUNKED + b"0_5\r\nhello\r\n" + END,
    "an empty size": CHUNKED + b"5\r\nhello\r\n\r\n\r\n" + END,
    "a chunk longer than its size": CHUNKED + b"5\r\nhelloa\r\n0123456789\r\n" + END,
    "nonsense for the end of a chunk": CHUNKED + b"5\r\nhelloXX5\r\nworld\r\n" + END,
    "a chunk without an end": CHUNKED + b"5\r\nhello" + END,
    "bare line feeds": CHUNKED + b"5\nhello\n0\n\n",
    "an end after a chunk": CHUNKED + b"5\r\nhello\r\n",
    "an end in a chunk": CHUNKED + b"5\r\nhel",
    "an end in a size": CHUNKED + b"5\r\nhello\r\n1",
    "an end in the last chunk": CHUNKED + b"5\r\nhello\r\n0\r\n",
    "an end in the head": CHUNKED[:-4],
    "a head of bare line feeds": CHUNKED.replace(b"\r\n", b"\n") + b"5\r\nhello\r\n" + END,
    "a head that continues lines": b"HTTP/1.1 200 OK\r\nX: 1\r\n  2\r\n"
    + CHUNKED[17:]
    + b"2\r\nhi\r\n"
    + END,
    "other capitals": CHUNKED.replace(b"Transfer-E", b"tRANSFER-e") + b"5\r\nhello\r\n" + END,
    "another coding": CHUNKED.replace(b"chunked", b"gzip") + b"5\r\nhello\r\n" + END,
    "two codings": CHUNKED.replace(b"chunked", b"gzip, chunked") + b"5\r\nhello\r\n" + END,
    "a word in between": b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + CHUNKED + b"5\r\nhello\r\n" + END,
    "words in between": b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + CHUNKED + b"5\r\nhello\r\n" + END,
    "no content": CHUNKED.replace(b"200 OK", b"204 No Content"),
    "not modified": CHUNKED.replace(b"200 OK", b"304 Not Modified"),
    "an error": CHUNKED.replace(b"200 OK", b"503 Busy") + b"5\r\nsorry\r\n" + END,
    "a length": b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\n\n\r\n\n}",
    "a length not kept": b"HTTP/1.1 200 OK\r\nContent-Length: 70\r\n\r\nshort",
    "no length": b"HTTP/1.1 200 OK\r\n\r\nuntil\n\nthe end",
    "the last of a connection": CHUNKED[:-2] + b"Connection: close\r\n\r\n5\r\nhello\r\n" + END,
    "HTTP/1.0": CHUNKED.replace(b"HTTP/1.1", b"HTTP/1.0") + b"5\r\nhello\r\n" + END,
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
}


@pytest.mark.parametrize("response", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_truncated_response_has_the_same_outcome_as_in_httpcore(response: bytes) -> None:
    cuts = [[response], [response[at : at + 1] for at in range(len(response))]]
    cuts += [[response[:at], response[at:]] for at in range(1, len(response))]

    async def every_cut() -> None:
        for chunks in cuts:
            expected = httpcore_outcomes([*chunks, NEXT], requests=2)
            assert transport_outcomes([*chunks, NEXT], requests=2) == expected, chunks
            assert await async_transport_outcomes([*chunks, NEXT], requests=2) == expected, chunks

    asyncio.run(every_cut())


def test_the_response_to_a_head_request_has_no_body() -> None:
    chunks = [CHUNKED, NEXT]
    expected = httpcore_outcomes(chunks, 2, "HEAD")
    assert expected[0][1].status == 201
    assert (
        transport_outcomes(chunks, 2, "HEAD")
        == asyncio.run(async_transport_outcomes(chunks, 2, "HEAD"))
        == expected
    )


@given(st.data())
def test_any_response_has_the_same_outcome_as_in_httpcore(data: st.DataObject) -> None:
    response = bytearray(data.draw(st.sampled_from(list(ANSWERS.values()))))
    for _ in range(data.draw(st.integers(0, 3))):
        begin = data.draw(st.integers(0, len(response)))
        end = begin + data.draw(st.integers(0, 4))
        response[begin:end] = data.draw(
            st.sampled_from([b"", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"0", b"a", b";", b" ", b"\0", END])
        )
    cuts = sorted(data.draw(st.lists(st.integers(0, len(response)), max_size=6)))
    chunks = [bytes(response[one:other]) for one, other in zip([0, *cuts], [*cuts, None], strict=True)]
    chunks = [data for data in chunks if data]
    assert transport_outcomes(chunks) == httpcore_outcomes(chunks)


@pytest.mark.parametrize("rest", [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfalse", b"\r\n", b"x"])
def test_bytes_after_a_response_are_not_used_as_the_next_response(rest: bytes) -> None:
    chunks = [CHUNKED + b"5\r\nhello\r\n" + END + rest]
    for outcomes, opened in (transport_outcomes(chunks, 2), asyncio.run(async_transport_outcomes(chunks, 2))):
        assert [outcome.body for outcome in outcomes] == [b"hello", b"hello"]
        assert opened == 2


def test_chunks_bypass_httpcore() -> None:
    """httpcore would return each chunk separately. If this fails, httpcore reads heads in a different way."""
    chunks = [CHUNKED + b"2\r\nab\r\n3\r\ncde\r\n4\r\nfg", b"hi\r\n" + END]
    request = httpx.Request("GET", "http://127.0.0.1:1/")
    with PooledTransport(untrusting_context(), MemoryBackend(chunks)) as transport:
        assert list(transport.handle_request(request).iter_raw()) == [b"abcdefg", b"hi"]

    async def read() -> list[bytes]:
        async with AsyncPooledTransport(untrusting_context(), AsyncMemoryBackend(chunks)) as transport:
            response = await transport.handle_async_request(request)
            return [data async for data in response.aiter_raw()]

    assert asyncio.run(read()) == [b"abcdefg", b"hi"]


def test_all_available_chunks_are_returned_together() -> None:
    decoder = ChunkedDecoder()
    assert decoder.feed(b"2\r\nab\r\n3\r\ncde\r\n4\r\nfg") == b"abcdefg"
    assert decoder.feed(b"hi\r\n1") == b"hi"
    assert decoder.feed(b"\r\nj\r\n0\r\n\r\n") == b"j"
    assert decoder.stopped
    assert decoder.rest() == b"0\r\n\r\n"


def test_bodies_bypass_httpcore_only_if_it_has_read_none_of_them() -> None:
    framing = ResponseFraming()
    framing.expect()
    assert framing.cut(CHUNKED + b"5\r\n") == CHUNKED
    assert framing.passed()
    assert framing.take(2) == b"5\r"

    framing.expect()
    assert framing.cut(CHUNKED) == CHUNKED
    assert framing.take(9) == b"\n"  # Reading ahead, which httpcore does not do today.
    assert not framing.passed()
