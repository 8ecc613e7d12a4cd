"""Tests of content codings: chains of codings, chunk boundaries, limits, and malformed or incomplete bodies."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from do_inference import DecodingError, InternalServerError
from do_inference._response.content_coding import (
    CHUNK_SIZE,
    MIN_OUTPUT_LIMIT,
    ContentDecoder,
    content_codings,
    error_excerpt,
)
from do_inference._response.metadata import ResponseMetadata
from do_inference.errors import APIError
from do_inference.workflows import download

from .loopback import CHAT, STREAM_HEAD, Loopback, chunk, cut, event, events, reply

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Driver

RAW = json.dumps(CHAT).encode()
MIB = 1024 * 1024


def raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data, 9, -zlib.MAX_WBITS)


ENCODE = {"gzip": lambda data: gzip.compress(data, 9), "deflate": lambda data: zlib.compress(data, 9)}


def encoded(data: bytes, *names: str) -> bytes:
    for name in names:
        data = ENCODE[name](data)
    return data


def bomb() -> bytes:
    """Return about one kilobyte that decompresses to 256 MiB."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    block = bytes(MIB)
    inner = b"".join(compressor.compress(block) for _ in range(256)) + compressor.flush()
    return gzip.compress(inner, 9)


BOMB = bomb()


def info(*values: str) -> ResponseMetadata:
    return ResponseMetadata(200, [(b"Content-Encoding", value.encode()) for value in values])


def decode(body: bytes, *names: str, size: int = CHUNK_SIZE) -> bytes:
    decoder = ContentDecoder(info(), names)
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    result = b"".join(decoded for chunk in chunks for decoded in decoder.feed(chunk))
    decoder.finish()
    return result


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("gzip", encoded(RAW, "gzip")),
        ("X-GZip", encoded(RAW, "gzip")),
        ("deflate", encoded(RAW, "deflate")),
        ("deflate", raw_deflate(RAW)),
        ("identity", RAW),
        ("", RAW),
        ("identity, gzip", encoded(RAW, "gzip")),
        ("gzip,identity,", encoded(RAW, "gzip")),
        ("gzip, gzip", encoded(RAW, "gzip", "gzip")),
        ("deflate, gzip", encoded(RAW, "deflate", "gzip")),
        ("gzip\r\nContent-Encoding: deflate", encoded(RAW, "gzip", "deflate")),
        ("gzip", gzip.compress(RAW[:50]) + gzip.compress(b"") + gzip.compress(RAW[50:])),
        ("gzip", gzip.compress(RAW) + bytes(512)),
        ("gzip", gzip.compress(RAW) + b"padding"),
    ],
)
def test_every_chain_of_supported_codings_is_decoded(
    driver: Driver, server: Loopback, header: str, body: bytes
) -> None:
    server.respond_with(reply(body, headers={"Content-Encoding": header}))

    assert driver.chat(server.url).id == "c1"


@pytest.mark.parametrize(
    "header", ["br", "zstd", "compress", "gzip, br", "br, gzip", "identity, Zstd", "nonsense"]
)
@pytest.mark.parametrize("streamed", [False, True])
def test_the_error_for_an_unrequested_coding_names_it(
    driver: Driver, server: Loopback, header: str, *, streamed: bool
) -> None:
    server.respond_with(reply(RAW, headers={"Content-Encoding": header}))
    name = next(name for name in header.lower().split(", ") if name not in ("gzip", "identity"))

    with pytest.raises(DecodingError, match=f"content coding '{name}' was not requested") as caught:
        (driver.read_stream if streamed else driver.chat)(server.url)

    assert caught.value.response is not None


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("gzip", b"not gzip"),
        ("gzip", gzip.compress(RAW)[:-8]),
        ("gzip", gzip.compress(RAW)[:-1]),
        ("gzip", gzip.compress(RAW)[:30]),
        ("gzip", b"\x1f"),
        ("gzip", gzip.compress(RAW)[:-8] + bytes(8)),
        ("gzip", gzip.compress(RAW) + gzip.compress(b"more")[:-3]),
        ("deflate", zlib.compress(RAW)[:-4]),
        ("deflate", raw_deflate(RAW)[:-2]),
        ("deflate", b"\xff\xff not deflate"),
        ("gzip, gzip", gzip.compress(gzip.compress(RAW)[:-8])),
        ("gzip, gzip", gzip.compress(gzip.compress(RAW))[:-8]),
        ("gzip, gzip, gzip, gzip, gzip", encoded(RAW, *["gzip"] * 5)),
    ],
)
def test_a_malformed_or_incomplete_body_is_a_decoding_error(
    driver: Driver, server: Loopback, header: str, body: bytes
) -> None:
    server.respond_with(reply(body, headers={"Content-Encoding": header}))

    with pytest.raises(DecodingError, match="cannot be decompressed"):
        driver.chat(server.url)


@pytest.mark.parametrize("header", ["gzip, gzip", "identity, gzip, gzip", "gzip\r\nContent-Encoding: gzip"])
@pytest.mark.parametrize("case", ["body", "error", "stream", "custom client"])
def test_a_decompression_bomb_is_rejected_with_bounded_memory(
    driver: Driver, server: Loopback, header: str, case: str
) -> None:
    status = 503 if case == "error" else 200
    content_type = "text/event-stream" if case == "stream" else "application/json"
    server.respond_with(reply(BOMB, status, content_type, {"Content-Encoding": header}))
    options: dict[str, Any] = {}
    if case == "custom client":
        options = {"http_client": httpx.AsyncClient() if driver.is_async else httpx.Client()}

    tracemalloc.start()
    try:
        call = driver.read_stream if case == "stream" else driver.chat
        with pytest.raises(APIError) as caught:
            call(server.url, max_retries=0, **options)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert isinstance(caught.value, InternalServerError if case == "error" else DecodingError)
    # The limit, a second copy while the buffer grows, and some chunks.
    assert peak < 3 * MIN_OUTPUT_LIMIT


def test_a_coding_that_grows_without_output_is_bounded() -> None:
    """The file name in a gzip header has no maximum length, so a decompressor can consume input without output."""
    endless = gzip.compress(b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + b"a" * (2 * MIN_OUTPUT_LIMIT), 9)
    names = ["gzip", "gzip"]

    for limited in (True, False):
        with pytest.raises(DecodingError, match="expand to more than"):
            list(ContentDecoder(info(), names, limited=limited).feed(endless))
    assert error_excerpt(endless, info("gzip, gzip"), 100) == b""


def test_an_error_with_an_unsupported_coding_is_raised_by_its_status(
    driver: Driver, server: Loopback
) -> None:
    server.respond_with(reply(b"\x0b\x02\x80\xff\xfe\x03", 503, headers={"Content-Encoding": "br"}))

    with pytest.raises(InternalServerError, match="503: the server failed"):
        driver.chat(server.url, max_retries=0)


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_above_the_limit_is_rejected(driver: Driver, server: Loopback, *, declared: bool) -> None:
    with_length = reply(RAW + b" " * 2000)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    server.respond_with(with_length if declared else cut(head + RAW + b" " * 2000))

    with pytest.raises(DecodingError, match="exceeds 1000 bytes; pass max_body_size"):
        driver.chat(server.url, call={"max_body_size": 1000})
    assert driver.chat(server.url, call={"max_body_size": len(RAW) + 2000}).id == "c1"


def test_the_limit_applies_to_decompressed_bodies_and_raw_responses(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(gzip.compress(RAW + b" " * 2000), headers={"Content-Encoding": "gzip"}))

    with pytest.raises(DecodingError, match="exceeds 1000 bytes"):
        driver.run(
            lambda client: client.models.with_raw_response.list(max_body_size=1000), base_url=server.url
        )


@pytest.mark.parametrize(
    ("value", "error"), [(0, ValueError), (-1, ValueError), ("1", TypeError), (True, TypeError)]
)
def test_an_invalid_limit_is_rejected(
    driver: Driver, server: Loopback, value: object, error: type[Exception]
) -> None:
    with pytest.raises(error, match="max_body_size"):
        driver.chat(server.url, call={"max_body_size": value})


def test_a_download_to_a_file_has_no_limit(driver: Driver, server: Loopback, tmp_path: Path) -> None:
    size = MIN_OUTPUT_LIMIT + MIB
    server.respond_with(
        reply(gzip.compress(bytes(size), 9), content_type=None, headers={"Content-Encoding": "gzip"})
    )

    done = driver.run(lambda client: download(client, f"{server.url}/f", tmp_path / "f"), base_url=server.url)

    assert done.size == size


@pytest.mark.parametrize("names", [("gzip",), ("deflate",), ("gzip", "gzip"), ("deflate", "gzip")])
def test_events_of_a_compressed_stream_are_delivered_immediately(
    driver: Driver, server: Loopback, names: tuple[str, ...]
) -> None:
    """The server sends each event only after the test has read the previous one."""
    import threading

    read_events = threading.Semaphore(0)

    def handle(request: object, sock: Any) -> bool:
        windows = {"gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
        compressors = [zlib.compressobj(9, zlib.DEFLATED, windows[name]) for name in names]
        sock.sendall(STREAM_HEAD + f"Content-Encoding: {', '.join(names)}\r\n\r\n".encode())
        for number in range(3):
            data = event(str(number))
            for compressor in compressors:
                data = compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH)
            sock.sendall(chunk(data))
            if not read_events.acquire(timeout=10):
                return False
        return False

    server.respond_with(handle)
    seen: list[str] = []

    def take(item: Any) -> bool:
        seen.append(item.choices[0].delta.content)
        read_events.release()
        return len(seen) == 3

    arguments: dict[str, Any] = {"model": "m", "messages": [], "stream": True}

    async def read(client: Any) -> None:
        async with await client.chat.completions.create(**arguments) as stream:
            async for item in stream:
                if take(item):
                    return

    def read_sync(client: Any) -> None:
        with client.chat.completions.create(**arguments) as stream:
            for item in stream:
                if take(item):
                    return

    driver.run(read if driver.is_async else read_sync, base_url=server.url)

    assert seen == ["0", "1", "2"]


@given(
    st.binary(max_size=2000),
    st.lists(st.sampled_from(sorted(ENCODE)), min_size=1, max_size=4),
    st.integers(min_value=1, max_value=50),
)
def test_decoding_does_not_depend_on_chunk_boundaries(data: bytes, names: list[str], size: int) -> None:
    assert decode(encoded(data, *names), *names, size=size) == data


@given(st.binary(min_size=1, max_size=500), st.sampled_from(["gzip", "deflate"]), st.data())
def test_every_truncation_of_a_compressed_body_is_detected(
    data: bytes, name: str, source: st.DataObject
) -> None:
    body = encoded(data, name)
    end = source.draw(st.integers(min_value=1, max_value=len(body) - 1))

    with pytest.raises(DecodingError):
        decode(body[:end], name)


def test_decoded_chunks_are_bounded_and_complete() -> None:
    for size in (CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 3 * CHUNK_SIZE):
        decoder = ContentDecoder(info(), ["gzip"])
        chunks = list(decoder.feed(gzip.compress(bytes(size))))
        decoder.finish()

        assert sum(map(len, chunks)) == size
        assert max(map(len, chunks)) <= CHUNK_SIZE


@pytest.mark.parametrize("streamed", [False, True])
def test_a_response_that_an_event_hook_has_read_is_decoded(
    driver: Driver, server: Loopback, *, streamed: bool
) -> None:
    async def read_async(response: httpx.Response) -> None:
        await response.aread()

    def read(response: httpx.Response) -> None:
        response.read()

    if streamed:
        server.respond_with(events("a", "b"))
    else:
        server.respond_with(reply(gzip.compress(RAW), headers={"Content-Encoding": "gzip"}))
    if driver.is_async:
        http_client: Any = httpx.AsyncClient(event_hooks={"response": [read_async]})
    else:
        http_client = httpx.Client(event_hooks={"response": [read]})
    call = driver.read_stream if streamed else driver.chat
    result = call(server.url, http_client=http_client, max_retries=0, timeout=5.0)

    assert ("".join(result) == "ab") if streamed else (result.id == "c1")


def test_codings_are_collected_from_all_headers() -> None:
    assert content_codings(info("gzip, identity", "", " X-Gzip ,deflate")) == ["gzip", "gzip", "deflate"]
    assert content_codings(info()) == []
