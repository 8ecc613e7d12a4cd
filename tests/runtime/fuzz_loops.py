"""Runs tool loops and workflows over mutated responses: only our own errors may come out.

`python -m tests.runtime.fuzz_loops [SECONDS] [SEED]`, with both packages on the path; ends with the number of runs. A
failure names its seed. The test suite runs a short session of it.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import httpx

from do_inference import Client, InferenceError
from do_inference._clock import Clock
from do_inference.tools import ToolLoop
from do_inference.workflows import Polling, batch_results, jobs, videos, wait_batch
from tests.runtime import every_operation as every
from tests.runtime.fuzz_responses import KEY, mutated, response_of, text_of, touch, touch_error

_ARGUMENTS: tuple[Any, ...] = (
    *(
        '{"city": "x"}',
        '{"city":',
        "null",
        "[]",
        '"x"',
        {"city": "y"},
        None,
        5,
        '{"city": "\\ud800"}',
        "",
        [],
    ),
    *('{"city": "a", "days": 1e999}', '{"city": NaN}', "[" * 990 + "]" * 990, '{"city": {}}'),
)
_CREATED_BY = {
    "chat_completions_create": {"messages": [{"role": "user", "content": "x"}]},
    "messages_create": {"messages": [{"role": "user", "content": "x"}], "max_tokens": 5},
    "responses_create": {"input": "x"},
}
_SOON = {"deadline": 5.0, "polling": Polling(initial=0.001, maximum=0.001, failures=1)}
_WORKFLOWS: tuple[tuple[str, Callable[[Client], Any]], ...] = (
    ("async_invoke_retrieve", lambda client: jobs.result_urls(jobs.wait(client, "r", **_SOON))),
    ("videos_retrieve", lambda client: videos.wait(client, "v", **_SOON)),
    ("batches_list", lambda client: list(islice(client.batches.list(), 5))),
    ("batches_retrieve", lambda client: wait_batch(client, "b", **_SOON)),
    ("batches_results", lambda client: batch_results(client, "b")),
)


class _Timeless(Clock):
    """A clock whose waits end immediately."""

    __slots__ = ()

    def sleep(self, seconds: float) -> None:
        pass


def forecast(city: str, days: int = 1) -> str:
    """Return a forecast."""
    return f"{days} sunny days in {city}"


def _client(handle: Callable[[httpx.Request], httpx.Response]) -> Client:
    client = Client(api_key=KEY, transport=httpx.MockTransport(handle), max_retries=0, rate_limiter=None)
    client._executor.clock = _Timeless()
    return client


def _turn(chance: random.Random, name: str) -> dict[str, Any]:
    """Return a turn of the model that contains a tool call, possibly malformed."""
    identity: Any = chance.choice(("c1", "", None, 5, {}))
    tool: Any = chance.choice(("forecast", "forecast", "forecast", "nope", "", None, []))
    arguments = chance.choice(_ARGUMENTS)
    match name:
        case "chat_completions_create":
            call = {"id": identity, "type": "function", "function": {"name": tool, "arguments": arguments}}
            message = {"role": "assistant", "content": None, "tool_calls": [call] * chance.choice((1, 2))}
            return {"choices": [{"index": 0, "finish_reason": "tool_calls", "message": message}]}
        case "messages_create":
            block = {"type": "tool_use", "id": identity, "name": tool, "input": arguments}
            return {"type": "message", "role": "assistant", "content": [block], "stop_reason": "tool_use"}
        case _:
            item = {"type": "function_call", "call_id": identity, "name": tool, "arguments": arguments}
            return {"object": "response", "status": "completed", "output": [item]}


def _run_loop(chance: random.Random) -> None:
    name = chance.choice(list(_CREATED_BY))

    def handle(request: httpx.Request) -> httpx.Response:
        value = (
            _turn(chance, name) if chance.random() < 0.7 else every.sample(name, seed=chance.randrange(20))
        )
        return httpx.Response(200, stream=httpx.ByteStream(text_of(chance, mutated(chance, value))))

    with _client(handle) as client:
        loop = ToolLoop([forecast], max_rounds=3)
        create = every.method_of(client, every.OPERATIONS[name])
        if chance.random() < 0.5:
            run = loop.run(create, model="m", **_CREATED_BY[name])
            touch(run.result)
            repr(run)
        else:
            for step in loop.stream(create, model="m", **_CREATED_BY[name]):
                repr(step)


def _run_workflow(chance: random.Random) -> None:
    name, workflow = chance.choice(_WORKFLOWS)
    with _client(lambda request: response_of(chance, name)) as client:
        touch(workflow(client))


def one(seed: int) -> None:
    """Run one tool loop or workflow."""
    chance = random.Random(seed)
    try:
        (_run_loop if chance.random() < 0.6 else _run_workflow)(chance)
    except InferenceError as error:
        touch_error(error)
    except BaseException as error:
        error.add_note(f"run of seed {seed}")
        raise


def fuzz(seconds: float, seed: int, at_most: int = sys.maxsize) -> int:
    """Run the fuzzer, and return the number of runs."""
    until = time.monotonic() + seconds
    count = 0
    while count == 0 or (time.monotonic() < until and count < at_most):
        one(seed + count)
        count += 1
    return count


if __name__ == "__main__":
    length = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    start = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    print(json.dumps({"runs": fuzz(length, start), "seed": start}))
