"""Runs a case over sockets: the emulator, the client under test and what disturbs it."""

from __future__ import annotations

import asyncio
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Self

from do_inference import AsyncClient
from do_inference.emulator import Emulator, Exchange
from do_inference.rate_limit import FileStore, Limit, RateLimiter

from .socket_cases import CASES, Case, optimum, steady

OTHER = "x-other"
"""A header that marks the requests of the other client."""


class Outcome(NamedTuple):
    rejected: int
    """429s of the client under test."""
    failed: int
    """Calls that raised."""
    took: float
    """Seconds from the first measured call until the last request was admitted."""
    optimum: float
    """The least seconds in which the measured requests and the other client's admitted ones fit the limits."""

    @property
    def share(self) -> float:
        return self.optimum / self.took if self.took else 1.0


def run(case: Case) -> Outcome:
    """Run a case: the emulator and the disturbances here, the calls here or in child processes."""
    exchanges: list[Exchange] = []
    with Emulator(limits=case.limits) as emulator:
        emulator.requests.listen(exchanges.append)
        began, failed = asyncio.run(_drive(case, emulator))
    since = began + case.warm
    ours = [e for e in exchanges if OTHER not in e.headers]
    last = began + case.lasts if case.warm else max(e.at for e in ours if e.status == 200)
    admitted = sum(since <= e.at <= last and e.status == 200 for e in exchanges)
    rejected = sum(since <= e.at and e.status == 429 for e in ours)
    best = steady(case, admitted) if case.warm else optimum(case, sum(case.calls[:-1]) + admitted)
    return Outcome(rejected, failed, last - since, best)


async def _drive(case: Case, emulator: Emulator) -> tuple[float, int]:
    """When the measured calls began, and how many failed."""
    disturbing = [asyncio.ensure_future(job) for job in (_change(case, emulator), _other(case, emulator))]
    try:
        return await (_here(case, emulator) if case.processes == 1 else _children(case, emulator))
    finally:
        for task in disturbing:
            task.cancel()


async def _here(case: Case, emulator: Emulator) -> tuple[float, int]:
    async with _Caller(case, emulator.base_url, emulator.api_key) as caller:
        began, failed = time.time(), await caller.all(case.calls[0], case.lasts)
        for calls in case.calls[1:]:
            await asyncio.sleep(case.rest)
            began = time.time()
            failed += await caller.all(calls)
    return began, failed


async def _children(case: Case, emulator: Emulator) -> tuple[float, int]:
    """The calls in several processes, which begin together when all of them are ready."""
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder, "limits")) if case.store else ""
        calls = case.calls[-1] // case.processes
        command = [
            sys.executable,
            "-m",
            __spec__.name,
            case.name,
            emulator.base_url,
            emulator.api_key,
            store,
            str(calls),
        ]
        children = [
            await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for _ in range(case.processes)
        ]
        try:
            await asyncio.gather(*(_line(child) for child in children))
            began = time.time()
            for child in children:
                assert child.stdin is not None
                child.stdin.write(b"go\n")
            failed = [int(line) for line in await asyncio.gather(*(_line(child) for child in children))]
            return began, sum(failed)
        finally:
            for child in children:
                with suppress(ProcessLookupError):
                    child.kill()


async def _line(child: asyncio.subprocess.Process) -> bytes:
    assert child.stdout is not None
    return await child.stdout.readline()


class _Caller:
    """Sends requests at once through a client and its limiter."""

    def __init__(self, case: Case, url: str, key: str, store: str = "") -> None:
        self._random = random.Random(os.getpid())
        self._case = case
        limits = [Limit(f"{amount} in {seconds:g} s", amount, seconds) for amount, seconds in case.reported]
        limiter = (
            RateLimiter(limits) if limits else RateLimiter(store=FileStore(store)) if store else RateLimiter()
        )
        self._client: Any
        self._send: Callable[[], Awaitable[Any]]
        if case.through == "client":
            self._client = AsyncClient(api_key=key, base_url=url, rate_limiter=limiter)
            self._send = lambda: self._client.models.list(extra_headers=self._headers())
        else:
            self._client = _openai(url, key, limited=case.through == "openai")
            self._send = self._client.models.list

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._client.__aexit__(*error)

    async def all(self, calls: int, lasts: float = math.inf) -> int:
        """Make so many calls at once and return how many failed; with `lasts`, again and again for so many seconds."""
        return sum(await asyncio.gather(*(self._calls(lasts) for _ in range(calls))))

    async def _calls(self, lasts: float) -> int:
        failed = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(None if lasts == math.inf else lasts):
                while True:
                    failed += await self._fails()
                    if lasts == math.inf:
                        break
        return failed

    async def _fails(self) -> bool:
        try:
            await self._send()
        except Exception as error:  # noqa: BLE001 - of any client
            print(f"{type(error).__name__}: {error}"[:200], file=sys.stderr)
            return True
        return False

    def _headers(self) -> dict[str, str]:
        low, high = self._case.latency
        return {"x-emulator-fault": f"latency={self._random.uniform(low, high):.3f}"} if high else {}


def _openai(url: str, key: str, *, limited: bool) -> Any:
    import httpx2

    from do_inference.rate_limit.transport_httpx2 import RateLimitTransport

    connected = {"http_client": httpx2.AsyncClient(transport=RateLimitTransport())} if limited else {}
    return import_module("openai").AsyncOpenAI(api_key=key, base_url=f"{url}/v1", timeout=600, **connected)


async def _change(case: Case, emulator: Emulator) -> None:
    began = time.monotonic()
    for at, factor in case.changes:
        await asyncio.sleep(began + at - time.monotonic())
        emulator.change_limits(factor)


async def _other(case: Case, emulator: Emulator) -> None:
    """Another client of the same key, which does not retry."""
    import httpx

    every, size = case.other
    headers = {"authorization": f"Bearer {emulator.api_key}", OTHER: "1"}
    async with httpx.AsyncClient(base_url=emulator.base_url, headers=headers, trust_env=False) as client:
        while every:
            await asyncio.sleep(every)
            await asyncio.gather(*(client.get("/v1/models") for _ in range(size)))


async def _child(name: str, url: str, key: str, store: str, calls: int) -> None:
    case = next(case for case in CASES if case.name == name)
    async with _Caller(case, url, key, store) as caller:
        print("ready", flush=True)
        sys.stdin.readline()
        print(await caller.all(calls), flush=True)


if __name__ == "__main__":
    _name, _url, _key, _store, _calls = sys.argv[1:]
    asyncio.run(_child(_name, _url, _key, _store, int(_calls)))
