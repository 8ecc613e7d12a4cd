"""The cases over sockets: limits of the emulator, a client that knows them or not, and what disturbs it."""

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
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Self

from do_inference import AsyncClient
from do_inference.emulator import Emulator, Exchange
from do_inference.emulator.limits import MemoryLog, parse_limits
from do_inference.emulator.limits.meters import meter
from do_inference.rate_limit import FileStore, Limit, RateLimiter

OTHER = "x-other"
"""A header that marks the requests of the other client."""


class Outcome(NamedTuple):
    rejected: int
    """429s of the client under test."""
    failed: int
    """Calls that raised."""
    took: float
    """Seconds until the last request was admitted, without the time that is not measured and rests."""
    optimum: float
    """The least seconds in which the measured requests and the other client's admitted ones fit the limits."""

    @property
    def share(self) -> float:
        return self.optimum / self.took if self.took else 1.0


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    limits: str
    """As `Emulator(limits=...)` takes them."""
    calls: tuple[int, ...]
    """Calls at once, then more calls at once after `rest` seconds."""
    goal: str
    told: tuple[tuple[int, float], ...] = ()
    """The windows that the limiter is given. Default: none, so that it learns from headers."""
    rest: float = 0.0
    warm: float = 0.0
    """Seconds at the start that are not measured."""
    lasts: float = math.inf
    """Seconds after which the calls that still wait are cancelled."""
    processes: int = 1
    store: bool = False
    """The processes share a `FileStore`."""
    latency: tuple[float, float] = (0.0, 0.0)
    other: tuple[float, int] = (0.0, 0)
    """Another client sends so many requests at once every so many seconds."""
    changes: tuple[tuple[float, float], ...] = ()
    """At second, factor of the limits."""
    through: str = "client"
    """`client`, or `openai` with or without our transport."""
    slow: bool = False


WINDOWS = ((50, 5.0), (400, 60.0))
EXACT = "window:50/5,400/60"
_NINETY = "under 10; 90 %"
_BEST = "0; 98 %"
_HIDDEN = "+hidden+no-retry-after"
CASES = (
    Case("steady", "50 in 5 s and 400 in 60 s, 520 calls", EXACT, (520,), _BEST, WINDOWS),
    Case("halved", "limits halved at 20 s, restored at 50 s", EXACT, (520,), _NINETY, WINDOWS,
         changes=((20.0, 0.5), (50.0, 1.0))),
    Case("jitter", "`remaining` wrong by up to 10 % of the limit", f"{EXACT}+jitter:0.1", (520,), _NINETY, WINDOWS),
    Case("other", "another client sends 20 every 7 s", EXACT, (420,), _NINETY, WINDOWS, other=(7.0, 20)),
    Case("latency", "responses take 50 ms to 10 s", EXACT, (520,), _NINETY, WINDOWS, latency=(0.05, 10.0)),
    Case("eight", "8 processes that share nothing", EXACT, (520,), "under 20; 90 %", WINDOWS, processes=8),
    Case("hidden", "50 in 1 s and 400 in 12 s without a header, after 60 s",
         f"window:50/1,400/12{_HIDDEN}", (3600,), _NINETY, warm=60.0, lasts=96.0),
    Case("hidden-exact", "50 in 5 s and 400 in 60 s without a header, after 300 s",
         EXACT + _HIDDEN, (2900,), _NINETY, warm=300.0, lasts=420.0, slow=True),
    Case("unknown", "50 in 5 s and 400 in 60 s, known from headers only", EXACT, (520,), _NINETY),
    Case("scaled", "published limits, 20 times as fast, 400 calls", "published+scale:0.05", (400,), "0; 5 s"),
    Case("bucket-rest", "bucket of 120, 2 a second: 120 calls, 5 s rest, 10 calls", "live", (120, 10),
         "0; 0.5 s more", rest=5.0),
    Case("bucket-200", "the same bucket, 200 calls", "live", (200,), _BEST),
    Case("bucket-300", "the same bucket, 300 calls", "live", (300,), _BEST),
    Case("bucket-fast", "bucket of 120, 20 a second, 600 calls", "bucket:120/20", (600,), _BEST),
    Case("bucket-slow", "bucket of 30, 5 a second, 200 calls", "bucket:30/5", (200,), _BEST),
    Case("bucket-hidden", "bucket of 120, 20 a second, without a header, after 30 s", f"bucket:120/20{_HIDDEN}",
         (1400,), _NINETY, warm=30.0, lasts=60.0),
    Case("bucket-other", "bucket of 120, 2 a second; another client sends 5 every 7 s", "live", (150,), _BEST,
         other=(7.0, 5)),
    Case("bucket-eight", "bucket of 120, 2 a second, 8 processes with a store", "live", (200,), _BEST,
         processes=8, store=True),
    Case("both", "both families: 400 in 60 s, and a bucket of 120, 10 a second", "window:400/60+bucket:120/10",
         (420,), _BEST),
    Case("openai", "`openai` with our transport, bucket of 120, 2 a second", "live", (200,), _BEST,
         through="openai"),
    Case("openai-alone", "`openai` without it", "live", (200,), "-", through="openai-alone"),
)  # fmt: skip


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
    best = _steady(case, admitted) if case.warm else optimum(case, admitted)
    return Outcome(rejected, failed, last - since - case.rest, best)


def _steady(case: Case, count: int) -> float:
    """Seconds for `count` requests when the first, unlimited ones are long past."""
    return count / min(rule.limit / rule.seconds for rule in parse_limits(case.limits).rules)


def optimum(case: Case, count: int) -> float:
    """Seconds until `count` requests can be admitted, by the emulator's own limits in virtual time, without rests."""
    configured, log, began = parse_limits(case.limits), MemoryLog(), 1000.0
    limits, now = configured, began
    changes = [(began + at, factor) for at, factor in case.changes]
    for index in range(count):
        if index == case.calls[0] and case.rest:
            now += case.rest
        at = -1.0
        while at < now:
            meters = [meter(log, "all", rule) for rule in limits.rules]
            at = max(one.free_at(now, 1) for one in meters)
            if changes and changes[0][0] <= at:
                now, factor = changes.pop(0)
                limits, at = configured.multiplied(factor), -1.0
            elif at > now:
                now, at = at + 1e-6, -1.0  # Past the rounding of a subtraction.
        for one in meters:
            one.charge(now, 1)
    return now - began - case.rest


async def _drive(case: Case, emulator: Emulator) -> tuple[float, int]:
    """When the calls began, and how many failed."""
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
        limits = [Limit(f"{amount} in {seconds:g} s", amount, seconds) for amount, seconds in case.told]
        limiter = RateLimiter(limits) if limits else RateLimiter(store=FileStore(store)) if store else None
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
        """Send so many requests at once, for `lasts` seconds at most. Returns how many failed."""
        tasks = [asyncio.ensure_future(self._one()) for _ in range(calls)]
        done, waiting = await asyncio.wait(tasks, timeout=None if lasts == math.inf else lasts)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        errors = [error for task in done if (error := task.exception()) is not None]
        for text in {f"{type(error).__name__}: {error}"[:200] for error in errors[:5]}:
            print(text, file=sys.stderr)
        return len(errors)

    async def _one(self) -> None:
        await self._send()

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
