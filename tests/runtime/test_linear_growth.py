"""The work of a call is proportional to the size of its request and response, however the response is divided."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
from collections import deque
from collections.abc import Callable
from typing import Any

import pytest

from do_inference import AsyncClient, BadRequestError, Client
from do_inference._response.content_coding import BodyReader
from do_inference._response.metadata import ResponseMetadata
from do_inference._settings.redaction import Secrets, forms_of
from do_inference._tls import untrusting_context
from do_inference._transport.chunked import ChunkedDecoder
from do_inference._transport.native.async_connection import AsyncHTTPConnection
from do_inference._transport.native.async_transport import AsyncNativeTransport
from do_inference._transport.native.connection import HTTPConnection, PlaceWaiter
from do_inference._transport.native.parser import ResponseParser
from do_inference._transport.native.pool import ConnectionPool, Origin
from do_inference._transport.native.transport import NativeTransport
from do_inference_generated.models import ChatCompletionMessage

from ..streams.scripted import sse
from ..work import assert_linear
from .conftest import KEY
from .loopback import CHAT

Prepare = Callable[[int], Callable[[], object]]
Answer = Callable[[int], list[bytes]]
"""Makes the pieces in which a response arrives."""

ORIGIN = Origin(b"http", "host", 80, "host")
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


class ScriptedSocket:
    """A socket that receives the pieces of a script."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = iter(pieces)

    def send(self, data: memoryview) -> int:
        return len(data)

    def recv(self, size: int) -> bytes:
        return next(self._pieces, b"")

    def settimeout(self, seconds: float | None) -> None: ...
    def shutdown(self, how: int) -> None: ...
    def close(self) -> None: ...


class ScriptedConnection(HTTPConnection):
    """A connection whose socket is scripted."""

    def __init__(self, pieces: list[bytes], origin: Origin = ORIGIN) -> None:
        super().__init__(ScriptedSocket(pieces), origin)  # type: ignore[arg-type]

    def is_reusable(self) -> bool:
        return True


class AsyncScriptedTransport:
    """A transport of asyncio that receives the pieces of a script, each in its own round of the loop."""

    def __init__(self, connection: AsyncHTTPConnection, pieces: list[bytes]) -> None:
        self._connection = connection
        self._pieces = iter(pieces)

    def write(self, data: bytes) -> None:
        asyncio.get_running_loop().call_soon(self._receive)

    def _receive(self) -> None:
        piece = next(self._pieces, None)
        if piece is None:
            self._connection.eof_received()
        else:
            self._connection.received(piece)
            asyncio.get_running_loop().call_soon(self._receive)

    def is_closing(self) -> bool:
        return False

    def abort(self) -> None: ...
    def close(self) -> None: ...
    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...


class AsyncScriptedConnection(AsyncHTTPConnection):
    """A connection whose transport is scripted."""

    def __init__(self, pieces: list[bytes]) -> None:
        super().__init__(ORIGIN, asyncio.get_running_loop())
        self.connection_made(AsyncScriptedTransport(self, pieces))

    def is_reusable(self) -> bool:
        return True


def pooled(*connections: Any, most: int | None = None) -> ConnectionPool[Any, Any]:
    """Return a pool with idle connections, which do not expire."""
    pool = ConnectionPool[Any, Any](most, None, None)
    for connection in connections:
        assert pool.reserve(ORIGIN, PlaceWaiter) is None
        pool.add(connection)
        pool.release(connection)
    return pool


Action = Callable[[Any], object]


def call(pieces: list[bytes], action: Action) -> Callable[[], object]:
    """Return a function that makes a call over a scripted connection."""
    transport = NativeTransport(untrusting_context, pooled(ScriptedConnection(pieces)))
    client = Client(api_key=KEY, base_url="http://host", allow_http=True, max_retries=0, transport=transport)
    return lambda: action(client)


def async_call(pieces: list[bytes], action: Action) -> Callable[[], object]:
    """Return a function that makes a call over a scripted connection under asyncio."""

    async def main() -> None:
        transport = AsyncNativeTransport(untrusting_context, pooled(AsyncScriptedConnection(pieces)))
        client = AsyncClient(
            api_key=KEY, base_url="http://host", allow_http=True, max_retries=0, transport=transport
        )
        await action(client)  # type: ignore[misc]

    return lambda: asyncio.run(main())


def divided(data: bytes, size: int = 1) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def chunked(pieces: list[bytes]) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def completion_of(size: int) -> bytes:
    """Return a chat completion whose text has a number of bytes."""
    message = {"role": "assistant", "content": "word " * (size // 5)}
    return json.dumps(
        {**CHAT, "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
    ).encode()


def sized_body(count: int) -> list[bytes]:
    body = completion_of(16 * count)
    return [OK + b"Content-Length: %d\r\n\r\n" % len(body), *divided(body, 16)]


def chunked_body(count: int) -> list[bytes]:
    body = chunked(divided(completion_of(16 * count), 16))
    return [OK + b"Transfer-Encoding: chunked\r\n\r\n", *divided(body, 7)]


def body_until_the_end(count: int) -> list[bytes]:
    return [OK + b"\r\n", *divided(completion_of(16 * count), 16)]


def compressed_body(count: int) -> list[bytes]:
    body = gzip.compress(completion_of(16 * count), 0)
    return [OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body), *divided(body, 16)]


def error_body(count: int) -> list[bytes]:
    body = json.dumps({"error": {"message": "word " * (3 * count)}}).encode()
    head = b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n" % len(body)
    return [head, *divided(body, 15)]


def many_fields(count: int) -> list[bytes]:
    body = completion_of(5)
    fields = b"".join(b"X-%d: value\r\n" % number for number in range(count))
    return [OK + fields + b"Content-Length: %d\r\n\r\n" % len(body) + body]


def many_fields_in_pieces(count: int) -> list[bytes]:
    (response,) = many_fields(count)
    return divided(response, 16)


def events(count: int) -> bytes:
    return sse(*[{"choices": [{"index": 0, "delta": {"content": "word "}}]}] * (count // 60), "[DONE]")


def stream_in_bytes(count: int) -> list[bytes]:
    return [OK + b"\r\n", *divided(events(count))]


def stream_in_chunks(count: int) -> list[bytes]:
    return [OK + b"Transfer-Encoding: chunked\r\n\r\n", *divided(chunked(divided(events(count), 16)), 5)]


def stream_of_one_line(count: int) -> list[bytes]:
    line = sse({"choices": [{"index": 0, "delta": {"content": "w" * count}}]}, "[DONE]")
    return [OK + b"\r\n", *divided(line)]


def json_after_blank_lines(count: int) -> list[bytes]:
    """A proxy keeps the connection alive with white space, until the complete body arrives instead of a stream."""
    return [OK + b"\r\n", *divided(b"\n" * count + completion_of(count))]


MESSAGES: Any = [{"role": "user", "content": "?"}]


def create(client: Client) -> None:
    assert client.chat.completions.create(model="m", messages=MESSAGES).choices


async def create_async(client: AsyncClient) -> None:
    assert (await client.chat.completions.create(model="m", messages=MESSAGES)).choices


def fail(client: Client) -> None:
    with pytest.raises(BadRequestError, match="word"):
        client.chat.completions.create(model="m", messages=MESSAGES)


async def fail_async(client: AsyncClient) -> None:
    with pytest.raises(BadRequestError, match="word"):
        await client.chat.completions.create(model="m", messages=MESSAGES)


def stream(client: Client) -> None:
    with client.chat.completions.create(model="m", messages=MESSAGES, stream=True) as events:
        deque(events, maxlen=0)
        assert events.result().choices


async def stream_async(client: AsyncClient) -> None:
    async with await client.chat.completions.create(model="m", messages=MESSAGES, stream=True) as events:
        async for _ in events:
            pass
        assert (await events.result()).choices


PLAIN, FAILING, STREAMING = (create, create_async), (fail, fail_async), (stream, stream_async)

CALLS: dict[str, tuple[Answer, tuple[Any, Any]]] = {
    "a body of known length": (sized_body, PLAIN),
    "a chunked body": (chunked_body, PLAIN),
    "a body until the end of the connection": (body_until_the_end, PLAIN),
    "a compressed body": (compressed_body, PLAIN),
    "an error": (error_body, FAILING),
    "many header fields": (many_fields, PLAIN),
    "many header fields in pieces": (many_fields_in_pieces, PLAIN),
    "a stream that arrives byte by byte": (stream_in_bytes, STREAMING),
    "a chunked stream": (stream_in_chunks, STREAMING),
    "a stream of one line": (stream_of_one_line, STREAMING),
    "JSON after blank lines instead of a stream": (json_after_blank_lines, STREAMING),
}


@pytest.mark.parametrize(("answer", "actions"), CALLS.values(), ids=CALLS)
def test_responses_to_synchronous_calls(answer: Answer, actions: tuple[Any, Any]) -> None:
    assert_linear(lambda count: call(answer(count), actions[0]), 2000)


@pytest.mark.parametrize(("answer", "actions"), CALLS.values(), ids=CALLS)
def test_responses_under_asyncio(answer: Answer, actions: tuple[Any, Any]) -> None:
    assert_linear(lambda count: async_call(answer(count), actions[1]), 1000)


def messages(count: int) -> list[Any]:
    kinds = ("user", "assistant")
    return [{"role": kinds[number % 2], "content": f"message {number}"} for number in range(count)]


def model_messages(count: int) -> list[Any]:
    return [ChatCompletionMessage.from_dict(each) for each in messages(count)]


def messages_with_files(count: int) -> list[Any]:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "aB1/" * 100}}
    return [{"role": "user", "content": [{"type": "text", "text": "?"}, image]} for _ in range(count)]


def messages_with_calls(count: int) -> list[Any]:
    function = {"name": "f", "arguments": '{"a": "sk-do-v1"}'}
    tool = {"id": "c", "type": "function", "function": function}
    return [{"role": "assistant", "content": None, "tool_calls": [tool]} for _ in range(count)]


def one_long_message(count: int) -> list[Any]:
    return [{"role": "user", "content": "word " * count}]


REQUESTS: dict[str, Callable[[int], dict[str, Any]]] = {
    "many messages": lambda count: {"messages": messages(count)},
    "many messages that are models": lambda count: {"messages": model_messages(count)},
    "many messages with files": lambda count: {"messages": messages_with_files(count)},
    "many messages with tool calls": lambda count: {"messages": messages_with_calls(count)},
    "many fields with Base64": lambda count: {
        "messages": MESSAGES,
        "metadata": {f"field {number}": "aB1/" * 100 + str(number) for number in range(count)},
    },
    "many token ids": lambda count: {"messages": MESSAGES, "extra_body": {"prompt": [12345] * count}},
    "many header fields": lambda count: {
        "messages": MESSAGES,
        "extra_headers": {f"X-{number}-Token": f"long secret {number:06}" for number in range(count)},
    },
}


@pytest.mark.parametrize("arguments", REQUESTS.values(), ids=REQUESTS)
def test_requests(arguments: Callable[[int], dict[str, Any]]) -> None:
    def prepare(count: int) -> Callable[[], object]:
        given = arguments(count)
        return call(sized_body(5), lambda client: client.chat.completions.create(model="m", **given))

    assert_linear(prepare, 2000)


def test_acquiring_one_of_many_connections() -> None:
    """Each connection is acquired and released once, while the others are idle or in use."""

    def prepare(count: int) -> Callable[[], object]:
        origins = [Origin(b"http", f"host{number}", 80, "") for number in range(count)]
        pool = pooled(*(ScriptedConnection([], origin) for origin in origins))

        def run() -> None:
            for connection in [pool.take(origin) for origin in origins]:
                assert connection is not None
                pool.release(connection)

        return run

    assert_linear(prepare, 2000)


def test_opening_connections_in_a_full_pool() -> None:
    """Each new connection takes the place of an idle one with another origin."""

    def prepare(count: int) -> Callable[[], object]:
        old, new = [[Origin(b"http", f"{name}{number}", 80, "") for number in range(count)] for name in "ab"]
        pool = pooled(*(ScriptedConnection([], origin) for origin in old), most=count)

        def run() -> None:
            for origin in new:
                assert pool.reserve(ORIGIN, PlaceWaiter) is None
                connection = ScriptedConnection([], origin)
                pool.add(connection)
                pool.release(connection)
            assert len(pool.connections) == count

        return run

    assert_linear(prepare, 1000)


def test_giving_up_the_wait_for_a_connection() -> None:
    def prepare(count: int) -> Callable[[], object]:
        pool = pooled(most=0)
        places = [pool.reserve(ORIGIN, PlaceWaiter) for _ in range(count)]

        def run() -> None:
            for place in reversed(places):
                pool.withdraw(place)

        return run

    assert_linear(prepare, 2000)


def test_parsing_a_body_of_small_parts_that_is_taken_at_its_end() -> None:
    def prepare(count: int) -> Callable[[], object]:
        pieces = chunked_body(count)

        def run() -> None:
            parser = ResponseParser()
            for piece in pieces:
                parser.feed(piece)
            assert parser.complete
            assert len(parser.take()) > count

        return run

    assert_linear(prepare, 2000)


@pytest.mark.parametrize("size", [1, 5, 1 << 30])
def test_decoding_chunks_for_httpx(size: int) -> None:
    def prepare(count: int) -> Callable[[], object]:
        pieces = divided(chunked(divided(b"x" * (8 * count), 8)), size)

        def run() -> None:
            decoder = ChunkedDecoder()
            # The end of the last chunk may be in several pieces. All after it is left to h11.
            for piece in pieces:
                if not decoder.stopped:
                    decoder.feed(piece)
            assert decoder.stopped

        return run

    assert_linear(prepare, 2000)


@pytest.mark.parametrize("members", [False, True], ids=["one member", "many members"])
@pytest.mark.parametrize("size", [10, 4096], ids=["small pieces", "large pieces"])
def test_decompressing(members: bool, size: int) -> None:
    def prepare(count: int) -> Callable[[], object]:
        text = bytes(random.Random(1).randbytes(100 * count))
        content = b"".join(map(gzip.compress, divided(text, 100))) if members else gzip.compress(text)
        pieces = divided(content, size)
        info = ResponseMetadata(200, [(b"content-encoding", b"gzip")])

        def run() -> None:
            body = BodyReader(info, 1 << 30)
            for piece in pieces:
                body.add(piece)
            assert body.finish() == text

        return run

    assert_linear(prepare, 1000)


def test_redacting() -> None:
    """The server repeats the key many times."""

    def prepare(count: int) -> Callable[[], object]:
        text = KEY.encode() * count
        fields = [(b"X", KEY.encode())] * count
        secrets = Secrets(forms_of(KEY))

        def run() -> None:
            assert secrets.clean(text) == b"[key]" * count
            assert secrets.clean_fields(fields) == [(b"X", b"[key]")] * count

        return run

    assert_linear(prepare, 2000)
