from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from ..emulated import CALLS, HELLO, assert_all_of_the_quota_was_used_and_no_more, limiter
from .beneath import transport_for

if TYPE_CHECKING:
    from do_inference.emulator import Emulator

anthropic = pytest.importorskip("anthropic")


def test_it_uses_the_complete_quota_without_rejections(emulator: Emulator) -> None:
    http, transport = transport_for(anthropic)
    client = anthropic.Anthropic(
        auth_token=emulator.api_key,
        base_url=emulator.base_url,
        max_retries=0,
        http_client=http.Client(transport=transport(limiter=limiter())),
    )
    with client, ThreadPoolExecutor(16) as pool:
        list(
            pool.map(lambda _: client.messages.create(model="m", max_tokens=9, messages=HELLO), range(CALLS))
        )
    assert_all_of_the_quota_was_used_and_no_more(emulator)
