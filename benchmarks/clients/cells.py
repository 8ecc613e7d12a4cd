"""The cells of the table: what is measured, with which clients, against what, and the goals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from .subjects import ASYNC, FLOOR, OURS, OURS_HTTPX, SYNC

Unit = Literal["µs", "ms", "MB"]
UNITS: Final[dict[str, float]] = {"µs": 1e-6, "ms": 1e-3, "MB": 1e6}

OWN: Final = "own"
"""The base of a cell whose figure is divided by that of plain iteration with the same client."""
_WITH_EMBEDDINGS: Final = (FLOOR, OURS, OURS_HTTPX, "openai", "pydo", "httpx")
_WITH_HELPER: Final = (OURS, OURS_HTTPX, "openai", "anthropic")
_SDKS: Final = (OURS, "openai", "gradient", "pydo", "anthropic", "httpx", "aiohttp")
REQUIRED: Final = frozenset({FLOOR, OURS})
"""Clients that must not fail. A failure of another client is reported and leaves a gap in the table."""


@dataclass(frozen=True)
class Cell:
    """One row of the table: a figure of a case of the worker, for several clients."""

    name: str
    description: str
    case: str
    clients: tuple[str, ...]
    unit: Unit = "µs"
    figure: str = "cpu"
    base: str | None = FLOOR
    """The client by whose figure, in the same round, a figure is divided for its ratio. `OWN` for the same client. None
    for no ratio: the goal is a number of units."""
    goal: float | None = None
    """The largest ratio, or the largest number of units."""
    most_rounds: int | None = None
    """The largest number of rounds for figures that do not vary."""


_SYNC: Final = tuple(SYNC)
_ASYNC: Final = tuple(ASYNC)

CELLS: Final = (
    Cell("sync chunk", "a typed chunk of a stream of 5,000", "chunk", _SYNC, goal=1.1),
    Cell("async chunk", "the same with asyncio", "async_chunk", _ASYNC, goal=1.2),
    Cell(
        "async paced chunk",
        "a chunk of a stream that pauses 0.5 ms after each, so that each one is a read and a wake-up",
        "async_paced_chunk",
        _ASYNC,
    ),
    Cell(
        "helper",
        "a chunk with the helper for text and result; the ratio is to plain iteration with the same client",
        "helper",
        _WITH_HELPER,
        base=OWN,
        goal=1.0,
    ),
    Cell("sync request", "a request with 2 messages", "request", _SYNC, goal=2.4),
    Cell("async request", "the same with asyncio", "async_request", _ASYNC, goal=2.8),
    Cell(
        "sync request, 201 messages",
        "a request with 201 messages, 20 kB; the floor's is encoded in advance",
        "long_request",
        _SYNC,
        goal=2.0,
    ),
    Cell("async request, 201 messages", "the same with asyncio", "async_long_request", _ASYNC, goal=2.0),
    Cell(
        "200 streams",
        "a chunk of 200 concurrent async streams of 50, with connections and requests",
        "streams_200",
        _ASYNC,
        goal=1.7,
    ),
    Cell("1,000 streams", "the same with 1,000 streams", "streams_1000", _ASYNC, goal=1.7),
    Cell(
        "time to first token",
        "wall time from the start of 1,000 streams to the first text of a stream, the median of the streams",
        "streams_1000",
        _ASYNC,
        unit="ms",
        figure="first_token",
        goal=1.2,
    ),
    Cell(
        "memory, 1,000 streams",
        "growth of the peak of the resident memory",
        "streams_1000",
        _ASYNC,
        unit="MB",
        figure="memory",
        base=None,
        goal=50,
    ),
    Cell(
        "memory, long stream",
        "growth of the peak of the resident memory with a stream of a million chunks, after one of 100,000",
        "long_stream",
        (FLOOR, OURS, OURS_HTTPX),
        unit="MB",
        figure="memory",
        base=None,
        most_rounds=1,
    ),
    Cell(
        "additional client",
        "construction of a client next to another one; the floor opens a connection and closes it",
        "additional_client",
        _SYNC,
        goal=0.3,
    ),
    Cell(
        "embeddings",
        "256 vectors of 1,024 numbers, 5.6 MB; the floor passes the body to `json.loads`",
        "embeddings",
        _WITH_EMBEDDINGS,
        unit="ms",
        goal=0.23,
    ),
    Cell(
        "import",
        "import of the client's class in a new process; the ratio is to `import httpx`",
        "cold",
        _SYNC,
        unit="ms",
        figure="import",
        base="httpx",
    ),
    Cell(
        "cold program",
        "a new process from its first line: import, client, first response over TLS; the ratio is to plain httpx",
        "cold",
        _SYNC,
        unit="ms",
        base="httpx",
        goal=1.05,
    ),
    Cell(
        "installed size",
        "all files of the package and its dependencies, without bytecode",
        "size",
        _SDKS,
        unit="MB",
        figure="size",
        base=None,
        goal=7.5,
        most_rounds=1,
    ),
)
