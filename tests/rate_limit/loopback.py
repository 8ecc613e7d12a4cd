"""A real server on a loopback port that enforces limits as the service does, and keeps a log of all it let in."""

from __future__ import annotations

import json
import threading
import time
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil

CHAT = {
    "id": "chat-1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
}
MESSAGE = {
    "id": "m-1",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": [{"type": "text", "text": "Hello"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 1, "output_tokens": 1},
}


class Limited(ThreadingHTTPServer):
    """Sliding windows of (amount, seconds), the longest first; headers tell of the first."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, rules: Sequence[tuple[int, float]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.rules = rules
        self.logs: list[deque[float]] = [deque() for _ in rules]
        self.arrivals: list[float] = []
        self.refused = 0
        self.guard = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def count(self) -> tuple[int, dict[str, str]]:
        """One request has arrived: its status and headers."""
        with self.guard:
            now = time.monotonic()
            full = None
            for index, ((amount, seconds), log) in enumerate(zip(self.rules, self.logs, strict=True)):
                while log and log[0] <= now - seconds:
                    log.popleft()
                if len(log) >= amount:
                    full = index
            if full is None:
                self.arrivals.append(now)
                for log in self.logs:
                    log.append(now)
            else:
                self.refused += 1
            amount, seconds = self.rules[full or 0]
            log = self.logs[full or 0]
            headers = {
                "ratelimit-limit": str(self.rules[0][0]),
                "ratelimit-remaining": str(amount - len(log)),
                "ratelimit-reset": str(int(time.time() + log[0] + seconds - now)),
            }
            if full:
                headers["retry-after"] = str(ceil(log[0] + seconds - now))
            return (200 if full is None else 429), headers

    def most_in(self, seconds: float) -> int:
        """The most requests let in within any stretch of so many seconds."""
        times = sorted(self.arrivals)
        return max(index + 1 - bisect_right(times, at - seconds) for index, at in enumerate(times))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.do_GET()

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Limited)
        status, headers = server.count()
        body = json.dumps(MESSAGE if self.path.endswith("messages") else CHAT).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return


@contextmanager
def limited(*rules: tuple[int, float]) -> Iterator[Limited]:
    """A running server with these limits."""
    server = Limited(rules)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
