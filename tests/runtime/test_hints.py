"""Hints of errors: URL, source of the key, and timeouts."""

from __future__ import annotations

import copy
import pickle
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from do_inference import (
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    DeadlineError,
    InternalServerError,
    NotFoundError,
    Timeout,
)

from .conftest import KEY, Driver
from .loopback import Loopback, hang, reply

if TYPE_CHECKING:
    from collections.abc import Callable

WRONG = {"error": {"message": "wrong key"}}


def _list(client: Any) -> Any:
    return client.models.list()


def _refused(driver: Driver, action: Callable[[Any], Any], **options: Any) -> AuthenticationError:
    with pytest.raises(AuthenticationError) as caught:
        driver.run(action, **options)
    assert caught.value.message == "wrong key"
    assert KEY not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("name", ["MODEL_ACCESS_KEY", "GRADIENT_MODEL_ACCESS_KEY", "DIGITALOCEAN_TOKEN"])
def test_the_hint_for_a_rejected_key_names_its_variable(
    driver: Driver, server: Loopback, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.respond_with(reply(WRONG, 401))
    monkeypatch.setenv(name, KEY)

    error = _refused(driver, _list, base_url=server.url, api_key=None)

    assert f"the environment variable {name}" in str(error)
    assert pickle.loads(pickle.dumps(error)).hint == copy.copy(error).hint == error.hint


@pytest.mark.parametrize("name", ["AGENT_ACCESS_KEY", "GRADIENT_AGENT_ACCESS_KEY"])
def test_the_hint_for_a_rejected_agent_key_names_its_variable(
    driver: Driver, server: Loopback, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.respond_with(reply(WRONG, 401))
    monkeypatch.setenv(name, KEY)

    error = _refused(
        driver,
        lambda client: client.chat.completions.create(messages=[]),
        agent=True,
        endpoint=server.url,
        api_key=None,
    )

    assert f"the environment variable {name}" in str(error)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"api_key": KEY}, "the one passed as api_key"),
        ({"api_key": lambda: KEY}, "the function passed as api_key"),
        ({"default_headers": {"authorization": f"Bearer {KEY}"}}, "the header Authorization"),
    ],
)
def test_the_hint_for_a_rejected_key_names_its_argument(
    driver: Driver, server: Loopback, options: dict[str, Any], words: str
) -> None:
    server.respond_with(reply(WRONG, 401))

    assert words in str(_refused(driver, _list, base_url=server.url, **options))


def test_the_hint_for_a_404_contains_the_url_and_the_path_of_the_base_url(
    driver: Driver, server: Loopback
) -> None:
    server.respond_with(reply({"message": "no such path"}, 404))

    with pytest.raises(NotFoundError) as caught:
        driver.run(_list, base_url=f"{server.url}/gateway")

    assert f"GET {server.url}/gateway/v1/models" in str(caught.value)
    assert "base_url already has the path /gateway" in str(caught.value)
    with pytest.raises(NotFoundError) as caught:
        driver.run(_list, base_url=server.url)
    assert str(caught.value) == f"404: no such path; the request was GET {server.url}/v1/models"


def test_an_error_after_a_redirect_names_the_last_and_first_host(
    driver: Driver, server: Loopback, other: Loopback
) -> None:
    server.respond_with(reply({}, 307, headers={"Location": f"{other.url}/elsewhere"}))
    other.respond_with(reply({"message": "broken"}, 503))
    hosts = re.escape(f"127.0.0.1:{other.port} (redirected from 127.0.0.1:{server.port})")

    with pytest.raises(InternalServerError, match=hosts):
        driver.run(_list, base_url=server.url, max_retries=0)

    other.close()
    with pytest.raises(APIConnectionError, match=hosts):
        driver.run(_list, base_url=server.url, max_retries=0)


@pytest.mark.parametrize(
    ("kind", "phase"),
    [
        (httpx.ConnectTimeout, "connect"),
        (httpx.ReadTimeout, "read"),
        (httpx.WriteTimeout, "write"),
        (httpx.PoolTimeout, "pool"),
    ],
)
def test_the_message_of_a_timeout_contains_phase_seconds_and_advice(
    driver: Driver, kind: type[httpx.TimeoutException], phase: str
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise kind("", request=request)

    timeout = Timeout(**{phase: 7.5})
    with pytest.raises(APITimeoutError) as caught:
        driver.run(_list, transport=httpx.MockTransport(fail), timeout=timeout, max_retries=0)

    assert caught.value.phase == phase
    assert f"{phase} timeout of 7.5 s" in str(caught.value)
    assert f"timeout=Timeout({phase}=...)" in str(caught.value)


def test_the_message_of_a_deadline_contains_its_seconds(driver: Driver, server: Loopback) -> None:
    server.respond_with(hang(server))

    with pytest.raises(DeadlineError, match=r"its deadline of 0\.05 s; pass deadline= to change it"):
        driver.run(lambda client: client.models.list(deadline=0.05), base_url=server.url)


def test_the_message_of_an_idle_timeout_contains_its_seconds(driver: Driver, server: Loopback) -> None:
    from .loopback import STREAM_HEAD, chunk, event

    server.respond_with(hang(server, STREAM_HEAD + b"\r\n" + chunk(event("a"))))

    with pytest.raises(APITimeoutError, match=r"idle timeout of 0\.05 s; pass idle_timeout="):
        driver.read_stream(server.url, call={"idle_timeout": 0.05})
