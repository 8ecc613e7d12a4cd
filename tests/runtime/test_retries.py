"""Retries: which errors, when, and how often."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from do_inference import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    ConfigurationError,
    DeadlineError,
    InternalServerError,
    RateLimitError,
    RetryEvent,
    RetryPolicy,
)
from do_inference._response.error_bodies import error_from_response
from do_inference._response.metadata import ResponseMetadata
from do_inference.errors import StreamTruncated

from .conftest import Driver, FakeClock
from .loopback import STREAM_HEAD, Loopback, chunk, cut, drop, event, events, reply

NOW = 1_000_000.0


def _status(status: int, body: bytes = b"{}", **headers: str) -> APIStatusError:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    info = ResponseMetadata(status, [(name.encode(), value.encode()) for name, value in fields.items()])
    return error_from_response(status, fields, body, info)


def _decide(error: Exception, attempt: int = 1, *, luck: float = 0.5, **state: Any) -> Any:
    policy = RetryPolicy(random=lambda: luck)
    return policy.decide(error, attempt=attempt, waited=state.pop("waited", 0.0), now=NOW, **state)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 529])
def test_temporary_statuses_are_retried(status: int) -> None:
    assert _decide(_status(status)).delay is not None


@pytest.mark.parametrize("status", [307, 400, 401, 403, 404, 405, 409, 412, 413, 418, 422, 424])
def test_permanent_statuses_are_not_retried(status: int) -> None:
    assert _decide(_status(status)).delay is None


def test_a_daily_limit_is_not_retried_even_with_retry_after() -> None:
    body = b'{"error":{"message":"daily token limit reached"}}'

    assert _decide(_status(429, body, retry_after="1")).delay is None


def test_lost_connections_and_timeouts_are_retried_but_deadlines_are_not() -> None:
    assert _decide(APIConnectionError("x")).delay is not None
    assert _decide(APITimeoutError("x")).delay is not None
    assert _decide(StreamTruncated("x")).delay is not None
    assert _decide(DeadlineError("x")).delay is None
    assert _decide(ConfigurationError("x")).delay is None


def test_an_untrusted_certificate_is_not_retried() -> None:
    error = APIConnectionError("x")
    error.__cause__ = OSError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")

    assert _decide(error).delay is None


@pytest.mark.parametrize(
    ("attempt", "ceiling"), [(1, 0.5), (2, 1), (3, 2), (4, 4), (5, 8), (6, 8), (5000, 8)]
)
def test_waits_double_up_to_a_ceiling_with_full_jitter(attempt: int, ceiling: float) -> None:
    for luck in (0.0, 0.25, 1.0):
        assert _decide(_status(500), attempt, luck=luck, max_retries=10_000).delay == ceiling * luck


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_backoff_is_never_negative_and_bounded(attempt: int, luck: float) -> None:
    assert 0 <= _decide(_status(500), attempt, luck=luck, max_retries=10_000).delay <= 8


def test_attempts_are_counted() -> None:
    assert _decide(_status(500), 2).delay is not None
    assert _decide(_status(500), 3).delay is None
    assert _decide(_status(500), 1, max_retries=0).delay is None


@pytest.mark.parametrize("status", [408, 429, 503])
@pytest.mark.parametrize(
    ("header", "value", "seconds"),
    [
        ("retry_after", "7", 7.0),
        ("retry_after", "0", 0.0),
        ("retry_after", "1.5", 1.5),
        ("retry_after_ms", "2500", 2.5),
    ],
)
def test_the_wait_is_at_least_the_one_that_the_server_requests(
    status: int, header: str, value: str, seconds: float
) -> None:
    verdict = _decide(_status(status, **{header: value}))

    assert seconds < verdict.delay <= seconds + 0.5


def test_without_retry_after_the_wait_lasts_until_the_reset_of_the_exhausted_limit() -> None:
    error = _status(
        429,
        x_ratelimit_remaining_requests="5",
        x_ratelimit_reset_requests=str(int(NOW + 3)),
        x_ratelimit_remaining_tokens_per_minute="0",
        x_ratelimit_reset_tokens_per_minute=str(int(NOW + 20)),
    )

    assert 20 < _decide(error).delay <= 20.5


def test_with_two_exhausted_limits_the_wait_lasts_until_the_nearest_reset() -> None:
    error = _status(
        429,
        x_ratelimit_remaining_requests="0",
        x_ratelimit_reset_requests=str(int(NOW + 3)),
        x_ratelimit_remaining_tokens_per_minute="0",
        x_ratelimit_reset_tokens_per_minute=str(int(NOW + 20)),
    )

    assert 3 < _decide(error).delay <= 3.5


@pytest.mark.parametrize(("luck", "delay"), [(0.0, 7.25), (0.5, 7.375), (1.0, 7.5)])
def test_a_requested_wait_is_extended_by_a_quarter_to_half_a_second(luck: float, delay: float) -> None:
    assert _decide(_status(429, retry_after="7"), luck=luck).delay == delay


def test_the_published_reset_header_is_honoured_as_well() -> None:
    error = _status(429, ratelimit_remaining="0", ratelimit_reset=str(int(NOW + 9)))

    assert 9 < _decide(error).delay <= 9.5


def test_a_reset_in_the_past_causes_a_wait_of_one_second() -> None:
    error = _status(429, x_ratelimit_remaining_requests="0", x_ratelimit_reset_requests=str(int(NOW - 1)))

    assert 1 < _decide(error).delay <= 1.5


@pytest.mark.parametrize("reset", ["0", None, "x", str(int(NOW + 90_001))])
def test_the_wait_for_an_exhausted_limit_without_a_reset_doubles(reset: str | None) -> None:
    fields = {} if reset is None else {"x_ratelimit_reset_requests": reset}
    error = _status(429, x_ratelimit_remaining_requests="0", **fields)

    waits = [_decide(error, n, luck=0.0, max_retries=9999).delay for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 5000)]
    assert waits == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert _decide(error, 1, luck=1.0).delay == 0.75
    assert _decide(error, 0, rejections=3, luck=0.0).delay == 2.0


def test_a_reset_of_zero_does_not_hide_that_of_another_exhausted_limit() -> None:
    error = _status(
        429,
        x_ratelimit_remaining_requests="0",
        x_ratelimit_reset_requests="0",
        ratelimit_remaining="0",
        ratelimit_reset=str(int(NOW + 9)),
    )

    assert 9 < _decide(error).delay <= 9.5


@pytest.mark.parametrize("remaining", ["1", "4999"])
def test_the_reset_of_a_limit_with_room_left_is_ignored(remaining: str) -> None:
    reset = str(int(NOW + 3599))
    error = _status(
        429,
        ratelimit_limit="5000",
        ratelimit_remaining=remaining,
        ratelimit_reset=reset,
        x_ratelimit_remaining_requests=remaining,
        x_ratelimit_reset_requests=reset,
    )

    assert _decide(error, luck=1.0).delay == 0.5
    assert _decide(error, 0, rejections=2, luck=1.0).delay == 1.0


def test_a_reset_is_relative_to_the_server_clock() -> None:
    error = _status(
        429,
        ratelimit_remaining="0",
        ratelimit_reset="1795438810",
        date="Mon, 23 Nov 2026 13:00:00 GMT",
    )

    assert 10 < _decide(error).delay <= 10.5


def test_a_requested_wait_above_the_budget_is_not_retried_and_explained() -> None:
    verdict = _decide(_status(429, retry_after="3600"))

    assert verdict.delay is None
    assert "3600 s" in verdict.reason
    assert "60 s" in verdict.reason


def test_the_budget_applies_to_the_sum_of_all_waits() -> None:
    assert _decide(_status(503, retry_after="40"), waited=0.0).delay is not None
    assert _decide(_status(503, retry_after="40"), waited=40.0).delay is None


def test_a_wait_equal_to_the_budget_is_allowed() -> None:
    assert _decide(_status(429, retry_after="60")).delay > 60
    assert _decide(_status(429, retry_after="60.1")).delay is None


def test_rejections_of_a_paced_call_count_towards_the_budget_but_not_as_retries() -> None:
    error = _status(429, retry_after="3")

    assert 3 < _decide(error, 99, rejections=10).delay <= 3.5
    assert "11 times" in _decide(error, rejections=11).reason
    assert _decide(error, 0, rejections=1, max_retries=0).delay is None
    assert _decide(error, 0, rejections=1, waited=58.0).delay is None
    long = _decide(_status(429, retry_after="3600"), 0, rejections=1)
    assert (long.delay, long.requested) == (None, 3600)
    assert "requests a wait of 3600 s" in long.reason


def test_waits_end_before_the_deadline() -> None:
    assert _decide(_status(503, retry_after="5"), left=10.0).delay is not None
    verdict = _decide(_status(503, retry_after="5"), left=4.0)
    assert verdict.delay is None
    assert "deadline" in verdict.reason


# With a server


def test_a_failed_call_is_retried_until_it_succeeds(driver: Driver, server: Loopback) -> None:
    clock = FakeClock()
    server.respond_with(reply({}, 503), drop, reply())
    result = driver.chat(server.url, clock=clock)

    assert result.response.attempts == 3
    assert len(server.requests) == 3
    assert len({request.body for request in server.requests}) == 1
    assert len(clock.slept) == 2


def test_the_last_error_is_raised_after_all_attempts(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({"message": "first"}, 500), reply({"message": "other"}, 502))

    with pytest.raises(InternalServerError, match="502: other") as caught:
        driver.chat(server.url)

    assert len(server.requests) == 3
    assert caught.value.response is not None
    assert caught.value.response.attempts == 3


def test_a_failed_connection_is_a_package_error(driver: Driver, server: Loopback) -> None:
    url, port = server.url, server.port
    server.close()
    clock = FakeClock()

    with pytest.raises(APIConnectionError, match=rf"no connection to 127\.0\.0\.1:{port}:"):
        driver.chat(url, clock=clock)
    assert len(clock.slept) == 2


@pytest.mark.parametrize(
    "beginning",
    [b"", b"HTTP/1.1 200", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"],
)
def test_a_truncated_response_is_retried_and_then_a_package_error(
    driver: Driver, server: Loopback, beginning: bytes
) -> None:
    server.respond_with(cut(beginning))

    with pytest.raises(APIConnectionError, match="broke"):
        driver.chat(server.url)
    assert len(server.requests) == 3


def test_an_idle_connection_closed_by_the_server_is_replaced(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(), drop, reply())

    def twice(client: Any) -> Any:
        client.chat.completions.create(model="m", messages=[])
        return client.chat.completions.create(model="m", messages=[])

    async def twice_async(client: Any) -> Any:
        await client.chat.completions.create(model="m", messages=[])
        return await client.chat.completions.create(model="m", messages=[])

    assert driver.run(twice_async if driver.is_async else twice, base_url=server.url).id == "c1"


@pytest.mark.parametrize("where", ["client", "call"])
def test_retries_can_be_disabled(driver: Driver, server: Loopback, where: str) -> None:
    server.respond_with(reply({}, 500))
    options: dict[str, Any] = {"max_retries": 0} if where == "client" else {"call": {"max_retries": 0}}

    with pytest.raises(InternalServerError):
        driver.chat(server.url, **options)
    assert len(server.requests) == 1


def test_max_retries_of_the_call_overrides_that_of_the_client(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({}, 500))

    with pytest.raises(InternalServerError):
        driver.chat(server.url, max_retries=0, call={"max_retries": 4})
    assert len(server.requests) == 5


def test_a_given_policy_is_used(driver: Driver, server: Loopback) -> None:
    clock = FakeClock()
    server.respond_with(reply({}, 500))
    policy = RetryPolicy(max_retries=3, initial=2.0, maximum=4.0, random=lambda: 1.0)

    with pytest.raises(InternalServerError):
        driver.chat(server.url, clock=clock, retry=policy)
    assert clock.slept == [2.0, 4.0, 4.0]


def test_the_call_waits_as_the_server_requests(driver: Driver, server: Loopback) -> None:
    clock = FakeClock()
    server.respond_with(reply({}, 429, headers={"Retry-After": "12"}), reply())
    driver.chat(server.url, clock=clock)

    assert 12 < clock.slept[0] <= 12.5


def test_a_long_requested_wait_raises_immediately_with_details(driver: Driver, server: Loopback) -> None:
    clock = FakeClock()
    server.respond_with(reply({}, 429, headers={"Retry-After": "3600"}))

    with pytest.raises(RateLimitError) as caught:
        driver.chat(server.url, clock=clock)

    assert caught.value.retry_after == 3600
    assert "3600 s" in str(caught.value)
    assert clock.slept == []


def test_the_hook_receives_each_retry(driver: Driver, server: Loopback) -> None:
    retried: list[RetryEvent] = []
    server.respond_with(reply({"message": "busy"}, 503), drop, reply())
    clock = FakeClock()
    driver.chat(server.url, clock=clock, on_retry=retried.append)

    assert [event.attempt for event in retried] == [1, 2]
    assert [event.delay for event in retried] == clock.slept
    assert [type(event.error) for event in retried] == [InternalServerError, APIConnectionError]
    assert {event.operation for event in retried} == {"chat_completions_create"}
    assert {event.max_retries for event in retried} == {2}


def test_an_asynchronous_hook_is_awaited(server: Loopback) -> None:
    retried: list[int] = []

    async def hook(event: RetryEvent) -> None:
        retried.append(event.attempt)

    server.respond_with(reply({}, 503), reply())
    Driver("asyncio").chat(server.url, on_retry=hook)

    assert retried == [1]


def test_a_hook_that_raises_ends_the_call(driver: Driver, server: Loopback) -> None:
    def hook(event: RetryEvent) -> None:
        raise KeyError("enough")

    server.respond_with(reply({}, 503))
    with pytest.raises(KeyError, match="enough"):
        driver.chat(server.url, on_retry=hook)
    assert len(server.requests) == 1


def test_a_stream_is_retried_before_its_first_event(driver: Driver, server: Loopback) -> None:
    server.respond_with(
        reply({}, 503), drop, cut(STREAM_HEAD + b"\r\n" + chunk(b": keep-alive\n\n")), events("a", "b")
    )

    assert "".join(driver.read_stream(server.url, max_retries=3)) == "ab"
    assert len(server.requests) == 4


def test_a_stream_is_not_retried_after_its_first_event(driver: Driver, server: Loopback) -> None:
    server.respond_with(cut(STREAM_HEAD + b"\r\n" + chunk(event("a"))), events("a", "b"))

    with pytest.raises(APIConnectionError):
        driver.read_stream(server.url)
    assert len(server.requests) == 1


@pytest.mark.parametrize("content_type", ["application/json", "text/event-stream"])
def test_an_error_response_to_a_stream_call_is_raised(
    driver: Driver, server: Loopback, content_type: str
) -> None:
    body = '{"error":{"message":"slow down"}}'
    body = body if content_type.endswith("json") else f"data: {body}\n\n"
    server.respond_with(reply(body, 429, content_type=content_type))

    with pytest.raises(RateLimitError, match="slow down") as caught:
        driver.read_stream(server.url)
    assert caught.value.message == "slow down"


@pytest.mark.parametrize("name", ["initial", "maximum", "budget"])
@pytest.mark.parametrize("value", [True, "5", None])
def test_a_time_that_is_not_a_number_is_rejected(name: str, value: Any) -> None:
    with pytest.raises(TypeError, match=f"{name} must be a number of seconds"):
        RetryPolicy(**{name: value})


def test_the_reset_of_a_limit_that_is_not_exhausted_is_ignored() -> None:
    error = _status(
        429,
        x_ratelimit_remaining_requests="0",
        x_ratelimit_reset_requests=str(int(NOW + 3)),
        x_ratelimit_remaining_tokens_per_minute="5",
        x_ratelimit_reset_tokens_per_minute=str(int(NOW + 20)),
    )

    assert 3 < _decide(error).delay <= 3.5


def test_a_passed_deadline_is_reported_as_zero_seconds() -> None:
    assert "the deadline is in 0.0 s" in _decide(_status(503, retry_after="5"), left=-2.0).reason
