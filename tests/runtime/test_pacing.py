"""Clients pace requests by default, separately for each key, and report the state of the limits."""

from __future__ import annotations

import asyncio

import httpx
import pytest

pytest.importorskip("starlette", reason="the emulator needs the extra do-inference[emulator]")

from do_inference import (
    AgentClient,
    AsyncClient,
    Client,
    InferenceError,
    RateLimiter,
    RateLimitError,
)
from do_inference._http.pacing import report_rejection
from do_inference._response.error_bodies import error_from_response
from do_inference.emulator import Emulator


def test_a_client_knows_the_published_limits_before_its_first_request() -> None:
    state = Client(api_key="k").rate_limit
    assert state is not None
    assert {(w.name, w.limit, w.reported) for w in state.limits} == {
        ("requests-per-hour", 5000, False),
        ("requests-per-minute", 250, False),
    }


def test_refreshing_the_limits_costs_one_request() -> None:
    with Emulator() as emulator, Client(api_key=emulator.api_key, base_url=emulator.base_url) as client:
        state = client.refresh_rate_limit()
        assert state is not None
        assert state.observed is not None
        assert state.observed.requests is not None
        assert state.observed.requests.remaining == 4999
        assert [(r.method, r.path) for r in emulator.requests] == [("GET", "/v1/models")]


def test_agents_report_their_limits() -> None:
    with (
        Emulator() as emulator,
        AgentClient(api_key=emulator.agent_key, endpoint=emulator.agent_url) as client,
    ):
        assert client.refresh_rate_limit() is not None
        assert [r.path for r in emulator.requests] == ["/health"]


def test_asynchronous_clients_refresh_the_limits() -> None:
    async def main(emulator: Emulator) -> None:
        async with AsyncClient(api_key=emulator.api_key, base_url=emulator.base_url) as client:
            state = await client.refresh_rate_limit()
            assert state is not None
            assert state == client.rate_limit or state.observed == client.rate_limit.observed  # type: ignore[union-attr]

    with Emulator() as emulator:
        asyncio.run(main(emulator))


def test_a_client_without_pacing_has_no_limits() -> None:
    assert Client(api_key="k", rate_limiter=None).rate_limit is None


def test_each_key_is_paced_separately() -> None:
    client = Client(api_key="k")
    assert client.with_options(timeout=3)._executor.pacing is client._executor.pacing
    assert client.with_options(api_key="other")._executor.pacing is not client._executor.pacing


def test_a_given_limiter_paces_all_its_clients() -> None:
    limiter = RateLimiter()
    client = Client(api_key="k", rate_limiter=limiter)
    assert client.with_options(api_key="other")._executor.pacing.limiter is limiter
    assert client.with_options(rate_limiter=None).rate_limit is None


def test_unused_reserved_tokens_are_returned() -> None:
    with Emulator() as emulator, Client(api_key=emulator.api_key, base_url=emulator.base_url) as client:
        messages = [{"role": "user", "content": "hi"}]
        seen: list[int] = []
        client.chat.completions.create(model="glm-5", messages=messages, max_tokens=5000)
        with client.chat.completions.create(
            model="glm-5",
            messages=messages,
            max_tokens=5000,
            stream=True,
            stream_options={"include_usage": True},
        ) as stream:
            for _ in stream:
                pass
            assert stream.usage is not None
            seen.append(stream.usage.total_tokens)
        assert seen[0] < 5000


def test_a_wait_beyond_the_deadline_fails_immediately_with_the_possible_time() -> None:
    from do_inference.rate_limit import Limit, RateLimitDeadlineError

    with Emulator() as emulator:
        limiter = RateLimiter([Limit("requests-per-hour", 1, 3600.0, firm=True)])
        with Client(api_key=emulator.api_key, base_url=emulator.base_url, rate_limiter=limiter) as client:
            client.models.list()
            with pytest.raises(RateLimitDeadlineError) as raised:
                client.models.list(deadline=5)
            assert raised.value.available_at_unix > 0
            assert isinstance(raised.value, InferenceError)
            assert len(emulator.requests) == 1


def test_rejections_of_a_paced_call_do_not_count_as_retries() -> None:
    with (
        Emulator(faults="429, retry-after=0, times=2") as emulator,
        Client(api_key=emulator.api_key, base_url=emulator.base_url, max_retries=1) as client,
    ):
        models = client.models.list()

        assert len(emulator.requests) == 3
        assert models.response is not None
        assert models.response.attempts == 3


def test_a_rejected_call_returns_to_the_limiter_for_a_quota_or_a_requested_wait() -> None:
    class Grants:
        capped = 0

        def daily_cap(self) -> None:
            self.capped += 1

    def reported(grant: Grants, body: bytes, **fields: str) -> bool:
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        response = httpx.Response(429, headers=headers, extensions={"rate_limit_permit": grant})
        return report_rejection(response, error_from_response(429, headers, body))

    grant = Grants()
    assert reported(grant, b"{}", x_ratelimit_remaining_requests="0")
    assert reported(grant, b"{}", ratelimit_remaining="0")
    assert reported(grant, b"{}", retry_after="3")
    assert not reported(grant, b"{}")
    assert not reported(grant, b'{"message": "Platform overloaded"}', retry_after="3")
    assert grant.capped == 0
    assert not reported(grant, b'{"message": "daily token limit"}', retry_after="3")
    assert grant.capped == 1


def test_without_retries_a_rejection_is_raised_immediately() -> None:
    with (
        Emulator(faults="429, retry-after=0") as emulator,
        Client(api_key=emulator.api_key, base_url=emulator.base_url, max_retries=0) as client,
    ):
        with pytest.raises(RateLimitError):
            client.models.list()

        assert len(emulator.requests) == 1


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_no_limits_are_assumed_for_hosts_without_described_limits(kind: type[Client]) -> None:
    dedicated = kind(api_key="k", base_url="0a1b-public-dedicated-inference.DO-infra.ai.:443/v1")
    moved = kind(api_key="k").with_options(base_url="https://0a1b-private-dedicated-inference.do-infra.ai")
    gateway = kind(api_key="k", base_url="https://do-infra.ai.gateway.example")

    for client in (dedicated, moved):
        assert client.rate_limit is not None
        assert client.rate_limit.limits == ()
    assert gateway.rate_limit is not None
    assert {limit.name for limit in gateway.rate_limit.limits} == {"requests-per-hour", "requests-per-minute"}
    back = moved.with_options(base_url="https://inference.do-ai.run").rate_limit
    assert back is not None
    assert len(back.limits) == 2


def test_without_assumed_limits_only_headers_pace() -> None:
    pacing = Client(api_key="k", base_url="0a1b-public-dedicated-inference.do-infra.ai")._executor.pacing
    limiter = pacing.limiter
    grants = [limiter.acquire() for _ in range(1000)]  # No call waits.

    grants[0].responded(200, {})
    assert limiter.state.limits == ()
    headers = {
        "x-ratelimit-limit-requests": "1200",
        "x-ratelimit-remaining-requests": "100",
        "x-ratelimit-limit-tokens-per-minute": "9000",
        "x-ratelimit-remaining-tokens-per-minute": "8000",
    }
    grants[1].responded(200, headers)
    assert {(limit.limit, limit.seconds, limit.unit) for limit in limiter.state.limits} == {
        (1200, 60.0, "requests"),
        (9000, 60.0, "tokens"),
    }
