"""The function calls of one request, which most of its processor time is proportional to.

A change that exceeds a bound makes every request slower. `nox -s bench` shows by how much.
"""

from __future__ import annotations

import asyncio
import sys
from types import FrameType
from typing import Any, Self

import pytest

from do_inference import AsyncClient, Client

from .conftest import KEY
from .loopback import CHAT, Loopback, reply

MESSAGES: Any = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}]
ANSWER = reply(
    {**CHAT, "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}},
    headers={
        "x-ratelimit-limit-requests": "100000",
        "x-ratelimit-remaining-requests": "99999",
        "x-ratelimit-limit-tokens-per-minute": "10000000",
        "x-ratelimit-remaining-tokens-per-minute": "9999999",
    },
)


class Calls:
    """Counts calls of functions, in Python and in C, in this thread and within a block."""

    def __init__(self) -> None:
        self.number = 0

    def __enter__(self) -> Self:
        sys.setprofile(self._count)
        return self

    def __exit__(self, *details: object) -> None:
        sys.setprofile(None)

    def _count(self, frame: FrameType, event: str, argument: object) -> None:
        self.number += event in ("call", "c_call")


REQUESTS = 150
"""The first ones open the connection and import modules. The limiter evaluates each of the first hundred responses, and
later every response that is received 10 ms after the last one. So the cheapest request counts."""


@pytest.mark.parametrize(
    ("options", "most"), [({}, 480), ({"rate_limiter": None}, 360)], ids=["paced", "not paced"]
)
def test_synchronous(server: Loopback, options: dict[str, Any], most: int) -> None:
    server.respond_with(ANSWER)
    numbers = []
    with Client(api_key=KEY, base_url=server.url, **options) as client:
        for _ in range(REQUESTS):
            with Calls() as calls:
                client.chat.completions.create(model="m", messages=MESSAGES)
            numbers.append(calls.number)
    assert min(numbers) <= most


@pytest.mark.parametrize(
    ("options", "most"), [({}, 570), ({"rate_limiter": None}, 450)], ids=["paced", "not paced"]
)
def test_asynchronous(server: Loopback, options: dict[str, Any], most: int) -> None:
    server.respond_with(ANSWER)

    async def run() -> int:
        numbers = []
        async with AsyncClient(api_key=KEY, base_url=server.url, **options) as client:
            for _ in range(REQUESTS):
                with Calls() as calls:
                    await client.chat.completions.create(model="m", messages=MESSAGES)
                numbers.append(calls.number)
        return min(numbers)

    assert asyncio.run(run()) <= most
