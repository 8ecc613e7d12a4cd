"""Connections: reuse, sharing, closing, and HTTP clients and transports that users pass."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from do_inference import (
    APIError,
    AsyncClient,
    Client,
    ConfigurationError,
    InternalServerError,
    NotFoundError,
    RetryPolicy,
)

from .conftest import KEY, Driver
from .loopback import DONE, FINISH, STREAM_HEAD, Loopback, chunk, event, events, hang, reply

ASK: dict[str, Any] = {"model": "m", "messages": []}


def _twice(driver: Driver, action: Any, again: Any) -> Any:
    """Run two actions in sequence with one client."""

    async def both(client: Any) -> None:
        await action(client)
        await again(client)

    def both_sync(client: Any) -> None:
        action(client)
        again(client)

    return both if driver.is_async else both_sync


def _chat(client: Any) -> Any:
    return client.chat.completions.create(**ASK)


def _failing(driver: Driver) -> Any:
    async def fail(client: Any) -> None:
        with pytest.raises(APIError):
            await client.chat.completions.create(**ASK)

    def fail_sync(client: Any) -> None:
        with pytest.raises(APIError):
            client.chat.completions.create(**ASK)

    return fail if driver.is_async else fail_sync


def _streaming(driver: Driver, *, at_most: int | None = None) -> Any:
    async def read(client: Any) -> None:
        async with await client.chat.completions.create(**ASK, stream=True) as stream:
            count = 0
            async for _ in stream:
                count += 1
                if count == at_most:
                    break

    def read_sync(client: Any) -> None:
        with client.chat.completions.create(**ASK, stream=True) as stream:
            for count, _ in enumerate(stream, 1):
                if count == at_most:
                    break

    return read if driver.is_async else read_sync


def _connections(server: Loopback) -> int:
    return len({request.connection for request in server.requests})


TRANSPORTS = ["default", "own client"]


def _own(driver: Driver, transport: str) -> dict[str, Any]:
    if transport == "default":
        return {}
    return {"http_client": httpx.AsyncClient() if driver.is_async else httpx.Client()}


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize(
    "first",
    [reply(), reply({}, 404), reply("x" * 2_000_000, 404), events("a"), events("a", ending=b"")],
    ids=["result", "error", "huge error", "stream", "stream without [DONE]"],
)
def test_a_connection_is_reused(
    driver: Driver, server: Loopback, first: Any, transport: str, request: Any
) -> None:
    server.respond_with(first, reply())
    name = request.node.callspec.id
    action = _streaming(driver) if "stream" in name else _failing(driver) if "error" in name else _chat
    driver.run(_twice(driver, action, _chat), base_url=server.url, **_own(driver, transport))

    # A large error body is not read completely, so that its connection cannot be reused.
    assert _connections(server) == (2 if "huge" in name else 1)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_completed_stream_is_drained_briefly(driver: Driver, server: Loopback, transport: str) -> None:
    head = STREAM_HEAD + b"\r\n" + chunk(event("a") + FINISH + DONE)
    server.respond_with(hang(server, head), reply())
    driver.run(_twice(driver, _streaming(driver), _chat), base_url=server.url, **_own(driver, transport))

    assert _connections(server) == 2


def test_a_completed_stream_that_keeps_sending_is_closed(driver: Driver, server: Loopback) -> None:
    flood = chunk(b"x" * 10_000) * 100
    server.respond_with(events("a", last=flood), reply())
    driver.run(_twice(driver, _streaming(driver), _chat), base_url=server.url)

    assert _connections(server) == 2


def test_a_stream_left_early_is_closed_without_a_leak(driver: Driver, server: Loopback) -> None:
    server.respond_with(hang(server, STREAM_HEAD + b"\r\n" + chunk(event("a")) + chunk(event("b"))), reply())
    driver.run(_twice(driver, _streaming(driver, at_most=1), _chat), base_url=server.url)
    gc.collect()

    assert _connections(server) == 2


def test_with_options_shares_connections_and_changes_only_the_given_options(
    driver: Driver, server: Loopback
) -> None:
    def other(client: Any) -> Any:
        changed = client.with_options(
            api_key="other", max_retries=0, timeout=3.0, deadline=9.0, default_headers={"X-B": "2"}
        )
        settings = changed._executor.settings
        assert settings.retry.max_retries == 0
        assert settings.timeout["read"] == 3.0
        assert settings.deadline == 9.0
        assert type(changed) is type(client)
        assert changed.base_url == client.base_url
        return changed.chat.completions.create(**ASK)

    driver.run(_twice(driver, other, _chat), base_url=server.url, default_headers={"X-A": "1"})
    changed, plain = server.requests

    assert _connections(server) == 1
    assert changed.headers["authorization"] == "Bearer other"
    assert (changed.headers["x-a"], changed.headers["x-b"]) == ("1", "2")
    assert plain.headers["authorization"] == f"Bearer {KEY}"
    assert "x-b" not in plain.headers


def test_closing_a_client_from_with_options_closes_no_connection(driver: Driver, server: Loopback) -> None:
    def other(client: Any) -> Any:
        return client.with_options(max_retries=0).close()

    async def other_async(client: Any) -> None:
        async with client.with_options(max_retries=0):
            pass

    driver.run(_twice(driver, other_async if driver.is_async else other, _chat), base_url=server.url)

    assert len(server.requests) == 1


def test_a_closed_client_rejects_calls(driver: Driver, server: Loopback) -> None:
    def close(client: Any) -> Any:
        return client.close()

    with pytest.raises(RuntimeError, match="closed"):
        driver.run(_twice(driver, close, _chat), base_url=server.url)
    assert server.requests == []


def test_a_given_http_client_or_transport_is_not_closed(driver: Driver, server: Loopback) -> None:
    own = _own(driver, "own client")
    open_afterwards: list[bool] = []

    async def look(client: Any) -> None:
        await client.chat.completions.create(**ASK)
        await client.close()
        open_afterwards.append(not own["http_client"].is_closed)

    def look_sync(client: Any) -> None:
        client.chat.completions.create(**ASK)
        client.close()
        open_afterwards.append(not own["http_client"].is_closed)

    driver.run(look if driver.is_async else look_sync, base_url=server.url, **own)

    assert open_afterwards == [True]


def test_a_given_http_client_keeps_its_hooks_headers_and_timeout(driver: Driver, server: Loopback) -> None:
    seen: list[str] = []

    def hook(request: httpx.Request) -> None:
        seen.append(request.method)

    async def hook_async(request: httpx.Request) -> None:
        seen.append(request.method)

    options: dict[str, Any] = {"headers": {"X-Mine": "yes"}, "timeout": 17.0}
    own: Any = (
        httpx.AsyncClient(**options, event_hooks={"request": [hook_async]})
        if driver.is_async
        else httpx.Client(**options, event_hooks={"request": [hook]})
    )
    limits: list[Any] = []

    def look(client: Any) -> Any:
        limits.append(client._executor.settings.timeout["read"])
        return _chat(client)

    driver.run(look, base_url=server.url, http_client=own)

    assert seen == ["POST"]
    assert limits == [17.0]
    assert server.requests[0].headers["x-mine"] == "yes"
    assert server.requests[0].headers["user-agent"].startswith("do-inference/")


def test_a_presigned_upload_sends_no_credentials_of_a_given_http_client(
    driver: Driver, server: Loopback
) -> None:
    options: dict[str, Any] = {
        "headers": {"X-Mine": "hush"},
        "auth": ("user", "hush"),
        "cookies": {"c": "hush"},
    }
    own: Any = httpx.AsyncClient(**options) if driver.is_async else httpx.Client(**options)
    server.respond_with(reply(b"", content_type=None))
    driver.run(
        lambda client: client.batches.files.upload(f"{server.url}/x", content=b"x"),
        base_url="https://inference.do-ai.run",
        http_client=own,
    )

    assert "hush" not in str(server.requests[0].headers)
    assert not {"authorization", "cookie", "x-mine"} & server.requests[0].headers.keys()


def test_a_given_transport_is_used(driver: Driver) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == f"Bearer {KEY}"
        return httpx.Response(404, json={"error": {"message": str(request.url)}})

    with pytest.raises(NotFoundError, match=r"https://inference\.do-ai\.run/v1/chat/completions"):
        driver.run(_chat, transport=httpx.MockTransport(handle))


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "all_proxy"])
def test_a_proxy_from_the_environment_is_used(
    driver: Driver, server: Loopback, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, server.url)
    driver.run(_chat, base_url="http://inference.example", allow_http=True)

    assert server.requests[0].path == "http://inference.example/v1/chat/completions"


def test_a_host_in_no_proxy_is_accessed_directly(
    driver: Driver, server: Loopback, other: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", other.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    driver.run(_chat, base_url=server.url)

    assert len(server.requests) == 1
    assert other.requests == []


def test_localhost_is_accessed_without_a_proxy(
    driver: Driver, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    assert driver.chat(server.url).id == "c1"


@pytest.mark.parametrize("proxy", ["ftp://127.0.0.1:9", "socks9://user:hidden@127.0.0.1:9"])
def test_the_error_for_an_invalid_proxy_names_its_variable(
    driver: Driver, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)

    with pytest.raises(
        ConfigurationError, match="the proxy in HTTP_PROXY cannot be used: its scheme must be one of"
    ) as caught:
        driver.chat("http://example.invalid", allow_http=True)

    assert "HTTPS_PROXY" not in str(caught.value)
    assert "hidden" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_opens_its_own_connections(server: Loopback) -> None:
    with Client(api_key=KEY, base_url=server.url) as client:
        client.chat.completions.create(model="m", messages=[])
        child = os.fork()
        if child == 0:
            code = 1
            try:
                client.chat.completions.create(model="m", messages=[])
                code = 0
            finally:
                os._exit(code)
        assert os.waitpid(child, 0)[1] == 0
        client.chat.completions.create(model="m", messages=[])

    assert [request.connection for request in server.requests] == [0, 1, 0]


def test_with_options_accepts_another_endpoint_and_policy(
    driver: Driver, server: Loopback, other: Loopback
) -> None:
    other.respond_with(reply("", 503))

    async def ask(client: Any) -> Any:
        changed = client.with_options(base_url=f"{other.url}/v1", retry=RetryPolicy(max_retries=1))
        assert changed.base_url == other.url
        answer = changed.chat.completions.create(model="m", messages=[])
        return await answer if driver.is_async else answer

    def ask_sync(client: Any) -> Any:
        changed = client.with_options(base_url=f"{other.url}/v1", retry=RetryPolicy(max_retries=1))
        assert changed.base_url == other.url
        return changed.chat.completions.create(model="m", messages=[])

    with pytest.raises(InternalServerError):
        driver.run(ask if driver.is_async else ask_sync, base_url=server.url)

    assert (len(server.requests), len(other.requests)) == (0, 2)


def test_with_options_rejects_the_same_endpoints_as_clients(server: Loopback) -> None:
    with Client(api_key=KEY, base_url=server.url) as client:
        with pytest.raises(ConfigurationError, match="plain http"):
            client.with_options(base_url="http://example.invalid")


def test_a_client_works_in_many_threads(server: Loopback) -> None:
    with Client(api_key=KEY, base_url=server.url) as client, ThreadPoolExecutor(16) as threads:
        results = list(threads.map(lambda _: client.chat.completions.create(**ASK).id, range(200)))

    assert results == ["c1"] * 200
    assert _connections(server) <= 16


def test_an_async_client_works_in_many_tasks(server: Loopback) -> None:
    async def main() -> list[Any]:
        async with AsyncClient(api_key=KEY, base_url=server.url) as client:
            return await asyncio.gather(*(client.chat.completions.create(**ASK) for _ in range(100)))

    assert [result.id for result in asyncio.run(main())] == ["c1"] * 100


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_async_client_outlives_its_event_loop(server: Loopback) -> None:
    client = AsyncClient(api_key=KEY, base_url=server.url)

    async def call() -> Any:
        return await client.chat.completions.create(**ASK)

    assert [asyncio.run(call()).id for _ in range(3)] == ["c1"] * 3
    gc.collect()


def test_creating_a_client_starts_no_thread_and_opens_no_connection(server: Loopback) -> None:
    before = threading.active_count()
    clients = [Client(api_key=KEY, base_url=server.url) for _ in range(100)]

    assert threading.active_count() == before
    assert len(clients) == 100
    assert server.requests == []
