"""Calls of real clients, one for each API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from do_inference import AgentClient, AsyncAgentClient, AsyncClient, Client

KEY = "sk-do-test"
HELLO: list[Any] = [{"role": "user", "content": "hi"}]

Call = Callable[[Any], Any]

CALLS: dict[str, Call] = {
    "chat": lambda client: client.chat.completions.create(model="m", messages=HELLO, stream=True),
    "agent": lambda client: client.chat.completions.create(messages=HELLO, stream=True),
    "text": lambda client: client.completions.create(model="m", prompt="hi", stream=True),
    "message": lambda client: client.messages.create(model="m", max_tokens=99, messages=HELLO, stream=True),
    "response": lambda client: client.responses.create(model="m", input="hi", stream=True),
    "image": lambda client: client.images.generate(model="m", prompt="p", n=1, stream=True, partial_images=1),
}


@contextmanager
def client_for(dialect: str, url: str, **options: Any) -> Iterator[Any]:
    """Return the client for an API."""
    options = {"api_key": KEY, "max_retries": 0, "rate_limiter": None, **options}
    agent = dialect == "agent"
    with AgentClient(endpoint=url, **options) if agent else Client(base_url=url, **options) as client:
        yield client


async def with_async_client(
    dialect: str, url: str, action: Callable[[Any], Awaitable[Any]], **options: Any
) -> Any:
    """Return the result of `action` with the asynchronous client for an API."""
    options = {"api_key": KEY, "max_retries": 0, "rate_limiter": None, **options}
    agent = dialect == "agent"
    async with (
        AsyncAgentClient(endpoint=url, **options) if agent else AsyncClient(base_url=url, **options) as client
    ):
        return await action(client)
