"""Complete calls over sockets: reuse of connections, and one outcome for each fault of a connection."""

from __future__ import annotations

import time
from typing import Any

import anyio
import httpx
import pytest

from do_inference.errors import (
    APIConnectionError,
    APITimeoutError,
    InferenceError,
    StreamInterrupted,
    StreamTruncated,
)
from do_inference.streams import StreamDecodingError

from ..programs import run_program
from .clients import CALLS, client_for, with_async_client
from .fault_proxy import FaultProxy, Plan
from .recorded_server import Framing, RecordedServer
from .recordings import RECORDINGS
from .scripted import decoded

each_dialect = pytest.mark.parametrize("dialect", CALLS)


@each_dialect
@pytest.mark.parametrize("framing", ["chunked", "length"])
def test_five_streams_in_a_row_use_one_connection(dialect: str, framing: Framing) -> None:
    expected = decoded(RECORDINGS[dialect].operation, RECORDINGS[dialect].result)
    with RecordedServer(framing) as server, client_for(dialect, server.url) as client:
        for _ in range(5):
            with CALLS[dialect](client) as stream:
                assert stream.response.request_id == "req_9"
                assert stream.result() == expected
        assert server.connections == 1


@each_dialect
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_five_async_streams_in_a_row_use_one_connection(dialect: str, backend: str) -> None:
    async def read(client: Any) -> None:
        for _ in range(5):
            async with await CALLS[dialect](client) as stream:
                assert "".join([text async for text in stream.text]) == RECORDINGS[dialect].text

    with RecordedServer() as server:
        anyio.run(with_async_client, dialect, server.url, read, backend=backend)
        assert server.connections == 1


@each_dialect
@pytest.mark.parametrize("framing", ["chunked", "length", "close", "http/1.0"])
@pytest.mark.parametrize("content_type", ["text/event-stream", "application/json", "text/html", None])
def test_framing_and_content_type_do_not_matter(
    dialect: str, framing: Framing, content_type: str | None
) -> None:
    server = RecordedServer(framing, content_type=content_type, piece=23)
    with server, client_for(dialect, server.url) as client, CALLS[dialect](client) as stream:
        assert stream.result() == decoded(RECORDINGS[dialect].operation, RECORDINGS[dialect].result)


@each_dialect
def test_end_of_the_body_is_not_awaited(dialect: str) -> None:
    with RecordedServer(lingering=True) as server, client_for(dialect, server.url) as client:
        started = time.monotonic()
        with CALLS[dialect](client) as stream:
            stream.finish()
        assert stream.finished
        assert time.monotonic() - started < 60
        assert server.wait_for_silence()


@each_dialect
def test_leaving_early_closes_the_connection(dialect: str) -> None:
    with RecordedServer(lingering=True) as server, client_for(dialect, server.url) as client:
        with CALLS[dialect](client) as stream:
            next(stream)
        assert server.wait_for_silence()


@each_dialect
@pytest.mark.parametrize("framing", ["chunked", "close"])
def test_connection_closed_by_the_server_at_any_byte(dialect: str, framing: Framing) -> None:
    recording = RECORDINGS[dialect]
    for cut in range(0, len(recording.stream), 31):
        with RecordedServer(framing, cut=cut) as server, client_for(dialect, server.url) as client:
            texts: list[str] = []
            ended: InferenceError | None = None
            with CALLS[dialect](client) as stream:
                try:
                    texts.extend(stream.text)
                except InferenceError as error:
                    ended = error
            assert ended is None or isinstance(
                ended, StreamTruncated if framing == "close" else StreamInterrupted
            )
            assert stream.finished is (ended is None)
            assert recording.text.startswith("".join(texts))
            assert server.wait_for_silence()


# The faults of a connection, and the outcomes that a caller may see. Response heads have about 120 bytes.
WHOLE = "whole"
SPOILED: dict[str, tuple[Plan, set[Any]]] = {
    "pass": (Plan(), {WHOLE}),
    "refuse": (Plan(refuse=True), {APIConnectionError}),
    "reset": (Plan(reset=True), {APIConnectionError}),
    "hang": (Plan(hang=True), {APITimeoutError}),
    "latency": (Plan(latency=0.05), {WHOLE}),
    "cut in the head": (Plan(cut=40), {APIConnectionError}),
    "cut": (Plan(cut=500), {StreamInterrupted}),
    "cut by a reset": (Plan(cut_reset=500), {StreamInterrupted}),
    "stall": (Plan(stall=(500, 0.05)), {WHOLE}),
    "freeze": (Plan(freeze=500), {StreamInterrupted}),
    "dribble": (Plan(dribble=11), {WHOLE}),
    "corrupt": (Plan(corrupt=400), {WHOLE, InferenceError}),
    "corrupt framing": (Plan(corrupt=150), {WHOLE, InferenceError}),
    "drop": (Plan(drop=(300, 340)), {InferenceError}),
    "double": (Plan(double=True), {WHOLE, InferenceError}),
}


def check(dialect: str, allowed: set[Any], text: str, error: Exception | None, finished: bool) -> None:
    if error is None:
        assert WHOLE in allowed
        assert finished
    else:
        assert any(isinstance(error, kind) for kind in allowed - {WHOLE})
        assert not isinstance(error, httpx.HTTPError)
        assert not finished
    if allowed in ({WHOLE}, {StreamInterrupted}):
        assert RECORDINGS[dialect].text.startswith(text)
        assert text == RECORDINGS[dialect].text or error is not None


TIMEOUTS: dict[str, Any] = {"timeout": 0.5}


@each_dialect
@pytest.mark.parametrize(("plan", "allowed"), SPOILED.values(), ids=SPOILED)
def test_faulty_connection_has_one_outcome(dialect: str, plan: Plan, allowed: set[Any]) -> None:
    texts: list[str] = []
    caught: Exception | None = None
    finished = False
    with RecordedServer() as server, FaultProxy(server.port, plan) as proxy:
        with client_for(dialect, proxy.url, **TIMEOUTS) as client:
            try:
                with CALLS[dialect](client) as stream:
                    texts.extend(stream.text)
                    finished = stream.finished
            except InferenceError as error:
                caught = error
        assert server.wait_for_silence()
    check(dialect, allowed, "".join(texts), caught, finished)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("dialect", ["chat", "message"])
@pytest.mark.parametrize(("plan", "allowed"), SPOILED.values(), ids=SPOILED)
def test_faulty_async_connection_has_one_outcome(
    backend: str, dialect: str, plan: Plan, allowed: set[Any]
) -> None:
    texts: list[str] = []
    finished: list[bool] = []

    async def read(client: Any) -> None:
        async with await CALLS[dialect](client) as stream:
            async for text in stream.text:
                texts.append(text)  # noqa: PERF401 - what came before a failure counts
            finished.append(stream.finished)

    async def run(url: str) -> Exception | None:
        try:
            await with_async_client(dialect, url, read, **TIMEOUTS)
        except InferenceError as error:
            return error
        return None

    with RecordedServer() as server, FaultProxy(server.port, plan) as proxy:
        caught = anyio.run(run, proxy.url, backend=backend)
        assert server.wait_for_silence()
    check(dialect, allowed, "".join(texts), caught, bool(finished and finished[0]))


@each_dialect
@pytest.mark.parametrize("first", [Plan(refuse=True), Plan(reset=True), Plan(cut=40), Plan(cut=150)])
def test_failure_before_the_first_event_is_retried(dialect: str, first: Plan) -> None:
    with RecordedServer() as server, FaultProxy(server.port, first, Plan()) as proxy:
        with client_for(dialect, proxy.url, max_retries=1) as client, CALLS[dialect](client) as stream:
            assert stream.result() == decoded(RECORDINGS[dialect].operation, RECORDINGS[dialect].result)
            assert stream.response.attempts == 2
        assert proxy.connections == 2


def test_deadline_ends_a_stream_that_goes_on() -> None:
    call: Any = {"model": "m", "messages": [], "stream": True, "deadline": 0.2}
    server, frozen = RecordedServer(), Plan(freeze=500)
    with server, FaultProxy(server.port, frozen) as proxy, client_for("chat", proxy.url) as client:
        stream = client.chat.completions.create(**call)
        with pytest.raises(StreamInterrupted) as caught:
            list(stream)
    assert caught.value.partial is not None


def test_call_sets_the_maximum_size_of_an_event() -> None:
    with RecordedServer() as server, client_for("chat", server.url) as client:
        messages = [{"role": "user", "content": "Hi"}]
        with (
            pytest.raises(StreamDecodingError, match="larger"),
            client.chat.completions.create(
                model="m", messages=messages, stream=True, max_event_size=20
            ) as stream,
        ):
            list(stream)


@pytest.mark.parametrize(("size", "error"), [(0, ValueError), ("1", TypeError), (True, TypeError)])
def test_invalid_maximum_size_is_rejected(size: Any, error: type[Exception]) -> None:
    with (
        RecordedServer() as server,
        client_for("chat", server.url) as client,
        pytest.raises(error, match="max_event_size"),
    ):
        client.chat.completions.create(model="m", messages=[], stream=True, max_event_size=size)


LEFT_OPEN = """
import asyncio, sys
from do_inference import AsyncClient, Client

options = {"api_key": "k" * 20, "base_url": sys.argv[1], "on_call": lambda event: None}
arguments = {"model": "m", "messages": [{"role": "user", "content": "Hello"}], "stream": True}
kept = Client(**options).chat.completions.create(**arguments)
next(kept)

async def main():
    global also_kept
    also_kept = await AsyncClient(**options).chat.completions.create(**arguments)
    await anext(also_kept)

asyncio.run(main())
kept.itself = kept  # The garbage collector finds it only when the interpreter ends.
also_kept.itself = also_kept
"""


def test_streams_that_are_left_open_print_nothing_when_the_program_ends() -> None:
    with RecordedServer() as server:
        ended = run_program(LEFT_OPEN, server.url)
    assert (ended.returncode, ended.stderr) == (0, "")
