"""Rate limits: each request leaves its windows by its own timer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from do_inference.emulator import Limits, Options, VirtualClock
from do_inference.rate_limit.headers import parse_rate_limit

from .talk import HELLO, Talk

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from do_inference_generated._seam import RateLimitState

CHAT = {"model": "m", "messages": HELLO}


def models(talk: Talk, key: str | None = None) -> httpx.Response:
    return talk.client.get("/v1/models", headers={"authorization": f"Bearer {key or talk.emulator.api_key}"})


def numbers(response: httpx.Response) -> tuple[int, int, int]:
    names = ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset")
    limit, remaining, reset = (int(response.headers[name]) for name in names)
    return limit, remaining, reset


def test_published_limits_are_told_on_every_answer_and_the_reset_is_the_oldest_requests(start: Any) -> None:
    clock = VirtualClock(1000.0)
    talk = start(clock=clock)
    assert numbers(models(talk)) == (5000, 4999, 4600)
    clock.advance(100)
    refused = talk.call("chat_completions_create", {})
    assert refused.status_code == 400
    assert numbers(refused) == (5000, 4998, 4600)
    clock.advance(3500)
    assert numbers(models(talk)) == (5000, 4998, 4700)


def test_a_burst_is_refused_until_its_oldest_request_is_a_minute_old(start: Any) -> None:
    clock = VirtualClock(1000.0)
    talk = start(clock=clock, limits=Limits.published(100, 3))
    for _ in range(3):
        assert models(talk).status_code == 200
        clock.advance(10)
    refused = models(talk)
    assert refused.status_code == 429
    assert refused.json()["id"] == "too_many_requests"
    assert refused.headers["retry-after"] == "30"
    assert refused.headers["ratelimit-remaining"] == "0"
    clock.advance(29)
    assert models(talk).status_code == 429
    clock.advance(1)
    assert models(talk).status_code == 200
    assert models(talk).status_code == 429
    clock.advance(10)
    assert models(talk).status_code == 200


def test_the_hours_limit_is_refused_without_retry_after(start: Any) -> None:
    clock = VirtualClock(1000.0)
    talk = start(clock=clock, limits=Limits.published(2, 100))
    statuses = [models(talk) for _ in range(3)]
    assert [response.status_code for response in statuses] == [200, 200, 429]
    assert "retry-after" not in statuses[-1].headers
    assert numbers(statuses[-1]) == (2, 0, 4600)


@pytest.mark.parametrize(("counting", "free_at"), [(False, 60), (True, 90)])
def test_refused_requests_count_or_not(start: Any, counting: bool, free_at: int) -> None:
    clock = VirtualClock(1000.0)
    talk = start(clock=clock, limits=Limits.published(100, 1).counting_refused(counting))
    assert models(talk).status_code == 200
    clock.advance(30)
    assert models(talk).status_code == 429
    clock.advance(29)
    assert models(talk).status_code == 429 if not counting else True
    clock.advance(free_at - 59)
    assert models(talk).status_code == 200


def test_each_key_and_each_api_has_its_own_quota(start: Any) -> None:
    talk = start(options=Options(api_keys=("a", "b"), limits=Limits.published(2, 100)))
    assert [models(talk, "a").status_code for _ in range(3)] == [200, 200, 429]
    assert models(talk, "b").status_code == 200
    assert talk.call("agent_chat_completions_create", {"messages": HELLO}).status_code == 200


def test_limits_can_be_scaled_and_set(start: Any) -> None:
    clock = VirtualClock()
    talk = start(clock=clock, limits=Limits.of((25, 1.0), (500, 20.0)))
    assert sum(models(talk).status_code == 200 for _ in range(30)) == 25
    clock.advance(1.0)
    assert models(talk).status_code == 200


def live(response: httpx.Response) -> RateLimitState:
    state = parse_rate_limit(response.headers)
    assert state is not None
    return state


def test_the_live_family_tells_requests_and_tokens_with_zero_while_there_is_room(start: Any) -> None:
    clock = VirtualClock(1000.0)
    talk = start(clock=clock, limits=Limits.live(1))
    response = talk.call("chat_completions_create", CHAT)
    headers = response.headers
    assert "ratelimit-limit" not in headers
    assert headers["x-ratelimit-limit-requests"] == "120"
    assert headers["x-ratelimit-remaining-requests"] == "119"
    assert headers["x-ratelimit-reset-requests"] == "0"
    left = int(headers["x-ratelimit-remaining-tokens-per-minute"])
    assert 0 < 1_500_000 - left <= response.json()["usage"]["total_tokens"] + 50
    assert set(live(response).windows) == {"requests", "tokens-per-minute", "tokens-per-day"}


def test_a_live_refusal_for_requests_carries_only_their_headers(start: Any) -> None:
    clock = VirtualClock(1000.0)
    talk = start(clock=clock, limits=Limits.live(requests=1), errors="live")
    models(talk)
    refused = models(talk)
    assert refused.status_code == 429
    assert refused.json()["status_code"] == 429
    assert "retry-after" not in refused.headers
    named = [name for name in refused.headers if name.startswith("x-ratelimit")]
    assert all(name.endswith("-requests") for name in named)
    assert refused.headers["x-ratelimit-reset-requests"] == "1060"


def test_tokens_of_a_minute_and_of_a_day_run_out(start: Any) -> None:
    clock = VirtualClock(1000.0)
    talk = start(clock=clock, limits=Limits.live(tokens_per_minute=60, tokens_per_day=120))
    assert talk.call("chat_completions_create", CHAT, "tokens=40").status_code == 200
    full = talk.call("chat_completions_create", CHAT, "tokens=40")
    assert full.status_code == 429
    assert "per minute" in full.json()["message"]
    clock.advance(60)
    assert talk.call("chat_completions_create", CHAT, "tokens=40").status_code == 200
    clock.advance(60)
    daily = talk.call("chat_completions_create", CHAT, "tokens=40")
    assert daily.status_code == 429
    assert "Daily" in daily.json()["message"]


def test_what_is_left_of_the_day_goes_up_and_down_between_replicas(start: Any) -> None:
    from dataclasses import replace

    talk = start(limits=replace(Limits.live(), replicas=2))
    left = [
        int(talk.call("chat_completions_create", CHAT).headers["x-ratelimit-remaining-tokens-per-day"])
        for _ in range(6)
    ]
    assert left != sorted(left, reverse=True)


def test_two_emulators_share_their_limits_through_a_file(start: Any, tmp_path: Path) -> None:
    clock = VirtualClock(1000.0)
    one, two = (
        start(clock=clock, limits=Limits.published(3, 100), state=tmp_path / "limits") for _ in range(2)
    )
    assert [models(talk).status_code for talk in (one, two, one, two)] == [200, 200, 200, 429]
    clock.advance(3600)
    assert models(two).status_code == 200


def test_no_limits_no_headers(start: Any) -> None:
    assert parse_rate_limit(models(start(limits="none")).headers) is None
