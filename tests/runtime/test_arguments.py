"""Invalid arguments are rejected when a client is created, with an error that names the argument."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from do_inference import AsyncClient, Client, ConfigurationError, RetryEvent, RetryPolicy

NO_TYPES: list[tuple[dict[str, Any], str]] = [
    ({"retry": 3}, "retry must be a RetryPolicy, not int"),
    ({"retry": RetryPolicy}, "retry must be a RetryPolicy, not the class RetryPolicy itself"),
    ({"default_headers": [("a", "b")]}, "default_headers must be a mapping of names to values, not list"),
    ({"on_retry": "print"}, "on_retry must be a function, not str"),
    ({"on_call": "print"}, "on_call must be a function, not str"),
    ({"rate_limiter": 250}, "rate_limiter must be a RateLimiter or None, not int"),
    ({"timeout": "10"}, "timeout must be a number of seconds"),
    ({"deadline": [1]}, "deadline must be a number of seconds"),
    ({"max_retries": 2.0}, "max_retries must be an int, not float"),
]


@pytest.mark.parametrize(("wrong", "complaint"), NO_TYPES, ids=str)
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_an_argument_of_the_wrong_type_is_rejected(kind: Any, wrong: dict[str, Any], complaint: str) -> None:
    with pytest.raises(TypeError, match=complaint):
        kind(api_key="k", **wrong)
    with pytest.raises(TypeError, match=complaint):
        kind(api_key="k").with_options(**wrong)


def test_a_coroutine_function_is_rejected_by_synchronous_clients() -> None:
    async def tell(event: RetryEvent) -> None: ...

    with pytest.raises(TypeError, match="on_retry is asynchronous"):
        Client(api_key="k", on_retry=tell)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="on_retry is asynchronous"):
        Client(api_key="k").with_options(on_retry=tell)  # type: ignore[arg-type]
    AsyncClient(api_key="k", on_retry=tell).with_options(on_retry=tell)


SENDERS: list[tuple[Any, dict[str, Any], str]] = [
    (Client, {"http_client": httpx.AsyncClient()}, "http_client must be an httpx.Client, not AsyncClient"),
    (AsyncClient, {"http_client": httpx.Client()}, "http_client must be an httpx.AsyncClient, not Client"),
    (Client, {"http_client": httpx.Client}, "httpx.Client, not the class Client itself"),
    (Client, {"transport": httpx.AsyncHTTPTransport()}, "handle_request, not AsyncHTTPTransport"),
    (AsyncClient, {"transport": httpx.HTTPTransport()}, "handle_async_request, not HTTPTransport"),
    (Client, {"transport": httpx.HTTPTransport}, "not the class HTTPTransport itself"),
]


@pytest.mark.parametrize(("kind", "wrong", "complaint"), SENDERS, ids=[row[2] for row in SENDERS])
def test_an_invalid_http_client_or_transport_is_rejected(
    kind: Any, wrong: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(TypeError, match=complaint):
        kind(api_key="k", **wrong)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_transport_with_both_interfaces_works_in_both_clients(kind: Any) -> None:
    kind(api_key="k", transport=httpx.MockTransport(lambda _: httpx.Response(200)))


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["timeout", "deadline"])
def test_an_invalid_number_of_seconds_is_rejected(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} must be a finite number of seconds above 0"):
        Client(api_key="k", **{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [1e300, 10**400])
def test_a_timeout_beyond_the_system_limit_is_clamped(value: float) -> None:
    settings = Client(api_key="k", timeout=value, deadline=value).executor.settings

    assert settings.deadline == settings.timeout["read"]
    assert settings.deadline is not None
    assert 86_400 < settings.deadline < 2**31


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"max_retries": -1}, ValueError),
        ({"max_retries": 1.5}, TypeError),
        ({"initial": -0.1}, ValueError),
        ({"maximum": float("nan")}, ValueError),
        ({"budget": "60"}, TypeError),
    ],
)
def test_an_invalid_retry_policy_is_rejected(options: dict[str, Any], kind: type[Exception]) -> None:
    with pytest.raises(kind, match=next(iter(options))):
        RetryPolicy(**options)


@pytest.mark.parametrize(
    "address",
    [
        "https://a..b",
        "https://a b",
        "https://a\\b",
        "https://inference\n.do-ai.run",
        "https://-é..",
        f"https://{'a' * 64}.example",
        "https://{agent}.agents.do-ai.run",
        "https://<agent>.agents.do-ai.run",
    ],
)
def test_an_endpoint_with_an_invalid_host_is_rejected(address: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url is not a URL"):
        Client(api_key="k", base_url=address)


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("http://[::1]:4040/v1/", "http://[::1]:4040"),
        ("https://[fe80::1%25eth0]", "https://[fe80::1%eth0]"),
        ("https://my_agent.example.", "https://my_agent.example."),
        ("https://10.0.0.1:8443/gate/v1", "https://10.0.0.1:8443/gate"),
        (" https://Bücher.example\n", "https://xn--bcher-kva.example"),
    ],
)
def test_an_endpoint_with_a_valid_host_is_accepted(address: str, read: str) -> None:
    assert Client(api_key="k", base_url=address).base_url == read
