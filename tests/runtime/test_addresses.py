"""Endpoints: non-ASCII host names, pasted URLs, secrets in URLs, and DNS lookups with timeouts."""

from __future__ import annotations

import json
import socket
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import anyio
import pytest

from do_inference import (
    AgentClient,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncClient,
    Client,
    ClientClosedError,
    ConfigurationError,
    DeadlineError,
    Timeout,
)
from do_inference._settings.endpoint import ascii_host, is_loopback
from do_inference._transport.lookup import MAX_LOOKUPS, Resolver
from do_inference.models import Batch
from do_inference.tools import tool
from do_inference.tools._definition import format_return_value
from do_inference.workflows import download
from do_inference_generated._interface import Arguments, Operation
from tests.absent import absent_path

from .loopback import Loopback, reply

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Driver

REAL_LOOKUP = socket.getaddrinfo


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The host names that were looked up; each resolves to this machine."""
    names: list[str] = []

    def look_up(host: Any, *args: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        names.append(name)
        return REAL_LOOKUP("127.0.0.1", *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return names


NAMES = [
    ("straße.example", "xn--strae-oqa.example"),
    ("STRASSE.example", "strasse.example"),
    ("Straße.Example", "xn--strae-oqa.example"),
    ("xn--strae-oqa.example", "xn--strae-oqa.example"),
    ("βόλος.example", "xn--nxasmm1c.example"),
    ("bücher.example", "xn--bcher-kva.example"),
    ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
    ("ｅｘａｍｐｌｅ.com", "example.com"),
    ("my_host.example.", "my_host.example."),
]


@pytest.mark.parametrize(("given", "sent"), NAMES)
def test_non_ascii_host_names_are_encoded_with_idna_2008(
    driver: Driver, server: Loopback, looked_up: list[str], given: str, sent: str
) -> None:
    driver.chat(f"http://{given}:{server.port}", allow_http=True)

    assert set(looked_up) <= {sent, "127.0.0.1"}
    assert server.requests[0].headers["host"] == f"{sent}:{server.port}"


def test_hosts_of_presigned_urls_and_redirects_are_encoded_as_well(
    driver: Driver, server: Loopback, looked_up: list[str], tmp_path: Path
) -> None:
    there = f"http://Ｓtraße.example:{server.port}/there?sig=1"
    server.respond_with(
        reply("", 302, headers={"Location": f"http://faß.example:{server.port}/f"}),
        reply(b"content", content_type=None),
    )
    driver.run(lambda client: download(client, there, tmp_path / "f"), base_url=server.url, allow_http=True)

    assert [r.headers["host"].split(":")[0] for r in server.requests] == [
        "xn--strae-oqa.example",
        "xn--fa-hia.example",
    ]


@pytest.mark.parametrize(
    "name", ["xn--a.example", "a\u200db.example", "-ü.example", "☃.example", "xn--strasse-.example"]
)
def test_an_invalid_host_name_is_rejected(
    driver: Driver, server: Loopback, name: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match="base_url is not a URL"):
        Client(api_key="k", base_url=f"https://{name}")
    with pytest.raises(ValueError, match="url must be an absolute URL"):
        driver.run(lambda client: download(client, f"https://{name}/f", tmp_path / "f"), base_url=server.url)
    server.respond_with(reply("", 302, headers={"Location": f"https://{name}/f"}))
    with pytest.raises(APIStatusError, match="redirected to a location that is not"):
        driver.run(lambda client: client.models.list(), base_url=server.url)


def test_hosts_are_normalized_before_comparison() -> None:
    assert ascii_host("[::1]") == "::1"
    assert ascii_host("[fe80::1%25eth0]") == ascii_host("fe80::1%eth0") == "fe80::1%eth0"
    assert ascii_host("１２７.0.0.1") == "127.0.0.1"
    assert all(
        map(
            is_loopback,
            (
                "localhost",
                "localhost.",
                "a.localhost",
                "127.9.9.9",
                "::1",
                "[::1]",
                "::1%lo",
                "::ffff:127.0.0.1",
            ),
        )
    )
    assert not any(map(is_loopback, ("127.0.0.1.example", "0.0.0.0", "::", "localhost.example", "")))


PASTED = [
    ("https://h.example/api/v1/chat/completions", "/api", ""),
    ("https://h.example/api/v1/chat/completions/", "/api", ""),
    ("https://h.example/api/v1/chat", "/api", ""),
    ("https://h.example/api/v1", "/api", ""),
    ("https://h.example/v1/chat/completions", "", ""),
    ("https://h.example/v1/models", "", ""),
    ("https://h.example/v1/batches/b-1/results", "", ""),
    ("https://h.example/health", "", ""),
    ("https://h.example/gateway/api/v1/chat/completions", "/gateway/api", "/gateway"),
    ("https://h.example/gateway/v1/messages", "/gateway", "/gateway"),
    ("https://h.example/api", "/api", ""),
    (f"https://h.example{absent_path()}", absent_path(), absent_path()),
    ("https://h.example//v1//", "", ""),
]
"""Endpoints as users store them, and the path that serverless clients and agent clients preserve."""


@pytest.mark.parametrize(("given", "serverless", "agent"), PASTED)
def test_the_path_of_an_operation_is_removed_from_an_endpoint(
    given: str, serverless: str, agent: str
) -> None:
    assert Client(api_key="k", base_url=given).base_url == f"https://h.example{serverless}"
    assert AgentClient(api_key="k", endpoint=given).base_url == f"https://h.example{agent}"


def test_a_pasted_endpoint_does_not_double_the_path(driver: Driver, server: Loopback) -> None:
    driver.run(
        lambda client: client.chat.completions.create(messages=[{"role": "user", "content": "hi"}]),
        agent=True,
        endpoint=f"{server.url}/api/v1/chat/completions",
    )

    assert server.requests[0].path.partition("?")[0] == "/api/v1/chat/completions"


SECRETS = [
    "https://user:hush@host",
    "https://user:hu#sh-hush@host",
    "https://user:1/hush@host",
    "https://user:hu?hush@host",
    "https://user:hu/hush@host/v1",
    "https://hush@host",
    "user:hush@host",
    "http://user:hush@host",
    "curl -H 'Authorization: Bearer hush' https://host/v1",
    "sk-do-v1-hush",
    "host:hush",
    "https://host:hush",
    "https://host/v1?key=hush",
    "https://host/v1#hush",
    "ftp://hush",
    "sk-do-v1.hush.0123456789",
    "eyJhbGciOiJIUzI1NiJ9.hush.hu3_hu-hu",
    "//hush",
    "doo_v1_hush.x",
]


@pytest.mark.parametrize("given", SECRETS)
def test_the_error_for_an_invalid_endpoint_contains_no_secret(given: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Client(api_key="k", base_url=given)

    assert "hu" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_password_in_a_redirect_is_neither_shown_nor_sent(
    driver: Driver, server: Loopback, other: Loopback
) -> None:
    server.respond_with(reply("", 307, headers={"Location": other.url.replace("//", "//user:hush@")}))
    with pytest.raises(APIStatusError) as caught:
        driver.chat(server.url)
    assert "hush" not in f"{caught.value} {caught.value!r}"

    other.respond_with(reply({"data": []}))
    driver.run(lambda client: client.models.list(), base_url=server.url)
    assert "authorization" not in other.requests[0].headers


# DNS lookups


class Stuck(threading.Event):
    """Set when lookups may end."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Any:
    """DNS lookups wait until the test is over."""
    over = Stuck()

    def look_up(host: Any, *args: Any, **options: Any) -> Any:
        if host in ("slow.example", b"slow.example"):
            if (
                len(args) > 4 and args[4] & socket.AI_NUMERICHOST
            ):  # trio first checks whether it is an IP address.
                raise socket.gaierror(socket.EAI_NONAME, "no address")
            over.begun.set()
            over.wait(30)
        return REAL_LOOKUP("127.0.0.1", *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield over
    over.set()


def test_a_dns_lookup_ends_at_the_deadline_or_the_connect_timeout(stuck: Stuck, server: Loopback) -> None:
    url = f"http://slow.example:{server.port}"
    with Client(api_key="k", base_url=url, allow_http=True, max_retries=0, rate_limiter=None) as client:
        with pytest.raises(DeadlineError):
            client.models.list(deadline=0.05)
        with pytest.raises(APITimeoutError, match=r"no connection .* connect timeout") as caught:
            client.models.list(timeout=Timeout(connect=0.05))
        assert caught.value.phase == "connect"
        assert not stuck.is_set()
        stuck.set()
        server.respond_with(reply({"data": []}))
        assert client.models.list(deadline=30.0).data == []


def test_an_asynchronous_dns_lookup_ends_at_the_deadline(
    driver: Driver, stuck: Stuck, server: Loopback
) -> None:
    """The call ends in time. The thread of asyncio continues, and the end of the loop waits for it."""
    if not driver.is_async:
        pytest.skip("see the test above")

    async def call(client: AsyncClient) -> bool:
        with pytest.raises(DeadlineError):
            await client.models.list(deadline=0.05)
        in_time = not stuck.is_set()
        stuck.set()
        return in_time

    url = f"http://slow.example:{server.port}"
    assert driver.run(call, base_url=url, allow_http=True, max_retries=0)


def test_a_client_closed_while_connecting_sends_nothing(
    driver: Driver, stuck: Stuck, server: Loopback
) -> None:
    failures: list[BaseException] = []

    async def call(client: AsyncClient) -> None:
        async def ask() -> None:
            with pytest.raises(ClientClosedError) as caught:
                await client.models.list()
            failures.append(caught.value)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask)
            await anyio.to_thread.run_sync(stuck.begun.wait, 10)
            await client.close()
            stuck.set()

    def call_sync(client: Client) -> None:
        def ask() -> None:
            with pytest.raises(ClientClosedError) as caught:
                client.models.list()
            failures.append(caught.value)

        thread = threading.Thread(target=ask)
        thread.start()
        stuck.begun.wait(10)
        client.close()
        stuck.set()
        thread.join(10)

    url = f"http://slow.example:{server.port}"
    action = call if driver.is_async else call_sync
    driver.run(action, base_url=url, allow_http=True, max_retries=0)
    assert len(failures) == 1
    assert server.requests == []


def test_lookups_of_the_same_name_share_a_thread_and_threads_are_limited(stuck: Stuck) -> None:
    resolver = Resolver()
    before = threading.active_count()
    for _ in range(5):
        with pytest.raises(TimeoutError):
            resolver.addresses("slow.example", 80, 0.001)
    assert threading.active_count() == before + 1

    for port in range(1, MAX_LOOKUPS):
        with pytest.raises(TimeoutError):
            resolver.addresses("slow.example", port, 0.001)
    with pytest.raises(TimeoutError, match="other DNS lookups have not completed"):
        resolver.addresses("other.example", 80, 0.001)
    stuck.set()
    assert resolver.addresses("other.example", 80, 10) == ["127.0.0.1"]


def test_a_lookup_whose_thread_cannot_start_releases_its_slot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolver = Resolver()

    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        for _ in range(MAX_LOOKUPS + 1):
            with pytest.raises(OSError, match="cannot start a thread for the DNS lookup of localhost"):
                resolver.addresses("localhost", 80, 0.01)

    assert resolver.addresses("localhost", 80, 10)


def test_simultaneous_lookups_of_one_name_start_one_thread(stuck: threading.Event) -> None:
    resolver = Resolver()
    both = threading.Barrier(2)
    acquire = resolver._room.acquire

    class Room:
        """Lets two threads find no running lookup before either of them starts one."""

        release = resolver._room.release

        def acquire(self, timeout: float) -> bool:
            both.wait(10)
            return acquire(timeout=timeout)

    resolver._room = Room()  # type: ignore[assignment]
    callers = [
        threading.Thread(target=resolver.addresses, args=("slow.example", 80, 10), daemon=True)
        for _ in range(2)
    ]
    started: list[object] = []
    start = resolver._start
    ready = threading.Semaphore(0)

    def noted(host: str, port: int) -> object:
        lookup = start(host, port)
        started.append(lookup)
        ready.release()
        return lookup

    resolver._start = noted  # type: ignore[method-assign,assignment]
    for caller in callers:
        caller.start()
    assert all(ready.acquire(timeout=10) for _ in callers)

    assert started[0] is started[1]
    stuck.set()
    for caller in callers:
        caller.join(10)


def test_an_unknown_host_name_is_a_connection_error(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*args: Any, **options: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(APIConnectionError, match=r"no connection to nowhere\.example.*not known"):
        driver.chat("https://nowhere.example", max_retries=0)


def test_all_addresses_of_a_host_are_tried(
    driver: Driver, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        dead = REAL_LOOKUP("127.0.0.2", port, *args, **options)
        return dead + REAL_LOOKUP("127.0.0.1", port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert driver.chat(f"http://two.localhost:{server.port}", max_retries=0).id == "c1"


# Dates and times


NAIVE = datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - what is refused
AWARE = [
    (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05+00:00"),
    (datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2))), "2026-01-02T03:04:05+02:00"),
    (date(2026, 1, 2), "2026-01-02"),
]


def _send(driver: Driver, server: Loopback, kind: str, value: object) -> str:
    """Return how a value is sent in the path, query, headers and body of a request."""
    path = "/x/{at}" if kind == "path" else "/x"
    body: Any = "multipart" if kind == "form" else "json" if kind.startswith("json") else None
    operation: Operation[None, Any] = Operation("x", "x", "x", "serverless", "POST", path, body=body)
    places: dict[str, Any] = {
        "json in a list": {"body": {"a": [{"at": value}]}},
        "json": {"body": {"at": value}},
    }
    arguments = Arguments(**places.get(kind, {"body" if kind == "form" else kind: {"at": value}}))
    driver.run(lambda client: client._executor.request(operation, arguments, {}), base_url=server.url)
    request = server.requests[-1]
    return f"{unquote(request.path)} {request.headers.get('at')} {request.body.decode()}"


PLACES = ["path", "query", "headers", "json", "json in a list", "form"]


@pytest.mark.parametrize("kind", PLACES)
def test_a_datetime_without_a_time_zone_is_rejected(driver: Driver, server: Loopback, kind: str) -> None:
    with pytest.raises(ValueError, match="at is a time without a time zone; add one") as caught:
        _send(driver, server, kind, NAIVE)

    assert ("a[0].at" in str(caught.value)) == (kind == "json in a list")
    assert server.requests == []


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize(("value", "sent"), AWARE)
def test_dates_and_datetimes_with_a_time_zone_are_sent(
    driver: Driver, server: Loopback, kind: str, value: object, sent: str
) -> None:
    assert sent in _send(driver, server, kind, value)


def test_models_reject_naive_datetimes_except_those_of_the_server() -> None:
    raw = {"batch_id": "b", "created_at": "2026-01-02T03:04:05"}
    batch = Batch.from_dict(raw)
    assert batch.to_dict() == raw
    assert batch.to_dict(exclude_none=True) == raw

    batch.created_at = datetime(2027, 1, 2, 3, 4, 5)  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="created_at is a time without a time zone"):
        batch.to_dict()


def test_tools_may_return_a_naive_datetime() -> None:
    @tool
    def now() -> dict[str, Any]:
        """Return the time."""
        return {"at": NAIVE, "où": "ici"}

    assert json.loads(format_return_value(now.function())) == {"at": "2026-01-02T03:04:05", "où": "ici"}
    assert "où" in format_return_value(now.function())
