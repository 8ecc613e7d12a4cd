"""Redirects, and which headers and bodies they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from do_inference import APIStatusError
from do_inference._http.redirects import Hop, RedirectError, next_hop

from .conftest import KEY
from .loopback import Loopback, reply

if TYPE_CHECKING:
    from .conftest import Driver

LIST = {"object": "list", "data": []}


def _list(driver: Driver, server: Loopback, **options: Any) -> Any:
    extra = {"extra_headers": {"X-Call": "call-secret"}}
    return driver.run(
        lambda client: client.models.list(**extra),
        base_url=server.url,
        default_headers={"X-Team": "team-secret"},
        **options,
    )


def _to(place: str, status: int = 307) -> Any:
    return reply(b"", status, headers={"Location": place})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("absolute", [True, False])
def test_a_get_redirect_within_the_origin_keeps_all_headers(
    driver: Driver, server: Loopback, status: int, absolute: bool
) -> None:
    server.respond_with(_to(f"{server.url if absolute else ''}/v2/models?x=1", status), reply(LIST))
    result = _list(driver, server)

    assert result.response.attempts == 1
    assert server.requests[1].path == "/v2/models?x=1"
    assert server.requests[1].headers["authorization"] == f"Bearer {KEY}"
    assert server.requests[1].headers["x-team"] == "team-secret"


@pytest.mark.parametrize("transport", ["default", "client"])
def test_a_get_redirect_to_another_origin_drops_secrets(
    driver: Driver, server: Loopback, other: Loopback, transport: str
) -> None:
    server.respond_with(_to(f"{other.url}/elsewhere"))
    other.respond_with(reply(LIST))
    own: dict[str, Any] = {}
    if transport == "client":
        headers = {"X-Client": "client-secret"}
        auth = ("user", "client-secret")
        own["http_client"] = (
            httpx.AsyncClient(headers=headers, auth=auth)
            if driver.is_async
            else httpx.Client(headers=headers, auth=auth)
        )
    _list(driver, server, **own)
    request = other.requests[0]

    assert request.path == "/elsewhere"
    assert "secret" not in str(request.headers)
    assert "authorization" not in request.headers
    assert request.headers["host"] == f"127.0.0.1:{other.port}"


def test_the_key_is_not_sent_again_after_a_redirect_back(
    driver: Driver, server: Loopback, other: Loopback
) -> None:
    server.respond_with(_to(other.url), reply(LIST))
    other.respond_with(_to(f"{server.url}/home"))
    _list(driver, server)

    assert server.requests[1].path == "/home"
    assert "authorization" not in server.requests[1].headers


def test_too_many_redirects_are_an_error(driver: Driver, server: Loopback) -> None:
    server.respond_with(_to("/again"))

    with pytest.raises(APIStatusError, match="more than 5 redirects"):
        _list(driver, server)
    assert len(server.requests) == 6


@pytest.mark.parametrize("status", [307, 308])
def test_a_post_redirect_within_the_origin_keeps_the_body(
    driver: Driver, server: Loopback, status: int
) -> None:
    server.respond_with(_to("/v1/chat/completions/", status), reply())

    assert driver.chat(server.url).id == "c1"
    assert server.requests[1].method == "POST"
    assert server.requests[1].body == server.requests[0].body


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_post_redirect_does_not_become_a_get(driver: Driver, server: Loopback, status: int) -> None:
    server.respond_with(_to("/elsewhere", status))

    with pytest.raises(APIStatusError, match="drop its body") as caught:
        driver.chat(server.url)
    assert caught.value.status_code == status
    assert len(server.requests) == 1


def test_a_post_redirect_to_another_origin_is_an_error_with_advice(
    driver: Driver, server: Loopback, other: Loopback
) -> None:
    server.respond_with(_to(f"{other.url}/v1/chat/completions?token=hush"))

    with pytest.raises(APIStatusError) as caught:
        driver.chat(server.url)

    assert other.url in caught.value.message
    assert "make the client with it" in caught.value.message
    assert "hush" not in str(caught.value)
    assert other.requests == []


def test_an_upload_is_not_redirected_to_another_origin(
    driver: Driver, server: Loopback, other: Loopback
) -> None:
    server.respond_with(_to(other.url))

    with pytest.raises(APIStatusError, match="PUT was redirected"):
        driver.run(
            lambda client: client.batches.files.upload(f"{server.url}/x", content=b"x"), base_url=server.url
        )
    assert other.requests == []


@pytest.mark.parametrize("location", [None, "", "http://", "ftp://host/", "mailto:a@b", "http://[bad"])
def test_a_redirect_without_a_location_is_an_error(
    driver: Driver, server: Loopback, location: str | None
) -> None:
    server.respond_with(reply(b"", 302, headers={} if location is None else {"Location": location}))

    with pytest.raises(APIStatusError, match="redirect"):
        _list(driver, server)


@pytest.mark.parametrize(("place", "follows"), [("http://host.example/", False), ("http://127.0.0.1/", True)])
def test_a_redirect_from_https_to_http_is_rejected(place: str, follows: bool) -> None:
    hop = Hop("GET", httpx.URL("https://host.example/a"), [], secured=True)

    if follows:
        assert not next_hop(hop, 302, place, allow_http=False).secured
    else:
        with pytest.raises(RedirectError, match="plain http"):
            next_hop(hop, 302, place, allow_http=False)


@pytest.mark.parametrize(
    "place",
    [
        "https://host.example:8443/",
        "http://host.example/",
        "https://evil.example/",
        "https://host.example.evil.example/",
        "//evil.example/",
        "https://user@evil.example/",
    ],
)
def test_another_scheme_host_or_port_is_another_origin(place: str) -> None:
    hop = Hop("GET", httpx.URL("https://host.example/a"), [(b"Authorization", b"x")], secured=True)
    onward = next_hop(hop, 302, place, allow_http=True)

    assert not onward.secured
    assert b"Authorization" not in dict(onward.headers)


@pytest.mark.parametrize("place", ["/b", "?x", "https://HOST.example/b", "https://host.example:443/b"])
def test_equivalent_urls_have_the_same_origin(place: str) -> None:
    hop = Hop("GET", httpx.URL("https://host.example/a"), [], secured=True)

    assert next_hop(hop, 302, place, allow_http=False).secured
