"""Sync and async clients, a clock that only pauses advance, and the emulator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import isawaitable
from typing import Any

import anyio
import pytest

from do_inference import AsyncClient, Client
from do_inference._clock import Clock
from do_inference.emulator import Emulator
from do_inference.workflows import Polling
from tests.runtime.loopback import Loopback, reply

KEY = "sk-do-v1-very-secret-0123456789"


class TurnedClock(Clock):
    """A clock that only pauses advance, without sleeping."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return 1000.0 + sum(self.slept)

    def now(self) -> float:
        return 1_790_000_000.0 + sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def sleep_async(self, seconds: float) -> None:
        self.slept.append(seconds)


STEADY = Polling(initial=1.0, maximum=60.0, factor=2.0, jitter=0.0, failures=3)


class Driver:
    """Creates a client, runs an action with it, and closes it."""

    def __init__(self, backend: str | None) -> None:
        self.backend = backend
        self.clock = TurnedClock()

    @property
    def is_async(self) -> bool:
        return self.backend is not None

    @property
    def waiting(self) -> dict[str, Any]:
        """Return the options of a wait without jitter and real time."""
        return {"polling": STEADY, "clock": self.clock}

    def run(self, action: Callable[[Any], Any], url: str, **options: Any) -> Any:
        """Return the result of `action` with a client, awaited with an async client."""
        options = {"api_key": KEY, "base_url": url, "max_retries": 0, "rate_limiter": None, **options}
        if self.backend is not None:
            return anyio.run(self._run, action, options, backend=self.backend)
        with Client(**options) as client:
            client._executor.clock = self.clock
            return action(client)

    async def _run(self, action: Callable[[Any], Any], options: dict[str, Any]) -> Any:
        async with AsyncClient(**options) as client:
            client._executor.clock = self.clock
            result = action(client)
            return await result if isawaitable(result) else result


@pytest.fixture(params=["sync", "asyncio", "trio"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(None if request.param == "sync" else request.param)


@pytest.fixture
def server() -> Iterator[Loopback]:
    server = Loopback([reply({})])
    yield server
    server.close()


@pytest.fixture
def other() -> Iterator[Loopback]:
    """A server of another origin."""
    server = Loopback([reply({})])
    yield server
    server.close()


@pytest.fixture(params=["published", "live"])
def emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """The emulator with the published and with the actual behaviour of the service."""
    with Emulator(live=request.param == "live") as emulator:
        yield emulator
