"""Copies of clients share connections, and unclosed clients close them without a warning."""

from __future__ import annotations

import copy
import gc
import os
import pickle
import subprocess
import sys
import warnings
from typing import Any

import pytest

from do_inference import AgentClient, AsyncAgentClient, AsyncClient, Client, ClientClosedError

from .conftest import KEY, Driver
from .loopback import Loopback, events, reply

ASK: dict[str, Any] = {"model": "m", "messages": []}
KINDS = [Client, AsyncClient, AgentClient, AsyncAgentClient]
PARTS = {
    "client": lambda client: client,
    "in a list": lambda client: [client],
    "resource": lambda client: client.chat,
    "part of a resource": lambda client: client.chat.completions,
    "raw responses": lambda client: client.chat.completions.with_raw_response,
    "executor": lambda client: client.executor,
}


def made(kind: Any) -> Any:
    name = "endpoint" if issubclass(kind, AgentClient | AsyncAgentClient) else "base_url"
    return kind(api_key=KEY, **{name: "https://host.example"})


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
@pytest.mark.parametrize("kind", KINDS)
def test_the_errors_for_deep_copies_and_pickles_contain_advice(kind: Any, part: Any) -> None:
    with pytest.raises(TypeError, match=r"copy\.copy\(client\).* shares them"):
        copy.deepcopy(part(made(kind)))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(
            TypeError,
            match="cannot be pickled, because it has open connections and a key; create a client",
        ):
            pickle.dumps(part(made(kind)), protocol)


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_has_the_settings_and_attributes_of_the_client(kind: Any) -> None:
    class Own(kind):  # type: ignore[misc]
        pass

    client = made(Own)
    client.label = "mine"
    twin = copy.copy(client)

    assert type(twin) is Own
    assert twin.label == "mine"
    assert repr(twin) == repr(client)


def test_a_copy_shares_connections_and_closing_it_keeps_them_open(driver: Driver, server: Loopback) -> None:
    async def calls(client: Any) -> Any:
        twin = copy.copy(client)
        await client.chat.completions.create(**ASK)
        await twin.chat.completions.create(**ASK)
        await twin.close()
        await client.chat.completions.create(**ASK)
        await client.close()
        with pytest.raises(ClientClosedError):
            await twin.chat.completions.create(**ASK)
        return twin

    def calls_sync(client: Any) -> Any:
        twin = copy.copy(client)
        client.chat.completions.create(**ASK)
        twin.chat.completions.create(**ASK)
        twin.close()
        client.chat.completions.create(**ASK)
        client.close()
        with pytest.raises(ClientClosedError):
            twin.chat.completions.create(**ASK)
        return twin

    assert driver.run(calls if driver.is_async else calls_sync, base_url=server.url).closed
    assert [request.connection for request in server.requests] == [0, 0, 0]


def test_a_garbage_collected_client_closes_its_connections_silently(server: Loopback) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Client(api_key=KEY, base_url=server.url).chat.completions.create(**ASK)
        gc.collect()
    assert server.ended.get(timeout=10) == 0


def test_a_stream_keeps_its_connection_when_the_client_is_collected(server: Loopback) -> None:
    server.respond_with(events("a", "b"))
    with Client(api_key=KEY, base_url=server.url).chat.completions.create(**ASK, stream=True) as stream:
        gc.collect()
        assert "".join(stream.text) == "ab"


ENDS = {
    "open at the end": "client = Client()\nclient.models.list()",
    "in a function": "def ask():\n    return Client().models.list()\nask()",
    "in a cycle": "client = Client()\nclient.own = [client]\nclient.models.list()\ndel client",
    "at the end of a thread": (
        "import threading\nclient = Client()\nthread = threading.Thread(target=client.models.list)\n"
        "thread.start()\nthread.join()"
    ),
    "asynchronous": (
        "import asyncio\nclient = AsyncClient()\nasync def main():\n    await client.models.list()\nasyncio.run(main())"
    ),
    "asynchronous, under trio": (
        "import trio\nclient = AsyncClient()\nasync def main():\n    await client.models.list()\ntrio.run(main)"
    ),
    "asynchronous, made in the loop": (
        "import asyncio\nasync def main():\n    await AsyncClient().models.list()\nasyncio.run(main())"
    ),
    "asynchronous, in a bare loop": (
        "import asyncio\nclient = AsyncClient()\nloop = asyncio.new_event_loop()\n"
        "loop.run_until_complete(client.models.list())\nloop.close()"
    ),
    "in a forked process": (
        "import os, warnings\nclient = Client()\nclient.models.list()\nchild = os.fork()\nclient.models.list()\n"
        "if child:\n    assert os.waitpid(child, 0)[1] == 0\n    client.models.list()"
    ),
    "after another end of the program": "import sys\nclient = Client()\nclient.models.list()\nsys.exit(0)",
}


@pytest.mark.parametrize("code", ENDS.values(), ids=ENDS.keys())
def test_a_program_that_does_not_close_its_client_exits_silently(server: Loopback, code: str) -> None:
    if "os.fork" in code and not hasattr(os, "fork"):
        pytest.skip("needs fork")
    server.respond_with(reply({"object": "list", "data": []}))
    ended = subprocess.run(
        [
            sys.executable,
            "-X",
            "dev",
            "-W",
            "error",
            "-c",
            f"from do_inference import AsyncClient, Client\n{code}",
        ],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "MODEL_ACCESS_KEY": KEY,
            "GRADIENT_INFERENCE_ENDPOINT": server.url,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # asyncio also reports slow callbacks, which are not failures.
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("Executing <")]
    assert (ended.returncode, lines) == (0, [])
