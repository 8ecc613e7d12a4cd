"""The CPU time of the emulator for one JSON request and for one short stream, against a bare uvicorn application.

    python -m benchmarks.emulator.request_cost [--rounds 40] [--requests 200] [--before CHECKOUT] [--write]

Each server is a separate process with default settings, except that its limits are too high to be reached. The client
is this process: it sends one request after another over one connection that stays open. The bare application reads the
body and returns the bytes of the emulator's response. All servers are measured in each round. A figure is the minimum
over the rounds, because other load can only add to it. `--before` measures another checkout too.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("RESULTS.md")
BODY: dict[str, object] = {
    "model": "llama3.3-70b-instruct",
    "messages": [{"role": "user", "content": "Hello there"}],
}
STREAM: dict[str, object] = {**BODY, "stream": True, "max_tokens": 8}
"""Ten chunks: the role, eight tokens, the finish reason; then the terminator."""
WARM_UP = 200
"""Requests before the first measurement: the emulator compiles schemas on first use."""


def request(body: dict[str, object]) -> bytes:
    """Return a chat request with the headers of an ordinary client."""
    content = json.dumps(body).encode()
    head = (
        "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\n"
        "accept-encoding: gzip, deflate\r\nconnection: keep-alive\r\nuser-agent: benchmark\r\n"
        f"authorization: Bearer k\r\ncontent-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def cpu(pid: int) -> float:
    """Return the CPU seconds of all threads of a process."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


class Connection:
    """A connection to a server, on which one request follows another."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, message: bytes) -> bytes:
        """Send a request, and return the body of its response; an event stream as it was transferred."""
        self._socket.sendall(message)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._read()
        head, _, body = data.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"the server responded with {head[:60]!r}")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
        while len(body) < int(length) if length else not body.endswith(b"0\r\n\r\n"):
            body += self._read()
        return body

    def _read(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise RuntimeError("the server closed the connection")
        return data


class Subject:
    """A server, a connection to it, and the request to measure."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, message: bytes) -> None:
        self._pid, self._message = process.pid, message
        self._connection = Connection(port)
        self.response = self._connection.send(message)

    def microseconds(self, requests: int) -> float:
        """Return the CPU time of the server for one request, in microseconds."""
        before = cpu(self._pid)
        for _ in range(requests):
            self._connection.send(self._message)
        return (cpu(self._pid) - before) / requests * 1e6


@contextlib.contextmanager
def emulator(checkout: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run the emulator of a checkout."""
    words = ["-m", "do_inference.emulator", "--port", "0", "--limits", "published:1000000000/100000000"]
    path = os.pathsep.join(str(checkout / folder) for folder in ("overlays", "generated_client"))
    with server([*words, "--api-key", "k", "--quiet"], b"", {"PYTHONPATH": path}) as process:
        assert process.stdout is not None
        yield process, int(process.stdout.readline().split(b"http://127.0.0.1:")[1].split()[0])


@contextlib.contextmanager
def bare(content: bytes) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run the bare application."""
    with server(["-m", "benchmarks.emulator.bare"], content, {}) as process:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())


@contextlib.contextmanager
def server(words: list[str], content: bytes, variables: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server with `content` as its standard input."""
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(content)
    process.stdin.close()
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def measure(rounds: int, requests: int, before: Path | None) -> dict[str, list[float]]:
    """Return the microseconds of each round by subject."""
    with contextlib.ExitStack() as stack:
        current = stack.enter_context(emulator(ROOT))
        subjects = {"JSON": Subject(*current, request(BODY)), "stream": Subject(*current, request(STREAM))}
        if before is not None:
            earlier = stack.enter_context(emulator(before))
            subjects["JSON before"] = Subject(*earlier, request(BODY))
            subjects["stream before"] = Subject(*earlier, request(STREAM))
        events = subjects["stream"].response.count(b"data: ")
        if events != 11:
            raise RuntimeError(f"the stream has {events} events, not ten chunks and the terminator")
        content = subjects["JSON"].response
        subjects["bare"] = Subject(*stack.enter_context(bare(content)), request(BODY))
        for subject in subjects.values():
            subject.microseconds(WARM_UP)
        found: dict[str, list[float]] = {name: [] for name in subjects}
        for _ in range(rounds):
            for name, subject in subjects.items():
                found[name].append(subject.microseconds(requests))
        return found


def table(found: dict[str, list[float]]) -> list[str]:
    """Return the lines of the table."""
    has_before = "JSON before" in found
    columns = (["before"] if has_before else []) + ["now"]
    lines = [f"| request | bare application | {' | '.join(columns)} |", "|---|---:|" + "---:|" * len(columns)]
    base = min(found["bare"])
    for title, name in (("JSON chat completion", "JSON"), ("stream of 10 chunks", "stream")):
        names = ([f"{name} before"] if has_before else []) + [name]
        cells = [f"{min(found[one]):.0f} µs ({min(found[one]) / base:.2f}x)" for one in names]
        lines.append(f"| {title} | {base:.0f} µs | {' | '.join(cells)} |")
    return lines


def document(lines: list[str], rounds: int, requests: int, before: Path | None, load: float) -> str:
    """Return the page of results. `load` is the load average before the measurement."""
    system = (
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    )
    if before is not None:
        words = ["git", "-C", str(before), "rev-parse", "--short", "HEAD"]
        revision = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
        lines = [f"*before* is revision {revision}.", "", *lines]
    return "\n".join([
        "# What a request costs the emulator", "",
        f"Measured by `python -m benchmarks.emulator.request_cost` on {system}:",
        f"{rounds} rounds of {requests} requests. CPU time of the server's process for one request, minima; in",
        "brackets the ratio to the bare uvicorn application, which reads the body and returns the JSON response.",
        f"The machine was shared: its load average was {load:.1f} before the measurement."
        if load > 0.5 else f"The load average of the machine was {load:.1f} before the measurement.",
        "", *lines, "",
    ])  # fmt: skip


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--requests", type=int, default=200, help="requests of each server in a round")
    parser.add_argument("--before", type=Path, help="another checkout to compare with")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    given = parser.parse_args()
    load = os.getloadavg()[0]
    lines = table(measure(given.rounds, given.requests, given.before))
    print("\n".join(lines))
    if given.write:
        page = document(lines, given.rounds, given.requests, given.before, load)
        RESULTS.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
