"""Reasons of error responses, from status, error codes, message and headers."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping
from typing import Any, get_args

import pytest

from do_inference import APIStatusError, ErrorReason, RateLimitError, RetryPolicy
from do_inference._response.error_bodies import error_from_response
from do_inference._response.reasons import MODEL_REASONS, advice_for
from do_inference.retry import is_retryable
from do_inference.streams._errors import stream_error

from .conftest import KEY, Driver
from .loopback import STREAM_HEAD, Loopback, chunk, cut, event, reply

OWN = {"id": "too_many_requests", "message": "API rate limit exceeded."}
FREE = {
    "x-ratelimit-remaining-requests": "119",
    "x-ratelimit-reset-requests": "0",
    "x-ratelimit-remaining-tokens-per-minute": "1500000",
    "x-ratelimit-reset-tokens-per-minute": "0",
    "x-ratelimit-remaining-tokens-per-day": "45000000",
    "x-ratelimit-reset-tokens-per-day": "0",
}
NO_REQUESTS = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1795000001"}
NO_TOKENS = {**FREE, "x-ratelimit-remaining-tokens-per-minute": "0"}
NO_DAY = {**FREE, "x-ratelimit-remaining-tokens-per-day": "0"}
WINDOW = {"ratelimit-limit": "5000", "ratelimit-remaining": "0", "ratelimit-reset": "1795000001"}
WAIT = {"retry-after": "7"}
ANTHROPIC = {"type": "error", "error": {"type": "rate_limit_error", "message": "slow"}}
OPENAI = {"error": {"message": "tokens per min (TPM): slow", "type": "tokens", "code": "rate_limit_exceeded"}}
CAPACITY = {"error": {"message": "slow", "type": "rate_limit_exceeded_error"}, "status_code": 429}
OVERLOAD = {"error": {"message": "Platform overloaded"}, "status_code": 429}
GOOGLE = {
    "error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded: requests per day"}
}
TIER = "Model m is not available for your subscription tier."


def nested(message: str, error_type: str, status: int) -> dict[str, Any]:
    return {"error": {"message": message, "type": error_type}, "status_code": status}


TWO_RESETS = {
    **FREE,
    "x-ratelimit-reset-requests": "1795000001",
    "x-ratelimit-reset-tokens-per-day": "1795000009",
}
WITH_REASON: list[tuple[ErrorReason, int, object, Mapping[str, str]]] = [
    ("request_quota", 429, OWN, NO_REQUESTS),
    ("request_quota", 429, {}, NO_REQUESTS),
    ("request_quota", 429, CAPACITY, NO_REQUESTS),
    ("request_quota", 429, OWN, {**NO_REQUESTS, **WAIT}),
    ("token_quota", 429, OWN, NO_TOKENS),
    ("token_quota", 429, nested("slow", "too_many_requests", 429), NO_TOKENS),
    ("token_quota", 429, OWN, {**FREE, "x-ratelimit-reset-tokens-per-minute": "1795000009"}),
    ("token_quota", 429, {**OWN, "message": "Tokens per minute limit reached."}, {}),
    ("daily_cap", 429, OWN, NO_DAY),
    ("daily_cap", 429, OWN, {**NO_DAY, **NO_REQUESTS}),
    ("daily_cap", 429, nested("You have reached the daily token limit", "t", 429), {}),
    ("daily_cap", 429, nested("Daily limit of tokens", "t", 429), FREE),
    ("request_burst", 429, OWN, {**WINDOW, **WAIT}),
    ("hourly_quota", 429, OWN, WINDOW),
    ("quota", 429, OWN, {}),
    ("quota", 429, OWN, FREE),
    ("quota", 429, OWN, WAIT),
    ("quota", 429, OWN, {"x-ratelimit-remaining-requests": "none"}),
    ("quota", 429, OWN, TWO_RESETS),
    ("model_capacity", 429, CAPACITY, FREE),
    ("model_capacity", 429, CAPACITY, {}),
    ("platform_overload", 429, OVERLOAD, FREE),
    ("platform_overload", 429, "Platform overloaded. Please try again later.", {}),
    ("platform_overload", 503, {"detail": "platform is overloaded"}, {}),
    ("upstream", 429, {"error": {"message": "slow"}}, {**FREE, **WAIT}),
    ("upstream", 429, ANTHROPIC, {}),
    ("upstream", 429, OPENAI, FREE),
    ("upstream", 529, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, {}),
    ("upstream", 503, {"error": {"code": "upstream_unavailable", "message": "x"}, "status_code": 503}, {}),
    ("insufficient_balance", 402, {}, {}),
    ("insufficient_balance", 403, nested("Your account balance is empty.", "forbidden_error", 403), {}),
    ("insufficient_balance", 503, {"id": "x", "message": "A positive balance is needed"}, {}),
    ("model_not_in_tier", 403, nested(TIER, "forbidden_error", 403), {}),
    ("model_not_in_tier", 403, {"id": "forbidden", "message": TIER}, {}),
    ("model_retired", 404, nested("Model m has been retired.", "not_found_error", 404), {}),
    ("unauthorized", 401, {"id": "Unauthorized", "message": "Unable to authenticate you."}, {}),
    ("request_quota", 429, OWN, {"x-ratelimit-remaining-requests": "0;w=60"}),
    ("request_quota", 429, OWN, {"x-ratelimit-remaining-requests": "0, 0"}),
    ("request_quota", 429, OWN, {"x-ratelimit-remaining-requests": "0.5"}),
    ("token_quota", 429, {**OWN, "message": "Tokens per minute reached; the daily limit is not."}, {}),
    ("request_burst", 429, OWN, {**WINDOW, "retry-after-ms": "7000"}),
    ("hourly_quota", 429, OWN, {**WINDOW, "retry-after": "soon"}),
    ("hourly_quota", 429, OWN, {**WINDOW, "retry-after": ""}),
    ("hourly_quota", 429, OWN, {**WINDOW, "retry-after": "3000"}),
    ("hourly_quota", 429, OWN, {**WINDOW, **NO_TOKENS}),
    ("quota", 429, {**OWN, "message": "Limit of requests per day reached"}, {}),
    ("upstream", 429, {"error": {"message": "slow"}}, {"retry-after-ms": "700"}),
    ("upstream", 429, GOOGLE, {}),
    ("upstream", 429, {"error": ANTHROPIC}, {}),
    ("upstream", 429, {"type": "Error", "error": {"type": "RATE_LIMIT_ERROR", "message": "slow"}}, {}),
    ("insufficient_balance", 403, nested("Your balance is $0.00. Please top up.", "x", 403), {}),
    ("insufficient_balance", 403, nested("Balance empty: see cloud.digitalocean.com", "x", 403), {}),
    ("model_retired", 410, nested("Model m is no longer available.", "x", 410), {}),
    ("unauthorized", 401, "", {}),
]
WITHOUT_REASON: dict[str, tuple[int, object, Mapping[str, str]]] = {
    "no evidence": (429, {}, {}),
    "an overload message with the code of a quota": (429, {**OWN, "message": "Platform overloaded"}, {}),
    "an overload message with a used-up bucket": (429, OVERLOAD, NO_REQUESTS),
    "a vendor's error with a used-up bucket": (429, ANTHROPIC, NO_REQUESTS),
    "a forwarded wait with a used-up bucket": (429, {"error": {"message": "slow"}}, {**NO_REQUESTS, **WAIT}),
    "an HTML page with a wait": (429, "<html><title>Slow down</title></html>", WAIT),
    "an HTML page about a daily limit": (429, "<html><title>Daily limit reached</title></html>", {}),
    "a malformed wait": (429, {"error": {"message": "slow"}}, {"retry-after": "soon"}),
    "a negative wait": (429, {"error": {"message": "slow"}}, {"retry-after": "-5"}),
    "a capacity error with a message about a quota": (
        429,
        nested("Tokens per minute", "rate_limit_exceeded_error", 429),
        {},
    ),
    "a balance that cannot be verified": (503, nested("Unable to verify account balance", "x", 503), {}),
    "a load balance": (503, "The load balance is zero", {}),
    "an unavailable prepayment service": (503, "prepay service unavailable", {}),
    "a positive balance": (403, nested("Your balance is $0.50", "x", 403), {}),
    "a balance at a vendor": (403, {"detail": "Exhausted balance. Top up at fal.ai/dashboard"}, {}),
    "a payment at a vendor": (402, nested("Add credits at platform.openai.com", "x", 402), {}),
    "a vendor's credit with another status": (400, nested("Your credit balance is too low", "x", 400), {}),
    "a service tier": (403, nested("The model has no flex service tier", "x", 403), {}),
    "a feature that is not in the tier": (
        403,
        nested("This feature is not available for your tier", "x", 403),
        {},
    ),
    "a model that may be retired": (404, nested("Model m may be mistyped or is retired", "x", 404), {}),
    "a list of retired models": (404, nested("Model m not found. See deprecated models.", "x", 404), {}),
    "a retired endpoint": (404, nested("The API for this model is deprecated", "x", 404), {}),
    "no healthy upstream": (503, "no healthy upstream", {}),
    "an HTML page with status 403": (403, "<html><title>Attention Required!</title></html>", {}),
    "headers without a used-up bucket": (429, {"error": {"message": "slow"}}, FREE),
    "a permission error without details": (403, nested("m", "forbidden_error", 403), {}),
    "an unknown model": (404, nested("Model x not found.", "not_found_error", 404), {}),
    "a load balancer": (503, "load balancer error: no backend", {}),
    "a message about tier and balance": (
        403,
        nested("Your tier needs a positive balance", "forbidden_error", 403),
        {},
    ),
    "a message about a quota with status 400": (400, {"message": "daily token limit"}, NO_DAY),
    "a bad request": (400, nested("m", "invalid_request_error", 400), {}),
}


def raw(body: object) -> bytes:
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


@pytest.mark.parametrize(("reason", "status", "body", "headers"), WITH_REASON)
def test_an_error_response_has_a_reason(
    reason: str, status: int, body: object, headers: Mapping[str, str]
) -> None:
    error = error_from_response(status, headers, raw(body))

    assert error.reason == reason
    assert advice_for(error.reason) in str(error)


def test_all_reasons_except_unknown_have_advice_and_an_example() -> None:
    reasons = set(get_args(ErrorReason))

    assert {reason for reason, *_ in WITH_REASON} == reasons - {"unknown"}
    assert {reason for reason in reasons if not advice_for(reason)} == {"unknown"}
    assert reasons > MODEL_REASONS


@pytest.mark.parametrize(("status", "body", "headers"), WITHOUT_REASON.values(), ids=WITHOUT_REASON)
def test_missing_or_contradictory_evidence_gives_an_unknown_reason(
    status: int, body: object, headers: Mapping[str, str]
) -> None:
    assert error_from_response(status, headers, raw(body)).reason == "unknown"


@pytest.mark.parametrize(
    "body",
    [
        {"id": "too_many_requests", "message": "m", "request_id": "r"},
        {"error": {"message": "m", "type": "too_many_requests"}, "status_code": 429},
        {"error": {"message": "m", "id": "too_many_requests"}},
        {"type": "error", "error": {"type": "too_many_requests", "message": "m"}},
        {"object": "error", "message": "m", "type": "TOO_MANY_REQUESTS", "param": None, "code": 429},
        {"error": {"message": "m", "type": "x", "param": None, "code": "too_many_requests"}},
        {"error": {"error": {"message": "m", "code": "too_many_requests"}}},
        {"detail": {"id": "too_many_requests", "message": "m"}},
        [{"error": {"message": "m", "code": "too_many_requests"}}],
    ],
)
def test_the_identifier_is_found_in_all_error_formats(body: object) -> None:
    headers = {**FREE, "x-ratelimit-reset-tokens-per-minute": "1795000009"}

    assert error_from_response(429, headers, raw(body)).reason == "token_quota"


def test_the_model_is_only_set_for_reasons_of_one_model() -> None:
    named = {**CAPACITY["error"], "model": "big"}  # type: ignore[dict-item]

    assert error_from_response(429, {}, raw({"error": named})).model == "big"
    assert error_from_response(429, NO_REQUESTS, raw({**OWN, "model": "big"})).model is None


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))]
)
def test_reason_and_model_survive_copying(duplicate: Any) -> None:
    copied = duplicate(error_from_response(429, {}, raw({**CAPACITY, "model": "big"})))

    assert (copied.reason, copied.model) == ("model_capacity", "big")


@pytest.mark.parametrize(
    ("body", "reason", "error_class"),
    [
        (OVERLOAD, "platform_overload", RateLimitError),
        ({"error": {"message": "Platform overloaded"}}, "platform_overload", APIStatusError),
        ({"error": {"message": "m", "type": "rate_limit_exceeded_error"}}, "model_capacity", RateLimitError),
        ({"id": "too_many_requests", "message": "Daily token limit reached"}, "daily_cap", RateLimitError),
        ({"type": "error", "code": "rate_limit_exceeded", "message": "m"}, "upstream", RateLimitError),
        (ANTHROPIC, "upstream", RateLimitError),
        ({"id": "Unauthorized", "message": "m"}, "unauthorized", APIStatusError),
        ({"error": {"message": "The account balance is empty"}}, "insufficient_balance", APIStatusError),
        ({"id": "too_many_requests", "message": "m"}, "quota", RateLimitError),
    ],
)
def test_an_error_event_has_a_reason_from_its_body(
    body: object, reason: str, error_class: type[Exception]
) -> None:
    error = stream_error(body)

    assert error.reason == reason
    assert isinstance(error, error_class)


# With a server


def test_an_error_response_contains_reason_model_and_advice(driver: Driver, server: Loopback) -> None:
    body = {"id": "too_many_requests", "message": f"slow, {KEY}"}
    server.respond_with(reply(body, 429, headers={**NO_TOKENS, "X-RateLimit-Remaining-Requests": "3"}))

    with pytest.raises(RateLimitError) as caught:
        driver.chat(server.url, max_retries=0)

    assert (caught.value.reason, caught.value.model) == ("token_quota", "m")
    assert "the model's tokens per minute are used up" in str(caught.value)
    assert KEY not in str(caught.value)


def test_headers_of_a_successful_response_are_not_evidence(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(nested("slow", "too_many_requests", 429), 200, headers=NO_REQUESTS))

    with pytest.raises(RateLimitError) as caught:
        driver.chat(server.url, max_retries=0)
    assert caught.value.reason == "quota"


@pytest.mark.parametrize("first", [b"", chunk(event("a"))], ids=["at once", "later"])
def test_a_failed_stream_has_reason_and_model(driver: Driver, server: Loopback, first: bytes) -> None:
    error_event = chunk(b"data: " + json.dumps(CAPACITY).encode() + b"\n\n")
    server.respond_with(cut(STREAM_HEAD + b"\r\n" + first + error_event))

    with pytest.raises(RateLimitError) as caught:
        driver.read_stream(server.url, max_retries=0)
    assert (caught.value.reason, caught.value.model) == ("model_capacity", "m")
    assert "lacks capacity" in str(caught.value)


# Retries


@pytest.mark.parametrize(("reason", "status", "body", "headers"), WITH_REASON)
def test_only_lasting_reasons_prevent_retries(
    reason: str, status: int, body: object, headers: Mapping[str, str]
) -> None:
    error = error_from_response(status, headers, raw(body))
    passing = status == 429 or status >= 500

    assert is_retryable(error) == (passing and reason not in ("daily_cap", "insufficient_balance"))
    if not is_retryable(error):
        assert RetryPolicy().decide(error, attempt=1, waited=0.0, now=0.0).delay is None
