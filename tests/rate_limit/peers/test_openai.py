from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from ..emulated import CALLS, HELLO, assert_all_of_the_quota_was_used_and_no_more, limiter, refused, scaled
from .beneath import transport_for

if TYPE_CHECKING:
    from do_inference.emulator import Emulator

openai = pytest.importorskip("openai")


def paced(emulator: Emulator, **options: Any) -> Any:
    http, transport = transport_for(openai)
    return openai.OpenAI(
        api_key=emulator.api_key,
        base_url=f"{emulator.base_url}/v1",
        http_client=http.Client(transport=transport(limiter=limiter())),
        **options,
    )


def test_it_uses_the_complete_quota_without_rejections(emulator: Emulator) -> None:
    with paced(emulator, max_retries=0) as client, ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: client.chat.completions.create(model="m", messages=HELLO), range(CALLS)))
    assert_all_of_the_quota_was_used_and_no_more(emulator)


def test_with_asyncio(emulator: Emulator) -> None:
    http, transport = transport_for(openai)

    async def main() -> None:
        client = openai.AsyncOpenAI(
            api_key=emulator.api_key,
            base_url=f"{emulator.base_url}/v1",
            max_retries=0,
            http_client=http.AsyncClient(transport=transport(limiter=limiter())),
        )
        async with client:
            calls = (client.chat.completions.create(model="m", messages=HELLO) for _ in range(CALLS))
            await asyncio.gather(*calls)

    asyncio.run(main())
    assert_all_of_the_quota_was_used_and_no_more(emulator)


def test_its_retries_come_back_through_the_queue() -> None:
    """Somebody else uses up the quota: the refused call waits its turn and is answered."""
    with scaled((500, 20.0), (5, 1.0)) as emulator:
        with openai.OpenAI(api_key=emulator.api_key, base_url=f"{emulator.base_url}/v1") as other:
            for _ in range(5):
                other.models.list()
        with paced(emulator, max_retries=2) as client:
            answer = client.chat.completions.create(model="m", messages=HELLO)
        assert answer.choices[0].message.content
        assert refused(emulator) <= 1
