"""Rate limits: each request leaves its windows separately, after the duration of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from do_inference.emulator import BucketLimit, Limits, Options, VirtualClock
from do_inference.emulator._command import emulator_of, parser
from do_inference.emulator._limits import parse_limits
from do_inference.rate_limit._headers import parse_rate_limit

from .api_client import HELLO, APIClient

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from do_inference_generated._interface import RateLimitState

CHAT = {"model": "m", "messages": HELLO}


def models(api: APIClient, key: str | None = None) -> httpx.Response:
    return api.client.get("/v1/models", headers={"authorization": f"Bearer {key or api.emulator.api_key}"})


def published_numbers(response: httpx.Response) -> tuple[int, int, int]:
    names = ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset")
    limit, remaining, reset = (int(response.headers[name]) for name in names)
    return limit, remaining, reset


def test_every_response_has_published_limit_headers_with_the_reset_of_the_oldest_request(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock)
    assert published_numbers(models(api)) == (5000, 4999, 4600)
    clock.advance(100)
    rejected = api.call("chat_completions_create", {})
    assert rejected.status_code == 400
    assert published_numbers(rejected) == (5000, 4998, 4600)
    clock.advance(3500)
    assert published_numbers(models(api)) == (5000, 4998, 4700)


def test_a_burst_is_rejected_until_its_oldest_request_is_a_minute_old(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits=Limits.published(100, 3))
    for _ in range(3):
        assert models(api).status_code == 200
        clock.advance(10)
    rejected = models(api)
    assert rejected.status_code == 429
    assert rejected.json()["id"] == "too_many_requests"
    assert rejected.headers["retry-after"] == "30"
    assert rejected.headers["ratelimit-remaining"] == "0"
    clock.advance(29)
    assert models(api).status_code == 429
    clock.advance(1)
    assert models(api).status_code == 200
    assert models(api).status_code == 429
    clock.advance(10)
    assert models(api).status_code == 200


def test_the_hourly_limit_rejects_without_retry_after(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits=Limits.published(2, 100))
    statuses = [models(api) for _ in range(3)]
    assert [response.status_code for response in statuses] == [200, 200, 429]
    assert "retry-after" not in statuses[-1].headers
    assert published_numbers(statuses[-1]) == (2, 0, 4600)


@pytest.mark.parametrize(("counting", "free_at"), [(False, 60), (True, 90)])
def test_rejected_requests_count_if_configured(start: Any, counting: bool, free_at: int) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits=Limits.published(100, 1).counting_refused(counting))
    assert models(api).status_code == 200
    clock.advance(30)
    assert models(api).status_code == 429
    clock.advance(29)
    assert models(api).status_code == 429 if not counting else True
    clock.advance(free_at - 59)
    assert models(api).status_code == 200


def test_each_key_and_each_api_has_a_separate_quota(start: Any) -> None:
    api = start(options=Options(api_keys=("a", "b"), limits=Limits.published(2, 100)))
    assert [models(api, "a").status_code for _ in range(3)] == [200, 200, 429]
    assert models(api, "b").status_code == 200
    assert api.call("agent_chat_completions_create", {"messages": HELLO}).status_code == 200


def test_limits_can_be_set(start: Any) -> None:
    clock = VirtualClock()
    api = start(clock=clock, limits=Limits.of((25, 1.0), (500, 20.0)))
    assert sum(models(api).status_code == 200 for _ in range(30)) == 25
    clock.advance(1.0)
    assert models(api).status_code == 200


def live(response: httpx.Response) -> RateLimitState:
    state = parse_rate_limit(response.headers)
    assert state is not None
    return state


def test_live_headers_contain_requests_and_tokens_with_reset_zero_below_the_limit(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits=Limits.live(1))
    response = api.call("chat_completions_create", CHAT)
    headers = response.headers
    assert "ratelimit-limit" not in headers
    assert headers["x-ratelimit-limit-requests"] == "120"
    assert headers["x-ratelimit-remaining-requests"] == "119"
    assert headers["x-ratelimit-reset-requests"] == "0"
    left = int(headers["x-ratelimit-remaining-tokens-per-minute"])
    assert 1_500_000 - left == response.json()["usage"]["total_tokens"]
    assert set(live(response).windows) == {"requests", "tokens-per-minute", "tokens-per-day"}


def test_a_live_429_for_requests_has_only_request_headers(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits=Limits.live(requests=1), errors="live")
    models(api)
    rejected = models(api)
    assert rejected.status_code == 429
    assert rejected.json()["status_code"] == 429
    assert "retry-after" not in rejected.headers
    named = [name for name in rejected.headers if name.startswith("x-ratelimit")]
    assert all(name.endswith("-requests") for name in named)
    assert rejected.headers["x-ratelimit-reset-requests"] == "1060"


def test_token_limits_per_minute_and_per_day_reject_requests(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits=Limits.live(tokens_per_minute=60, tokens_per_day=100))
    assert api.call("chat_completions_create", CHAT, "tokens=40").status_code == 200
    full = api.call("chat_completions_create", CHAT, "tokens=40")
    assert full.status_code == 429
    assert "per minute" in full.json()["message"]
    clock.advance(60)
    assert api.call("chat_completions_create", CHAT, "tokens=40").status_code == 200
    clock.advance(60)
    daily = api.call("chat_completions_create", CHAT, "tokens=40")
    assert daily.status_code == 429
    assert "Daily" in daily.json()["message"]


def test_remaining_daily_tokens_differ_between_replicas(start: Any) -> None:
    from dataclasses import replace

    api = start(limits=replace(Limits.live(), replicas=2))
    left = [
        int(api.call("chat_completions_create", CHAT).headers["x-ratelimit-remaining-tokens-per-day"])
        for _ in range(6)
    ]
    assert left != sorted(left, reverse=True)


def test_two_emulators_share_their_limits_through_a_file(start: Any, tmp_path: Path) -> None:
    clock = VirtualClock(1000.0)
    one, two = (
        start(clock=clock, limits=Limits.published(3, 100), state=tmp_path / "limits") for _ in range(2)
    )
    assert [models(api).status_code for api in (one, two, one, two)] == [200, 200, 200, 429]
    clock.advance(3600)
    assert models(two).status_code == 200


def test_without_limits_there_are_no_headers(start: Any) -> None:
    assert parse_rate_limit(models(start(limits="none")).headers) is None


def live_numbers(response: httpx.Response, name: str = "requests") -> tuple[int, int, int]:
    limit, remaining, reset = (
        int(response.headers[f"x-ratelimit-{f}-{name}"]) for f in ("limit", "remaining", "reset")
    )
    return limit, remaining, reset


def test_a_bucket_refills_continuously_and_projects_when_a_request_of_the_same_size_fits(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits="bucket:4/0.5")
    assert [live_numbers(models(api)) for _ in range(4)] == [(4, 3, 0), (4, 2, 0), (4, 1, 0), (4, 0, 1002)]
    clock.advance(1)
    rejected = models(api)
    assert (rejected.status_code, live_numbers(rejected)) == (429, (4, 0, 1002))
    assert rejected.json()["id"] == "too_many_requests"
    assert "retry-after" not in rejected.headers
    clock.advance(1)
    assert models(api).status_code == 200
    assert models(api).status_code == 429
    clock.advance(100)
    assert [models(api).status_code for _ in range(5)] == [200] * 4 + [429]


def test_live_request_limits_refill_by_two_per_second(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits="live")
    assert all(models(api).status_code == 200 for _ in range(120))
    assert models(api).status_code == 429
    clock.advance(5)
    assert [models(api).status_code for _ in range(11)] == [200] * 10 + [429]


def test_tokens_are_charged_by_estimate_and_corrected_by_usage(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits=Limits.live(tokens_per_minute=6000, tokens_per_day=None))
    rejected_after_charge = api.call("chat_completions_create", {"model": "m", "messages": "x" * 4000})
    assert rejected_after_charge.status_code == 400
    assert live_numbers(rejected_after_charge, "tokens-per-minute")[1] < 5000
    clock.advance(60)
    api.emulator.respond(
        "chat_completions_create",
        function=lambda call: {"usage": {"prompt_tokens": 1, "completion_tokens": 499, "total_tokens": 500}},
    )
    corrected = api.call(
        "chat_completions_create", {"model": "m", "messages": [{"role": "user", "content": "x" * 4000}]}
    )
    assert live_numbers(corrected, "tokens-per-minute") == (6000, 5500, 0)


def test_a_token_rejection_has_the_time_at_which_the_same_request_fits(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits=Limits.live(tokens_per_minute=600, tokens_per_day=None))
    assert api.call("chat_completions_create", CHAT, "tokens=500").status_code == 200
    left = 600 - 500 - 17  # The cost of "Hello there" is approximate.
    rejected = api.call(
        "chat_completions_create", {**CHAT, "messages": [{"role": "user", "content": "x" * 1600}]}
    )
    assert rejected.status_code == 429
    assert "x-ratelimit-reset-requests" in rejected.headers
    reset = live_numbers(rejected, "tokens-per-minute")[2]
    assert abs(reset - 1000 - (416 - left) / 10) < 5
    clock.advance(reset - 1000)
    assert api.call(
        "chat_completions_create", {**CHAT, "messages": [{"role": "user", "content": "x" * 1600}]}
    ).is_success
    never = api.call(
        "chat_completions_create", {**CHAT, "messages": [{"role": "user", "content": "x" * 4000}]}
    )
    assert (never.status_code, live_numbers(never, "tokens-per-minute")[2]) == (429, 0)


def test_windows_and_buckets_limit_together(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits="window:3/10+bucket:2/1")
    responses = [models(api) for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert (published_numbers(responses[2]), live_numbers(responses[2])) == ((3, 1, 1010), (2, 0, 1001))
    clock.advance(2)
    responses = [models(api) for _ in range(2)]
    assert [response.status_code for response in responses] == [200, 429]
    assert (published_numbers(responses[1]), live_numbers(responses[1])) == ((3, 0, 1010), (2, 1, 0))


def test_scaled_windows_have_resets_in_integer_seconds(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits=Limits.published(scale=0.05))
    assert published_numbers(models(api)) == (5000, 4999, 1180)
    for _ in range(249):
        models(api)
    clock.advance(1.5)
    burst = models(api)
    assert (burst.status_code, burst.headers["retry-after"]) == (429, "2")
    clock.advance(1.5)
    assert models(api).status_code == 200


def test_the_burst_limit_is_a_twentieth_of_the_hourly_limit() -> None:
    assert [Limits.published(n).windows[1].limit for n in (5000, 1200, 10_000, 5)] == [250, 60, 500, 1]


def test_limits_can_change_at_runtime_without_losing_counts(start: Any) -> None:
    clock = VirtualClock(1000.0)
    api = start(clock=clock, limits="window:4/10+bucket:8/1")
    models(api)
    change = api.client.post("/_emulator/limits", json={"factor": 0.5})
    assert change.json() == {"limits": {"10s": 2, "requests": 4}}
    assert [models(api).status_code for _ in range(2)] == [200, 429]
    api.emulator.change_limits(1)
    assert published_numbers(models(api)) == (4, 1, 1010)
    assert api.client.post("/_emulator/limits", json={"limits": "none"}).json() == {"limits": {}}
    assert parse_rate_limit(models(api).headers) is None
    bodies: list[Any] = [
        {},
        {"factor": 0},
        {"factor": True},
        {"limits": "live", "factor": 1},
        {"limits": "some"},
        [],
    ]
    for invalid in bodies:
        assert api.client.post("/_emulator/limits", json=invalid).status_code == 400, invalid


def test_hidden_limits_reject_without_a_header(start: Any) -> None:
    api = start(limits="window:1/60,2/600+hidden+no-retry-after")
    responses = [models(api) for _ in range(2)]
    assert [response.status_code for response in responses] == [200, 429]
    assert all(parse_rate_limit(response.headers) is None for response in responses)


def test_remaining_can_be_the_smallest_of_all_windows_and_wrong(start: Any) -> None:
    api = start(clock=VirtualClock(1000.0), limits="published+smallest")
    assert published_numbers(models(api)) == (5000, 249, 4600)
    api = start(clock=VirtualClock(1000.0), limits="window:1000/60+jitter:0.1")
    errors = [published_numbers(models(api))[1] - (999 - index) for index in range(100)]
    assert min(errors) < -50 < 50 < max(errors)
    assert all(-101 <= amount <= 101 for amount in errors)


def test_the_header_family_can_differ_from_the_type_of_limit(start: Any) -> None:
    clock = VirtualClock(1000.0)
    bucket, window = (start(clock=clock, limits=f"{spec}:2/10+family:{family}") for spec, family in SWAPPED)
    assert published_numbers(models(bucket)) == (2, 1, 1001)
    assert [live_numbers(models(window), "10s") for _ in range(2)] == [(2, 1, 0), (2, 0, 1010)]


SWAPPED = (("bucket", "published"), ("window", "live"))


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("published", Limits()),
        ("published:1200/90", Limits.published(1200, 90)),
        ("tier:3", Limits.live(3)),
        ("live+scale:0.5", Limits.live(scale=0.5)),
        ("none", Limits.none()),
        ("window:400/60,50/5", Limits.of((50, 5.0), (400, 60.0))),
        ("bucket:120", Limits(windows=(), buckets=(BucketLimit("requests", 120, 2.0),))),
        (
            "bucket:tokens-per-minute=60/2",
            Limits(windows=(), buckets=(BucketLimit("tokens-per-minute", 60, 2.0, "tokens"),)),
        ),
    ],
)
def test_limits_are_parsed_from_text(text: str, limits: Limits) -> None:
    assert parse_limits(text) == limits


@pytest.mark.parametrize(
    "text", ["", "window:", "bucket:1/0", "live+live", "tier:9", "scale:0", "jitter:x", "family:new"]
)
def test_the_error_for_invalid_limits_names_the_accepted_forms(text: str) -> None:
    with pytest.raises(ValueError, match=r"limits cannot be .*they are published"):
        parse_limits(text)


def test_buckets_are_shared_through_a_file(start: Any, tmp_path: Path) -> None:
    clock = VirtualClock(1000.0)
    one, two = (start(clock=clock, limits="bucket:3/1", state=tmp_path / "limits") for _ in range(2))
    assert [models(api).status_code for api in (one, two, one, two)] == [200, 200, 200, 429]
    clock.advance(1)
    assert models(two).status_code == 200
    state = one.client.get("/_emulator/state").json()["windows"]
    assert [(s["bucket"], s["used"], s["limit"], s["next_at"]) for s in state] == [(True, 3, 3, 1002.0)]


@pytest.mark.parametrize(
    ("arguments", "limits"),
    [
        ([], Limits.published()),
        (["--live"], Limits.live()),
        (["--live", "--limits", "none"], Limits.none()),
        (["--tier", "2"], Limits.live(2)),
        (["--limits", "published+live"], parse_limits("published+live")),
        (["--limit", "25/1", "--limit", "500/20"], parse_limits("window:25/1,500/20")),
        (["--limits", "bucket:9/3", "--refused-count"], parse_limits("bucket:9/3+refused-count")),
    ],
)
def test_the_command_takes_limits_as_text(arguments: list[str], limits: Limits) -> None:
    assert emulator_of(parser().parse_args(arguments)).options.limits == limits
