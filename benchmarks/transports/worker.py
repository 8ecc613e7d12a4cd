"""One measurement in a separate process: `python -m benchmarks.transports.worker CELL SUBJECT PORT`.

Prints CPU µs per request or chunk, including all threads, and the median time to the first token in ms.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import statistics
import sys
import time
from typing import Any

from .clients import ASYNC, SYNC, Events

REQUESTS = 1_000
CHUNKS = 20_000
PACED_CHUNKS = 1_000
EACH = 50


def body(model: str) -> bytes:
    """Return the body of a request. The server reads the length of the stream from the name of the model."""
    return json.dumps(
        {"model": model, "messages": [{"role": "user", "content": "hi"}], "stream": True}
    ).encode()


def cpu() -> float:
    """Return the CPU time of all threads of this process in µs, of the user and of the system."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return (usage.ru_utime + usage.ru_stime) * 1e6


def request(client: Any) -> float:
    content = body("json")
    for count in (REQUESTS // 10, REQUESTS):  # The first one warms up.
        gc.collect()
        began = cpu()
        for _ in range(count):
            assert json.loads(client.post(content))["choices"]
    return (cpu() - began) / REQUESTS


async def async_request(client: Any) -> float:
    content = body("json")
    for count in (REQUESTS // 10, REQUESTS):
        gc.collect()
        began = cpu()
        for _ in range(count):
            assert json.loads(await client.post(content))["choices"]
    return (cpu() - began) / REQUESTS


def chunk(client: Any) -> float:
    for count in (CHUNKS // 10, CHUNKS):
        gc.collect()
        began = cpu()
        events = Events()
        client.stream(body(str(count)), events)
        assert events.tokens == count
    return (cpu() - began) / CHUNKS


async def async_chunk(client: Any, chunks: int = CHUNKS, extra: str = "") -> float:
    for count in (chunks // 10, chunks):
        gc.collect()
        began = cpu()
        events = Events()
        await client.stream(body(f"{count} {extra}"), events)
        assert events.tokens == count
    return (cpu() - began) / chunks


async def streams(client: Any, count: int) -> tuple[float, float]:
    content = body(str(EACH))
    await client.stream(content, Events())
    gc.collect()
    began, started = cpu(), time.perf_counter()
    every = [Events() for _ in range(count)]
    await asyncio.gather(*(client.stream(content, events) for events in every))
    used = (cpu() - began) / (count * EACH)
    assert all(events.tokens == EACH for events in every)
    return used, statistics.median(events.first - started for events in every if events.first) * 1e3


async def asynchronous(cell: str, subject: str, port: int) -> Any:
    client = ASYNC[subject](port)
    match cell.split():
        case ["async", "request"]:
            return await async_request(client)
        case ["async", "chunk"]:
            return await async_chunk(client)
        case ["async", "paced", "chunk"]:
            return await async_chunk(client, PACED_CHUNKS, "paced")
        case [count, "streams"]:
            return await streams(client, int(count))
    raise ValueError(cell)


def main() -> None:
    cell, subject, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if cell.startswith("sync"):
        print(json.dumps({"sync request": request, "sync chunk": chunk}[cell](SYNC[subject](port))))
    else:
        print(json.dumps(asyncio.run(asynchronous(cell, subject, port))))
    sys.stdout.flush()
    os._exit(0)  # The threads of pyreqwest sometimes crash an interpreter that ends.


if __name__ == "__main__":
    main()
