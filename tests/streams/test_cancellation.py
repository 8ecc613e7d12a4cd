"""Cancellation of asynchronous streams on asyncio and trio: the connection is closed, and nothing leaks."""

from __future__ import annotations

import asyncio
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from do_inference.streams import StreamClosedError, open_async_stream
from do_inference_generated import operations

from .scripted import AsyncScriptedConnection, ScriptedConnection, sse

CREATE = operations.CHAT_COMPLETIONS_CREATE
FIRST = sse({"choices": [{"index": 0, "delta": {"content": "a"}}]})

each_backend = pytest.mark.parametrize("backend", ["asyncio", "trio"])


class Silent(AsyncScriptedConnection):
    """A connection that never returns from a read after the end of its script, and that awaits in `close`."""

    async def read(self, within: float | None = None) -> bytes:
        data = self.sync.read()
        if not data:
            await anyio.sleep_forever()
        return data

    async def close(self) -> None:
        with anyio.CancelScope(shield=True):
            await anyio.lowlevel.checkpoint()
        self.sync.close()


def silent() -> tuple[Any, ScriptedConnection]:
    connection = ScriptedConnection([FIRST])
    return open_async_stream(CREATE, Silent(connection)), connection


@each_backend
def test_timeout_around_a_stream_closes_it(backend: str) -> None:
    stream, connection = silent()
    seen: list[Any] = []

    async def read() -> None:
        with anyio.move_on_after(0.02):
            async with stream:
                async for event in stream:
                    seen.append(event)  # noqa: PERF401 - the events before the timeout matter

    anyio.run(read, backend=backend)
    assert len(seen) == 1
    assert connection.left == ["closed"]
    assert not stream.finished


@each_backend
@pytest.mark.parametrize("part", ["text", "events", "typed", "result"])
def test_failing_sibling_in_a_task_group_closes_the_stream(backend: str, part: str) -> None:
    stream, connection = silent()

    async def read() -> None:
        if part == "result":
            await stream.result()
        sources = {"text": stream.text, "events": stream.events(), "typed": stream}
        async for _ in sources[part]:
            pass

    async def fail() -> None:
        await anyio.sleep(0.02)
        raise RuntimeError("sibling")

    async def both() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(read)
            group.start_soon(fail)

    with pytest.raises(ExceptionGroup):
        anyio.run(both, backend=backend)
    assert connection.left == ["closed"]


def test_cancelled_task_stays_cancelled() -> None:
    stream, connection = silent()

    async def main() -> None:
        task = asyncio.ensure_future(stream.finish())
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert connection.left == ["closed"]
        assert stream.snapshot().choices[0].message.content == "a"
        with pytest.raises(StreamClosedError):
            await anext(stream)

    asyncio.run(main())


@each_backend
@pytest.mark.parametrize("part", ["text", "events", "typed"])
def test_leaving_the_loop_closes_with_the_context(backend: str, part: str) -> None:
    stream, connection = silent()

    async def read() -> None:
        async with stream:
            sources = {"text": stream.text, "events": stream.events(), "typed": stream}
            async for _ in sources[part]:
                break
            assert connection.left == []
        assert connection.left == ["closed"]

    anyio.run(read, backend=backend)


@each_backend
def test_unclosed_stream_warns_and_is_closed_in_a_task(backend: str) -> None:
    stream, connection = silent()
    streams = [stream]
    del stream

    async def leave() -> None:
        with pytest.warns(ResourceWarning, match="was not closed"):
            streams.clear()
        with anyio.fail_after(5):
            while not connection.left:
                await anyio.lowlevel.checkpoint()
        assert connection.left == ["closed"]

    anyio.run(leave, backend=backend)


def test_unclosed_stream_without_a_running_loop_warns() -> None:
    stream, connection = silent()
    with pytest.warns(ResourceWarning, match="was not closed"):
        del stream
    assert connection.left == []
