"""One asynchronous client in several event loops, sequentially and concurrently."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import trio

from do_inference import AsyncClient, ClientClosedError
from do_inference.rate_limit import Limit, RateLimiter

from ..programs import run_program
from .conftest import KEY
from .loopback import STREAM_HEAD, Loopback, Request, chunk, event, hang, reply

ASK: dict[str, Any] = {"model": "m", "messages": []}
DESCRIPTORS = Path("/proc/self/fd")

Main = Callable[[], Awaitable[Any]]

pytestmark = pytest.mark.skipif(not DESCRIPTORS.exists(), reason="counts descriptors by /proc")


def with_asyncio(main: Main) -> Any:
    return asyncio.run(main())  # type: ignore[arg-type]


def with_trio(main: Main) -> Any:
    return trio.run(main)


def with_a_bare_loop(main: Main) -> Any:
    """Run a loop that is closed without closing its asynchronous generators."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(main())
    finally:
        loop.close()


RUNNERS = {"asyncio": with_asyncio, "trio": with_trio, "a bare loop": with_a_bare_loop}
PAIRS = list(itertools.product(RUNNERS, RUNNERS))


def sockets() -> int:
    """Return the number of TCP connections of this process."""
    gc.collect()
    count = 0
    for descriptor in DESCRIPTORS.iterdir():
        try:
            count += str(descriptor.readlink()).startswith("socket:")
        except FileNotFoundError:
            continue
    return count


def client_of(server: Loopback) -> AsyncClient:
    return AsyncClient(api_key=KEY, base_url=server.url, max_retries=0)


def connections(server: Loopback, after: int = 0) -> set[int]:
    """Return the numbers of the connections with requests."""
    return {request.connection for request in server.requests[after:]}


def closed_by_clients(server: Loopback, connections: int) -> bool:
    """Return whether the server detects the end of this many connections."""
    return len({server.ended.get(timeout=10) for _ in range(connections)}) == connections


async def five(client: AsyncClient) -> list[str]:
    """Make five concurrent calls with the current asynchronous library."""
    ids: list[str] = []

    async def one() -> None:
        ids.append((await client.chat.completions.create(**ASK)).id)

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(one)
    return ids


@pytest.mark.parametrize("runners", PAIRS, ids="-".join)
def test_sequential_runs_leave_no_connections(server: Loopback, runners: tuple[str, str]) -> None:
    clients = [client_of(server)]
    for runner in runners * 3:
        already = len(server.requests)
        assert RUNNERS[runner](lambda: five(clients[0])) == ["c1"] * 5
    last = len(connections(server, already))
    # A bare loop does not report its end. Its connections are closed in the next run, or with the client.
    left = last if runners[1] == "a bare loop" else 0
    assert closed_by_clients(server, len(connections(server)) - left)
    clients.clear()
    gc.collect()
    assert closed_by_clients(server, left)


@pytest.mark.parametrize("runners", PAIRS, ids="-".join)
def test_concurrent_runs_have_separate_connections(server: Loopback, runners: tuple[str, str]) -> None:
    client = client_of(server)
    together = threading.Barrier(2)
    results: list[Any] = []

    async def main() -> list[str]:
        together.wait(10)
        ids = []
        for _ in range(20):
            ids += await five(client)
        return ids

    def run(name: str) -> None:
        results.append(RUNNERS[name](main))

    threads = [threading.Thread(target=run, args=(name,)) for name in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [["c1"] * 100] * 2


@pytest.mark.filterwarnings("ignore:an event stream was not closed:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("runner", ["asyncio", "trio"])
def test_a_stream_that_is_open_when_its_loop_ends_is_closed(server: Loopback, runner: str) -> None:
    server.respond_with(hang(server, STREAM_HEAD + b"\r\n" + chunk(event("a")) + chunk(event("b"))))
    client = client_of(server)
    kept: list[Any] = []
    before = sockets()

    async def main() -> None:
        stream = await client.chat.completions.create(**ASK, stream=True)
        kept.append(stream)
        kept.append(await anext(aiter(stream)))

    RUNNERS[runner](main)
    assert sockets() == before + 1  # The connection of the server, which hangs.
    assert len(kept) == 2


@pytest.mark.parametrize("runner", ["asyncio", "trio"])
def test_a_client_collected_in_a_running_loop_closes_its_connections(server: Loopback, runner: str) -> None:
    async def main() -> bool:
        await five(client_of(server))
        gc.collect()
        return await anyio.to_thread.run_sync(closed_by_clients, server, len(connections(server)))

    assert RUNNERS[runner](main)


@pytest.mark.parametrize("runners", PAIRS[:2] + PAIRS[3:5], ids="-".join)
def test_closing_in_one_run_closes_what_was_opened_in_another(
    server: Loopback, runners: tuple[str, str]
) -> None:
    client = client_of(server)
    opened, seen = threading.Event(), threading.Event()

    async def stay() -> None:
        await five(client)
        opened.set()
        await anyio.to_thread.run_sync(seen.wait, 10)
        with pytest.raises(ClientClosedError):
            await client.models.list()

    async def close() -> None:
        await client.close()

    results: list[Any] = []

    def run() -> None:
        results.append(RUNNERS[runners[0]](stay))

    thread = threading.Thread(target=run)
    thread.start()
    assert opened.wait(10)
    RUNNERS[runners[1]](close)
    assert closed_by_clients(server, len(connections(server)))
    seen.set()
    thread.join(10)


def test_trio_as_a_guest_of_asyncio_is_a_separate_run(server: Loopback) -> None:
    # Both runs also wait for the limiter, which must wake tasks of asyncio and trio.
    limiter = RateLimiter([Limit("requests", 5, 0.3)])
    client = AsyncClient(api_key=KEY, base_url=server.url, rate_limiter=limiter)

    async def host() -> list[str]:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()
        trio.lowlevel.start_guest_run(
            five,
            client,
            run_sync_soon_threadsafe=loop.call_soon_threadsafe,
            done_callback=lambda outcome: done.set_result(outcome.unwrap()),
        )
        return [*await five(client), *await done]

    assert asyncio.run(host()) == ["c1"] * 10


def test_a_given_http_client_is_not_closed_when_a_loop_ends(server: Loopback) -> None:
    async def main() -> bool:
        async with httpx.AsyncClient() as own:
            client = AsyncClient(api_key=KEY, base_url=server.url, http_client=own)
            await five(client)
            await client.close()
            return own.is_closed

    assert asyncio.run(main()) is False


PROGRAM = """
import logging, resource, sys
import anyio
from do_inference import AsyncClient

logging.getLogger("asyncio").setLevel("ERROR")  # asyncio reports slow callbacks.
resource.setrlimit(resource.RLIMIT_NOFILE, (48, 48))
client = AsyncClient(api_key="k" * 20, base_url=sys.argv[1], max_retries=0)

async def main():
    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(lambda: client.models.list())

for _ in range(int(sys.argv[3])):
    anyio.run(main, backend=sys.argv[2])
print("done")
"""


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_many_runs_need_few_file_descriptors(server: Loopback, backend: str) -> None:
    options = ("-X", "dev", "-W", "error")
    ended = run_program(PROGRAM, server.url, backend, "20", options=options, timeout=120)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "done\n", "")


FORK = """
import asyncio, os, sys
from do_inference import AsyncClient

client = AsyncClient(api_key="k" * 20, base_url=sys.argv[1], max_retries=0)

async def main():
    await client.models.list()
    child = os.fork()
    if not child:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(client.models.list())
        loop.run_until_complete(client.close())
        loop.close()
        os._exit(0)
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        await asyncio.sleep(0.01)
    assert ended[1] == 0
    await client.models.list()

asyncio.run(main())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_forked_from_a_running_loop_does_not_use_its_connections(server: Loopback) -> None:
    ended = run_program(FORK, server.url, options=("-W", "error"))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [request.connection for request in server.requests] == [0, 1, 0]
    assert closed_by_clients(server, 2)


FORKED_LOOP = """
import asyncio, os, sys
from do_inference import AsyncClient

client = AsyncClient(api_key="k" * 20, base_url=sys.argv[1], max_retries=0)
loop = asyncio.new_event_loop()
loop.run_until_complete(client.models.list())
child = os.fork()
if not child:
    if sys.argv[2] == "after a call":
        loop.run_until_complete(client.models.list())
    loop.run_until_complete(client.close())
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
loop.run_until_complete(client.models.list())
loop.run_until_complete(client.close())
"""
FORKED_CLOSE = """
import os, sys
from do_inference import Client

client = Client(api_key="k" * 20, base_url=sys.argv[1], max_retries=0)
client.models.list()
child = os.fork()
if not child:
    if sys.argv[2] == "after a call":
        client.models.list()
    client.close()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
client.models.list()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("program", [FORKED_LOOP, FORKED_CLOSE], ids=["asynchronous", "synchronous"])
@pytest.mark.parametrize(
    ("how", "used"), [("at once", [0, 0]), ("after a call", [0, 1, 0])], ids=["closes", "calls and closes"]
)
def test_a_forked_process_shares_no_connection_with_its_parent(
    server: Loopback, program: str, how: str, used: list[int]
) -> None:
    ended = run_program(program, server.url, how)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [request.connection for request in server.requests] == used


@pytest.mark.parametrize("ending", ["closed in another loop", "dropped"])
def test_a_paused_loop_still_works_after_a_client_is_closed(server: Loopback, ending: str) -> None:
    # A call waits for its response when the loop is paused, so that the loop watches its socket.
    arrived = threading.Event()

    def wait(request: Request, sock: socket.socket) -> bool:
        arrived.set()
        return hang(server)(request, sock) or False

    server.respond_with(wait, reply())
    loop = asyncio.new_event_loop()
    clients = [client_of(server)]
    call = loop.create_task(clients[0].models.list())
    while not arrived.is_set():
        loop.run_until_complete(asyncio.sleep(0))
    if ending == "dropped":
        call.cancel()
        del call
        clients.clear()
        gc.collect()
    else:
        asyncio.run(clients[0].close())
    other = client_of(server)
    try:
        assert loop.run_until_complete(asyncio.wait_for(five(other), 10)) == ["c1"] * 5
        if ending != "dropped":
            with pytest.raises(ClientClosedError):
                loop.run_until_complete(asyncio.wait_for(call, 10))
        loop.run_until_complete(other.close())
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


@pytest.mark.filterwarnings("error::ResourceWarning", "error::pytest.PytestUnraisableExceptionWarning")
def test_a_client_collected_before_its_paused_loop_closes_leaves_no_connection(
    server: Loopback,
) -> None:
    clients = [client_of(server)]
    loop = asyncio.new_event_loop()
    loop.run_until_complete(five(clients[0]))
    clients.clear()
    gc.collect()
    loop.close()
    assert closed_by_clients(server, len(connections(server)))


def test_a_run_whose_generators_are_finalized_outside_closes_its_sockets_silently(
    server: Loopback, capfd: pytest.CaptureFixture[str]
) -> None:
    clients = [client_of(server)]
    loop = asyncio.new_event_loop()

    async def unhooked() -> None:
        sys.set_asyncgen_hooks(None, None)
        await five(clients[0])

    loop.run_until_complete(unhooked())
    loop.close()
    clients.clear()
    gc.collect()
    assert closed_by_clients(server, len(connections(server)))
    assert capfd.readouterr().err == ""


class Stop(Exception):
    pass


@pytest.mark.parametrize("runner", ["asyncio", "trio"])
def test_connections_are_closed_when_a_run_fails(server: Loopback, runner: str) -> None:
    client = client_of(server)

    async def fail() -> None:
        await five(client)
        raise Stop

    with pytest.raises(Stop):
        RUNNERS[runner](fail)
    assert closed_by_clients(server, len(connections(server)))


@pytest.mark.parametrize("runner", ["asyncio", "trio"])
def test_connections_to_a_proxy_are_closed_when_a_run_ends(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, runner: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    client = AsyncClient(api_key=KEY, base_url="http://inference.example", allow_http=True)
    for _ in range(3):
        RUNNERS[runner](lambda: five(client))
        assert server.ended.get(timeout=10) >= 0


@pytest.mark.parametrize("runner", ["asyncio", "trio"])
def test_waiting_calls_of_an_ended_run_do_not_delay_other_calls(server: Loopback, runner: str) -> None:
    server.respond_with(reply({"object": "list", "data": []}))
    limiter = RateLimiter([Limit("requests", 1, 3600.0)])
    client = AsyncClient(api_key=KEY, base_url=server.url, rate_limiter=limiter)

    async def wait() -> None:
        await client.models.list()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.models.list)
            await anyio.wait_all_tasks_blocked()
            raise Stop

    with pytest.raises(ExceptionGroup):
        RUNNERS[runner](wait)
    assert limiter.state.waiting == 0
