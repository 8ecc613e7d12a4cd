"""One measurement of one client in a process of its own.

`python -m benchmarks.clients.worker CASE CLIENT URL [quick]` prints the figures of the case as JSON. CPU time is user
and system time of all threads of this process. `quick` divides the sizes by 50, to see whether the case works.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from .floor import Floor
from .messages import DIMENSIONS, LONG, SHORT, TEXT
from .subjects import ASYNC, SYNC, AsyncSubject

CHUNKS: Final = 5_000
PACED_CHUNKS: Final = 500
CHUNKS_PER_STREAM: Final = 50
REQUESTS: Final = 100
LONG_REQUESTS: Final = 10
ADDITIONAL_CLIENTS: Final = 20
LONG_STREAM: Final = 1_000_000
REPETITIONS: Final = 3
"""Repetitions that are measured at least, after one that is not."""
CPU_SECONDS: Final = 0.15
"""Repetitions continue until they have taken this time; so fast clients are repeated more often."""

Figures = dict[str, float]


class Sizes:
    """The sizes of the cases, divided by 50 if `quick`."""

    def __init__(self, *, quick: bool) -> None:
        self._divisor = 50 if quick else 1
        self._repetitions = 1 if quick else REPETITIONS
        self._cpu_seconds = 0.0 if quick else CPU_SECONDS

    def __call__(self, size: int) -> int:
        return max(size // self._divisor, 1)

    def enough(self, times: list[float]) -> bool:
        """Return whether a case has been repeated often enough."""
        return len(times) >= self._repetitions and sum(times) >= self._cpu_seconds


def _expect(received: object, expected: object) -> None:
    if received != expected:
        raise SystemExit(f"the client received {received!r}, not {expected!r}")


def cpu_seconds(sizes: Sizes, work: Callable[[], object], count: int) -> float:
    """Return the CPU time of `work`, divided by `count`: the median of several repetitions."""
    work()
    times: list[float] = []
    while not sizes.enough(times):
        gc.collect()
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times) / count


async def async_cpu_seconds(sizes: Sizes, work: Callable[[], Awaitable[object]], count: int) -> float:
    """Return the same of an asynchronous function."""
    await work()
    times: list[float] = []
    while not sizes.enough(times):
        gc.collect()
        began = time.process_time()
        await work()
        times.append(time.process_time() - began)
    return statistics.median(times) / count


# --- synchronous cases


def chunk(name: str, url: str, sizes: Sizes) -> Figures:
    subject, count = SYNC[name](url), sizes(CHUNKS)
    return {"cpu": cpu_seconds(sizes, lambda: _expect(subject.stream(str(count)), count), count)}


def helper(name: str, url: str, sizes: Sizes) -> Figures:
    """Alternate between plain iteration and the helper, so that both see the same machine."""
    subject, count = SYNC[name](url), sizes(CHUNKS)
    plain = cpu_seconds(sizes, lambda: _expect(subject.stream(str(count)), count), count)
    return {
        "plain": plain,
        "cpu": cpu_seconds(sizes, lambda: _expect(subject.helper(str(count)), count), count),
    }


def request(name: str, url: str, sizes: Sizes, messages: list[Any] = SHORT, size: int = REQUESTS) -> Figures:
    subject, count = SYNC[name](url), sizes(size)

    def work() -> None:
        for _ in range(count):
            _expect(subject.request(messages), TEXT)

    return {"cpu": cpu_seconds(sizes, work, count)}


def long_request(name: str, url: str, sizes: Sizes) -> Figures:
    return request(name, url, sizes, LONG, LONG_REQUESTS)


def embeddings(name: str, url: str, sizes: Sizes) -> Figures:
    subject = SYNC[name](url)
    return {"cpu": cpu_seconds(sizes, lambda: _expect(subject.embeddings(), DIMENSIONS), 1)}


def additional_client(name: str, url: str, sizes: Sizes) -> Figures:
    """Construct clients while there is another one. The floor opens connections instead, and closes them."""
    count, make = sizes(ADDITIONAL_CLIENTS), SYNC[name]
    first = make(url)
    _expect(first.request(SHORT), TEXT)
    one = first.connect if isinstance(first, Floor) else lambda: make(url)

    def work() -> None:
        for _ in range(count):
            one()

    return {"cpu": cpu_seconds(sizes, work, count)}


def long_stream(name: str, url: str, sizes: Sizes) -> Figures:
    """Measure the growth of the peak memory between the tenth and the whole of one stream."""
    subject, count = SYNC[name](url), sizes(LONG_STREAM)
    _expect(subject.stream(str(count // 10)), count // 10)
    before = _memory_before()
    _expect(subject.stream(str(count)), count)
    return {"memory": _peak_memory() - before}


# --- asynchronous cases


async def async_chunk(name: str, url: str, sizes: Sizes) -> Figures:
    return await _async_stream(ASYNC[name](url), sizes, sizes(CHUNKS))


async def async_paced_chunk(name: str, url: str, sizes: Sizes) -> Figures:
    return await _async_stream(ASYNC[name](url), sizes, sizes(PACED_CHUNKS), " paced")


async def _async_stream(subject: AsyncSubject, sizes: Sizes, count: int, pace: str = "") -> Figures:
    async def work() -> None:
        _expect(await subject.stream(f"{count}{pace}"), count)

    figures = {"cpu": await async_cpu_seconds(sizes, work, count)}
    await subject.close()
    return figures


async def async_request(
    name: str, url: str, sizes: Sizes, messages: list[Any] = SHORT, size: int = REQUESTS
) -> Figures:
    subject, count = ASYNC[name](url), sizes(size)

    async def work() -> None:
        for _ in range(count):
            _expect(await subject.request(messages), TEXT)

    figures = {"cpu": await async_cpu_seconds(sizes, work, count)}
    await subject.close()
    return figures


async def async_long_request(name: str, url: str, sizes: Sizes) -> Figures:
    return await async_request(name, url, sizes, LONG, LONG_REQUESTS)


async def streams(name: str, url: str, sizes: Sizes, streams: int) -> Figures:
    """Read many streams at once, after one that opens the first connection and makes limits known.

    `cpu` is for each chunk and includes connections and requests. `first_token` is the median over all streams of the
    time between the first request and the first text. `memory` is the growth of the peak.
    """
    subject, count = ASYNC[name](url), sizes(streams)
    _expect(await subject.stream(str(CHUNKS_PER_STREAM)), CHUNKS_PER_STREAM)
    subject.first_tokens.clear()
    gc.collect()
    memory, began, wall = _memory_before(), time.process_time(), time.perf_counter()
    seen = await asyncio.gather(*(subject.stream(str(CHUNKS_PER_STREAM)) for _ in range(count)))
    cpu = time.process_time() - began
    _expect(set(seen), {CHUNKS_PER_STREAM})
    _expect(len(subject.first_tokens), count)
    figures = {
        "cpu": cpu / (count * CHUNKS_PER_STREAM),
        "first_token": statistics.median(subject.first_tokens) - wall,
        "memory": _peak_memory() - memory,
    }
    await subject.close()
    return figures


async def streams_200(name: str, url: str, sizes: Sizes) -> Figures:
    return await streams(name, url, sizes, 200)


async def streams_1000(name: str, url: str, sizes: Sizes) -> Figures:
    return await streams(name, url, sizes, 1000)


# --- memory


def _status(field: str) -> float:
    """Return a field of /proc/self/status in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(float(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:"))


def _memory_before() -> float:
    """Return the resident memory in bytes, and start the measurement of its peak again."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def _peak_memory() -> float:
    return _status("VmHWM")


CASES: Final[dict[str, Callable[[str, str, Sizes], Figures]]] = {
    case.__name__: case
    for case in (chunk, helper, request, long_request, embeddings, additional_client, long_stream)
}
ASYNC_CASES: Final[dict[str, Callable[[str, str, Sizes], Awaitable[Figures]]]] = {
    case.__name__: case
    for case in (
        async_chunk,
        async_paced_chunk,
        async_request,
        async_long_request,
        streams_200,
        streams_1000,
    )
}


def main() -> None:
    """Run one case and print its figures."""
    case, name, url, *options = sys.argv[1:]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    sizes = Sizes(quick="quick" in options)
    if case in CASES:
        figures = CASES[case](name, url, sizes)
    else:

        async def run() -> Figures:
            return await ASYNC_CASES[case](name, url, sizes)

        figures = asyncio.run(run())
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
