"""Connections that return scripted chunks, and streams over them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from do_inference.errors import APIError
from do_inference.streams import AsyncEventStream, EventStream, open_async_stream, open_stream

if TYPE_CHECKING:
    from do_inference_generated._interface import Operation, RateLimitState

Script = Iterable[bytes | BaseException]


@dataclass(frozen=True)
class Info:
    """The metadata of a response that was not sent by a server."""

    status_code: int = 200
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    request_id: str | None = "req_1"
    rate_limit: RateLimitState | None = None
    route: str | None = None
    attempts: int = 1


def sse(*events: Any, line_end: str = "\n") -> bytes:
    """Encode events: mappings as JSON, strings unchanged, pairs as the name and the data."""
    out = ""
    for event in events:
        name, data = event if isinstance(event, tuple) else (None, event)
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        out += (f"event: {name}{line_end}" if name else "") + f"data: {text}{line_end}{line_end}"
    return out.encode()


class ScriptedConnection:
    """A connection that returns the chunks and raises the exceptions of a script, and records how it was closed."""

    def __init__(
        self,
        script: Script,
        *,
        content_type: str = "text/event-stream",
        then: list[ScriptedConnection] | None = None,
    ) -> None:
        self.info = Info()
        self.content_type = content_type
        self.left: list[str] = []
        self.reads = 0
        self.usage: Mapping[str, object] | None = None
        self.errors: list[Exception] = []
        self._script = iter(script)
        self._then = then or []

    def read(self, within: float | None = None) -> bytes:
        self.reads += 1
        step = next(self._script, b"")
        if isinstance(step, BaseException):
            raise step
        return step

    def used(self, usage: Mapping[str, object] | None, *, complete: bool = True) -> None:
        self.usage = usage

    def release(self) -> None:
        self.left.append("released")

    def close(self) -> None:
        if not self.left:
            self.left.append("closed")

    def reopen(self, error: Exception) -> ScriptedConnection:
        self.errors.append(error)
        if not self._then:
            raise error
        following, *rest = self._then
        following._then = rest
        return following


class AsyncScriptedConnection:
    """The asynchronous form of `ScriptedConnection`."""

    def __init__(self, connection: ScriptedConnection) -> None:
        self.sync = connection
        self.info = connection.info
        self.content_type = connection.content_type

    async def read(self, within: float | None = None) -> bytes:
        return self.sync.read()

    def used(self, usage: Mapping[str, object] | None, *, complete: bool = True) -> None:
        self.sync.used(usage, complete=complete)

    async def release(self) -> None:
        self.sync.release()

    async def close(self) -> None:
        self.sync.close()

    async def reopen(self, error: Exception) -> AsyncScriptedConnection:
        return AsyncScriptedConnection(self.sync.reopen(error))


def open_scripted(
    operation: Operation[Any, Any], *script: bytes | BaseException, **options: Any
) -> tuple[EventStream[Any, Any], ScriptedConnection]:
    """Open a stream over a script. Returns the stream and its connection."""
    connection = ScriptedConnection(script, **options)
    return open_stream(operation, connection), connection


def open_async_scripted(
    operation: Operation[Any, Any], *script: bytes | BaseException, **options: Any
) -> tuple[AsyncEventStream[Any, Any], ScriptedConnection]:
    """Open an asynchronous stream over a script."""
    connection = ScriptedConnection(script, **options)
    return open_async_stream(operation, AsyncScriptedConnection(connection)), connection


@dataclass
class Outcome:
    """The events and the error that a caller receives from a stream."""

    events: list[Any] = dataclasses.field(default_factory=list)
    error: APIError | None = None
    finished: bool = False
    left: list[str] = dataclasses.field(default_factory=list)


def read_all(operation: Operation[Any, Any], *script: bytes | BaseException, **options: Any) -> Outcome:
    """Read the typed events of a script to its end."""
    stream, connection = open_scripted(operation, *script, **options)
    outcome = Outcome()
    with stream:
        try:
            outcome.events.extend(stream)
        except APIError as error:
            outcome.error = error
    outcome.finished = stream.finished
    outcome.left = connection.left
    return outcome


def semantic_events(operation: Operation[Any, Any], *script: bytes | BaseException) -> list[Any]:
    """Return the `StreamEvent`s of a complete script."""
    stream, _ = open_scripted(operation, *script)
    with stream:
        return list(stream.events())


def result_of(operation: Operation[Any, Any], *script: bytes | BaseException, **options: Any) -> Any:
    """Return the result of a complete script."""
    stream, _ = open_scripted(operation, *script, **options)
    with stream:
        return stream.result()


def field(operation: Operation[Any, Any], name: str, value: Any) -> Any:
    """Return a field as the call without `stream` decodes it."""
    return getattr(decoded(operation, {name: value}), name)


def decoded(operation: Operation[Any, Any], value: Any) -> Any:
    """Decode a response as the call without `stream` does."""
    assert operation.result is not None
    return operation.result.decoder()(value)
