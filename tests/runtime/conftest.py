"""Loopback servers, fake clocks, and a driver for synchronous and asynchronous clients."""

from __future__ import annotations

import ssl
from inspect import isawaitable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from do_inference import AgentClient, AsyncAgentClient, AsyncClient, Client
from do_inference._clock import Clock
from do_inference._tls import shared_context
from do_inference.rate_limit import _scheduler as scheduler
from tests.rate_limit.clocks import JumpingClock

from .loopback import Loopback, reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "sk-do-v1-very-secret-0123456789"

CERTIFICATE = Path(__file__).with_name("loopback.pem")

VARIABLES = (
    "MODEL_ACCESS_KEY",
    "GRADIENT_MODEL_ACCESS_KEY",
    "DIGITALOCEAN_TOKEN",
    "AGENT_ACCESS_KEY",
    "GRADIENT_AGENT_ACCESS_KEY",
    "AGENT_ENDPOINT",
    "GRADIENT_AGENT_ENDPOINT",
    "GRADIENT_INFERENCE_ENDPOINT",
    "DO_INFERENCE_EVENT_TIMEOUT",
    "DO_INFERENCE_MAX_WAIT",
    "DO_INFERENCE_TRANSPORT",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "REQUEST_METHOD",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
)


class FakeClock(Clock):
    """A clock whose waits end immediately and advance its time."""

    __slots__ = ("slept", "unix")

    def __init__(self, unix: float = 1_000_000.0) -> None:
        self.unix = unix
        self.slept: list[float] = []

    def now(self) -> float:
        return self.unix + sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def sleep_async(self, seconds: float) -> None:
        self.slept.append(seconds)


class Driver:
    """Creates a client, runs an action with it, and closes it: synchronously, with asyncio or with trio."""

    def __init__(self, backend: str | None) -> None:
        self.backend = backend

    @property
    def is_async(self) -> bool:
        return self.backend is not None

    def run(
        self,
        action: Callable[[Any], Any],
        *,
        agent: bool = False,
        clock: Clock | None = None,
        **options: Any,
    ) -> Any:
        """Return the result of `action` for a client, awaited if necessary."""
        options.setdefault("api_key", KEY)
        options.setdefault("rate_limiter", None)  # pacing has separate tests with a separate clock
        if self.backend is not None:
            return anyio.run(self._run, action, agent, clock, options, backend=self.backend)
        try:
            with (AgentClient if agent else Client)(**options) as client:
                client._executor.clock = clock or FakeClock()
                return action(client)
        finally:
            for own in _given(options):
                own.close()

    async def _run(
        self, action: Callable[[Any], Any], agent: bool, clock: Clock | None, options: dict[str, Any]
    ) -> Any:
        try:
            async with (AsyncAgentClient if agent else AsyncClient)(**options) as client:
                client._executor.clock = clock or FakeClock()
                result = action(client)
                return await result if isawaitable(result) else result
        finally:
            for own in _given(options):
                await own.aclose()

    def chat(
        self, url: str, *, clock: Clock | None = None, call: dict[str, Any] | None = None, **options: Any
    ) -> Any:
        """Return the result of a small chat completion."""
        arguments = {"model": "m", "messages": [{"role": "user", "content": "hi"}], **(call or {})}
        return self.run(
            lambda client: client.chat.completions.create(**arguments), clock=clock, base_url=url, **options
        )

    def read_stream(self, url: str, *, call: dict[str, Any] | None = None, **options: Any) -> list[str]:
        """Return the texts of a streamed chat completion."""
        arguments = {
            "model": "m",
            "messages": [{"role": "user", "content": "hi"}],
            "stream": True,
            **(call or {}),
        }

        async def read(client: AsyncClient) -> list[str]:
            async with await client.chat.completions.create(**arguments) as stream:
                return [_text(part) async for part in stream]

        def read_sync(client: Client) -> list[str]:
            with client.chat.completions.create(**arguments) as stream:
                return [_text(part) for part in stream]

        texts: list[str] = self.run(read if self.is_async else read_sync, base_url=url, **options)
        return texts


def _given(options: dict[str, Any]) -> list[Any]:
    """Return the HTTP clients and transports in the options, which the client does not close."""
    given = [options.get(name) for name in ("http_client", "transport")]
    return [one for one in given if one is not None and not isinstance(one, str)]


def _text(part: Any) -> str:
    return (part.choices[0].delta.content or "") if part.choices and part.choices[0].delta else ""


@pytest.fixture
def jumping(monkeypatch: pytest.MonkeyPatch) -> JumpingClock:
    """A clock for limiters that skips the waits of calls."""
    monkeypatch.setattr(scheduler, "_WORKER_IDLE", 0.0)
    return JumpingClock()


@pytest.fixture(params=["sync", "asyncio", "trio"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(None if request.param == "sync" else request.param)


@pytest.fixture
def server() -> Iterator[Loopback]:
    server = Loopback([reply()])
    yield server
    server.close()


@pytest.fixture
def other() -> Iterator[Loopback]:
    """A server of another origin."""
    server = Loopback([reply()])
    yield server
    server.close()


@pytest.fixture
def secured() -> Iterator[Loopback]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server = Loopback([reply()], tls=context)
    yield server
    server.close()


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    shared_context.cache_clear()
    yield
    shared_context.cache_clear()


@pytest.fixture(params=["plain", "TLS"])
def any_server(request: pytest.FixtureRequest) -> Loopback:
    """A server with and without TLS."""
    if request.param == "TLS":
        request.getfixturevalue("trusted")
    server: Loopback = request.getfixturevalue("server" if request.param == "plain" else "secured")
    return server


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
