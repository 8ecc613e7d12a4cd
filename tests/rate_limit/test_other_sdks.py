"""One line puts the limiter under other people's SDKs. Needs their packages; each test is skipped without its own."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from do_inference.rate_limit import Limit, RateLimiter

from .loopback import limited

SCALED = (Limit("long", 500, 20.0), Limit("short", 25, 1.0))
RULES = ((500, 20.0), (25, 1.0))
HELLO: Any = [{"role": "user", "content": "Hi"}]


def limiter() -> RateLimiter:
    return RateLimiter(SCALED, guard=0.4)


def transport_for(package: Any) -> tuple[Any, Any]:
    """The HTTP package that an SDK is built on, and the limiter's transport for it."""
    base = package.DefaultHttpxClient.__mro__
    if any(kind.__module__.startswith("httpx2") for kind in base):
        import httpx2

        from do_inference.rate_limit.transport_httpx2 import RateLimitTransport as Transport2

        return httpx2, Transport2
    import httpx

    from do_inference.rate_limit import RateLimitTransport

    return httpx, RateLimitTransport


def test_openai_sends_all_its_quota_allows_and_is_never_refused() -> None:
    openai = pytest.importorskip("openai")
    http, transport = transport_for(openai)
    with limited(*RULES) as server:
        client = openai.OpenAI(
            api_key="x",
            base_url=server.url,
            max_retries=0,
            http_client=http.Client(transport=transport(limiter=limiter())),
        )
        with client, ThreadPoolExecutor(16) as pool:
            answers = list(
                pool.map(lambda _: client.chat.completions.create(model="m", messages=HELLO), range(75))
            )
    assert {answer.choices[0].message.content for answer in answers} == {"Hello"}
    assert server.refused == 0
    assert server.most_in(1.0) == 25


def test_openai_with_asyncio() -> None:
    openai = pytest.importorskip("openai")
    http, transport = transport_for(openai)

    async def main(url: str) -> list[Any]:
        pacing = http.AsyncClient(transport=transport(limiter=limiter()))
        async with openai.AsyncOpenAI(api_key="x", base_url=url, max_retries=0, http_client=pacing) as client:
            calls = (client.chat.completions.create(model="m", messages=HELLO) for _ in range(75))
            return await asyncio.gather(*calls)

    with limited(*RULES) as server:
        answers = asyncio.run(main(server.url))
    assert len(answers) == 75
    assert server.refused == 0
    assert server.most_in(1.0) == 25


def test_openai_retries_come_back_through_the_queue() -> None:
    """Somebody else uses up the quota: the refused call waits its turn and is answered."""
    openai = pytest.importorskip("openai")
    http, transport = transport_for(openai)
    with limited((500, 20.0), (5, 1.0)) as server:
        pacing = RateLimiter((Limit("long", 500, 20.0), Limit("short", 5, 1.0)), guard=0.4)
        client = openai.OpenAI(
            api_key="x",
            base_url=server.url,
            max_retries=2,
            http_client=http.Client(transport=transport(limiter=pacing)),
        )
        for _ in range(5):
            server.count()
        with client:
            answer = client.chat.completions.create(model="m", messages=HELLO)
    assert answer.choices[0].message.content == "Hello"
    assert server.refused == 1


def test_anthropic_sends_all_its_quota_allows_and_is_never_refused() -> None:
    anthropic = pytest.importorskip("anthropic")
    http, transport = transport_for(anthropic)
    with limited(*RULES) as server:
        client = anthropic.Anthropic(
            api_key="x",
            base_url=server.url,
            max_retries=0,
            http_client=http.Client(transport=transport(limiter=limiter())),
        )
        with client, ThreadPoolExecutor(16) as pool:
            answers = list(
                pool.map(lambda _: client.messages.create(model="m", max_tokens=9, messages=HELLO), range(60))
            )
    assert {answer.content[0].text for answer in answers} == {"Hello"}
    assert server.refused == 0
    assert server.most_in(1.0) == 25


def test_gradient_sends_all_its_quota_allows_and_is_never_refused() -> None:
    gradient = pytest.importorskip("gradient")
    http, transport = transport_for(gradient)
    with limited(*RULES) as server:
        client = gradient.Gradient(
            model_access_key="x",
            inference_endpoint=server.url,
            max_retries=0,
            http_client=http.Client(transport=transport(limiter=limiter())),
        )
        with client, ThreadPoolExecutor(16) as pool:
            answers = list(
                pool.map(lambda _: client.chat.completions.create(model="m", messages=HELLO), range(60))
            )
    assert len(answers) == 60
    assert server.refused == 0


def test_bare_httpx2() -> None:
    httpx2 = pytest.importorskip("httpx2")
    from do_inference.rate_limit.transport_httpx2 import RateLimitTransport as Transport2

    with limited(*RULES) as server, httpx2.Client(transport=Transport2(limiter=limiter())) as client:
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda _: client.get(server.url).status_code, range(60)))
    assert answers == [200] * 60
    assert server.refused == 0
