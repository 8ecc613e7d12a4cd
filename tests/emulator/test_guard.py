"""Accepted hosts and origins: pages of other sites cannot read requests, not even by DNS rebinding."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from do_inference.emulator import Emulator, Options, VirtualClock
from do_inference.emulator._guard import host_of, is_loopback
from tests.absent import absent_path, methods

from .api_client import HELLO, APIClient

PATHS = ["/_emulator/", "/_emulator/requests", "/_emulator/state", "/_emulator/openapi.json", "/v1/models"]


def raw(emulator: Emulator, *lines: str) -> tuple[int, dict[str, str], str]:
    """Send the lines of a request unchanged; return status, headers and body of the response."""
    port = int(emulator.base_url.rpartition(":")[2])
    key = f"authorization: Bearer {emulator.api_key}"
    start, *rest = lines
    end = [] if "" in rest else ["", ""]  # An empty line separates the headers from a body.
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        sock.sendall("\r\n".join([start, key, "connection: close", *rest, *end]).encode("latin-1"))
        received = b"".join(iter(lambda: sock.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    start, *headers = head.decode("latin-1").split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in headers)
    return int(start.split()[1]), fields, body.decode()


LOOPBACK = [
    "127.0.0.1", "127.0.0.1:1", "127.8.9.10:4040", "localhost", "LOCALHOST:80", "localhost.", "app.localhost:3000",
    "[::1]", "[::1]:4040", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]",
]  # fmt: skip
FOREIGN = [
    "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil-localhost", "notlocalhost", "0.0.0.0",
    "192.168.0.1", "[::]", "[fe80::1]", "[::ffff:192.168.0.1]", "127.1", "2130706433", "0x7f.0.0.1", "128.0.0.1",
]  # fmt: skip
MALFORMED = [
    "", "localhost:80@evil", "evil@localhost", "localhost:", "localhost:x", "localhost:99999", "local host",
    "[::1", "::1", "[::1]x", "[::1%25lo]", "localhost/evil", "localhost, evil", "localhost#", "[evil]", ".",
    "[127.0.0.1.evil]",
]  # fmt: skip


@pytest.mark.parametrize("host", LOOPBACK)
def test_all_loopback_hosts_are_accepted(api: APIClient, host: str) -> None:
    for path in PATHS:
        assert raw(api.emulator, f"GET {path} HTTP/1.1", f"host: {host}")[0] == 200


@pytest.mark.parametrize(("host", "status"), [(h, 403) for h in FOREIGN] + [(h, 400) for h in MALFORMED])
def test_other_hosts_are_rejected_on_loopback(api: APIClient, host: str, status: int) -> None:
    for path in PATHS:
        received, _, body = raw(api.emulator, f"GET {path} HTTP/1.1", f"host: {host}")
        assert received == status
        assert "--allow-host" in body or status == 400


def test_missing_and_repeated_hosts_and_absolute_urls_are_rejected(api: APIClient) -> None:
    emulator = api.emulator
    for path in PATHS:
        assert raw(emulator, f"GET {path} HTTP/1.0")[0] == 400
        assert raw(emulator, f"GET {path} HTTP/1.1")[0] == 400
        assert raw(emulator, f"GET {path} HTTP/1.1", "host: 127.0.0.1", "host: evil.example")[0] == 400
        assert raw(emulator, f"GET {path} HTTP/1.1", "host: 127.0.0.1", "host: 127.0.0.1")[0] == 400
        assert raw(emulator, f"GET http://evil.example{path} HTTP/1.1", "host: 127.0.0.1")[0] in (400, 404)


def test_requests_with_a_foreign_host_or_origin_have_no_effect(start: Any) -> None:
    api = start(clock=VirtualClock(1000.0))
    api.chat()
    body = json.dumps({"seconds": 5})
    for header in ("host: evil.example", "host: 127.0.0.1\r\norigin: http://evil.example"):
        lines = (header, f"content-length: {len(body)}", "", body)
        assert raw(api.emulator, "POST /_emulator/advance HTTP/1.1", *lines)[0] == 403
        assert raw(api.emulator, "DELETE /_emulator/requests HTTP/1.1", header)[0] == 403
    assert api.emulator.clock.now() == 1000.0
    assert len(api.emulator.requests) == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "https://127.0.0.1.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "file://"}, 403),
        ({"origin": "http://localhost@evil.example"}, 403),
        ({"origin": "http://127.0.0.1:4040"}, 200),
        ({"origin": "http://localhost:3000"}, 200),
        ({"origin": "http://[::1]:3000"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/_emulator/", "/_emulator/requests"])
def test_other_sites_cannot_use_the_admin_endpoints(
    api: APIClient, path: str, headers: dict[str, str], status: int
) -> None:
    response = api.client.get(path, headers=headers)
    assert response.status_code == status
    assert "access-control-allow-origin" not in response.headers


def test_loopback_pages_may_read_responses_of_operations(api: APIClient) -> None:
    preflight_headers = {
        "origin": "http://localhost:3000",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type",
    }
    preflight = api.client.options("/v1/chat/completions", headers=preflight_headers)
    assert preflight.status_code == 200
    assert preflight.headers["allow"] == ", ".join([*methods("/v1/chat/completions"), "OPTIONS"])
    assert preflight.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert preflight.headers["access-control-allow-methods"] == "*"
    assert preflight.headers["access-control-allow-headers"] == "authorization, content-type"
    body = {"model": "m", "messages": HELLO}
    headers = {**api.headers(""), "origin": "http://localhost:3000"}
    response = api.client.post("/v1/chat/completions", json=body, headers=headers)
    assert response.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert response.headers["vary"] == "Origin"


def test_other_sites_may_not_read_responses_of_operations(api: APIClient) -> None:
    preflight_headers = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    for response in (
        api.client.options("/v1/chat/completions", headers=preflight_headers),
        api.client.get("/v1/models", headers={**api.headers(""), **preflight_headers}),
    ):
        assert response.status_code == 200
        assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        *(
            (path.format(batch_id="b"), ", ".join([*methods(path), "OPTIONS"]))
            for path in ("/v1/models", "/v1/batches", "/v1/batches/{batch_id}")
        ),
        ("/_emulator/", "GET, HEAD, OPTIONS"),
        ("/_emulator/requests", "GET, HEAD, DELETE, OPTIONS"),
        ("/_emulator/advance", "POST, OPTIONS"),
        ("/_emulator/limits", "POST, OPTIONS"),
    ],
)
def test_options_requests_return_the_allowed_methods(api: APIClient, path: str, allow: str) -> None:
    response = api.client.options(path)
    assert (response.status_code, response.headers["allow"], response.content) == (200, allow, b"")
    other = next(method for method in ("PATCH", "PUT", "DELETE", "POST") if method not in allow.split(", "))
    wrong = api.client.request(other, path, headers=api.headers(""))
    assert (wrong.status_code, set(wrong.headers["allow"].split(", ")) | {"OPTIONS"}) == (
        405,
        set(allow.split(", ")),
    )


def test_options_requests_of_unknown_paths_return_404(api: APIClient) -> None:
    assert api.client.options(absent_path()).status_code == 404
    assert api.client.options("/_emulator/nowhere").status_code == 404
    assert api.client.get("/_emulatorx").status_code == 404


@pytest.mark.parametrize(
    ("host", "own", "operations"),
    [
        ("127.0.0.1", 200, 200),
        ("192.168.0.7:4040", 200, 200),
        ("[fe80::1]", 200, 200),
        ("emulator:4040", 403, 200),
        ("evil.example", 403, 200),
        ("dev.example:8080", 200, 200),
        ("evil@dev.example", 400, 400),
    ],
)
def test_on_other_addresses_host_names_reach_operations_but_not_admin_endpoints(
    start: Any, host: str, own: int, operations: int
) -> None:
    emulator = start(host="0.0.0.0", options=Options(allow_hosts=("Dev.example",))).emulator
    assert raw(emulator, "GET /_emulator/requests HTTP/1.1", f"host: {host}")[0] == own
    assert raw(emulator, "GET /v1/models HTTP/1.1", f"host: {host}")[0] == operations


def test_allowed_hosts_are_accepted_on_loopback(start: Any) -> None:
    emulator = start(options=Options(allow_hosts=("dev.example",))).emulator
    for path in PATHS:
        assert raw(emulator, f"GET {path} HTTP/1.1", "host: dev.example:1")[0] == 200
        assert raw(emulator, f"GET {path} HTTP/1.1", "host: evil.example")[0] == 403
    every = start(options=Options(allow_hosts=("*",))).emulator
    assert raw(every, "GET /_emulator/state HTTP/1.1", "host: evil.example")[0] == 200


def test_hosts_are_parsed_strictly() -> None:
    assert [host_of(text) for text in ("A.B:1", "[::1]:2", "a.")] == ["a.b", "::1", "a"]
    assert not any(
        is_loopback(host) for host in ("", "1", "127.0.0.1.x", "localhost.x", "::", "::ffff:1.2.3.4")
    )


@pytest.mark.parametrize(
    "body",
    ["", "5", "null", "[]", "{}", "{", '{"seconds": "5"}', '{"seconds": true}', '{"seconds": NaN}',
     '{"seconds": 1e999}', '{"seconds": -1}', '{"seconds": 5, "x": 1}'],
)  # fmt: skip
def test_the_clock_advances_only_by_a_valid_number_of_seconds(start: Any, body: str) -> None:
    api = start(clock=VirtualClock(1000.0))
    response = api.client.post("/_emulator/advance", content=body)
    assert response.status_code == 400
    assert api.emulator.clock.now() == 1000.0


@pytest.mark.parametrize("query", ["limit=x", "limit=-1", "limit=1.5", "operation=nothing"])
def test_an_invalid_query_of_the_journal_is_rejected(api: APIClient, query: str) -> None:
    assert api.client.get(f"/_emulator/requests?{query}").status_code == 400


def test_a_limit_of_zero_returns_no_requests(start: Any) -> None:
    api = start()
    api.chat()
    assert api.client.get("/_emulator/requests?limit=0").json()["requests"] == []
