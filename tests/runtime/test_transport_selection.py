"""The choice between the native transport and that of httpx."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from do_inference import ConfigurationError

if TYPE_CHECKING:
    from .conftest import Driver
    from .loopback import Loopback

ASK: dict[str, Any] = {"model": "m", "messages": []}
NATIVE = "connections use the native transport"
HTTPX = "connections use the transport of httpx, because {}"
MISSING = "the package httptools is not installed"
TRIO = "the event loop is trio's"


def three_calls(driver: Driver) -> Any:
    async def calls(client: Any) -> None:
        for _ in range(3):
            assert (await client.chat.completions.create(**ASK)).id == "c1"

    def calls_sync(client: Any) -> None:
        for _ in range(3):
            assert client.chat.completions.create(**ASK).id == "c1"

    return calls if driver.is_async else calls_sync


def choices(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the logged choices."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.getMessage().startswith("connections use") and record.levelno == logging.DEBUG
    ]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG, logger="do_inference")
    return caplog


def replace_transport(monkeypatch: pytest.MonkeyPatch, calls: list[str]) -> None:
    """Patch httpx as a tracing library does."""
    send, send_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def traced(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        calls.append(request.method)
        return send(self, request)

    async def traced_async(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        calls.append(request.method)
        return await send_async(self, request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", traced)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", traced_async)


def test_each_client_logs_its_choice_once(
    driver: Driver, server: Loopback, log: pytest.LogCaptureFixture
) -> None:
    expected = HTTPX.format(TRIO) if driver.backend == "trio" else NATIVE
    for clients in (1, 2):
        driver.run(three_calls(driver), base_url=server.url)
        assert choices(log) == [expected] * clients


@pytest.mark.parametrize("source", ["argument", "variable"])
def test_httpx_is_used_if_it_is_requested(
    driver: Driver,
    server: Loopback,
    log: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
) -> None:
    if source == "variable":
        monkeypatch.setenv("DO_INFERENCE_TRANSPORT", " httpx ")
    options = {"transport": "httpx"} if source == "argument" else {}
    driver.run(three_calls(driver), base_url=server.url, **options)

    assert choices(log) == [HTTPX.format("it is requested")]


def test_the_argument_has_priority_over_the_variable(
    driver: Driver, server: Loopback, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DO_INFERENCE_TRANSPORT", "native")
    driver.run(three_calls(driver), base_url=server.url, transport="httpx")

    assert choices(log) == [HTTPX.format("it is requested")]


def test_httpx_is_used_without_httptools(
    driver: Driver, server: Loopback, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "httptools", None)
    driver.run(three_calls(driver), base_url=server.url)

    assert choices(log) == [HTTPX.format(TRIO if driver.backend == "trio" else MISSING)]


def test_httpx_is_used_while_it_is_patched(
    driver: Driver, server: Loopback, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    replace_transport(monkeypatch, calls)
    driver.run(three_calls(driver), base_url=server.url)

    reason = (
        TRIO
        if driver.backend == "trio"
        else "httpx or httpcore is patched, by a mock or by tracing for example"
    )
    assert calls == ["POST"] * 3
    assert [choice in (HTTPX.format(reason), HTTPX.format(PATCHED)) for choice in choices(log)] == [True]


LIBRARIES = ("httpcore", "httpx")


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_patch_takes_effect_whichever_library_the_program_has_imported(
    server: Loopback, library: str
) -> None:
    name = {"httpcore": "ConnectionPool", "httpx": "HTTPTransport"}[library]
    code = f"""
import sys
sys.path[:0] = {sys.path!r}
from do_inference import Client

client = Client(api_key="k" * 20, base_url={server.url!r}, allow_http=True)
client.chat.completions.create(model="m", messages=[])
assert not {{"httpx", "httpcore"}}.intersection(sys.modules)

import {library}

calls = []
send = {library}.{name}.handle_request

def traced(self, request):
    calls.append(request)
    return send(self, request)

for _ in range(2):
    client.chat.completions.create(model="m", messages=[])
assert not calls
{library}.{name}.handle_request = traced
for _ in range(2):
    client.chat.completions.create(model="m", messages=[])
assert len(calls) == 2, calls
{library}.{name}.handle_request = send
client.chat.completions.create(model="m", messages=[])
assert len(calls) == 2, calls
client.close()
"""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DO_INFERENCE_")}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)

    # Only the two calls with the patch have other connections than the native transport's.
    assert [request.connection == 0 for request in server.requests] == [True, True, True, False, False, True]


PATCHED = "httpx or httpcore is patched, by a mock or by tracing for example"


def test_httpx_is_used_for_a_proxy(
    driver: Driver, server: Loopback, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    driver.run(three_calls(driver), base_url="http://inference.example", allow_http=True)

    (choice,) = choices(log)
    expected = TRIO if driver.backend == "trio" else "is set in HTTP_PROXY"
    assert choice.startswith(HTTPX.format(""))
    assert expected in choice
    assert server.requests[0].path == "http://inference.example/v1/chat/completions"


def test_the_native_transport_can_be_requested_while_httpx_is_patched(
    driver: Driver, server: Loopback, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    if driver.backend == "trio":
        pytest.skip("the native transport does not support trio")
    calls: list[str] = []
    replace_transport(monkeypatch, calls)
    monkeypatch.setenv("DO_INFERENCE_TRANSPORT", "native")
    driver.run(three_calls(driver), base_url=server.url)

    assert calls == []
    assert len(server.requests) == 3
    assert choices(log) == [NATIVE]


@pytest.mark.parametrize("source", ["argument", "variable"])
@pytest.mark.parametrize("obstacle", ["trio", "proxy", "parser"])
def test_the_native_transport_is_refused_where_it_cannot_be_used(
    driver: Driver, server: Loopback, monkeypatch: pytest.MonkeyPatch, obstacle: str, source: str
) -> None:
    if (driver.backend == "trio") is not (obstacle == "trio"):
        pytest.skip("trio is the obstacle under trio only")
    options: dict[str, Any] = {"base_url": server.url}
    if source == "argument":
        options["transport"] = "native"
    else:
        monkeypatch.setenv("DO_INFERENCE_TRANSPORT", "native")
    if obstacle == "proxy":
        monkeypatch.setenv("HTTP_PROXY", server.url)
        options |= {"base_url": "http://inference.example", "allow_http": True}
    elif obstacle == "parser":
        monkeypatch.setitem(sys.modules, "httptools", None)
    reason = {"trio": TRIO, "proxy": "is set in HTTP_PROXY", "parser": MISSING}[obstacle]

    with pytest.raises(ConfigurationError, match=f"the native transport.*cannot be used: .*{reason}"):
        driver.run(three_calls(driver), **options)
    assert server.requests == []


@pytest.mark.parametrize("name", ["Native", "aiohttp", "native,httpx"])
def test_an_unknown_name_is_rejected_and_its_source_named(
    driver: Driver, server: Loopback, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with pytest.raises(ConfigurationError, match=f"transport must be 'native' or 'httpx', not '{name}'"):
        driver.run(three_calls(driver), base_url=server.url, transport=name)
    monkeypatch.setenv("DO_INFERENCE_TRANSPORT", name)
    with pytest.raises(ConfigurationError, match=f"DO_INFERENCE_TRANSPORT must be .* not '{name}'"):
        driver.run(three_calls(driver), base_url=server.url)
    assert server.requests == []
