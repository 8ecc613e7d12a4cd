"""The journal of requests and responses, for tests, the terminal and the status page."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from do_inference.emulator._recordings import without_keys, without_secrets
from do_inference.emulator._request import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEPT = 1000
"""Stored requests. Older ones are discarded, so that memory use stays constant."""
BODY_KEPT = 64 * 1024
"""Stored bytes of each request body."""
OBJECTS = "object storage"
"""The operation of requests to presigned URLs."""
_SECRET = frozenset({"authorization", "proxy-authorization", "x-api-key", "api-key", "cookie"})


@dataclass(slots=True)
class Exchange:
    """One request and its response.

    exchange = emulator.requests[-1]
    assert exchange.body["model"] == "llama3.3-70b-instruct"
    assert exchange.status == 200
    """

    number: int
    at: float
    """When the request arrived, in Unix time of the emulator's clock."""
    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    """Request headers by lower-case name, including secret ones, for tests. Never shown or logged."""
    request_id: str
    operation: str | None = None
    key: str = ""
    """A digest that identifies the API key."""
    raw: bytes = field(default=b"", repr=False)
    """The unparsed request body, at most its first 64 KiB."""
    parsed: Any = field(default=None, repr=False)
    """The parsed body, as in `EmulatedRequest.body`."""
    status: int | None = None
    """The status of the response; None until it starts."""
    streaming: bool = False
    events: int = 0
    """Events of the stream that were sent."""
    sent: int = 0
    """Bytes of the response body that were sent."""
    took: float = 0.0
    """Seconds from the request to the end of the response."""
    outcome: str = "open"
    """`open`, `done`, `failed`, `gone` (the client disconnected), or the fault that ended it: `cut` or `reset`."""
    fault: str = ""
    response_headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> Any:
        """The body as in `EmulatedRequest.body`: a JSON value, the fields of a form, or bytes; None without a body.

        Also bytes if the body cannot be parsed or is longer than 64 KiB.
        """
        if self.parsed is not None or not self.raw:
            return self.parsed
        try:
            return json.loads(self.raw)
        except (ValueError, RecursionError):
            return self.raw

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    def summary(self) -> dict[str, Any]:
        """Return the exchange as JSON, without secrets and without a body that is not JSON."""
        body = self.body
        if isinstance(body, Mapping):
            body = without_secrets({name: named(value) for name, value in body.items()})
        shown = {
            "number": self.number, "at": self.at, "method": self.method, "path": self.path, "query": self.query,
            "operation": self.operation, "key": self.key, "request_id": self.request_id, "status": self.status,
            "streaming": self.streaming, "events": self.events, "sent": self.sent, "took": self.took,
            "outcome": self.outcome, "fault": self.fault,
            "headers": {n: v for n, v in self.headers.items() if n not in _SECRET},
            "body": None if isinstance(body, bytes) else body,
            "response_headers": dict(self.response_headers),
        }  # fmt: skip
        redacted: dict[str, Any] = json.loads(without_keys(json.dumps(shown), self._keys()))
        return redacted

    def _keys(self) -> list[str]:
        """Return the values of secret headers, with and without their authentication scheme."""
        values = [value for name, value in self.headers.items() if name in _SECRET]
        return [*values, *(value.partition(" ")[2].strip() for value in values)]

    def line(self) -> str:
        """Return one line for the terminal."""
        size = f"{self.events} events" if self.streaming else f"{self.sent} B"
        notes = "".join(
            f"  [{note}]" for note in (self.fault, self.outcome if self.outcome != "done" else "") if note
        )
        request = f"{self.status or '---'} {self.method:<4} {self.path}  {self.key}"
        return f"{request}  {size}  {self.took * 1000:.0f} ms{notes}"


class Journal:
    """The last 1,000 exchanges, oldest first. Any thread may read it.

    assert [exchange.operation for exchange in emulator.requests] == ["models_list"]
    """

    def __init__(self) -> None:
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        self._open: dict[int, Exchange] = {}
        self._lock = threading.Lock()
        self._listeners: list[Callable[[Exchange], None]] = []
        self.total = 0

    def begin(self, exchange: Exchange) -> None:
        with self._lock:
            self.total += 1
            self._kept.append(exchange)
            self._open[exchange.number] = exchange

    def end(self, exchange: Exchange, outcome: str, took: float) -> None:
        exchange.outcome, exchange.took = outcome, took
        with self._lock:
            self._open.pop(exchange.number, None)
        for listener in self._listeners:
            listener(exchange)

    def listen(self, listener: Callable[[Exchange], None]) -> None:
        """Call `listener` with each exchange when it ends, on the server's thread."""
        self._listeners.append(listener)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    @property
    def in_flight(self) -> list[Exchange]:
        with self._lock:
            return list(self._open.values())

    def __iter__(self) -> Iterator[Exchange]:
        with self._lock:
            return iter(list(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, index: int) -> Exchange:
        with self._lock:
            return list(self._kept)[index]
