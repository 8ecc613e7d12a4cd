"""Patches of httpx and httpcore take effect: mocks, recorders and instrumentation."""

from __future__ import annotations

import functools
import json
import socket
import subprocess
import sys
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any
from unittest import mock

import httpcore
import httpx
import pytest

from do_inference import APITimeoutError, AsyncClient, Client
from do_inference.rate_limit import RateLimiter

from .conftest import Driver
from .loopback import CHAT, DONE, FINISH, Loopback, event, events, reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOWHERE = "http://127.0.0.1:9"
ASK: dict[str, Any] = {"model": "m", "messages": []}
MOCKED = {**CHAT, "id": "mocked"}
EVENTS = event("mock") + event("ed") + FINISH + DONE
STREAM = {"content-type": "text/event-stream"}


def response(request: httpx.Request) -> httpx.Response:
    """Return the response of a mock, complete or streamed."""
    if json.loads(request.read()).get("stream"):
        return httpx.Response(200, content=EVENTS, headers=STREAM)
    return httpx.Response(200, json=MOCKED)


def asking(driver: Driver, *, streamed: bool) -> Callable[[Any], Any]:
    """Make a call, whose result is `mocked` if it comes from a mock."""

    async def ask(client: AsyncClient) -> str:
        if not streamed:
            return (await client.chat.completions.create(**ASK)).id
        async with await client.chat.completions.create(**ASK, stream=True) as stream:
            return "".join([part.choices[0].delta.content or "" async for part in stream if part.choices])

    def ask_sync(client: Client) -> str:
        if not streamed:
            return client.chat.completions.create(**ASK).id
        with client.chat.completions.create(**ASK, stream=True) as stream:
            return "".join([part.choices[0].delta.content or "" for part in stream if part.choices])

    return ask if driver.is_async else ask_sync


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def streamed(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def wrapped(original: Any, replacement: Any) -> Any:
    """Return the patch with the name of the original."""
    return functools.wraps(original)(replacement)


@contextmanager
def patched(target: str, make: Callable[[Any], Any]) -> Iterator[None]:
    owner_name, _, name = target.rpartition(".")
    package, _, kind = owner_name.partition(".")
    owner = getattr({"httpx": httpx, "httpcore": httpcore}[package], kind)
    with mock.patch.object(owner, name, make(getattr(owner, name))):
        yield


def by_send(original: Any) -> Any:
    def send(self: Any, request: httpx.Request, **options: Any) -> httpx.Response:
        return response(request)

    async def send_async(self: Any, request: httpx.Request, **options: Any) -> httpx.Response:
        return response(request)

    return wrapped(original, send_async if "Async" in original.__qualname__ else send)


def by_transport(original: Any) -> Any:
    def handle(self: Any, request: httpx.Request) -> httpx.Response:
        return response(request)

    async def handle_async(self: Any, request: httpx.Request) -> httpx.Response:
        return response(request)

    return wrapped(original, handle_async if "async" in original.__name__ else handle)


def by_core(original: Any) -> Any:
    def core(body: bytes) -> httpcore.Response:
        whole = response(httpx.Request("POST", NOWHERE, content=body))
        return httpcore.Response(whole.status_code, headers=whole.headers.raw, content=whole.content)

    def handle(self: Any, request: httpcore.Request) -> httpcore.Response:
        return core(b"".join(request.stream))  # type: ignore[arg-type]

    async def handle_async(self: Any, request: httpcore.Request) -> httpcore.Response:
        return core(b"".join([piece async for piece in request.stream]))  # type: ignore[union-attr]

    return wrapped(original, handle_async if "async" in original.__name__ else handle)


def replacements(driver: Driver) -> dict[str, Callable[[], AbstractContextManager[None]]]:
    infix, suffix = ("Async", "handle_async_request") if driver.is_async else ("", "handle_request")
    return {
        "client": lambda: patched(f"httpx.{infix}Client.send", by_send),
        "transport": lambda: patched(f"httpx.{infix}HTTPTransport.{suffix}", by_transport),
        "pool": lambda: patched(f"httpcore.{infix}ConnectionPool.{suffix}", by_core),
        "connection": lambda: patched(f"httpcore.{infix}HTTPConnection.{suffix}", by_core),
    }


PLACES = ["client", "transport", "pool", "connection"]


@pytest.mark.parametrize("place", PLACES)
def test_a_patch_before_the_client_is_created_takes_effect(
    driver: Driver, place: str, *, streamed: bool
) -> None:
    with replacements(driver)[place]():
        assert driver.run(asking(driver, streamed=streamed), base_url=NOWHERE) == "mocked"


@pytest.mark.parametrize("place", PLACES)
def test_a_patch_takes_effect_from_the_next_call_until_it_is_removed(
    driver: Driver, server: Loopback, place: str, *, streamed: bool
) -> None:
    server.respond_with(events("real") if streamed else reply({**CHAT, "id": "real"}))
    replacement = replacements(driver)[place]
    ask = asking(driver, streamed=streamed)

    async def calls(client: Any) -> list[str]:
        results = [await ask(client)]
        with replacement():
            results += [await ask(client), await ask(client)]
        return [*results, await ask(client)]

    def calls_sync(client: Any) -> list[str]:
        results = [ask(client)]
        with replacement():
            results += [ask(client), ask(client)]
        return [*results, ask(client)]

    results = driver.run(calls if driver.is_async else calls_sync, base_url=server.url)

    assert results == ["real", "mocked", "mocked", "real"]
    assert [request.connection for request in server.requests] == [0, 0]


def test_a_mock_object_instead_of_a_method_takes_effect(driver: Driver, *, streamed: bool) -> None:
    name = "httpx.AsyncClient.send" if driver.is_async else "httpx.Client.send"
    with mock.patch(name) as send:
        send.side_effect = lambda request, **options: response(request)
        assert driver.run(asking(driver, streamed=streamed), base_url=NOWHERE) == "mocked"


def test_a_class_instead_of_the_transport_takes_effect(driver: Driver, *, streamed: bool) -> None:
    name = "httpx.AsyncHTTPTransport" if driver.is_async else "httpx.HTTPTransport"
    with mock.patch(name, return_value=httpx.MockTransport(response)):
        assert driver.run(asking(driver, streamed=streamed), base_url=NOWHERE) == "mocked"


def test_successive_patches_keep_few_connections_open(server: Loopback) -> None:
    driver = Driver(None)
    original = httpx.HTTPTransport.handle_request

    def calls(client: Any) -> int:
        for _ in range(6):

            def through(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
                return original(self, request)

            with mock.patch.object(httpx.HTTPTransport, "handle_request", through):
                client.chat.completions.create(**ASK)
        return len([server.ended.get(timeout=10) for _ in range(4)])

    # The second to last one stays open, because its response may still be read.
    assert driver.run(calls, base_url=server.url) == 4


class Equal:
    """A wrapper that equals the wrapped function, as in some instrumentation libraries."""

    def __init__(self, wrapped: Any, replacement: Any) -> None:
        self.wrapped = wrapped
        self.replacement = replacement

    def __get__(self, instance: Any, owner: Any) -> Any:
        return self if instance is None else self.replacement.__get__(instance, owner)

    def __eq__(self, other: object) -> bool:
        return bool(self.wrapped == other)

    def __hash__(self) -> int:
        return hash(self.wrapped)


def test_a_patch_that_equals_the_original_takes_effect(
    driver: Driver, server: Loopback, *, streamed: bool
) -> None:
    server.respond_with(events("real") if streamed else reply({**CHAT, "id": "real"}))
    ask = asking(driver, streamed=streamed)
    suffix = "handle_async_request" if driver.is_async else "handle_request"
    kind = "AsyncHTTPTransport" if driver.is_async else "HTTPTransport"

    def replaced() -> AbstractContextManager[None]:
        return patched(f"httpx.{kind}.{suffix}", lambda original: Equal(original, by_transport(original)))

    async def calls(client: Any) -> list[str]:
        results = [await ask(client)]
        with replaced():
            results.append(await ask(client))
        return results

    def calls_sync(client: Any) -> list[str]:
        results = [ask(client)]
        with replaced():
            results.append(ask(client))
        return results

    results = driver.run(calls if driver.is_async else calls_sync, base_url=server.url)
    assert results == ["real", "mocked"]


@pytest.mark.parametrize("method", ["_init_transport", "_transport_for_url"])
def test_a_patch_of_the_transport_selection_takes_effect(
    driver: Driver, method: str, *, streamed: bool
) -> None:
    kind = httpx.AsyncClient if driver.is_async else httpx.Client
    with mock.patch.object(kind, method, return_value=httpx.MockTransport(response)):
        assert driver.run(asking(driver, streamed=streamed), base_url=NOWHERE) == "mocked"


class Played:
    """A mock of a socket with only the methods that httpcore calls."""

    def __init__(self) -> None:
        self.sent = b""

    def setsockopt(self, *details: object) -> None: ...

    def settimeout(self, seconds: float | None) -> None: ...

    def send(self, data: bytes) -> int:
        self.sent += data
        return len(data)

    def recv(self, size: int) -> bytes:
        body = json.dumps(MOCKED).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
            len(body),
            body,
        )

    def fileno(self) -> int:
        return -1

    def close(self) -> None: ...


def test_mocked_sockets_return_responses() -> None:
    def look_up(host: str, port: int, family: int = 0, kind: int = 0) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, kind, 6, "", (host, port))]

    with (
        mock.patch("socket.getaddrinfo", look_up),
        mock.patch("socket.create_connection", return_value=Played()),
        Client(api_key="k", base_url="http://inference.example", allow_http=True) as client,
    ):
        assert client.chat.completions.create(**ASK).id == "mocked"


def test_a_mock_without_a_response_raises_its_error(driver: Driver) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.TimeoutException("no response is registered", request=request)

    own: dict[str, Any] = {"transport": httpx.MockTransport(refuse)}
    with pytest.raises(APITimeoutError, match="timed out: no response is registered"):
        driver.run(asking(driver, streamed=False), base_url=NOWHERE, max_retries=0, **own)


BEFORE_IMPORT = """
import asyncio, functools, httpx

def mocked(request):
    body = {"id": "mocked", "choices": [], "object": "chat.completion", "created": 1, "model": "m"}
    return httpx.Response(200, json=body)

def replace(owner, name, function):
    setattr(owner, name, functools.wraps(getattr(owner, name))(function))

async def mocked_async(self, request):
    return mocked(request)

replace(httpx.HTTPTransport, "handle_request", lambda self, request: mocked(request))
replace(httpx.AsyncHTTPTransport, "handle_async_request", mocked_async)

import sys
from do_inference import APITimeoutError, AsyncClient, Client

options = {"api_key": "k" * 20, "base_url": sys.argv[1], "max_retries": 0}
print(Client(**options).chat.completions.create(model="m", messages=[]).id)

async def main():
    async with AsyncClient(**options) as client:
        return (await client.chat.completions.create(model="m", messages=[])).id

print(asyncio.run(main()))
"""


def test_a_patch_made_before_the_import_takes_effect() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", BEFORE_IMPORT, NOWHERE],
        env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.stdout == "mocked\nmocked\n", ended.stderr


@pytest.mark.parametrize("given", ["transport", "http_client"])
def test_the_mock_transport_of_httpx_is_used(driver: Driver, given: str, *, streamed: bool) -> None:
    transport = httpx.MockTransport(response)
    client = (httpx.AsyncClient if driver.is_async else httpx.Client)(transport=transport)
    own = {given: transport if given == "transport" else client}
    assert driver.run(asking(driver, streamed=streamed), base_url=NOWHERE, **own) == "mocked"


@pytest.mark.parametrize("when", ["before", "after"])
def test_pytest_httpx_returns_responses(
    driver: Driver, request: pytest.FixtureRequest, when: str, *, streamed: bool
) -> None:
    pytest.importorskip("pytest_httpx")
    if when == "before":
        request.getfixturevalue("httpx_mock").add_callback(response)

    def ask(client: Any) -> Any:
        if when == "after":
            request.getfixturevalue("httpx_mock").add_callback(response)
        return asking(driver, streamed=streamed)(client)

    assert driver.run(ask, base_url=NOWHERE) == "mocked"


def test_failures_of_a_mock_are_retried_and_paced(driver: Driver, request: pytest.FixtureRequest) -> None:
    pytest.importorskip("pytest_httpx")
    httpx_mock = request.getfixturevalue("httpx_mock")
    httpx_mock.add_response(status_code=503)
    httpx_mock.add_exception(httpx.ReadTimeout("silence"))
    limit = {"x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "59"}
    httpx_mock.add_response(json=MOCKED, headers=limit)
    retries: list[Any] = []
    states: list[Any] = []
    ask = asking(driver, streamed=False)

    async def pace(client: Any) -> str:
        result: str = await ask(client)
        states.append(client.rate_limit)
        return result

    def pace_sync(client: Any) -> str:
        result: str = ask(client)
        states.append(client.rate_limit)
        return result

    result = driver.run(
        pace if driver.is_async else pace_sync,
        base_url=NOWHERE,
        on_retry=retries.append,
        rate_limiter=RateLimiter(),
    )

    assert result == "mocked"
    assert [type(retry.error).__name__ for retry in retries] == ["InternalServerError", "APITimeoutError"]
    assert [window.limit for window in states[0].observed.windows.values()] == [60]


@pytest.mark.parametrize("using", ["httpcore", "httpx"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_respx_returns_responses(driver: Driver, using: str, when: str, *, streamed: bool) -> None:
    respx = pytest.importorskip("respx")
    router = respx.mock(using=using)
    router.post(f"{NOWHERE}/v1/chat/completions").mock(side_effect=response)
    ask = asking(driver, streamed=streamed)

    async def inside(client: Any) -> Any:
        with router:
            return await ask(client)

    def inside_sync(client: Any) -> Any:
        with router:
            return ask(client)

    with router if when == "before" else nullcontext():
        action = ask if when == "before" else inside if driver.is_async else inside_sync
        assert driver.run(action, base_url=NOWHERE) == "mocked"


def test_vcrpy_records_once_and_replays(
    driver: Driver, server: Loopback, tmp_path: Path, *, streamed: bool
) -> None:
    vcr = pytest.importorskip("vcr")
    server.respond_with(events("mock", "ed") if streamed else reply(MOCKED))
    recorder = vcr.VCR(record_mode="once", filter_headers=["authorization"])
    results = []
    for _ in range(3):
        with recorder.use_cassette(str(tmp_path / "cassette.yaml")):
            results.append(driver.run(asking(driver, streamed=streamed), base_url=server.url))

    assert results == ["mocked"] * 3
    assert len(server.requests) == 1
    assert "sk-do-v1" not in (tmp_path / "cassette.yaml").read_text()


def test_opentelemetry_records_a_span_for_each_request(
    driver: Driver, server: Loopback, *, streamed: bool
) -> None:
    instrumentation = pytest.importorskip("opentelemetry.instrumentation.httpx")
    trace = pytest.importorskip("opentelemetry.sdk.trace")
    export = pytest.importorskip("opentelemetry.sdk.trace.export")
    memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    spans = memory.InMemorySpanExporter()
    provider = trace.TracerProvider()
    provider.add_span_processor(export.SimpleSpanProcessor(spans))
    server.respond_with(events("mock", "ed") if streamed else reply(MOCKED))
    instrumentor = instrumentation.HTTPXClientInstrumentor()
    ask = asking(driver, streamed=streamed)

    instrumentor.instrument(tracer_provider=provider)
    try:

        async def twice(client: Any) -> list[str]:
            return [await ask(client), await ask(client)]

        def twice_sync(client: Any) -> list[str]:
            return [ask(client), ask(client)]

        results = driver.run(twice if driver.is_async else twice_sync, base_url=server.url)
    finally:
        instrumentor.uninstrument()
    driver.run(ask, base_url=server.url)

    assert results == ["mocked"] * 2
    assert [span.name for span in spans.get_finished_spans()] == ["POST", "POST"]
    assert [request.connection for request in server.requests] == [0, 0, 1]
    assert "traceparent" in server.requests[0].headers
    assert "traceparent" not in server.requests[2].headers
