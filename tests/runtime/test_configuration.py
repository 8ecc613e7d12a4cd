"""Keys, endpoints and the other arguments of clients."""

from __future__ import annotations

import pickle
from typing import Any

import httpx
import pytest

from do_inference import AgentClient, AsyncAgentClient, AsyncClient, Client, ConfigurationError, Timeout
from do_inference._settings import config
from do_inference._settings.credentials import Secret

from .conftest import KEY, Driver
from .loopback import Loopback, reply

CLIENTS = [Client, AsyncClient, AgentClient, AsyncAgentClient]
SERVERLESS_KEYS = ["MODEL_ACCESS_KEY", "GRADIENT_MODEL_ACCESS_KEY", "DIGITALOCEAN_TOKEN"]
AGENT_KEYS = ["AGENT_ACCESS_KEY", "GRADIENT_AGENT_ACCESS_KEY"]


@pytest.mark.parametrize("variable", SERVERLESS_KEYS)
def test_the_key_comes_from_the_environment(
    driver: Driver, server: Loopback, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "from-environment")
    driver.chat(server.url, api_key=None)

    assert server.requests[0].headers["authorization"] == "Bearer from-environment"


@pytest.mark.parametrize("variable", AGENT_KEYS)
@pytest.mark.parametrize("endpoint", ["AGENT_ENDPOINT", "GRADIENT_AGENT_ENDPOINT"])
def test_an_agents_key_and_endpoint_come_from_the_environment(
    driver: Driver, server: Loopback, monkeypatch: pytest.MonkeyPatch, variable: str, endpoint: str
) -> None:
    monkeypatch.setenv(variable, "agent-key")
    monkeypatch.setenv(endpoint, server.url)
    driver.run(
        lambda client: client.chat.completions.create(messages=[{"role": "user", "content": "hi"}]),
        agent=True,
        api_key=None,
    )

    assert server.requests[0].headers["authorization"] == "Bearer agent-key"
    assert server.requests[0].path.startswith("/api/v1/chat/completions")


def test_the_first_variable_and_the_argument_take_precedence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITALOCEAN_TOKEN", "third")
    monkeypatch.setenv("MODEL_ACCESS_KEY", "first")

    assert Client()._executor.settings.credentials.bearer().reveal() == "Bearer first"
    assert Client(api_key="given")._executor.settings.credentials.bearer().reveal() == "Bearer given"


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_ACCESS_KEY", "")
    monkeypatch.setenv("DIGITALOCEAN_TOKEN", "third")

    assert Client()._executor.settings.credentials.source == "DIGITALOCEAN_TOKEN"


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_missing_key_is_rejected_at_construction_with_advice(kind: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        kind()

    for word in ["api_key", *SERVERLESS_KEYS]:
        assert word in str(caught.value)


@pytest.mark.parametrize("kind", [AgentClient, AsyncAgentClient])
def test_a_missing_endpoint_or_agent_key_is_rejected_at_construction(kind: Any) -> None:
    with pytest.raises(ConfigurationError, match="AGENT_ENDPOINT"):
        kind(api_key="k")
    with pytest.raises(ConfigurationError, match="AGENT_ACCESS_KEY"):
        kind(endpoint="https://agent.example")


def test_a_model_access_key_is_not_used_as_an_agent_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_ACCESS_KEY", "k")

    with pytest.raises(ConfigurationError):
        AgentClient(endpoint="https://agent.example")


@pytest.mark.parametrize(
    "bad",
    [
        "secret\n",
        "secret\r\nX: 1",
        "sécret-secret",
        "secret\u2028",
        "Bearer secret",
        "se cret",
        "secret\x00",
        "\tsecret",
        "",
    ],
)
@pytest.mark.parametrize("source", ["argument", "variable"])
def test_an_invalid_key_is_rejected_without_showing_it(
    bad: str, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = bad if source == "argument" else None
    if source == "variable":
        if "\0" in bad or not bad:
            pytest.skip("no environment holds this")
        monkeypatch.setenv("MODEL_ACCESS_KEY", bad)

    with pytest.raises(ConfigurationError) as caught:
        Client(api_key=given)

    assert "secret" not in str(caught.value).replace("sécret", "secret")
    assert "se cret" not in str(caught.value)


def test_a_key_function_is_called_before_each_attempt(driver: Driver, server: Loopback) -> None:
    keys = iter(["one", "two", "three"])
    server.respond_with(reply({}, 500), reply())
    driver.chat(server.url, api_key=lambda: next(keys))

    assert [request.headers["authorization"] for request in server.requests] == ["Bearer one", "Bearer two"]


def test_an_asynchronous_key_function_is_only_awaited_by_async_clients(
    driver: Driver, server: Loopback
) -> None:
    async def key() -> str:
        return "awaited"

    if driver.is_async:
        driver.chat(server.url, api_key=key)
        assert server.requests[0].headers["authorization"] == "Bearer awaited"
    else:
        with pytest.raises(ConfigurationError, match="async"):
            driver.chat(server.url, api_key=key)


def test_an_invalid_key_from_a_function_is_rejected_without_showing_it(
    driver: Driver, server: Loopback
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        driver.chat(server.url, api_key=lambda: "top secret\n")

    assert "top" not in str(caught.value)
    assert server.requests == []


def test_an_exception_of_a_key_function_is_raised(driver: Driver, server: Loopback) -> None:
    def key() -> str:
        raise LookupError("vault")

    with pytest.raises(LookupError, match="vault"):
        driver.chat(server.url, api_key=key)


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://inference.do-ai.run", "https://inference.do-ai.run"),
        ("https://inference.do-ai.run/", "https://inference.do-ai.run"),
        ("https://inference.do-ai.run/v1", "https://inference.do-ai.run"),
        ("https://inference.do-ai.run/v1/", "https://inference.do-ai.run"),
        ("https://gateway.example/do/v1", "https://gateway.example/do"),
        ("https://gateway.example/v1/do", "https://gateway.example/v1/do"),
        ("https://host:443", "https://host"),
        ("https://host:8443/v1", "https://host:8443"),
        ("HTTPS://Host.Example", "https://host.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.8.9.1:8000/v1", "http://127.8.9.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        (" https://host \n", "https://host"),
        ("agent.example", "https://agent.example"),
        (
            "id-private-dedicated-inference.do-infra.ai/v1",
            "https://id-private-dedicated-inference.do-infra.ai",
        ),
        ("//agent.example:8443/v1/", "https://agent.example:8443"),
        ("https://agent.example/V1/Chat/Completions/", "https://agent.example"),
        (' "https://agent.example/v1"\n', "https://agent.example"),
        ("' agent.example '", "https://agent.example"),
        ("https://gateway.example/v1/acct/name/openai", "https://gateway.example/v1/acct/name/openai"),
        ("https://agent.example/v1/chat/completions?agent=true", "https://agent.example"),
        ("agent.example?agent=true", "https://agent.example"),
        ("https://gw.example/llm/v1", "https://gw.example/llm"),
    ],
)
def test_common_spellings_of_endpoints_are_accepted(
    given: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Client(api_key="k", base_url=given).base_url == url
    assert AgentClient(api_key="k", endpoint=given).base_url == url
    assert Client(api_key="k").with_options(base_url=given).base_url == url
    for variable in (*config.SERVERLESS.endpoint_variables, *config.AGENT.endpoint_variables):
        monkeypatch.setenv(variable, given)
        kind = Client if variable in config.SERVERLESS.endpoint_variables else AgentClient
        assert kind(api_key="k").base_url == url
        monkeypatch.delenv(variable)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("localhost:4040", "or http:// on this machine; did you mean https://localhost:4040?"),
        ("10.0.0.7:8000/v1", "did you mean https://10.0.0.7:8000/v1?"),
        ("agent.example?key=pa55", "query or fragment"),
        ("https://host/v1?agent=true&key=pa55", "query or fragment"),
        ("", "absolute URL"),
        ("ftp://host", "https://"),
        ("https://", "absolute URL"),
        ("https://host:port", "not a URL"),
        ("https://user:pa55@host", "api_key"),
        ("https://host/?key=pa55", "query or fragment"),
        ("https://host/#x", "query or fragment"),
        ("https://https://host/v1", "not a URL"),
        ('"https://user:pa55@host"', "api_key"),
        ("http://host.example", "allow_http=True"),
        ("http://127.0.0.1.evil.example", "allow_http=True"),
        ("http://localhost.evil.example", "allow_http=True"),
    ],
)
@pytest.mark.parametrize("source", ["argument", "variable"])
def test_an_invalid_endpoint_is_rejected_at_construction(
    given: str, words: str, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENT_ENDPOINT", given)
    if source == "variable" and not given:
        words = "no endpoint"

    with pytest.raises(ConfigurationError) as caught:
        AgentClient(api_key="k", endpoint=given if source == "argument" else None)

    assert words in str(caught.value)
    assert "pa55" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "agent", "serverless"),
    [
        ("https://h.example/api", "", "/api"),
        ("https://h.example/api/", "", "/api"),
        ("https://h.example/api/v1/", "", "/api"),
        ("https://h.example/api/v1/chat/completions", "", "/api"),
        ("https://h.example/llm/api/v1", "/llm", "/llm/api"),
        ("https://h.example/llm/api", "/llm/api", "/llm/api"),
        ("https://h.example/health", "", ""),
    ],
)
def test_a_prefix_of_operations_of_one_api_is_preserved_for_the_other(
    given: str, agent: str, serverless: str
) -> None:
    assert AgentClient(api_key="k", endpoint=given).base_url == f"https://h.example{agent}"
    assert Client(api_key="k", base_url=given).base_url == f"https://h.example{serverless}"


def test_a_variable_with_only_white_space_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.SERVERLESS.endpoint_variables[0], " ")
    assert Client(api_key="k").base_url == "https://inference.do-ai.run"


def test_plain_http_to_another_machine_can_be_allowed() -> None:
    assert (
        Client(api_key="k", base_url="http://host.example", allow_http=True).base_url == "http://host.example"
    )


def test_the_host_of_serverless_inference_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client(api_key="k").base_url == "https://inference.do-ai.run"
    monkeypatch.setenv("GRADIENT_INFERENCE_ENDPOINT", "https://elsewhere.example/v1")
    assert Client(api_key="k").base_url == "https://elsewhere.example"


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"timeout": "5"}, TypeError),
        ({"timeout": True}, TypeError),
        ({"timeout": 0}, ValueError),
        ({"timeout": -1.0}, ValueError),
        ({"timeout": float("nan")}, ValueError),
        ({"timeout": Timeout(read=0)}, ValueError),
        ({"deadline": 0}, ValueError),
        ({"max_retries": -1}, ValueError),
        ({"max_retries": 1.5}, TypeError),
        ({"default_headers": {"Bad Name": "x"}}, ValueError),
        ({"default_headers": {"X": "a\r\nb"}}, ValueError),
        ({"default_headers": {"X": "\u20ac"}}, ValueError),
        ({"default_headers": {"X": b"x"}}, TypeError),
        ({"api_key": 5}, ConfigurationError),
        ({"http_client": httpx.Client(), "transport": httpx.HTTPTransport()}, ConfigurationError),
        ({"base_url": 5}, ConfigurationError),
    ],
)
def test_invalid_arguments_are_rejected_at_construction(
    options: dict[str, Any], kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        Client(**{"api_key": "k", **options})


@pytest.mark.parametrize("kind", CLIENTS)
def test_the_repr_of_clients_contains_the_endpoint_but_not_the_key(kind: Any) -> None:
    name = "endpoint" if "Agent" in kind.__name__ else "base_url"
    client = kind(api_key=KEY, **{name: "https://host.example/v1"})

    assert repr(client) == f"<{kind.__name__} of https://host.example>"
    assert KEY not in repr(vars(client))


@pytest.mark.parametrize("kind", CLIENTS)
def test_clients_cannot_be_pickled(kind: Any) -> None:
    name = "endpoint" if "Agent" in kind.__name__ else "base_url"

    with pytest.raises(TypeError, match="key"):
        pickle.dumps(kind(api_key=KEY, **{name: "https://host.example"}))


def test_secrets_are_not_shown() -> None:
    secret = Secret(KEY)

    assert KEY not in f"{secret!r} {secret} {secret.__slots__}"
    assert secret.reveal() == KEY
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        vars(secret)


@pytest.mark.parametrize("kind", [Client, AsyncClient, AgentClient, AsyncAgentClient])
def test_a_partially_initialized_client_has_a_repr(kind: Any) -> None:
    assert repr(kind.__new__(kind)) == f"<{kind.__name__}>"
