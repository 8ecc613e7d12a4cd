"""How much the emulator answers on one core: JSON requests and chunks a second, many streams at once, memory.

    python benchmarks/emulator/run.py [--seconds 3] [--streams 2000]

The emulator runs in a process of its own and its CPU time is measured; the client that drives it is another process.
Figures are given per second of the emulator's own CPU time, so that they hold however busy the machine is.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HELLO = {"model": "llama3.3-70b-instruct", "messages": [{"role": "user", "content": "Hello there"}]}
TICKS = os.sysconf("SC_CLK_TCK")


def spent(pid: int) -> float:
    """CPU seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> float:
    """Resident MiB of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1048576


def request(key: str, body: dict[str, object], fault: str = "") -> bytes:
    content = json.dumps(body).encode()
    extra = f"x-emulator-fault: {fault}\r\n" if fault else ""
    head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: e\r\nauthorization: Bearer {key}\r\n{extra}"
    return (
        f"{head}content-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n".encode() + content
    )


async def whole(port: int, message: bytes, until: float) -> int:
    """Requests one after another on one connection; how many were answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    while time.perf_counter() < until:
        writer.write(message)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
        await reader.readexactly(length)
        count += 1
    writer.close()
    return count


async def streamed(port: int, message: bytes) -> int:
    """One stream, read to its end; how many events it had."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(message)
    count, tail = 0, b""
    while b"[DONE]" not in tail[-200:]:
        piece = await reader.read(262_144)
        if not piece:
            break
        count += piece.count(b"data: ")
        tail = tail[-200:] + piece
    writer.close()
    return count


def start() -> tuple[subprocess.Popen[str], int, float]:
    """An emulator in another process, its port, and the seconds until it answered."""
    begun = time.perf_counter()
    path = f"{ROOT / 'overlays'}:{ROOT / 'generated_client'}"
    process = subprocess.Popen(
        [sys.executable, "-m", "do_inference.emulator", "--port", "0", "--limit", "100000000/60",
         "--api-key", "k", "--quiet"],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path})  # fmt: skip
    assert process.stdout is not None
    port = int(process.stdout.readline().split("http://127.0.0.1:")[1].split()[0])
    return process, port, time.perf_counter() - begun


async def measure(pid: int, port: int, seconds: float, streams: int) -> None:
    message = request("k", HELLO)
    await whole(port, message, time.perf_counter() + 0.3)
    before, begun = spent(pid), time.perf_counter()
    counts = await asyncio.gather(*(whole(port, message, begun + seconds) for _ in range(8)))
    cpu = spent(pid) - before
    print(
        f"JSON requests   {sum(counts) / cpu:>12,.0f} a CPU second  ({sum(counts) / seconds:,.0f} a second)"
    )

    long = request("k", {**HELLO, "stream": True}, "tokens=50000")
    before, begun = spent(pid), time.perf_counter()
    events = sum(await asyncio.gather(*(streamed(port, long) for _ in range(4))))
    cpu = spent(pid) - before
    print(
        f"chunks          {events / cpu:>12,.0f} a CPU second  ({events / (time.perf_counter() - begun):,.0f} a second)"
    )

    paced = request("k", {**HELLO, "stream": True}, "tokens=20, delay=0.1")
    resting, before, begun = memory(pid), spent(pid), time.perf_counter()
    at_once = asyncio.gather(*(streamed(port, paced) for _ in range(streams)))
    await asyncio.sleep(1.5)
    most = memory(pid)
    counts = await at_once
    took = time.perf_counter() - begun
    each = (most - resting) * 1024 / streams
    print(
        f"streams at once {len(counts):>12,}  of {set(counts)} events, in {took:.1f} s, {each:.0f} KiB each"
    )

    await whole(port, message, time.perf_counter() + 1)
    first = memory(pid)
    answered = sum(
        await asyncio.gather(*(whole(port, message, time.perf_counter() + seconds) for _ in range(8)))
    )
    print(f"memory          {first:>9,.0f} MiB, {memory(pid):,.0f} MiB after {answered:,} more requests")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--streams", type=int, default=2000)
    arguments = options.parse_args()
    process, port, took = start()
    try:
        print(f"started in      {took:>12.2f} s")
        asyncio.run(measure(process.pid, port, arguments.seconds, arguments.streams))
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
