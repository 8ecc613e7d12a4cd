"""`max_wait` limits the wait in the queue of the limiter, per call, per client, and from the environment."""

from __future__ import annotations

import time
from typing import Any

import pytest

from do_inference import Client, ConfigurationError, RateLimiter
from do_inference.rate_limit import Limit, RateLimitDeadlineError

from .conftest import Driver
from .loopback import Loopback

VARIABLE = "DO_INFERENCE_MAX_WAIT"


def used_up(**options: Any) -> RateLimiter:
    """Return a limiter without capacity for an hour."""
    limiter = RateLimiter([Limit("requests-per-hour", 1, 3600.0, firm=True)], **options)
    limiter.acquire()
    return limiter


def refusal(
    driver: Driver, server: Loopback, *, stream: bool = False, **options: Any
) -> RateLimitDeadlineError:
    """Return the error of a call with a deadline of 3000 seconds, while the limiter has no capacity for an hour."""
    options.setdefault("rate_limiter", used_up())
    ask = driver.read_stream if stream else driver.chat
    began = time.monotonic()
    with pytest.raises(RateLimitDeadlineError) as caught:
        ask(server.url, deadline=3000, **options)
    assert time.monotonic() - began < 60  # A real wait would last until the deadline.
    assert server.requests == []
    return caught.value


@pytest.mark.parametrize("stream", [False, True])
def test_a_call_waits_ten_minutes_by_default(driver: Driver, server: Loopback, stream: bool) -> None:
    error = refusal(driver, server, stream=stream)

    assert error.reason == "max_wait"
    assert "max_wait allows 600 s" in str(error)
    assert "max_wait=None" in str(error)
    assert error.available_at_unix > time.time() + 3000


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("options", "allowed"),
    [
        ({"max_wait": 7}, "7 s"),
        ({"max_wait": 0}, "0 s"),
        ({"call": {"max_wait": 7}}, "7 s"),
        ({"max_wait": 5, "call": {"max_wait": 7}}, "7 s"),
        ({"max_wait": None, "call": {"max_wait": 7}}, "7 s"),
        ({"max_wait": 7, "call": {"priority": "bulk"}}, "7 s"),
        ({"call": {"priority": "bulk", "max_wait": 7}}, "7 s"),
    ],
)
def test_client_and_call_set_the_bound(
    driver: Driver, server: Loopback, options: dict[str, Any], allowed: str, stream: bool
) -> None:
    error = refusal(driver, server, stream=stream, **options)

    assert (error.reason, f"max_wait allows {allowed}" in str(error)) == ("max_wait", True)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "options",
    [
        {"max_wait": None},
        {"max_wait": float("inf")},
        {"call": {"max_wait": None}},
        {"max_wait": 7, "call": {"max_wait": None}},
        {"call": {"priority": "bulk"}},
    ],
)
def test_without_a_bound_and_for_bulk_work_only_the_deadline_counts(
    driver: Driver, server: Loopback, options: dict[str, Any], stream: bool
) -> None:
    assert refusal(driver, server, stream=stream, **options).reason == "deadline"


def test_the_environment_sets_the_bound_unless_the_client_does(
    driver: Driver, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, " 9 ")
    assert "max_wait allows 9 s" in str(refusal(driver, server))
    assert "max_wait allows 9 s" in str(refusal(driver, server, call={"priority": "bulk"}))
    assert "max_wait allows 7 s" in str(refusal(driver, server, max_wait=7))
    monkeypatch.setenv(VARIABLE, "none")
    assert refusal(driver, server).reason == "deadline"


def test_the_bound_of_a_limiter_applies_if_no_other_is_set(driver: Driver, server: Loopback) -> None:
    assert "max_wait allows 11 s" in str(refusal(driver, server, rate_limiter=used_up(max_wait=11)))


def test_copies_of_a_client_can_have_another_bound(server: Loopback) -> None:
    with Client(api_key="k", base_url=server.url, rate_limiter=used_up(), max_wait=7) as client:
        for copy, seconds in ((client.with_options(max_wait=9), 9), (client.with_options(deadline=3000), 7)):
            with pytest.raises(RateLimitDeadlineError, match=f"max_wait allows {seconds} s"):
                copy.models.list()


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (-1, ValueError, "0 seconds or more"),
        (float("nan"), ValueError, "0 seconds or more"),
        (True, TypeError, "number of seconds"),
        ("9", TypeError, "number of seconds"),
    ],
)
def test_an_argument_that_is_not_a_bound_is_rejected(value: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=f"max_wait must be .*{text}"):
        Client(api_key="k", max_wait=value)
    client = Client(api_key="k")
    with pytest.raises(error, match=text):
        client.with_options(max_wait=value)
    with pytest.raises(error, match=text):
        client.models.list(max_wait=value)


@pytest.mark.parametrize("value", ["soon", "-1", "nan"])
def test_an_environment_variable_that_is_not_a_bound_is_rejected(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(ConfigurationError, match=f"{VARIABLE} must be 0 seconds or more"):
        Client(api_key="k")
